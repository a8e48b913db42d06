import type { AuthenticateResult, PrincipalOf } from '../http/authenticate.js';
import { handlerContext, type Proof, type ProvenContext, type RouteContext } from '../http/context.js';
import { createRouteDecider, type Decision, RequestState } from '../http/decision.js';
import { createRequirementDecider } from '../http/guard.js';
import { type DeciderOptions, deciderOptions, type TableOptions } from '../http/options.js';
import { bodyText, type CustomRefusal } from '../http/refusal.js';
import { fetchRequestPath } from '../http/request-path.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The options of the guard. `Server` is what a server passes after the request: bindings, a connection, or nothing. */
export interface FetchOptions<
  Server extends readonly unknown[],
  Result extends AuthenticateResult = AuthenticateResult,
> extends Omit<TableOptions<[request: Request, ...server: Server]>, 'enforce'> {
  /**
   * Gives the key that a request came with, or nothing. Runs once per request, never for an `open`
   * route.
   */
  readonly authenticate: (request: Request, ...server: Server) => Result;
}

/** What a handler gets: proof of what its route requires, the parameters of its path, who calls, and the request. */
export interface FetchContext<
  Api extends AnyRouteTable,
  Route extends keyof TableOf<Api>,
  Principal = undefined,
> extends RouteContext<Api, Route, Principal> {
  readonly request: Request;
}

/** A handler for each route of a table: `FetchHandlers<typeof api>`. */
export type FetchHandlers<
  Api extends AnyRouteTable,
  Server extends readonly unknown[] = [],
  Principal = undefined,
> = {
  readonly [Route in keyof TableOf<Api>]: (
    context: FetchContext<Api, Route, Principal>,
    ...server: Server
  ) => Response | PromiseLike<Response>;
};

type Fetch = (request: Request, ...server: readonly unknown[]) => Promise<Response>;
interface FetchRequest {
  readonly request: Request;
  readonly server: readonly unknown[];
}
type AnyHandler = (context: object, ...server: readonly unknown[]) => Response | PromiseLike<Response>;

/**
 * Makes a server's `fetch` from a route table and a handler for each of its routes. A route that the table does not list
 * is a 404.
 *
 * @throws TypeError for a route without a handler.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, open } from 'scopeproof';
 * import { createFetch } from 'scopeproof/fetch';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read', 'GET /health': open });
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * export const handle = createFetch(
 *   api,
 *   { authenticate: (request) => keys.get(bearerToken(request) ?? '') },
 *   {
 *     'GET /tags/:name': ({ grant, params }) => Response.json({ name: params.name, by: grant }),
 *     'GET /health': () => new Response('up'),
 *   },
 * );
 *
 * await handle(new Request('https://api.example.com/health')); // 200
 * await handle(new Request('https://api.example.com/tags/new')); // 401
 * ```
 */
export function createFetch<
  V extends AnyVocabulary,
  Table,
  Server extends readonly unknown[] = [],
  Result extends AuthenticateResult = undefined,
>(
  api: RouteTable<V, Table>,
  options: FetchOptions<Server, Result>,
  handlers: FetchHandlers<RouteTable<V, Table>, Server, PrincipalOf<Result>>,
): (request: Request, ...server: Server) => Promise<Response>;
export function createFetch(
  api: UntypedRouteTable,
  options: FetchOptions<unknown[]>,
  handlers: object,
): Fetch {
  const byRoute = new Map<string | undefined, AnyHandler>(Object.entries(handlers));
  for (const route of api.routes)
    if (typeof byRoute.get(route) !== 'function') throw new TypeError(`no handler for ${route}`);
  const guard = createRouteDecider(api, fetchOptions(options));

  return async (request, ...server) => {
    const asked = { request, server };
    const path = fetchRequestPath(request, server[0]);
    const pending = guard.decideTable(new RequestState(asked), request.method, path);
    const decision = pending instanceof Promise ? await pending : pending;
    return answer(decision, asked, byRoute.get(decision.ok ? decision.route : undefined) as AnyHandler);
  };
}

/** A handler that gets what its guard proved and the request, and then what the framework passes after the request. */
export type GuardedHandler<Proven extends object, Rest extends readonly unknown[]> = (
  context: Proven & { readonly request: Request },
  ...rest: Rest
) => Response | PromiseLike<Response>;

/** The guard of a route table, of the type `FetchGuard<typeof api>`. {@link guardRoutes} makes it. */
export interface FetchGuard<
  in out Api extends AnyRouteTable,
  Server extends readonly unknown[] = [],
  out Principal = undefined,
