import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrationSql } from './index.js';

const untyped: (rewrites: unknown, options: unknown) => ReturnType<typeof migrationSql> =
  migrationSql as never;
const texts = [
  ['people:read', ['contacts:read']],
  ["it's  old", ["it's", 'new']],
  ['same', ['same']],
] as const;
const lists = [
  [['people:read'], ['contacts:read']],
  [[], ["it's", 'new']],
  [['same'], ['same']],
] as const;

describe('on PostgreSQL', () => {
  let database: PGlite;
  beforeAll(async () => {
    database = await PGlite.create();
  }, 60_000);
  afterAll(() => database.close());

  test('rewrites texts', async () => {
    await database.exec(`create table texts (id int, scopes text); insert into texts values
      (1, 'people:read'), (2, 'people:read '), (3, null), (4, 'it''s  old'), (5, 'same'), (6, 'contacts:read')`);
    const { preview, update } = migrationSql(texts, {
      dialect: 'postgres',
      table: ['public', 'texts'],
      keyColumn: 'id',
      scopesColumn: 'scopes',
      stored: 'text',
    });
    expect((await database.query(preview)).rows).toEqual([
      { key: 1, stored: 'people:read', now: 'contacts:read' },
      { key: 4, stored: "it's  old", now: "it's new" },
    ]);
    await database.exec(update);
    const { rows } = await database.query<{ scopes: string }>('select scopes from texts order by id');
    expect(rows.map(({ scopes }) => scopes)).toEqual([
      'contacts:read',
      'people:read ',
      null,
      "it's new",
      'same',
      'contacts:read',
    ]);
  });

  test('rewrites texts with commas, and NULL as an empty one', async () => {
    await database.exec(`create table commas (key int, scopes text); insert into commas values
      (1, 'people:read, tags:read'), (2, null), (3, ''), (4, 'people:read,tags:read')`);
    const rewrites = [
      ['people:read, tags:read', ['contacts:read', 'tags:read']],
      ['', ['basic']],
    ] as const;
    const { update } = migrationSql(rewrites, {
      dialect: 'postgres',
      table: 'commas',
      scopesColumn: 'scopes',
      stored: 'comma',
    });
    await database.exec(update);
    const { rows } = await database.query<{ scopes: string }>('select scopes from commas order by key');
    expect(rows.map(({ scopes }) => scopes)).toEqual([
      'contacts:read,tags:read',
      'basic',
      'basic',
      'people:read,tags:read',
    ]);
  });

  test.each([
    ['text', 'json'],
    ['varchar(99)', 'json'],
    ['json', 'json'],
    ['jsonb', 'json'],
    ['text[]', 'array'],
    ['varchar(30)[]', 'array'],
  ] as const)('rewrites lists in a column of the type %s', async (type, stored) => {
    const values =
      stored === 'json'
        ? [' ["people:read" ]', '[]', '["same"]', '{}']
        : ['{people:read}', '{}', '{same}', '{x,y}'];
    await database.exec(`drop table if exists lists; create table lists (key int, "the scopes" ${type});
      insert into lists values (5, null)`);
    for (const [i, value] of values.entries())
      await database.exec(`insert into lists values (${i + 1}, '${value}')`);
    const { update } = migrationSql(lists, {
      dialect: 'postgres',
      table: 'lists',
      scopesColumn: 'the scopes',
      stored,
    });
    await database.exec(update);
    const { rows } = await database.query<{ scopes: unknown }>(
      `select ${stored === 'json' ? 'cast("the scopes" as text)::jsonb' : '"the scopes"'} as scopes from lists order by key`,
    );
    expect(rows.map(({ scopes }) => scopes)).toEqual([
      ['contacts:read'],
      ["it's", 'new'],
      ['same'],
      stored === 'json' ? {} : ['x', 'y'],
      ["it's", 'new'],
    ]);
  });

  test.each([
    ['text', ['', 'null', '[]', '["a"]']],
    ['jsonb', ['null', '[]', '["a"]']],
  ])('takes what holds no scopes in a column of %s for an empty list', async (type, values) => {
    await database.exec(`drop table if exists empty; create table empty (key int, scopes ${type});
      insert into empty values (0, null)`);
    for (const [i, value] of values.entries())
      await database.exec(`insert into empty values (${i + 1}, '${value}')`);
    const { update } = migrationSql([[[], ['self']]], {
      dialect: 'postgres',
      table: 'empty',
      scopesColumn: 'scopes',
      stored: 'json',
    });
    await database.exec(update);
    const { rows } = await database.query(
      'select cast(scopes as text)::jsonb as scopes from empty order by key',
    );
    expect(rows).toEqual([...values.map(() => ({ scopes: ['self'] })), { scopes: ['a'] }]);
  });

  test('rewrites a column that is padded with blanks', async () => {
    await database.exec(
      `create table padded (key int, scopes char(20)); insert into padded values (1, 'people:read')`,
    );
    const { update } = migrationSql([['people:read'.padEnd(20), ['contacts:read']]], {
      dialect: 'postgres',
      table: 'padded',
      scopesColumn: 'scopes',
      stored: 'text',
    });
    await database.exec(update);
    expect((await database.query('select scopes from padded')).rows).toEqual([
      { scopes: 'contacts:read'.padEnd(20) },
    ]);
  });

  test('rewrites nothing where nothing changes', async () => {
    await database.exec(
      `create table nothing (key int, scopes json, note text); insert into nothing values (1, '[]', '[]')`,
    );
    const options = { dialect: 'postgres', table: 'nothing', scopesColumn: 'scopes' } as const;
    for (const { preview, update } of [
      migrationSql([], { ...options, stored: 'json' }),
      migrationSql(lists.slice(2), { ...options, stored: 'json' }),
      migrationSql([], { ...options, scopesColumn: 'note', stored: 'text' }),
    ]) {
      expect((await database.query(preview)).rows).toEqual([]);
      expect((await database.query(update)).affectedRows).toBe(0);
    }
  });
});

