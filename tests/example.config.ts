import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/example/**/*.test.ts'],
    globalSetup: 'tests/example/setup.ts',
    // Each file starts a database, and one starts a browser.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
