/** Tests that a database finds what the library finds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditSql, type StoredAs } from '../../src/fleet/sql/index.js';
import { seed } from '../support/law.js';
import { callTable, type Engine, keyTable } from './engines/engine.js';
import { type Finding, findingsOf, mayBeUndecided, sorted } from './findings.js';
import { type Fleet, fleet, withListStrangers } from './fleets.js';

export function testAudit(engine: () => Engine, cases: number): void {
  const find = async (
    drawn: Fleet,
    stored: StoredAs,
    byRoute: boolean,
    withTables: boolean,
  ): Promise<Finding[]> => {
    const { dialect, run, query } = engine();
    const { key, status, table } = callTable;
    const sql = auditSql(drawn.drawn.api as never, {
      dialect,
      tables: { keys: keyTable(stored), calls: byRoute ? { table, key, status, route: 'route' } : callTable },
      neverNarrowed: drawn.neverNarrowed as never[],
    });
    if (!withTables) return (await query(sql.query)).map(toFinding);
    for (const statement of sql.create) await run(statement);
    try {
      return (await query(sql.findings)).map(toFinding);
    } finally {
      for (const statement of sql.drop) await run(statement);
    }
  };

  test(`finds what the library finds (${cases} fleets, SCOPEPROOF_SEED=${seed})`, {
    timeout: 600_000,
  }, async () => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fleet, fc.nat(), fc.boolean(), fc.boolean(), async (drawn, n, byRoute, withTables) => {
        const kinds = engine().stored;
        const stored = kinds[n % kinds.length] as StoredAs;
        const content = stored === 'text' ? drawn : withListStrangers(drawn, n);
        await engine().fill(content);
        const found = await find(content, stored, byRoute, withTables);
        const undecided = new Set(
          found.flatMap(([finding, key, , call]) => (finding === 'undecided' ? [`${key}\0${call}`] : [])),
        );
        for (const each of undecided) expect(mayBeUndecided(each.slice(each.indexOf('\0') + 1))).toBe(true);
        const expected = findingsOf(
          content,
          (key) => (stored === 'text' ? key.text : key.names),
          byRoute,
          (key, call) => undecided.has(`${key}\0${call}`),
        );
        expect(sorted(found)).toEqual(expected);
        expect(found).toHaveLength(expected.length);
        for (const [finding] of found) counts.set(finding, (counts.get(finding) ?? 0) + 1);
      }),
      { seed, numRuns: cases },
    );
    // Each kind of finding was there to be found.
    expect([...counts.keys()].sort()).toEqual([
      'deprecated',
      'excess',
      'missing',
      'redundant',
      'restricted',
      'undecided',
      'unknown',
      'unmatched',
    ]);
    console.info(`${engine().dialect}: ${JSON.stringify(Object.fromEntries(counts))}`);
  });
}

const toFinding = (row: { readonly [column: string]: unknown }): Finding =>
  [row.finding, row.key, row.scope, row.route].map((value) => value ?? null) as unknown as Finding;
