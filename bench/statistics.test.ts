import { expect, test } from 'vitest';
import { exponentOf, median, quantile } from './statistics.js';

test('a median stands in the middle, or between the two that do', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
});

test('a quantile is interpolated, and the order of the figures does not matter', () => {
  const figures = Array.from({ length: 21 }, (_, i) => 20 - i);
  expect(quantile(figures, 0.95)).toBe(19);
  expect(quantile([0, 10], 0.95)).toBe(9.5);
});

test.each([0, 1, 1.5, 2])('the exponent of a power of %f is found', (exponent) => {
  const points = [50, 100, 200, 400].map((size) => ({ size, cost: 7 * size ** exponent }));
  expect(exponentOf(points)).toBeCloseTo(exponent, 9);
});
