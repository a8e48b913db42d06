import { badRoute, notASegment, RouteDefinitionError, readTwoWays } from '../errors.js';

/** The methods that a route can have: those of RFC 9110 without `CONNECT` and `TRACE`, and `PATCH` of RFC 5789. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
export const methods: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
] satisfies Method[];

/** Matches a path that two servers could read in two ways, and anything that is more than a path. */
// In this order: no path; a query, a fragment, a backslash, white space or a control character; an empty segment, a dot
// segment or a slash at the end, also before a semicolon; an encoded slash, backslash, control character or
// unreserved character (RFC 3986 §6.2.2.2); a % that encodes nothing.
const ambiguous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  /^(?!\/)|[?#\\\s\0-\x1f\x7f]|\/\.{0,2}(?:[/;]|$)|%(?:[01][\da-f]|2[def]|3\d|[46][1-9a-f]|[57][\da]|5[cf]|7[ef]|(?![\da-f]{2}))/i;

/** Matches a dot, slash or backslash encoded more than once, and a dot segment before an encoded semicolon. */
// For `*` only, which is passed on undecoded and may be decoded again.
const ambiguousInRest = /%(?:25)+(?:2[ef]|5c)|(?:^|\/)\.{1,2}%(?:25)*3b/i;

const literalSegment = /^[\w\-.~!$&'()+,;=@]+$/;
const parameterSegment = /^:[A-Za-z_]\w*$/;

/** Splits a path at its slashes. The first segment stands before the first slash and is empty. */
// `split` takes three times as long for a string that it has not split before (`npm run bench -- speed`).
const segmentsOf = (path: string): string[] => {
  const segments = [''];
  for (let start = 1; path !== '/' && start <= path.length; ) {
    const slash = path.indexOf('/', start);
    const end = slash < 0 ? path.length : slash;
    segments.push(path.slice(start, end));
    start = end + 1;
  }
  return segments;
};

/** Takes a route apart. Throws for anything that is no route. */
const readRoute = (route: string): { readonly method: string; readonly segments: readonly string[] } => {
  const [method = '', path = '', ...more] = route.split(' ');
  if (!methods.includes(method) || !path.startsWith('/') || more.length > 0)
    throw new RouteDefinitionError(route, badRoute);
  const [, ...segments] = segmentsOf(path);
  segments.forEach((segment, i) => {
    if (parameterSegment.test(segment) || (segment === '*' && i === segments.length - 1)) return;
    const isAmbiguous = ambiguous.test(`/${segment}`);
    if (isAmbiguous || !literalSegment.test(segment))
      throw new RouteDefinitionError(route, (isAmbiguous ? readTwoWays : notASegment)(segment));
  });
  const names = segments.filter((segment) => segment.startsWith(':'));
  if (new Set(names).size < names.length) throw new RouteDefinitionError(route, 'a parameter named twice');
  return { method, segments };
};

/** A place in the tree of paths: the nodes that follow, by the next segment, and the routes that end here. */
interface RouteNode {
  readonly literals: Map<string, RouteNode>;
  parameter: RouteNode | undefined;
  rest: RouteNode | undefined;
  /** method → route */
  readonly entries: Map<string, RouteEntry>;
}
interface RouteEntry {
  readonly route: string;
  readonly needs: unknown;
  /** The parameters, each with its place among the segments. */
  readonly parameters: readonly (readonly [name: string, place: number])[];
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
  parameter: undefined,
  rest: undefined,
  entries: new Map(),
});

/** Finds or adds the node that a segment leads to. */
const nextNode = (node: RouteNode, segment: string): RouteNode => {
  if (segment === '*') {
    node.rest ??= createNode();
    return node.rest;
  }
  if (segment.startsWith(':')) {
    node.parameter ??= createNode();
    return node.parameter;
  }
  const next = node.literals.get(segment) ?? createNode();
  node.literals.set(segment, next);
  return next;
};

const search = (
  { literals, parameter, rest, entries }: RouteNode,
  method: string,
  segments: readonly string[],
  place: number,
): RouteEntry | undefined => {
  if (place === segments.length) return entries.get(method) ?? rest?.entries.get(method);
  const literal = literals.get(segments[place] as string);
  return (
    (literal && search(literal, method, segments, place + 1)) ??
    (parameter && search(parameter, method, segments, place + 1)) ??
    rest?.entries.get(method)
  );
};

/** Makes an empty router. */
export const createRouter = (): Router => {
  const root = createNode();
  /** path → its routes, for paths without parameters: no other route is more specific */
  const literalPaths = new Map<string, RouteNode['entries']>();

  return {
    add(route, needs) {
      const { method, segments } = readRoute(route);
      const { entries } = segments.reduce(nextNode, root);
      const parameters = segments.flatMap((segment, i) =>
        segment === '*' || segment.startsWith(':') ? [[segment.replace(/^:/, ''), i + 1] as const] : [],
      );
      const twin = entries.get(method);
      if (twin) throw new RouteDefinitionError(route, `the same path as ${twin.route}`);
      entries.set(method, { route, needs, parameters });
      if (parameters.length === 0) literalPaths.set(`/${segments.join('/')}`, entries);
    },
    find(method, path) {
      const known = literalPaths.get(path)?.get(method);
      if (!known && (typeof path !== 'string' || (path !== '/' && ambiguous.test(path)))) return undefined;
      const segments = known ? [] : segmentsOf(path);
      const entry = known ?? search(root, method, segments, 1);
      const params = entry && decodeParams(entry.parameters, segments);
      return params && { route: entry.route, params, needs: entry.needs };
    },
  };
};

/** Decodes the parameters; `*` stays as it stood in the path. Gives nothing where one does not decode. */
const decodeParams = (
  parameters: RouteEntry['parameters'],
  segments: readonly string[],
): Record<string, string> | undefined => {
  const params: Record<string, string> = Object.create(null);
  try {
    for (const [name, place] of parameters) {
      const raw = name === '*' ? segments.slice(place).join('/') : (segments[place] as string);
      const text = raw.includes('%') ? decodeURIComponent(raw) : raw;
      if (name !== '*') params[name] = text;
      else if (text !== raw && ambiguousInRest.test(raw)) return undefined;
      else params[name] = raw;
    }
  } catch {
    return undefined;
  }
  return params;
};
