/** The route of the table that a framework's own route stands for, and those that any server might take a path for. */

import { parseRoute, type Segment } from '../routes/router.js';
import type { UntypedRouteTable } from './untyped.js';

/** A route as a framework has it. */
export interface FrameworkRoute {
  /** The method; `ALL` for a route of every method. */
  readonly method: string;
  /** The text of the path before the segments, where a router is mounted at one. */
  readonly base: string;
  /** Whether that is the text of all routers, and not what stands for their parameters. */
  readonly isBaseText?: boolean;
  /** None where the path cannot be told: an expression, an optional part. */
  readonly segments: readonly Segment[] | undefined;
  /** Whether it may be middleware, which answers nothing. The table need not have it. */
  readonly isMiddleware?: boolean;
}

/** Stands for the value of a parameter. No text of a route contains it. */
const filler = '%C3%97';

const isRest = (segments: readonly Segment[]): boolean => segments.at(-1)?.name === '*';

/**
 * Reads the path of a framework's route, segment by segment. Gives nothing where a segment cannot be read.
 *
 * @param isRestText tells whether the last segment is the rest of the path.
 */
export const readSegments = (
  path: string,
  isRestText: (segment: string) => boolean,
  read: (segment: string) => Segment | undefined,
): Segment[] | undefined => {
  const segments = path
    .split('/')
    .slice(1)
    .map((segment, place, { length }) =>
      place === length - 1 && isRestText(segment) ? { before: '', name: '*', after: '' } : read(segment),
    );
  return segments.every((segment) => segment !== undefined) ? segments : undefined;
};

/** Gives the shape of some segments: two routes of one shape have the same paths. */
const shapeOf = (segments: readonly Segment[]): string =>
  segments
    .map(({ before, name, after }) => (name === '*' ? '/*' : `/${before}${name ? ':' : ''}${after}`))
    .join('');

/** The routes of a table, as those of a framework stand for them. */
export interface Covers {
  /** Finds the route whose paths include those of a framework's route; of several, the most specific. */
  readonly coversOf: (method: string, framework: FrameworkRoute) => readonly string[];
  /** Tells whether a route of the table has the paths of a framework's route, and no others but those behind a `*`. */
  readonly isSame: (route: string, framework: FrameworkRoute) => boolean;
}

export const createCovers = (
  { routes, match }: Pick<UntypedRouteTable, 'routes' | 'match'>,
  possibleRoutes = createPossibleRoutes(routes),
): Covers => {
  const known = new WeakMap<FrameworkRoute, Map<string, readonly string[]>>();
  const segmentsOf = new Map(routes.map((route) => [route, parseRoute(route).segments]));
  /** Gives how much text a route has at a place: none for a parameter alone, the most for text alone. */
  const textAt = (route: string | undefined, place: number): number => {
    const segment = segmentsOf.get(route ?? '')?.[place];
    if (!segment) return 0;
    return segment.name === undefined ? Infinity : segment.before.length + segment.after.length;
  };
  // Longer than every route without `*`.
  const rest = `/${filler}`.repeat(Math.max(...routes.map((route) => route.split('/').length)));

  /** Makes the test whether the router that a base stands for may be that of another route than the most specific one. */
  const mayBeMeant = (cover: string | undefined, base: string, isBaseText: boolean, shape: string) => {
    const places = base.split('/').slice(1);
    return (route: string): boolean =>
      isBaseText
        ? // The request may have another case of a text.
          places.some((_, place) => textAt(route, place) > textAt(cover, place))
        : // The router may be mounted at a parameter, although the table has a text there.
          shapeOf(segmentsOf.get(route)?.slice(places.length) ?? []) === shape;
  };
  const find = (method: string, { base, isBaseText = true, segments }: FrameworkRoute): readonly string[] => {
    if (!segments) return [];
    const path = segments
      .map(({ before, name, after }) =>
        name === '*' ? rest : `/${encodeURI(before)}${name ? filler : ''}${encodeURI(after)}`,
      )
      .join('');
    const cover = match(method, base + path || '/')?.route;
    const covers = cover === undefined ? [] : [cover];
    // A text never matches in encoded form: that is the value of a parameter, and no other case of a text.
    if (base === '' || (!cover && /[%;]/.test(base))) return covers;
    const others = [...possibleRoutes(method, base + path)];
    return [
      ...new Set([...covers, ...others.filter(mayBeMeant(cover, base, isBaseText, shapeOf(segments)))]),
    ];
  };

  return {
    coversOf(method, framework) {
      const byMethod = known.get(framework);
      const found = byMethod?.get(method);
      if (found) return found;
      const covers = find(method, framework);
      known.set(framework, new Map(byMethod).set(method, covers));
      return covers;
    },
    isSame(route, { segments = [] }) {
      const listed = segmentsOf.get(route) as readonly Segment[]; // a route of the table
      return isRest(listed) || shapeOf(listed) === shapeOf(segments);
    },
  };
};

