import type { RouteTableInternals } from '../routes/route-table.js';
import { parseRoute, type Segment } from '../routes/router.js';

/** Requests that both versions of an API treat alike: the route that each finds for them. */
export interface Region {
  /** The route of the earlier version; none where it refuses the requests. */
  readonly before: string | undefined;
  /** The route of the later version. */
  readonly after: string | undefined;
  /** Whether the two routes match the same requests. */
  readonly sameShape: boolean;
  /** One of the requests: a method, a space and a path. */
  readonly request: string;
}

/** A route table with what finds the route of a request. */
export interface Routed {
  readonly table: RouteTableInternals;
  readonly match: (method: string, path: string) => { readonly route: string } | undefined;
}

/** A route as a set of requests. */
interface Shape {
  readonly route: string;
  readonly method: string;
  readonly segments: readonly Segment[];
  /** Whether `*` follows the segments. */
  readonly rest: boolean;
  /** The same text for two routes of one shape. */
  readonly text: string;
}

/**
 * Splits all requests into regions: every pair of routes that some request finds, in declaration order of the later
 * version, then of the earlier one.
 *
 * A request of a shape that has unlikely text for each parameter matches the fewest other routes. So if any request finds
 * a pair, an unlikely one of what both routes have in common finds it too.
 */
export const regionsOf = (before: Routed, after: Routed): readonly Region[] => {
  const [earlier, later] = [shapesOf(before.table), shapesOf(after.table)];
  const all = [...earlier, ...later];
  const unlikely = unlikelyText(all);
  const longest = Math.max(0, ...all.map(({ segments }) => segments.length));
  const [shapesBefore, shapesAfter] = [earlier, later].map(textsOf);
  const regions = new Map<string, Region>();
  const visit = (method: string, path: string): void => {
    const [old, now] = [before, after].map(({ match }) => match(method, path)?.route);
    const id = JSON.stringify([old ?? null, now ?? null]);
    if ((old === undefined && now === undefined) || regions.has(id)) return;
    const sameShape = shapesBefore?.get(old) === shapesAfter?.get(now);
    regions.set(id, Object.freeze({ before: old, after: now, sameShape, request: `${method} ${path}` }));
  };
  for (const { method, segments, rest } of [...new Map(all.map((shape) => [shape.text, shape])).values()])
    for (const path of samplePaths(segments, rest, unlikely, longest)) visit(method, path);
  for (const method of new Set(all.map((shape) => shape.method))) {
    const tree = treeOf(ofMethod(later, method));
    for (const one of ofMethod(earlier, method))
      for (const other of meeting(one, tree))
        if (one.text !== other.text)
          for (const common of intersections(one, other))
            for (const path of samplePaths(common.segments, common.rest, unlikely, longest))
              visit(method, path);
  }
  return inOrder([...regions.values()], after.table.routes, before.table.routes);
};

/** Gives the text of each route's own shape. */
const textsOf = (shapes: readonly Shape[]): ReadonlyMap<string | undefined, string> =>
  new Map(
    shapes
      .filter(({ route, method }) => route.startsWith(`${method} `))
      .map(({ route, text }) => [route, text]),
  );

const inOrder = (
  regions: Region[],
  later: readonly string[],
  earlier: readonly string[],
): readonly Region[] => {
  const places = (routes: readonly string[]) => new Map(routes.map((route, place) => [route, place]));
  const [ofLater, ofEarlier] = [places(later), places(earlier)];
  const placeOf = (map: ReadonlyMap<string, number>, route: string | undefined): number =>
    route === undefined ? map.size : (map.get(route) as number);
  return regions.sort(
    (one, other) =>
      placeOf(ofLater, one.after) - placeOf(ofLater, other.after) ||
      placeOf(ofEarlier, one.before) - placeOf(ofEarlier, other.before),
  );
};

/** Reads the routes of a table. `GET` answers `HEAD` as well, so it gives two shapes. */
const shapesOf = ({ routes }: RouteTableInternals): readonly Shape[] =>
  routes.flatMap((route) => {
    const { method, segments: all } = parseRoute(route);
    const rest = all.at(-1)?.name === '*';
    const segments = rest ? all.slice(0, -1) : all;
    const path = all.map(({ before, name, after }) => (name ? `${before}:${after}` : after)).join('/');
    const shapeFor = (each: string): Shape => ({
      route,
      method: each,
      segments,
      rest,
      text: `${each} ${rest ? '*' : ''}/${path}`,
    });
    return method === 'GET' ? [shapeFor('GET'), shapeFor('HEAD')] : [shapeFor(method)];
  });

const ofMethod = (shapes: readonly Shape[], method: string): readonly Shape[] =>
  shapes.filter((shape) => shape.method === method);

/** A place in the tree of the later version's paths. */
interface Place {
  readonly literals: Map<string, Place>;
  readonly parameters: { readonly segment: Segment; readonly next: Place }[];
  /** The shapes that end here, with a `*` or without. */
  readonly shapes: Shape[];
}
const createPlace = (): Place => ({ literals: new Map(), parameters: [], shapes: [] });

