/**
 * Changes the sources a little in a thousand places, one at a time, and expects a unit test to fail for each.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  // The unit tests and what runs them; node_modules/ is linked, not copied.
  ignorePatterns: [
    '*',
    '!src/**',
    '!package.json',
    '!tsconfig.json',
    '!tests/mutation/*.ts',
    '!tests/support/*.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'tests/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // What runs when a file is loaded counts as well: the expression that says which paths are refused is among it.
  ignoreStatic: false,
  concurrency: 2,
  // Whatever is slower on a busy machine is no mutant that hangs.
  timeoutMS: 10_000,
  thresholds: { high: 100, low: 95, break: 90 },
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { reportTests: false, logTests: false },
  htmlReporter: { fileName: 'tests/mutation/report/index.html' },
  jsonReporter: { fileName: 'tests/mutation/report/mutants.json' },
  tempDirName: 'tests/mutation/.scratch',
};
