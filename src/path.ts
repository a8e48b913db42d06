import { badRoute, noSegment, RouteDefinitionError, twoWays } from './errors.js';

/** The methods that a route can have: those of RFC 9110 without `CONNECT` and `TRACE`, and `PATCH` of RFC 5789. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
const methods: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
] satisfies Method[];

/** What a server could read in two ways, or takes for more than a path. */
// In this order: no path at all; more than a path; an empty segment, a dot segment or a slash at the end, with or without
// a semicolon and what follows; what RFC 3986 §6.2.2.2 says need not be encoded, a slash or a control character, encoded;
// a % that encodes nothing.
const ambiguous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  /^(?!\/)|[?#\\\s\0-\x1f\x7f]|\/\.{0,2}(?:[/;]|$)|%(?:[01][\da-f]|2[def]|3\d|[46][1-9a-f]|[57][\da]|5[cf]|7[ef]|(?![\da-f]{2}))/i;

/** A dot or a slash in the rest of a path, which is handed on as it stood there and may be decoded again. */
const encodedTwice = /%(?:25)+(?:2[ef]|5c)|(?:^|\/)\.{1,2}%(?:25)*3b/i;

const literal = /^[\w\-.~!$&'()+,;=@]+$/;
const parameter = /^:[A-Za-z_]\w*$/;

/** The segments of a path; the first is what stands before its first slash, which is nothing. */
// Not by `split`, which takes three times as long for a text that it has not split before.
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

/** A route taken apart, or a refusal of what is none. */
const readRoute = (route: string): { readonly method: string; readonly segments: readonly string[] } => {
  const [method = '', path = '', ...more] = route.split(' ');
  if (!methods.includes(method) || !path.startsWith('/') || more.length > 0)
    throw new RouteDefinitionError(route, badRoute);
  const [, ...segments] = segmentsOf(path);
  segments.forEach((segment, i) => {
    if (parameter.test(segment) || (segment === '*' && i === segments.length - 1)) return;
    const either = ambiguous.test(`/${segment}`);
    if (either || !literal.test(segment))
      throw new RouteDefinitionError(route, (either ? twoWays : noSegment)(segment));
  });
  const names = segments.filter((segment) => segment.startsWith(':'));
  if (new Set(names).size < names.length) throw new RouteDefinitionError(route, 'a parameter named twice');
  return { method, segments };
};

/** A place in the paths of a table: how they go on, by the next segment, and what ends there, by its method. */
interface Fork {
  readonly literals: Map<string, Fork>;
  parameter: Fork | undefined;
  rest: Fork | undefined;
  readonly ends: Map<string, End>;
}
interface End {
  readonly route: string;
  readonly needs: unknown;
  /** Its parameters, each with its place among the segments. */
  readonly places: readonly (readonly [name: string, place: number])[];
}

/** What a path leads to. */
export interface Found {
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly needs: unknown;
}

/** The routes of a table, found by method and path. */
export interface Router {
  /** @throws RouteDefinitionError for what is no route, could be read two ways, or is there already. */
  readonly add: (route: string, needs: unknown) => void;
  /** The most specific route: from the left, a literal comes before a parameter, a parameter before the rest of a path. */
  readonly find: (method: string, path: string) => Found | undefined;
}

const fork = (): Fork => ({ literals: new Map(), parameter: undefined, rest: undefined, ends: new Map() });

const search = (
  { literals, parameter, rest, ends }: Fork,
  method: string,
  segments: readonly string[],
  place: number,
): End | undefined => {
  if (place === segments.length) return ends.get(method) ?? rest?.ends.get(method);
  const literal = literals.get(segments[place] as string);
  return (
    (literal && search(literal, method, segments, place + 1)) ??
    (parameter && search(parameter, method, segments, place + 1)) ??
    rest?.ends.get(method)
  );
};

export const routerOf = (): Router => {
  const root = fork();
  /** Paths of nothing but literals, which nothing is more specific than, with what ends there. */
  const whole = new Map<string, Fork['ends']>();

  return {
    add(route, needs) {
      const { method, segments } = readRoute(route);
      const places: [name: string, place: number][] = [];
      let end = root;
      segments.forEach((segment, i) => {
        const name = segment.replace(/^:/, '');
        if (segment === '*') end = end.rest ??= fork();
        else if (segment !== name) end = end.parameter ??= fork();
        else {
          const next = end.literals.get(segment) ?? fork();
          end.literals.set(segment, next);
          end = next;
          return;
        }
        places.push([name, i + 1]);
      });
      const twin = end.ends.get(method);
      if (twin) throw new RouteDefinitionError(route, `the same path as ${twin.route}`);
      end.ends.set(method, { route, needs, places });
      if (places.length === 0) whole.set(`/${segments.join('/')}`, end.ends);
    },
    find(method, path) {
      const known = whole.get(path)?.get(method);
      if (!known && (typeof path !== 'string' || (path !== '/' && ambiguous.test(path)))) return undefined;
      const segments = known ? [] : segmentsOf(path);
      const end = known ?? search(root, method, segments, 1);
      const params = end && paramsOf(end.places, segments);
      return params && { route: end.route, params, needs: end.needs };
    },
  };
};

/** The parameters decoded, and the rest of the path as it stood there; none where one of them does not decode. */
const paramsOf = (places: End['places'], segments: readonly string[]): Record<string, string> | undefined => {
  const found: Record<string, string> = Object.create(null);
  try {
    for (const [name, place] of places) {
      const raw = name === '*' ? segments.slice(place).join('/') : (segments[place] as string);
      const text = raw.includes('%') ? decodeURIComponent(raw) : raw;
      if (name !== '*') found[name] = text;
      else if (text !== raw && encodedTwice.test(raw)) return undefined;
      else found[name] = raw;
    }
  } catch {
    return undefined;
  }
  return found;
};
