import type { Requirement, RouteTable, ScopeOf } from '../index.js';
import { type Grant, type GrantOf, type InsufficientScopeError, open, type Params } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import { bearerToken } from './challenge.js';
import { readAlike } from './reading.js';
import { type Refusal, type RefusalOptions, type Refusals, refusals } from './refusal.js';

/** The stored scopes of the key that a request came with, or nothing: no key, or one that is not valid. */
export type Stored = string | Iterable<string> | null | undefined;

/** How a guard of requests works. */
export interface GuardOptions<Request> extends RefusalOptions {
  /** Who asks: called once per request, and not at all where the route is `open`. What it throws is thrown. */
  readonly authenticate: (request: Request) => Stored | PromiseLike<Stored>;
}

/** What a guard is told of a request. */
export interface Asked<Request extends object> {
  /** Of the same request always the same object: by it the guard remembers who asks. */
  readonly request: Request;
  /** The value of the `Authorization` header, to tell an invalid key from none. */
  readonly authorization: string | null | undefined;
}

/** The same of a request for a route. */
export interface Call<Request extends object> extends Asked<Request> {
  readonly method: string;
  /** As it stood in the request: not decoded, not normalised, without the query. */
  readonly path: string;
}

/** What a guard says of a request. */
export type Decision<Passed> = (Allowed & Passed) | Refused;

interface Allowed {
  readonly ok: true;
  readonly refusal?: never;
  readonly error?: never;
}

/** No, with the response to send. */
export interface Refused {
  readonly ok: false;
  readonly grant?: never;
  readonly refusal: Refusal;
  /** What is missing, where it is scopes. */
  readonly error?: InsufficientScopeError;
}

/** What {@link guardScopes} gives. */
export interface ScopeGuard<V extends AnyVocabulary, Request extends object> {
  readonly refuse: Refusals;

  /** Decides on a request for something that has a requirement. */
  check<const Required extends Requirement<V['name'], ScopeOf<V>>>(
    asked: Asked<Request>,
    requirement: Required,
  ): Promise<Decision<{ readonly grant: GrantOf<V, Required> }>>;
}

/** What {@link guardRoutes} gives. */
export interface RouteGuard<V extends AnyVocabulary, Table, Request extends object> {
  readonly refuse: Refusals;

  /** Decides on a request for any route of the table. What the table does not list is refused. */
  table(call: Call<Request>): Promise<
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
    call: Call<Request>,
    route: Route,
  ): Promise<
    Decision<{
      readonly route: Route;
      readonly grant: GrantOf<V, Table[Route]>;
      readonly params: Params<Route>;
    }>
  >;
}

// What a guard needs of a vocabulary and of a table, without the types of their scopes and routes.
type AnyGrant = Grant<string, never>;
type AnyChecked = { readonly ok: true } | { readonly ok: false; readonly error: InsufficientScopeError };
interface ScopesBehind {
  parse(stored: string | Iterable<string>): { readonly grant: AnyGrant };
  check(grant: AnyGrant, requirement: unknown): AnyChecked;
}
interface RoutesBehind {
  readonly vocabulary: ScopesBehind & AnyVocabulary;
  readonly routes: readonly string[];
  needs(route: string): unknown;
  match(method: string, path: string): { readonly route: string; readonly params: object } | undefined;
}

/** Whether to let a request have what needs all of some requirements. */
const decideOver = <Request extends object>(
  vocabulary: ScopesBehind,
  refuse: Refusals,
  authenticate: GuardOptions<Request>['authenticate'],
) => {
  const nobody = vocabulary.parse('').grant;
  const remembered = new WeakMap<Request, Promise<AnyGrant | undefined>>();
  const read = async (request: Request) => {
    const stored = await authenticate(request);
    return stored === undefined || stored === null ? undefined : vocabulary.parse(stored).grant;
  };
  const grantOf = (request: Request) => {
    const known = remembered.get(request) ?? read(request);
    remembered.set(request, known);
    return known;
  };

  return async (
    { request, authorization }: Asked<Request>,
    needs: readonly unknown[],
  ): Promise<Decision<{ readonly grant: AnyGrant }>> => {
    const grant = needs.every((need) => need === open) ? nobody : await grantOf(request);
    if (!grant) {
      const presented = bearerToken(authorization) !== undefined;
      return { ok: false, refusal: presented ? refuse.invalidToken : refuse.missingCredentials };
    }
    for (const need of needs) {
      const checked = vocabulary.check(grant, need);
      if (!checked.ok)
        return { ok: false, refusal: refuse.insufficientScope(checked.error), error: checked.error };
    }
    return { ok: true, grant };
  };
};

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
  const refuse = refusals(options);
  const decide = decideOver(vocabulary, refuse, options.authenticate);
  return { refuse, check: (asked: Asked<object>, requirement: unknown) => decide(asked, [requirement]) };
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

/** Whether a handler of a route may answer what the table reads as another: `HEAD` is answered by the handler of `GET`. */
const answers = (route: string, matched: string): boolean =>
  route === matched || (matched.startsWith('HEAD ') && route === `GET ${matched.slice('HEAD '.length)}`);

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
  const refuse = refusals(options);
  const decide = decideOver(api.vocabulary, refuse, options.authenticate);
  const alike = readAlike(api.vocabulary, api.routes);
  const decideOn = async (call: Call<object>, route?: string) => {
    const { method, path } = call;
    const match = api.match(method, path);
    if (!match || !alike(method, path, match.route) || (route !== undefined && !answers(route, match.route)))
      return { ok: false, refusal: refuse.notFound };
    const routes = new Set([match.route, route ?? match.route]);
    const decision = await decide(
      call,
      Array.from(routes, (each) => api.needs(each)),
    );
    return decision.ok ? { ...decision, route: route ?? match.route, params: match.params } : decision;
  };
  return {
    refuse,
    table: (call: Call<object>) => decideOn(call),
    route: (call: Call<object>, route: string) => {
      api.needs(route); // throws for a route that the table does not list
      return decideOn(call, route);
    },
  };
}
