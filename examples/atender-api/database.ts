/** PostgreSQL: embedded in the process, or a server. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { z } from 'zod';
import { tables } from './tables.js';

/** All that the service asks of a database. */
export interface Database {
  query(sql: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  close(): Promise<void>;
}

/** Opens the server at an address, or without one a new database in memory, with its tables. */
export async function openDatabase(url: string | undefined): Promise<Database> {
  const database = url === undefined ? await PGlite.create() : server(url);
  for (const table of tables) await database.query(table, []);
  return database;
}

function server(url: string): Database {
  const pool = new pg.Pool({ connectionString: url });
  // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', (error) => console.error(error));
  return { query: (sql, values) => pool.query(sql, values), close: () => pool.end() };
}

/** The rows of a query, held to the shape that the code around it counts on. */
export async function rows<Row>(
  database: Database,
  shape: z.ZodType<Row>,
  sql: string,
  ...values: unknown[]
): Promise<readonly Row[]> {
  const result = await database.query(sql, values);
  return z.array(shape).parse(result.rows);
}

/** The first row of a query, if it has any. */
export async function row<Row>(
  database: Database,
  shape: z.ZodType<Row>,
  sql: string,
  ...values: unknown[]
): Promise<Row | undefined> {
  const [first] = await rows(database, shape, sql, ...values);
  return first;
}
