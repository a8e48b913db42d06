/** The counts that may not rise unnoticed: `tests/budgets.json`, which is changed by hand alone. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../tests/support/compile.js';
import { grouped } from './format.js';

/** What was counted; unlike a time, it is the same on every machine. */
export interface Count {
  readonly unit: 'instantiations' | 'bytes';
  readonly figure: string;
  readonly count: number;
}

export interface Budget {
  /** What was counted when the file was last changed. */
  readonly now: number;
  /** What is aimed at, where that is a number. */
  readonly goal?: number;
}

export type Budgets = { readonly [Unit in Count['unit']]: { readonly [figure: string]: Budget } };

/** The share of the recorded count by which a count may exceed it. */
const tolerance = 0.05;

const recorded: Budgets = JSON.parse(await readFile(join(root, 'tests/budgets.json'), 'utf8'));

export function budgetOf({ unit, figure }: Omit<Count, 'count'>, budgets = recorded): Budget {
  const budget = budgets[unit][figure];
  if (budget === undefined) throw new Error(`tests/budgets.json has no ${unit} for ${figure}`);
  return budget;
}

/** How far a count is from the recorded one: `+3.1 %`. */
export function change(count: Count, budgets = recorded): string {
  const { now } = budgetOf(count, budgets);
  const percent = ((count.count - now) / now) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

/** The counts that exceed their budgets, each as a line to read. */
export const excesses = (counts: readonly Count[], budgets = recorded): readonly string[] =>
  counts.flatMap((count) => {
    const { now } = budgetOf(count, budgets);
    if (count.count <= now * (1 + tolerance)) return [];
    const { unit, figure } = count;
    const more = `${change(count, budgets)} from the ${grouped(now)} in tests/budgets.json`;
    return [`${figure}: ${grouped(count.count)} ${unit}, ${more}`];
  });

/** Ends the process with 1 when a count exceeds its budget. */
export function enforce(counts: readonly Count[]): void {
  for (const excess of excesses(counts)) {
    console.error(excess);
    process.exitCode = 1;
  }
}
