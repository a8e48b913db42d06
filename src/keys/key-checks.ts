import type {
  IsEnough,
  KeyLacks,
  NoRouteNeeds,
  NoSuchOption,
  NoSuchRoute,
  NotALiteral,
  UnknownScope,
} from '../errors.js';
import type { CertainMembers, Entries, Single, TextOf } from '../internal/type-utils.js';
import type {
  AllOf,
  AnyOf,
  Authenticated,
  MissingInWords,
  NamedScopes,
  Open,
  Optional,
} from '../requirement.js';
import type { AnyRouteTable, RouteTableInternals, TableOf } from '../routes/route-table.js';
import type { AnyVocabulary, BundleOf, BundleScopes, ClosuresOf, ScopeOf } from '../vocabulary/vocabulary.js';
import type { HeldOf, Key } from './key.js';

// -- options

/** Refuses options that do not exist, and those that may be absent: the key would hold other scopes in some runs. */
export type CheckedOptions<Option extends string> = {
  readonly [O in Option]: O extends 'scopes' | 'bundle' | 'routes' ? {} : NoSuchOption<O>;
};

// -- routes that the scopes do not cover

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
      : Required extends Open | Optional | Authenticated
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

/** Whether some held scopes meet all of some requirements. Looks at each only where one is more than a scope. */
type AreMet<Required, Held> = [Required] extends [Held]
  ? true
  : [Unmet<Required, Held>] extends [never]
    ? true
    : false;

/** The requirements of some routes. A route that is not in the table has none. */
type NeedsOfEach<Table, Routes extends readonly string[]> = Routes[number] extends keyof Table
  ? Table[Routes[number]]
  : Table[Extract<keyof Table, Routes[number]>];

/** A list with a message in the place of each element that is refused. */
// A table of messages: TypeScript would look into a bare conditional type before anything is refused.
type WithRefusals<List, Refusals> = { readonly [I in keyof List]: Refusals[List[I] & keyof Refusals] };

/** The routes of a key, with a message in the place of each that the held scopes do not cover. */
// A list without routes gives all routes, which editors complete with.
export type CoveredRoutes<Table, Routes extends readonly string[], Held> = Routes[number] extends never
  ? readonly (keyof Table)[]
  : Routes[number] extends keyof Table
    ? Table[Routes[number]] extends Held
      ? Routes
      : CoveredOneByOne<Table, Routes, Held>
    : CoveredOneByOne<Table, Routes, Held>;
// Renamed, so TypeScript does not infer the routes from this branch as well.
type CoveredOneByOne<Table, Routes extends readonly string[], Held> = [Routes] extends [infer List]
  ? WithRefusals<List, { [Route in Routes[number]]: CoveredRoute<Table, Route, Held> }>
  : never;

/** Some routes, with a message in the place of each that the table does not list; with none yet, all of them. */
export type KnownRoutes<Table, Routes extends readonly string[]> = Routes[number] extends never
  ? readonly (keyof Table & string)[]
  : Routes[number] extends keyof Table
    ? Routes
    : [Routes] extends [infer List]
      ? WithRefusals<List, { [Route in Routes[number]]: KnownRoute<Table, Route> }>
      : never;
type KnownRoute<Table, Route extends string> = string extends Route
  ? keyof Table
  : Route extends keyof Table
    ? Route
    : NoSuchRoute<Route>;

type KeyLacksThese<Words> = KeyLacks<Words & string>;
/** A route, or the message that refuses it. */
type CoveredRoute<Table, Route extends string, Held> = string extends Route
  ? NotALiteral
  : Route extends keyof Table
    ? AreMet<Table[Route], Held> extends true
      ? Route
      : KeyLacksThese<MissingInWords<Table[Route], Held>>
    : NoSuchRoute<Route>;

/** The routes that a key may call; none for a key of another vocabulary. For a union of keys, those of any of them. */
export type RoutesAllowed<Api extends AnyRouteTable, K> =
  K extends Key<Api['vocabulary']['name'], never>
    ? {
        [Route in keyof TableOf<Api>]: AreMet<TableOf<Api>[Route], HeldOf<K>> extends true ? Route : never;
      }[keyof TableOf<Api>]
    : never;

