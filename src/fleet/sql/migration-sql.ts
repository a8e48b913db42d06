import { throwTypeError } from '../../errors.js';
import { type ColumnType, type Dialect, readDialect } from './dialect.js';
import { columnName, readOptions, refuseStored, type TableName, tableName } from './sources.js';

/** A database that {@link migrationSql} writes for. `mysql` is MariaDB as well. */
export type MigrationDialect = 'postgres' | 'mysql' | 'sqlite' | 'duckdb';

/** What {@link migrationSql} is told. */
export interface MigrationSqlOptions {
  readonly dialect: MigrationDialect;
  readonly table: TableName;
  /** The column of what identifies a key, for the preview; `key` unless given. */
  readonly keyColumn?: string;
  readonly scopesColumn: string;
  /** How the column holds scopes: separated by white space or by commas, as a JSON array, or as an array of the database. */
  readonly stored: 'text' | 'comma' | 'json' | 'array';
}

/** What {@link migrationSql} gives: statements without a semicolon at the end. */
export interface MigrationSql {
  /** Shows what `update` would change: `key`, `stored`, `now`. */
  readonly preview: string;
  /** Rewrites the scopes. Run it once: what it wrote may be what it would rewrite. */
  readonly update: string;
}

/** Stored scopes as they are, and as they shall be. */
export type Rewrite = readonly [stored: string | readonly string[], now: readonly string[]];

const rewriteColumns: readonly (readonly [name: string, type: ColumnType])[] = [
  ['was', 'text'],
  ['now', 'text'],
];

/** How a dialect compares a column with what is stored, and writes it. `was` and `now` are texts: JSON for lists. */
interface Column {
  /** The column, as it is compared. */
  readonly stored: string;
  /** A text of `was`, as it is compared. */
  readonly spelled: (was: string) => string;
  readonly value: string;
}
type ListColumn = (
  dialect: Dialect,
  stored: 'json' | 'array',
  column: string,
  name: string,
) => Column | undefined;

/** Compares a column of texts letter by letter. */
const textColumn = ({ asText, shown }: Dialect, dialect: unknown, column: string): Column => ({
  // A cast takes the blanks from behind a char(n) of PostgreSQL, which clients get.
  stored: asText(dialect === 'postgres' ? `format('%s', ${column})` : column),
  spelled: (was) => was,
  value: shown('m.now'),
});

/** Compares lists, however the column spells them. */
const listColumns: ReadonlyMap<unknown, ListColumn> = new Map<MigrationDialect, ListColumn>([
  [
    'postgres',
    ({ text }, stored, column, name) => ({
      stored:
        stored === 'array' ? `to_jsonb(${column})` : `cast(nullif(cast(${column} as text), '') as jsonb)`,
      spelled: (was) => `cast(${was} as jsonb)`,
      // Whatever the type of the column is: text[], varchar[], json, jsonb or text.
      value: `(jsonb_populate_record(k, jsonb_build_object(${text(name)}, cast(m.now as jsonb)))).${column.slice(2)}`,
    }),
  ],
  [
    'duckdb',
    (_, stored, column) => {
      const spelled = (value: string) => `try_cast(try_cast(${value} as json) as varchar[])`;
      return stored === 'array'
        ? { stored: column, spelled, value: spelled('m.now') }
        : { stored: spelled(column), spelled, value: 'cast(m.now as json)' };
    },
  ],
  [
    'sqlite',
    (_, stored, column) => {
      const spelled = (value: string) =>
        `(case when json_valid(${value}) then case json_type(${value}) when 'array' then (select json_group_array(e.value) from json_each(${value}) as e) end end)`;
      return stored === 'array' ? undefined : { stored: spelled(column), spelled, value: 'm.now' };
    },
  ],
  [
    'mysql',
    ({ asText, shown }, stored, column) => {
      const spelled = (value: string) =>
        asText(
          `(case when json_valid(${value}) then case json_type(${value}) when 'ARRAY' then coalesce((select json_arrayagg(n.item) from json_table(${value}, '$[*]' columns (item longtext path '$')) as n), '[]') end end)`,
        );
      return stored === 'array'
        ? undefined
        : { stored: spelled(column), spelled: (was) => spelled(shown(was)), value: shown('m.now') };
    },
  ],
]);

/** How a text holds names: what stands between them, and what a name of it is. */
const textForms: ReadonlyMap<unknown, readonly [separator: string, name: RegExp]> = new Map([
  ['text', [' ', /^[^\t-\r ]+$/]],
  ['comma', [',', /^[^,]+$/]],
]);

