import { type AnyTRPCMiddlewareFunction, TRPCError, type TRPCProcedureType } from '@trpc/server';
import type { StoredScopes } from '../http/authenticate.js';
import { createScopeDecider, type Refused, RequestState } from '../http/decision.js';
import { assertRequirement } from '../http/guard.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Grant, GrantOf, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The options of a guard. */
export interface ProcedureGuardOptions<Ctx> {
  /**
   * Gives the stored scopes of the key that a call came with, or nothing. Runs once per call of a procedure, never for
   * an `open` one; again where middleware between two guards changes the context.
   */
  readonly authenticate: (ctx: Ctx) => StoredScopes | PromiseLike<StoredScopes>;
  /**
   * Gives the request that a context belongs to. The calls of a batch, which are of one request, then share what
   * `authenticate` gives while they wait for it.
   */
  readonly requestOf?: ((ctx: Ctx) => object) | undefined;
  /** Whether the message of a `FORBIDDEN` names scopes; true by default. Its `cause` always names them. */
  readonly disclose?: boolean | undefined;
}

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
   * only that there is a grant; `route` proves that a procedure has its scopes.
   */
  readonly table: ProcedureMiddleware<Ctx, { readonly grant: Grant<Api['vocabulary']['name'], never> }>;

  /** Middleware for one route. Its procedure gets proof of what the route requires. */
  route<const Route extends keyof TableOf<Api> & string>(
    route: Route,
  ): ProcedureMiddleware<Ctx, { readonly grant: GrantOf<Api['vocabulary'], TableOf<Api>[Route]> }>;
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
  const guarded = guardOver(vocabulary, options);
  return (requirement) => {
    assertRequirement(vocabulary, requirement);
    return guarded(() => requirement);
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
  options: ProcedureGuardOptions<Ctx>,
): RouterGuard<RouteTable<V, Table>, Ctx>;
export function guardRoutes(api: UntypedRouteTable, options: ProcedureGuardOptions<unknown>): object {
  const guarded = guardOver(api.vocabulary, options);
  return {
    table: guarded((method, path) => api.match(method, path)?.needs),
    route: (route: string) => {
      const needs = api.needs(route); // throws for a route that the table does not list
      return guarded((method, path) => (api.match(method, path)?.route === route ? needs : undefined));
    },
  };
}

type Middleware = ProcedureMiddleware<unknown, object>;
type Call = Parameters<Middleware>[0];

const methods = { query: 'GET', subscription: 'GET', mutation: 'POST' } as const;

const guardOver = (
  vocabulary: AnyVocabulary & UntypedVocabulary,
  { authenticate, disclose = true, requestOf }: ProcedureGuardOptions<unknown>,
) => {
  const { decide } = createScopeDecider<unknown>(vocabulary, {
    authenticate,
    hasCredential: () => false,
  });
  const { stateOf, shareWhileWaiting } = createCallStates(requestOf);
  return (needsOf: (method: string, path: string) => unknown): Middleware =>
    async (call) => {
      const { type, path, next } = call;
      const needs = needsOf(methods[type], `/${path}`);
      if (needs === undefined)
        throw new TRPCError({ code: 'NOT_FOUND', message: `No procedure found on path "${path}"` });
      const state = stateOf(call);
      const known = state.caller;
      const pending = decide(state, needs);
      if (state.caller !== known) shareWhileWaiting(state);
      const decision = pending instanceof Promise ? await pending : pending;
      if (!decision.ok) throw errorOf(decision, disclose);
      return next({ ctx: { grant: decision.grant } });
    };
};

/**
 * Makes the look-up of a call's state, which all guards of the call share, and all calls of one request while they wait
 * for `authenticate`. The context keeps no state: a program may copy it, or keep it until its key is revoked.
 */
const createCallStates = (requestOf: ((ctx: unknown) => object) | undefined) => {
  const byCall = new WeakMap<object, { readonly state: RequestState<unknown>; readonly entries: Entries }>();
  const waiting = new WeakMap<object, RequestState<unknown>>();
  return {
    stateOf({ ctx, getRawInput }: Call): RequestState<unknown> {
      const call = Object(getRawInput); // callers without tRPC may have none
      const known = byCall.get(call);
      if (known && hasSameEntries(known.entries, ctx)) return known.state;
      const state = (requestOf && waiting.get(requestOf(ctx))) ?? new RequestState(ctx);
      byCall.set(call, { state, entries: { ...Object(ctx) } });
      return state;
    },
    shareWhileWaiting(state: RequestState<unknown>): void {
      if (!requestOf || !(state.caller instanceof Promise)) return;
      const request = requestOf(state.request);
      const forget = () => waiting.delete(request);
      waiting.set(request, state);
      state.caller.then(forget, forget);
    },
  };
};

type Entries = Readonly<Record<PropertyKey, unknown>>;

/** Tells whether a context is still the same but for `grant`, which guards replace. Where it differs, so may the caller. */
const hasSameEntries = (entries: Entries, ctx: unknown): boolean => {
  const others: Entries = { ...Object(ctx) };
  return [...Reflect.ownKeys(entries), ...Reflect.ownKeys(others)].every(
    (key) => key === 'grant' || Object.is(entries[key], others[key]),
  );
};

const errorOf = ({ error }: Refused<unknown>, disclose: boolean): TRPCError =>
  error
    ? new TRPCError({
        code: 'FORBIDDEN',
        message: disclose ? error.message : 'insufficient scope',
        cause: error,
      })
    : new TRPCError({ code: 'UNAUTHORIZED', message: 'a valid key is needed' });
