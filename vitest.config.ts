import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'bench/*.test.ts'],
    // Those have runs of their own: `npm run test:trust` and `npm run test:example`.
    exclude: [...configDefaults.exclude, 'tests/{properties,differential,hostile,example}/**'],
    // Several tests start compilers, on machines that are busy with other tests.
    testTimeout: 120_000,
  },
});
