import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{properties,differential,hostile}/**/*.test.ts'],
    // A law is one test of ten thousand cases.
    testTimeout: 120_000,
  },
});
