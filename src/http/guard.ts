import type { Grant, GrantOf, Params, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import {
  type Asking,
  type Decision,
  deciding,
  decidingRoutes,
  type RoutesBehind,
  type ScopesBehind,
  type StoredScopes,
  Visit,
} from './decide.js';
import type { RefusalOptions, Refusals } from './refusal.js';

/** How a guard of requests works. */
export interface GuardOptions<Request> extends RefusalOptions {
  /** Who asks: called once per request, and not at all where the route is `open`. What it throws is thrown. */
  readonly authenticate: (request: Request) => StoredScopes | PromiseLike<StoredScopes>;
}

/** What a guard is told of a request. */
export interface GuardedRequest<Request extends object> {
  /** Of the same request always the same object: by it the guard remembers who asks. */
  readonly request: Request;
  /** The value of the `Authorization` header, to tell an invalid key from none. */
  readonly authorization: string | null | undefined;
}

/** The same of a request for a route. */
export interface RouteRequest<Request extends object> extends GuardedRequest<Request> {
  readonly method: string;
  /** As it stood in the request: not decoded, not normalised, without the query. */
  readonly path: string;
}

/** What {@link guardScopes} gives. */
export interface ScopeGuard<V extends AnyVocabulary, Request extends object> {
  readonly refuse: Refusals;

  /** Decides on a request for something that has a requirement. */
  check<const Required extends Requirement<V['name'], ScopeOf<V>>>(
    asked: GuardedRequest<Request>,
    requirement: Required,
  ): Promise<Decision<{ readonly grant: GrantOf<V, Required> }>>;
}

/** What {@link guardRoutes} gives. */
export interface RouteGuard<V extends AnyVocabulary, Table, Request extends object> {
  readonly refuse: Refusals;

  /** Decides on a request for any route of the table. What the table does not list is refused. */
  table(call: RouteRequest<Request>): Promise<
    Decision<{
      readonly route: keyof Table & string;
      readonly grant: Grant<V['name'], never>;
      readonly params: Readonly<Record<string, string>>;
    }>
  >;

  /**
   * Decides on a request for one route. What the table reads as another is refused, but for `HEAD`: where the table
   * lists it beside the `GET`, it passes if the grant meets both.
   */
  route<const Route extends keyof Table & string>(
    call: RouteRequest<Request>,
    route: Route,
  ): Promise<
    Decision<{
      readonly route: Route;
      readonly grant: GrantOf<V, Table[Route]>;
      readonly params: Params<Route>;
    }>
  >;
}

/** Finds the visit of a request that may be anything, frozen for example. */
const visitsOf = <Request extends object>() => {
  const known = new WeakMap<Request, Visit<GuardedRequest<Request>>>();
  return (asked: GuardedRequest<Request>): Visit<GuardedRequest<Request>> => {
    const visit = known.get(asked.request) ?? new Visit(asked);
    known.set(asked.request, visit);
    return visit;
  };
};

const askingOf = ({ authenticate, ...wording }: GuardOptions<object>): Asking<GuardedRequest<object>> => ({
  ...wording,
  authenticate: ({ request }) => authenticate(request),
  authorizationOf: ({ authorization }) => authorization,
});

/**
 * The decision on a request, for adapters: no framework, no table.
 *
 * @example
 * ```ts
 * import { defineScopes } from 'scopeproof';
 * import { authorizationOf, bearerToken, guardScopes } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'tags:read']]);
 * const guard = guardScopes(atender, {
 *   authenticate: (request: Request) => keys.get(bearerToken(request) ?? ''),
 * });
 *
 * export async function listTags(request: Request): Promise<Response> {
 *   const asked = { request, authorization: authorizationOf(request) };
 *   const decision = await guard.check(asked, 'tags:read');
 *   if (decision.ok) return Response.json([`as ${decision.grant} may see them`]);
 *   return new Response(JSON.stringify(decision.refusal.body), decision.refusal);
 * }
 * ```
 */
export function guardScopes<V extends AnyVocabulary, Request extends object>(
  vocabulary: V,
  options: GuardOptions<Request>,
): ScopeGuard<V, Request>;
export function guardScopes(vocabulary: ScopesBehind, options: GuardOptions<object>): object {
  const { refuse, decide } = deciding(vocabulary, askingOf(options));
  const visitOf = visitsOf();
  return {
    refuse,
    check: async (asked: GuardedRequest<object>, requirement: unknown) => decide(visitOf(asked), requirement),
  };
}

/**
 * Refuses, where it is declared, what is no requirement of a vocabulary.
 *
 * @throws TypeError
 */
export function assertRequirement<V extends AnyVocabulary>(vocabulary: V, requirement: unknown): void;
export function assertRequirement(vocabulary: ScopesBehind, requirement: unknown): void {
  vocabulary.check(vocabulary.parse('').grant, requirement);
}

/**
 * The decision on a request for a route, for adapters: no framework.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { authorizationOf, bearerToken, guardRoutes } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read' });
 * const keys = new Map([['k_0123', 'tags:read']]);
 * const guard = guardRoutes(api, {
 *   authenticate: (request: Request) => keys.get(bearerToken(request) ?? ''),
 * });
 *
 * export async function showTag(request: Request): Promise<Response> {
 *   const { method, url } = request;
 *   const { pathname } = new URL(url);
 *   const call = { request, authorization: authorizationOf(request), method, path: pathname };
 *   const decision = await guard.route(call, 'GET /tags/:name');
 *   if (decision.ok) return Response.json({ name: decision.params.name, by: decision.grant });
 *   return new Response(JSON.stringify(decision.refusal.body), decision.refusal);
 * }
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table, Request extends object>(
  api: RouteTable<V, Table>,
  options: GuardOptions<Request>,
): RouteGuard<V, Table, Request>;
export function guardRoutes(api: RoutesBehind, options: GuardOptions<object>): object {
  const decider = decidingRoutes(api, askingOf(options));
  const visitOf = visitsOf();
  const decideOn = async (call: RouteRequest<object>, route: string) =>
    decider.route(visitOf(call), call.method, call.path, route);
  return {
    refuse: decider.refuse,
    table: async (call: RouteRequest<object>) => decider.table(visitOf(call), call.method, call.path),
    route: (call: RouteRequest<object>, route: string) => {
      api.needs(route); // throws for a route that the table does not list
      return decideOn(call, route);
    },
  };
}
