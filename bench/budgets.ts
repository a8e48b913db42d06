/** What may be counted at most, and what is aimed at: `tests/budgets.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../tests/support/compile.js';

export interface Budget {
  readonly name: string;
  readonly most: number;
  readonly goal: number;
}

interface Budgets {
  /** Of a whole program, the standard library's own included. */
  readonly instantiations: readonly (Budget & { readonly scopes: number; readonly routes: number })[];
  /** Of what a user ships, minified and gzipped; `imports` are names, `*` for everything. */
  readonly bytes: readonly (Budget & { readonly imports: readonly string[] })[];
}

export const budgets: Budgets = JSON.parse(await readFile(join(root, 'tests/budgets.json'), 'utf8'));

/** A count beside its budget. Over it, the process ends with 1. */
export function verdict(count: number, { most, goal }: Budget): string {
  if (count > most) process.exitCode = 1;
  if (count > most) return `over ${grouped(most)}`;
  return count > goal ? `≤ ${grouped(most)}, goal ${grouped(goal)}` : `≤ ${grouped(goal)}, the goal`;
}

export const grouped = (count: number): string => count.toLocaleString('en');
