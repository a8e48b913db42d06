import type { Context, Env, Handler, Input, MiddlewareHandler, Next } from 'hono';
import type { HandlerResponse, RouterRoute } from 'hono/types';
import type { AuthenticateResult, PrincipalOf } from '../http/authenticate.js';
import { handlerContext, type Proof, type ProvenContext, type RouteContext } from '../http/context.js';
import { createRouteDecider, type Decision, type PendingDecision, requestStates } from '../http/decision.js';
import { type FrameworkRoute, readSegments } from '../http/framework-route.js';
import { createRequirementDecider } from '../http/guard.js';
import { markGuard } from '../http/guard-mark.js';
import { type DeciderOptions, deciderOptions, type TableOptions } from '../http/options.js';
import { assertParity, type ListedRoute, type ParityOptions } from '../http/parity.js';
import { bodyText, type CustomRefusal } from '../http/refusal.js';
import { fetchRequestPath } from '../http/request-path.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { Segment } from '../routes/router.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

// biome-ignore lint/suspicious/noExplicitAny: Hono's own types have it for any environment, path and input
type Any = any;

/**
 * The options of a guard. `E` is the environment of the app: its bindings and variables. `Result` is what `authenticate`
 * returns.
 */
export interface HonoOptions<E extends Env = Any, Result extends AuthenticateResult = AuthenticateResult>
  extends TableOptions<[request: Request, c: Context<E>]> {
  /**
   * Gives the key that a request came with, or nothing. Runs once per request, never for an `open`
   * route.
   */
  readonly authenticate: (request: Request, c: Context<E>) => Result;
}

/** A handler that gets what its guard proved, and then what Hono gives to every handler. */
export type GuardedHandler<Proven extends object, E extends Env, I extends Input, Answer> = (
  proven: Proven,
  c: Context<E, Any, I>,
  next: Next,
) => Answer;

/** A validator of Hono, or other middleware. */
export type Validator<I extends Input> = MiddlewareHandler<Any, Any, I, Any>;

/** The guard of a route table, of the type `HonoGuard<typeof api>`. {@link guardRoutes} makes it. */
export interface HonoGuard<
  in out Api extends AnyRouteTable,
  in out E extends Env = Any,
  out Principal = undefined,
