import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../../tests/support/atender.js';
import { defineRoutes, defineScopes, open, optional } from '../../index.js';
import { type AuditSqlOptions, auditSql, type SqlDialect, type StoredAs } from './index.js';

const dialects = [
  'duckdb',
  'postgres',
  'mysql',
  'sqlite',
  'bigquery',
  'clickhouse',
  'spark',
  'snowflake',
] as const;
const untyped: (api: unknown, options?: unknown) => ReturnType<typeof auditSql> = auditSql as never;

describe('on PostgreSQL', () => {
  let database: PGlite;
  beforeAll(async () => {
    database = await PGlite.create();
    await database.exec(`
      create table keys (id int, scopes text);
      insert into keys values
        (1, 'contacts:write contacts:read'), (2, E' labels\\tnonsense\\n'), (3, 'everything tags:read'), (4, 'export'),
        (5, ''), (6, null), (null, 'export'), (7, 'contacts:read');
      create schema logs;
      create table logs.calls (key int, method text, path text, status int, route text);
      insert into logs.calls values
        (1, 'GET', '/contacts/7', 200, 'GET /contacts/:id'),
        (1, 'GET', '/contacts/7', 304, 'GET /contacts/:id'),
        (1, 'POST', '/contacts', 403, 'POST /contacts'),
        (2, 'PUT', '/contacts/7/tags', 200, 'PUT /contacts/:id/tags'),
        (2, 'GET', '/health', 200, 'GET /health'),
        (3, 'GET', '/me', 200, 'GET /me'),
        (4, 'GET', '/search', 200, 'GET /search'),
        (5, 'GET', '/search', 200, 'GET /search'),
        (7, 'GET', '/contacts/%41', 200, 'nowhere'),
        (7, 'GET', '/nowhere', 200, null),
        (8, 'GET', '/tags', 200, 'GET /tags'),
        (null, 'GET', '/tags', 200, 'GET /tags')`);
  }, 120_000);
  afterAll(() => database.close());

  const options = {
    dialect: 'postgres',
    tables: { keys: { table: 'keys', key: 'id' }, calls: { table: ['logs', 'calls'], status: 'status' } },
  } satisfies AuditSqlOptions;
  const run = async (statement: string) =>
    (await database.query<Record<string, string>>(statement)).rows.map(({ finding, key, scope, route }) =>
      [key, finding, scope ?? route, scope && route].filter(Boolean).join(' '),
    );

  const found = [
    '1 redundant contacts:read',
    '2 deprecated labels',
    '2 missing contacts:write PUT /contacts/:id/tags',
    '2 unknown nonsense',
    '3 deprecated everything',
    '3 excess contacts:write',
    '3 excess tags:read',
    '3 excess tags:write',
    '3 redundant tags:read',
    '4 excess export',
    '5 missing contacts:read GET /search',
    '8 missing tags:read GET /tags',
  ];

  test('finds what is wrong with each key', async () => {
    expect((await run(auditSql(api, options).query)).sort()).toEqual(
      [
        ...found,
        '1 excess contacts:write',
        '7 undecided GET /contacts/%41',
        '7 unmatched GET /nowhere',
      ].sort(),
    );
  });

  test('takes routes in place of paths', async () => {
    const { table, status } = options.tables.calls;
    const calls = { table, status, route: 'route' } as const;
    expect(
      (await run(auditSql(api, { ...options, tables: { ...options.tables, calls } }).query)).sort(),
    ).toEqual([...found, '1 excess contacts:write', '7 excess contacts:read', '7 unmatched nowhere'].sort());
  });

  test('leaves scopes alone that are never narrowed', async () => {
    const { query } = auditSql(api, { ...options, neverNarrowed: ['export', 'contacts:*', 'export'] });
    const excess = (await run(query)).filter((finding) => finding.includes(' excess '));
    expect(excess.sort()).toEqual(['3 excess tags:read', '3 excess tags:write']);
  });

  test('finds the same over tables of the API, which it drops', async () => {
    const { query, create, findings, drop } = auditSql(api, options);
    for (const statement of create) await database.exec(statement);
    expect(await run(findings)).toEqual(await run(query));
    for (const statement of drop) await database.exec(statement);
    await expect(run(findings)).rejects.toThrow('does not exist');
  });

  test('finds who holds what is restricted, and expands stored patterns', async () => {
    const vocabulary = defineScopes('small', {
      surfaces: { contacts: ['read', 'write'] },
      scopes: ['export'],
      implies: { write: ['read'] },
      includes: { export: ['contacts:write'] },
      storedPatterns: 'expand',
      docs: { scopes: { 'contacts:read': { restricted: true }, export: { restricted: false } } },
    });
    const small = defineRoutes(vocabulary, { 'GET /contacts/:id': open, 'GET /x': optional });
    await database.exec(
      "create table small (key text, name text); insert into small values ('a', 'export'), ('b', 'contacts:*')",
    );
    const { query } = auditSql(small, {
      dialect: 'postgres',
      tables: {
        keys: { table: 'small', scopes: 'name', stored: 'rows' },
        calls: { table: ['logs', 'calls'] },
      },
    });
    expect((await run(query)).filter((finding) => /^[ab] /.test(finding)).sort()).toEqual([
      'a excess export',
      'a restricted contacts:read',
      'b excess contacts:read',
      'b excess contacts:write',
      'b redundant contacts:read',
      'b restricted contacts:read',
    ]);
  });
});

