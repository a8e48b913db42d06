import { defineConfig } from 'tsup';

export default defineConfig({
  // One line per entry point of the package; package.json's `exports` lists the same.
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: {
    // tsup sets `baseUrl`, which TypeScript 6 deprecates.
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
  treeshake: true,
  sourcemap: false,
  clean: true,
});
