import initialize from 'sql.js';
import { type Engine, type Row, scopesReader } from './engine.js';

/** SQLite in the process, as WebAssembly. The expressions have to mean the same in its `regexp`, which programs bring. */
export async function sqlite(): Promise<Engine> {
  const { Database } = await initialize();
  const database = new Database();
  database.create_function('regexp', (pattern: string, text: string) =>
    Number(new RegExp(pattern).test(text)),
  );
  database.exec(`create table "the keys" ("key" text collate nocase, "as text" text collate nocase, "as json" text);
    create table "one scope" ("key" text, "scope" text collate rtrim);
    create table "the calls" ("key" text, "method" text collate nocase, "path" text, "route" text, "status" integer)`);
  const query: Engine['query'] = async (statement) => {
    const prepared = database.prepare(statement);
    const rows: Row[] = [];
    while (prepared.step()) rows.push(prepared.getAsObject());
    prepared.free();
    return rows;
  };
  return {
    dialect: 'sqlite',
    stored: ['rows', 'text', 'json'],
    run: async (statement) => void database.exec(statement),
    query,
    readScopes: scopesReader(query),
    async fill({ keys, calls }) {
      database.exec('delete from "the keys"; delete from "one scope"; delete from "the calls"');
      for (const { key, names, text } of keys) {
        database.run('insert into "the keys" values (?, ?, ?)', [key, text, JSON.stringify(names)]);
        for (const name of names) database.run('insert into "one scope" values (?, ?)', [key, name]);
      }
      for (const { key, method, path, route, status } of calls)
        database.run('insert into "the calls" values (?, ?, ?, ?, ?)', [key, method, path, route, status]);
    },
    close: async () => database.close(),
  };
}