const treeOf = (shapes: readonly Shape[]): Place => {
  const root = createPlace();
  for (const shape of shapes) shape.segments.reduce(nextPlace, root).shapes.push(shape);
  return root;
};

const nextPlace = ({ literals, parameters }: Place, segment: Segment): Place => {
  const { before, name, after } = segment;
  const known = name
    ? parameters.find((other) => other.segment.before === before && other.segment.after === after)?.next
    : literals.get(after);
  const next = known ?? createPlace();
  if (known) return known;
  if (name) parameters.push({ segment, next });
  else literals.set(after, next);
  return next;
};

/** Gives the shapes of a tree that a shape may have paths in common with. */
function* meeting(shape: Shape, place: Place, depth = 0): Iterable<Shape> {
  const segment = shape.segments[depth];
  const { literals, parameters, shapes } = place;
  if (!segment) yield* shapes;
  else for (const other of shapes) if (other.rest) yield other;
  if (!segment && !shape.rest) return;
  const literal = segment && !segment.name ? literals.get(segment.after) : undefined;
  if (literal) yield* meeting(shape, literal, depth + 1);
  if (!segment || segment.name)
    for (const [text, next] of literals)
      if (!segment || fits(text, segment).length > 0) yield* meeting(shape, next, depth + 1);
  for (const { segment: other, next } of parameters)
    if (!segment || commonSegments(segment, other).length > 0) yield* meeting(shape, next, depth + 1);
}

/** Gives the paths that two shapes have in common, as shapes. The shorter one, if any, ends in a `*`. */
const intersections = (
  one: Shape,
  other: Shape,
): readonly { readonly segments: readonly Segment[]; readonly rest: boolean }[] => {
  const [short, long] = one.segments.length <= other.segments.length ? [one, other] : [other, one];
  const below = long.segments.slice(short.segments.length);
  // A slash at the end is no part of the rest.
  if (below.some(isEmpty)) return [];
  return short.segments
    .map((segment, place) => commonSegments(segment, long.segments[place] as Segment))
    .reduce<readonly (readonly Segment[])[]>(
      (starts, each) => starts.flatMap((start) => each.map((next) => [...start, next])),
      [[]],
    )
    .map((start) => ({ segments: [...start, ...below], rest: one.rest && other.rest }));
};

const isEmpty = ({ name, after }: Segment): boolean => !name && after === '';

/** Gives what two segments have in common. Texts that touch or overlap are literals of their own. */
const commonSegments = (one: Segment, other: Segment): readonly Segment[] => {
  if (!one.name) return !other.name ? (one.after === other.after ? [one] : []) : fits(one.after, other);
  if (!other.name) return fits(other.after, one);
  const before = longer(one.before, other.before, (text, part) => text.startsWith(part));
  const after = longer(one.after, other.after, (text, part) => text.endsWith(part));
  if (before === undefined || after === undefined) return [];
  const joined = Array.from({ length: Math.min(before.length, after.length) + 1 }, (_, length) => length)
    .filter((length) => before.endsWith(after.slice(0, length)))
    .flatMap((length) => fits(before + after.slice(length), one))
    .filter((text) => fits(text.after, other).length > 0);
  return [{ before, name: 'both', after }, ...joined];
};

const fits = (text: string, { before, after }: Segment): readonly Segment[] =>
  text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after)
    ? [{ before: '', name: undefined, after: text }]
    : [];

const longer = (
  one: string,
  other: string,
  contains: (text: string, part: string) => boolean,
): string | undefined => (contains(one, other) ? one : contains(other, one) ? other : undefined);

/** Makes a text that no literal of the routes contains, and that no text around a parameter begins or ends with. */
const unlikelyText = (shapes: readonly Shape[]): string => {
  const segments = shapes.flatMap((shape) => shape.segments);
  const around = segments.flatMap(({ before, name, after }) => (name ? [before, after] : [])).join('');
  const literals = segments.flatMap(({ name, after }) => (name ? [] : [after]));
  const isTaken = (text: string): boolean =>
    literals.some((literal) => (around === '' ? literal === text : literal.includes(text)));
  // No text of a route has a letter like the last one.
  const letter = [...'xyzabcdefghijklmnopqrstuvw0123456789é'].find(
    (each) => !around.includes(each),
  ) as string;
  for (let n = 0; ; n++) {
    const text = n === 0 ? letter : `${letter}${n}${letter}`;
    if (!isTaken(text)) return text;
  }
};

/** Gives the paths of a shape with unlikely text for each parameter: of a `*`, one of each length that matters. */
function* samplePaths(
  segments: readonly Segment[],
  rest: boolean,
  unlikely: string,
  longest: number,
): Iterable<string> {
  const start = segments.map(({ before, name, after }) => (name ? before + unlikely + after : after));
  // Longer paths match no route but those that end in `*`.
  const most = rest ? Math.max(1, longest + 1 - start.length) : 0;
  for (let more = 0; more <= most; more++)
    yield `/${[...start, ...Array.from({ length: more }, () => unlikely)].join('/')}`;
}
