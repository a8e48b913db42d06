import type {
  ContextConfigDefault,
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  FastifyTypeProvider,
  FastifyTypeProviderDefault,
  onRequestHookHandler,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
  RouteHandlerMethod,
  RouteOptions,
  RouteShorthandOptions,
  RouteShorthandOptionsWithHandler,
} from 'fastify';
import type { AuthenticateResult, PrincipalOf } from '../http/authenticate.js';
import { handlerContext, type Proof, type ProvenContext, type RouteContext } from '../http/context.js';
import {
  createRouteDecider,
  type Decision,
  type PendingDecision,
  type Refused,
  requestStates,
} from '../http/decision.js';
import { type FrameworkRoute, readSegments } from '../http/framework-route.js';
import { createRequirementDecider } from '../http/guard.js';
import { markGuard } from '../http/guard-mark.js';
import { type DeciderOptions, deciderOptions, type TableOptions } from '../http/options.js';
import { assertParity, type ListedRoute, type ParityOptions } from '../http/parity.js';
import { bodyText, type CustomRefusal } from '../http/refusal.js';
import { requestTargetPath } from '../http/request-path.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import { parseRoute, type Segment } from '../routes/router.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The options of a guard. `Result` is what `authenticate` returns. */
export interface FastifyOptions<Result extends AuthenticateResult = AuthenticateResult>
  extends TableOptions<[request: FastifyRequest]> {
  /**
   * Gives the key that a request came with, or nothing. Runs once per request, before the body is
   * read, never for an `open` route.
   */
  readonly authenticate: (request: FastifyRequest) => Result;
}

/** A handler that gets what its guard proved, and then what Fastify gives to every handler. */
export type GuardedHandler<Proven extends object> = (
  this: FastifyInstance,
  proven: Proven,
  request: FastifyRequest,
  reply: FastifyReply,
) => unknown;

/** A guard in `onRequest`, before the body is read, and a handler that does not run unless its guard did. */
export interface GuardedOptions extends RouteShorthandOptionsWithHandler {
  readonly onRequest: onRequestHookHandler;
}

/** The same with method and address, for `app.route`. */
export interface GuardedRoute extends RouteOptions {
  readonly onRequest: onRequestHookHandler;
}

/**
 * The options of a route, as Fastify takes them: `schema`, `bodyLimit`, `config`, hooks and the others. Its `onRequest`
 * hooks run after the guard. What the guard makes itself is not among them.
 */
export interface UnguardedOptions<
  Schema extends FastifySchema,
  Provider extends FastifyTypeProvider,
  Generic extends RouteGenericInterface = RouteGenericInterface,
  Config = ContextConfigDefault,
> extends RouteShorthandOptions<
    RawServerDefault,
    RawRequestDefaultExpression,
    RawReplyDefaultExpression,
    Generic,
    Config,
    Schema,
    Provider
  > {
  readonly method?: never;
  readonly url?: never;
  readonly handler?: never;
}

/** A {@link GuardedHandler} whose request and reply have the types that Fastify derives from the schema of the route. */
export type TypedHandler<
  Proven extends object,
  Schema extends FastifySchema,
  Provider extends FastifyTypeProvider,
  Generic extends RouteGenericInterface = RouteGenericInterface,
  Config = ContextConfigDefault,
> = (
  this: FastifyInstance<
    RawServerDefault,
    RawRequestDefaultExpression,
    RawReplyDefaultExpression,
    FastifyBaseLogger,
    Provider
  >,
  proven: Proven,
  request: FastifyRequest<Generic, RawServerDefault, RawRequestDefaultExpression, Schema, Provider, Config>,
  reply: FastifyReply<
    Generic,
    RawServerDefault,
    RawRequestDefaultExpression,
    RawReplyDefaultExpression,
    Config,
    Schema,
    Provider
  >,
) => ReturnType<
  RouteHandlerMethod<
    RawServerDefault,
    RawRequestDefaultExpression,
    RawReplyDefaultExpression,
    Generic,
    Config,
    Schema,
    Provider
  >
>;

/** The {@link GuardedOptions} of a route with a schema. */
export type TypedOptions<
  Schema extends FastifySchema,
  Provider extends FastifyTypeProvider,
  Generic extends RouteGenericInterface = RouteGenericInterface,
  Config = ContextConfigDefault,
> = RouteShorthandOptionsWithHandler<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  Generic,
  Config,
  Schema,
  Provider
