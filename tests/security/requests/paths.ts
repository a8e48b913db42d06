/** The paths of a table, read without the library: the reference that findings are judged by. */

/** A segment: text, a parameter with text around it, or `*` for the rest of the path. */
export interface Part {
  readonly before: string;
  readonly name: string | undefined;
  readonly after: string;
}

/** Takes a path of a table apart. A slash at the end gives an empty part. */
export const partsOf = (path: string): Part[] =>
  path === '/'
    ? []
    : path
        .slice(1)
        .split('/')
        .map((segment) => {
          if (segment === '*') return { before: '', name: '*', after: '' };
          const [, before = segment, name, after = ''] = /^(\W*):(\w+)(.*)$/.exec(segment) ?? [];
          return { before, name, after };
        });

export const textOf = ({ before, name, after }: Part): string =>
  name === '*' ? '*' : `${before}${name ? `:${name}` : ''}${after}`;

export const pathOf = (parts: readonly Part[]): string => `/${parts.map(textOf).join('/')}`;

export const isRest = (part: Part | undefined): boolean => part?.name === '*';

/** Two routes of one shape match the same paths. */
export const shapeOf = (path: string): string =>
  pathOf(partsOf(path).map((part) => (part.name ? { ...part, name: part.name === '*' ? '*' : 'x' } : part)));

/** Tells whether a route has all the paths of another one. */
export const covers = (wide: readonly Part[], narrow: readonly Part[]): boolean => {
  const [part, ...others] = wide;
  const [inner, ...rest] = narrow;
  // The rest of a path has no slash at its end.
  if (part && isRest(part)) return narrow.length === 0 || textOf(narrow.at(-1) as Part) !== '';
  if (!part || !inner) return !part && !inner;
  if (isRest(inner)) return false;
  const fits =
    part.name === undefined
      ? inner.name === undefined && inner.before === part.before
      : inner.name === undefined
        ? inner.before.length > part.before.length + part.after.length &&
          inner.before.startsWith(part.before) &&
          inner.before.endsWith(part.after)
        : inner.before.startsWith(part.before) && inner.after.endsWith(part.after);
  return fits && covers(others, rest);
};

/** Compares two routes, the most specific first: text, then a parameter with more text around it, then `*`. */
export const bySpecificity = (a: readonly Part[], b: readonly Part[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [rankOf(a[i]), rankOf(b[i])];
    const place = one.findIndex((rank, at) => rank !== other[at]);
    if (place !== -1) return (other[place] as number) - (one[place] as number);
  }
  return 0;
};
const rankOf = (part: Part | undefined): readonly number[] => {
  if (!part) return [3, 0, 0];
  if (part.name === undefined) return [2, 0, 0];
  return part.name === '*' ? [0, 0, 0] : [1, part.before.length, part.after.length];
};

/** What a lenient server makes of a path. */
export interface Leniency {
  readonly decodes: 'no' | 'before routing' | 'before cutting';
  readonly ignoresCase: boolean;
  readonly ignoresSlashAtEnd: boolean;
  readonly collapsesSlashes: boolean;
  readonly semicolon: 'text' | 'ends the path' | 'ends the segment';
}

/** Gives the segments that a lenient server sees. */
export const lenientSegments = (sent: string, leniency: Leniency): string[] => {
  let path = sent;
  const decode = () => {
    try {
      path = decodeURIComponent(path);
    } catch {}
  };
  if (leniency.decodes === 'before cutting') decode();
  if (leniency.semicolon === 'ends the path') path = path.replace(/;.*$/, '');
  if (leniency.semicolon === 'ends the segment') path = path.replace(/;[^/]*/g, '');
  if (leniency.decodes === 'before routing') decode();
  if (leniency.collapsesSlashes) path = path.replace(/\/{2,}/g, '/');
  if (leniency.ignoresSlashAtEnd) path = path.replace(/(?<=.)\/$/, '');
  if (leniency.ignoresCase) path = path.toLowerCase();
  return path === '/' ? [] : path.slice(1).split('/');
};

/** Tells whether a route matches some segments. */
export const matchesSegments = (
  parts: readonly Part[],
  segments: readonly string[],
  { ignoresCase, ignoresSlashAtEnd }: Pick<Leniency, 'ignoresCase' | 'ignoresSlashAtEnd'>,
): boolean => {
  const text = (given: string) => (ignoresCase ? given.toLowerCase() : given);
  const known =
    ignoresSlashAtEnd && parts.at(-1) && textOf(parts.at(-1) as Part) === '' ? parts.slice(0, -1) : parts;
  for (const [i, part] of known.entries()) {
    if (isRest(part)) return true;
    const segment = segments[i];
    if (segment === undefined) return false;
    const [before, after] = [text(part.before), text(part.after)];
    const fits =
      part.name === undefined
        ? segment === before
        : segment.length > before.length + after.length &&
          segment.startsWith(before) &&
          segment.endsWith(after);
    if (!fits) return false;
  }
  return segments.length === known.length;
};
