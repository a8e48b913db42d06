/** What docs/limits.md says that an exported vocabulary has to write, for compilers that have the option. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileSources, root } from '../support/compile.js';
import { programsOfPage } from '../support/documentation.js';

const page = 'docs/limits.md';
const shown = programsOfPage(page, readFileSync(join(root, page), 'utf8')).find(({ text }) =>
  text.includes('type Pair, type RouteTable, type Vocabulary'),
);
const options = { declaration: true, isolatedDeclarations: true };

test.each(['5.9', '6.0', '7.0'] as const)('TypeScript %s', async (compiler) => {
  const text = shown?.text ?? '';
  const right = await compileSources(compiler, { 'shown.ts': text }, options);
  expect(right.diagnostics).toEqual([]);
  const less = await compileSources(
    compiler,
    { 'less.ts': text.replace("| Pair<'tags', 'read'>", '') },
    options,
  );
  expect(less.diagnostics.map(({ code }) => code)).toContain('TS2322');
  const unsaid = text.replace(/: Vocabulary<[^=]+> = define/, ' = define');
  const none = await compileSources(compiler, { 'unsaid.ts': unsaid }, options);
  expect(none.diagnostics.map(({ code }) => code)).toContain('TS9010');
});
