/** A guarantee is worth no more than the test that holds it: what SECURITY.md names has to be there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/compile.js';

const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const rows = [...page.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
  .map(([, guarantee = '', held = '']) => ({ guarantee, held }))
  .filter(({ guarantee }) => guarantee !== 'guarantee' && guarantee !== '---');

test('there are guarantees', () => {
  expect(rows.length).toBeGreaterThan(25);
});

describe.each(rows)('$guarantee', ({ held }) => {
  const tests = [...held.matchAll(/`([^`]+)`((?:,? \*[^*]+\*)*)/g)].map(
    ([whole, file = '', listed = '']) => ({
      whole,
      file,
      titles: [...listed.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => title),
    }),
  );

  test('is held by a test', () => {
    expect(tests.map(({ whole }) => whole).join(', ')).toBe(held);
  });

  test.each(tests)('$whole', ({ file, titles }) => {
    expect(existsSync(join(root, file))).toBe(true);
    const source = readFileSync(join(root, file), 'utf8');
    for (const title of titles) expect(isTitle(source, title), title).toBe(true);
  });
});

/** Whether it is the title, or the end of one, of a test or of several, of a law or of an attempt. */
function isTitle(source: string, title: string): boolean {
  return [`${title}'`, `${title}"`, `-- ${title}\n`].some((written) => source.includes(written));
}
