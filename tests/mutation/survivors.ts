/**
 * Mutants that no test can tell from the sources, each by its file, what it stands for and what it is changed into,
 * grouped by the reason. `npm run test:mutation` fails where one survives that is not here, and where one is here
 * that a test has found.
 */

export interface Group {
  readonly because: string;
  readonly mutants: readonly Mutant[];
}
export type Mutant = readonly [file: string, source: string, replacement: string];

export const survivors: readonly Group[] = [];
