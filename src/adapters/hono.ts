import type { Context, MiddlewareHandler, Next } from 'hono';
import { authorizationOf } from '../http/bearer.js';
import {
  createRouteDecider,
  type DeciderOptions,
  type Decision,
  type PendingDecision,
  type Proof,
  requestStates,
  type StoredScopes,
} from '../http/decision.js';
import { createRequirementDecider } from '../http/guard.js';
import type { RefusalOptions } from '../http/refusal.js';
import { fetchRequestPath } from '../http/request-path.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Grant, GrantOf, Params, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The options of a guard. */
export interface HonoGuardOptions extends RefusalOptions {
  /**
   * Gives the stored scopes of the key that a request came with, or nothing. Runs once per request, never for an `open`
   * route.
   */
  readonly authenticate: (request: Request, c: Context) => StoredScopes | PromiseLike<StoredScopes>;
}

/** Middleware that puts what it proved into `c.var`. */
export type HonoGuardMiddleware<Proven extends object> = MiddlewareHandler<{ Variables: Proven }>;

/** The guard of a route table, of the type `HonoGuard<typeof api>`. {@link guardRoutes} makes it. */
export interface HonoGuard<in out Api extends AnyRouteTable> {
  /**
   * Middleware for the whole table. A route that the table does not list is a 404. To the compiler it proves only that
   * there is a grant; `route` proves that a handler has its scopes.
   */
  readonly table: HonoGuardMiddleware<{ readonly grant: Grant<Api['vocabulary']['name'], never> }>;

  /** Middleware for one route. Its handler gets proof of what the route requires, and the parameters. */
  route<const Route extends keyof TableOf<Api> & string>(
    route: Route,
  ): HonoGuardMiddleware<{
    readonly grant: GrantOf<Api['vocabulary'], TableOf<Api>[Route]>;
    readonly params: Params<Route>;
  }>;
}

/**
 * Guards the routes of a Hono app with a route table.
 *
 * @throws TypeError from `route`, for a route that the table does not list.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/hono';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read' });
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * const guard = guardRoutes(api, { authenticate: (request) => keys.get(bearerToken(request) ?? '') });
 *
 * const app = new Hono();
 * app.use(guard.table);
 * app.get('/tags/:name', guard.route('GET /tags/:name'), (c) =>
 *   c.json({ name: c.var.params.name, by: c.var.grant }),
 * );
 * export default app;
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  options: HonoGuardOptions,
): HonoGuard<RouteTable<V, Table>>;
export function guardRoutes(api: UntypedRouteTable, options: HonoGuardOptions): object {
  const guard = createRouteDecider(api, deciderOptions(options));
  const stateOf = requestStates<Context>();
  return {
    table: middleware((c) => guard.decideBeforeRouter(stateOf(c), c.req.method, honoPath(c))),
    route: (route: string) => {
      api.needs(route); // throws for a route that the table does not list
      return middleware((c) => guard.decideRoute(stateOf(c), c.req.method, honoPath(c), route));
    },
  };
}

/**
 * Guards one route of a Hono app without a table.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { defineScopes } from 'scopeproof';
 * import { requireScope } from 'scopeproof/hono';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { notes: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'notes:write']]);
 * const authenticate = (request: Request) => keys.get(bearerToken(request) ?? '');
 *
 * const app = new Hono();
 * app.post('/notes', requireScope(atender, 'notes:write', { authenticate }), (c) => c.json({ by: c.var.grant }));
 * export default app;
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
>(
  vocabulary: V,
  requirement: Required,
  options: HonoGuardOptions,
): HonoGuardMiddleware<{ readonly grant: GrantOf<V, Required> }>;
export function requireScope(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: Requirement<string, string>,
  options: HonoGuardOptions,
): MiddlewareHandler {
  const decide = createRequirementDecider(vocabulary, requirement, deciderOptions(options));
  const stateOf = requestStates<Context>();
  return middleware((c) => decide(stateOf(c)));
}

const deciderOptions = ({ authenticate, ...wording }: HonoGuardOptions): DeciderOptions<Context> => ({
  ...wording,
  authenticate: (c) => authenticate(c.req.raw, c),
  authorizationOf: (c) => authorizationOf(c.req.raw),
});

/** Gives the path to look up in the table; none where Hono uses another one, as its option `getPath` can say. */
const honoPath = (c: Context): string => {
  const path = fetchRequestPath(c.req.raw, c.env);
  if (path === c.req.path && !path.includes('%')) return path;
  return decoded(path) !== undefined && decoded(path) === decoded(c.req.path) ? path : '';
};

const decoded = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const middleware = (decide: (c: Context) => PendingDecision): MiddlewareHandler => {
  const answer = (decision: Decision<Proof>, c: Context, next: Next): ReturnType<MiddlewareHandler> => {
    if (!decision.ok) {
      const { status, headers, body } = decision.refusal;
      return Promise.resolve(c.body(JSON.stringify(body), status, headers));
    }
    c.set('grant', decision.grant);
    if (decision.params) c.set('params', decision.params);
    return next();
  };
  return (c, next) => {
    const decision = decide(c);
    return decision instanceof Promise
      ? decision.then((known) => answer(known, c, next))
      : answer(decision, c, next);
  };
};
