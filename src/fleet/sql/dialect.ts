import { throwTypeError } from '../../errors.js';
import * as quotes from './quote.js';

/** A database that the SQL is written for. `mysql` is MariaDB as well. */
export type SqlDialect =
  | 'duckdb'
  | 'postgres'
  | 'mysql'
  | 'sqlite'
  | 'bigquery'
  | 'clickhouse'
  | 'spark'
  | 'snowflake';

/**
 * How a table stores the scopes of a key: `'rows'`, a row for each; `'text'`, separated by white space; `'json'`, a JSON
 * array in a column of any type; `'array'`, an array of the database.
 */
export type StoredAs = 'rows' | 'text' | 'json' | 'array';

/** A column of a row of values. Numbers are small, and not negative. */
export type ColumnType = 'text' | 'number';
export type Value = string | number;

/** How to read lists: the expression of a name, and what has to be joined to the table for it. */
export interface Names {
  readonly name: string;
  readonly join: string;
}

/** The parts in which the databases differ. Arguments are SQL, and so are results. */
export interface Dialect extends quotes.Quote {
  /** Turns a value into a text that compares letter by letter, whatever the collation of its column. */
  readonly asText: (value: string) => string;
  /** Turns such a text into one that clients show. */
  readonly shown: (text: string) => string;
  readonly concat: (...texts: readonly string[]) => string;
  /** Tells whether a regular expression finds something in a text. */
  readonly finds: (text: string, pattern: string) => string;
  /** Reads a table of values. There is at least one row. */
  readonly values: (
    columns: readonly (readonly [name: string, type: ColumnType])[],
    rows: readonly (readonly Value[])[],
  ) => string;
  /** Reads the single names of a list. Nothing where the database has no such lists. */
  readonly names: (storedAs: Exclude<StoredAs, 'rows'>, scopes: string) => Names | undefined;
  /** The beginning of the statement that makes a table of a SELECT, for as long as the session lasts. */
  readonly create: string;
  /** The beginning of the statement that drops it. */
  readonly drop: string;
}

const castTo =
  (type: string) =>
  (value: string): string =>
    `cast(${value} as ${type})`;
const asItIs = (text: string): string => text;
const withPipes = (...texts: readonly string[]): string => texts.join(' || ');
/** Turns white space into spaces: ASCII only, as `parse` of a vocabulary. */
const spaced = (text: string): string =>
  `translate(${text}, chr(9) || chr(10) || chr(11) || chr(12) || chr(13), '     ')`;
/** Does the same where there is no `translate`. */
const spacedByReplace = (text: string, character: (code: number) => string): string =>
  [9, 10, 11, 12, 13].reduce((sum, code) => `replace(${sum}, ${character(code)}, ' ')`, text);
/** Turns a text of names into a JSON array, given the text as a JSON string. */
const jsonOfQuoted = (quoted: string): string => `replace(${quoted}, ' ', '","')`;

const rowsOf = (rows: readonly (readonly Value[])[], text: (text: string) => string): string =>
  rows
    .map((row) => `(${row.map((value) => (typeof value === 'number' ? value : text(value))).join(', ')})`)
    .join(',\n    ');

/** Reads values by `select … from (values …)`, where the columns can be named behind it. */
const namedValues =
  ({ name, text }: quotes.Quote): Dialect['values'] =>
  (columns, rows) =>
    `select * from (values\n    ${rowsOf(rows, text)}\n  ) as v(${columns.map(([column]) => name(column)).join(', ')})`;
/** Reads values by `select … from (values …)`, where the columns have names of the database. */
const numberedValues =
  ({ name, text }: quotes.Quote): Dialect['values'] =>
  (columns, rows) =>
    `select ${columns.map(([column], i) => `v.column${i + 1} as ${name(column)}`).join(', ')} from (values\n    ${rowsOf(rows, text)}\n  ) as v`;

const temporary = { create: 'create temporary table', drop: 'drop table' };

