import type { DuckDBConnection } from '@duckdb/node-api';
import { loadDriver } from '../drivers.js';

/** A DuckDB in the process. */
export interface DuckDb {
  readonly connection: DuckDBConnection;
  /** Makes another connection, which is for rows that go in while others come out. */
  readonly connect: () => Promise<DuckDBConnection>;
  readonly close: () => void;
}

/**
 * Opens a DuckDB that neither loads nor installs extensions, so that no path is fetched from the network.
 *
 * @param need who needs it, for the message where it is not installed.
 * @param file where it keeps its tables; in memory by default.
 */
export async function openDuckDb(
  need: string,
  file = ':memory:',
  settings: Readonly<Record<string, string>> = {},
): Promise<DuckDb> {
  const { DuckDBInstance } = await loadDriver(
    () => import('@duckdb/node-api'),
    `${need} needs DuckDB`,
    '@duckdb/node-api',
  );
  const instance = await DuckDBInstance.create(file, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...settings,
  });
  const connection = await instance.connect();
  return {
    connection,
    connect: () => instance.connect(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** An expression of SQL, and how its values are to be read. */
export interface Expression {
  readonly sql: string;
  /** The column itself. */
  readonly column: string;
  readonly as: 'plain' | 'time' | 'json' | 'list';
}

/**
 * Makes an expression for a column whose values JavaScript holds as they are: whole numbers, decimals and UUIDs become
 * text, points in time milliseconds.
 */
export function expressionOf(column: string, type: string): Expression {
  const name = quotedName(column);
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*|UUID|ENUM.*)$/.test(type))
    return { sql: `${name}::varchar`, column: name, as: 'plain' };
  if (/^(DATE|TIMESTAMP.*)$/.test(type))
    return { sql: `epoch_ms(${name})::double`, column: name, as: 'time' };
  if (type === 'JSON') return { sql: `${name}::varchar`, column: name, as: 'json' };
  if (type === 'VARCHAR[]') return { sql: name, column: name, as: 'list' };
  return { sql: name, column: name, as: 'plain' };
}

/** Reads a value of an expression. */
export function plainValue(value: unknown, { as }: Expression): unknown {
  if (value === null) return null;
  switch (as) {
    case 'time':
      return new Date(Number(value));
    case 'list':
      return Object(value).items;
    case 'json':
      return parsed(String(value));
    default:
      return value;
  }
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : text;
  } catch {
    return text;
  }
}
