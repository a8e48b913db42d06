/** The statements for databases that do not run here: a parser of their dialect reads them. */
import { Dialect, parse } from '@polyglot-sql/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditSql } from '../../src/fleet/sql/index.js';
import { seed } from '../support/law.js';
import { fleet } from './fleets.js';

const cases = 100;

describe.each([
  ['bigquery', Dialect.BigQuery],
  ['spark', Dialect.Spark],
  ['snowflake', Dialect.Snowflake],
] as const)('%s', (dialect, parsed) => {
  test(`parses (${cases} fleets, SCOPEPROOF_SEED=${seed})`, () => {
    fc.assert(
      fc.property(
        fleet,
        fc.constantFrom('rows' as const, 'text' as const, 'json' as const, 'array' as const),
        fc.constantFrom({}, { route: 'the `"route\\', status: "it's" }),
        ({ drawn, neverNarrowed }, stored, calls) => {
          const { query, create, findings, drop } = auditSql(drawn.api as never, {
            dialect,
            tables: { keys: { table: ['a', 'b`"c', "d'\\"], stored }, calls },
            neverNarrowed: neverNarrowed as never[],
          });
          for (const statement of [query, findings, ...create, ...drop]) {
            const { error, ast } = parse(statement, parsed);
            expect([error, statement]).toEqual([null, statement]);
            // One statement, whatever the names hold.
            expect(ast).toHaveLength(1);
          }
        },
      ),
      { seed, numRuns: cases },
    );
  });

  test.each(['select from where (', "select 'a\\' from b", 'select `a'])('%s is refused', (statement) => {
    expect(parse(statement, parsed).success).toBe(false);
  });
});
