import type { NonEmptyTuple } from 'type-fest';
import type {
  BadFormat,
  ChainTooLong,
  Empty,
  NoSuchOption,
  NotALiteral,
  NotAScopeToken,
  NotOne,
  NotOneList,
  StillLive,
  UnknownAction,
  UnknownLength,
  UnknownScope,
} from '../errors.js';
import type { Entries, Entry, NonUnion, UncertainMark, UnionMark } from '../internal/type-utils.js';
import type { ActionsWithLongChain, HalfClosures, SquareScopes } from './closure.js';
import type { Definition } from './definition.js';
import type { DefaultFormat, Pair, Pattern, Spelled, SurfaceTable } from './spelling.js';

// Each check gives its part of the definition back where it is right, and a message in the place of what is wrong.

/** Every scope, as the definition may name it. */
// Inferred, as in `Pattern`.
export type ScopeIn<Surfaces extends Pair, Format extends string, Bare extends string> = [
  Spelled<Surfaces, Format>,
] extends [infer Paired extends string]
  ? Paired | Bare
  : never;
/** Every scope and every pattern. */
export type ItemIn<Surfaces extends Pair, Format extends string, Bare extends string> = [
  Spelled<Surfaces, Format>,
  Pattern<Surfaces, Format>,
] extends [infer Paired extends string, infer Matching extends string]
  ? Paired | Bare | Matching
  : never;

/**
 * Characters that no scope-token holds (RFC 6749 §3.3): the ASCII ones that people write, and the letters of Latin-1.
 * Testing all of Unicode costs a hundred instantiations a name; the run time tests the rest.
 */
// biome-ignore format: a table
type NotInToken =
  | '"' | '\\' | ' ' | '\t' | '\n' | '\v' | '\f' | '\r' | '\0' | '\x1b' | '\x7f' | '\u00a0'
  | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Æ' | 'Ç' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ì' | 'Í' | 'Î' | 'Ï'
  | 'Ð' | 'Ñ' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' | 'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ý' | 'Þ' | 'ß' | 'à'
  | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'æ' | 'ç' | 'è' | 'é' | 'ê' | 'ë' | 'ì' | 'í' | 'î' | 'ï' | 'ð'
  | 'ñ' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ù' | 'ú' | 'û' | 'ü' | 'ý' | 'þ' | 'ÿ';
type BadName = '' | `${string}${NotInToken | '*'}${string}`;
type BadStarredName = '' | '*' | `${string}${NotInToken}${string}`;

type CheckedName<Name> = Name extends '' ? Empty<'name'> : Name extends BadName ? NotAScopeToken : Name;

type CheckedNames<Names extends readonly string[]> = {
  readonly [I in keyof Names]: CheckedName<Names[I]>;
};
type EachNonUnion<Names extends readonly string[]> = {
  readonly [I in keyof Names]: [NonUnion<Names[I]>] extends [never] ? NotOne<'name'> : Names[I];
};
/** A list of names, with a message in the place of each that is wrong, or of the list where it is never the same. */
type CheckedList<List extends readonly string[]> = List extends readonly []
  ? Empty<'surface'>
  : List extends NonEmptyTuple<string>
    ? [UncertainMark<List>] extends [never]
      ? CheckedNames<List>
      :
            | UnionMark<List>
            | UnionMark<List['length']>
            | (number extends List['length'] ? true : never) extends never
        ? EachNonUnion<List>
        : NotOneList
    : UnknownLength;

/** What a `*` in a stored scope is. */
export type StoredPatterns = 'expand' | 'names';
// One list of names for both cases: TypeScript would infer `Bare` from each branch.
export type CheckedBare<Bare extends readonly string[], Stored> = {
  readonly [I in keyof Bare]: Bare[I] extends ([Stored] extends ['names'] ? BadStarredName : BadName)
    ? CheckedName<Bare[I]>
    : Bare[I];
} & CertainList<Bare>;
// TypeScript infers no literals through `CheckedList`.
type CertainList<List extends readonly string[]> = [UncertainMark<List>] extends [never]
  ? unknown
  : NotOneList;

export type CheckedSurfaces<Surfaces extends SurfaceTable> = [
  Surfaces[keyof Surfaces],
  (
    | Extract<keyof Surfaces | Surfaces[keyof Surfaces][number], BadName>
    | UncertainLists<Surfaces, Surfaces[keyof Surfaces]>
  ),
] extends [NonEmptyTuple<string>, never]
  ? Surfaces
  : // Renamed, so TypeScript does not infer the surfaces from this branch as well.
    Surfaces extends infer Copy extends SurfaceTable
    ? {
        readonly [S in keyof Copy]-?: S extends BadName ? CheckedName<S> : CheckedList<Copy[S]>;
      }
    : never;

/** `true` where a surface's list may be another one in another run. */
// Asks each surface only where their lists differ: it costs 5 instantiations a surface.
type UncertainLists<Surfaces extends SurfaceTable, List extends readonly string[]> =
  UncertainMark<List> extends never
    ? never
    : { readonly [S in keyof Surfaces]: UncertainMark<Surfaces[S]> }[keyof Surfaces];

