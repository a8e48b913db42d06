/** The command line is released with the library. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../support/compile.js';

const read = (file: string) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));

test('has the version of the library', () => {
  const { version } = read('package.json');
  const lock = read('cli/package-lock.json');
  expect(read('cli/package.json').version).toBe(version);
  expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
});