describe.each(dialects)('for %s', (dialect) => {
  test('writes this', () => {
    const vocabulary = defineScopes('small', {
      surfaces: { "o'b": ['read', 'write'] },
      implies: { write: ['read'] },
      deprecated: { old: ["o'b:read"] },
    });
    const small = defineRoutes(vocabulary, {
      'GET /a/:b': vocabulary.anyOf("o'b:read", "o'b:write"),
      'GET /': open,
    });
    expect(auditSql(small, { dialect })).toMatchSnapshot();
  });

  const kinds: readonly StoredAs[] =
    dialect === 'mysql' || dialect === 'sqlite'
      ? ['rows', 'text', 'json']
      : ['rows', 'text', 'json', 'array'];
  test.each(kinds)('reads scopes that are stored as %s', (stored) => {
    const { findings } = auditSql(api, { dialect, tables: { keys: { stored } } });
    expect(/scopeproof_stored. as \(\n([\s\S]*?)\n\)/.exec(findings)?.[1]).toMatchSnapshot();
  });
});

describe('refuses', () => {
  test.each(['mysql', 'sqlite'])('arrays of %s', (dialect) => {
    expect(() => untyped(api, { dialect, tables: { keys: { stored: 'array' } } })).toThrow(
      new TypeError(`stored: not one of the kinds that ${dialect} has: array`),
    );
  });
  test.each([
    [undefined, 'dialect: not one of duckdb, postgres'],
    [{ dialect: 'oracle' satisfies Exclude<string, SqlDialect> }, 'dialect: not one of duckdb, postgres'],
    [{ dialect: 'duckdb', table: 'x' }, 'no such option: options.table'],
    [{ dialect: 'duckdb', tables: { key: {} } }, 'no such option: tables.key'],
    [{ dialect: 'duckdb', tables: 'x' }, 'tables: not an object'],
    [{ dialect: 'duckdb', tables: { keys: { column: 'x' } } }, 'no such option: keys.column'],
    [
      { dialect: 'duckdb', tables: { keys: { stored: 'xml' } } },
      'stored: not one of the kinds that duckdb has: xml',
    ],
    [{ dialect: 'duckdb', tables: { keys: { table: '' } } }, 'an empty name'],
    [{ dialect: 'duckdb', tables: { keys: { table: [] } } }, 'an empty name'],
    [{ dialect: 'duckdb', tables: { keys: { table: 7 } } }, 'a name is a string'],
    [{ dialect: 'duckdb', tables: { keys: { key: 'a\0' } } }, 'a name holds the character NUL'],
    [
      { dialect: 'duckdb', tables: { calls: { table: ['x', 'Scopeproof_names'] } } },
      'names that begin with scopeproof_ are taken',
    ],
    [
      { dialect: 'duckdb', tables: { calls: { route: 'route', path: 'path' } } },
      'calls: a route stands in place of method and path',
    ],
    [
      { dialect: 'duckdb', tables: { calls: { route: 'route', method: 'x' } } },
      'calls: a route stands in place of method and path',
    ],
    [{ dialect: 'duckdb', neverNarrowed: ['nonsense'] }, 'unknown scope nonsense'],
    [{ dialect: 'duckdb', neverNarrowed: 'tags:read' }, 'neverNarrowed: not an array'],
  ])('%j', (options, message) => {
    expect(() => untyped(api, options)).toThrow(TypeError);
    expect(() => untyped(api, options)).toThrow(message);
  });
  test('what is no route table', () => {
    expect(() => untyped({ ...api }, { dialect: 'duckdb' })).toThrow('not a route table');
  });
});
