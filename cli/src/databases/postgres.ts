import type { Client, FieldDef } from 'pg';
import { loadDriver } from '../drivers.js';
import { codeOf } from '../failure.js';
import { type Column, pickColumns, placesOf, type Row } from '../readers/table.js';
import type { DatabaseAddress } from './address.js';
import { databaseFailure, gone } from './failures.js';

/** The rows that are fetched at a time. */
const rowsOfBatch = 2000;

/**
 * Reads the columns of a query of PostgreSQL by a cursor, in a transaction that cannot write.
 *
 * @throws Failure for a server that is not there, refuses, or goes away; and for a query that is wrong.
 */
export async function* readPostgres(
  { name, address }: DatabaseAddress,
  query: string,
  columns: readonly Column[],
): AsyncGenerator<readonly Row[]> {
  const { pg, Cursor } = await loadPostgres(name);
  let client: Client | undefined;
  try {
    client = new pg.Client({
      ...(/^\w+:(\/\/)?$/.test(address) ? {} : { connectionString: address }),
      connectionTimeoutMillis: 10_000,
      application_name: 'scopeproof',
      types: { getTypeParser: parserOf(pg) as never },
    });
    // The query that runs then gets the same error.
    client.on('error', () => {});
    await client.connect();
    await client.query(`begin transaction read only`);
    await client.query(`set local datestyle = 'ISO'`);
    const cursor = client.query(new Cursor<unknown[]>(query, [], { rowMode: 'array' }));
    const next = () =>
      new Promise<{ rows: unknown[][]; fields: readonly FieldDef[] }>((settle, refuse) => {
        cursor.read(rowsOfBatch, (error: Error | null | undefined, rows, result) =>
          error ? refuse(error) : settle({ rows, fields: result?.fields ?? [] }),
        );
      });
    let places: readonly number[] | undefined;
    for (let read = 0; ; ) {
      const { rows, fields } = await next();
      places ??= placesOf(
        name,
        fields.map((field) => field.name),
        columns,
      );
      if (rows.length === 0) return;
      yield pickColumns(rows, places, read);
      read += rows.length;
    }
  } catch (error) {
    throw databaseFailure(name, withCode(error), reasons);
  } finally {
    // A server that is gone does not answer.
    client?.end().catch(() => {});
  }
}

async function loadPostgres(name: string) {
  const load = async () => {
    const [{ default: pg }, { default: Cursor }] = await Promise.all([import('pg'), import('pg-cursor')]);
    return { pg, Cursor };
  };
  return loadDriver(load, `${name}: the driver is missing`, 'pg', 'pg-cursor');
}

/** The types that the driver reads: `json`, `jsonb`, and arrays of `text`, `varchar`, `char` and `name`. */
const readTypes = new Set([114, 3802, 1009, 1015, 1014, 1003]);

/** Leaves all other values as PostgreSQL writes them: the driver would read times in the zone of this machine. */
const parserOf =
  ({ types }: { readonly types: { getTypeParser(oid: number, format?: never): unknown } }) =>
  (oid: number, format: never) =>
    readTypes.has(oid) ? types.getTypeParser(oid, format) : String;

/** Gives a lost connection a code: the driver tells it in words only. */
const withCode = (error: unknown): unknown =>
  codeOf(error) === '' && /terminated|closed|ended|timeout/i.test(String(Object(error).message))
    ? Object.assign(new Error(), {
        code: /timeout/i.test(String(Object(error).message)) ? 'ETIMEDOUT' : 'ECONNRESET',
      })
    : error;

// A class of codes has the first two characters of its codes.
const reasons = new Map([
  ['28', 'the user or the password is refused'],
  ['3D', 'no such database'],
  ['3D000', 'no such database'],
  ['42P01', 'the query names a table that there is not'],
  ['42703', 'the query names a column that there is not'],
  ['42501', 'the user may not read that'],
  ['42', 'the query is wrong'],
  ['25006', 'the query would write'],
  ['53', 'the server has no room for another connection'],
  ['57014', 'the server cancelled the query'],
  ['57P03', 'the server is starting or stopping'],
  ['57', gone],
  ['08', gone],
]);
