import { open, stat } from 'node:fs/promises';
import {
  type DuckDb,
  type Expression,
  expressionOf,
  openDuckDb,
  plainValue,
  quotedText,
} from '../databases/duckdb.js';
import { Failure, fail, unreadable } from '../failure.js';
import { nameOf } from './lines.js';
import { type Column, placesOf, type Row } from './table.js';

/** Whether a path is a pattern for several files. */
const isPattern = (file: string): boolean => /[*?]/.test(file);

/** Tells whether a file is read as Parquet: by the format that is given, else by its name, or by its first bytes. */
export async function isParquet(file: string, format: string | undefined): Promise<boolean> {
  if (format !== undefined) return format === 'parquet';
  if (file === '-') return false;
  if (/\.parquet$/i.test(file)) return true;
  try {
    // Opening a pipe would take what it holds from its reader.
    if (!(await stat(file)).isFile()) return false;
    const handle = await open(file);
    try {
      const { buffer } = await handle.read({ buffer: Buffer.alloc(4), length: 4, position: 0 });
      return buffer.toString('latin1') === 'PAR1';
    } finally {
      await handle.close();
    }
  } catch {
    // The reader of texts says why the file cannot be read.
    return false;
  }
}

/** The columns of a Parquet file, or of several by a pattern, as a query of DuckDB. */
export interface ParquetQuery {
  /** What stands behind `from`. */
  readonly from: string;
  /** The columns that were asked for; `null` for one that the file does not have. */
  readonly expressions: readonly (Expression | null)[];
  /** The types of DuckDB that the columns have. */
  readonly types: readonly (string | null)[];
}

/**
 * Finds the columns of a Parquet file.
 *
 * @throws Failure for a file that is missing, damaged or cut off, and for a column that is missing.
 */
export async function parquetQuery(
  { connection }: DuckDb,
  file: string,
  columns: readonly Column[],
): Promise<ParquetQuery> {
  const name = nameOf(file);
  if (file === '-') return fail(`${name}: Parquet is read from a file`);
  try {
    if (!isPattern(file)) {
      const found = await stat(file);
      if (found.isDirectory()) fail(`${name}: a folder, not a file`);
      if (!found.isFile()) fail(`${name}: Parquet is read from a file`);
    }
  } catch (error) {
    throw unreadable(name, error);
  }
  const from = `read_parquet(${quotedText(file)})`;
  const described = await connection.runAndReadAll(`describe select * from ${from}`).catch((error) => {
    throw parquetFailure(name, error);
  });
  const all = described.getRowsJson().map(([title, type]) => [String(title), String(type)] as const);
  const found = placesOf(
    name,
    all.map(([title]) => title),
    columns,
  ).map((place) => all[place] ?? null);
  return {
    from,
    expressions: found.map((column) => column && expressionOf(...column)),
    types: found.map((column) => column?.[1] ?? null),
  };
}

/** Says why DuckDB cannot read a file. Its own message may quote values. */
export function parquetFailure(name: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = String(Object(error).message);
  if (/No files found/.test(message)) return new Failure(`${name}: no such file`);
  if (/Permission denied/i.test(message)) return new Failure(`${name}: not readable`);
  if (/Out of Memory/i.test(message)) return new Failure(`${name}: it needs more memory than there is`);
  return new Failure(`${name}: not Parquet, damaged, or cut off`);
}

/**
 * Reads the columns of Parquet, in chunks: memory does not grow with the file.
 *
 * @throws Failure as {@link parquetQuery}, and where the file is damaged further on.
 */
export async function* readParquet(file: string, columns: readonly Column[]): AsyncGenerator<readonly Row[]> {
  const name = nameOf(file);
  const database = await openDuckDb(`${name}: Parquet`);
  try {
    const { from, expressions } = await parquetQuery(database, file, columns);
    const list = expressions.map((expression) => expression?.sql ?? 'null').join(', ');
    const result = await database.connection.stream(`select ${list} from ${from}`);
    let read = 0;
    for await (const chunk of result) {
      const values = chunk.getColumns();
      const rows: Row[] = [];
      for (let row = 0; row < chunk.rowCount; row++) {
        read += 1;
        rows.push({
          line: read,
          values: expressions.map(
            (expression, i) => expression && plainValue(values[i]?.[row] ?? null, expression),
          ),
        });
      }
      yield rows;
    }
  } catch (error) {
    throw parquetFailure(name, error);
  } finally {
    database.close();
  }
}
