import {
  type AnyTRPCMiddlewareFunction,
  type AnyTRPCRouter,
  TRPCError,
  type TRPCProcedureType,
} from '@trpc/server';
import type { KeyOptions, StoredScopes } from '../http/authenticate.js';
import {
  createRouteDecider,
  createScopeDecider,
  type PendingDecision,
  type Refused,
  RequestState,
} from '../http/decision.js';
import { assertRequirement } from '../http/guard.js';
import {
  type DeciderOptions,
  deciderOptions,
  type RefusalEvent,
  type TableOptions,
} from '../http/options.js';
import { compareRoutes, type ParityOptions } from '../http/parity.js';
import type { CustomRefusal } from '../http/refusal.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Grant, GrantOf, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** What a guard refused, or would have refused, and for which procedure. */
export interface ProcedureRefusalEvent extends RefusalEvent {
  readonly type: TRPCProcedureType;
  /** The path of the procedure, whether or not the table lists it. */
  readonly path: string;
}

/** The options of a guard. */
export interface ProcedureGuardOptions<Ctx> extends KeyOptions<[ctx: Ctx]> {
  /**
   * Gives the stored scopes of the key that a call came with, or nothing. Runs once per call of a procedure, never for
   * an `open` one; again where middleware between two guards changes the context.
   */
  readonly authenticate: (ctx: Ctx) => StoredScopes | PromiseLike<StoredScopes>;
  /**
   * Gives the request that a context belongs to. The calls of a batch, which are of one request, then share what
   * `authenticate` gives while they wait for it. One whose context has other entries, as middleware may make it, does
   * not.
   */
  readonly requestOf?: ((ctx: Ctx) => object) | undefined;
  /**
   * Tells whether a call came with a credential. An `optional` procedure then refuses one that is not valid; without
   * this option it takes such a call for one without a key.
   */
  readonly hasCredential?: ((ctx: Ctx) => boolean) | undefined;
  /**
   * Whether the message of a `FORBIDDEN` names scopes; true by default. Its `cause` always names them; tRPC does not
   * send it.
   */
  readonly disclose?: boolean | undefined;
  /** Gives a refusal the form of your API's errors: gets the error that would be thrown, and gives the one that is. */
  readonly refusal?: ((error: TRPCError, ctx: Ctx) => TRPCError) | undefined;
  /** Learns of each refusal. */
  readonly onRefusal?: ((event: ProcedureRefusalEvent, ctx: Ctx) => void) | undefined;
}

/** The options of the guard of a route table. */
export interface RouterGuardOptions<Ctx>
  extends ProcedureGuardOptions<Ctx>,
    Pick<TableOptions<[ctx: Ctx]>, 'enforce'> {}

type Next = Parameters<AnyTRPCMiddlewareFunction>[0]['next'];
declare const anyNext: Next;

/** Middleware that puts what it proved into `ctx`. */
export type ProcedureMiddleware<Ctx, Proven extends object> = (call: {
  ctx: Ctx;
  type: TRPCProcedureType;
  path: string;
  getRawInput?: () => Promise<unknown>;
  next: Next;
}) => ReturnType<typeof anyNext<Proven>>;

/** Makes middleware of a requirement, after which `ctx.grant` is proof of it. {@link guardProcedures} makes it. */
export type ProcedureGuard<in out V extends AnyVocabulary, in Ctx> = <
  const Required extends Requirement<V['name'], ScopeOf<V>>,
>(
  requirement: Required,
) => ProcedureMiddleware<Ctx, { readonly grant: GrantOf<V, Required> }>;

/** The guard of a route table, of the type `RouterGuard<typeof api, Context>`. {@link guardRoutes} makes it. */
export interface RouterGuard<in out Api extends AnyRouteTable, in Ctx> {
  /**
   * Middleware for the whole table. A procedure that the table does not list is not found. To the compiler it proves
   * only that there is a grant; `route` proves that a procedure has its scopes. The grant of a call that `enforce` lets
   * pass holds no scope.
   */
  readonly table: ProcedureMiddleware<Ctx, { readonly grant: Grant<Api['vocabulary']['name'], never> }>;

  /** Middleware for one route. Its procedure gets proof of what the route requires. */
  route<const Route extends keyof TableOf<Api> & string>(
    route: Route,
  ): ProcedureMiddleware<Ctx, { readonly grant: GrantOf<Api['vocabulary'], TableOf<Api>[Route]> }>;

  /**
   * Checks that the router and the table have the same procedures. Loads the routers that are `lazy`.
   *
   * Rejects with a `ParityError` that has the procedures that either side lacks, unless `onMismatch` takes it; and with
   * what a lazy router rejects with.
   */
  assertParity(router: AnyTRPCRouter, options?: ParityOptions): Promise<void>;
}

