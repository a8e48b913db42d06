import {
  type IsEnough,
  isEnough,
  type KeyLacks,
  KeyScopeError,
  keyLacks,
  type NoRouteNeeds,
  type NoSuchRoute,
  noRouteNeeds,
  refuse,
  type UnknownBundle,
  type UnknownScope,
  unknownBundle,
} from './errors.js';
import type { Single, Sure } from './grant.js';
import { listOf, ownParts } from './internal/given.js';
import { type Claiming, declareKey, type HeldOf, type Key } from './key.js';
import { type AllOf, type AnyOf, type Authenticated, type Named, nearest, type Open } from './requirement.js';
import { type AnyRouteTable, type Behind, behind, type RouteTable, type TableOf } from './routes.js';
import type { Entries } from './scope.js';
import type { AnyVocabulary, BundleOf, BundleScopes, ClosuresOf, ScopeOf } from './vocabulary.js';

// -- a route that the scopes do not cover

/** Those requirements that some held scopes do not meet. */
type Unmet<Required, Held> = Required extends Held
  ? never
  : Required extends AllOf<string, infer Scopes>
    ? [Scopes[number]] extends [Held]
      ? never
      : Required
    : Required extends AnyOf<string, infer Alternatives>
      ? true extends IsMetBy<Alternatives[number], Held>
        ? never
        : Required
      : Required extends Open | Authenticated
        ? never
        : Required;
type IsMetBy<Alternative, Held> =
  Alternative extends AllOf<string, infer Scopes>
    ? [Scopes[number]] extends [Held]
      ? true
      : false
    : Alternative extends Held
      ? true
      : false;

/** What is missing, in words: all of an alternative joined by `and`, alternatives by `or`. */
type Lacking<Required, Held> = Required extends string
  ? Required
  : Required extends AllOf<string, infer Scopes>
    ? JoinedByAnd<Scopes, Held>
    : Required extends AnyOf<string, infer Alternatives>
      ? JoinedByOr<Alternatives, Held>
      : never;
type JoinedByAnd<
  Scopes extends readonly unknown[],
  Held,
  Text extends string = '',
> = Scopes extends readonly [infer First, ...infer Rest]
  ? JoinedByAnd<Rest, Held, First extends Held ? Text : Joined<Text, ' and ', First>>
  : Text;
type Joined<
  Text extends string,
  By extends string,
  More,
> = `${Text}${Text extends '' ? '' : By}${More & string}`;
type JoinedByOr<
  Alternatives extends readonly unknown[],
  Held,
  Text extends string = '',
> = Alternatives extends readonly [infer First, ...infer Rest]
  ? JoinedByOr<Rest, Held, Joined<Text, ' or ', Lacking<First, Held>>>
  : Text;

/** Whether some held scopes meet all of some requirements; one by one only where one is more than a scope. */
type AreMet<Required, Held> = [Required] extends [Held]
  ? true
  : [Unmet<Required, Held>] extends [never]
    ? true
    : false;

/** What the routes of a list need; those of no table need nothing. */
type NeedsOfEach<Table, Routes extends readonly string[]> = Routes[number] extends keyof Table
  ? Table[Routes[number]]
  : Table[Extract<keyof Table, Routes[number]>];

/** A list with the refusal in the place of each element that has one, else with the element itself. */
// A table of refusals, because the compiler looks into a mere conditional type before anything is refused.
type Refused<List, Refusals> = { readonly [I in keyof List]: Refusals[List[I] & keyof Refusals] };

/** The routes of a key: themselves where all are covered, else with the refusal in the place of each that is not. */
// Without any, all there are: an editor that completes one asks with none.
type CoveredRoutes<Table, Routes extends readonly string[], Held> = Routes[number] extends never
  ? readonly (keyof Table)[]
  : Routes[number] extends keyof Table
    ? Table[Routes[number]] extends Held
      ? Routes
      : CoveredOneByOne<Table, Routes, Held>
    : CoveredOneByOne<Table, Routes, Held>;
// As another name, so that the compiler does not also infer the routes from this branch, one by one.
type CoveredOneByOne<Table, Routes extends readonly string[], Held> = [Routes] extends [infer List]
  ? Refused<List, { [Route in Routes[number]]: CoveredRoute<Table, Route, Held> }>
  : never;
