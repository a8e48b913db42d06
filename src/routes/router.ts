import { badRoute, notASegment, RouteDefinitionError, readTwoWays } from '../errors.js';

/** The methods that a route can have: those of RFC 9110 without `CONNECT`, `PATCH` of RFC 5789, and `QUERY`. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'TRACE' | 'QUERY';
export const methods: readonly string[] =
  /* @__PURE__ */ 'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE QUERY'.split(' ');

/** Matches a path that two servers could read in two ways, and anything that is more than a path. */
// In this order: no path; a query, a fragment, a backslash, white space or a control character; an empty segment, or a
// dot segment, also before a semicolon; an encoded slash, backslash or control character; a % that encodes nothing.
const ambiguous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  /^(?!\/)|[?#\\\s\0-\x1f\x7f]|\/(?:\.{1,2}$|\.{0,2}[/;])|%(?:[01][\da-f]|2f|5c|7f|(?![\da-f]{2}))/i;

/** Matches a dot, slash or backslash encoded more than once, and a dot segment before an encoded semicolon. */
// For `*` only, which is passed on undecoded and may be decoded again.
const ambiguousInRest = /%(?:25)+(?:2[ef]|5c)|(?:^|\/)\.{1,2}%(?:25)*3b/i;

/** Matches the encoded unreserved characters. Each means the same as the character itself: RFC 3986 §6.2.2.2. */
const encodedUnreserved = /%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi;

/** Matches a segment of a route: text before a parameter, its name, and text after it, which may stand alone. */
// A `:` after a letter, a digit or a `_` is text.
const segmentShape =
  /^(?:([\w\-.~!$&'()+,;=@]*(?<!\w)):([A-Za-z_]\w*)(?![\w(+]))?((?:[\w\-.~!$&'()+,;=@]|(?<=\w):(?!:|$))*)$/;

/** Splits a path at its slashes. A slash at the end gives an empty segment. */
// `split` takes three times as long for a string that it has not split before (`npm run bench -- speed`).
const segmentsOf = (path: string): string[] => {
  const segments = [];
  for (let start = 1; path !== '/' && start <= path.length; ) {
    const slash = path.indexOf('/', start);
    const end = slash < 0 ? path.length : slash;
    segments.push(path.slice(start, end));
    start = end + 1;
  }
  return segments;
};

/** A segment of a route: a parameter with the text around it, or text alone, which stands in `after`. */
export interface Segment {
  readonly before: string;
  /** The parameter, `*` for the rest of the path. */
  readonly name: string | undefined;
  readonly after: string;
}

/** A method and the segments of a path. */
export interface ParsedRoute {
  readonly method: string;
  readonly segments: readonly Segment[];
}

/** Takes a route apart. Throws for anything that is no route. */
export const parseRoute = (route: string): ParsedRoute => {
  const [method = '', path = '', ...more] = route.split(' ');
  if (!methods.includes(method) || !path.startsWith('/') || more.length > 0)
    throw new RouteDefinitionError(route, badRoute);
  const names = new Set<string>();
  const segments = segmentsOf(path).map((segment, i, { length }) => {
    const isLast = i === length - 1;
    const isAmbiguous = ambiguous.test(`/${segment}`) || (segment === '' && !isLast);
    const shape = segment === '*' && isLast ? [segment, '', segment] : segmentShape.exec(segment);
    if (isAmbiguous || !shape)
      throw new RouteDefinitionError(route, (isAmbiguous ? readTwoWays : notASegment)(segment));
    const [, before = '', name, after = ''] = shape;
    if (name && names.size === names.add(name).size)
      throw new RouteDefinitionError(route, 'a parameter named twice');
    return { before, name, after };
  });
  return { method, segments };
};

/** A place in the tree of paths: the nodes that follow, by the next segment, and the routes that end here. */
interface RouteNode {
  readonly literals: Map<string, RouteNode>;
  /** Those of parameters, the one with the most text around it first. */
  readonly parameters: ParameterNode[];
  rest: RouteNode | undefined;
  /** method → route */
  readonly entries: Map<string, RouteEntry>;
}
interface ParameterNode extends Segment, RouteNode {}
interface RouteEntry {
  readonly method: string;
  readonly route: string;
  readonly needs: unknown;
  readonly parameters: readonly Parameter[];
}
/** A parameter, with its place among the segments and the length of the text around it. */
interface Parameter {
  readonly name: string;
  readonly place: number;
  readonly before: number;
  readonly after: number;
}

/** The route that a request matches. */
export interface FoundRoute {
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly needs: unknown;
}

/** Finds the routes of a table by method and path. */
export interface Router {
  /** @throws RouteDefinitionError for a wrong route, an ambiguous path, and a route that is there already. */
  readonly add: (route: string, needs: unknown) => void;
  /** Finds the most specific route. From the left, a literal comes before a parameter, a parameter before `*`. */
  readonly find: (method: string, path: string) => FoundRoute | undefined;
}

const createNode = (): RouteNode => ({
  literals: new Map(),
  parameters: [],
  rest: undefined,
  entries: new Map(),
});

/** Finds or adds the node that a segment leads to. */
const nextNode = (node: RouteNode, { before, name, after }: Segment): RouteNode => {
  if (name === '*') {
    node.rest ??= createNode();
    return node.rest;
  }
  if (!name) {
    const next = node.literals.get(after) ?? createNode();
    node.literals.set(after, next);
    return next;
  }
  const { parameters } = node;
  const known = parameters.find((other) => other.before === before && other.after === after);
  if (known) return known;
  const next = { before, name, after, ...createNode() };
  parameters.push(next);
  parameters.sort((a, b) => b.before.length - a.before.length || b.after.length - a.after.length);
  return next;
};

const search = (
  { literals, parameters, rest, entries }: RouteNode,
  method: string,
  segments: readonly string[],
  place: number,
): RouteEntry | undefined => {
  if (place === segments.length) return entries.get(method) ?? rest?.entries.get(method);
  const segment = segments[place] as string;
  const literal = literals.get(segment);
  let found = literal && search(literal, method, segments, place + 1);
  for (let i = 0; !found && i < parameters.length; i++) {
    const parameter = parameters[i] as ParameterNode;
    if (fits(segment, parameter)) found = search(parameter, method, segments, place + 1);
  }
  // A slash at the end is no part of the rest.
  return found ?? (segments[segments.length - 1] ? rest?.entries.get(method) : undefined);
};

/** Tells whether a segment has the text around a parameter, and something in its place. */
const fits = (segment: string, { before, after }: Segment): boolean =>
  segment.length > before.length + after.length && segment.startsWith(before) && segment.endsWith(after);

/** Makes an empty router. */
export const createRouter = (): Router => {
  const root = createNode();
  /** path → its routes, for paths without parameters: no other route is more specific */
  const literalPaths = new Map<string, RouteNode['entries']>();

  return {
    add(route, needs) {
      const { method, segments } = parseRoute(route);
      const { entries } = segments.reduce(nextNode, root);
      const twin = entries.get(method);
      if (twin?.method === method) throw new RouteDefinitionError(route, `the same path as ${twin.route}`);
      const parameters = segments.flatMap(({ before, name, after }, place) =>
        name ? [{ name, place, before: before.length, after: after.length }] : [],
      );
      const entry = { method, route, needs, parameters };
      entries.set(method, entry);
      // `HEAD` is answered as `GET` (RFC 9110 §9.3.2) where it has no route of its own.
      if (method === 'GET' && !entries.has('HEAD')) entries.set('HEAD', entry);
      if (parameters.length === 0) literalPaths.set(route.slice(method.length + 1), entries);
    },
    find(method, path) {
      const known = literalPaths.get(path)?.get(method);
      if (known) return foundRoute(known, []);
      if (typeof path !== 'string' || ambiguous.test(path)) return undefined;
      const segments = segmentsOf(path);
      const entry = search(root, method, segments, 0);
      if (!entry || !path.includes('%')) return entry && foundRoute(entry, segments);
      // Some servers look for text in the path as it came, some in the plain one.
      const plain = path.replace(encodedUnreserved, decodeURIComponent);
      const plainSegments = segmentsOf(plain);
      return ambiguous.test(plain) || search(root, method, plainSegments, 0) !== entry
        ? undefined
        : foundRoute(entry, plainSegments);
    },
  };
};

/** Decodes the parameters; `*` stays encoded. Gives nothing where one does not decode. */
const foundRoute = (
  { route, needs, parameters }: RouteEntry,
  segments: readonly string[],
): FoundRoute | undefined => {
  const params: Record<string, string> = Object.create(null);
  try {
    for (const { name, place, before, after } of parameters) {
      const segment = segments[place] as string;
      const raw =
        name === '*' ? segments.slice(place).join('/') : segment.slice(before, segment.length - after);
      const text = raw.includes('%') ? decodeURIComponent(raw) : raw;
      params[name] = name === '*' ? raw : text;
      if (params[name] !== text && ambiguousInRest.test(raw)) return undefined;
    }
  } catch {
    return undefined;
  }
  return { route, params, needs };
};
