import type { AuthenticateResult, PrincipalOf } from '../http/authenticate.js';
import { handlerContext, type RouteContext } from '../http/context.js';
import { createRouteDecider, RequestState } from '../http/decision.js';
import { deciderOptions, type TableOptions } from '../http/options.js';
import { bodyText } from '../http/refusal.js';
import { fetchRequestPath } from '../http/request-path.js';
import type { UntypedRouteTable } from '../http/untyped.js';
import type { AnyRouteTable, RouteTable } from '../index.js';
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
  const guard = createRouteDecider<FetchRequest>(
    api,
    deciderOptions<[Request, ...unknown[]], FetchRequest>(
      options,
      ({ request, server }) => [request, ...server],
      ({ request }) => request,
    ),
  );

  return async (request, ...server) => {
    const state = new RequestState({ request, server });
    const pending = guard.decideTable(state, request.method, fetchRequestPath(request, server[0]));
    const decision = pending instanceof Promise ? await pending : pending;
    if (!decision.ok) return new Response(bodyText(decision.refusal), decision.refusal);
    const handle = byRoute.get(decision.route) as AnyHandler; // checked above, for every route
    const response = await handle({ request, ...handlerContext(decision) }, ...server);
    if (request.method !== 'HEAD' || !response.body) return response;
    // A server that does not do so itself would send the body of the answer to `GET`.
    response.body.cancel().catch(() => {}); // not awaited: a stream may never finish
    return new Response(null, response);
  };
}
