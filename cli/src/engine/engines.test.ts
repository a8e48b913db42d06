import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuditor, type Finding } from '../../../src/fleet/index.js';
import { defineRoutes, defineScopes } from '../../../src/index.js';
import { toManifest } from '../../../src/manifest/index.js';
import { type DuckDb, openDuckDb, quotedText } from '../databases/duckdb.js';
import { Failure } from '../failure.js';
import { readSource, type Source } from '../sources/source.js';
import { duckdbFleet } from './duckdb.js';
import { nodeFleet } from './node.js';

const desk = defineScopes('desk', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
  implies: { write: ['read'] },
});
const routes = defineRoutes(desk, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /tags': 'tags:read',
  'PUT /contacts/:id/tags/:tag': desk.allOf('contacts:write', 'tags:read'),
});

const folder = mkdtempSync(join(tmpdir(), 'cli-engines-'));
let source: Source;
let database: DuckDb;
beforeAll(async () => {
  writeFileSync(join(folder, 'api.json'), JSON.stringify(toManifest(routes)));
  source = await readSource(join(folder, 'api.json'));
  database = await openDuckDb('this test');
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const id = fc.oneof(
  fc.constantFrom('k_1', 'k_2', 'k_3', "o'neil", 'ü"\\', '7', ' '),
  fc.string({ minLength: 1 }),
);
const scope = fc.constantFrom(
  'contacts:read',
  'contacts:write',
  'tags:read',
  'tags:write',
  'contacts:reed',
  'a b',
  '',
);
const day = fc.integer({ min: 1, max: 28 }).map((n) => `2024-05-${String(n).padStart(2, '0')} 10:00:00.123`);
const key = fc.record({ id, scopes: fc.array(scope, { maxLength: 5 }), created_at: fc.option(day) });
const call = fc.record({
  key: fc.option(fc.oneof(id, fc.constantFrom('', '-')), { freq: 9 }),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'),
  path: fc.option(
    fc.constantFrom(
      '/contacts/1',
      '/contacts/2?a=/b',
      '/contacts',
      '/tags',
      '/contacts/1/tags/b#c',
      'https://a.example/tags?x',
      '/nope',
      '',
    ),
    { freq: 9 },
  ),
  route: fc.constantFrom('/contacts/{id}', 'GET /tags', 'HEAD /tags', 'POST /nope'),
  status: fc.oneof(fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 404, 500, 0), fc.constant(200)),
  time: fc.option(day, { freq: 9 }),
  count: fc.option(fc.integer({ min: 0, max: 9 })),
});
const rarely = <T>(drawn: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: drawn });
const fleet = fc.record({
  keys: fc.array(key, { minLength: 1, maxLength: 12 }),
  calls: fc.array(call, { minLength: 1, maxLength: 30 }),
  wrong: rarely(fc.constantFrom({ status: 99 }, { count: -1 }, { path: null, route: null })),
  since: fc.option(day),
  only: rarely(fc.constantFrom('k_1', 'k_2')),
});
type Drawn = typeof fleet extends fc.Arbitrary<infer T> ? T : never;

/** Writes rows as JSON Lines, and the same as Parquet. */
async function write(name: string, rows: readonly object[], columns: string): Promise<void> {
  const file = join(folder, name);
  writeFileSync(`${file}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const from = `read_json(${quotedText(`${file}.jsonl`)}, format = 'newline_delimited', columns = ${columns})`;
  await database.connection.run(`copy (from ${from}) to ${quotedText(`${file}.parquet`)}`);
}

async function outcome(engine: typeof nodeFleet, keys: string, calls: string, { since, only }: Drawn) {
  const table = { file: join(folder, keys), stored: 'list' } as const;
  const options = {
    calls: join(folder, calls),
    ...(since && { since: new Date(`${since}Z`) }),
    ...(only && { key: only }),
  };
  try {
    const read = await engine(source, table, options);
    try {
      const auditor = createAuditor(source.api, { since: options.since ?? read.first });
      const found: (readonly [object, readonly string[], readonly Finding[]])[] = [];
      for await (const batch of read.keys)
        for (const { key, called } of batch) {
          const routes = called.map((number) => source.api.routes[number] as string);
          found.push([key, [...routes].sort(), auditor.findings(key, routes)]);
        }
      return { first: read.first, sentences: read.sentences, found };
    } finally {
      read.close();
    }
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

/** The engine where no more than so many calls are held in memory. */
const inParts =
  (most: number): typeof nodeFleet =>
  (...args) =>
    duckdbFleet(...args, { read: most, listed: most });

describe('both engines say the same', () => {
  const seen = { findings: 0, failures: 0 };
  test('of random fleets, from texts and from Parquet', async () => {
    const keyColumns = `{id: 'varchar', scopes: 'varchar[]', created_at: 'timestamp'}`;
    const callColumns = `{key: 'varchar', method: 'varchar', path: 'varchar', route: 'varchar', status: 'integer',
      time: 'timestamp', count: 'bigint'}`;
    await fc.assert(
      fc.asyncProperty(fleet, async (drawn) => {
        const wrong = drawn.wrong
          ? [{ key: 'k_1', method: 'GET', path: '/tags', status: 200, ...drawn.wrong }]
          : [];
        await write('keys', drawn.keys, keyColumns);
        await write('calls', [...drawn.calls, ...wrong], callColumns);
        for (const keys of ['keys.jsonl', 'keys.parquet'])
          for (const calls of ['calls.jsonl', 'calls.parquet']) {
            const expected = await outcome(nodeFleet, keys, calls, drawn);
            const engine = keys === 'keys.parquet' ? duckdbFleet : inParts(5);
            expect(await outcome(engine, keys, calls, drawn)).toEqual(expected);
            if (typeof expected === 'string') seen.failures += 1;
            else seen.findings += expected.found.flatMap(([, , findings]) => findings).length;
          }
      }),
      { numRuns: 40, seed: 20_240_501 },
    );
    // The draws are not all of one kind.
    expect(seen.findings).toBeGreaterThan(100);
    expect(seen.failures).toBeGreaterThan(10);
  });

  test('of calls that are read in many parts', async () => {
    const rows = (count: number, of: (i: number) => object) =>
      Array.from({ length: count }, (_, i) => `${JSON.stringify(of(i))}\n`).join('');
    writeFileSync(
      join(folder, 'many.jsonl'),
      rows(20_000, (i) => ({ key: `k_${i % 700}`, method: 'GET', path: `/contacts/${i}`, status: 200 })),
    );
    writeFileSync(
      join(folder, 'many-keys.jsonl'),
      rows(3000, (i) => ({ id: `k_${2999 - i}`, scopes: ['contacts:write', 'tags:read'] })),
    );
    const drawn = { since: null, only: null } as Drawn;
    const expected = await outcome(nodeFleet, 'many-keys.jsonl', 'many.jsonl', drawn);
    expect(await outcome(inParts(999), 'many-keys.jsonl', 'many.jsonl', drawn)).toEqual(expected);
  });

  test('and leave no temporary folder', async () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('scopeproof-'));
    const before = folders();
    await outcome(duckdbFleet, 'many-keys.jsonl', 'nope.jsonl', { since: null, only: null } as Drawn);
    await outcome(duckdbFleet, 'nope.jsonl', 'many.jsonl', { since: null, only: null } as Drawn);
    expect(folders().filter((name) => !before.includes(name))).toEqual([]);
  });
});
