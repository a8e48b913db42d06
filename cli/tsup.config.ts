import { defineConfig } from 'tsup';

export default defineConfig({
  // `module-process.js` runs in a process of its own.
  entry: { main: 'src/main.ts', 'module-process': 'src/sources/module-process.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: true,
  treeshake: true,
  clean: true,
});