> {
  /** Puts the guard of a route before its handler. A request for a path that is not the route's is a 404. */
  route<
    const Route extends keyof TableOf<Api> & string,
    Rest extends readonly [...Server, ...unknown[]] = readonly [...Server, ...unknown[]],
  >(
    route: Route,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>, Rest>,
  ): (request: Request, ...rest: Rest) => Promise<Response>;
}

/**
 * Guards the modules of a framework that export functions of a request: route handlers of Next.js, endpoints of
 * SvelteKit and Astro, loaders and actions of React Router. What a handler throws passes through.
 *
 * @throws TypeError from `route`, for a route that the table does not list, and for what is no handler.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/fetch';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /api/tags/:name': 'tags:read' });
 * const keys = new Map([['k_0123', 'tags:read']]);
 * const guard = guardRoutes(api, { authenticate: (request) => keys.get(bearerToken(request) ?? '') });
 *
 * // app/api/tags/[name]/route.ts
 * export const GET = guard.route('GET /api/tags/:name', ({ grant, params }) =>
 *   Response.json({ name: params.name, by: grant }),
 * );
 * ```
 */
export function guardRoutes<
  V extends AnyVocabulary,
  Table,
  Server extends readonly unknown[] = [],
  Result extends AuthenticateResult = undefined,
>(
  api: RouteTable<V, Table>,
  options: FetchOptions<Server, Result>,
): FetchGuard<RouteTable<V, Table>, Server, PrincipalOf<Result>>;
export function guardRoutes(api: UntypedRouteTable, options: FetchOptions<unknown[]>): object {
  const guard = createRouteDecider(api, fetchOptions(options));
  return {
    route(route: string, handle: unknown): Fetch {
      api.needs(route); // throws for a route that the table does not list
      assertHandler(handle);
      return async (request, ...server) => {
        const asked = { request, server };
        const path = fetchRequestPath(request, server[0]);
        return answer(
          await guard.decideRoute(new RequestState(asked), request.method, path, route),
          asked,
          handle,
        );
      };
    },
  };
}

/**
 * Puts a guard before a handler, without a table: for modules as {@link guardRoutes} does.
 *
 * @throws TypeError for a requirement of another vocabulary, and for what is no handler.
 *
 * @example
 * ```ts
 * import { defineScopes } from 'scopeproof';
 * import { requireScope } from 'scopeproof/fetch';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { notes: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'notes:write']]);
 * const authenticate = (request: Request) => keys.get(bearerToken(request) ?? '');
 *
 * export const POST = requireScope(atender, 'notes:write', { authenticate }, ({ grant }) =>
 *   Response.json({ by: grant }),
 * );
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  Server extends readonly unknown[] = [],
  Result extends AuthenticateResult = undefined,
  Rest extends readonly [...Server, ...unknown[]] = readonly [...Server, ...unknown[]],
>(
  vocabulary: V,
  requirement: Required,
  options: FetchOptions<Server, Result>,
  handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>, Rest>,
): (request: Request, ...rest: Rest) => Promise<Response>;
export function requireScope(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: Requirement<string, string>,
  options: FetchOptions<unknown[]>,
  handle: unknown,
): object {
  const decide = createRequirementDecider(vocabulary, requirement, fetchOptions(options));
  assertHandler(handle);
  const guarded: Fetch = async (request, ...server) => {
    const asked = { request, server };
    return answer(await decide(new RequestState(asked)), asked, handle);
  };
  return guarded;
}

const fetchOptions = (options: FetchOptions<unknown[]>): DeciderOptions<FetchRequest> =>
  deciderOptions<[Request, ...unknown[]], FetchRequest>(
    options,
    ({ request, server }) => [request, ...server],
    ({ request }) => request,
  );

function assertHandler(handle: unknown): asserts handle is AnyHandler {
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
}

/** Sends the refusal, or what the handler answers. */
const answer = async (
  decision: Decision<Proof, CustomRefusal>,
  { request, server }: FetchRequest,
  handle: AnyHandler,
): Promise<Response> => {
  if (!decision.ok) return new Response(bodyText(decision.refusal), decision.refusal);
  const response = await handle({ request, ...handlerContext(decision) }, ...server);
  if (request.method !== 'HEAD' || !response.body) return response;
  // A server that does not do so itself would send the body of the answer to `GET`.
  response.body.cancel().catch(() => {}); // not awaited: a stream may never finish
  return new Response(null, response);
};
