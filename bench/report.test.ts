import { expect, test } from 'vitest';
import { anchorOf, cellIn, markdownOf, tableIn, withoutColumn, words } from './report.js';

const all = {
  title: 'All',
  columns: [words('what'), words('where'), 'bytes'],
  rows: [
    ['a | b', 'here', '1,000'],
    ['a | b', 'there', '2,000'],
  ],
};
const section = { title: 'Size', about: ['In bytes.'], tables: [{ ...all, title: 'None', rows: [] }, all] };

test('a section is written as a page shows it', () => {
  expect(markdownOf({ ...section, tables: [all] })).toBe(
    [
      '## Size',
      'In bytes.',
      '### All',
      '| what | where | bytes |\n| --- | --- | ---: |\n| a \\| b | here | 1,000 |\n| a \\| b | there | 2,000 |',
    ].join('\n\n'),
  );
});

test('a table is found by its section and the end of its title', () => {
  expect(tableIn([section], 'Size')).toBe(section.tables[0]);
  expect(tableIn([section], 'Size', 'll')).toBe(all);
  expect(() => tableIn([section], 'Size', 'some')).toThrow('no table some in the section Size');
  expect(() => tableIn([section], 'Speed')).toThrow('in the section Speed');
});

test('a cell is found by its column and the first cells of its row', () => {
  expect(cellIn(all, 'bytes', 'a | b')).toBe('1,000');
  expect(cellIn(all, 'bytes', 'a | b', 'there')).toBe('2,000');
  expect(() => cellIn(all, 'bytes', 'a | b', 'nowhere')).toThrow('no bytes of a | b, nowhere');
  expect(() => cellIn(all, 'bits', 'a | b')).toThrow('no bits of a | b');
});

test('a table without one of its columns', () => {
  expect(withoutColumn(all, 'where')).toEqual({
    title: 'All',
    columns: [words('what'), 'bytes'],
    rows: [
      ['a | b', '1,000'],
      ['a | b', '2,000'],
    ],
  });
  expect(withoutColumn(all, 'when')).toEqual(all);
});

test('an anchor is what GitHub makes of a heading', () => {
  expect(anchorOf('Run time: checks')).toBe('#run-time-checks');
});
