/** PostgreSQL: embedded in the process, or a server. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { z } from 'zod';
import { tables } from './tables.js';

/** What answers queries: a database, or one transaction of it. */
export interface Queries {
  query(sql: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** All that the service asks of a database. */
export interface Database extends Queries {
  /** Commits what the work has done, or none of it where the work throws. Each statement sees what others committed. */
  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Opens the server at an address, or without one a new database in memory, with its tables. */
export async function openDatabase(url: string | undefined): Promise<Database> {
  const database = url === undefined ? await PGlite.create() : server(url);
  await makeTables(database);
  return database;
}

/** Makes what is missing. Processes that start at the same time do so one after the other. */
export const makeTables = (database: Database): Promise<void> =>
  database.transaction(async (queries) => {
    await queries.query("select pg_advisory_xact_lock(hashtext('atender: tables'))", []);
    for (const table of tables) await queries.query(table, []);
  });

function server(url: string): Database {
  const pool = new pg.Pool({ connectionString: url });
  // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', (error) => console.error(error));
  return {
    query: (sql, values) => pool.query(sql, values),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const breaks = (error: Error) => {
    broken = error;
  };
  // A connection that breaks fails its query; without a listener it would end the process as well.
  client.on('error', breaks);
  try {
    await client.query('begin isolation level read committed');
    const result = await work({ query: (sql, values) => client.query(sql, values) });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(breaks);
    throw error;
  } finally {
    // A connection that could not roll back is closed, which rolls back.
    client.off('error', breaks);
    client.release(broken);
  }
}

/** The rows of a query, held to the shape that the code around it counts on. */
export async function rows<Row>(
  database: Queries,
  shape: z.ZodType<Row>,
  sql: string,
  ...values: unknown[]
): Promise<readonly Row[]> {
  const result = await database.query(sql, values);
  return z.array(shape).parse(result.rows);
}

/** The first row of a query, if it has any. */
export async function row<Row>(
  database: Queries,
  shape: z.ZodType<Row>,
  sql: string,
  ...values: unknown[]
): Promise<Row | undefined> {
  const [first] = await rows(database, shape, sql, ...values);
  return first;
}
