import { configDefaults, defineConfig } from 'vitest/config';

/** What takes the core as a user does, and is no part of it: `src/` without these is the core. */
const aroundCore = ['src/{http,adapters}/**', 'src/client*.ts'];
/** Tests that compile programs for many seconds. */
const programs = [
  'tests/types/{client,completion,diagnostics,isolated-declarations}.test.ts',
  'tests/support/compile.test.ts',
];

export default defineConfig({
  test: {
    // By default Vitest leaves one of them to others, which is half of a small machine.
    maxWorkers: '100%',
    // Each script of package.json names the projects that it runs.
    projects: [
      project('core', ['src/**/*.test.ts'], { exclude: aroundCore }),
      project('http', ['src/{http,adapters}/**/*.test.ts', 'src/client*.test.ts']),
      project('types', ['tests/types/**/*.test.ts', 'tests/support/**/*.test.ts'], { exclude: programs }),
      project('adapters', ['tests/adapters/**/*.test.ts']),
      project('package', ['tests/package/**/*.test.ts', 'tests/mutation/*.test.ts']),
      project('security', ['tests/security/**/*.test.ts'], { exclude: ['tests/security/hostile/**'] }),
      project('bench', ['bench/*.test.ts']),
      // Those below are no part of `npm test`.
      project('programs', programs, { hookTimeout: 120_000 }),
      project('agreement', ['tests/properties/agreement/**/*.test.ts']),
      project('properties', ['tests/properties/**/*.test.ts'], {
        exclude: ['tests/properties/agreement/**'],
      }),
      project('cli', ['cli/src/**/*.test.ts', 'cli/tests/**/*.test.ts'], {
        globalSetup: 'cli/tests/setup.ts',
      }),
      project('hostile', ['tests/security/hostile/**/*.test.ts']),
      project('fleet', ['tests/fleet/**/*.test.ts'], { hookTimeout: 120_000 }),
      project('stores', ['tests/stores/*.test.ts']),
      project('examples', ['tests/examples/**/*.test.ts'], {
        globalSetup: 'tests/examples/setup.ts',
        // Each file starts a database, and one starts a browser.
        fileParallelism: false,
        hookTimeout: 120_000,
      }),
    ],
    // What the tests of the core reach of it: `npm run coverage`.
    coverage: {
      include: ['src/**/*.ts'],
      // What is said of whole fleets is held to the core, by the laws of tests/properties and by databases.
      exclude: ['**/*.test.ts', 'src/fleet/**', ...aroundCore],
      reporter: ['text', 'html'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
});

interface Settings {
  readonly exclude?: readonly string[];
  readonly globalSetup?: string;
  readonly fileParallelism?: boolean;
  readonly hookTimeout?: number;
}

function project(name: string, include: string[], { exclude = [], ...settings }: Settings = {}) {
  return {
    // Decorators as NestJS has them, for the tests of its adapter.
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    test: {
      name,
      include,
      exclude: [...configDefaults.exclude, ...exclude],
      // Several tests start compilers, on machines that are busy with other tests; a law is ten thousand cases.
      testTimeout: 240_000,
      // Tests import the built package as its users do: Node loads it, not the test runner.
      server: { deps: { external: [/\/dist\//] } },
      ...settings,
    },
  };
}
