import { stat } from 'node:fs/promises';
import { loadDriver } from '../drivers.js';
import { codeOf, Failure, unreadable } from '../failure.js';
import { checkKind } from '../readers/kind.js';
import { type Column, pickColumns, placesOf, type Row } from '../readers/table.js';
import type { DatabaseAddress } from './address.js';

/** The rows that are handed on at a time. */
const rowsOfBatch = 2000;

/**
 * Reads the columns of a query of an SQLite file, which is opened for reading only: by `node:sqlite` where Node.js has
 * it, else by `node-sqlite3-wasm`.
 *
 * @throws Failure for a file that is no database, and for a query that is wrong.
 */
export async function* readSqlite(
  { address: file }: DatabaseAddress,
  query: string,
  columns: readonly Column[],
): AsyncGenerator<readonly Row[]> {
  try {
    checkKind(file, await stat(file));
  } catch (error) {
    throw unreadable(file, error);
  }
  let close = () => {};
  try {
    const database = await open(file);
    close = database.close;
    let places: readonly number[] | undefined;
    let rows: unknown[][] = [];
    let read = 0;
    for (const row of database.rowsOf(query)) {
      places ??= placesOf(file, Object.keys(row), columns);
      rows.push(Object.values(row).map((value) => (typeof value === 'bigint' ? String(value) : value)));
      if (rows.length === rowsOfBatch) {
        yield pickColumns(rows, places, read);
        read += rows.length;
        rows = [];
      }
    }
    yield pickColumns(rows, places ?? [], read);
  } catch (error) {
    throw failureOf(file, error);
  } finally {
    close();
  }
}

/** An open file. A whole number too large for a `number` is a `bigint`. */
interface SqliteFile {
  readonly rowsOf: (query: string) => Iterable<Readonly<Record<string, unknown>>>;
  readonly close: () => void;
}

async function open(file: string): Promise<SqliteFile> {
  const built = await builtIn();
  if (built !== undefined) {
    const database = new built.DatabaseSync(file, { readOnly: true });
    return {
      rowsOf: (query) => {
        const statement = database.prepare(query);
        statement.setReadBigInts(true);
        return statement.iterate();
      },
      close: () => database.close(),
    };
  }
  const load = async () => (await import('node-sqlite3-wasm')).default;
  const { Database } = await loadDriver(
    load,
    `${file}: this version of Node.js reads no SQLite`,
    'node-sqlite3-wasm',
  );
  const database = new Database(file, { readOnly: true, fileMustExist: true });
  return { rowsOf: (query) => database.prepare(query).iterate(), close: () => database.close() };
}

/** What is taken of `node:sqlite`, which the types of Node.js 20 do not have. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly readOnly: boolean },
  ) => {
    prepare(query: string): {
      setReadBigInts(on: boolean): void;
      iterate(): Iterable<Readonly<Record<string, unknown>>>;
    };
    close(): void;
  };
}

async function builtIn(): Promise<NodeSqlite | undefined> {
  const { emitWarning } = process;
  // Node.js warns on standard error that the module is new.
  process.emitWarning = () => {};
  try {
    const name: string = 'node:sqlite';
    return await import(name);
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

function failureOf(file: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = String(Object(error).message);
  const [, reason] = reasons.find(([pattern]) => pattern.test(message)) ?? [];
  return new Failure(`${file}: ${reason ?? `not readable (${codeOf(error) || 'SQLite'})`}`);
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/no such table/i, 'the query names a table that there is not'],
  [/no such column/i, 'the query names a column that there is not'],
  [/syntax error|incomplete input|unrecognized token|no such function/i, 'the query is wrong'],
  [/readonly|read-only/i, 'the query would write'],
  [/not a database|malformed|disk image/i, 'not a database of SQLite, or damaged'],
  [/locked|busy/i, 'another program writes to it'],
];