describe.each(['postgres', 'mysql', 'sqlite', 'duckdb'] as const)('for %s', (dialect) => {
  const kinds =
    dialect === 'mysql' || dialect === 'sqlite' ? (['json'] as const) : (['json', 'array'] as const);
  test('writes this for texts', () => {
    expect(
      migrationSql(texts, { dialect, table: 'keys', scopesColumn: 'scopes', stored: 'text' }),
    ).toMatchSnapshot();
  });
  test.each(kinds)('writes this for lists as %s', (stored) => {
    expect(migrationSql(lists, { dialect, table: 'keys', scopesColumn: 'scopes', stored })).toMatchSnapshot();
  });
});

describe('refuses', () => {
  const options = { dialect: 'postgres', table: 'keys', scopesColumn: 'scopes', stored: 'text' };
  test.each([
    [
      texts,
      { ...options, dialect: 'bigquery' },
      'dialect: not one of postgres, duckdb, sqlite, mysql: bigquery',
    ],
    [texts, { ...options, dialect: 'oracle' }, 'dialect: not one of duckdb'],
    [texts, { ...options, stored: 'rows' }, 'stored: not one of the kinds that postgres has: rows'],
    [
      lists,
      { ...options, dialect: 'sqlite', stored: 'array' },
      'stored: not one of the kinds that sqlite has: array',
    ],
    [
      lists,
      { ...options, dialect: 'mysql', stored: 'array' },
      'stored: not one of the kinds that mysql has: array',
    ],
    [texts, { ...options, column: 'x' }, 'no such option: options.column'],
    [texts, { ...options, table: undefined }, 'a name is a string'],
    [texts, { ...options, scopesColumn: undefined }, 'a name is a string'],
    [texts, undefined, 'dialect: not one of'],
    [lists, options, 'a rewrite: what is stored is a string'],
    [texts, { ...options, stored: 'json' }, 'a rewrite: what is stored is a list of strings'],
    [[[[1], []]], { ...options, stored: 'json' }, 'a rewrite: what is stored is a list of strings'],
    [[['a', undefined]], options, 'a rewrite: the new scopes are a list of strings'],
    [[['a', 'b']], options, 'a rewrite: the new scopes are a list of strings'],
    [[['a', ['b c']]], options, 'a rewrite: a name that no text of names can hold'],
    [[['a', ['']]], options, 'a rewrite: a name that no text of names can hold'],
    [[['a', ['b,c']]], { ...options, stored: 'comma' }, 'a rewrite: a name that no text of names can hold'],
    [
      [
        ['a', ['b']],
        ['a', ['c']],
      ],
      options,
      'two rewrites of a',
    ],
    [[['a\0', ['b']]], options, 'a text holds the character NUL'],
  ])('%j, %j', (rewrites, given, message) => {
    expect(() => untyped(rewrites, given)).toThrow(TypeError);
    expect(() => untyped(rewrites, given)).toThrow(message);
  });
  test('not the same rewrite twice', () => {
    expect(() => untyped([texts[0], texts[0]], options)).not.toThrow();
  });
});
