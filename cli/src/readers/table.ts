import type { TextSource } from './lines.js';

// What every reader of a table gives: a text, or whatever else holds rows.

/** A column that is asked for. */
export interface Column {
  /** Its possible names. The first that the table has is taken. */
  readonly names: readonly string[];
  /** Whether a table without it is refused. */
  readonly required: boolean;
  /** The option that names it. */
  readonly option: string;
}

/** The values of the columns asked for, in their order; `undefined` for one that the row does not have. */
export interface Row {
  /** The number of its line. */
  readonly line: number;
  readonly values: readonly unknown[];
}

/** The rows of a table, as many at a time as are cheap to hand on. */
export type Rows = AsyncIterable<readonly Row[]>;

/** Reads the columns of a table from a text, in constant memory. */
export type TextTableReader = (text: TextSource, columns: readonly Column[]) => Rows;

/** Says that a table has no such column. What the table has instead is not told: it may be a row of data. */
export const noColumn = (name: string, { names, option }: Column): string =>
  `${name}: no column ${names.join(' or ')}: name it with ${option}`;
