import { DuckDBInstance } from '@duckdb/node-api';
import { type Engine, scopesReader } from './engine.js';

export async function duckdb(): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`create table "the keys" ("key" varchar collate nocase, "as text" varchar, "as json" json, "as array" varchar[]);
    create table "one scope" ("key" varchar, "scope" varchar collate nocase);
    create table "the calls" ("key" varchar, "method" varchar, "path" varchar, "route" varchar, "status" integer)`);
  const run = async (statement: string) => void (await connection.run(statement));
  const query: Engine['query'] = async (statement) =>
    (await connection.runAndReadAll(statement)).getRowObjectsJson();
  return {
    dialect: 'duckdb',
    stored: ['rows', 'text', 'json', 'array'],
    run,
    query,
    readScopes: scopesReader(query),
    async fill({ keys, calls }) {
      await run('delete from "the keys"; delete from "one scope"; delete from "the calls"');
      for (const { key, names, text } of keys) {
        const json = JSON.stringify(names);
        await connection.run('insert into "the keys" select $1, $2, $3::json, $3::json::varchar[]', [
          key,
          text,
          json,
        ]);
        for (const name of names)
          await connection.run('insert into "one scope" values ($1, $2)', [key, name]);
      }
      for (const { key, method, path, route, status } of calls)
        await connection.run('insert into "the calls" values ($1, $2, $3, $4, $5)', [
          key,
          method,
          path,
          route,
          status,
        ]);
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