> {
  /** Middleware for the whole table. A route that the table does not list is a 404. */
  readonly table: MiddlewareHandler<E>;

  /**
   * Puts the guard of a route before its handler, which gets proof of what the route requires, and the parameters. Up
   * to two validators stand between: they see no request that the guard refuses.
   */
  route<const Route extends keyof TableOf<Api> & string, Answer extends HandlerResponse<Any>>(
    route: Route,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>, E, {}, Answer>,
  ): Handler<E, Any, {}, Answer>;
  route<
    const Route extends keyof TableOf<Api> & string,
    Answer extends HandlerResponse<Any>,
    I1 extends Input,
  >(
    route: Route,
    validator: Validator<I1>,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>, E, I1, Answer>,
  ): Handler<E, Any, I1, Answer>;
  route<
    const Route extends keyof TableOf<Api> & string,
    Answer extends HandlerResponse<Any>,
    I1 extends Input,
    I2 extends Input,
  >(
    route: Route,
    validator1: Validator<I1>,
    validator2: Validator<I2>,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>, E, I1 & I2, Answer>,
  ): Handler<E, Any, I1 & I2, Answer>;

  /**
   * Checks that the app and the table have the same routes. Call it when all routes are registered.
   *
   * @throws ParityError with the routes that either side lacks, unless `onMismatch` takes it.
   */
  assertParity(app: { readonly routes: RouterRoute[] }, options?: ParityOptions): void;
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
 * app.get('/tags/:name', guard.route('GET /tags/:name', ({ grant, params }, c) =>
 *   c.json({ name: params.name, by: grant }),
 * ));
 * export default app;
 * ```
 */
export function guardRoutes<
  V extends AnyVocabulary,
  Table,
  E extends Env = Any,
  Result extends AuthenticateResult = undefined,
>(
  api: RouteTable<V, Table>,
  options: HonoOptions<E, Result>,
): HonoGuard<RouteTable<V, Table>, E, PrincipalOf<Result>>;
export function guardRoutes(api: UntypedRouteTable, options: HonoOptions): object {
  const guard = createRouteDecider(api, honoOptions(options));
  const stateOf = requestStates<Context>();
  return {
    table: guarded(
      (c) => {
        const path = honoPath(c);
        // The chosen route may answer a narrower one of the table: which, only a path tells.
        return guard.decideFramework(stateOf(c), c.req.method, path, path ? chosenRoutes(c) : []);
      },
      [pass],
    ),
    route: (route: string, ...handlers: readonly unknown[]) => {
      api.needs(route); // throws for a route that the table does not list
      return guarded((c) => guard.decideRoute(stateOf(c), c.req.method, honoPath(c), route), handlers, route);
    },
    assertParity: (app: { readonly routes: RouterRoute[] }, parityOptions?: ParityOptions) =>
      assertParity(api, answeringRoutes(app.routes), parityOptions),
  };
}

/**
 * Puts a guard before a handler, without a table.
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
 * app.post('/notes', requireScope(atender, 'notes:write', { authenticate }, ({ grant }, c) => c.json({ by: grant })));
 * export default app;
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  Answer extends HandlerResponse<Any>,
  E extends Env = Any,
  Result extends AuthenticateResult = undefined,
>(
  vocabulary: V,
  requirement: Required,
  options: HonoOptions<E, Result>,
  handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>, E, {}, Answer>,
): Handler<E, Any, {}, Answer>;
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  Answer extends HandlerResponse<Any>,
  I1 extends Input,
  E extends Env = Any,
  Result extends AuthenticateResult = undefined,
>(
  vocabulary: V,
  requirement: Required,
  options: HonoOptions<E, Result>,
  validator: Validator<I1>,
  handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>, E, I1, Answer>,
): Handler<E, Any, I1, Answer>;
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  Answer extends HandlerResponse<Any>,
  I1 extends Input,
  I2 extends Input,
  E extends Env = Any,
  Result extends AuthenticateResult = undefined,
>(
  vocabulary: V,
  requirement: Required,
  options: HonoOptions<E, Result>,
  validator1: Validator<I1>,
  validator2: Validator<I2>,
  handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>, E, I1 & I2, Answer>,
): Handler<E, Any, I1 & I2, Answer>;
/** Makes middleware that lets pass what meets a requirement. It proves nothing to the handlers behind it. */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  E extends Env = Any,
>(vocabulary: V, requirement: Required, options: HonoOptions<E>): MiddlewareHandler<E>;
export function requireScope(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: Requirement<string, string>,
  options: HonoOptions,
  ...given: readonly unknown[]
): object {
  const handlers = given.length > 0 ? given : [pass];
  const decide = createRequirementDecider(vocabulary, requirement, honoOptions(options));
  const stateOf = requestStates<Context>();
  return guarded((c) => decide(stateOf(c)), handlers);
}

const honoOptions = (options: HonoOptions): DeciderOptions<Context> =>
  deciderOptions<[Request, Context], Context>(
    options,
    (c) => [c.req.raw, c],
    (c) => c.req.raw,
  );

/**
 * Gives the path to look up in the table; none where Hono uses another one, as its option `getPath` can say. That it
 * leaves out a slash at the end, as with `strict: false`, makes no other one.
 */
const honoPath = (c: Context): string => {
  const path = fetchRequestPath(c.req.raw, c.env);
  if (path === c.req.path && !path.includes('%')) return path;
  const [sent, routed] = [decoded(path), decoded(c.req.path)];
  return sent !== undefined && (sent === routed || sent === `${routed}/`) ? path : '';
};

/** The routes of an app, as `honoRoute` reads them. */
const known = new WeakMap<RouterRoute, HonoRoute>();

interface HonoRoute extends ListedRoute {
  /** Whether its handler may hand the request on, by calling `next`. */
  readonly mayGoOn: boolean;
}

/** Reads a route of Hono, which has middleware too. What takes `next` is middleware, as for `showRoutes` of Hono. */
const honoRoute = (entry: RouterRoute): HonoRoute => {
  const found = known.get(entry);
  if (found) return found;
  const handler = targetOf(entry.handler);
  const mayGoOn = guardedHandlers.get(handler) ?? handler.length > 1;
  const route = {
    text: `${entry.method} ${entry.path}`,
    method: entry.method,
    base: '',
    segments: honoSegments(entry.path),
    mayGoOn,
    isMiddleware: mayGoOn && !guardedHandlers.has(handler),
  };
  known.set(entry, route);
  return route;
};

/** Gives the handler that a sub-app with an `onError` of its own has wrapped. */
const targetOf = (handler: object): Handler => {
  const { __COMPOSED_HANDLER: target } = handler as { readonly __COMPOSED_HANDLER?: object };
  return target ? targetOf(target) : (handler as Handler);
};

/** Reads a path of Hono: `:name{expression}`, of which the text around `.+` or `[^/]+` counts. */
const honoSegments = (path: string): Segment[] | undefined => {
  return readSegments(
    path.replaceAll('[^/]+', '.+'),
    (segment) => segment === '*',
    (segment) => {
      const [, name, expression = '', optional] = /^:([^{}?]+)(?:\{(.*)\})?(\?)?$/.exec(segment) ?? [];
      if (name && !optional) return { name, ...textAround(expression) };
      return /^:|[*{}]/.test(segment) ? undefined : { before: '', name: undefined, after: segment };
    },
  );
};

const textAround = (expression: string): { readonly before: string; readonly after: string } => {
  const [, before = '', after = ''] = aroundAnything.exec(expression) ?? [];
  return { before: before.replaceAll('\\', ''), after: after.replaceAll('\\', '') };
};
const aroundAnything = /^((?:[\w\-~!@&,;=:%']|\\[.()*+$])*)\.\+((?:[\w\-~!@&,;=:%']|\\[.()*+$])*)$/;

/** Gives the routes that Hono has chosen: those behind the guard that may answer, up to the first that surely does. */
const chosenRoutes = (c: Context): readonly FrameworkRoute[] => {
  const { matchedRoutes, routeIndex } = c.req;
  const chosen: HonoRoute[] = [];
  for (let i = routeIndex + 1; i < matchedRoutes.length; i++) {
    const route = honoRoute(matchedRoutes[i] as RouterRoute);
    if (mayAnswer(route)) chosen.push(route);
    if (!route.mayGoOn) break;
  }
  return chosen;
};

/** Tells whether a route is more than what `app.use` puts before others. */
const mayAnswer = ({ method, isMiddleware }: HonoRoute): boolean => !(method === 'ALL' && isMiddleware);

/**
 * Gives the routes of an app. The last handler of a method and a path answers, even if it takes `next`. At the path `*`
 * it may be middleware, such as a cache for `GET`.
 */
const answeringRoutes = (entries: readonly RouterRoute[]): HonoRoute[] => {
  const last = new Map(entries.map((entry) => [`${entry.method} ${entry.path}`, entry]));
  return entries
    .map((entry): HonoRoute => {
      const route = honoRoute(entry);
      const answers = last.get(route.text) === entry && !/^\/?\*$/.test(entry.path);
      return route.method !== 'ALL' && answers ? { ...route, isMiddleware: false } : route;
    })
    .filter(mayAnswer);
};

const decoded = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/** A handler of any proof. The overloads above say that it gets what `decide` proves. */
type UntypedHandler = (proven: object, c: Context, next: Next) => Answer;
type Answer = ReturnType<MiddlewareHandler>;

const pass: UntypedHandler = (_proven, _c, next) => next();

const guarded = (
  decide: (c: Context) => PendingDecision,
  handlers: readonly unknown[],
  route?: string,
): MiddlewareHandler => {
  const handle = inSequence(handlers);
  const last = handlers.at(-1) as UntypedHandler; // inSequence has looked
  const answer = (decision: Decision<Proof, CustomRefusal>, c: Context, next: Next): Answer => {
    if (c.finalized) return Promise.resolve(); // a time-out has answered while `authenticate` ran
    if (decision.ok) return handle(handlerContext(decision), c, next);
    const { status, headers } = decision.refusal;
    return Promise.resolve(c.body(bodyText(decision.refusal), status as 401, headers)); // any status
  };
  const guard: MiddlewareHandler = (c, next) => {
    const decision = decide(c);
    return decision instanceof Promise
      ? decision.then((known) => answer(known, c, next))
      : answer(decision, c, next);
  };
  if (last !== pass) guardedHandlers.set(guard, last.length > 2);
  return markGuard(guard, route);
};

/** Handlers with a guard of their own, and whether they may call `next`. */
const guardedHandlers = new WeakMap<object, boolean>();

/** Joins middleware and the handler behind it to one handler. */
const inSequence = (handlers: readonly unknown[]): UntypedHandler => {
  if (handlers.length === 0 || handlers.some((each) => typeof each !== 'function'))
    throw new TypeError('a handler is a function');
  return (handlers.slice(0, -1) as MiddlewareHandler[]).reduceRight(
    before,
    handlers.at(-1) as UntypedHandler,
  );
};

/** Puts middleware before a handler, as Hono does: the first response counts, and `next` neither repeats nor throws. */
const before =
  (handle: UntypedHandler, middleware: MiddlewareHandler): UntypedHandler =>
  async (proven, c, next) => {
    let isCalled = false;
    let failure: { readonly error: unknown } | undefined;
    const answer = await middleware(c, async () => {
      if (isCalled) throw new Error('next() called multiple times');
      isCalled = true;
      try {
        const response = await handle(proven, c, next);
        if (response && !c.finalized) c.res = response;
      } catch (error) {
        failure = { error };
        c.error = error as Error;
      }
    });
    if (failure) throw failure.error;
    return c.finalized ? c.res : answer;
  };
