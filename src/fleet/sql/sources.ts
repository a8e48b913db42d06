import { noSuchOption, throwTypeError } from '../../errors.js';
import { ownProperties } from '../../internal/input.js';
import type { Dialect, StoredAs } from './dialect.js';
import { prefix } from './reference.js';

/** The name of a table: `'api_keys'`, or with the schema, and the catalog, before it: `['billing', 'api_keys']`. */
export type TableName = string | readonly string[];

/** Where the stored keys are. */
export interface KeyTable {
  /** The table, `api_keys` unless given. */
  readonly table?: TableName;
  /** The column of what identifies a key, never the secret: a text or a number. `key` unless given. */
  readonly key?: string;
  /** The column of the scopes, `scopes` unless given. */
  readonly scopes?: string;
  /** How it holds them, `'text'` unless given. */
  readonly stored?: StoredAs;
}

/** Where the calls are: a row for each, or for many of one kind. */
export interface CallTable {
  /** The table, `calls` unless given. */
  readonly table?: TableName;
  /** The column of the key, `key` unless given. A row without a key is no call of one. */
  readonly key?: string;
  /** The column of the method, `method` unless given. */
  readonly method?: string;
  /** The column of the path, without the query, as it came: encoded characters encoded. `path` unless given. */
  readonly path?: string;
  /** The column of the route, `GET /contacts/:id`, in place of method and path. */
  readonly route?: string;
  /** The column of the status of the response. Then only calls with a status under 400 count. */
  readonly status?: string;
}

const storedAs: readonly unknown[] = ['rows', 'text', 'json', 'array'] satisfies StoredAs[];

/** Reads options, or throws for one that does not exist. */
export const readOptions = <Known extends string>(
  input: unknown,
  path: string,
  known: readonly Known[],
): { readonly [Option in Known]?: unknown } => {
  const options = ownProperties(input === undefined ? {} : input, path);
  for (const option of Object.keys(options))
    if (!known.includes(option as Known)) throwTypeError(noSuchOption(`${path}.${option}`));
  return options as { readonly [Option in Known]?: unknown };
};

/** Quotes the name of a table. */
export const tableName = ({ name }: Dialect, table: unknown): string => {
  const parts = Array.isArray(table) ? table : [table];
  if (parts.length === 0) throwTypeError('an empty name');
  const last = parts[parts.length - 1];
  if (typeof last === 'string' && last.toLowerCase().startsWith(prefix))
    throwTypeError(`${last}: names that begin with ${prefix} are taken`);
  return parts.map((part) => name(part as string)).join('.');
};

/** Names a column of a table that is called `k`. SQLite would read the bare name of a missing column as a text. */
export const columnName = ({ name }: Dialect, column: unknown): string => `k.${name(column as string)}`;

/** Refuses how scopes are stored where a dialect has no such columns. */
export const refuseStored = (dialect: unknown, stored: unknown): never =>
  throwTypeError(`stored: not one of the kinds that ${String(dialect)} has: ${String(stored)}`);

/** Writes the SELECT of all stored names: `key`, `name`. */
export const selectStored = (dialect: Dialect, dialectName: string, input: unknown): string => {
  const {
    table = 'api_keys',
    key = 'key',
    scopes = 'scopes',
    stored = 'text',
  } = readOptions(input, 'keys', ['table', 'key', 'scopes', 'stored']);
  if (!storedAs.includes(stored)) refuseStored(dialectName, stored);
  const column = columnName(dialect, scopes);
  const { name, join } =
    stored === 'rows'
      ? { name: column, join: '' }
      : (dialect.names(stored as Exclude<StoredAs, 'rows'>, column) ?? refuseStored(dialectName, stored));
  const quoted = { key: dialect.name('key'), name: dialect.name('name') };
  const single = `select ${columnName(dialect, key)} as ${quoted.key}, ${name} as ${quoted.name} from ${tableName(dialect, table)} as k ${join}`;
  const text = dialect.asText(`x.${quoted.name}`);
  return [
    `select distinct ${dialect.asText(`x.${quoted.key}`)} as ${quoted.key}, ${text} as ${quoted.name}`,
    `from (${single.trim()}) as x`,
    `where x.${quoted.key} is not null and x.${quoted.name} is not null${
      stored === 'text' ? ` and ${text} <> ''` : ''
    }`,
  ].join('\n  ');
};

/** The SELECT of all successful calls: `key` and `route`, or `key`, `method` and `path`. */
export interface SelectedCalls {
  readonly byRoute: boolean;
  readonly select: string;
}

/** Writes the SELECT of all successful calls. */
export const selectCalls = (dialect: Dialect, input: unknown): SelectedCalls => {
  const given = readOptions(input, 'calls', ['table', 'key', 'method', 'path', 'route', 'status']);
  const { table = 'calls', key = 'key', method = 'method', path = 'path', route, status } = given;
  const byRoute = route !== undefined;
  if (byRoute && (given.method !== undefined || given.path !== undefined))
    throwTypeError('calls: a route stands in place of method and path');
  const columns = byRoute ? { key, route } : { key, method, path };
  const selected = Object.entries(columns).map(([name, column]) => {
    const value = columnName(dialect, column);
    return { as: `${dialect.asText(value)} as ${dialect.name(name)}`, present: `${value} is not null` };
  });
  const conditions = selected.map(({ present }) => present);
  if (status !== undefined) conditions.push(`${columnName(dialect, status)} < 400`);
  return {
    byRoute,
    select: [
      `select distinct ${selected.map((column) => column.as).join(', ')}`,
      `from ${tableName(dialect, table)} as k`,
      `where ${conditions.join(' and ')}`,
    ].join('\n  '),
  };
};
