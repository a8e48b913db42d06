import { createConnection } from 'mysql2/promise';
import { type Engine, type Row, scopesReader } from './engine.js';

/** The server of MySQL or MariaDB at a socket. */
export async function mysql(socketPath: string, mode: string): Promise<Engine> {
  const connection = await createConnection({ socketPath, user: 'root', charset: 'utf8mb4' });
  const run = async (statement: string) => void (await connection.query(statement));
  // Prepared: the client writes texts into a statement with backslashes, whatever the mode.
  const insert = async (table: string, rows: readonly (readonly unknown[])[]) => {
    const marks = rows.map((row) => `(${row.map(() => '?').join(', ')})`);
    if (rows.length > 0)
      await connection.execute(
        `insert into \`${table}\` values ${marks.join(', ')}`,
        rows.flat() as string[],
      );
  };
  await run(`set session sql_mode = '${mode}'`);
  await run('drop database if exists fleet');
  await run('create database fleet character set utf8mb4 collate utf8mb4_general_ci');
  await run('use fleet');
  await run('create table `the keys` (`key` varchar(50), `as text` text, `as json` json)');
  await run('create table `one scope` (`key` varchar(50), `scope` text)');
  await run(
    'create table `the calls` (`key` varchar(50), `method` varchar(9), `path` text, `route` text, `status` int)',
  );
  const query: Engine['query'] = async (statement) => (await connection.query(statement))[0] as Row[];
  return {
    dialect: 'mysql',
    stored: ['rows', 'text', 'json'],
    run,
    query,
    readScopes: scopesReader(query, '`'),
    async fill({ keys, calls }) {
      for (const table of ['the keys', 'one scope', 'the calls']) await run(`delete from \`${table}\``);
      await insert(
        'the keys',
        keys.map(({ key, names, text }) => [key, text, JSON.stringify(names)]),
      );
      await insert(
        'one scope',
        keys.flatMap(({ key, names }) => names.map((name) => [key, name])),
      );
      await insert(
        'the calls',
        calls.map(({ key, method, path, route, status }) => [key, method, path, route, status]),
      );
    },
    close: () => connection.end(),
  };
}
