import type { Context, MiddlewareHandler, Next } from 'hono';
import type { Grant, GrantOf, Params, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import { authorizationOf } from './challenge.js';
import {
  type Asking,
  type Decision,
  deciding,
  decidingRoutes,
  type Proven,
  type RoutesBehind,
  type ScopesBehind,
  type Soon,
  type StoredScopes,
  visits,
} from './decide.js';
import { assertRequirement } from './guard.js';
import { pathOfRequest } from './reading.js';
import type { RefusalOptions } from './refusal.js';

/** How requests are guarded. */
export interface HonoGuardOptions extends RefusalOptions {
  /**
   * Who asks: the stored scopes of the key that a request came with, or nothing. Called once per request, and not at
   * all where the route is `open`.
   */
  readonly authenticate: (request: Request, c: Context) => StoredScopes | PromiseLike<StoredScopes>;
}

/** Middleware behind which `c.var` has what was proven. */
export type Proves<Proven extends object> = MiddlewareHandler<{ Variables: Proven }>;

/** What {@link guardRoutes} gives. */
export interface HonoGuard<in out V extends AnyVocabulary, in out Table> {
  /**
   * The whole table, as middleware: what it does not list is a 404. It proves to the compiler only that there is a
   * grant; that a handler has its scopes is proven by `route`.
   */
  readonly table: Proves<{ readonly grant: Grant<V['name'], never> }>;

  /** One route, as middleware before its handler, which gets proof of what the route needs, and its parameters. */
  route<const Route extends keyof Table & string>(
    route: Route,
  ): Proves<{ readonly grant: GrantOf<V, Table[Route]>; readonly params: Params<Route> }>;
}

/**
 * Guards the routes of a Hono app by a route table.
 *
 * @throws TypeError from `route`, for one that the table does not list.
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
): HonoGuard<V, Table>;
export function guardRoutes(api: RoutesBehind, options: HonoGuardOptions): object {
  const guard = decidingRoutes(api, askingOf(options));
  const visitOf = visits<Context>();
  return {
    table: middleware((c) => guard.inFront(visitOf(c), c.req.method, pathOf(c))),
    route: (route: string) => {
      api.needs(route); // throws for a route that the table does not list
      return middleware((c) => guard.route(visitOf(c), c.req.method, pathOf(c), route));
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
): Proves<{ readonly grant: GrantOf<V, Required> }>;
export function requireScope(
  vocabulary: AnyVocabulary & ScopesBehind,
  requirement: Requirement<string, string>,
  options: HonoGuardOptions,
): MiddlewareHandler {
  assertRequirement(vocabulary, requirement);
  const { decide } = deciding(vocabulary, askingOf(options));
  const visitOf = visits<Context>();
  return middleware((c) => decide(visitOf(c), requirement));
}

const askingOf = ({ authenticate, ...wording }: HonoGuardOptions): Asking<Context> => ({
  ...wording,
  authenticate: (c) => authenticate(c.req.raw, c),
  authorizationOf: (c) => authorizationOf(c.req.raw),
});

/** The path that the table is asked for; none where Hono goes by another, as `getPath` can tell it to. */
const pathOf = (c: Context): string => {
  const path = pathOfRequest(c.req.raw, c.env);
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

const middleware = (decide: (c: Context) => Soon<Decision<Proven>>): MiddlewareHandler => {
  const answer = (decision: Decision<Proven>, c: Context, next: Next): ReturnType<MiddlewareHandler> => {
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
