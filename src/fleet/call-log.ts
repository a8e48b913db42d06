import { noSuchRoute, throwTypeError } from '../errors.js';
import { isObject, ownProperties } from '../internal/input.js';
import { type AnyRouteTable, type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import { idOf } from './fleet-key.js';
import type { Routed } from './regions.js';
import { RouteCounts } from './route-counts.js';

/** A request that was answered, as an access log has it: by method and path, or by the route of the table. */
export type Call = CallFacts &
  (
    | { readonly method: string; readonly path: string; readonly route?: undefined }
    | { readonly route: string; readonly method?: undefined; readonly path?: undefined }
  );
interface CallFacts {
  /** The id of the key, as {@link FleetKey} has it. */
  readonly key: string;
  /** The status of the response; without one, the call counts as successful. */
  readonly status?: number | undefined;
  readonly at?: Date | undefined;
  /** The number of calls that this one stands for; 1 by default. */
  readonly count?: number | undefined;
}

/** The routes that a key called with success, in declaration order of the table. */
export interface CalledRoutes extends Iterable<string> {
  /** The number of routes. */
  readonly size: number;
  /** Gives the number of successful calls of one route, or of all. */
  count(route?: string): number;
}

/** How many calls a log was given, by what became of them. */
export interface CallCounts {
  /** Successful ones: a status below 400. */
  readonly successful: number;
  /** Those with status 401 or 403. */
  readonly refused: number;
  /** Those with another status from 400 on. */
  readonly failed: number;
  /** Those that no route of the table matches, whatever their status. */
  readonly unmatched: number;
  /** Those before the beginning of the log. */
  readonly early: number;
}

/** What {@link createCallLog} gives. */
export interface CallLog {
  /**
   * Adds a call. A query behind the path is left out.
   *
   * @throws TypeError for what is no call.
   */
  add(call: Call): void;
  /** Gives what a key called; nothing for a key without calls. */
  routesOf(key: string): CalledRoutes;
  /** Gives the ids of the keys with successful calls, in order of their first. */
  keys(): IterableIterator<string>;
  readonly counts: CallCounts;
  /** The first hundred requests that no route matches, with the number of their calls. */
  readonly unmatched: readonly { readonly request: string; readonly count: number }[];
}

/** Where a log begins. */
export interface CallLogOptions {
  /** Calls before it are left out; by default none. */
  readonly since?: Date | undefined;
}

/** The number of distinct unmatched requests that a log remembers: a caller can make up any number. */
const mostUnmatched = 100;

/**
 * Makes a log of who called which route. It keeps counts, not calls, in about 40 bytes for each route of a key.
 *
 * @throws TypeError for a value that is no route table of this copy of the library, and for an invalid date.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { createCallLog } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read', 'POST /contacts': 'contacts:write' });
 *
 * const log = createCallLog(api);
 * log.add({ key: 'k_17', method: 'GET', path: '/contacts/42', status: 200 });
 * log.add({ key: 'k_17', route: 'POST /contacts', status: 403 });
 * [...log.routesOf('k_17')]; // ['GET /contacts/:id']
 * log.counts.refused; // 1
 * ```
 */
export function createCallLog(api: AnyRouteTable, options: CallLogOptions = {}): CallLog {
  const table = routeTableInternals(api);
  const { match } = api as AnyRouteTable & Routed;
  const { since } = ownProperties(options, 'options');
  const start = since === undefined ? undefined : timeOf(since, 'since');
  const numbers = numbersOf(table);
  const called = new RouteCounts();
  /** key → its number */
  const keys = new Map<string, number>();
  const unmatched = new Map<string, number>();
  const counts = { successful: 0, refused: 0, failed: 0, unmatched: 0, early: 0 };

  const numberOf = ({ route, method, path }: Partial<Call>): number | undefined => {
    if (route === undefined && (typeof method !== 'string' || typeof path !== 'string'))
      throwTypeError('a call has a method and a path, or a route');
    const found = route ?? match(method as string, (path as string).split('?', 1)[0] as string)?.route;
    return numbers.get(found as string);
  };
  return Object.freeze({
    add(call: Call) {
      const key = idOf(call);
      const { status = 200, at, count = 1 } = call;
      if (typeof status !== 'number') throwTypeError('a status is a number');
      if (!Number.isSafeInteger(count) || count < 0) throwTypeError('a count is a whole number');
      const number = numberOf(call);
      if (at !== undefined && timeOf(at, 'at') < (start ?? Number.NEGATIVE_INFINITY)) counts.early += count;
      else if (number === undefined) {
        counts.unmatched += count;
        const request = call.route ?? `${call.method} ${call.path}`;
        const known = unmatched.get(request);
        if (known !== undefined || unmatched.size < mostUnmatched)
          unmatched.set(request, (known ?? 0) + count);
      } else if (status >= 400) counts[status === 401 || status === 403 ? 'refused' : 'failed'] += count;
      else if (count > 0) {
        counts.successful += count;
        const known = keys.get(key);
        if (known === undefined) keys.set(key, keys.size);
        called.add(known ?? keys.size - 1, number, count);
      }
    },
    routesOf: (key: string) => new Called(table, called, keys.get(key)),
    keys: () => keys.keys(),
    get counts() {
      return Object.freeze({ ...counts });
    },
    get unmatched() {
      return Object.freeze(Array.from(unmatched, ([request, count]) => Object.freeze({ request, count })));
    },
  });
}

const timeOf = (date: unknown, what: string): number => {
  const time = date instanceof Date ? date.getTime() : Number.NaN;
  return Number.isNaN(time) ? throwTypeError(`${what} is a valid Date`) : time;
};

/** The routes that a key called, by number. */
class Called implements CalledRoutes {
  readonly #table: RouteTableInternals;
  readonly #counts: RouteCounts;
  /** The number of the key; -1 for a key without calls. */
  readonly #key: number;

  constructor(table: RouteTableInternals, counts: RouteCounts, key = -1) {
    this.#table = table;
    this.#counts = counts;
    this.#key = key;
    Object.freeze(this);
  }

  /** Gives the numbers of the called routes of a table, in no order; none for another table or another value. */
  static numbersIn(table: RouteTableInternals, value: unknown): readonly number[] | undefined {
    return isObject(value) && #table in value && value.#table === table ? value.#routes() : undefined;
  }

  get size(): number {
    return this.#routes().length;
  }

  count(route?: string): number {
    if (route === undefined)
      return this.#routes().reduce((sum, number) => sum + this.#counts.get(this.#key, number), 0);
    const number = this.#table.routes.indexOf(route);
    return number < 0 ? 0 : this.#counts.get(this.#key, number);
  }

  *[Symbol.iterator](): IterableIterator<string> {
    for (const number of this.#routes().sort((one, other) => one - other))
      yield this.#table.routes[number] as string;
  }

  #routes(): number[] {
    return this.#counts.routesOf(this.#key);
  }
}

const routeNumbers = /* @__PURE__ */ new WeakMap<RouteTableInternals, ReadonlyMap<string, number>>();
const numbersOf = (table: RouteTableInternals): ReadonlyMap<string, number> => {
  const known = routeNumbers.get(table) ?? new Map(table.routes.map((route, number) => [route, number]));
  routeNumbers.set(table, known);
  return known;
};

/** Gives the numbers of routes that were called, each once. Throws for a route that the table does not list. */
export const calledNumbers = (table: RouteTableInternals, routes: Iterable<string>): readonly number[] => {
  const known = Called.numbersIn(table, routes);
  if (known) return known;
  if (typeof routes === 'string' || !Object(routes)[Symbol.iterator])
    return throwTypeError('called routes are an iterable of routes');
  const numbers = numbersOf(table);
  return [
    ...new Set(Array.from(routes, (route) => numbers.get(route) ?? throwTypeError(noSuchRoute(route)))),
  ];
};
