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

export const survivors: readonly Group[] = [
  {
    because: 'an alternative of nothing only ever stands alone: allOf refuses it before anyOf is given it',
    mutants: [
      [
        'src/requirement.ts',
        'alternatives.some((scopes) => scopes.length === 0)',
        'alternatives.every(scopes => scopes.length === 0)',
      ],
    ],
  },
  {
    because:
      'when a grant has been asked often, a set answers for it what the bits would answer: it is for speed alone',
    mutants: [
      ['src/grant.ts', '++this.#asked > patience', 'true'],
      ['src/grant.ts', '++this.#asked > patience', 'false'],
      ['src/grant.ts', '++this.#asked > patience', '++this.#asked >= patience'],
      ['src/grant.ts', '++this.#asked > patience', '++this.#asked <= patience'],
      ['src/grant.ts', '++this.#asked', '--this.#asked'],
      ['src/grant.ts', 'listed === undefined', 'true'],
    ],
  },
  {
    because: 'a single space parts a text quicker than an expression, which would part it alike',
    mutants: [['src/grant.ts', '/[\\t-\\r]/', '/[^\\t-\\r]/']],
  },
  {
    because: 'behind the end of a mask there is nothing to add',
    mutants: [['src/grant.ts', 'i < mask.length', 'i <= mask.length']],
  },
];
