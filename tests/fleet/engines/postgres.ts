import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { Engine, Row } from './engine.js';

const schema = `create table "the keys" ("key" text, "as text" text, "as json" json, "as array" text[]);
  create table "one scope" ("key" text, "scope" text);
  create table "the calls" ("key" text, "method" text, "path" text, "route" text, "status" integer)`;

/** PostgreSQL in the process, as WebAssembly. */
export async function pglite(): Promise<Engine> {
  const database = await PGlite.create();
  await database.exec(schema);
  return engineOf(
    async (statement, values = []) => (await database.query<Row>(statement, [...values])).rows,
    () => database.close(),
  );
}

/** The server at an address. */
export async function postgres(url: string, settings = ''): Promise<Engine> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `${settings}; create temporary table ${schema.replaceAll('; create table', '; create temporary table').slice('create table '.length)}`,
  );
  return engineOf(
    async (statement, values = []) => (await client.query<Row>(statement, [...values])).rows,
    () => client.end(),
  );
}

type Query = (statement: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
function engineOf(query: Query, close: () => Promise<void>): Engine {
  return {
    dialect: 'postgres',
    stored: ['rows', 'text', 'json', 'array'],
    run: async (statement) => void (await query(statement)),
    query,
    async fill({ keys, calls }) {
      for (const table of ['the keys', 'one scope', 'the calls']) await query(`delete from "${table}"`);
      for (const { key, names, text } of keys) {
        await query('insert into "the keys" values ($1, $2, $3, $4)', [
          key,
          text,
          JSON.stringify(names),
          names,
        ]);
        await query('insert into "one scope" select $1, unnest($2::text[])', [key, names]);
      }
      for (const { key, method, path, route, status } of calls)
        await query('insert into "the calls" values ($1, $2, $3, $4, $5)', [
          key,
          method,
          path,
          route,
          status,
        ]);
    },
    close,
  };
}
