/** What was measured, in the form in which it is printed and written. */
import color from 'picocolors';
import type { Count } from './budgets.js';

/** A part of what is measured. */
export interface Section {
  readonly title: string;
  /** Paragraphs that say what was done, and with what. */
  readonly about: readonly string[];
  readonly tables: readonly Table[];
  readonly goals?: readonly Goal[];
  /** What has a budget. */
  readonly counts?: readonly Count[];
  readonly panels?: readonly Panel[];
}

export interface Table {
  readonly title?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** The head of a column of figures, or that of one of words. */
export type Column = string | { readonly words: string };

/** Something aimed at, beside what was measured. */
export interface Goal {
  readonly name: string;
  readonly aim: string;
  readonly measured: string;
  readonly holds: boolean;
}

/** A part of the chart. */
export interface Panel {
  readonly title: string;
  /** Figures of very different sizes stand as points on a logarithmic axis, others as bars. */
  readonly scale: 'logarithmic' | 'linear';
  readonly marks: readonly { readonly name: string; readonly value: number; readonly label: string }[];
}

export const words = (head: string): Column => ({ words: head });

export const goalsTable = (goals: readonly Goal[]): Table => ({
  columns: [words('goal'), words('aim'), words('measured'), words('holds')],
  rows: goals.map(({ name, aim, measured, holds }) => [name, aim, measured, holds ? 'yes' : 'no']),
});

export function printSection({ title, about, tables }: Section): void {
  console.log(`\n${color.bold(title)}\n${about.map((paragraph) => color.dim(paragraph)).join('\n')}\n`);
  for (const table of tables) printTable(table);
}

export function printTable({ title, columns, rows }: Table): void {
  const heads = columns.map(headOf);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const spaced = (cells: readonly string[]) =>
    columns
      .map((column, i) => {
        const [cell = '', width = 0] = [cells[i], widths[i]];
        return isWords(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('   ')
      .trimEnd();
  if (title !== undefined) console.log(`  ${color.underline(title)}`);
  for (const line of [color.dim(spaced(heads)), ...rows.map(spaced)]) console.log(`  ${line}`);
  console.log();
}

export const markdownOf = ({ title, about, tables }: Section): string =>
  [`## ${title}`, ...about, ...tables.map(markdownOfTable)].join('\n\n');

export function markdownOfTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = line(columns.map((column) => (isWords(column) ? '---' : '---:')));
  const table = [line(columns.map(headOf)), rule, ...rows.map(line)].join('\n');
  return title === undefined ? table : `### ${title}\n\n${table}`;
}

/** The first table of a section, or the one whose title ends as said. */
export function tableIn(sections: readonly Section[], section: string, ending = ''): Table {
  const found = sections
    .find((each) => each.title === section)
    ?.tables.find(({ title = '' }) => title.endsWith(ending));
  if (!found) throw new Error(`no table ${ending} in the section ${section}`);
  return found;
}

/** A cell of a table, by the head of its column and the first cells of its row. */
export function cellIn(table: Table, column: string, ...row: readonly string[]): string {
  const at = table.columns.findIndex((each) => headOf(each) === column);
  const cell = table.rows.find((cells) => row.every((text, i) => cells[i] === text))?.[at];
  if (cell === undefined) throw new Error(`no ${column} of ${row.join(', ')}`);
  return cell;
}

/** The table without a column, if it has it. */
export function withoutColumn({ columns, rows, ...table }: Table, column: string): Table {
  const kept = columns.map((each) => headOf(each) !== column);
  return {
    ...table,
    columns: columns.filter((_, i) => kept[i]),
    rows: rows.map((cells) => cells.filter((_, i) => kept[i])),
  };
}

/** Where GitHub puts the heading of a section. */
export const anchorOf = (title: string): string =>
  `#${title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')}`;

const isWords = (column: Column): boolean => typeof column !== 'string';
const headOf = (column: Column): string => (typeof column === 'string' ? column : column.words);
