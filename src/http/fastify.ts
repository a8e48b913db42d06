import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteOptions,
  RouteShorthandOptionsWithHandler,
} from 'fastify';
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
  type Refused,
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
export interface FastifyGuardOptions extends RefusalOptions {
  /**
   * Who asks: the stored scopes of the key that a request came with, or nothing. Called once per request, before its
   * body is read, and not at all where the route is `open`.
   */
  readonly authenticate: (request: FastifyRequest) => StoredScopes | PromiseLike<StoredScopes>;
}

/** A handler whose request has what was proven. */
export type GuardedHandler<Proven, PathParams> = (
  this: FastifyInstance,
  request: FastifyRequest & { readonly grant: Proven; readonly params: PathParams },
  reply: FastifyReply,
) => unknown;

/** A guard in `onRequest`, before the body is read, and a handler that does not run unless its guard did. */
export interface GuardedOptions extends RouteShorthandOptionsWithHandler {
  readonly onRequest: onRequestHookHandler;
}

/** The same with the method and the address, for `app.route`. */
export interface GuardedRoute extends RouteOptions {
  readonly onRequest: onRequestHookHandler;
}

/** What {@link guardRoutes} gives. */
export interface FastifyGuard<in out V extends AnyVocabulary, in out Table> {
  /** The whole table, as an `onRequest` hook: what it does not list is a 404. */
  readonly table: onRequestHookHandler;

  /**
   * A route for `app.route`. `request.grant` is proof of what the route needs; `request.params` are the parameters of
   * its path, by the names that the table gives them.
   */
  route<const Route extends keyof Table & string>(
    route: Route,
    handle: GuardedHandler<GrantOf<V, Table[Route]>, Params<Route>>,
  ): GuardedRoute;
}

/**
 * Guards the routes of a Fastify app by a route table.
 *
 * @throws TypeError from `route`, for one that the table does not list.
 *
 * @example
 * ```ts
 * import Fastify from 'fastify';
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/fastify';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read' });
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * const guard = guardRoutes(api, { authenticate: (request) => keys.get(bearerToken(request) ?? '') });
 *
 * const app = Fastify();
 * app.addHook('onRequest', guard.table);
 * app.route(guard.route('GET /tags/:name', async ({ params, grant }) => ({ name: params.name, by: grant })));
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  options: FastifyGuardOptions,
): FastifyGuard<V, Table>;
export function guardRoutes(api: RoutesBehind, options: FastifyGuardOptions): object {
  const guard = decidingRoutes(api, askingOf(options));
  const visitOf = visits<FastifyRequest>();
  return {
    table: hook((request) => guard.inFront(visitOf(request), request.method, pathIn(request))),
    route: (route: string, handle: AnyHandler) => {
      api.needs(route); // throws for a route that the table does not list
      const [method, url] = route.split(' ');
      const decide = (request: FastifyRequest) =>
        guard.route(visitOf(request), request.method, pathIn(request), route);
      return { method, url, ...guarded(decide, handle) };
    },
  };
}

/**
 * The guard and the handler of a route that needs no table.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import Fastify, { type FastifyRequest } from 'fastify';
 * import { defineScopes } from 'scopeproof';
 * import { requireScope } from 'scopeproof/fastify';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { notes: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'notes:write']]);
 * const authenticate = (request: FastifyRequest) => keys.get(bearerToken(request) ?? '');
 *
 * const app = Fastify();
 * app.post('/notes', requireScope(atender, 'notes:write', { authenticate }, async ({ grant }) => ({ by: grant })));
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
>(
  vocabulary: V,
  requirement: Required,
  options: FastifyGuardOptions,
  handle: GuardedHandler<GrantOf<V, Required>, unknown>,
): GuardedOptions;
export function requireScope(
  vocabulary: AnyVocabulary & ScopesBehind,
  requirement: Requirement<string, string>,
  options: FastifyGuardOptions,
  handle: AnyHandler,
): GuardedOptions {
  assertRequirement(vocabulary, requirement);
  const { decide } = deciding(vocabulary, askingOf(options));
  const visitOf = visits<FastifyRequest>();
  return guarded((request) => decide(visitOf(request), requirement), handle);
}

const askingOf = (options: FastifyGuardOptions): Asking<FastifyRequest> => ({ ...options, authorizationOf });

/** An option of the router that Fastify's types do not list among its `routerOptions`. */
interface Delimiters {
  readonly useSemicolonDelimiter?: boolean;
}

/** The path by which Fastify chose the route. */
const pathIn = ({ raw, server: { initialConfig } }: FastifyRequest): string => {
  const path = pathOf(raw.url as string); // which every request to a server has
  const { useSemicolonDelimiter } = (initialConfig.routerOptions ?? {}) as Delimiters;
  return useSemicolonDelimiter || initialConfig.useSemicolonDelimiter
    ? (path.split(';', 1)[0] as string)
    : path;
};

/** A handler that is given what it asks for: what `decide` proves, so say the overloads above. */
type AnyHandler = GuardedHandler<never, unknown>;

/** A hook that lets Fastify go on at once where there is nothing to wait for. */
const hook = (
  decide: (request: FastifyRequest) => Soon<Decision<Proven>>,
  pass?: (request: FastifyRequest, proven: Proven) => void,
): onRequestHookHandler => {
  const answer = (decision: Decision<Proven>, request: FastifyRequest, reply: FastifyReply): void => {
    if (decision.ok) pass?.(request, decision);
    else refuse(reply, decision);
  };
  return (request, reply, done) => {
    const decision = decide(request);
    if (decision instanceof Promise) return decision.then((known) => answer(known, request, reply));
    answer(decision, request, reply);
    if (decision.ok) done();
    return undefined;
  };
};

const guarded = (
  decide: (request: FastifyRequest) => Soon<Decision<Proven>>,
  handle: AnyHandler,
): GuardedOptions => {
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
  // Whoever spreads the route may put another hook in the place of the guard.
  const passed = Symbol('passed');
  return {
    onRequest: hook(decide, (request, proven) => {
      (request as { [passed]?: Proven })[passed] = proven;
    }),
    handler(request, reply) {
      const proven = (request as { [passed]?: Proven })[passed];
      if (!proven) throw new Error(`the guard of ${request.routeOptions.url} did not run`);
      return handle.call(this, proving(request, proven) as ProvenRequest, reply);
    },
  };
};

type ProvenRequest = Parameters<AnyHandler>[0];

// As bytes, for Fastify gives JSON that it is handed as a string a charset, which JSON does not have.
const bytes = new TextEncoder();

const refuse = (reply: FastifyReply, { refusal }: Refused): FastifyReply =>
  reply
    .code(refusal.status)
    .headers(refusal.headers)
    .send(bytes.encode(JSON.stringify(refusal.body)));