/** Tells whether a framework's route may be that of a server behind it, which has routes of its own. */
export const hasRest = ({ segments }: FrameworkRoute): boolean => !segments || isRest(segments);

/** A place in the tree of all routes, by texts in lower case. */
interface Place {
  readonly literals: Map<string, Place>;
  readonly parameters: { readonly before: string; readonly after: string; readonly place: Place }[];
  readonly routes: string[];
  readonly rests: string[];
}
const createPlace = (): Place => ({ literals: new Map(), parameters: [], routes: [], rests: [] });

const nextPlace = (place: Place, segment: Segment): Place => {
  const before = segment.before.toLowerCase();
  const after = segment.after.toLowerCase();
  if (segment.name === undefined) {
    const next = place.literals.get(after) ?? createPlace();
    place.literals.set(after, next);
    return next;
  }
  const known = place.parameters.find((other) => other.before === before && other.after === after);
  if (known) return known.place;
  const next = createPlace();
  place.parameters.push({ before, after, place: next });
  return next;
};

/** Adds all routes behind a place that some segments lead to. */
const collect = (place: Place, segments: readonly string[], at: number, found: Set<string>): void => {
  for (const route of place.rests) found.add(route);
  const segment = segments[at];
  if (segment === undefined) {
    for (const route of place.routes) found.add(route);
    return;
  }
  const literal = place.literals.get(segment);
  if (literal) collect(literal, segments, at + 1, found);
  for (const { before, after, place: next } of place.parameters)
    if (segment.startsWith(before) && segment.endsWith(after)) collect(next, segments, at + 1, found);
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** Gives the segments of a path as the most lenient server reads them: no case, no slash at the end, decoded. */
const lenientSegments = (path: string): string[] =>
  (path.includes('%') ? decoded(path) : path)
    .toLowerCase()
    .split('/')
    .slice(1, path.endsWith('/') ? -1 : undefined);

/** Gives what servers might read a path as: some look for a semicolon before they decode it, some after. */
const readingsOf = (path: string): Iterable<string> =>
  /[%;]/.test(path)
    ? new Set(
        [path, decoded(path)].flatMap((each) => [
          each,
          each.replace(/;.*/s, ''),
          each.replace(/;[^/]*/g, ''),
        ]),
      )
    : [path];

/**
 * Makes the look-up of all routes that a server might take a path for, whatever it makes of case, encoded characters, a
 * slash at the end and `;parameters`, and in whatever order it tries its routes. `HEAD` may be answered as `GET`.
 */
export const createPossibleRoutes = (
  routes: readonly string[],
): ((method: string, path: string) => ReadonlySet<string>) => {
  const roots = new Map<string, Place>();
  for (const route of routes) {
    const { method, segments } = parseRoute(route);
    const root = roots.get(method) ?? createPlace();
    roots.set(method, root);
    const texts = segments.filter(({ name, after }) => name || after); // without a slash at the end
    const place = (isRest(texts) ? texts.slice(0, -1) : texts).reduce(nextPlace, root);
    place[isRest(texts) ? 'rests' : 'routes'].push(route);
  }
  return (method, path) => {
    const found = new Set<string>();
    const readings = readingsOf(path);
    for (const each of method === 'HEAD' ? ['HEAD', 'GET'] : [method]) {
      const root = roots.get(each);
      if (root) for (const reading of readings) collect(root, lenientSegments(reading), 0, found);
    }
    return found;
  };
};