>;

/** The {@link GuardedRoute} of a route with a schema. */
export type TypedRoute<
  Schema extends FastifySchema,
  Provider extends FastifyTypeProvider,
  Generic extends RouteGenericInterface = RouteGenericInterface,
  Config = ContextConfigDefault,
> = RouteOptions<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  Generic,
  Config,
  Schema,
  Provider
>;

/**
 * The guard of a route table, of the type `FastifyGuard<typeof api>`. {@link guardRoutes} makes it. `Provider` derives
 * types from schemas.
 */
export interface FastifyGuard<
  in out Api extends AnyRouteTable,
  out Principal = undefined,
  in out Provider extends FastifyTypeProvider = FastifyTypeProviderDefault,
> {
  /**
   * Makes a route for `app.route`, with its guard before its handler, which gets proof of what the route requires, and
   * the parameters.
   */
  route<const Route extends keyof TableOf<Api> & string>(
    route: Route,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>>,
  ): GuardedRoute;
  /**
   * The same with the options of the route. Its handler gets the types that Fastify derives from `schema`. The guard runs
   * before the `onRequest` hooks of the options.
   *
   * @example
   * ```ts
   * import Fastify from 'fastify';
   * import { defineRoutes, defineScopes } from 'scopeproof';
   * import { guardRoutes } from 'scopeproof/fastify';
   * import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
   * import { Type } from 'typebox';
   *
   * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
   * const api = defineRoutes(atender, { 'POST /tags': 'tags:write' });
   * const guard = guardRoutes(api, { authenticate: () => undefined }).withTypeProvider<TypeBoxTypeProvider>();
   *
   * const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
   * const schema = { body: Type.Object({ name: Type.String() }) };
   * app.route(guard.route('POST /tags', { schema }, async (_proven, { body }) => body.name.toUpperCase()));
   * ```
   */
  route<
    const Route extends keyof TableOf<Api> & string,
    const Schema extends FastifySchema,
    Generic extends RouteGenericInterface = RouteGenericInterface,
    Config = ContextConfigDefault,
  >(
    route: Route,
    options: UnguardedOptions<Schema, Provider, Generic, Config>,
    handle: TypedHandler<RouteContext<Api, Route, Principal>, Schema, Provider, Generic, Config>,
  ): TypedRoute<Schema, Provider, Generic, Config>;

  /** Gives this guard the type provider of the app, as `app.withTypeProvider` does. It changes types only. */
  withTypeProvider<Given extends FastifyTypeProvider>(): FastifyGuard<Api, Principal, Given>;

  /** An `onRequest` hook for the whole table. A route that the table does not list is a 404. */
  readonly table: onRequestHookHandler;

  /**
   * Checks, when the app is ready, that it and the table have the same routes; else `ready` and `listen` reject with a
   * `ParityError`, unless `onMismatch` takes it. Call it before any route is registered.
   */
  assertParity(app: FastifyInstance, options?: ParityOptions): void;
}