const duckdb: Dialect = {
  ...quotes.standard,
  ...temporary,
  // A comparison with a collated column would be collated.
  asText: (value) => `(cast(${value} as varchar) collate "binary")`,
  shown: asItIs,
  concat: withPipes,
  finds: (text, pattern) => `regexp_matches(${text}, ${pattern})`,
  values: namedValues(quotes.standard),
  names(storedAs, scopes) {
    const list = {
      text: `string_split(${spaced(castTo('varchar')(scopes))}, ' ')`,
      json: `cast(cast(${scopes} as json) as varchar[])`,
      array: scopes,
    }[storedAs];
    return { name: `unnest(${list})`, join: '' };
  },
};

const postgres: Dialect = {
  ...quotes.postgres,
  ...temporary,
  asText: (value) => `(cast(${value} as text) collate "C")`,
  shown: asItIs,
  concat: withPipes,
  finds: (text, pattern) => `${text} ~ ${pattern}`,
  values: namedValues(quotes.postgres),
  names(storedAs, scopes) {
    const list = {
      text: `unnest(string_to_array(${spaced(castTo('text')(scopes))}, ' '))`,
      json: `jsonb_array_elements_text(cast(cast(${scopes} as text) as jsonb))`,
      array: `unnest(${scopes})`,
    }[storedAs];
    return { name: 'n.item', join: `cross join lateral ${list} as n(item)` };
  },
};

const inUtf8 = (text: string): string => `convert(${text} using utf8mb4)`;
const mysql: Dialect = {
  ...quotes.mysql,
  // A temporary table of MySQL cannot be read twice in a statement.
  create: 'create table',
  drop: 'drop table',
  // As bytes: most collations hold a and A for the same, and also a text with spaces behind it.
  asText: (value) => `cast(${inUtf8(value)} as binary)`,
  shown: inUtf8,
  concat: (...texts) => `concat(${texts.join(', ')})`,
  finds: (text, pattern) =>
    `${inUtf8(text)} collate utf8mb4_bin regexp ${inUtf8(pattern)} collate utf8mb4_bin`,
  // MySQL and MariaDB write VALUES in two ways; both read JSON.
  values(columns, rows) {
    const selected = columns.map(([column, type]) => {
      const name = `v.${quotes.mysql.name(column)}`;
      return `${type === 'text' ? mysql.asText(name) : name} as ${quotes.mysql.name(column)}`;
    });
    const read = columns.map(
      ([column, type], i) =>
        `${quotes.mysql.name(column)} ${type === 'text' ? 'longtext' : 'int'} path '$[${i}]'`,
    );
    const json = `[\n    ${rows.map((row) => JSON.stringify(row)).join(',\n    ')}\n  ]`;
    return `select ${selected.join(', ')} from json_table(${quotes.mysql.text(json)}, '$[*]' columns (${read.join(', ')})) as v`;
  },
  names(storedAs, scopes) {
    const text = spacedByReplace(inUtf8(scopes), (code) => `char(${code} using utf8mb4)`);
    const list = {
      text: `concat('[', ${jsonOfQuoted(`json_quote(${text})`)}, ']')`,
      json: scopes,
      array: undefined,
    }[storedAs];
    return list === undefined
      ? undefined
      : {
          name: 'n.item',
          join: `join json_table(${list}, '$[*]' columns (item longtext path '$')) as n`,
        };
  },
};

const sqlite: Dialect = {
  ...quotes.standard,
  ...temporary,
  asText: (value) => `(cast(${value} as text) collate binary)`,
  shown: asItIs,
  concat: withPipes,
  finds: (text, pattern) => `${text} regexp ${pattern}`,
  values: numberedValues(quotes.standard),
  names(storedAs, scopes) {
    const text = spacedByReplace(castTo('text')(scopes), (code) => `char(${code})`);
    const list = {
      text: `'[' || ${jsonOfQuoted(`json_quote(${text})`)} || ']'`,
      json: `case json_type(${scopes}) when 'array' then ${scopes} else '[]' end`,
      array: undefined,
    }[storedAs];
    return list === undefined ? undefined : { name: 'n.value', join: `join json_each(${list}) as n` };
  },
};

