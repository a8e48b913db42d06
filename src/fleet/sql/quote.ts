import { throwTypeError } from '../../errors.js';

/** Quotes names and texts as one database reads them. */
export interface Quote {
  /** Quotes the name of a column, an alias or a table. */
  readonly name: (name: string) => string;
  /** Quotes a text. */
  readonly text: (text: string) => string;
}

/** Throws for a name or a text that no statement can hold. */
const checked = (value: unknown, what: string): string => {
  if (typeof value !== 'string') return throwTypeError(`${what} is a string`);
  if (value.includes('\0')) throwTypeError(`${what} holds the character NUL`);
  // Half a surrogate pair has no encoding: a database would read another character.
  if (/\p{Surrogate}/u.test(value)) throwTypeError(`${what} holds half a surrogate pair`);
  return value;
};
const checkedName = (name: unknown): string =>
  name === '' ? throwTypeError('an empty name') : checked(name, 'a name');

const doubled = (value: string, mark: string): string => mark + value.replaceAll(mark, mark + mark) + mark;
/** Puts a backslash before each backslash and each mark. */
const escaped = (value: string, mark: string): string =>
  mark + value.replace(/[\\'"`]/g, (each) => (each === '\\' || each === mark ? `\\${each}` : each)) + mark;
/** Writes line ends as escapes: BigQuery refuses them in a text on one line. */
const onOneLine = (text: string): string => text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
const hexOf = (text: string): string =>
  Array.from(encodeURIComponent(text).matchAll(/%(..)|(.)/g), ([, hex, letter]) =>
    (hex ?? (letter as string).charCodeAt(0).toString(16)).toLowerCase(),
  ).join('');

/** Quotes as the SQL standard does: a mark inside is written twice. */
export const standard: Quote = {
  name: (name) => doubled(checkedName(name), '"'),
  text: (text) => doubled(checked(text, 'a text'), "'"),
};

/** Quotes for PostgreSQL: a backslash means the same whatever `standard_conforming_strings` is. */
export const postgres: Quote = {
  name: standard.name,
  text: (text) =>
    checked(text, 'a text').includes('\\')
      ? `E${doubled(text.replaceAll('\\', '\\\\'), "'")}`
      : standard.text(text),
};

/** Quotes for MySQL and MariaDB: a backslash means the same whatever the SQL mode is. */
export const mysql: Quote = {
  name: (name) => doubled(checkedName(name), '`'),
  text: (text) =>
    checked(text, 'a text').includes('\\') ? `convert(x'${hexOf(text)}' using utf8mb4)` : doubled(text, "'"),
};

/** Quotes for BigQuery. */
export const bigquery: Quote = {
  name: (name) => escaped(checkedName(name), '`'),
  text: (text) => onOneLine(escaped(checked(text, 'a text'), "'")),
};

/** Quotes for ClickHouse. */
export const clickhouse: Quote = {
  name: (name) => escaped(checkedName(name), '`'),
  text: (text) => escaped(checked(text, 'a text'), "'"),
};

/** Quotes for Spark, which replaces `${name}` in a whole statement. */
export const spark: Quote = {
  name: (name) =>
    checkedName(name).includes('${')
      ? throwTypeError(`a name that Spark cannot read: ${name}`)
      : doubled(name, '`'),
  text: (text) => escaped(checked(text, 'a text'), "'").replaceAll('${', '\\u0024{'),
};

/** Quotes for Snowflake. */
export const snowflake: Quote = {
  name: standard.name,
  text: (text) => doubled(checked(text, 'a text').replaceAll('\\', '\\\\'), "'"),
};
