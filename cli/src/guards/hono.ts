import { type AppGuards, guardOf, listOf, memberOf, textOf } from './guards.js';

/** An entry of an app's routes: middleware or a handler. */
interface Entry {
  readonly method: string;
  readonly path: string;
  readonly guard: string | undefined;
  /** Whether it may hand the request on. */
  readonly takesNext: boolean;
  readonly route: unknown;
}

/** Reads the guards of a Hono app. Its routes and its middleware are one list, in the order in which they run. */
export function honoGuards(app: unknown): AppGuards {
  const entries = listOf(memberOf(app, 'routes')).map(entryOf);
  const guards = entries.flatMap((entry, place) => (entry.guard === undefined ? [] : [{ ...entry, place }]));
  const routes = entries.flatMap((entry, place) => {
    const { method, path, guard, takesNext, route } = entry;
    // What takes `next` for every method is middleware. So is a guard without a route of its own.
    if (guard === undefined ? method === 'ALL' && takesNext : guard === '') return [];
    const isGuarded =
      guard !== undefined ||
      // Middleware of one route, such as a validator, may stand before the guard.
      guards.some((each) => (each.place < place || takesNext) && standsAt(each, entry));
    return [
      { text: `${method} ${path}`, isGuarded, guardedAs: guard ? [guard] : [], alone: { routes: [route] } },
    ];
  });
  return { isAnySeen: guards.length > 0, routes };
}

function entryOf(route: unknown): Entry {
  const handler = targetOf(memberOf(route, 'handler'));
  return {
    method: textOf(memberOf(route, 'method')),
    path: textOf(memberOf(route, 'path')),
    guard: guardOf(handler),
    takesNext: typeof handler === 'function' && handler.length > 1,
    route,
  };
}

/** Gives the handler that a sub-app with an `onError` of its own has wrapped. */
const targetOf = (handler: unknown): unknown => {
  const target = memberOf(handler, '__COMPOSED_HANDLER');
  return typeof target === 'function' ? targetOf(target) : handler;
};

/** Tells whether every request for a route comes to an entry. */
const standsAt = (entry: Entry, route: Entry): boolean =>
  (entry.method === 'ALL' || entry.method === route.method) && hasPaths(segmentsOf(entry), segmentsOf(route));

const segmentsOf = ({ path }: Entry): readonly string[] => path.replace(/^\//, '').split('/');

function hasPaths(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...others] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === '*' && others.length === 0) return true;
  const [segment, ...rest] = path;
  if (segment === undefined) return false;
  // An expression, and what is optional, may have the paths: a guard that may be there is no finding.
  if (/[{?]/.test(first)) return true;
  const isAny = first === '*' || first.startsWith(':');
  return (isAny ? segment !== '*' || rest.length > 0 : segment === first) && hasPaths(others, rest);
}
