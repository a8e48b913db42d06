/**
 * The compiler's words are a feature: every file of diagnostics/ makes one mistake, and what each compiler says to it
 * stands in diagnostics/<version>.txt. `npm run diagnostics -- --update` rewrites them; it prints a table as well.
 *
 * The wrong line ends with `// ← wrong`, or with `// ← wrong: words` where the message has to name something else than
 * the literal at fault.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compile, compilers, type Diagnostic, inOneOrder, root } from '../support/compile.js';
import { type Fault, unreachable } from './unreachable.js';

const folder = join(root, 'tests/types/diagnostics');
const mark = /\s*\/\/ ← wrong(?:: (?<words>.+))?$/;
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .sort();
const all: readonly Fault[] = ['long', 'wide', 'unnamed', 'internals'];
const rows: string[][] = [];

describe.each(compilers)('the words of TypeScript %s', async (compiler) => {
  const { diagnostics } = await compile(
    compiler,
    names.map((name) => join(folder, name)),
    // The declarations of the frameworks need a newer library than TypeScript 5.4 has.
    { skipLibCheck: true, lib: ['es2022', 'dom'], types: ['node'] },
  );

  test.each(names)('%s is refused on the line that is wrong', (name) => {
    const refused = diagnostics.filter(({ file }) => basename(file) === name);
    expect(refused.map(({ line }) => line)).not.toEqual([]);
    expect(new Set(refused.map(({ line }) => line))).toEqual(new Set(markedLines(name)));
  });

  test.each(names)('%s is told in one line', (name) => {
    const first = diagnostics.find(({ file }) => basename(file) === name);
    const faults = faultsOf(first as Diagnostic, wordsOf(name));
    if (compiler === '5.9') rows.push([name.replace('.ts', ''), ...shownFaults(first as Diagnostic, faults)]);
    if (!(name.replace('.ts', '') in unreachable)) expect(faults).toEqual([]);
    else if (compiler === '5.9') expect(faults).not.toEqual([]);
  });

  test('are as written down', async () => {
    const gallery = [...diagnostics].sort(byPlace).map(shown).join('\n');
    await expect(gallery).toMatchFileSnapshot(join(folder, `${compiler}.txt`));
  });

  test('are about nothing but these files', () => {
    expect(diagnostics.filter(({ file }) => !names.includes(basename(file)))).toEqual([]);
  });
});

test.each(names)('%s makes one mistake', (name) => {
  expect(markedLines(name)).toHaveLength(1);
});

test('what is not reachable is a mistake of the gallery', () => {
  expect(names).toEqual(expect.arrayContaining(Object.keys(unreachable).map((name) => `${name}.ts`)));
});

afterAll(() => {
  if (process.env.npm_lifecycle_event !== 'diagnostics') return;
  const good = rows.filter(([, , ...answers]) => answers.every((answer) => answer === 'yes')).length;
  const head = ['mistake', 'characters', 'short', 'on the literal', 'names it', 'plain'];
  console.log([head, ...rows].map(columns).join('\n'), `\n${good} of ${rows.length} are told in one line`);
});

const columns = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(i ? 15 : 36)).join('');

/**
 * What is wrong with the first line of a message: more than 160 characters; more underlined than one name, literal or
 * list; without the words; with a type of the library or a union of names.
 */
function faultsOf({ marked, message }: Diagnostic, words?: string): Fault[] {
  const [line] = message.split('\n') as [string];
  const asked = line.slice(line.indexOf(' to '));
  const is: Record<Fault, boolean> = {
    long: line.length > 160,
    wide: !/^(?:'[^']*'|[\w.]+|\[[^[\]]*\])$/.test(marked),
    unnamed: !line.includes(words ?? marked.replaceAll("'", '')),
    internals: /\b(?!Type\b|Argument\b|Object\b|Expected\b)[A-Z]\w*<|" \| (?:"|\.\.\.)/.test(asked),
  };
  return all.filter((fault) => is[fault]);
}

function shownFaults({ message }: Diagnostic, faults: readonly Fault[]): string[] {
  const length = String(message.split('\n')[0]?.length);
  return [length, ...all.map((fault) => (faults.includes(fault) ? 'no' : 'yes'))];
}

function wordsOf(name: string): string | undefined {
  const line = linesOf(name).find((text) => mark.test(text)) as string;
  return mark.exec(line)?.groups?.words;
}

function markedLines(name: string): number[] {
  return linesOf(name).flatMap((line, index) => (mark.test(line) ? [index + 1] : []));
}

function linesOf(name: string): string[] {
  return readFileSync(join(folder, name), 'utf8').split('\n');
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}

/** A diagnostic as a reader of the gallery sees it: file, source line, squiggle, words. */
function shown({ file, line, column, source, marked, message }: Diagnostic): string {
  const code = source.replace(mark, '').trimEnd();
  const tildes = ' '.repeat(column - 1) + '~'.repeat(marked.length);
  return `${basename(file)}:${line}\n| ${code}\n| ${tildes}\n${inOneOrder(message.replaceAll(root, ''))}\n`;
}
