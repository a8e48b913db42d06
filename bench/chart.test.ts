import { expect, test } from 'vitest';
import { chartOf } from './chart.js';

const marks = [1, 10, 100].map((value) => ({ name: `<${value}>`, value, label: `${value} ns` }));
const attributes = (svg: string, name: string) =>
  [...svg.matchAll(new RegExp(` ${name}="([\\d.]+)"`, 'g'))].map(([, value]) => Number(value));

test('equal factors are equal distances on a logarithmic axis', () => {
  const [first = 0, second = 0, third = 0] = attributes(
    chartOf([{ title: 'Checks', scale: 'logarithmic', marks }], ''),
    'cx',
  );
  expect(second).toBeGreaterThan(first);
  expect(third - second).toBeCloseTo(second - first, 0);
});

test('bars are as long as their figures', () => {
  const svg = chartOf([{ title: 'Checks', scale: 'linear', marks }], '');
  const [, ten = 0, hundred = 0] = [...svg.matchAll(/<rect class="\w+".*? width="([\d.]+)"/g)].map(
    ([, width]) => Number(width),
  );
  expect(hundred / ten).toBeCloseTo(10, 1);
});

test('names are text, not markup', () => {
  const svg = chartOf([{ title: 'a & b', scale: 'linear', marks }], '"quoted"');
  for (const text of ['&lt;1&gt;', 'a &amp; b', '&quot;quoted&quot;']) expect(svg).toContain(text);
  expect(svg).not.toContain('<1>');
});
