import { Session } from 'chdb';
import { type Engine, scopesReader } from './engine.js';

/** ClickHouse in the process. */
export async function clickhouse(): Promise<Engine> {
  const session = new Session();
  const run = async (statement: string) => void session.query(statement);
  const insert = (table: string, rows: readonly object[]) =>
    rows.length > 0 &&
    session.query(
      `insert into \`${table}\` format JSONEachRow ${rows.map((row) => JSON.stringify(row)).join('\n')}`,
    );
  await run('create database fleet');
  await run('use fleet');
  await run(
    'create table `the keys` (`key` String, `as text` String, `as json` String, `as array` Array(String)) engine = Memory',
  );
  await run('create table `one scope` (`key` String, `scope` String) engine = Memory');
  await run(
    'create table `the calls` (`key` Nullable(String), `method` String, `path` String, `route` String, `status` UInt16) engine = Memory',
  );
  const query: Engine['query'] = async (statement) => {
    const lines = session.query(statement, 'JSONEachRow').trim();
    return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line));
  };
  return {
    dialect: 'clickhouse',
    stored: ['rows', 'text', 'json', 'array'],
    run,
    query,
    readScopes: scopesReader(query),
    async fill({ keys, calls }) {
      for (const table of ['the keys', 'one scope', 'the calls']) await run(`truncate table \`${table}\``);
      insert(
        'the keys',
        keys.map(({ key, names, text }) => ({
          key,
          'as text': text,
          'as json': JSON.stringify(names),
          'as array': names,
        })),
      );
      insert(
        'one scope',
        keys.flatMap(({ key, names }) => names.map((scope) => ({ key, scope }))),
      );
      insert('the calls', calls);
    },
    close: async () => session.cleanup(),
  };
}
