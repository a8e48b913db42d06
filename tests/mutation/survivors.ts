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
      ['src/grant/issue.ts', '++this.#asked > patience', 'true'],
      ['src/grant/issue.ts', '++this.#asked > patience', 'false'],
      ['src/grant/issue.ts', '++this.#asked > patience', '++this.#asked >= patience'],
      ['src/grant/issue.ts', '++this.#asked > patience', '++this.#asked <= patience'],
      ['src/grant/issue.ts', '++this.#asked', '--this.#asked'],
      ['src/grant/issue.ts', 'listed === undefined', 'true'],
    ],
  },
  {
    because: 'a single space parts a text quicker than an expression, which would part it alike',
    mutants: [['src/grant/parse.ts', '/[\\t-\\r]/', '/[^\\t-\\r]/']],
  },
  {
    because: 'behind the end of a mask there is nothing to add',
    mutants: [['src/grant/parse.ts', 'i < mask.length', 'i <= mask.length']],
  },
  {
    because: 'it prunes, orders or bounds a search that finds the same without it, later',
    mutants: [
      [
        'src/keys/hitting-set.ts',
        `for (;;) { open = open.filter((choice) => !isMade(choice, forced)); open = open.map((choice) => choice.filter((one, i) => !isBeaten(one, i, choice, forced))); const decided = open.filter((choice) => choice.length === 1); if (decided.length === 0) break; for (const [only] of decided) forced = union(forced, only as Bits); }`,
        'for (; false;) { open = open.filter(choice => !isMade(choice, forced)); open = open.map(choice => choice.filter((one, i) => !isBeaten(one, i, choice, forced))); const decided = open.filter(choice => choice.length === 1); if (decided.length === 0) break; for (const [only] of decided) forced = union(forced, only as Bits); }',
      ],
      ['src/keys/hitting-set.ts', 'choice.filter((one, i) => !isBeaten(one, i, choice, forced))', 'choice'],
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
      [
        'src/keys/hitting-set.ts',
        '{ const added = choice.map((alternative) => without(alternative, held)); const touched = added.reduce(union); if (shares(touched, counted)) continue; counted = union(counted, touched); least += Math.min(...added.map(countBits)); }',
        '{}',
      ],
      [
        'src/keys/hitting-set.ts',
        '{ let counted: Bits = noBits(numbers.length); let least = 0; for (const choice of open) { const added = choice.map((alternative) => without(alternative, held)); const touched = added.reduce(union); if (shares(touched, counted)) continue; counted = union(counted, touched); least += Math.min(...added.map(countBits)); } return least; }',
        '{}',
      ],
      ['src/keys/hitting-set.ts', 'shares(touched, counted)', 'true'],
      [
        'src/keys/hitting-set.ts',
        'least += Math.min(...added.map(countBits))',
        'least -= Math.min(...added.map(countBits))',
      ],
      ['src/keys/hitting-set.ts', 'countBits(held) + bound(held, open) > value[0]', 'false'],
      [
        'src/keys/hitting-set.ts',
        'countBits(held) + bound(held, open)',
        'countBits(held) - bound(held, open)',
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
    because: 'the first guess may be another one; what is found from there is the same',
    mutants: [
      [
        'src/keys/hitting-set.ts',
        'added.reduce((sum, right) => sum + (asked.get(right) as number), 0) / added.length ** 2',
        'added.reduce((sum, right) => sum + (asked.get(right) as number), 0) * added.length ** 2',
      ],
      ['src/keys/hitting-set.ts', 'worth > most', 'worth >= most'],
    ],
  },
  {
    because:
      'the work that is left is never spent to the last comparison; what a guess costs is a part of it',
    mutants: [
      ['src/keys/hitting-set.ts', 'search.left > 0', 'search.left >= 0'],
      ['src/keys/hitting-set.ts', 'search.left <= 0', 'search.left < 0'],
      ['src/keys/hitting-set.ts', 'search.left -= cost(open)', 'search.left += cost(open)'],
      [
        'src/keys/hitting-set.ts',
        'cost(open) + beneath.size * forced.length',
        'cost(open) - beneath.size * forced.length',
      ],
      ['src/keys/hitting-set.ts', 'beneath.size * forced.length', 'beneath.size / forced.length'],
    ],
  },
  {
    because: 'what is compared there differs, or is nothing on both sides',
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
    because: 'a right that brings nothing along changes nothing where it is asked',
    mutants: [
      [
        'src/keys/hitting-set.ts',
        'numbers .map((number, n) => [n, within(core.bitsOf(core.closureOf(core.names[number]).slice(1)))] as const) .filter(([, below]) => below.some((word) => word !== 0))',
        'numbers.map((number, n) => [n, within(core.bitsOf(core.closureOf(core.names[number]).slice(1)))] as const)',
      ],
      ['src/keys/hitting-set.ts', 'word !== 0', 'true'],
    ],
  },
  {
    because: 'it only spares a path the decoding of what is not encoded',
    mutants: [
      ['src/routes/router.ts', `'%'`, '""'],
      ['src/routes/router.ts', 'text !== raw', 'true'],
    ],
  },
  {
    because:
      'a % without two digits behind it does not decode either, and what does not decode matches nothing',
    mutants: [
      [
        'src/routes/router.ts',
        String.raw`/^(?!\/)|[?#\\\s\0-\x1f\x7f]|\/\.{0,2}(?:[/;]|$)|%(?:[01][\da-f]|2[def]|3\d|[46][1-9a-f]|[57][\da]|5[cf]|7[ef]|(?![\da-f]{2}))/i`,
        String.raw`/^(?!\/)|[?#\\\s\0-\x1f\x7f]|\/\.{0,2}(?:[/;]|$)|%(?:[01][\da-f]|2[def]|3\d|[46][1-9a-f]|[57][\da]|5[cf]|7[ef]|(?![\da-f]))/i`,
      ],
    ],
  },
  {
    because: 'what stands there is refused by the next condition, or is the only one of its kind',
    mutants: [
      ['src/routes/router.ts', `''`, '"Stryker was here!"'],
      ['src/routes/router.ts', '/^:/', '/:/'],
      ['src/routes/router.ts', 'slash < 0', 'slash <= 0'],
      ['src/vocabulary/spelling.ts', '[]', '["Stryker was here"]'],
    ],
  },
  {
    because:
      'a path of literals alone is found by its segments as well, if not as fast; and has no parameters',
    mutants: [
      ['src/routes/router.ts', 'places.length === 0', 'false'],
      ['src/routes/router.ts', `'/'`, '""'],
      ['src/routes/router.ts', '[]', '["Stryker was here"]'],
    ],
  },
];
