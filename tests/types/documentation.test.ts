/** Every TypeScript block of the README, of docs/ and of a doc comment compiles, or fails as it says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileSources, describeDiagnostic, type Options, root } from '../support/compile.js';
import {
  disagreements,
  type Program,
  programsOfPage,
  programsOfSource,
  shownErrors,
} from '../support/documentation.js';

/** The files of this page are compiled and run in tests/stores/, where what they import is installed. */
const elsewhere = 'docs/key-stores.md';
const pages = ['README.md', ...filesIn('docs', '.md')].filter(
  (page) => existsSync(join(root, page)) && page !== elsewhere,
);
const sources = filesIn('src', '.ts').filter((file) => !file.endsWith('.test.ts'));
const programs = [
  ...pages.flatMap((page) => programsOfPage(page, read(page))),
  ...sources.flatMap((file) => programsOfSource(file, read(file))),
];

describe('documentation', async () => {
  const compared = await compareAll(programs);

  test.each(programs)('$page, from line $line', (program) => {
    expect(compared.get(program)).toEqual([]);
  });
});

describe('the reader of documentation', () => {
  const good = [
    'Some text.',
    '<!-- ts',
    "import { defineScopes } from 'scopeproof';",
    '-->',
    '```ts',
    'const count: number = 1;',
    '```',
    'A block goes on where the last one stopped:',
    '```ts',
    'const wrong: string = count;',
    "//    ~~~~~ Type 'number' is not",
    "//          assignable to type 'string'.",
    '// The comment of an author.',
    'count.nope();',
    "//    ~~~~ Property 'nope' does not exist",
    'wide();',
    "//~~ Cannot find name 'wide'.",
    'void defineScopes;',
    '```',
  ];

  test('takes the blocks of a page for one program, up to the next import', () => {
    const [first, ...rest] = programsOfPage('good.md', good.join('\n'));
    expect(rest).toEqual([]);
    expect(first?.line).toBe(3);
    expect(first?.text.split('\n')[5]).toBe(good[5]);
    expect(programsOfPage('two.md', [...good, ...good].join('\n'))).toHaveLength(2);
  });

  test('takes each block of a doc comment for a program, at its own line and column', () => {
    const source = ['/**', ' * @example', ' * ```ts', ' * let a = 1;', ' * ```', ' */', 'const code = 1;'];
    expect(programsOfSource('a.ts', [...source, ...source].join('\n')).map(({ text }) => text)).toEqual([
      '\n\n\n   let a = 1;\n',
      `${'\n'.repeat(10)}   let a = 1;\n`,
    ]);
  });

  test('reads squiggles and words', () => {
    expect(programsOfPage('good.md', good.join('\n')).flatMap(shownErrors)).toEqual([
      { line: 10, column: 7, end: 12, words: "Type 'number' is not assignable to type 'string'." },
      { line: 14, column: 7, end: 11, words: "Property 'nope' does not exist" },
      { line: 16, column: undefined, end: 5, words: "Cannot find name 'wide'." },
    ]);
  });

  test('refuses a block without an end', () => {
    expect(() => programsOfPage('open.md', '```ts\nlet a = 1;')).toThrow('line 1');
  });

  test('refuses a block of a doc comment that code has got into', () => {
    const source = ['/**', ' * ```ts', ' * let a = 1;', 'let b = 2;', ' * ```', ' */'];
    expect(() => programsOfSource('a.ts', source.join('\n'))).toThrow('Line 4');
  });

  const pagesThatLie = [
    ['an error that is not shown', "//    ~~~~ Property 'nope' does not exist", '', 1],
    ['a squiggle at another column', '//    ~~~~ Property', '//   ~~~~ Property', 2],
    ['a squiggle of another width', '//    ~~~~ Property', '//    ~~~ Property', 2],
    ['other words', "'nope' does not exist", "'nope' is fine", 2],
    ['an error without words', "~~~~ Property 'nope' does not exist", '~~~~', 2],
    ['an error that is none', 'void defineScopes;', 'void count;\n//   ~~~~~ Wrong.', 1],
  ] as const;
  const truth = programsOfPage('good.md', good.join('\n'));
  const lies = pagesThatLie.flatMap(([name, from, to]) =>
    programsOfPage(name, good.join('\n').replace(from, to)),
  );
  const compared = compareAll([...truth, ...lies]);

  test('agrees with a page that shows what the compiler says', async () => {
    expect(truth.map((program) => program.text)).not.toEqual([]);
    for (const program of truth) expect((await compared).get(program)).toEqual([]);
  });

  test.each(pagesThatLie)('disagrees with %s', async (name, _from, _to, differences) => {
    const lie = lies.find(({ page }) => page === name);
    expect(lie && (await compared).get(lie)).toHaveLength(differences);
  });
});

/** Compiles all programs, those of NestJS with the decorators that it needs, and gives the disagreements of each. */
async function compareAll(all: readonly Program[]): Promise<Map<Program, string[]>> {
  const [ofNest, others] = [true, false].map((isOfNest) =>
    all.filter(({ text }) => text.includes("from '@nestjs/") === isOfNest),
  );
  const compared = [
    ...(await compareTogether(others ?? [])),
    ...(await compareTogether(ofNest ?? [], { experimentalDecorators: true, emitDecoratorMetadata: true })),
  ];
  return new Map(compared);
}

/** Compiles programs at once, each as a module of its own. */
async function compareTogether(
  programs: readonly Program[],
  decorators: Options = {},
): Promise<[Program, string[]][]> {
  if (programs.length === 0) return [];
  const named = programs.map((program, index) => ({ program, name: `${index}.ts` }));
  const texts = named.map(({ program, name }) => [name, `${program.text}export {};\n`]);
  // Frameworks' own declarations are not ours to check.
  const options = { types: ['node'], skipLibCheck: true, ...decorators };
  const { diagnostics } = await compileSources('6.0', Object.fromEntries(texts), options);
  const names = new Set(named.map(({ name }) => name));
  // An error of our declarations or the options, of which no page can tell; those of the frameworks are not ours.
  const elsewhere = diagnostics.filter(({ file }) => !names.has(file) && !file.includes('/node_modules/'));
  if (elsewhere.length > 0) throw new Error(elsewhere.map(describeDiagnostic).join('\n'));
  return named.map(({ program, name }) => [
    program,
    disagreements(
      program,
      diagnostics.filter(({ file }) => file === name),
    ),
  ]);
}

function filesIn(folder: string, extension: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(extension)).map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
