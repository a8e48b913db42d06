import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call, CallFields } from '../calls/call.js';
import { readCalls } from '../calls/read-calls.js';
import { type DuckDb, openDuckDb, quotedText } from '../databases/duckdb.js';
import { Failure } from '../failure.js';
import { type KeyTable, readKeys, type StoredKey } from './keys.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-parquet-'));
let database: DuckDb;
beforeAll(async () => {
  database = await openDuckDb('this test');
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const write = async (query: string, name = 'table.parquet'): Promise<string> => {
  const file = join(folder, name);
  await database.connection.run(`copy (${query}) to ${quotedText(file)} (format parquet)`);
  return file;
};
async function keysIn(file: string, options: Partial<KeyTable> = {}): Promise<StoredKey[]> {
  const keys: StoredKey[] = [];
  for await (const batch of readKeys({ file, stored: 'list', ...options })) keys.push(...batch);
  return keys;
}
async function callsIn(file: string, fields: CallFields = {}): Promise<Call[]> {
  const calls: Call[] = [];
  for await (const batch of readCalls({ file, fields })) calls.push(...batch);
  return calls;
}
const refusal = async (read: Promise<unknown>): Promise<string> => {
  const error = await read.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).message.replaceAll(`${folder}/`, '');
};

describe('keys in Parquet', () => {
  const createdAt = new Date('2024-05-01T10:00:00Z');

  test.each<[string, string, StoredKey[], Partial<KeyTable>?]>([
    [
      'with scopes as text',
      `select 'k_1' as id, 'tags:read' as scopes, timestamp '2024-05-01 10:00:00' as created_at`,
      [{ key: 'k_1', scopes: 'tags:read', createdAt }],
    ],
    [
      'with lists of scopes',
      `select 'k_1' as id, ['tags:read', 'a b'] as scopes union all select 'k_2', ['a', 'b'] order by 1`,
      [
        { key: 'k_1', scopes: ['tags:read', 'a b'] },
        { key: 'k_2', scopes: 'a b' },
      ],
    ],
    [
      'with JSON',
      `select 'k_1' as id, '["a","b"]' as scopes`,
      [{ key: 'k_1', scopes: 'a b' }],
      { stored: 'json' },
    ],
    [
      'with ids that are numbers, and times with a zone',
      `select 9007199254740993 as id, null::varchar as scopes, timestamptz '2024-05-01 12:00:00+02' as created`,
      [{ key: '9007199254740993', scopes: '', createdAt }],
    ],
    [
      'with UUIDs, other columns, and names in quotes',
      `select 'deadbeef-0000-4000-8000-000000000000'::uuid as "the ""id", 'a' as "sco'pes", 's3cret' as secret`,
      [{ key: 'deadbeef-0000-4000-8000-000000000000', scopes: 'a' }],
      { keyColumn: 'the "id', scopesColumn: "sco'pes" },
    ],
  ])('%s', async (_, query, keys, options) => {
    expect(await keysIn(await write(query), options)).toEqual(keys);
  });

  test('by the first bytes, by an option, and in several files', async () => {
    const query = (id: string) => `select '${id}' as id, 'a' as scopes`;
    await write(query('k_1'), 'part-1.parquet');
    await write(query('k_2'), 'part-2.parquet');
    const file = await write(query('k_3'), 'keys');
    expect((await keysIn(file)).map(({ key }) => key)).toEqual(['k_3']);
    expect((await keysIn(file, { format: 'parquet' })).map(({ key }) => key)).toEqual(['k_3']);
    expect((await keysIn(join(folder, 'part-*.parquet'))).map(({ key }) => key)).toEqual(['k_1', 'k_2']);
  });

  test('in the order of their rows, in chunks', async () => {
    const file = await write(`select 'k_' || i as id, 'a' as scopes from range(300000) t(i)`, 'many.parquet');
    const keys = await keysIn(file);
    expect(keys).toHaveLength(300_000);
    expect(keys.every(({ key }, i) => key === `k_${i}`)).toBe(true);
  });

  test('of 10,000 columns', async () => {
    const columns = Array.from({ length: 10_000 }, (_, i) => `${i} as c${i}`).join(', ');
    const file = await write(`select 'k_1' as id, ${columns}, 'a' as scopes`);
    expect(await keysIn(file)).toEqual([{ key: 'k_1', scopes: 'a' }]);
  });

  test.each<[string, string, string, Partial<KeyTable>?]>([
    [
      'without the column of keys',
      `select 's3cret' as name, 'b' as scopes`,
      'table.parquet: no column id or key_id or key: name it with --key-column',
    ],
    [
      'without the column of scopes',
      `select 'a' as id`,
      'table.parquet: no column scopes or scope: name it with --scopes-column',
    ],
    [
      'with an id that is null',
      `select * from (values ('a', 'b'), (null, 'c')) t(id, scopes)`,
      'table.parquet: row 2: a key without an id',
    ],
    [
      'with ids that are bytes',
      `select 'a'::blob as id, 'b' as scopes`,
      'table.parquet: row 1: a key whose id is neither a text nor a whole number below 2^53',
    ],
    [
      'with scopes that are numbers',
      `select 'a' as id, [1, 2] as scopes`,
      'table.parquet: row 1: scopes that are no text and no list',
    ],
    [
      'with a scope that is null',
      `select 'a' as id, ['b', null] as scopes`,
      'table.parquet: row 1: a scope that is no text',
    ],
    [
      'with lists of JSON in text',
      `select 'a' as id, '["s3cret"]' as scopes`,
      'table.parquet: row 1: scopes as JSON: say --stored json',
    ],
    [
      'with a date that is none',
      `select 'a' as id, 'b' as scopes, 's3cret' as created`,
      'table.parquet: row 1: a time of creation that is no date',
    ],
    [
      'with a query',
      `select 'a' as id, 'b' as scopes`,
      'table.parquet: --keys-query is for a database',
      { query: 'select 1' },
    ],
  ])('is refused %s', async (_, query, message, options) => {
    expect(await refusal(keysIn(await write(query), options))).toBe(message);
  });

  test('is refused where it is damaged, in every place', async () => {
    const whole = readFileSync(
      await write(`select 'k_' || i as id, 's3cret' as scopes from range(5000) t(i)`, 'whole.parquet'),
    );
    const file = join(folder, 'cut.parquet');
    for (const length of [0, 3, 4, 11, 100, whole.length >> 1, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      expect(await refusal(keysIn(file))).toBe('cut.parquet: not Parquet, damaged, or cut off');
    }
    // The end is whole, and what it points at is not.
    const torn = Buffer.from(whole);
    torn.fill(0xff, 4, whole.length >> 1);
    writeFileSync(file, torn);
    expect(await refusal(keysIn(file))).toBe('cut.parquet: not Parquet, damaged, or cut off');
  });

  test('is refused where it is not', async () => {
    expect(await refusal(keysIn(join(folder, 'nope.parquet')))).toBe('nope.parquet: no such file');
    expect(await refusal(keysIn(join(folder, 'nope-*.parquet')))).toBe('nope-*.parquet: no such file');
    expect(await refusal(keysIn(folder, { format: 'parquet' }))).toBe(`${folder}: a folder, not a file`);
    expect(await refusal(keysIn('-', { format: 'parquet' }))).toBe('stdin: Parquet is read from a file');
    expect(await refusal(keysIn('https://example.com/s3cret.parquet'))).toBe(
      'https://example.com/s3cret.parquet: no such file',
    );
  });
});

describe('calls in Parquet', () => {
  const call: Call = {
    key: 'k_1',
    method: 'GET',
    path: '/contacts/1',
    status: 200,
    at: new Date('2024-05-01T10:00:00Z'),
    count: 1,
  };
  const time = `timestamp '2024-05-01 10:00:00' as time`;

  test.each<[string, string, Call[], CallFields?]>([
    [
      'with paths',
      `select 'k_1' as key, 'GET' as method, '/contacts/1?token=s3cret' as path, 200 as status, ${time}`,
      [call],
    ],
    [
      'with routes, with and without a method',
      `select 'k_1' as key, 'GET' as method, '/contacts/:id' as route, 200 as status, ${time}, 5 as count
        union all select 'k_2', null, 'POST /contacts', 201, null, null order by key`,
      [
        { ...call, path: { route: 'GET /contacts/:id' }, count: 5 },
        { key: 'k_2', method: '', path: { route: 'POST /contacts' }, status: 201, at: undefined, count: 1 },
      ],
    ],
    [
      'with other columns',
      `select 'k_1' as who, 'GET' as verb, '/contacts/1' as what, '200' as code, '2024-05-01T10:00Z' as "when"`,
      [call],
      { key: 'who', method: 'verb', path: 'what', status: 'code', time: 'when' },
    ],
    [
      'beside calls without a key or a response',
      `select * from (values ('k_1', 200), (null, 200), ('-', 200), ('k_1', null), ('k_1', 0)) t(key, status),
        (select 'GET' as method, '/contacts/1' as path, ${time})`,
      [call],
    ],
  ])('%s', async (_, query, calls, fields) => {
    expect(await callsIn(await write(query), fields)).toEqual(calls);
  });

  test.each<[string, string, string]>([
    [
      'without a column of keys',
      `select 'GET' as method, '/' as path, 200 as status`,
      'table.parquet: no column key or key_id or keyId or api_key_id or apiKeyId or remote_user: name it with --key-field',
    ],
    [
      'without paths and routes',
      `select 'a' as key, 'GET' as method, 200 as status`,
      'table.parquet: row 1: no path: name its field with --path-field',
    ],
    [
      'with a status that is none',
      `select 'a' as key, 'GET' as method, '/' as path, 2000 as status`,
      'table.parquet: row 1: no status: name its field with --status-field',
    ],
    [
      'with a count below 0',
      `select 'a' as key, 'GET' as method, '/' as path, 200 as status, -1 as count`,
      'table.parquet: row 1: a count that is no number of calls',
    ],
    [
      'without any row',
      `select 'a' as key, 'GET' as method, '/' as path, 200 as status where false`,
      'table.parquet: no call of any key',
    ],
  ])('is refused %s', async (_, query, message) => {
    expect(await refusal(callsIn(await write(query)))).toBe(message);
  });
});
