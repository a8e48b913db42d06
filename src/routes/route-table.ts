import {
  type BadRoute,
  type MayBeReplaced,
  type NoSuchMethod,
  type NoSuchRoute,
  type NotAPath,
  type NotOne,
  noSuchRoute,
  RouteDefinitionError,
  type TwoRoutes,
  throwForeign,
  throwTypeError,
  type WriteInstead,
} from '../errors.js';
import type { CheckResult, Grant } from '../grant/grant.js';
import { ownProperties } from '../internal/input.js';
import type { EntryOr, Refusals, UnionMark } from '../internal/type-utils.js';
import type { Requirement } from '../requirement.js';
import type { RefusedRequirement } from '../vocabulary/argument-checks.js';
import { type VocabularyInternals, vocabularyInternals } from '../vocabulary/internals.js';
import type { AnyVocabulary, GrantOf, ScopeOf } from '../vocabulary/vocabulary.js';
import { createRouter, type Method } from './router.js';

type RoutePattern = `${Method} /${string}`;

/** route → its requirement. A route is a method, a space and a path. */
// Wider than it need be: a wrong entry is then refused in its own place, and the other entries keep their types.
type RequirementTable<V extends AnyVocabulary> = {
  readonly [route: string]: Requirement<V['name'], ScopeOf<V>> | (string & {}) | object | null | undefined;
};

// Tests all routes at once, and each of them only where one is wrong.
type CheckedRoutes<Table, Needs> = keyof Table extends RoutePattern
  ? Table[keyof Table] extends Needs
    ? keyof Table & Misspelt extends never
      ? Table
      : CheckedOneByOne<Table, Needs>
    : CheckedOneByOne<Table, Needs>
  : CheckedOneByOne<Table, Needs>;
// Renamed, so TypeScript does not infer the table from this branch as well.
type CheckedOneByOne<Table, Needs> = Table extends infer Copy
  ? {
      readonly [Route in keyof Copy]-?: Route extends RoutePattern | (string extends Route ? string : never)
        ? Route extends Misspelt
          ? RefusedRoute<Route>
          : Copy[Route] extends Needs
            ? Copy[keyof Copy & string] extends Copy[Route]
              ? Copy[Route]
              : string extends keyof Copy
                ? MayBeReplaced
                : Copy[Route]
            : RefusedRequirement<Copy[Route], Needs>
        : RefusedRoute<Route>;
    }
  : never;
/** A route with the optional parts, expressions and braces of other libraries. */
type Misspelt = `${string}${'{' | '?' | '[' | '\\'}${string}`;
/** The message that refuses a route: how to write it, where that can be told. */
type RefusedRoute<Route> = Route extends `${infer First} /${infer Path}`
  ? Uppercase<First> extends Method
    ? RefusedPath<`${Uppercase<First>} /${Path}`>
    : NoSuchMethod<First>
  : BadRoute;
type RefusedPath<Route extends string> = Route extends `${infer Before}/{${infer Name}}${infer After}`
  ? Name extends '' | `${string}${NoWord | '*' | '{'}${string}`
    ? NotAPath
    : After extends '' | `${'/' | '.' | ':'}${string}` // else it would be another parameter or other text
      ? RefusedPath<`${Before}/:${Name}${After}`>
      : NotAPath
  : Route extends Misspelt
    ? Route extends `${infer Whole}?`
      ? TwoRoutes<Whole>
      : NotAPath
    : WriteInstead<Route>;
/** The table, where an invalid requirement yields no grant. */
type ValidNeeds<Table, Needs> = Table[keyof Table] extends Needs
  ? Table
  : { readonly [Route in keyof Table]: Table[Route] extends Needs ? Table[Route] : never };

declare const table: unique symbol;

/** The parameters of a route's path, with `*` for the rest of the path. */
export type Params<Route extends string> = string extends Route
  ? { readonly [name: string]: string }
  : Route extends unknown // for a union of routes, the parameters of one of them
    ? DeferredParams<ParamIn<Route>>['params']
    : never;
// A member is evaluated when it is read, as in `DeferredGrant`.
interface DeferredParams<Names> {
  readonly params: { readonly [Name in Names & string]: string };
}
type ParamIn<Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? ParamOf<Segment> | ParamIn<Rest>
  : ParamOf<Path>;
type ParamOf<Segment> = Segment extends '*'
  ? '*'
  : Segment extends `${infer Before}:${infer Text}`
    ? Before extends '' | `${string}${NoWord}` // else the colon is text
      ? Text extends `${string}${NoWord}${string}`
        ? NameIn<Text>
        : Text
      : never
    : never;
