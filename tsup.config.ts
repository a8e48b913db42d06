import { defineConfig } from 'tsup';

export default defineConfig({
  // One line per entry point of the package; package.json's `exports` lists the same.
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: {
    // type-fest itself asks for a newer TypeScript than we do: what is used of it is copied into our
    // declarations. The relative paths are those by which its own files import each other.
    resolve: ['type-fest', /^\.\.?\//],
    // tsup sets `baseUrl`, which TypeScript 6 deprecates.
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
  treeshake: true,
  sourcemap: false,
  clean: true,
});
