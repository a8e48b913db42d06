import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import sqlite from 'node-sqlite3-wasm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startMariadb, startPostgres } from '../../tests/fleet/engines/servers.js';
import type { Call } from '../src/calls/call.js';
import { readCalls } from '../src/calls/read-calls.js';
import { Failure } from '../src/failure.js';
import { type KeyTable, readKeys, type StoredKey } from '../src/readers/keys.js';

const hookTimeout = 120_000;

type Options = Partial<KeyTable>;
async function keysIn(file: string, query: string, options: Options = {}): Promise<StoredKey[]> {
  const keys: StoredKey[] = [];
  for await (const batch of readKeys({ file, query, stored: 'list', ...options })) keys.push(...batch);
  return keys;
}
async function callsIn(file: string, query: string): Promise<Call[]> {
  const calls: Call[] = [];
  for await (const batch of readCalls({ file, query, fields: {} })) calls.push(...batch);
  return calls;
}
const refusal = async (read: Promise<unknown>): Promise<string> => {
  const error = await read.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).message).not.toMatch(/s3cret|\n/);
  return (error as Failure).message;
};

const createdAt = new Date('2024-05-01T10:00:00Z');
const wanted = [
  { key: 'k_1', scopes: 'tags:read tags:write', createdAt },
  { key: 'k_2', scopes: '' },
];
const gone = 'the connection was closed before all rows were read';

/** Reads a million rows, and does something after the first of them. */
async function interrupted(file: string, query: string, act: () => Promise<unknown>): Promise<void> {
  let acted = false;
  for await (const batch of readKeys({ file, query, stored: 'list' })) {
    expect(batch.length).toBeGreaterThan(0);
    if (!acted) await act();
    acted = true;
  }
}

