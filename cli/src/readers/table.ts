import { fail } from '../failure.js';
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
  /** The number of its line, or of the row itself where there are no lines. */
  readonly line: number;
  readonly values: readonly unknown[];
}

/** The rows of a table, as many at a time as are cheap to hand on. */
export type Rows = AsyncIterable<readonly Row[]>;

/** A table that is being read. */
export interface Table {
  readonly rows: Rows;
  /** Names a row in messages, by its number. */
  readonly placeOf: (line: number) => string;
}

/** Reads the columns of a table from a text, in constant memory. */
export type TextTableReader = (text: TextSource, columns: readonly Column[]) => Rows;

/** Names the rows of a table that has no lines, such as one of a database. */
export const rowPlaces =
  (name: string): Table['placeOf'] =>
  (row) =>
    `${name}: row ${row}`;

/** Says that a table has no such column. What the table has instead is not told: it may be a row of data. */
export const noColumn = (name: string, { names, option }: Column): string =>
  `${name}: no column ${names.join(' or ')}: name it with ${option}`;

/**
 * Finds columns by the titles of a table.
 *
 * @returns the place of each, -1 for one that the table does not have.
 * @throws Failure for a required column that is missing, and for one that is there twice.
 */
export function placesOf(name: string, titles: readonly string[], columns: readonly Column[]): number[] {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [place, title] of titles.entries())
    if (places.has(title)) repeated.add(title);
    else places.set(title, place);
  return columns.map((column) => {
    const found = column.names.find((title) => places.has(title));
    if (found === undefined) return column.required ? fail(noColumn(name, column)) : -1;
    if (repeated.has(found)) fail(`${name}: two columns ${found}`);
    return places.get(found) ?? -1;
  });
}

/**
 * Picks the columns out of rows that are lists of all values.
 *
 * @param before the number of rows that came before these.
 */
export const pickColumns = (
  rows: readonly (readonly unknown[])[],
  places: readonly number[],
  before: number,
): Row[] => rows.map((row, at) => ({ line: before + at + 1, values: places.map((place) => row[place]) }));
