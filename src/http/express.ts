import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { GrantOf, Params, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import { authorizationOf } from './challenge.js';
import {
  type Asking,
  type Decision,
  deciding,
  decidingRoutes,
  type Proven,
  proving,
  type RoutesBehind,
  type ScopesBehind,
  type Soon,
  type StoredScopes,
  visits,
} from './decide.js';
import { assertRequirement } from './guard.js';
import { pathOf } from './reading.js';
import type { RefusalOptions } from './refusal.js';

/** How requests are guarded. */
export interface ExpressGuardOptions extends RefusalOptions {
  /**
   * Who asks: the stored scopes of the key that a request came with, or nothing. Called once per request, and not at
   * all where the route is `open`.
   */
  readonly authenticate: (req: Request) => StoredScopes | PromiseLike<StoredScopes>;
}

/** A handler whose request has what was proven. What it returns is of no account, unless it is a promise that fails. */
export type GuardedHandler<Proven, PathParams> = (
  req: Request<unknown> & { readonly grant: Proven; readonly params: PathParams },
  res: Response,
  next: NextFunction,
) => unknown;

/** What {@link guardRoutes} gives. */
export interface ExpressGuard<in out V extends AnyVocabulary, in out Table> {
  /** The whole table, as middleware: what it does not list is a 404. */
  readonly table: RequestHandler;

  /**
   * A handler behind the guard of its route. `req.grant` is proof of what the route needs; `req.params` are the
   * parameters of its path, by the names that the table gives them.
   */
  route<const Route extends keyof Table & string>(
    route: Route,
    handle: GuardedHandler<GrantOf<V, Table[Route]>, Params<Route>>,
  ): RequestHandler;
}

/**
 * Guards the routes of an Express app by a route table.
 *
 * @throws TypeError from `route`, for one that the table does not list.
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
 * app.get('/tags/:name', guard.route('GET /tags/:name', (req, res) =>
 *   res.json({ name: req.params.name, by: req.grant }),
 * ));
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  options: ExpressGuardOptions,
): ExpressGuard<V, Table>;
export function guardRoutes(api: RoutesBehind, options: ExpressGuardOptions): object {
  const guard = decidingRoutes(api, askingOf(options));
  const visitOf = visits<Request>();
  return {
    table: middleware(
      (req) => guard.inFront(visitOf(req), req.method, pathIn(req)),
      (_decision, _req, _res, next) => next(),
    ),
    route: (route: string, handle: AnyHandler) => {
      api.needs(route); // throws for a route that the table does not list
      return guarded((req) => guard.route(visitOf(req), req.method, pathIn(req), route), handle);
    },
  };
}

/**
 * A handler behind a guard that needs no table.
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
 * app.post('/notes', requireScope(atender, 'notes:write', { authenticate }, (req, res) => res.json({ by: req.grant })));
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
>(
  vocabulary: V,
  requirement: Required,
  options: ExpressGuardOptions,
  handle: GuardedHandler<GrantOf<V, Required>, Request['params']>,
): RequestHandler;
export function requireScope(
  vocabulary: AnyVocabulary & ScopesBehind,
  requirement: Requirement<string, string>,
  options: ExpressGuardOptions,
  handle: AnyHandler,
): RequestHandler {
  assertRequirement(vocabulary, requirement);
  const { decide } = deciding(vocabulary, askingOf(options));
  const visitOf = visits<Request>();
  return guarded((req) => decide(visitOf(req), requirement), handle);
}

const askingOf = (options: ExpressGuardOptions): Asking<Request> => ({ ...options, authorizationOf });

/** The path that the table is asked for; none where something has put another in its place for Express to go by. */
const pathIn = ({ originalUrl, baseUrl, url }: Request): string => {
  const path = pathOf(originalUrl);
  if (url === originalUrl && baseUrl === '') return path;
  const routed = baseUrl + pathOf(url);
  // A router that is mounted at the whole path sees a slash of its own.
  return routed === path || routed === `${path}/` ? path : '';
};

/** A handler that is given what it asks for: what `decide` proves, so say the overloads above. */
type AnyHandler = GuardedHandler<never, Request['params']>;

const guarded = (decide: Decide, handle: AnyHandler): RequestHandler => {
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
  return middleware(decide, (proven, req, res, next) =>
    handle(proving(req, proven) as ProvenRequest, res, next),
  );
};

type Decide = (req: Request) => Soon<Decision<Proven>>;
type Pass = (proven: Proven, req: Request, res: Response, next: NextFunction) => unknown;

const middleware = (decide: Decide, pass: Pass): RequestHandler => {
  const answer = (decision: Decision<Proven>, req: Request, res: Response, next: NextFunction): unknown => {
    if (decision.ok) return pass(decision, req, res, next);
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
    // Express waits for promises, and for nothing else.
    return answered instanceof Promise ? answered : undefined;
  };
};

type ProvenRequest = Parameters<AnyHandler>[0];
