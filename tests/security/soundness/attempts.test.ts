import { describe, expect, test } from 'vitest';
import type { Compiler, Diagnostic } from '../../support/compile.js';
import { attemptsIn, disagreements, settings } from './attempts.js';

const refused = [
  "import { insertContact, writer } from '../world.js';",
  '// -- An object literal',
  '{',
  '  insertContact(writer); // lawful',
  '  insertContact({}); // ← TS2345, TS2740',
  '}',
];
const loose = [
  '// -- Undefined',
  '// passes: 5.4, without strict',
  '// because: undefined is of every type there',
  '{',
  '  insertContact(writer); // lawful',
  '  insertContact(undefined); // ← TS2345',
  '}',
];
const hole = [
  '// -- What is parsed',
  '// passes: always',
  '// because: JSON.parse gives any',
  '{',
  '  insertContact(writer); // lawful',
  "  insertContact(JSON.parse('{}')); // ← compiles",
  '}',
];
const attempts = attemptsIn('a.ts', [...refused, ...loose, ...hole].join('\n'));

const under = (compiler: Compiler, strict: boolean) => {
  const found = settings.find((setting) => setting.compiler === compiler && setting.strict === strict);
  if (found === undefined) throw new Error('no such setting');
  return found;
};
const says = (line: number, code: string): Diagnostic => ({
  file: 'a.ts',
  line,
  column: 1,
  source: '',
  marked: '',
  code,
  message: 'No.',
});
const all = [says(5, 'TS2740'), says(12, 'TS2345')];

test('every compiler is asked twice', () => {
  expect(settings).toHaveLength(8);
});

describe('the reader of attempts', () => {
  test('takes titles, lines, codes, and where it compiles', () => {
    const loosely = settings.filter(({ compiler, strict }) => compiler === '5.4' || !strict);
    expect(attempts).toEqual([
      { file: 'a.ts', title: 'An object literal', line: 5, codes: ['TS2345', 'TS2740'], passes: [] },
      { file: 'a.ts', title: 'Undefined', line: 12, codes: ['TS2345'], passes: loosely },
      { file: 'a.ts', title: 'What is parsed', line: 19, codes: [], passes: settings },
    ]);
  });

  test.each([
    ['without a lawful line', refused, ' // lawful', ''],
    ['without an unlawful line', refused, ' // ← TS2345, TS2740', ''],
    ['with two unlawful lines', refused, '// lawful', '// lawful\n  wrong(); // ← TS2345'],
    ['with a cast', refused, 'insertContact({})', 'insertContact({} as Writer)'],
    ['with any', refused, 'insertContact({})', 'insertContact<any>({})'],
    ['with an exclamation mark', refused, 'insertContact({})', 'insertContact(grants[0]!)'],
    ['with a comment to the compiler', refused, '(writer);', '(writer); // @ts-ignore\n  //'],
    ['that passes without a reason', loose, '// because: undefined is of every type there\n', ''],
    ['with a reason for nothing', loose, '// passes: 5.4, without strict\n', ''],
    ['that passes where there is nothing', loose, '5.4', '5.3'],
    ['that compiles, but not always', hole, 'always', 'without strict'],
    ['that compiles always, with a code', hole, '← compiles', '← TS2345'],
  ])('refuses one %s', (_, lines, from, to) => {
    const text = lines.join('\n');
    expect(text).toContain(from);
    expect(() => attemptsIn('a.ts', text.replace(from, to))).toThrow('a.ts:');
  });
});

describe('what a compiler says', () => {
  test('agrees where it is as expected', () => {
    expect(disagreements(attempts, all, under('6.0', true))).toEqual([]);
    expect(disagreements(attempts, all.slice(0, 1), under('6.0', false))).toEqual([]);
    expect(disagreements(attempts, all.slice(0, 1), under('5.4', true))).toEqual([]);
  });

  test('disagrees where an attempt compiles', () => {
    expect(disagreements(attempts, [], under('6.0', true))).toEqual([
      'a.ts:5 compiles: An object literal',
      'a.ts:12 compiles: Undefined',
    ]);
  });

  test('disagrees where a hole has closed', () => {
    expect(disagreements(attempts, all, under('6.0', false))).toHaveLength(1);
    expect(disagreements(attempts, [...all, says(19, 'TS2345')], under('6.0', true))).toHaveLength(1);
  });

  test('disagrees where a lawful line is refused', () => {
    expect(disagreements(attempts, [...all, says(4, 'TS2345')], under('6.0', true))).toHaveLength(1);
  });

  test('disagrees where an attempt is refused for another reason', () => {
    expect(disagreements(attempts, [says(5, 'TS2304'), says(12, 'TS2345')], under('6.0', true))).toHaveLength(
      2,
    );
    expect(disagreements(attempts, [...all, says(5, 'TS2304')], under('6.0', true))).toHaveLength(1);
  });
});
