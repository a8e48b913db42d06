/** The parts of a Markdown document, as mdast. Whatever comes from an API is text or code in them, never markup. */
import type {
  BlockContent,
  Code,
  Heading,
  InlineCode,
  List,
  Paragraph,
  PhrasingContent,
  Table,
  TableRow,
} from 'mdast';
import { printable } from '../words.js';

/** What stands in a line: a text as it is, nodes, or nothing. */
export type Part = string | PhrasingContent | readonly PhrasingContent[];

// These would reorder what one reads; other format characters belong to scripts and emoji.
const reordering = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** Puts a text on one line. */
const onOneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(reordering, (character) => printable(character))
    .trim();

const asNodes = (part: Part): readonly PhrasingContent[] => {
  if (typeof part !== 'string') return 'type' in part ? [part] : part;
  return part === '' ? [] : [{ type: 'text', value: part }];
};

/** Makes the content of a line from a template; what is put in may hold anything. */
export const line = (texts: readonly string[], ...parts: readonly Part[]): PhrasingContent[] =>
  texts.flatMap((text, i) => {
    const part = parts[i] ?? '';
    return [...asNodes(text), ...asNodes(typeof part === 'string' ? onOneLine(part) : part)];
  });

export const code = (value: string): InlineCode => ({ type: 'inlineCode', value: onOneLine(value) });

export const strong = (value: string): PhrasingContent => ({
  type: 'strong',
  children: [{ type: 'text', value }],
});

/** Makes a link to a heading of the page. */
export const linkTo = (heading: string): PhrasingContent => ({
  type: 'link',
  url: `#${heading.toLowerCase().replaceAll(' ', '-')}`,
  children: [{ type: 'text', value: heading }],
});

/** Lists names as code: `a`, `b` and `c`, or with commas alone. */
export const codes = (values: readonly string[], last?: 'and' | 'or'): PhrasingContent[] =>
  values.flatMap((value, i) => {
    const isLast = i === values.length - 1 && last !== undefined;
    return [...(i === 0 ? [] : asNodes(isLast ? ` ${last} ` : ', ')), code(value)];
  });

export const heading = (depth: Heading['depth'], text: string): Heading => ({
  type: 'heading',
  depth,
  children: line`${text}`,
});

/** Makes a paragraph of sentences. */
export const paragraph = (...sentences: readonly (readonly PhrasingContent[])[]): Paragraph => ({
  type: 'paragraph',
  children: sentences
    .filter((sentence) => sentence.length > 0)
    .flatMap((sentence, i) => [...(i === 0 ? [] : asNodes(' ')), ...sentence]),
});

export const bullets = (items: readonly (readonly PhrasingContent[])[]): List => ({
  type: 'list',
  ordered: false,
  spread: false,
  children: items.map((item) => ({ type: 'listItem', spread: false, children: [paragraph(item)] })),
});

/** Makes a block of code, of lines that may hold anything. */
export const block = (lang: string, value: string): Code => ({ type: 'code', lang, value });

/** Makes a table. A column without any text is left out. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly (readonly PhrasingContent[])[])[],
): Table => {
  const isShown = head.map((_, column) => rows.some((row) => (row[column] ?? []).length > 0));
  const rowOf = (cells: readonly (readonly PhrasingContent[])[]): TableRow => ({
    type: 'tableRow',
    children: cells
      .filter((_, column) => isShown[column])
      .map((cell) => ({ type: 'tableCell', children: [...cell] })),
  });
  return { type: 'table', children: [rowOf(head.map((text) => line`${text}`)), ...rows.map(rowOf)] };
};

/** A part of a page. */
export type Section = readonly (BlockContent | Heading)[];