describe('PostgreSQL', () => {
  let server: Server;
  let client: pg.Client;
  let address: string;
  beforeAll(async () => {
    server = await startPostgres();
    address = `postgres://fleet:s3cret@/postgres?host=${encodeURIComponent(server.folder)}`;
    client = new pg.Client({ host: server.folder, user: 'fleet', database: 'postgres' });
    await client.connect();
    await client.query(`
      create table api_keys (id text, scopes text, list text[], js jsonb, created_at timestamptz, local timestamp, secret text);
      insert into api_keys values
        ('k_1', 'tags:read tags:write', '{tags:read,tags:write}', '["tags:read","tags:write"]', '2024-05-01 12:00:00+02', '2024-05-01 10:00:00', 's3cret'),
        ('k_2', null, '{}', '[]', null, null, 's3cret');
      create table no_ids (id text, scopes text);
      insert into no_ids values ('k_1', 's3cret'), (null, 's3cret');
      create role other login`);
  }, hookTimeout);
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  test.each([
    ['text', 'select id, scopes, created_at from api_keys order by id'],
    ['an array', 'select id, list as scopes, created_at from api_keys order by id'],
    ['jsonb', 'select id, js as scopes, created_at from api_keys order by id'],
    ['a time without a zone', 'select id, scopes, local as created from api_keys order by id'],
  ])('with %s', async (_, query) => {
    expect(await keysIn(address, query)).toEqual(wanted);
  });

  test('with ids that are numbers, and without rows', async () => {
    expect(await keysIn(address, `select 9007199254740993 as id, 'a' as scopes`)).toEqual([
      { key: '9007199254740993', scopes: 'a' },
    ]);
    expect(await keysIn(address, `select id, scopes from api_keys where false`)).toEqual([]);
  });

  test('with what the environment says', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { PGHOST: server.folder, PGUSER: 'fleet', PGDATABASE: 'postgres' });
    try {
      expect(await keysIn('postgres:', 'select id, scopes, created_at from api_keys order by 1')).toEqual(
        wanted,
      );
    } finally {
      process.env = before;
    }
  });

  test('as calls', async () => {
    const query = `select 'k_1' as key, 'GET' as method, '/tags?x=s3cret' as path, 200 as status,
      timestamp '2024-05-01 10:00:00' as time, 3::bigint as count`;
    expect(await callsIn(address, query)).toEqual([
      { key: 'k_1', method: 'GET', path: '/tags', status: 200, at: createdAt, count: 3 },
    ]);
  });

  test('in the order of many rows', async () => {
    const query = `select 'k_' || i as id, 'a' as scopes from generate_series(0, 20000) i`;
    expect((await keysIn(address, query)).every(({ key }, i) => key === `k_${i}`)).toBe(true);
  });

  test.each([
    ['select 1', 'no column id or key_id or key: name it with --key-column'],
    ['select id, id, scopes from api_keys', 'two columns id'],
    ['select * from no_ids', 'row 2: a key without an id'],
    [`select 's3cret' as id, '["a"]' as scopes`, 'row 1: scopes as JSON: say --stored json'],
    ['delete from api_keys returning id, scopes', 'the query would write'],
    ['commit; delete from api_keys', 'the query is wrong'],
    ['create table other ()', 'the query would write'],
    ['', `say what to read with --keys-query 'select …'`],
    ['select s3cret', 'the query names a column that there is not'],
    ['select * from s3cret', 'the query names a table that there is not'],
    ['selec', 'the query is wrong'],
    [`select 's3cret'::int as id, 'a' as scopes`, 'refused (22P02)'],
  ])('refuses %j', async (query, message) => {
    expect(await refusal(keysIn(address, query))).toBe(`PostgreSQL: ${message}`);
    expect((await client.query('select * from api_keys')).rowCount).toBe(2);
  });

  test('refuses a user, a database and a table', async () => {
    const query = 'select id, scopes from api_keys';
    const as = (user: string, database = 'postgres') =>
      `postgres://${user}:s3cret@/${database}?host=${encodeURIComponent(server.folder)}`;
    expect(await refusal(keysIn(as('nobody'), query))).toBe(
      'PostgreSQL: the user or the password is refused',
    );
    expect(await refusal(keysIn(as('fleet', 'nope'), query))).toBe('PostgreSQL: no such database');
    expect(await refusal(keysIn(as('other'), query))).toBe('PostgreSQL: the user may not read that');
  });

  test('is refused where it goes away in the middle', async () => {
    const query = `select 'k_' || i as id, repeat('a', 100) as scopes from generate_series(1, 1000000) i`;
    const end = () =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'scopeproof'`,
      );
    expect(await refusal(interrupted(address, query, end))).toBe(`PostgreSQL: ${gone}`);
  });
});

describe('MariaDB', () => {
  let server: Server;
  let connection: mysql.Connection;
  let address: string;
  const as = (user: string, database = 'desk') =>
    `mysql://${user}@localhost/${database}?socketPath=${encodeURIComponent(`${server.folder}/socket`)}`;
  beforeAll(async () => {
    server = await startMariadb();
    address = as('root');
    connection = await mysql.createConnection({ socketPath: `${server.folder}/socket`, user: 'root' });
    for (const statement of [
      'create database desk character set utf8mb4',
      'use desk',
      'create table api_keys (id varchar(50), scopes text, js json, created_at datetime, stamp timestamp null)',
      `insert into api_keys values
        ('k_1', 'tags:read tags:write', '["tags:read","tags:write"]', '2024-05-01 10:00:00', from_unixtime(1714557600)),
        ('k_2', null, '[]', null, null)`,
      `create user reader@localhost identified by 'right'`,
    ])
      await connection.query(statement);
  }, hookTimeout);
  afterAll(async () => {
    await connection.end();
    await server.stop();
  });

  test.each<[string, string, Options?]>([
    ['text', 'select id, scopes, created_at from api_keys order by id'],
    ['JSON', 'select id, js as scopes, created_at from api_keys order by id', { stored: 'json' }],
    ['a timestamp', 'select id, scopes, stamp as created from api_keys order by id'],
  ])('with %s', async (_, query, options) => {
    expect(await keysIn(address, query, options)).toEqual(wanted);
  });

  test('with ids that are numbers, and without rows', async () => {
    expect(await keysIn(address, `select 9007199254740993 as id, 'a' as scopes`)).toEqual([
      { key: '9007199254740993', scopes: 'a' },
    ]);
    expect(await keysIn(address, 'select id, scopes from api_keys where false')).toEqual([]);
  });

  test('in the order of many rows', async () => {
    const query = `select concat('k_', seq) as id, 'a' as scopes from seq_0_to_20000`;
    expect((await keysIn(address, query)).every(({ key }, i) => key === `k_${i}`)).toBe(true);
  });

  test.each([
    ['select 1', 'no column id or key_id or key: name it with --key-column'],
    ['select id, id, scopes from api_keys', 'two columns id'],
    [`select null as id, 's3cret' as scopes`, 'row 1: a key without an id'],
    ['delete from api_keys', 'the query would write'],
    ['drop table api_keys', 'the query would write'],
    ['select 1; delete from api_keys', 'the query is wrong'],
    ['select s3cret from api_keys', 'the query names a column that there is not'],
    ['select * from s3cret', 'the query names a table that there is not'],
  ])('refuses %j', async (query, message) => {
    expect(await refusal(keysIn(address, query))).toBe(`MySQL: ${message}`);
    const several = `${address}&multipleStatements=true`;
    expect(await refusal(keysIn(several, query))).toBe(`MySQL: ${message}`);
    const [rows] = await connection.query('select * from api_keys');
    expect(rows).toHaveLength(2);
  });

  test('refuses a password, a database and a table, and takes the password of the environment', async () => {
    const query = 'select id, scopes from api_keys';
    const refused = 'MySQL: the user or the password is refused';
    expect(await refusal(keysIn(as('reader:s3cret'), query))).toBe(refused);
    expect(await refusal(keysIn(as('root', 'nope'), query))).toBe('MySQL: no such database');
    process.env.MYSQL_PWD = 'right';
    try {
      expect(await refusal(keysIn(as('reader', ''), 'select * from desk.api_keys'))).toBe(
        'MySQL: the user may not read that',
      );
      await expect(keysIn(as('reader', ''), `select 'a' as id, 'b' as scopes`)).resolves.toHaveLength(1);
    } finally {
      delete process.env.MYSQL_PWD;
    }
  });

  test('is refused where it goes away in the middle', async () => {
    const query = `select concat('k_', seq) as id, repeat('a', 100) as scopes from seq_1_to_3000000`;
    const end = async () => {
      const [rows] = await connection.query(
        `select id from information_schema.processlist where info like '%seq_1_to_3000000' and id <> connection_id()`,
      );
      for (const { id } of rows as { id: number }[]) await connection.query(`kill ${id}`);
    };
    expect(await refusal(interrupted(address, query, end))).toBe(`MySQL: ${gone}`);
  });
});