type KeyLacksThese<Words> = KeyLacks<Words & string>;
/** A route, or its refusal; of any text, all routes. */
type CoveredRoute<Table, Route extends string, Held> = string extends Route
  ? keyof Table
  : Route extends keyof Table
    ? AreMet<Table[Route], Held> extends true
      ? Route
      : KeyLacksThese<Lacking<Table[Route], Held>>
    : NoSuchRoute<Route>;

// -- a scope that no route needs

/** The scopes of a key: themselves where all are justified, else with the refusal in the place of each that is not. */
type JustifiedScopes<
  V extends AnyVocabulary,
  Table,
  Scopes extends readonly string[],
  Routes extends readonly string[],
> = Scopes[number] extends never
  ? readonly ScopeOf<V>[]
  : Scopes[number] extends Named<NeedsOfEach<Table, Routes>>
    ? Scopes
    : JustifiedBy<
        Scopes,
        ScopeOf<V>,
        ClosuresOf<V>,
        Named<NeedsOfEach<Table, Routes>>,
        | Entries<ClosuresOf<V>, Extract<Scopes[number], Named<NeedsOfEach<Table, Routes>>>>
        | NeededPerhaps<ScopeOf<V>, Table, Routes[number]>
      >;
/** All scopes, where nobody knows what a route needs, because its own requirement is refused; or else none. */
type NeededPerhaps<Scope, Table, Route> = (
  Route extends keyof Table
    ? [Table[Route]] extends [never]
      ? Route
      : never
    : never
) extends never
  ? never
  : Scope;
type JustifiedBy<
  Scopes extends readonly string[],
  Scope,
  Closed,
  Needed,
  Justified,
> = Scopes[number] extends Justified
  ? Scopes
  : [Scopes] extends [infer List]
    ? Refused<List, { [S in Scopes[number]]: JustifiedScope<S, Scope, Closed, Needed, Justified> }>
    : never;
/** A scope, or its refusal; of any text, all scopes. */
type JustifiedScope<Listed extends string, Scope, Closed, Needed, Justified> = string extends Listed
  ? Scope
  : Listed extends Justified
    ? Listed
    : Listed extends Scope & keyof Closed
      ? Extract<Closed[Listed], Needed> extends infer Enough extends string
        ? [Enough] extends [never]
          ? NoRouteNeeds<Listed>
          : IsEnough<BroadestOf<Closed, Enough, Enough>>
        : never
      : UnknownScope<Listed>;
type BroadestOf<Closed, Scope extends string, All extends string> = Scope extends Closed[Exclude<All, Scope> &
  keyof Closed]
  ? never
  : Scope;

/** What a key's scopes and bundle surely hold. */
type HeldBy<V extends AnyVocabulary, Scopes extends readonly string[], Bundle extends string> = [
  Bundle,
] extends [never]
  ? HeldByEach<V, Scopes>
  : HeldByEach<V, Scopes> | Entries<ClosuresOf<V>, Packed<V, Single<Bundle>>>;
type Packed<V extends AnyVocabulary, Bundle> = Bundle extends BundleOf<V> ? BundleScopes<V, Bundle> : never;
type HeldByEach<V extends AnyVocabulary, Scopes extends readonly string[]> =
  Scopes[number] extends ScopeOf<V>
    ? Entries<ClosuresOf<V>, Sure<Scopes>>
    : Entries<ClosuresOf<V>, Extract<Sure<Scopes>, ScopeOf<V>>>;

/** A bundle, or its refusal; without any, or with an empty name, which is what an editor asks with, all there are. */
type KnownBundle<Bundle extends string, Known> = [Bundle] extends ['']
  ? Known
  : Bundle extends Known
    ? Bundle
    : UnknownBundle<Bundle>;

/** The routes that a key may call, none for a key of another vocabulary; of several keys, those that any one of them may. */
export type RoutesAllowed<Api extends AnyRouteTable, K> =
  K extends Key<Api['vocabulary']['name'], never>
    ? {
        [Route in keyof TableOf<Api>]: AreMet<TableOf<Api>[Route], HeldOf<K>> extends true ? Route : never;
      }[keyof TableOf<Api>]
    : never;

