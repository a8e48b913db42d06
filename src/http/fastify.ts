import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteOptions,
  RouteShorthandOptionsWithHandler,
} from 'fastify';
import type { Grant, GrantOf, Params, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import { authorizationOf } from './challenge.js';
import {
  type Asked,
  assertRequirement,
  type Decision,
  guardRoutes as guardCalls,
  guardScopes,
  type Stored,
} from './guard.js';
import { pathOf } from './reading.js';
import type { RefusalOptions } from './refusal.js';

/** How requests are guarded. */
export interface FastifyGuardOptions extends RefusalOptions {
  /**
   * Who asks: the stored scopes of the key that a request came with, or nothing. Called once per request, before its
   * body is read, and not at all where the route is `open`.
   */
  readonly authenticate: (request: FastifyRequest) => Stored | PromiseLike<Stored>;
}

/** A handler whose request has what was proven. */
export type GuardedHandler<Proven, PathParams> = (
  this: FastifyInstance,
  request: FastifyRequest & { readonly grant: Proven; readonly params: PathParams },
  reply: FastifyReply,
) => unknown;

/** A guard in `onRequest`, before the body is read, and a handler that does not run unless its guard did. */
export interface GuardedOptions extends RouteShorthandOptionsWithHandler {
  readonly onRequest: onRequestAsyncHookHandler;
}

/** The same with the method and the address, for `app.route`. */
export interface GuardedRoute extends RouteOptions {
  readonly onRequest: onRequestAsyncHookHandler;
}

/** What {@link guardRoutes} gives. */
export interface FastifyGuard<in out V extends AnyVocabulary, in out Table> {
  /** The whole table, as an `onRequest` hook: what it does not list is a 404. */
  readonly table: onRequestAsyncHookHandler;

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
export function guardRoutes(
  api: RouteTable<AnyVocabulary, Readonly<Record<string, unknown>>>,
  options: FastifyGuardOptions,
): object {
  const guard = guardCalls(api, options);
  const callOf = (request: FastifyRequest) => ({
    ...askedBy(request),
    method: request.method,
    path: pathIn(request),
  });
  const table: onRequestAsyncHookHandler = async (request, reply) => {
    const decision = await guard.table(callOf(request));
    return decision.ok ? undefined : refuse(reply, decision);
  };
  return {
    table,
    route: (route: string, handle: AnyHandler) => {
      api.needs(route); // throws for a route that the table does not list
      const [method, url] = route.split(' ');
      return { method, url, ...guarded((request) => guard.route(callOf(request), route), handle) };
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
  vocabulary: AnyVocabulary,
  requirement: Requirement<string, string>,
  options: FastifyGuardOptions,
  handle: AnyHandler,
): GuardedOptions {
  assertRequirement(vocabulary, requirement);
  const guard = guardScopes(vocabulary, options);
  return guarded((request) => guard.check(askedBy(request), requirement), handle);
}

const askedBy = (request: FastifyRequest): Asked<FastifyRequest> => ({
  request,
  authorization: authorizationOf(request),
});

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

// What it asks is what `decide` proves: so say the overloads above.
type AnyHandler = GuardedHandler<never, unknown>;

interface Proven {
  readonly grant: Grant<string, never>;
  readonly params?: object;
}

const guarded = (
  decide: (request: FastifyRequest) => Promise<Decision<Proven>>,
  handle: AnyHandler,
): GuardedOptions => {
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
  // Whoever spreads the route may put another hook in the place of the guard.
  const passed = new WeakMap<FastifyRequest, Proven>();
  return {
    onRequest: async (request, reply) => {
      const decision = await decide(request);
      if (!decision.ok) return refuse(reply, decision);
      passed.set(request, decision);
    },
    handler(request, reply) {
      const proven = passed.get(request);
      if (!proven) throw new Error(`the guard of ${request.routeOptions.url} did not run`);
      const { grant, params = request.params } = proven;
      return handle.call(this, Object.assign(request, { grant: grant as never, params }), reply);
    },
  };
};

// As bytes, for Fastify gives JSON that it is handed as a string a charset, which JSON does not have.
const bytes = new TextEncoder();

const refuse = (reply: FastifyReply, { refusal }: Extract<Decision<unknown>, { ok: false }>): FastifyReply =>
  reply
    .code(refusal.status)
    .headers(refusal.headers)
    .send(bytes.encode(JSON.stringify(refusal.body)));
