import type { Connection, FieldPacket } from 'mysql2';
import { loadDriver } from '../drivers.js';
import { type Column, pickColumns, placesOf, type Row } from '../readers/table.js';
import type { DatabaseAddress } from './address.js';
import { databaseFailure, gone } from './failures.js';

/** The rows that are handed on at a time. */
const rowsOfBatch = 2000;

/**
 * Reads the columns of a query of MySQL or MariaDB, as its rows arrive, in a transaction that cannot write. Where the
 * address has no password, it is that of MYSQL_PWD.
 *
 * @throws Failure for a server that is not there, refuses, or goes away; and for a query that is wrong.
 */
export async function* readMysql(
  { name, address }: DatabaseAddress,
  query: string,
  columns: readonly Column[],
): AsyncGenerator<readonly Row[]> {
  const { createConnection } = await loadDriver(
    async () => (await import('mysql2')).default,
    `${name}: the driver is missing`,
    'mysql2',
  );
  let connection: Connection | undefined;
  try {
    connection = createConnection(settingsOf(address));
    // A statement gets the errors of the connection, and a stream does not.
    let lost = (_: Error) => {};
    connection.on('error', (error: Error) => lost(error));
    connection.on('end', () => lost(Object.assign(new Error(), { code: 'ECONNRESET' })));
    for (const statement of [
      `set session time_zone = '+00:00'`,
      'set session transaction read only',
      'start transaction read only',
    ])
      await run(connection, statement);
    let places: readonly number[] = [];
    let wrong: unknown;
    const command = connection.query({ sql: query, rowsAsArray: true });
    command.on('fields', (fields: readonly FieldPacket[] | undefined) => {
      try {
        places = placesOf(
          name,
          (fields ?? []).map((field) => field.name),
          columns,
        );
      } catch (error) {
        wrong = error;
      }
    });
    let rows: unknown[][] = [];
    let read = 0;
    const batch = () => {
      const picked = pickColumns(rows, places, read);
      read += rows.length;
      rows = [];
      return picked;
    };
    const stream = command.stream({ highWaterMark: rowsOfBatch });
    lost = (error) => stream.destroy(error);
    for await (const row of stream) {
      if (wrong !== undefined) throw wrong;
      if (rows.push(row) === rowsOfBatch) yield batch();
    }
    if (wrong !== undefined) throw wrong;
    yield batch();
  } catch (error) {
    throw databaseFailure(name, error, reasons);
  } finally {
    connection?.destroy();
  }
}

/** What an address may set; it turns on neither several statements in one nor a print of what is sent. */
const settable = new Set(['socketPath', 'ssl', 'charset']);

function settingsOf(address: string) {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) if (!settable.has(name)) url.searchParams.delete(name);
  const password = url.password === '' ? process.env.MYSQL_PWD : undefined;
  return {
    uri: url.href,
    ...(password !== undefined && { password }),
    supportBigNumbers: true,
    timezone: 'Z',
    connectTimeout: 10_000,
  };
}

const run = (connection: Connection, statement: string) =>
  new Promise<void>((settle, refuse) => {
    connection.query(statement, (error) => (error ? refuse(error) : settle()));
  });

const reasons = new Map([
  ['ER_ACCESS_DENIED_ERROR', 'the user or the password is refused'],
  ['ER_ACCESS_DENIED_NO_PASSWORD_ERROR', 'the user or the password is refused'],
  ['ER_DBACCESS_DENIED_ERROR', 'the user may not read that'],
  ['ER_TABLEACCESS_DENIED_ERROR', 'the user may not read that'],
  ['ER_COLUMNACCESS_DENIED_ERROR', 'the user may not read that'],
  ['ER_BAD_DB_ERROR', 'no such database'],
  ['ER_NO_DB_ERROR', 'the address names no database'],
  ['ER_NO_SUCH_TABLE', 'the query names a table that there is not'],
  ['ER_BAD_FIELD_ERROR', 'the query names a column that there is not'],
  ['ER_PARSE_ERROR', 'the query is wrong'],
  ['ER_EMPTY_QUERY', 'the query is wrong'],
  ['ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 'the query would write'],
  ['ER_CON_COUNT_ERROR', 'the server has no room for another connection'],
  ['ER_SERVER_SHUTDOWN', gone],
  ['ER_CONNECTION_KILLED', gone],
  ['ER_QUERY_INTERRUPTED', 'the server cancelled the query'],
  ['PROTOCOL_CONNECTION_LOST', gone],
]);
