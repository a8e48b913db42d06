import { noSuchRoute, throwTypeError } from '../errors.js';
import { leastScopes } from '../keys/least-scopes.js';
import { type AnyRouteTable, type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import { type CalledRoutes, calledNumbers } from './call-log.js';
import { namesIn } from './fleet-key.js';
import { isLetIn, type Needs, needsFor, type StoredNames, storedNames } from './names.js';

/** What {@link leastForCalls} gives. */
export interface LeastForCalls {
  /** The narrowest scopes for the called routes, in declaration order. */
  readonly scopes: readonly string[];
  /** The narrowest bundle that covers them, with what it holds beyond the scopes; none where no bundle does. */
  readonly bundle: { readonly name: string; readonly excess: readonly string[] } | undefined;
  /** Whether nothing narrower can exist. */
  readonly exact: boolean;
}

/** The number of sets of routes whose answers are remembered for each table. */
const mostRemembered = 20_000;
const remembered = /* @__PURE__ */ new WeakMap<RouteTableInternals, Map<string, LeastForCalls>>();

/**
 * Gives the narrowest scopes for what a key called, by the rules of `leastScopes`. It remembers sets of routes: many keys
 * call the same.
 *
 * @throws TypeError for a value that is no route table, and for a route that it does not list.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { leastForCalls } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 *
 * leastForCalls(api, ['GET /tags']).scopes; // ['tags:read']
 * ```
 */
export function leastForCalls(api: AnyRouteTable, routes: Iterable<string> | CalledRoutes): LeastForCalls {
  const table = routeTableInternals(api);
  const called = [...calledNumbers(table, routes)].sort((one, other) => one - other);
  const known = remembered.get(table) ?? new Map<string, LeastForCalls>();
  remembered.set(table, known);
  const id = called.join();
  const again = known.get(id);
  if (again) return again;
  const found = (leastScopes as unknown as (api: object, routes: readonly string[]) => LeastForCalls)(
    api,
    called.map((number) => table.routes[number] as string),
  );
  if (known.size === mostRemembered) known.clear();
  known.set(id, found);
  return found;
}

/** What is read of a table once. */
interface TableReader {
  readonly names: StoredNames;
  /** route → its requirement */
  readonly needs: ReadonlyMap<string, Needs>;
}
const readers = /* @__PURE__ */ new WeakMap<RouteTableInternals, TableReader>();

const readerOf = (table: RouteTableInternals): TableReader => {
  const { vocabulary, routes, needsOf } = table;
  const reader = readers.get(table) ?? {
    names: storedNames(vocabulary),
    needs: new Map(routes.map((route) => [route, needsFor(vocabulary, needsOf(route))])),
  };
  readers.set(table, reader);
  return reader;
};

/**
 * Counts the calls of a log that a key with these scopes would have been refused.
 *
 * @param scopes as stored: a string or an iterable.
 * @throws TypeError for a value that is no route table, for scopes that are no strings, and for a route that the table
 * does not list.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { createCallLog, refusedCalls } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 * const log = createCallLog(api);
 * log.add({ key: 'k_17', route: 'GET /tags', count: 300 });
 * log.add({ key: 'k_17', route: 'POST /tags' });
 *
 * refusedCalls(api, 'tags:read', log.routesOf('k_17')); // 1
 * ```
 */
export function refusedCalls(
  api: AnyRouteTable,
  scopes: string | Iterable<string>,
  called: CalledRoutes,
): number {
  const { names, needs } = readerOf(routeTableInternals(api));
  const held = names.heldBy(namesIn(scopes));
  return [...called]
    .filter((route) => !isLetIn(needs.get(route) ?? throwTypeError(noSuchRoute(route)), held))
    .reduce((sum, route) => sum + called.count(route), 0);
}
