/**
 * Mutants that no test can find, each by its file, its source and its replacement, grouped by the reason. `npm run test:mutation` fails for a survivor
 * that is not listed, and for a listed mutant that a test finds.
 */

export interface Group {
  readonly because: string;
  readonly mutants: readonly Mutant[];
}
export type Mutant = readonly [file: string, source: string, replacement: string];

export const survivors: readonly Group[] = [
  {
    because: 'an empty alternative is always the only one: allOf refuses it before anyOf gets it',
    mutants: [
      [
        'src/requirement.ts',
        'alternatives.some((scopes) => scopes.length === 0)',
        'alternatives.every(scopes => scopes.length === 0)',
      ],
    ],
  },
  {
    because: 'there is nothing to add after the end of a mask',
    mutants: [['src/internal/bit-set.ts', 'i < mask.length', 'i <= mask.length']],
  },
  {
    because: 'it only makes the search faster: the search finds the same without it',
    mutants: [
      ['src/keys/least-scopes.ts', '!requirements.has(needs)', 'true'],
      [
        'src/keys/hitting-set.ts',
        'choice.filter((one, i) => !isDominated(one, i, choice, forced))',
        'choice',
      ],
      ['src/keys/hitting-set.ts', '(choice) => choice.length === 1', '() => undefined'],
      ['src/keys/hitting-set.ts', 'choice.length === 1', 'false'],
      ['src/keys/hitting-set.ts', 'decided.length === 0', 'true'],
      [
        'src/keys/hitting-set.ts',
        'choice.some( (other, i) => coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one)), )',
        'choice.every((other, i) => coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one)))',
      ],
      [
        'src/keys/hitting-set.ts',
        '(other, i) => coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one))',
        '() => undefined',
      ],
      [
        'src/keys/hitting-set.ts',
        'coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one))',
        'false',
      ],
      [
        'src/keys/hitting-set.ts',
        'i < at || !coversBits(union(other, forced), one)',
        'i < at && !coversBits(union(other, forced), one)',
      ],
      ['src/keys/hitting-set.ts', 'i < at', 'false'],
      [
        'src/keys/hitting-set.ts',
        '(one: Bits, at: number, choice: Choice, forced: Bits): boolean => choice.some( (other, i) => coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one)), )',
        '() => undefined',
      ],
      ['src/keys/hitting-set.ts', 'choice.map(String).sort()', 'choice.map(String)'],
      ['src/keys/hitting-set.ts', `';'`, '""'],
      [
        'src/keys/hitting-set.ts',
        '{ const added = choice.map((alternative) => without(alternative, held)); const touched = added.reduce(union); if (overlaps(touched, counted)) continue; counted = union(counted, touched); fewest += Math.min(...added.map(countBits)); }',
        '{}',
      ],
      [
        'src/keys/hitting-set.ts',
        '{ let counted: Bits = noBits(held.length * 32); let fewest = 0; for (const choice of open) { const added = choice.map((alternative) => without(alternative, held)); const touched = added.reduce(union); if (overlaps(touched, counted)) continue; counted = union(counted, touched); fewest += Math.min(...added.map(countBits)); } return fewest; }',
        '{}',
      ],
      ['src/keys/hitting-set.ts', 'overlaps(touched, counted)', 'true'],
      [
        'src/keys/hitting-set.ts',
        'fewest += Math.min(...added.map(countBits))',
        'fewest -= Math.min(...added.map(countBits))',
      ],
      ['src/keys/hitting-set.ts', 'countBits(held) + lowerBound(held, open) > this.#bestScore[0]', 'false'],
      [
        'src/keys/hitting-set.ts',
        'countBits(held) + lowerBound(held, open)',
        'countBits(held) - lowerBound(held, open)',
      ],
      [
        'src/keys/hitting-set.ts',
        'next .map((alternative) => union(held, alternative)) .sort((one, other) => countBits(one) - countBits(other))',
        'next.map(alternative => union(held, alternative))',
      ],
      ['src/keys/hitting-set.ts', '(one, other) => countBits(one) - countBits(other)', '() => undefined'],
      ['src/keys/hitting-set.ts', 'countBits(one) - countBits(other)', 'countBits(one) + countBits(other)'],
    ],
  },
  {
    because: 'from another first guess the search finds the same',
    mutants: [
      [
        'src/keys/hitting-set.ts',
        'added.reduce((sum, scope) => sum + (uses.get(scope) as number), 0) / added.length ** 2',
        'added.reduce((sum, scope) => sum + (uses.get(scope) as number), 0) * added.length ** 2',
      ],
      ['src/keys/hitting-set.ts', 'worth > bestWorth', 'worth >= bestWorth'],
    ],
  },
  {
    because: 'no search in the tests ends exactly where its budget ends',
    mutants: [
      ['src/keys/hitting-set.ts', 'budget.left > 0', 'budget.left >= 0'],
      ['src/keys/hitting-set.ts', 'this.#budget.left <= 0', 'this.#budget.left < 0'],
      ['src/keys/hitting-set.ts', 'budget.left -= workFor(open)', 'budget.left += workFor(open)'],
      [
        'src/keys/hitting-set.ts',
        'workFor(open) + implied.size * forced.length',
        'workFor(open) - implied.size * forced.length',
      ],
      ['src/keys/hitting-set.ts', 'implied.size * forced.length', 'implied.size / forced.length'],
    ],
  },
  {
    because: 'the two sides never are equal there, or both are absent',
    mutants: [
      ['src/keys/hitting-set.ts', 'at >= 0', 'true'],
      [
        'src/keys/hitting-set.ts',
        '(one[at] as number) < (other[at] as number)',
        'one[at] as number <= (other[at] as number)',
      ],
    ],
  },
  {
    because: 'a scope that implies nothing changes nothing',
    mutants: [
      [
        'src/keys/hitting-set.ts',
        'numbers .map((number, n) => [n, impliedBy(number)] as const) .filter(([, implied]) => implied.some((word) => word !== 0))',
        'numbers.map((number, n) => [n, impliedBy(number)] as const)',
      ],
      ['src/keys/hitting-set.ts', 'word !== 0', 'true'],
    ],
  },
  {
    because: 'it only skips decoding where nothing is encoded',
    mutants: [['src/routes/router.ts', `'%'`, '""']],
  },
  {
    because: 'the next condition refuses the value as well, or there is no other value',
    mutants: [
      ['src/routes/router.ts', `''`, '"Stryker was here!"'],
      ['src/routes/router.ts', 'slash < 0', 'slash <= 0'],
      ['src/vocabulary/spelling.ts', '[]', '["Stryker was here"]'],
    ],
  },
  {
    because: 'a literal path is also found by its segments, only slower, and it has no parameters',
    mutants: [
      ['src/routes/router.ts', 'parameters.length === 0', 'false'],
      ['src/routes/router.ts', 'known', 'false'],
      ['src/routes/router.ts', 'route.slice(method.length + 1)', 'route'],
      ['src/routes/router.ts', 'method.length + 1', 'method.length - 1'],
      ['src/routes/router.ts', '[]', '["Stryker was here"]'],
    ],
  },
];