/** Refuses a vocabulary without scopes, at its surfaces. */
export type NotEmpty<Name> = [Name] extends [never] ? { readonly surfaces: Empty<'vocabulary'> } : unknown;

/** Some lists, with a message in the place of each item that is unknown. */
// Tests all lists at once, and each item only where one is wrong.
type CheckedLists<Lists, Item, Checks, What = 'scope'> = [Lists[keyof Lists]] extends [readonly Item[]]
  ? Lists & Checks
  : // Renamed, as in `CheckedSurfaces`.
    Lists extends infer Copy
    ? { readonly [Name in keyof Copy]: EachItem<Copy[Name], Item, What> }
    : never;
type EachItem<List, Item, What> = { readonly [I in keyof List]: CheckedItem<List[I], Item, What> };
// For an empty name, which editors complete, all items.
type CheckedItem<Given, Item, What> = Given extends Item
  ? Given
  : string extends Given
    ? NotALiteral
    : Given extends ''
      ? Item
      : What extends 'action'
        ? UnknownAction<Given & string>
        : UnknownScope<Given & string>;

export type CheckedBundles<Bundles, Item> = CheckedLists<
  Bundles,
  Item,
  { readonly [B in keyof Bundles as Bundles[B] extends readonly [] ? B : never]: Empty<'bundle'> } & ([
    Extract<keyof Bundles, BadName>,
  ] extends [never]
    ? unknown
    : { readonly [B in Extract<keyof Bundles, BadName>]: CheckedName<B> })
>;

export type CheckedDeprecated<Deprecated, Scope> = [keyof Deprecated] extends [never]
  ? Deprecated
  : Deprecated extends infer Copy
    ? {
        readonly [Old in keyof Copy]: `${Old & (string | number)}` extends infer Name extends Scope & string
          ? StillLive<Name>
          : Old extends BadName
            ? CheckedName<Old>
            : Copy[Old] extends string
              ? CheckedItem<Copy[Old], Scope, 'scope'>
              : EachItem<Copy[Old], Scope, 'scope'>;
      }
    : never;

export type CheckedFormat<Format extends string> = [NonUnion<Format>] extends [never]
  ? NotOne<'format'>
  : Format extends DefaultFormat
    ? Format
    : Format extends BadName
      ? NotAScopeToken
      : Format extends
            | `${string}{surface}${string}{action}${string}`
            | `${string}{action}${string}{surface}${string}`
        ? Format extends
            | `${string}{surface}${string}{surface}${string}`
            | `${string}{action}${string}{action}${string}`
          ? BadFormat
          : Format
        : BadFormat;

// One action that implies others starts no chain.
export type CheckedImplies<Implies, Rules extends Pair, Action extends string> = CheckedLists<
  Implies,
  Action,
  {
    readonly [A in string extends Rules['name'] ? never : Exclude<Rules['name'], Action>]: UnknownAction<A>;
  } & ([NonUnion<Rules>] extends [never] ? LongChains<ActionsWithLongChain<Rules>>['refused'] : unknown),
  'action'
>;
// A member, so TypeScript does not evaluate the names before it reads them.
interface LongChains<Names> {
  readonly refused: { readonly [N in Names & string]: ChainTooLong };
}

// The tables are made here, so a vocabulary that includes nothing does not pay for them.
export type CheckedIncludes<
  Includes,
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Rules extends Pair,
  Inclusions extends Pair,
> = [Inclusions] extends [never]
  ? Includes
  : CheckedLists<
      Includes,
      ItemIn<Surfaces, Format, Bare>,
      string extends Inclusions['name']
        ? unknown
        : {
            readonly [S in Exclude<Inclusions['name'], ItemIn<Surfaces, Format, Bare>>]: UnknownScope<S>;
          } & ([HalfClosures<Surfaces, Format, Bare, Rules, Inclusions>] extends [infer Half] // or TypeScript 5.4 would look for constraints in closures that are not there yet
            ? [ScopesWithLongChain<Half, Inclusions['name']>] extends [never]
              ? unknown // from no scope is a chain half as long as it may be
              : LongChains<LongChainsThrough<Inclusions['name'], SquareScopes<Half>>>['refused']
            : never)
    >;
// A chain may begin at a scope without an entry in `includes`: refuse the entries that it runs through.
type LongChainsThrough<Including extends string, Closed> = [ScopesWithLongChain<Closed, Including>] extends [
  never,
]
  ? Extract<Including, Entries<Closed, ScopesWithLongChain<Closed, keyof Closed>>>
  : ScopesWithLongChain<Closed, Including>;
type ScopesWithLongChain<Closed, Scope> = Scope extends keyof Closed
  ? [Entry<Closed, Closed[Scope]>] extends [Closed[Scope]]
    ? never
    : Scope
  : never;

/**
 * Refuses options that do not exist. An option that may be absent is refused as well: its scopes or implications would
 * be there in some runs only.
 */
// TypeScript infers `Option` from the properties of the definition.
export type CheckedOptions<Option extends string> = { readonly [O in Option]?: unknown } & {
  readonly [O in Exclude<Option, 'deprecated' | 'docs'>]: O extends OptionName ? {} : NoSuchOption<O>;
};
type OptionName = keyof Definition<0, 0, 0, 0, 0, 0, 0, never, never, never, 0>;
