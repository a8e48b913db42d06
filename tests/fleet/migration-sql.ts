/** Tests that a database rewrites the stored scopes that it is told to, and no others. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MigrationDialect, migrationSql } from '../../src/fleet/sql/index.js';
import { seed } from '../support/law.js';
import type { Engine } from './engines/engine.js';

const name = fc.constantFrom(
  'a',
  'A',
  "it's",
  'b:c',
  '%_',
  'back\\slash',
  'quo"te',
  'é',
  ';--',
  '\\n',
  '$1',
  '{}',
);
const plainName = fc.constantFrom('a', 'A', "it's", 'b:c', '%_', ';--', '$1', '{}');
const names = fc.array(name, { maxLength: 4 });
const gap = fc.constantFrom(' ', '  ', '\t', '\n');
const text = fc
  .tuple(names, gap, fc.constantFrom('', ' '))
  .map(([list, between, end]) => list.join(between) + end);
const row = fc.record({ names, text });
const kind = fc.constantFrom('text', 'json', 'array');

export function testMigration(engine: () => Engine, cases: number): void {
  test(`rewrites what it is told to (${cases} tables, SCOPEPROOF_SEED=${seed})`, {
    timeout: 600_000,
  }, async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.array(fc.tuple(row, fc.array(plainName, { maxLength: 3 })), { maxLength: 3 }),
        fc.array(fc.array(plainName, { maxLength: 3 }), { minLength: 8, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        kind.filter((each) => engine().stored.includes(each as never)),
        async (rows, others, news, isRewritten, stored) => {
          const keys = rows.map((each, i) => ({ ...each, key: `k${i}` }));
          await engine().fill({ keys, calls: [] });
          const marked = engine().dialect === 'mysql' ? '`' : '"';
          await engine().run(`insert into "the keys" ("key") values ('n')`.replaceAll('"', marked));
          const scopesOf = (each: (typeof rows)[number]) => (stored === 'text' ? each.text : each.names);
          const rewrites = new Map<string, readonly string[]>();
          for (const [other, now] of others) rewrites.set(JSON.stringify(scopesOf(other)), now);
          rows.forEach((each, i) => {
            if (isRewritten[i]) rewrites.set(JSON.stringify(scopesOf(each)), news[i] as string[]);
          });
          const { preview, update } = migrationSql(
            Array.from(rewrites, ([was, now]) => [JSON.parse(was), now] as const),
            {
              dialect: engine().dialect as MigrationDialect,
              table: 'the keys',
              scopesColumn: `as ${stored}`,
              stored: stored as 'text',
            },
          );
          const expected: unknown[][] = keys.map((each) => {
            const now = rewrites.get(JSON.stringify(scopesOf(each)));
            const was = scopesOf(each);
            return [each.key, now === undefined ? was : stored === 'text' ? now.join(' ') : now];
          });
          const ofNull = rewrites.get(JSON.stringify(stored === 'text' ? '' : []));
          const nullNow = ofNull && (stored === 'text' ? ofNull.join(' ') : ofNull);
          expected.push(['n', nullNow?.length ? nullNow : null]);
          const changed = keys.flatMap((each, i) =>
            JSON.stringify(scopesOf(each)) === JSON.stringify(expected[i]?.[1]) ? [] : [each.key],
          );
          if (nullNow?.length) changed.push('n');
          const previewed = await engine().query(preview);
          expect(previewed.map(({ key }) => key)).toEqual(changed);
          await engine().run(update);
          expect(await engine().readScopes(stored)).toEqual(expected);
          changes += changed.length;
        },
      ),
      { seed, numRuns: cases },
    );
    expect(changes).toBeGreaterThan(cases / 2);
  });
}