/**
 * Guards procedures one by one. A refusal is a `TRPCError`: `UNAUTHORIZED`, or `FORBIDDEN` with the
 * `InsufficientScopeError` as its `cause`.
 *
 * @throws TypeError from the guard, for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import { initTRPC } from '@trpc/server';
 * import { defineScopes } from 'scopeproof';
 * import { guardProcedures } from 'scopeproof/trpc';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 *
 * interface Context {
 *   readonly scopes: string | undefined;
 * }
 * const t = initTRPC.context<Context>().create();
 * const guard = guardProcedures(atender, { authenticate: (ctx: Context) => ctx.scopes });
 *
 * export const router = t.router({
 *   tags: t.procedure.use(guard('tags:read')).query(({ ctx }) => [`as ${ctx.grant} may see them`]),
 * });
 * ```
 */
export function guardProcedures<V extends AnyVocabulary, Ctx>(
  vocabulary: V,
  options: ProcedureGuardOptions<Ctx>,
): ProcedureGuard<V, Ctx>;
export function guardProcedures(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  options: ProcedureGuardOptions<unknown>,
): (requirement: Requirement<string, string>) => Middleware {
  const { middleware, settings } = readOptions(options);
  const { decide } = createScopeDecider(vocabulary, settings);
  return (requirement) => {
    assertRequirement(vocabulary, requirement);
    return middleware((state) => decide(state, requirement));
  };
}

/**
 * Guards procedures with a route table, in which a query or a subscription is `GET /<its path>` and a mutation
 * `POST /<its path>`, as tRPC maps them to HTTP. A procedure that the table does not list is `NOT_FOUND`.
 *
 * @throws TypeError from `route`, for a route that the table does not list.
 *
 * @example
 * ```ts
 * import { initTRPC } from '@trpc/server';
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/trpc';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags.list': 'tags:read', 'POST /tags.create': 'tags:write' });
 *
 * interface Context {
 *   readonly scopes: string | undefined;
 * }
 * const t = initTRPC.context<Context>().create();
 * const guard = guardRoutes(api, { authenticate: (ctx: Context) => ctx.scopes });
 * const procedure = t.procedure.use(guard.table);
 *
 * export const router = t.router({
 *   tags: {
 *     list: procedure.query(() => ['vip']),
 *     create: procedure
 *       .use(guard.route('POST /tags.create'))
 *       .mutation(({ ctx }) => `created by ${ctx.grant}`),
 *   },
 * });
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table, Ctx>(
  api: RouteTable<V, Table>,
  options: RouterGuardOptions<Ctx>,
): RouterGuard<RouteTable<V, Table>, Ctx>;
export function guardRoutes(api: UntypedRouteTable, options: RouterGuardOptions<unknown>): object {
  const { middleware, settings } = readOptions(options);
  const { decideTable, decideRoute } = createRouteDecider(api, settings);
  return {
    table: middleware((state, method, path) => decideTable(state, method, path, true)),
    route: (route: string) => {
      api.needs(route); // throws for a route that the table does not list
      return middleware((state, method, path) => decideRoute(state, method, path, route));
    },
    assertParity: async (router: AnyTRPCRouter, parityOptions?: ParityOptions) =>
      compareRoutes(api.routes, await coveringProcedures(api, router), parityOptions, {
        app: 'router',
        routes: 'procedures',
      }),
  };
}

type Middleware = ProcedureMiddleware<unknown, object>;
type Call = Parameters<Middleware>[0];
type DecideCall = (state: RequestState<Call>, method: string, path: string) => PendingDecision;

const methods = { query: 'GET', subscription: 'GET', mutation: 'POST' } as const;

/** Gives the procedures of a router, each with the route that its calls are decided by. */
const coveringProcedures = async (api: UntypedRouteTable, { _def: router }: AnyTRPCRouter) => {
  // A lazy router may have lazy routers in it.
  for (let lazy = Object.values(router.lazy); lazy.length > 0; lazy = Object.values(router.lazy))
    await Promise.all(lazy.map((loader) => loader.load()));
  const procedures: Readonly<Record<string, { readonly _def: { readonly type: TRPCProcedureType } }>> =
    router.procedures;
  return Object.entries(procedures).map(([path, { _def: procedure }]) => {
    const method = methods[procedure.type];
    const match = api.match(method, `/${path}`);
    return { text: `${method} /${path}`, covers: match ? [match.route] : [] };
  });
};

