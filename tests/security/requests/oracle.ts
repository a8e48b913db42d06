/**
 * What has to hold where a handler has run. A handler is registered at one or more paths, which the layout also has in
 * the words of a table, whole, with the paths at which its routers are mounted. Claims:
 *
 * 1. The handler of `guard.route`, and of `createFetch`: the caller meets the requirement of its route.
 * 2. A plain handler behind `guard.table`, registered at a path that the table lists: the caller meets the requirement
 *    of that route, whatever was asked for and however the framework came to run it.
 * 3. A plain handler at a path that the table does not list, but a wider route of it does: the caller meets the
 *    requirement of the widest route's most specific one, as if a request were for the path as it is registered.
 * 4. A plain handler at any other path: the table matches the request as it was routed, read strictly or without regard to case, and the
 *    caller meets the requirements of all routes that match so. Handlers of Hono that take `next` are middleware, which
 *    nobody has to list.
 * 5. Wherever the table, read strictly, matches the request as it was routed, the caller meets that requirement too,
 *    unless middleware behind the guard has put another address in its place.
 *
 * `HEAD` at a handler of `GET` is held to the requirement of `GET`, or to that of `HEAD` where the table lists no other. A
 * handler of every method is held to that of the method of the request. Of a handler at several paths, the first counts
 * that matches the request as the framework compares them.
 *
 * The paths of the table are read by paths.ts, not by the library, except for what a request matches strictly, which
 * tests/properties holds against a reference of its own.
 */
import { bySpecificity, covers, type Leniency, lenientSegments, matchesSegments, partsOf } from './paths.js';
import type { Api, Listed, Method, Needs, RouteText, Scope } from './tables.js';

/** A handler of a layout. */
export interface Handler {
  readonly method: Method | 'ALL';
  /** Where it is registered, in the words of a table: at several paths, in the order in which its framework tries them. */
  readonly paths: readonly string[];
  /** The route of its own guard. */
  readonly guarded?: RouteText;
  readonly isMiddleware?: boolean;
  /** How its framework compares a request with several paths; without regard to case and a slash at the end otherwise. */
  readonly comparison?: Pick<Leniency, 'ignoresCase' | 'ignoresSlashAtEnd'>;
}

/** A request as the router had it that chose the handler. */
export interface Routed {
  readonly method: string;
  /** Not decoded, without the query. */
  readonly path: string;
  /** Whether middleware behind the guard of the table has changed it. */
  readonly isRewritten: boolean;
}

/** Who calls: `null` without a valid key. */
export type Held = readonly Scope[] | null;

const meets = (held: Held, needs: Needs): boolean => {
  if (needs === 'open') return true;
  if (held === null) return false;
  if (needs === 'authenticated') return true;
  return 'allOf' in needs
    ? needs.allOf.every((scope) => held.includes(scope))
    : needs.anyOf.some((scope) => held.includes(scope));
};

const inAnyCase: Leniency = {
  decodes: 'no',
  ignoresCase: true,
  ignoresSlashAtEnd: true,
  collapsesSlashes: false,
  semicolon: 'text',
};

/** Gives the route of a table that a path of a handler stands for: the most specific of those that have its paths. */
const coverOf = (table: readonly Listed[], method: string, path: string): Listed | undefined => {
  const parts = partsOf(path);
  const wider = table
    .filter((listed) => listed.method === method || (method === 'HEAD' && listed.method === 'GET'))
    .filter((listed) => covers(listed.parts, parts))
    .sort(
      (a, b) => bySpecificity(a.parts, b.parts) || Number(b.method === method) - Number(a.method === method),
    );
  return wider[0];
};

const pathThatMatches = ({ paths, comparison }: Handler, sent: string): string => {
  const leniency = { ...inAnyCase, ...comparison };
  const segments = lenientSegments(sent, leniency);
  const matching = paths.find((path) => matchesSegments(partsOf(path), segments, leniency));
  return matching ?? (paths[0] as string); // a handler has a path
};

const routesInAnyCase = (table: readonly Listed[], { method, path }: Routed): Listed[] => {
  const segments = lenientSegments(path, inAnyCase);
  return table.filter(
    (each) =>
      (each.method === method || (method === 'HEAD' && each.method === 'GET')) &&
      matchesSegments(each.parts, segments, inAnyCase),
  );
};

/** Says what is wrong where a handler has run for a caller; nothing where all is right. */
export const findingOf = (
  table: readonly Listed[],
  api: Api,
  handler: Handler,
  routed: Routed,
  held: Held,
): string | undefined => {
  const match = routed.isRewritten ? undefined : api.match(routed.method, routed.path)?.route;
  const needed = new Map<string, Needs>();
  const add = (route: string | undefined) => {
    const listed = table.find((each) => each.route === route);
    if (listed) needed.set(listed.route, listed.needs);
  };
  add(match);
  if (handler.guarded) add(handler.guarded);
  else {
    const method = handler.method === 'ALL' ? routed.method : handler.method;
    const path = pathThatMatches(handler, routed.path);
    const cover = coverOf(table, method, path) ?? coverOf(table, routed.method, path);
    add(cover?.route);
    if (!cover && !match && !handler.isMiddleware) {
      const similar = routesInAnyCase(table, routed);
      if (similar.length === 0) return 'the table lists neither the handler nor the request';
      for (const { route } of similar) add(route);
    }
  }
  const unmet = [...needed].filter(([, needs]) => !meets(held, needs));
  return unmet.length === 0
    ? undefined
    : unmet.map(([route, needs]) => `${route} requires ${JSON.stringify(needs)}`).join(', ');
};