/**
 * Guards the routes of a Fastify app with a route table.
 *
 * @throws TypeError from `route`, for a route that the table does not list, and for options of it that are no object.
 *
 * @example
 * ```ts
 * import Fastify from 'fastify';
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/fastify';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read' });
 * const guard = guardRoutes(api, { authenticate: (request) => keys.get(bearerToken(request) ?? '') });
 *
 * const app = Fastify();
 * app.addHook('onRequest', guard.table);
 * app.route(guard.route('GET /tags/:name', async ({ params, grant }) => ({ name: params.name, by: grant })));
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table, Result extends AuthenticateResult = undefined>(
  api: RouteTable<V, Table>,
  options: FastifyOptions<Result>,
): FastifyGuard<RouteTable<V, Table>, PrincipalOf<Result>>;
export function guardRoutes(api: UntypedRouteTable, options: FastifyOptions): object {
  const guard = createRouteDecider(api, fastifyOptions(options));
  const stateOf = requestStates<FastifyRequest>();
  const chosenRoutes = createChosenRoutes();
  const guards = {
    table: markGuard(
      hook((request) =>
        guard.decideFramework(stateOf(request), request.method, fastifyPath(request), chosenRoutes(request)),
      ),
    ),
    route: (route: string, ...given: GivenHandler) => {
      api.needs(route); // throws for a route that the table does not list
      const { method, segments } = parseRoute(route);
      const decide = (request: FastifyRequest) =>
        guard.decideRoute(stateOf(request), request.method, fastifyPath(request), route);
      return { ...guarded(decide, given, route), method, url: fastifyUrl(segments) };
    },
    assertParity(app: FastifyInstance, parityOptions?: ParityOptions) {
      const routes: ListedRoute[] = [];
      app.addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat())
          routes.push({ text: `${each} ${url}`, method: each, base: '', segments: fastifySegments(url) });
      });
      app.addHook('onReady', async () => assertParity(api, routes, parityOptions));
    },
    withTypeProvider: () => guards,
  };
  return guards;
}

/** {@link requireScope}, for apps with a type provider. */
export interface RequireScope<Provider extends FastifyTypeProvider = FastifyTypeProviderDefault> {
  /** Makes the guard and the handler of a route, without a table. */
  <
    V extends AnyVocabulary,
    const Required extends Requirement<V['name'], ScopeOf<V>>,
    Result extends AuthenticateResult = undefined,
  >(
    vocabulary: V,
    requirement: Required,
    options: FastifyOptions<Result>,
    handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>>,
  ): GuardedOptions;
  /** The same with the options of the route. Its handler gets the types that Fastify derives from `schema`. */
  <
    V extends AnyVocabulary,
    const Required extends Requirement<V['name'], ScopeOf<V>>,
    const Schema extends FastifySchema,
    Result extends AuthenticateResult = undefined,
    Generic extends RouteGenericInterface = RouteGenericInterface,
    Config = ContextConfigDefault,
  >(
    vocabulary: V,
    requirement: Required,
    options: FastifyOptions<Result>,
    routeOptions: UnguardedOptions<Schema, Provider, Generic, Config>,
    handle: TypedHandler<ProvenContext<V, Required, PrincipalOf<Result>>, Schema, Provider, Generic, Config>,
  ): TypedOptions<Schema, Provider, Generic, Config>;
  /** Makes an `onRequest` hook that lets pass what meets a requirement. It proves nothing to the handlers behind it. */
  <V extends AnyVocabulary, const Required extends Requirement<V['name'], ScopeOf<V>>>(
    vocabulary: V,
    requirement: Required,
    options: FastifyOptions,
  ): onRequestHookHandler;

  /** Gives this function the type provider of the app, as `app.withTypeProvider` does. It changes types only. */
  withTypeProvider<Given extends FastifyTypeProvider>(): RequireScope<Given>;
}

const makeRequireScope = (
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: Requirement<string, string>,
  options: FastifyOptions,
  ...given: GivenHandler | readonly []
): RouteShorthandOptionsWithHandler | onRequestHookHandler => {
  const stateOf = requestStates<FastifyRequest>();
  const decideRequirement = createRequirementDecider(vocabulary, requirement, fastifyOptions(options));
  const decide = (request: FastifyRequest) => decideRequirement(stateOf(request));
  return given.length === 0 ? markGuard(hook(decide)) : guarded(decide, given);
};

/**
 * Makes the guard and the handler of a route, without a table.
 *
 * @throws TypeError for a requirement of another vocabulary, and for options of a route that are no object.
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
export const requireScope: RequireScope = /* @__PURE__ */ Object.assign(makeRequireScope as RequireScope, {
  withTypeProvider: () => requireScope as never, // the same function, of other types
});

const fastifyOptions = (options: FastifyOptions): DeciderOptions<FastifyRequest> =>
  deciderOptions<[FastifyRequest], FastifyRequest>(
    options,
    (request) => [request],
    ({ raw }) => raw,
  );

/** Spells a path for Fastify: two colons for one of the text, an expression where text follows a parameter. */
const fastifyUrl = (segments: readonly Segment[]): string =>
  segments
    .map(({ before, name, after }) => {
      if (name === '*') return '/*';
      const parameter = name && `:${name}${after && '(.+)'}`;
      return `/${before}${parameter ?? ''}${after.replaceAll(':', '::')}`;
    })
    .join('') || '/';

