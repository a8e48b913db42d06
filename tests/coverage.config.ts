import { defineConfig } from 'vitest/config';

/** What the unit tests of the core reach of it. */
export default defineConfig({
  test: {
    include: ['src/*.test.ts', 'src/internal/*.test.ts'],
    testTimeout: 120_000,
    coverage: {
      enabled: true,
      include: ['src/*.ts', 'src/internal/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text', 'html'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
});
