import type { AnyRouteTable, Grant, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';
import type { AuthenticateResult, PrincipalOf } from './authenticate.js';
import type { ProvenContext, RouteContext } from './context.js';
import {
  createRouteDecider,
  createScopeDecider,
  type Decision,
  type PendingDecision,
  RequestState,
} from './decision.js';
import { type DeciderOptions, deciderOptions, statesCredential, type TableOptions } from './options.js';
import type { CustomRefusal, Refusal, Refusals } from './refusal.js';
import type { UntypedRouteTable, UntypedVocabulary } from './untyped.js';

/** The options of a guard. `Result` is what `authenticate` returns, `Form` what `refusal` does. */
export interface GuardOptions<
  Request,
  Result extends AuthenticateResult = AuthenticateResult,
  Form extends CustomRefusal = CustomRefusal,
> extends TableOptions<[request: Request], Form> {
  /** Gives the caller's key. Runs once per request, never for an `open` route. What it throws is thrown. */
  readonly authenticate: (request: Request) => Result;
}

/** A request, as a guard needs it. */
export interface GuardedRequest<Request extends object> {
  /** The same object for the same request: the guard remembers the caller by it. */
  readonly request: Request;
  /** The value of the `Authorization` header. It tells an invalid key from none. */
  readonly authorization: string | null | undefined;
  /** The key, where it comes as an API key. */
  readonly credential?: string | null | undefined;
}

/** A request for a route, as a guard needs it. */
export interface RouteRequest<Request extends object> extends GuardedRequest<Request> {
  readonly method: string;
  /** The path as it stood in the request: not decoded, not normalised, without the query. */
  readonly path: string;
}

/** What {@link guardScopes} gives. */
export interface ScopeGuard<
  V extends AnyVocabulary,
  Request extends object,
  Principal = unknown,
  Form = Refusal,
> {
  readonly refuse: Refusals;

  /** Decides on a request for anything that has a requirement. */
  check<const Required extends Requirement<V['name'], ScopeOf<V>>>(
    asked: GuardedRequest<Request>,
    requirement: Required,
  ): Promise<Decision<ProvenContext<V, Required, Principal>, Form>>;
}

/** What a guard decides about a request for any route of a table. */
type TableDecision<Api extends AnyRouteTable, Principal, Form> = Decision<
  {
    readonly route: keyof TableOf<Api> & string;
    readonly grant: Grant<Api['vocabulary']['name'], never>;
    readonly principal: Principal | undefined;
    readonly params: Readonly<Record<string, string>>;
  },
  Form
>;

/** What {@link guardRoutes} gives: a `RouteGuard<typeof api, Request, Principal>`. */
export interface RouteGuard<
  Api extends AnyRouteTable,
  Request extends object,
  Principal = unknown,
  Form = Refusal,
> {
  readonly refuse: Refusals;

  /** Decides on a request for a server that answers by the route that it is given, and by no other. */
  match(call: RouteRequest<Request>): Promise<TableDecision<Api, Principal, Form>>;

  /**
   * Decides on a request before a server that has routes of its own: the caller needs what every route requires that
   * the server might take the path for. A route that the table does not list is refused.
   */
  table(call: RouteRequest<Request>): Promise<TableDecision<Api, Principal, Form>>;

  /**
   * Decides on a request for one route. A request that the table finds another route for is refused. `HEAD` is the
   * exception: where the table lists `HEAD` and `GET` of a path, it passes if the grant meets both.
   */
  route<const Route extends keyof TableOf<Api> & string>(
    call: RouteRequest<Request>,
    route: Route,
  ): Promise<Decision<{ readonly route: Route } & RouteContext<Api, Route, Principal>, Form>>;
}

/** Makes the look-up of a request's state, for requests that may be frozen. */
const createStates = <Request extends object>() => {
  const known = new WeakMap<Request, RequestState<GuardedRequest<Request>>>();
  return (asked: GuardedRequest<Request>): RequestState<GuardedRequest<Request>> => {
    const state = known.get(asked.request) ?? new RequestState(asked);
    known.set(asked.request, state);
    return state;
  };
};

const guardOptions = (options: GuardOptions<object>): DeciderOptions<GuardedRequest<object>> => {
  const scheme = Object.hasOwn(options, 'scheme') ? options.scheme : undefined; // a prototype may be polluted
  return {
    ...deciderOptions<[object], GuardedRequest<object>>(
      options,
      ({ request }) => [request],
      () => ({ headers: {} }),
    ),
    hasCredential: (asked) => statesCredential(scheme, asked),
  };
};

/**
 * Makes a guard for requests, without a framework and without a route table. Adapters are built on it.
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
export function guardScopes<
  V extends AnyVocabulary,
  Request extends object,
  Result extends AuthenticateResult = undefined,
  Form extends CustomRefusal = Refusal,
>(
  vocabulary: V,
  options: GuardOptions<Request, Result, Form>,
): ScopeGuard<V, Request, PrincipalOf<Result>, Form>;
export function guardScopes(vocabulary: UntypedVocabulary, options: GuardOptions<object>): object {
  const { refusals, decide } = createScopeDecider(vocabulary, guardOptions(options));
  const stateOf = createStates();
  return {
    refuse: refusals,
    check: async (asked: GuardedRequest<object>, requirement: unknown) => decide(stateOf(asked), requirement),
  };
}

/**
 * Checks a requirement when a guard is made, not at the first request.
 *
 * @throws TypeError for a value that is no requirement of the vocabulary.
 */
export function assertRequirement<V extends AnyVocabulary>(vocabulary: V, requirement: unknown): void;
export function assertRequirement(vocabulary: UntypedVocabulary, requirement: unknown): void {
  vocabulary.check(vocabulary.parse('').grant, requirement);
}

/** Makes the decision on a request for one requirement, which it checks now. For `requireScope` of the adapters. */
export const createRequirementDecider = <Request>(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: unknown,
  options: DeciderOptions<Request>,
): ((state: RequestState<Request>) => PendingDecision) => {
  assertRequirement(vocabulary, requirement);
  const { decide } = createScopeDecider(vocabulary, options);
  return (state) => decide(state, requirement);
};

/**
 * Makes a guard for the requests of a route table, without a framework. Adapters are built on it.
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
export function guardRoutes<
  V extends AnyVocabulary,
  Table,
  Request extends object,
  Result extends AuthenticateResult = undefined,
  Form extends CustomRefusal = Refusal,
>(
  api: RouteTable<V, Table>,
  options: GuardOptions<Request, Result, Form>,
): RouteGuard<RouteTable<V, Table>, Request, PrincipalOf<Result>, Form>;
export function guardRoutes(api: UntypedRouteTable, options: GuardOptions<object>): object {
  const decider = createRouteDecider(api, guardOptions(options));
  const stateOf = createStates();
  const decideOn = async (call: RouteRequest<object>, route: string) =>
    decider.decideRoute(stateOf(call), call.method, call.path, route);
  return {
    refuse: decider.refusals,
    match: async (call: RouteRequest<object>) => decider.decideTable(stateOf(call), call.method, call.path),
    table: async (call: RouteRequest<object>) =>
      decider.decideFramework(stateOf(call), call.method, call.path, []),
    route: (call: RouteRequest<object>, route: string) => {
      api.needs(route); // throws for a route that the table does not list
      return decideOn(call, route);
    },
  };
}