/** Reads a path of Fastify: two colons are one of the text, an expression may follow the name of a parameter. */
const fastifySegments = (url: string): Segment[] | undefined => {
  return readSegments(
    url,
    (segment) => segment === '*',
    (segment) => {
      const plain = segment.replaceAll('::', '\0');
      const [, before = '', name, after = ''] =
        /^([^:]*):([^:(.?*-]+)(?:\(.*\))?([^:?*()]*)$/.exec(plain) ?? [];
      if (!name && /[:*]/.test(plain)) return undefined;
      const text = (colons: string) => colons.replaceAll('\0', ':');
      return { before: text(before), name, after: text(name ? after : plain) };
    },
  );
};

/** The routes of Fastify by their paths, as {@link fastifySegments} reads them. */
const createChosenRoutes = (): ((request: FastifyRequest) => readonly FrameworkRoute[]) => {
  const known = new Map<string, readonly FrameworkRoute[]>();
  return ({ method, routeOptions: { url } }) => {
    // The handler of what has no route has no address.
    if (url === undefined) return [];
    const id = `${method} ${url}`;
    const found = known.get(id);
    if (found) return found;
    const chosen = [{ method, base: '', segments: fastifySegments(url) }];
    known.set(id, chosen);
    return chosen;
  };
};

/** Gives the path by which Fastify chose the route. */
const fastifyPath = ({ raw, server: { initialConfig } }: FastifyRequest): string => {
  const path = requestTargetPath(raw.url as string); // which every request to a server has
  return own(initialConfig, delimiters) || own(own(initialConfig, 'routerOptions'), delimiters)
    ? (path.split(';', 1)[0] as string)
    : path;
};

/** An option of Fastify and of its router. */
const delimiters = 'useSemicolonDelimiter';

/** Gives an own property of some options, which may be absent: a prototype may be polluted. */
const own = (options: unknown, name: string): unknown =>
  options instanceof Object && Object.hasOwn(options, name)
    ? (options as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** A handler of any proof. The overloads above say that it gets what `decide` proves. */
type AnyHandler = GuardedHandler<never>;

/** The handler of a route, with the options of the route before it where there are any. */
type GivenHandler = readonly [AnyHandler] | readonly [RouteShorthandOptions, AnyHandler];

/**
 * Makes a hook. A refusal does not call `done`, and ends the request so: a promise that resolves lets Fastify go on to
 * the handler while slow `onSend` hooks hold the refusal up.
 */
const hook =
  (
    decide: (request: FastifyRequest) => PendingDecision,
    pass?: (request: FastifyRequest, proof: Proof) => void,
  ): onRequestHookHandler =>
  (request, reply, done) => {
    const answer = (decision: Decision<Proof, CustomRefusal>): void => {
      if (reply.sent) return; // a time-out has answered while `authenticate` ran
      if (!decision.ok) return void sendRefusal(reply, decision);
      pass?.(request, decision);
      done();
    };
    const decision = decide(request);
    if (decision instanceof Promise) decision.then(answer).catch(done);
    else answer(decision);
  };

const guarded = (
  decide: (request: FastifyRequest) => PendingDecision,
  given: GivenHandler,
  route?: string,
): RouteShorthandOptionsWithHandler => {
  const [options, handle] = given.length === 1 ? [{}, given[0]] : given;
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
  if (Object.prototype.toString.call(options) !== '[object Object]')
    throw new TypeError('the options of a route are an object');
  // A spread of the route may replace the guard by another hook.
  const proven = Symbol('proven');
  type ProvenRequest = FastifyRequest & { [proven]?: { request: FastifyRequest; proof: Proof } };
  const guard = markGuard(
    hook(decide, (request: ProvenRequest, proof) => {
      request[proven] = { request, proof };
    }),
    route,
  );
  const copy: RouteShorthandOptions = { ...options };
  const others = own(copy, 'onRequest') as RouteShorthandOptions['onRequest'];
  return {
    ...copy,
    onRequest: others === undefined ? guard : [guard, ...[others].flat()],
    handler(request: ProvenRequest, reply) {
      const passed = request[proven];
      // A copy of a request, and an object that inherits from one, is another request.
      if (passed?.request !== request)
        throw new Error(`the guard of ${request.routeOptions.url} did not run`);
      return handle.call(this, handlerContext(passed.proof) as never, request, reply);
    },
  };
};

// Bytes, because Fastify adds a charset to a JSON string, and JSON has none.
const bytes = new TextEncoder();

const sendRefusal = (reply: FastifyReply, { refusal }: Refused<CustomRefusal>): FastifyReply =>
  reply
    .code(refusal.status)
    .headers(refusal.headers)
    .send(bytes.encode(bodyText(refusal)));
