import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Engine, type Row, scopesReader } from './engine.js';

const schema = `create temporary table "the keys" ("key" text, "as text" text, "as json" json, "as array" text[]);
  create temporary table "one scope" ("key" text, "scope" text);
  create temporary table "the calls" ("key" text, "method" text, "path" text, "route" text, "status" integer)`;

/** PostgreSQL in the process, as WebAssembly. */
export async function pglite(): Promise<Engine> {
  const database = await PGlite.create();
  await database.exec(schema);
  return engineOf(
    async (statement, values = []) => (await database.query<Row>(statement, [...values])).rows,
    () => database.close(),
  );
}

/** The server with a socket in a folder. */
export async function postgres(folder: string, settings: string): Promise<Engine> {
  const client = new pg.Client({ host: folder, user: 'fleet', database: 'postgres' });
  await client.connect();
  await client.query(`${settings}; ${schema}`);
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
    readScopes: scopesReader(query),
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