/** A character that no name has. */
type NoWord = '-' | '.' | ':' | '~' | '!' | '$' | '&' | "'" | '(' | ')' | '+' | ',' | ';' | '=' | '@';
/** The name that a text begins with. */
type NameIn<Text, Name extends string = ''> = Text extends `${infer Letter}${infer Rest}`
  ? Letter extends NoWord
    ? Name
    : NameIn<Rest, `${Name}${Letter}`>
  : Name;

/** What a handler gets: proof of what its route requires, and the parameters of its path. */
export interface Context<Proven, Route> {
  readonly grant: Proven;
  readonly params: Params<Route & string>;
}

/** A route with its requirement and its handler. */
export interface Handler<Route, Needs, Handle> {
  readonly route: Route;
  readonly needs: Needs;
  readonly handle: Handle;
}

/** A route, or the message that refuses it. */
// In a pair with 0: on `[Route] extends [Routes]`, TypeScript would go through all routes at every call.
type CheckedRoute<Routes extends string, Route> = [Route, 0] extends [Routes, 0]
  ? Route
  : Refusals<Routes, NoSuchRoute<string>>[Route & string];

/** The requirement of a route. */
type NeedsAt<Table, Routes extends keyof Table, Route> = [Route] extends [Routes]
  ? Table[Route]
  : NoSuchRoute<Route & string>;

/** The route that {@link RouteTable.match} found, of the table `Match<typeof api>`. */
export interface Match<in out Api extends AnyRouteTable> {
  readonly route: keyof TableOf<Api> & string;
  /** The decoded parameters. `*` is the rest of the path, not decoded. The object has no prototype. */
  readonly params: { readonly [name: string]: string };
  readonly needs: TableOf<Api>[keyof TableOf<Api>];
}

/** Method and path to requirement. {@link defineRoutes} makes it. */
export interface RouteTable<in out V extends AnyVocabulary, in out Table>
  extends RouteTableMembers<V, Table, keyof Table & string> {}

/** The members of a table. Its routes are a type parameter, so TypeScript computes `keyof Table` once, not at every call. */
interface RouteTableMembers<
  in out V extends AnyVocabulary,
  in out Table,
  in out Routes extends keyof Table & string,
> {
  readonly [table]: Table;
  readonly vocabulary: V;
  /** The routes, in declaration order. */
  readonly routes: readonly Routes[];

  /** Gives the requirement of a route. */
  needs<const Route extends string>(route: CheckedRoute<Routes, Route>): NeedsAt<Table, Routes, Route>;

  /**
   * Finds the most specific route for a request, segment by segment from the left: a literal comes before a `:name`, a
   * `:name` before `*`. Gives `undefined` for what the table does not list, and for a request that a server could read
   * in two ways: an empty or a dot segment, encoded or not, or an encoded letter in the text of a route.
   *
   * @param path the path alone, without a query, as it stood in the request.
   */
  match(method: string, path: string): Match<RouteTable<V, Table>> | undefined;

  /**
   * Proves that a grant meets the requirement of a route.
   *
   * @throws InsufficientScopeError naming every missing scope.
   */
  authorize<const Route extends string>(
    grant: Grant<V['name'], never>,
    route: CheckedRoute<Routes, Route>,
  ): NoInfer<GrantOf<V, NeedsAt<Table, Routes, Route>>>;

  /** Does the same as `authorize`, with a result instead of a throw. */
  check<const Route extends string>(
    grant: Grant<V['name'], never>,
    route: CheckedRoute<Routes, Route>,
  ): CheckResult<NoInfer<GrantOf<V, NeedsAt<Table, Routes, Route>>>>;

  /**
   * Binds a function to a route. The route's requirement types the function's first argument; further arguments, a
   * request for example, are free. The returned `handle` checks the grant again before it calls the function.
   */
  handler<
    Route extends keyof Table,
    Handle extends (context: Context<GrantOf<V, Table[Route]>, Route>, ...rest: never[]) => unknown,
  >(
    // `Route`, behind a condition that never holds: on `Route` alone, TypeScript would go through all routes at every call.
    route: 0 extends Route ? string : Route,
    handle: Handle,
  ): Handler<Route, Table[Route], Handle>;
}

/** Any route table: the constraint of a type parameter. */
export interface AnyRouteTable {
  readonly [table]: unknown;
  readonly vocabulary: AnyVocabulary;
}

