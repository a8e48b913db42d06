import { expect, test } from 'vitest';
import { type Budgets, budgetOf, type Count, change, excesses } from './budgets.js';

const budgets: Budgets = { bytes: { all: { now: 1_000, goal: 900 } }, instantiations: {} };
const counted = (count: number): Count => ({ unit: 'bytes', figure: 'all', count });

test('a count may rise by 5 % and fall by any', () => {
  expect(excesses([counted(1_050), counted(1_000), counted(10)], budgets)).toEqual([]);
});

test('a count beyond that is named, with what it was', () => {
  expect(excesses([counted(1_051), counted(1_000)], budgets)).toEqual([
    'all: 1,051 bytes, +5.1 % from the 1,000 in tests/budgets.json',
  ]);
});

test('a change is told from what was recorded', () => {
  expect([1_031, 969, 1_000].map((count) => change(counted(count), budgets))).toEqual([
    '+3.1 %',
    '−3.1 %',
    '+0.0 %',
  ]);
});

test('a count without a budget is refused', () => {
  expect(() => budgetOf({ unit: 'instantiations', figure: 'all' }, budgets)).toThrow(
    'no instantiations for all',
  );
});
