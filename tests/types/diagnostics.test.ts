/**
 * The compiler's words are a feature: every file of diagnostics/ makes one mistake, and what two compilers say to it
 * stands in diagnostics/5.9.txt and 7.0.txt. `npm run diagnostics -- --update` rewrites them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile, type Diagnostic, inOneOrder, root } from '../support/compile.js';

const folder = join(root, 'tests/types/diagnostics');
const mark = '// ← wrong';
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .sort();

describe.each(['5.9', '7.0'] as const)('the words of TypeScript %s', async (compiler) => {
  const { diagnostics } = await compile(
    compiler,
    names.map((name) => join(folder, name)),
  );

  test.each(names)('%s is refused on the line that is wrong', (name) => {
    const refused = diagnostics.filter(({ file }) => basename(file) === name);
    expect(refused.map(({ line }) => line)).not.toEqual([]);
    expect(new Set(refused.map(({ line }) => line))).toEqual(new Set(markedLines(name)));
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

function markedLines(name: string): number[] {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  return lines.flatMap((line, index) => (line.endsWith(mark) ? [index + 1] : []));
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
