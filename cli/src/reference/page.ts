/** A page that holds a generated part, between two markers that each stand on a line of their own. */
import { fail } from '../failure.js';

const begin = '<!-- scopeproof:begin -->';
const end = '<!-- scopeproof:end -->';

/** What a page is made of. */
export interface Generated {
  /** The title of a page that has nothing else. */
  readonly title: string;
  /** What stands between the markers. */
  readonly part: string;
  /** The options that the part was written with, as one writes them; empty for none. */
  readonly options: string;
}

const [noteStart, noteEnd] = [
  '<!-- Written by `scopeproof reference',
  '`, which overwrites what is changed in here. -->',
];
const within = ({ part, options }: Generated): string =>
  `${noteStart}${options && ` ${options}`}${noteEnd}\n\n${part}`;

/** Makes a page of a title and the generated part, with both markers. */
export const newPage = (generated: Generated): string =>
  `${generated.title}\n${begin}\n${within(generated)}\n${end}\n`;

const isNote = (line: string): boolean => line.startsWith(noteStart) && line.trimEnd().endsWith(noteEnd);

/** Gives the options that a page was written with; nothing where it does not say. */
export const optionsOf = (page: string): string | undefined =>
  page.split('\n').find(isNote)?.trimEnd().slice(noteStart.length, -noteEnd.length).trim();

/** Splits a page into lines, without the options: they may be spelled in another way, and change nothing then. */
export const comparedLines = (page: string): readonly string[] =>
  page.split('\n').map((line) => (isNote(line) ? line.replace(line.trimEnd(), noteStart) : line));

/**
 * Replaces what stands between the markers of a page. All else stays as it is, and the part gets its line ends.
 *
 * @throws Failure for a page that does not have each marker once, in their order.
 */
export function replacePart(file: string, page: string, generated: Generated): string {
  const lines = page.split('\n');
  const [first, last] = [begin, end].map((marker) => {
    const places = lines.flatMap((each, i) => (each.trim() === marker ? [i] : []));
    if (places.length === 0) return fail(`${file}: it has no line ${marker}`);
    return places.length === 1 ? (places[0] as number) : fail(`${file}: it has several lines ${marker}`);
  }) as [number, number];
  if (last < first) return fail(`${file}: ${end} comes before ${begin}`);
  const lineEnd = lines[first]?.endsWith('\r') ? '\r' : '';
  const between = within(generated)
    .split('\n')
    .map((each) => each + lineEnd);
  return [...lines.slice(0, first + 1), ...between, ...lines.slice(last)].join('\n');
}