const bigquery: Dialect = {
  ...quotes.bigquery,
  create: 'create temp table',
  drop: 'drop table',
  asText: (value) => `collate(cast(${value} as string), '')`,
  shown: asItIs,
  concat: withPipes,
  finds: (text, pattern) => `regexp_contains(${text}, ${pattern})`,
  values: (columns, rows) =>
    `select * from unnest(array<struct<${columns
      .map(([column, type]) => `${quotes.bigquery.name(column)} ${type === 'text' ? 'string' : 'int64'}`)
      .join(', ')}>>[\n    ${rowsOf(rows, quotes.bigquery.text)}\n  ])`,
  names(storedAs, scopes) {
    const list = {
      text: `split(${spaced(castTo('string')(scopes))}, ' ')`,
      json: `json_value_array(${scopes})`,
      array: scopes,
    }[storedAs];
    return { name: 'n', join: `cross join unnest(${list}) as n` };
  },
};

const clickhouse: Dialect = {
  ...quotes.clickhouse,
  ...temporary,
  asText: (value) => `toString(${value})`,
  shown: asItIs,
  concat: withPipes,
  finds: (text, pattern) => `match(${text}, ${pattern})`,
  values: (columns, rows) =>
    `select * from values(${quotes.clickhouse.text(
      columns.map(([column, type]) => `${column} ${type === 'text' ? 'String' : 'UInt32'}`).join(', '),
    )},\n    ${rowsOf(rows, quotes.clickhouse.text)}\n  )`,
  names(storedAs, scopes) {
    const list = {
      text: `splitByWhitespace(ifNull(toString(${scopes}), ''))`,
      json: `JSONExtract(ifNull(toString(${scopes}), '[]'), 'Array(String)')`,
      array: scopes,
    }[storedAs];
    return { name: `arrayJoin(${list})`, join: '' };
  },
};

const spark: Dialect = {
  ...quotes.spark,
  create: 'create temporary view',
  drop: 'drop view',
  asText: castTo('string'),
  shown: asItIs,
  concat: withPipes,
  finds: (text, pattern) => `${text} rlike ${pattern}`,
  values: namedValues(quotes.spark),
  names(storedAs, scopes) {
    const list = {
      text: `split(${spaced(castTo('string')(scopes))}, ' ')`,
      json: `from_json(cast(${scopes} as string), 'array<string>')`,
      array: scopes,
    }[storedAs];
    return { name: `explode(${list})`, join: '' };
  },
};

const snowflake: Dialect = {
  ...quotes.snowflake,
  ...temporary,
  asText: (value) => `collate(cast(${value} as varchar), '')`,
  shown: asItIs,
  concat: withPipes,
  // `regexp_like` has to match the whole text.
  finds: (text, pattern) => `regexp_instr(${text}, ${pattern}) > 0`,
  values: numberedValues(quotes.snowflake),
  names(storedAs, scopes) {
    const list = {
      text: `split(${spaced(castTo('varchar')(scopes))}, ' ')`,
      json: `parse_json(cast(${scopes} as varchar))`,
      array: scopes,
    }[storedAs];
    return { name: 'n.value', join: `, lateral flatten(input => ${list}) as n` };
  },
};

const dialects: ReadonlyMap<unknown, Dialect> = new Map<SqlDialect, Dialect>([
  ['duckdb', duckdb],
  ['postgres', postgres],
  ['mysql', mysql],
  ['sqlite', sqlite],
  ['bigquery', bigquery],
  ['clickhouse', clickhouse],
  ['spark', spark],
  ['snowflake', snowflake],
]);

/** Gives the parts of a dialect. Throws for any other value. */
export const readDialect = (dialect: unknown): Dialect =>
  dialects.get(dialect) ??
  throwTypeError(`dialect: not one of ${[...dialects.keys()].join(', ')}: ${String(dialect)}`);