// -- scopes that no route requires

/** The scopes of a key, with a message in the place of each that no route justifies. */
export type JustifiedScopes<
  V extends AnyVocabulary,
  Table,
  Scopes extends readonly string[],
  Routes extends readonly string[],
> = Scopes[number] extends never
  ? readonly ScopeOf<V>[]
  : Scopes[number] extends NamedScopes<NeedsOfEach<Table, Routes>>
    ? Scopes
    : JustifiedBy<
        Scopes,
        ScopeOf<V>,
        ClosuresOf<V>,
        TextOf<NamedScopes<NeedsOfEach<Table, Routes>>>,
        | Entries<
            ClosuresOf<V>,
            Extract<TextOf<Scopes[number]>, TextOf<NamedScopes<NeedsOfEach<Table, Routes>>>>
          >
        | AllIfNeedsInvalid<ScopeOf<V>, Table, Routes[number]>
      >;
/** All scopes, where a route or its requirement is wrong: then every scope may be needed. Else none. */
type AllIfNeedsInvalid<Scope, Table, Route> = (
  Route extends keyof Table
    ? [Table[Route]] extends [never]
      ? Route
      : never
    : Route
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
    ? WithRefusals<List, { [S in Scopes[number]]: JustifiedScope<S, Scope, Closed, Needed, Justified> }>
    : never;
/** A scope, or the message that refuses it. */
type JustifiedScope<Listed extends string, Scope, Closed, Needed, Justified> = string extends Listed
  ? NotALiteral
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

// -- what a key holds

/** The scopes that a key's list and bundle certainly hold. */
export type HeldByKey<V extends AnyVocabulary, Scopes extends readonly string[], Bundle extends string> = [
  Bundle,
] extends [never]
  ? HeldByScopes<V, Scopes>
  : HeldByScopes<V, Scopes> | Entries<ClosuresOf<V>, ScopesOfBundle<V, Single<Bundle>>>;
type ScopesOfBundle<V extends AnyVocabulary, Bundle> =
  Bundle extends BundleOf<V> ? BundleScopes<V, Bundle> : never;
type HeldByScopes<V extends AnyVocabulary, Scopes extends readonly string[]> =
  Scopes[number] extends ScopeOf<V>
    ? Entries<ClosuresOf<V>, TextOf<CertainMembers<Scopes>>>
    : Entries<ClosuresOf<V>, Extract<CertainMembers<Scopes>, ScopeOf<V>>>;

// -- the same at run time

/** Gives those routes whose requirement some held scopes do not meet, with what each of its alternatives misses. */
export const unmetRoutes = (
  { vocabulary, needsOf }: RouteTableInternals,
  routes: readonly string[],
  held: readonly string[],
): { readonly route: string; readonly missing: readonly (readonly string[])[] }[] => {
  const bits = vocabulary.bitsOf(held);
  return routes
    .filter((route) => !vocabulary.isMet(needsOf(route), bits))
    .map((route) => ({ route, missing: vocabulary.missingByAlternative(needsOf(route), bits) }));
};

/** Gives the scopes that the requirements of some routes name, in any alternative. */
export const scopesNamedBy = (
  { vocabulary, needsOf }: RouteTableInternals,
  routes: readonly string[],
): string[] => routes.flatMap((route) => vocabulary.alternativesOf(needsOf(route)).flat());

/** Gives the listed scopes that no route names and no justified scope implies, in declaration order. */
export const unjustifiedScopes = (
  table: RouteTableInternals,
  listed: readonly string[],
  routes: readonly string[],
): readonly string[] => {
  const { bitsOf, namesOf, close } = table.vocabulary;
  const named = new Set(scopesNamedBy(table, routes));
  const justified = new Set(close(listed.filter((scope) => named.has(scope))));
  return namesOf(bitsOf(listed.filter((scope) => !justified.has(scope))));
};