/**
 * Declares a key: the scopes that it is issued with, checked against the routes that it is for.
 *
 * A route that the scopes do not cover does not compile, under that route, with what is missing. A listed scope that
 * no listed route names, and that no justified scope brings along, does not compile either, under that scope. A
 * bundle is a package: what it lacks is an error, what it has in excess is not, but `audit` reports it.
 *
 * @throws KeyScopeError with all that is missing and in excess.
 *
 * @example
 * ```ts
 * import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
 *
 * const atender = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'] },
 *   implies: { write: ['read'] },
 * });
 * const api = defineRoutes(atender, {
 *   'GET /contacts/:id': 'contacts:read',
 *   'POST /contacts': 'contacts:write',
 * });
 *
 * export const crmSync = defineKey(api, 'crm-sync', {
 *   scopes: ['contacts:write'],
 *   routes: ['GET /contacts/:id', 'POST /contacts'],
 * });
 * ```
 */
export function defineKey<
  V extends AnyVocabulary,
  Table,
  // Any text, which is then refused in its own place.
  const Scopes extends readonly string[] = [],
  const Routes extends readonly string[] = [],
  const Bundle extends string = never,
>(
  api: RouteTable<V, Table>,
  name: string,
  declaration: {
    /** The scopes, listed. */
    readonly scopes?: JustifiedScopes<V, Table, Scopes, Routes>;
    /** A bundle, instead of the scopes or beside them. */
    readonly bundle?: KnownBundle<Bundle, BundleOf<V>>;
    /** The routes that the key is for. */
    readonly routes?: [Bundle] extends [BundleOf<V>]
      ? CoveredRoutes<Table, Routes, HeldBy<V, Scopes, Bundle>>
      : Routes;
  },
): NoInfer<Claiming<V['name'], HeldBy<V, Scopes, Bundle>>['key']>;
export function defineKey(api: object, name: string, declaration: object): object {
  const known = behind(api);
  const { bundles, bitsOf, namesOf, close, closureOf, minimal } = known.core;
  const { scopes: list = [], bundle, routes: called = [] } = ownParts(declaration, 'a key');
  const listed = listOf(list, 'scopes');
  const routes = listOf(called, 'routes');
  const packed = bundle === undefined ? [] : bundles.get(bundle as string);
  if (!packed) return refuse(unknownBundle(bundle));
  const scopes = [...listed, ...packed];

  const unmet = unmetBy(known, routes, close(scopes));
  const missing = unmet.flatMap(({ lacking }) => nearest(lacking));
  const excess = unjustified(known, listed, routes);
  const faults = unmet.map(
    ({ route, lacking }) => `${route}: ${keyLacks(lacking.map((list) => list.join(' and ')).join(' or '))}`,
  );
  const needed = new Set<unknown>(namedBy(known, routes));
  for (const scope of excess) {
    const enough = minimal(closureOf(scope).filter((other) => needed.has(other)));
    faults.push(enough.length > 0 ? isEnough(enough.join(' and ')) : noRouteNeeds(scope));
  }
  if (faults.length > 0) throw new KeyScopeError(name, faults, namesOf(bitsOf(missing)), excess);
  return declareKey(known.core, name, scopes, routes, bundle);
}

/** Those of some routes whose requirement some held scopes do not meet, with what each of its alternatives lacks. */
export const unmetBy = (
  { core, needsOf }: Behind,
  routes: readonly string[],
  held: readonly string[],
): { readonly route: string; readonly lacking: readonly (readonly string[])[] }[] => {
  const bits = core.bitsOf(held);
  return routes
    .filter((route) => !core.isMet(needsOf(route), bits))
    .map((route) => ({ route, lacking: core.lackingIn(needsOf(route), bits) }));
};

/** The scopes that the requirements of some routes name, in whatever alternative. */
const namedBy = ({ core, needsOf }: Behind, routes: readonly string[]): string[] =>
  routes.flatMap((route) => core.alternativesOf(needsOf(route)).flat());

/** Those of some listed scopes that no route names and no justified scope brings along, in declaration order. */
export const unjustified = (
  known: Behind,
  listed: readonly string[],
  routes: readonly string[],
): readonly string[] => {
  const { bitsOf, namesOf, close } = known.core;
  const named = new Set(namedBy(known, routes));
  const justified = new Set(close(listed.filter((scope) => named.has(scope))));
  return namesOf(bitsOf(listed.filter((scope) => !justified.has(scope))));
};
