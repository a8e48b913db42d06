import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { authorizationOf } from '../http/bearer.js';
import { handlerContext, type Proof, type ProvenContext, type RouteContext } from '../http/context.js';
import {
  type AuthenticateResult,
  createRouteDecider,
  type DeciderOptions,
  type Decision,
  type PendingDecision,
  type PrincipalOf,
  requestStates,
} from '../http/decision.js';
import { createRequirementDecider } from '../http/guard.js';
import type { RefusalOptions } from '../http/refusal.js';
import { requestTargetPath } from '../http/request-path.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The options of a guard. `Result` is what `authenticate` returns. */
export interface ExpressOptions<Result extends AuthenticateResult = AuthenticateResult>
  extends RefusalOptions {
  /**
   * Gives the key that a request came with, or nothing. Runs once per request, never for an `open`
   * route.
   */
  readonly authenticate: (req: Request) => Result;
}

/** The guard of a route table, of the type `ExpressGuard<typeof api>`. {@link guardRoutes} makes it. */
export interface ExpressGuard<in out Api extends AnyRouteTable, out Principal = undefined> {
  /** Middleware for the whole table. A route that the table does not list is a 404. */
  readonly table: RequestHandler;

  /** Puts the guard of a route before its handler, which gets proof of what the route requires, and the parameters. */
  route<const Route extends keyof TableOf<Api> & string>(
    route: Route,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>>,
  ): RequestHandler;
}

/**
 * A handler that gets what its guard proved, and then what Express gives to every handler. Express ignores what it
 * returns, except a rejected promise.
 */
export type GuardedHandler<Proven extends object> = (
  proven: Proven,
  req: Request,
  res: Response,
  next: NextFunction,
) => unknown;

/**
 * Guards the routes of an Express app with a route table.
 *
 * @throws TypeError from `route`, for a route that the table does not list.
 *
 * @example
 * ```ts
 * import express from 'express';
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/express';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read' });
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * const guard = guardRoutes(api, { authenticate: (req) => keys.get(bearerToken(req) ?? '') });
 *
 * const app = express();
 * app.use(guard.table);
 * app.get('/tags/:name', guard.route('GET /tags/:name', ({ grant, params }, _req, res) =>
 *   res.json({ name: params.name, by: grant }),
 * ));
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table, Result extends AuthenticateResult = undefined>(
  api: RouteTable<V, Table>,
  options: ExpressOptions<Result>,
): ExpressGuard<RouteTable<V, Table>, PrincipalOf<Result>>;
export function guardRoutes(api: UntypedRouteTable, options: ExpressOptions): object {
  const guard = createRouteDecider(api, deciderOptions(options));
  const stateOf = requestStates<Request>();
  return {
    table: guarded(
      (req) => guard.decideBeforeRouter(stateOf(req), req.method, expressPath(req)),
      (_proven, _req, _res, next) => next(),
    ),
    route: (route: string, handle: AnyHandler) => {
      api.needs(route); // throws for a route that the table does not list
      return guarded((req) => guard.decideRoute(stateOf(req), req.method, expressPath(req), route), handle);
    },
  };
}

/**
 * Puts a guard before a handler, without a table.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import express, { type Request } from 'express';
 * import { defineScopes } from 'scopeproof';
 * import { requireScope } from 'scopeproof/express';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { notes: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'notes:write']]);
 * const authenticate = (req: Request) => keys.get(bearerToken(req) ?? '');
 *
 * const app = express();
 * app.post('/notes', requireScope(atender, 'notes:write', { authenticate }, ({ grant }, _req, res) =>
 *   res.json({ by: grant }),
 * ));
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  Result extends AuthenticateResult = undefined,
>(
  vocabulary: V,
  requirement: Required,
  options: ExpressOptions<Result>,
  handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>>,
): RequestHandler;
export function requireScope(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: Requirement<string, string>,
  options: ExpressOptions,
  handle: AnyHandler,
): RequestHandler {
  const decide = createRequirementDecider(vocabulary, requirement, deciderOptions(options));
  const stateOf = requestStates<Request>();
  return guarded((req) => decide(stateOf(req)), handle);
}

/** Gives the path to look up in the table; none where something rewrote the URL that Express routes by. */
const expressPath = ({ originalUrl, baseUrl, url }: Request): string => {
  const path = requestTargetPath(originalUrl);
  if (url === originalUrl && baseUrl === '') return path;
  const routed = baseUrl + requestTargetPath(url);
  // A router that is mounted at the whole path sees a slash of its own.
  return routed === path || routed === `${path}/` ? path : '';
};

const deciderOptions = (options: ExpressOptions): DeciderOptions<Request> => ({
  ...options,
  authorizationOf,
});

/** A handler of any proof. The overloads above say that it gets what `decide` proves. */
type AnyHandler = GuardedHandler<never>;

const guarded = (decide: (req: Request) => PendingDecision, handle: AnyHandler): RequestHandler => {
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
  const answer = (decision: Decision<Proof>, req: Request, res: Response, next: NextFunction): unknown => {
    if (res.writableEnded) return undefined; // a time-out has answered while `authenticate` ran
    if (decision.ok) return handle(handlerContext(decision) as never, req, res, next);
    const { status, headers, body } = decision.refusal;
    return res
      .status(status)
      .setHeaders(new Map(Object.entries(headers)))
      .end(JSON.stringify(body));
  };
  return (req, res, next) => {
    const decision = decide(req);
    const answered =
      decision instanceof Promise
        ? decision.then((known) => answer(known, req, res, next))
        : answer(decision, req, res, next);
    // Express looks at promises, and at nothing else.
    return answered as ReturnType<RequestHandler>;
  };
};
