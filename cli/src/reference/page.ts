/** A page that holds a generated part, between two markers that each stand on a line of their own. */
import { fail } from '../failure.js';

const begin = '<!-- scopeproof:begin -->';
const end = '<!-- scopeproof:end -->';

const note = '<!-- Written by `scopeproof reference`, which overwrites what is changed in here. -->';
const within = (part: string): string => `${note}\n\n${part}`;

/** Makes a page of a title and the generated part, with both markers. */
export const newPage = (title: string, part: string): string =>
  `${title}\n${begin}\n${within(part)}\n${end}\n`;

/**
 * Replaces what stands between the markers of a page. All else stays as it is, and the part gets its line ends.
 *
 * @throws Failure for a page that does not have each marker once, in their order.
 */
export function replacePart(file: string, page: string, part: string): string {
  const lines = page.split('\n');
  const [first, last] = [begin, end].map((marker) => {
    const places = lines.flatMap((each, i) => (each.trim() === marker ? [i] : []));
    if (places.length === 0) return fail(`${file}: it has no line ${marker}`);
    return places.length === 1 ? (places[0] as number) : fail(`${file}: it has several lines ${marker}`);
  }) as [number, number];
  if (last < first) return fail(`${file}: ${end} comes before ${begin}`);
  const lineEnd = lines[first]?.endsWith('\r') ? '\r' : '';
  const between = within(part)
    .split('\n')
    .map((each) => each + lineEnd);
  return [...lines.slice(0, first + 1), ...between, ...lines.slice(last)].join('\n');
}