/** Reads the rewrites, each once, without those that change nothing. */
const readRewrites = (rewrites: Iterable<Rewrite>, stored: unknown): (readonly [string, string])[] => {
  const [separator, nameOfText] = textForms.get(stored) ?? [];
  const isText = separator !== undefined;
  const read = new Map<string, string>();
  for (const [was, now] of rewrites) {
    const isList = (value: unknown): value is readonly string[] =>
      Array.isArray(value) && value.every((name) => typeof name === 'string');
    if (isText ? typeof was !== 'string' : !isList(was))
      throwTypeError(`a rewrite: what is stored is ${isText ? 'a string' : 'a list of strings'}`);
    if (!isList(now)) throwTypeError('a rewrite: the new scopes are a list of strings');
    if (now.some((name) => nameOfText?.test(name) === false))
      throwTypeError('a rewrite: a name that no text of names can hold');
    const [from, to] = isText
      ? [was as string, now.join(separator)]
      : [JSON.stringify(was), JSON.stringify(now)];
    const known = read.get(from);
    if (known !== undefined && known !== to) throwTypeError(`two rewrites of ${from}`);
    read.set(from, to);
  }
  return [...read].filter(([from, to]) => from !== to);
};

/**
 * Writes the UPDATE that rewrites stored scopes, for a renaming for example. Every row with scopes of the list is
 * rewritten, all others stay.
 *
 * @param rewrites the stored scopes as they are, each once, with the new ones: a `Map` for example. Texts have to be
 * the same letter by letter; lists have to hold the same names in the same order. A column that is NULL counts as empty.
 * @throws TypeError for a wrong option, two rewrites of the same scopes, and a name that cannot be written.
 *
 * @example
 * ```ts
 * import { migrationSql } from 'scopeproof/fleet';
 *
 * const rewrites = new Map([['people:read tags:read', ['contacts:read', 'tags:read']]]);
 * const { preview, update } = migrationSql(rewrites, {
 *   dialect: 'postgres',
 *   table: 'api_keys',
 *   keyColumn: 'id',
 *   scopesColumn: 'scopes',
 *   stored: 'text',
 * });
 * ```
 */
export function migrationSql(rewrites: Iterable<Rewrite>, options: MigrationSqlOptions): MigrationSql {
  const {
    dialect: name,
    table,
    keyColumn = 'key',
    scopesColumn,
    stored,
  } = readOptions(options, 'options', ['dialect', 'table', 'keyColumn', 'scopesColumn', 'stored']);
  const dialect = readDialect(name);
  const listColumn =
    listColumns.get(name) ??
    throwTypeError(`dialect: not one of ${[...listColumns.keys()].join(', ')}: ${name}`);
  const target = tableName(dialect, table);
  const column = columnName(dialect, scopesColumn);
  const columnOf = (): Column | undefined => {
    if (textForms.has(stored)) return textColumn(dialect, name, column);
    return stored === 'json' || stored === 'array'
      ? listColumn(dialect, stored, column, scopesColumn as string)
      : undefined;
  };
  const { stored: compared, spelled, value } = columnOf() ?? refuseStored(name, stored);
  const rows = readRewrites(rewrites, stored);
  const empty = textForms.has(stored) ? '' : '[]';
  // A JSON null, and the empty text in a column of texts, are no scopes either.
  const isEmpty =
    stored === 'json'
      ? `${column} is null or ${dialect.asText(column)} in (${dialect.asText("''")}, ${dialect.asText("'null'")})`
      : `${column} is null`;
  const orEmpty = rows.some(([was]) => was === empty)
    ? `(case when ${isEmpty} then ${spelled(dialect.asText(dialect.text(empty)))} else ${compared} end)`
    : compared;
  const matches = `${orEmpty} = ${spelled('m.was')}`;
  const changed =
    rows.length > 0
      ? dialect.values(rewriteColumns, rows)
      : `select * from (${dialect.values(rewriteColumns, [['[]', '[]']])}) as v where 1 = 0`;
  const key = columnName(dialect, keyColumn);
  return Object.freeze({
    preview: `select ${key} as ${dialect.name('key')}, ${column} as ${dialect.name('stored')}, ${value} as ${dialect.name('now')}
from ${target} as k join (
  ${changed}
) as m on ${matches}
order by 1`,
    update:
      name === 'mysql'
        ? `update ${target} as k join (\n  ${changed}\n) as m on ${matches}\nset ${column} = ${value}`
        : `update ${target} as k set ${column.slice(2)} = ${value}\nfrom (\n  ${changed}\n) as m\nwhere ${matches}`,
  });
}