/** route → its requirement, for a route table */
export type TableOf<Api extends AnyRouteTable> = Api[typeof table];

/** The requirement of a route; for a route that the table does not list, an error string. */
export type NeedsOf<Api extends AnyRouteTable, Route extends string> = string extends Route | TableOf<Api>
  ? string
  : EntryOr<TableOf<Api>, Route, NoSuchRoute<Route>>;

/**
 * Declares what each route of an API requires. A route that is not declared is refused.
 *
 * @throws RouteDefinitionError for an unknown method, a path that does not start with `/` or could be read two ways,
 * a route declared twice, and an invalid requirement.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, mount, open } from 'scopeproof';
 *
 * const atender = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'], knowledge: ['read', 'write'] },
 *   implies: { write: ['read'] },
 * });
 *
 * export const api = defineRoutes(atender, {
 *   ...mount(atender, '/api/v1/kb', 'knowledge'),
 *   'GET /api/v1/contacts/:id': 'contacts:read',
 *   'GET /api/v1/search': atender.anyOf('contacts:read', 'knowledge:read'),
 *   'GET /health': open,
 * });
 * ```
 */
export function defineRoutes<V extends AnyVocabulary, const Table extends RequirementTable<V>>(
  vocabulary: V,
  table: UnionMark<V> extends never
    ? CheckedRoutes<Table, Requirement<V['name'], ScopeOf<V>>>
    : NotOne<'vocabulary', 'vocabularies'>,
): RouteTable<V, ValidNeeds<Table, Requirement<V['name'], ScopeOf<V>>>>;
export function defineRoutes(vocabulary: AnyVocabulary, table: object): object {
  return createRouteTable(vocabulary, table);
}

/** Makes a route table. Its type, with what each method does, is `RouteTable`. */
export const createRouteTable = (vocabulary: AnyVocabulary, table: object): object => {
  const internals = vocabularyInternals(vocabulary);
  const router = createRouter();
  const routes = new Map<unknown, unknown>();
  for (const [route, needs] of Object.entries(ownProperties(table, 'a route table'))) {
    router.add(route, needs);
    routes.set(route, needs);
    try {
      internals.alternativesOf(needs);
    } catch (error) {
      throw new RouteDefinitionError(route, (error as TypeError).message);
    }
  }
  const needsOf = (route: unknown): unknown => routes.get(route) ?? throwTypeError(noSuchRoute(route));

  const api = Object.freeze({
    vocabulary,
    routes: Object.freeze([...routes.keys()]),
    needs: needsOf,
    match: router.find,
    authorize: (grant: unknown, route: string) => internals.authorize(grant, needsOf(route)),
    check: (grant: unknown, route: string) => internals.check(grant, needsOf(route)),
    handler: (route: string, handle: unknown) => {
      if (typeof handle !== 'function') return throwTypeError('a handler is a function');
      const needs = needsOf(route);
      return Object.freeze({ route, needs, handle: checkedHandle(internals, needs, handle) });
    },
  });
  tables.set(api, { vocabulary: internals, routes: api.routes as readonly string[], needsOf });
  return api;
};

/**
 * Wraps a function so that it gets only a grant that was checked. Callers without types may pass any. The wrapper has
 * the properties that the function has by then, as its type says.
 */
const checkedHandle = ({ authorize }: VocabularyInternals, needs: unknown, handle: Function): Function => {
  function checked(
    this: unknown,
    context: { readonly grant: unknown },
    ...rest: readonly unknown[]
  ): unknown {
    // The checked grant replaces the context's: a getter could give another one the second time.
    return Reflect.apply(handle, this, [{ ...context, grant: authorize(context.grant, needs) }, ...rest]);
  }
  const { prototype, ...properties } = Object.getOwnPropertyDescriptors(handle);
  return Object.defineProperties(checked, properties);
};

/** A route table as the rest of the library uses it at run time. */
export interface RouteTableInternals {
  readonly vocabulary: VocabularyInternals;
  /** In declaration order. */
  readonly routes: readonly string[];
  readonly needsOf: (route: unknown) => unknown;
}
const tables = /* @__PURE__ */ new WeakMap<object, RouteTableInternals>();

/** Gives the internals of a route table. Throws for any other value. */
export const routeTableInternals = (api: unknown): RouteTableInternals =>
  tables.get(api as object) ?? throwForeign(api, 'match', 'not a route table');
