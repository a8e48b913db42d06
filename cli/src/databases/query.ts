import { fail } from '../failure.js';
import type { Column, Rows } from '../readers/table.js';
import type { DatabaseAddress } from './address.js';
import { readMysql } from './mysql.js';
import { readPostgres } from './postgres.js';
import { readSqlite } from './sqlite.js';

/**
 * Reads the columns of a query, in constant memory.
 *
 * @param option the option that has the query, such as `--keys-query`.
 * @throws Failure where there is no query, and as the databases do.
 */
export function readQuery(
  database: DatabaseAddress,
  query: string | undefined,
  option: string,
  columns: readonly Column[],
): Rows {
  if (query === undefined || query.trim() === '')
    return fail(`${database.name}: say what to read with ${option} 'select …'`);
  switch (database.kind) {
    case 'postgres':
      return readPostgres(database, query, columns);
    case 'mysql':
      return readMysql(database, query, columns);
    case 'sqlite':
      return readSqlite(database, query, columns);
  }
}
