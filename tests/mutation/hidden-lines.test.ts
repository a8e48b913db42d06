/** Coverage and mutation testing look at every line of the sources, or say nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/compile.js';

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

test.each(sources)('src/%s hides no line', (name) => {
  const text = readFileSync(join(root, 'src', name), 'utf8');
  expect(text).not.toMatch(/\b(?:v8|c8|istanbul|node:coverage) ignore\b|\bStryker (?:disable|restore)\b/);
});
