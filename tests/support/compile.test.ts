import { describe, expect, test } from 'vitest';
import { compilers, compileSources } from './compile.js';

describe.each(compilers)('TypeScript %s', (compiler) => {
  test('says nothing to a program that is right, and what it cost', async () => {
    const sources = { 'a.ts': 'export const a: number = 1;', 'in/b.ts': "export { a } from '../a.js';" };
    const { diagnostics, cost } = await compileSources(compiler, sources);
    expect(diagnostics).toEqual([]);
    expect(Object.values(cost).every((figure) => figure >= 0)).toBe(true);
  });

  test('says where a mistake is, what is underlined, and why', async () => {
    const source = `
      const nested: { a: { b: string } } = { a: { b: 1 } };
      declare const given: { a: { b: number } };
      export const elaborate: { a: { b: string } } = given;
      export const long: 1 = [
        2,
      ];
    `;
    const { diagnostics } = await compileSources(compiler, { 'wrong.ts': source });
    const notAssignable = "Type 'number' is not assignable to type 'string'.";
    expect(diagnostics.map(({ line, column, marked, message }) => [line, column, marked, message])).toEqual([
      // Related information ("The expected type comes from …") is left out.
      [2, 51, 'b', notAssignable],
      [
        4,
        20,
        'elaborate',
        "Type '{ a: { b: number; }; }' is not assignable to type '{ a: { b: string; }; }'.\n" +
          "  The types of 'a.b' are incompatible between these types.\n" +
          `    ${notAssignable}`,
      ],
      [5, 20, 'long', "Type 'number[]' is not assignable to type '1'."],
    ]);
    expect(diagnostics[0]).toMatchObject({ file: 'wrong.ts', code: 'TS2322' });
    expect(diagnostics[0]?.source.trim()).toBe('const nested: { a: { b: string } } = { a: { b: 1 } };');
  });

  test('says so when an option is wrong', async () => {
    const { diagnostics } = await compileSources(compiler, { 'a.ts': 'export {};' }, { target: 'es1' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['TS6046']);
  });
});