/** Reads the options of a guard: how it decides, and what makes middleware of its decisions. */
const readOptions = (options: RouterGuardOptions<unknown>) => {
  const { authenticate } = options;
  // Own properties only: a polluted prototype is no option.
  const own: RouterGuardOptions<unknown> = Object.assign(Object.create(null), options, { authenticate });
  const { refusal = (error: TRPCError) => error, onRefusal, requestOf, hasCredential, ...common } = own;
  const settings: DeciderOptions<Call> = {
    ...deciderOptions<[ctx: unknown], Call>(
      common,
      ({ ctx }) => [ctx],
      () => ({ headers: {} }),
    ),
    hasCredential: ({ ctx }) => hasCredential?.(ctx) ?? false,
    onRefusal: onRefusal && ((event, { ctx, type, path }) => onRefusal({ ...event, type, path }, ctx)),
  };
  const { callOf, shareWhileWaiting } = createCallStates(requestOf);
  const middleware =
    (decide: DecideCall): Middleware =>
    async (call) => {
      const { ctx, type, path, next } = call;
      const known = callOf(call);
      const { state } = known;
      const { caller } = state;
      const pending = decide(state, methods[type], `/${path}`);
      if (state.caller !== caller) shareWhileWaiting(known);
      const decision = pending instanceof Promise ? await pending : pending;
      if (!decision.ok) throw refusal(errorOf(decision, path, own.disclose), ctx);
      known.grant = decision.grant;
      return next({ ctx: { grant: decision.grant } });
    };
  return { middleware, settings };
};

/** A call, and its context as it was when `authenticate` got it. */
interface KnownCall extends ContextCopy {
  readonly state: RequestState<Call>;
  /** What `requestOf` gave for it. */
  readonly request: object | undefined;
  /** What the last guard of the call put into its context. */
  grant: unknown;
}

/**
 * Makes the look-up of a call's state, which all guards of the call share. All calls of one request share the caller
 * while they wait for `authenticate`, where their contexts are the same. The context keeps no state: a program may copy
 * it, or keep it until its key is revoked.
 */
const createCallStates = (requestOf: ((ctx: unknown) => object) | undefined) => {
  const byCall = new WeakMap<object, KnownCall>();
  const waiting = new WeakMap<object, KnownCall>();
  const requestFor = (ctx: unknown): object | undefined => {
    const request = requestOf?.(ctx);
    if (requestOf && Object(request) !== request) throw new TypeError('requestOf gives no object');
    return request;
  };
  return {
    callOf(call: Call): KnownCall {
      const { ctx, getRawInput } = call;
      const key = Object(getRawInput); // callers without tRPC may have none
      const known = byCall.get(key);
      if (known && isSameContext(known, ctx, known.grant)) return known;
      const request = requestFor(ctx);
      const made: KnownCall = { ...copyOf(ctx), state: new RequestState(call), request, grant: undefined };
      const shared = request && waiting.get(request);
      if (shared && isSameContext(shared, ctx)) made.state.caller = shared.state.caller;
      byCall.set(key, made);
      return made;
    },
    shareWhileWaiting(known: KnownCall): void {
      const { request } = known;
      const { caller } = known.state;
      if (!request || !(caller instanceof Promise)) return;
      const forget = () => waiting.delete(request);
      waiting.set(request, known);
      caller.then(forget, forget);
    },
  };
};

/** A context, and its properties as they were. */
interface ContextCopy {
  readonly ctx: unknown;
  readonly properties: Readonly<Record<PropertyKey, unknown>>;
}
const copyOf = (ctx: unknown): ContextCopy => ({ ctx, properties: { ...Object(ctx) } });

/**
 * Tells whether a context is still the same, but for the grant that a guard put into it. Where it differs, so may the
 * caller. Of two objects of a class nobody can tell: they may have private fields.
 */
const isSameContext = (known: ContextCopy, ctx: unknown, grant?: unknown): boolean => {
  if (known.ctx !== ctx && !(isPlain(known.ctx) && isPlain(ctx))) return false;
  const now = copyOf(ctx).properties;
  return [...Reflect.ownKeys(known.properties), ...Reflect.ownKeys(now)].every(
    (key) =>
      Object.is(known.properties[key], now[key]) ||
      (key === 'grant' && grant !== undefined && now[key] === grant),
  );
};

/** Tells whether all of an object is in the copy of it. */
const isPlain = (ctx: unknown): boolean => {
  if (Object(ctx) !== ctx) return true;
  const prototype = Object.getPrototypeOf(ctx);
  return (
    (prototype === Object.prototype || prototype === null) &&
    Reflect.ownKeys(ctx as object).every((key) => Object.prototype.propertyIsEnumerable.call(ctx, key))
  );
};

const errorOf = ({ refusal, error }: Refused<CustomRefusal>, path: string, disclose = true): TRPCError => {
  if (error) {
    const message = disclose ? error.message : 'insufficient scope';
    return new TRPCError({ code: 'FORBIDDEN', message, cause: error });
  }
  return refusal.status === 404
    ? new TRPCError({ code: 'NOT_FOUND', message: `No procedure found on path "${path}"` })
    : new TRPCError({ code: 'UNAUTHORIZED', message: 'a valid key is needed' });
};
