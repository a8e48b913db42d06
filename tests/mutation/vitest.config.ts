/**
 * The tests of the core as a run of Stryker needs them: quick to notice a mutant, and honest about what they could not
 * do. Not the project `core` of the shared configuration: Stryker would run all projects of a configuration, and
 * an order of the files and reporters can be given to a whole run alone.
 */
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import {
  BaseSequencer,
  type Reporter,
  type RunnerTestCase,
  type RunnerTestFile,
  type TestModule,
  type TestSpecification,
  type Vitest,
} from 'vitest/node';

/** Takes half of the time of all tests once the sources are instrumented: for the files that it tests, or alone. */
const slowest = 'least-scopes.test.ts';
const testedBySlowest = ['least-scopes', 'hitting-set', 'audit'];

/** A run ends with its first failure, and the tests beside the changed file are the likeliest to fail. */
class BesideFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Stryker asks for the tests that are related to the file that it changed; in its first run, to every file.
    const changed = new Set(this.ctx.config.related?.map((file) => basename(file, '.ts')));
    const isBeside = ({ moduleId }: TestSpecification) =>
      basename(moduleId) === slowest
        ? testedBySlowest.some((name) => changed.has(name))
        : changed.has(basename(moduleId, '.test.ts'));
    const others = files.filter((file) => !isBeside(file) && basename(file.moduleId) !== slowest);
    const sorted = [...files.filter(isBeside), ...others];
    return sorted.length > 0 ? sorted : files;
  }
}

/**
 * Where no test fails, Stryker takes the mutant for a survivor, even if a test file did not load or no test ran at
 * all (https://github.com/stryker-mutator/stryker-js/issues/6150 and 6213). Here such a file has a test that fails,
 * and such a run ends in an error.
 */
class NoVerdictWithoutTests implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestModuleEnd(module: TestModule): void {
    if (module.errors().length > 0) void this.#vitest?.cancelCurrentRun('test-failure');
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = modules.flatMap(({ children }) => [
      ...children.allTests('passed'),
      ...children.allTests('failed'),
    ]);
    const unloaded = this.#vitest?.state.getFiles().filter((file) => file.result?.errors?.length) ?? [];
    for (const file of unloaded) file.tasks.push(failedTest(file));
    if (ran.length + unloaded.length === 0)
      this.#vitest?.state.catchError(new Error('no test ran'), 'No Verdict');
  }
}

/** What Stryker reads of a test. */
const failedTest = (file: RunnerTestFile) => {
  const { result } = file;
  const test: Partial<RunnerTestCase> = { type: 'test', name: 'loads', mode: 'run', file, suite: file };
  return { ...test, result } as RunnerTestCase;
};

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/{http,adapters,manifest,fleet}/**', 'src/client*.ts'],
    sequence: { sequencer: BesideFirst },
    reporters: [new NoVerdictWithoutTests()],
    // Instrumented sources are slow. What hangs is ended by Stryker.
    testTimeout: 120_000,
  },
});
