import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../tests/support/compile.js';
import { openingOf, pageOf } from './page.js';
import { anchorOf, type Section, type Table } from './report.js';

const written = readFileSync(join(root, 'docs/performance.md'), 'utf8');
const measured = sectionsIn(written);

describe('the page as it was last written', () => {
  test('begins with what its own tables say', () => {
    for (const paragraph of openingOf(measured)) expect(written).toContain(`\n\n${paragraph}\n\n`);
  });

  test('is what its sections are written as', () => {
    const [measuredOn = ''] = /^Measured on .*$/m.exec(written) ?? [];
    expect(pageOf(measuredOn, measured)).toBe(written);
  });

  test('links to its own headings', () => {
    const headings = Array.from(written.matchAll(/^##+ (.*)$/gm), ([, title = '']) => anchorOf(title));
    const links = Array.from(written.matchAll(/\]\((#[^)]*)\)/g), ([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(4);
    expect(headings).toEqual(expect.arrayContaining(links));
  });
});

describe('the opening', () => {
  const opening = (sections: readonly Section[]) => openingOf(sections).join('\n');

  test('asks four questions, each with a table and the details', () => {
    const paragraphs = openingOf(measured);
    expect(paragraphs.filter((text) => text.startsWith('## ')).map((text) => text.slice(3))).toEqual([
      'What does it cost my compiler?',
      'What does it cost my editor?',
      'What does it cost a request?',
      'What does it cost my bundle?',
    ]);
    expect(paragraphs.filter((text) => text.startsWith('| '))).toHaveLength(4);
    expect(paragraphs.filter((text) => text.startsWith('Details: ['))).toHaveLength(4);
  });

  test.each([
    ['none of the 6 are smaller', ['9,000', '9,001', '9,002', '9,003', '9,004', '9,005'], '9,000 to 9,005'],
    ['1 of the 6 is smaller', ['9,000', '9,001', '1,999', '9,003', '9,004', '9,005'], '1,999 to 9,005'],
    ['2 of the 6 are smaller', ['1,998', '10,000', '1,999', '9,003', '9,004', '9,005'], '1,998 to 10,000'],
  ])('says of a bundle: %s', (words, sizes, range) => {
    const own = ['2,000', '3,000', '4,000'];
    const text = opening(withColumn(measured, 'Size', 'gzipped', [...own, ...sizes]));
    expect(text).toContain(words);
    expect(text).toContain('2,000 bytes to declare, parse and authorize, 3,000 with routes, and 4,000 with');
    expect(text).toContain(`Other packages ship ${range} bytes`);
  });

  test('finds the least and the most that a guard adds, below zero too', () => {
    const added = ['+1.0 %', '+20.0 %', '−0.5 %', '+3.0 %', '−2.0 %', '+4.0 %'];
    expect(opening(withColumn(measured, 'Run time: servers', 'the guard adds', added))).toContain(
      'between −2.0 % (tRPC, its standalone server) and +20.0 % (Hono, on @hono/node-server)',
    );
  });

  test('counts the programs that take less of the compiler', () => {
    const counts = ['5,000', '9,000', '5,001', '35,000', '4,999', '20,000', '8,000', '2'];
    const sections = withColumn(
      measured,
      'Types: the same program with each package',
      'instantiations',
      counts,
    );
    expect(opening(sections)).toContain('1 of the 5 with other packages takes fewer');
  });

  test('names a figure that it does not find', () => {
    expect(() => opening(measured.filter(({ title }) => title !== 'Size'))).toThrow('the section Size');
    const without = measured.map((section) => ({
      ...section,
      tables: section.tables.map((table) => ({
        ...table,
        rows: table.rows.filter(([name]) => name !== 'everything'),
      })),
    }));
    expect(() => opening(without)).toThrow('no gzipped of everything');
  });
});

test('goals and budgets stay on the terminal', () => {
  const goal = { name: 'the size', aim: '≤ 1 byte', measured: '2 bytes', holds: false };
  const sections = measured.map((section) => ({
    ...section,
    goals: [goal],
    tables: section.tables.map(({ columns, rows, ...table }) => ({
      ...table,
      columns: [...columns, 'since recorded'],
      rows: rows.map((cells) => [...cells, '+4.1 %']),
    })),
  }));
  expect(pageOf('', sections)).toBe(pageOf('', measured));
});

/** The sections of a page, read back. */
function sectionsIn(page: string): readonly Section[] {
  const [, details = ''] = page.split(/^## What is compared$/m);
  return details
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const [title = '', ...blocks] = text.trim().split('\n\n');
      return {
        title,
        about: blocks.filter((block) => !/^(?:###|\|) /.test(block)),
        tables: blocks.flatMap((block, i) =>
          block.startsWith('| ') ? [tableFrom(block, /^### (.*)$/.exec(blocks[i - 1] ?? '')?.[1])] : [],
        ),
      };
    });
}

function tableFrom(block: string, title: string | undefined): Table {
  const cellsOf = (line: string) => line.slice(2, -2).split(' | ');
  const [heads = '', rule = '', ...rows] = block.split('\n');
  const rules = cellsOf(rule);
  return {
    ...(title === undefined ? {} : { title }),
    columns: cellsOf(heads).map((head, i) => (rules[i] === '---' ? { words: head } : head)),
    rows: rows.map(cellsOf),
  };
}

/** The sections with other figures in one column of all tables of one of them. */
function withColumn(
  sections: readonly Section[],
  title: string,
  column: string,
  figures: readonly string[],
): readonly Section[] {
  return sections.map((section) =>
    section.title !== title
      ? section
      : {
          ...section,
          tables: section.tables.map((table) => {
            const at = table.columns.indexOf(column);
            const rows = table.rows.map((cells, row) =>
              cells.map((cell, i) => (i === at ? (figures[row] ?? '') : cell)),
            );
            return { ...table, rows };
          }),
        },
  );
}
