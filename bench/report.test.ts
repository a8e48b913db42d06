import { expect, test } from 'vitest';
import { markdownOf, words } from './report.js';

test('a section is written as a page shows it', () => {
  const section = {
    title: 'Size',
    about: ['In bytes.'],
    tables: [{ title: 'All', columns: [words('what'), 'bytes'], rows: [['a | b', '1,000']] }],
  };
  expect(markdownOf(section)).toBe(
    ['## Size', 'In bytes.', '### All', '| what | bytes |\n| --- | ---: |\n| a \\| b | 1,000 |'].join('\n\n'),
  );
});