describe('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-sqlite-'));
  const file = join(folder, 'keys.db');
  beforeAll(() => {
    const database = new sqlite.Database(file);
    database.exec(`create table api_keys (id text, scopes text, created_at text);
      insert into api_keys values ('k_1', 'tags:read tags:write', '2024-05-01 10:00:00'), ('k_2', null, null)`);
    database.close();
    writeFileSync(join(folder, 'other.db'), 's3cret'.repeat(1000));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (query: string, name = 'keys.db') => keysIn(`sqlite:${join(folder, name)}`, query);

  test('with text, with numbers, and without rows', async () => {
    expect(await read('select id, scopes, created_at from api_keys order by id')).toEqual(wanted);
    expect(await read(`select 9007199254740993 as id, 'a' as scopes, 1714557600 as created`)).toEqual([
      { key: '9007199254740993', scopes: 'a', createdAt },
    ]);
    expect(await read('select id, scopes from api_keys where 0')).toEqual([]);
  });

  test.each([
    ['select 1', 'no column id or key_id or key: name it with --key-column'],
    [`select null as id, 's3cret' as scopes`, 'row 1: a key without an id'],
    [
      `select x'00' as id, 's3cret' as scopes`,
      'row 1: a key whose id is neither a text nor a whole number below 2^53',
    ],
    ['delete from api_keys returning id, scopes', 'the query would write'],
    ['select s3cret from api_keys', 'the query names a column that there is not'],
    ['select * from s3cret', 'the query names a table that there is not'],
    ['selec', 'the query is wrong'],
  ])('refuses %j', async (query, message) => {
    expect(await refusal(read(query))).toBe(`${file}: ${message}`);
    expect(await read('select id, scopes, created_at from api_keys')).toHaveLength(2);
  });

  test('is refused where it is none', async () => {
    expect(await refusal(read('select 1', 'nope.db'))).toBe(`${join(folder, 'nope.db')}: no such file`);
    expect(await refusal(read('select 1', '.'))).toBe(`${folder}: a folder, not a file`);
    expect(await refusal(read('select 1', 'other.db'))).toBe(
      `${join(folder, 'other.db')}: not a database of SQLite, or damaged`,
    );
  });
});

describe.each([
  ['postgres', 'PostgreSQL'],
  ['mysql', 'MySQL'],
])('a server of %s that is not there', (scheme, name) => {
  let closing: NetServer;
  let port = 0;
  beforeAll(async () => {
    closing = createServer((socket) => socket.destroy());
    await new Promise<void>((done) => closing.listen(0, '127.0.0.1', done));
    const bound = closing.address();
    port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  });
  afterAll(() => closing.close());
  const at = (host: string) => refusal(keysIn(`${scheme}://user:s3cret@${host}/s3cret`, 'select 1'));

  test('is told in one line without the address', async () => {
    expect(await at('nope.invalid')).toMatch(new RegExp(`^${name}: no such host`));
    expect(await at('127.0.0.1:1')).toBe(`${name}: no server listens there`);
    expect(await at(`127.0.0.1:${port}`)).toBe(`${name}: ${gone}`);
    expect(await at('127.0.0.1:s3cret')).toBe(`${name}: not the address of a database`);
  });
});
