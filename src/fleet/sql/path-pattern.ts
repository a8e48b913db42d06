import { parseRoute, type Segment } from '../../routes/router.js';

// Each expression here means the same in RE2, PCRE, ICU, Java, POSIX and SQLite: no backslash, no look-around, no class.

/** A character of a path that stands for itself. */
const plain = '[!$&-;=@-Z_a-z~]';
const hex = '[0-9A-Fa-f]';
const tail = `%[89ABab]${hex}`;

/** Encoded characters that every server reads in the same way: no letter, digit, `-._~/\` or control character. */
const encoded = [
  '%(2[0-9A-Ca-c]|3[A-Fa-f]|40|5[BDEbde]|60|7[B-Db-d])',
  // UTF-8, as Unicode 16 lists it in table 3-7.
  `%([Cc][2-9A-Fa-f]|[Dd]${hex})${tail}`,
  `%[Ee]0%[ABab]${hex}${tail}`,
  `%[Ee][1-9A-CEFa-cef]${tail}${tail}`,
  `%[Ee][Dd]%[89]${hex}${tail}`,
  `%[Ff]0%[9ABab]${hex}${tail}${tail}`,
  `%[Ff][1-3]${tail}${tail}${tail}`,
  `%[Ff]4%8${hex}${tail}${tail}`,
].join('|');

/** Finds the paths of plain and encoded characters alone. */
export const wellFormed = `^/${plain}*((${encoded})${plain}*)*$`;

/** Finds an empty segment and a dot segment, also before a semicolon. */
const dotSegment = '/[.]?[.]?[/;]|/[.][.]?$';

/**
 * Finds what a router takes for part of a path only where it stands in a parameter, and what `$` lets pass: some
 * databases let a line end follow.
 */
export const doubtful = `${dotSegment}|%(25)+(2[EFef]|5[Cc])|/[.][.]?%(25)*3[Bb]|[^!-~]`;

/** Finds paths that match no route, whatever the routes are. */
export const refused = [
  `^$|^[^/]|[ ?#]|${dotSegment}`,
  `%([01]${hex}|2[Ff]|5[Cc]|7[Ff]|$|[^0-9A-Fa-f]|${hex}$|${hex}[^0-9A-Fa-f])`,
].join('|');

/** Writes a text of a route as an expression that finds just this text. */
const literal = (text: string): string => text.replace(/[.$()+]/g, '[$&]');

const segmentPattern = ({ before, name, after }: Segment): string =>
  `/${literal(before)}${name ? '[^/]+' : ''}${literal(after)}`;

/** Writes the expression that finds those well-formed paths that a route is for. */
const routePattern = (segments: readonly Segment[]): string => {
  const last = segments[segments.length - 1];
  const hasRest = last?.name === '*';
  const fixed = (hasRest ? segments.slice(0, -1) : segments).map(segmentPattern).join('');
  // A slash at the end is no part of the rest.
  if (hasRest) return fixed ? `^${fixed}(/.*[^/])?$` : '^/(.*[^/])?$';
  return `^${fixed || '/'}$`;
};

/** Gives the text that every path of a route begins with: comparing it is cheaper than an expression. */
const prefixOf = (segments: readonly Segment[]): string => {
  let prefix = '';
  for (const { before, name, after } of segments) {
    if (name === '*') return prefix || '/';
    prefix += `/${before}`;
    if (name) return prefix;
    prefix += after;
  }
  return prefix || '/';
};

/** How specific a segment is, as the router orders them: a literal, a parameter by the text around it, the rest. */
type Precision = readonly [kind: number, before: number, after: number];
const end: Precision = [2, 0, 0];
const precisionOf = ({ before, name, after }: Segment): Precision =>
  name === '*' ? [3, 0, 0] : name ? [1, -before.length, -after.length] : [0, 0, 0];

const comparePrecision = (a: readonly Precision[], b: readonly Precision[]): number => {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const [one, other] = [a[i] ?? end, b[i] ?? end];
    const order = one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
    if (order !== 0) return order;
  }
  return 0;
};

/** A route as SQL matches it. */
export interface RoutePattern {
  readonly route: string;
  readonly method: string;
  /** The text that the path begins with. */
  readonly prefix: string;
  /** The regular expression for the path. */
  readonly pattern: string;
  /** Its place among all: of several that match, the router takes the first. */
  readonly place: number;
}

/** Writes the patterns of some routes, the most specific first. A route of `GET` is one of `HEAD` as well. */
export const routePatterns = (routes: readonly string[]): readonly RoutePattern[] => {
  const parsed = routes.map((route) => {
    const { method, segments } = parseRoute(route);
    const pattern = routePattern(segments);
    return { route, method, prefix: prefixOf(segments), pattern, precision: segments.map(precisionOf) };
  });
  const ofHead = new Set(parsed.flatMap(({ method, pattern }) => (method === 'HEAD' ? [pattern] : [])));
  const alsoHead = parsed
    .filter(({ method, pattern }) => method === 'GET' && !ofHead.has(pattern))
    .map((one) => ({ ...one, method: 'HEAD' }));
  return [...parsed, ...alsoHead]
    .sort((a, b) => comparePrecision(a.precision, b.precision))
    .map(({ precision: _, ...pattern }, place) => ({ ...pattern, place }));
};
