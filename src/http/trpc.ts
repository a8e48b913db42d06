import { type AnyTRPCMiddlewareFunction, TRPCError, type TRPCProcedureType } from '@trpc/server';
import type { Grant, GrantOf, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import {
  deciding,
  type Refused,
  type RoutesBehind,
  type ScopesBehind,
  type StoredScopes,
  Visit,
} from './decide.js';
import { assertRequirement } from './guard.js';

/** How procedures are guarded. */
export interface ProcedureGuardOptions<Ctx> {
  /**
   * Who asks: the stored scopes of the key that a call came with, or nothing. Called once per call of a procedure, with
   * the context as it is at its first guard, and not at all where the procedure is `open`.
   */
  readonly authenticate: (ctx: Ctx) => StoredScopes | PromiseLike<StoredScopes>;
  /** Whether the message of a `FORBIDDEN` names scopes; its `cause` always does. Yes, unless it is `false`. */
  readonly disclose?: boolean | undefined;
}

type Next = Parameters<AnyTRPCMiddlewareFunction>[0]['next'];
declare const anyNext: Next;

/** Middleware behind which `ctx` has what was proven. */
export type Proves<Ctx, Proven extends object> = (call: {
  ctx: Ctx;
  type: TRPCProcedureType;
  path: string;
  next: Next;
}) => ReturnType<typeof anyNext<Proven>>;

/** What {@link guardProcedures} gives: a requirement becomes middleware, behind which `ctx.grant` is proof of it. */
export type ProcedureGuard<in out V extends AnyVocabulary, in Ctx> = <
  const Required extends Requirement<V['name'], ScopeOf<V>>,
>(
  requirement: Required,
) => Proves<Ctx, { readonly grant: GrantOf<V, Required> }>;

/** What {@link guardRoutes} gives. */
export interface RouterGuard<in out V extends AnyVocabulary, in out Table, in Ctx> {
  /**
   * The whole table, as middleware: a procedure that it does not list is not found. It proves to the compiler only
   * that there is a grant; that a procedure has its scopes is proven by `route`.
   */
  readonly table: Proves<Ctx, { readonly grant: Grant<V['name'], never> }>;

  /** One route, as middleware of its procedure, which gets proof of what the route needs. */
  route<const Route extends keyof Table & string>(
    route: Route,
  ): Proves<Ctx, { readonly grant: GrantOf<V, Table[Route]> }>;
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
  vocabulary: AnyVocabulary & ScopesBehind,
  options: ProcedureGuardOptions<unknown>,
): (requirement: Requirement<string, string>) => Middleware {
  const guarded = guardOver(vocabulary, options);
  return (requirement) => {
    assertRequirement(vocabulary, requirement);
    return guarded(() => requirement);
  };
}

/**
 * Guards procedures by a route table, in which a query or a subscription is `GET /<its path>` and a mutation
 * `POST /<its path>`, as tRPC maps them to HTTP. What the table does not list is `NOT_FOUND`.
 *
 * @throws TypeError from `route`, for one that the table does not list.
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
): RouterGuard<V, Table, Ctx>;
export function guardRoutes(api: RoutesBehind, options: ProcedureGuardOptions<unknown>): object {
  const guarded = guardOver(api.vocabulary, options);
  return {
    table: guarded((method, path) => api.match(method, path)?.needs),
    route: (route: string) => {
      const needs = api.needs(route); // throws for a route that the table does not list
      return guarded((method, path) => (api.match(method, path)?.route === route ? needs : undefined));
    },
  };
}

type Guarded = { readonly [visited: symbol]: Visit<unknown> | undefined } | undefined;
type Middleware = Proves<Guarded, object>;

const methods = { query: 'GET', subscription: 'GET', mutation: 'POST' } as const;

const guardOver = (
  vocabulary: AnyVocabulary & ScopesBehind,
  { authenticate, disclose = true }: ProcedureGuardOptions<unknown>,
) => {
  const { decide } = deciding<unknown>(vocabulary, { authenticate, authorizationOf: () => undefined });
  // Under which a context remembers the visit, which has the context as it was at the first guard of the call.
  const visited = Symbol('visited');
  return (needsOf: (method: string, path: string) => unknown): Middleware =>
    async ({ ctx, type, path, next }) => {
      const needs = needsOf(methods[type], `/${path}`);
      if (needs === undefined)
        throw new TRPCError({ code: 'NOT_FOUND', message: `No procedure found on path "${path}"` });
      const visit = ctx?.[visited] ?? new Visit<unknown>(ctx);
      const soon = decide(visit, needs);
      const decision = soon instanceof Promise ? await soon : soon;
      if (!decision.ok) throw errorOf(decision, disclose);
      return next({ ctx: { grant: decision.grant, [visited]: visit } });
    };
};

const errorOf = ({ error }: Refused, disclose: boolean): TRPCError =>
  error
    ? new TRPCError({
        code: 'FORBIDDEN',
        message: disclose ? error.message : 'insufficient scope',
        cause: error,
      })
    : new TRPCError({ code: 'UNAUTHORIZED', message: 'a valid key is needed' });
