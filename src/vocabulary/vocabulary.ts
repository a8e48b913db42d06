import type { NonEmptyTuple } from 'type-fest';
import { type Empty, empty, type TypeArguments, type UnknownBundle, type UnknownScope } from '../errors.js';
import type {
  AttenuatedGrant,
  CheckResult,
  CompoundGrantFor,
  Grant,
  GrantFor,
  GrantTable,
  GrantThatHas,
  RemainingGrant,
} from '../grant/grant.js';
import type { ParseResult } from '../grant/parse.js';
import type {
  CertainEntries,
  CertainMembers,
  EntryOr,
  InferredEntry,
  NamesOf,
  Refusals,
  SingleLiteral,
} from '../internal/type-utils.js';
import type { DeferredKey } from '../keys/key.js';
import type { AllOf, AnyOf, Requirement } from '../requirement.js';
import type {
  AttenuableScopes,
  CheckedAlternatives,
  CheckedArguments,
  CheckedBundle,
  CheckedItems,
  CheckedScope,
  CheckedScopes,
} from './argument-checks.js';
import type { Closures } from './closure.js';
import { createVocabulary } from './create-vocabulary.js';
import { type Definition, type Docs, readDefinition } from './definition.js';
import type {
  CheckedBare,
  CheckedBundles,
  CheckedDeprecated,
  CheckedFormat,
  CheckedImplies,
  CheckedIncludes,
  CheckedOptions,
  CheckedSurfaces,
  ItemIn,
  NotEmpty,
  ScopeIn,
  StoredPatterns,
} from './definition-checks.js';
import { vocabularyInternals } from './internals.js';
import {
  type DefaultFormat,
  type Expand,
  failDefinition,
  type Pair,
  type Pairs,
  type Spelled,
  type SurfaceTable,
  type UncertainPair,
} from './spelling.js';

declare const scope: unique symbol;
declare const closure: unique symbol;
declare const grants: unique symbol;
declare const bundled: unique symbol;
declare const declared: unique symbol;
declare const known: unique symbol;
declare const nameOfAnother: unique symbol;

/**
 * All scopes of one API with their rules. {@link defineScopes} makes it.
 *
 * The type arguments are the parts of the declaration. All that follows from them is a member, so TypeScript computes
 * it once per vocabulary, and only when it is read.
 */
// The variance is written down because measuring it costs TypeScript a million instantiations.
export interface Vocabulary<
  in out Name extends string,
  in out Surfaces extends Pair,
  in out Format extends string,
  in out Bare extends string,
  in out Implies extends Pair,
  in out Includes extends Pair,
  in out Bundles extends Pair,
> extends VocabularyMembers<
    Name,
    Surfaces['name'],
    Spelled<Surfaces, Format> | Bare, // not through an alias, which TypeScript would print in errors
    Closures<Surfaces, Format, Bare, Implies, Includes>,
    GrantTable<Name, Closures<Surfaces, Format, Bare, Implies, Includes>>,
    { readonly [B in Bundles as B['name']]: Expand<Surfaces, Format, Bare, B['listed']> },
    Bundles['name'],
    Requirement<Name, Spelled<Surfaces, Format> | Bare>,
    Extract<Implies | Includes, UncertainPair>,
    Extract<Bundles, UncertainPair>['name']
  > {
  readonly [declared]: {
    readonly surfaces: Surfaces;
    readonly format: Format;
    readonly bare: Bare;
    readonly bundles: Bundles['name'];
  };

  /**
   * Gives the scopes that some scopes and patterns name, in declaration order.
   *
   * @throws ScopeDefinitionError for an item that names nothing.
   */
  select<const Items extends readonly string[]>(
    ...items: CheckedItems<Items, ItemIn<Surfaces, Format, Bare>>
  ): readonly Expand<Surfaces, Format, Bare, Items[number]>[];
}

// Results are `NoInfer`: the arguments of a call decide them. From the expected type, TypeScript would search the tables.

/** The members over the tables. They are plain type parameters here, which TypeScript does not look into. */
interface VocabularyMembers<
  in out Name extends string,
  in out Surface extends string,
  in out Scope extends string,
  in out Closed,
  in out Grants,
  in out Bundled,
  in out BundleName extends string,
  /** Any requirement. */
  in out Needs,
  /** The implications that are more in some runs. */
  in out UncertainRule,
  /** The names of the bundles that hold more in some runs. */
  in out UncertainBundle,
> {
  readonly [scope]: Scope;
  readonly [closure]: Closed;
  readonly [grants]: Grants;
  readonly [bundled]: Bundled;

  readonly name: Name;
  /** Every scope, in declaration order. */
  readonly scopes: readonly Scope[];
  /** The surfaces, in declaration order. */
  readonly surfaces: readonly Surface[];
  /** The names of the bundles, in declaration order. */
  readonly bundles: readonly BundleName[];
  /** The texts for people, as declared. */
  readonly docs: Docs<Surface, Scope, BundleName>;

  /** Tells whether a value is a scope of this vocabulary. A pattern, a bundle and a deprecated name are not. */
  isScope(value: unknown): value is Known<Scope, Closed>;

  /**
   * Gives all that a scope implies, itself included, in declaration order.
   *
   * @throws TypeError for an unknown scope, as do `minimal`, `redundant`, `missing`, `allOf`, `anyOf` and `key`.
   */
  implied<const One extends string>(
    scope: [One] extends [Scope] ? One : Refusals<Scope, UnknownScope<string>>[One & string],
  ): readonly NoInfer<[UncertainRule] extends [never] ? EntryOr<Closed, One, Scope> : Scope>[];

  /**
   * Gives the scopes of a bundle as listed, patterns expanded, in declaration order.
   *
   * @throws TypeError for an unknown bundle.
   */
  bundle<const Bundle extends string>(
    name: CheckedBundle<Bundle, BundleName>,
  ): readonly (Bundle extends UncertainBundle ? Scope : InferredEntry<Bundled, Bundle>)[];

  /** Gives those of some scopes that no other of them implies, in declaration order. */
  minimal<const Scopes extends readonly string[]>(
    scopes: CheckedScopes<Scopes, Scope>,
  ): readonly Scopes[number][];

  /** Gives those of some scopes that another of them implies, in declaration order. */
  redundant<const Scopes extends readonly string[]>(
    scopes: CheckedScopes<Scopes, Scope>,
  ): readonly Scopes[number][];

  /**
   * Gives the required scopes that the held ones do not imply, in declaration order. For a requirement with
   * alternatives, these are the scopes missing for the nearest one. An unknown held name counts for nothing.
   */
  missing(
    held: readonly string[] | Grant<Name, never>,
    required: readonly Scope[] | Requirement<Name, Scope>,
  ): readonly Scope[];

  /** Makes a requirement of all of some scopes. */
  allOf<const Scopes extends NonEmptyTuple<string>>(
    ...scopes: CheckedArguments<Scopes, Scope>
  ): AllOf<Name, Scopes>;

  /** Makes a requirement of any of some alternatives, each a scope or an `allOf`. */
  anyOf<const Alternatives extends NonEmptyTuple<string | object>>(
    ...alternatives: CheckedAlternatives<Alternatives, Scope, AllOf<Name, readonly Scope[]>>
  ): AnyOf<Name, Alternatives>;

  /**
   * Reads stored scopes: a string, split at ASCII white space, or an iterable with one scope an element.
   *
   * An unknown scope never throws: it grants nothing and is listed. Patterns and names of bundles are unknown scopes
   * too, unless `storedPatterns` says otherwise. A deprecated name counts as its new names, and is listed. Case matters;
   * order and repeats do not.
   *
   * @throws TypeError for anything but strings.
   */
  parse(stored: string | Iterable<string>): ParseResult<Name>;

  /** Tells whether a grant holds a scope; narrows the grant to all that the scope implies. */
  // For a union of scopes, the answer proves none of them.
  has<Held extends Grant<Name, never>, const One extends string>(
    grant: Held,
    scope: [One] extends [Scope] ? One : Refusals<Scope, UnknownScope<string>>[One & string],
  ): grant is Held & GrantThatHas<Name, Grants, One>;

  /**
   * Proves that a grant meets a requirement.
   *
   * @throws InsufficientScopeError naming every missing scope.
   * @throws TypeError for a grant or a requirement of another vocabulary.
   */
  authorize<const Required>(
    grant: Grant<Name, never>,
    requirement: [Required] extends [Needs]
      ? Required
      : Refusals<Scope, UnknownScope<string>>[Required & string],
  ): NoInfer<GrantFor<Name, Grants, Closed, Required>>;

  /** Does the same as `authorize`, with a result instead of a throw. */
  check<const Required>(
    grant: Grant<Name, never>,
    requirement: [Required] extends [Needs]
      ? Required
      : Refusals<Scope, UnknownScope<string>>[Required & string],
  ): CheckResult<NoInfer<GrantFor<Name, Grants, Closed, Required>>>;

  /**
   * Makes a narrower grant, to hand on. A scope that the grant's type is known not to hold does not compile.
   *
   * @throws ScopeEscalationError naming the scopes that the grant does not hold.
   */
  attenuate<Held extends string, const Scopes extends readonly string[]>(
    grant: Grant<Name, Held>,
    scopes: AttenuableScopes<Held, Scope, Scopes>,
  ): NoInfer<AttenuatedGrant<Name, Closed, Scopes>>;

  /** Gives a grant of what both of two grants hold: a token's, and that of its owner's present role. */
  intersect<One extends string, Other extends string>(
    one: Grant<Name, One>,
    other: Grant<Name, Other>,
  ): Grant<Name, Extract<One, Other>>;

  /**
   * Takes scopes away from a grant, and all scopes that imply one of them. What they imply stays. A scope that the
   * grant does not hold changes nothing.
   *
   * @throws TypeError for an unknown scope.
   */
  without<Held extends string, const Scopes extends readonly string[]>(
    grant: Grant<Name, Held>,
    scopes: CheckedScopes<Scopes, Scope>,
  ): NoInfer<
    [UncertainRule] extends [never] ? RemainingGrant<Name, Closed, Held, Scopes> : Grant<Name, never>
  >;

  /** Declares a key without routes. {@link defineKey} checks a key against its routes. */
  key<const Scopes extends readonly string[]>(
    name: string,
    declaration: { readonly scopes: CheckedScopes<Scopes, Scope> },
  ): KeyListing<Name, Closed, Scopes>;
}

/** A scope. Where scopes are known only at run time, a text that is no scope stays a text. */
type Known<Scope extends string, Closed> = [keyof Closed] extends [never]
  ? Scope & { readonly [known]?: never }
  : Scope;

/** The key that lists some scopes. */
type KeyListing<
  Name extends string,
  Closed,
  Scopes extends readonly string[],
> = Scopes extends readonly string[] ? DeferredKey<Name, CertainEntries<Closed, Scopes>>['key'] : never;

/** Any vocabulary: the constraint of a type parameter. */
export interface AnyVocabulary {
  readonly name: string;
  readonly [scope]: string;
  // For any shape of the tables, TypeScript would compute every entry of them.
  readonly [closure]: unknown;
  readonly [grants]: unknown;
  readonly [bundled]: unknown;
  readonly [declared]: {
    readonly surfaces: Pair;
    readonly format: string;
    readonly bare: string;
    readonly bundles: string;
  };
}

/** What a function over any vocabulary can call. {@link membersOf} gives it. */
// No member narrows a grant: the type parameter of such a function may stand for one of several scopes.
export interface MembersOf<in out V extends AnyVocabulary> {
  readonly name: V['name'];
  /** Every scope, in declaration order. */
  readonly scopes: readonly ScopeOf<V>[];
  /** The names of the bundles, in declaration order. */
  readonly bundles: readonly BundleOf<V>[];
  /** Tells whether a value is a scope of this vocabulary. A pattern, a bundle and a deprecated name are not. */
  isScope(value: unknown): value is ScopeOf<V> & { readonly [known]?: never };
  /** Gives those of some scopes that no other of them implies, in declaration order. */
  minimal(scopes: readonly ScopeOf<V>[]): readonly ScopeOf<V>[];
  /** Gives the required scopes that the held ones do not imply, in declaration order. */
  missing(
    held: readonly string[] | Grant<V['name'], never>,
    required: readonly ScopeOf<V>[] | Requirement<V['name'], ScopeOf<V>>,
  ): readonly ScopeOf<V>[];
  /** Reads stored scopes, as the vocabulary's own `parse`. */
  parse(stored: string | Iterable<string>): ParseResult<V['name']>;
  /** Tells whether a grant holds a scope. */
  has(grant: Grant<V['name'], never>, scope: ScopeOf<V>): boolean;
  /**
   * Proves that a grant meets a requirement.
   *
   * @throws InsufficientScopeError naming every missing scope.
   */
  authorize<const Required extends Requirement<V['name'], ScopeOf<V>>>(
    grant: Grant<V['name'], never>,
    requirement: Required,
  ): GrantOf<V, Required>;
  /** Does the same as `authorize`, with a result instead of a throw. */
  check<const Required extends Requirement<V['name'], ScopeOf<V>>>(
    grant: Grant<V['name'], never>,
    requirement: Required,
  ): CheckResult<GrantOf<V, Required>>;
}

/**
 * Gives the members of a vocabulary to a function that takes any: `AnyVocabulary` has none.
 *
 * @throws TypeError for a value that is no vocabulary.
 *
 * @example
 * ```ts
 * import { type AnyVocabulary, defineScopes, membersOf, type ScopeOf } from 'scopeproof';
 *
 * export function allows<V extends AnyVocabulary>(vocabulary: V, stored: string, scope: ScopeOf<V>): boolean {
 *   const { has, parse } = membersOf(vocabulary);
 *   return has(parse(stored).grant, scope);
 * }
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * allows(atender, 'tags:write', 'tags:read'); // false
 * ```
 */
export function membersOf<V extends AnyVocabulary>(vocabulary: V): MembersOf<V>;
export function membersOf(vocabulary: object): object {
  vocabularyInternals(vocabulary);
  return vocabulary;
}

// `0 extends 1 & V` tells `any`. IsAny of type-fest costs a program of 40 scopes 1.2 % more instantiations.

/** The union of a vocabulary's scopes: the template-literal union `<surface>:<action>` and the scopes without a surface. */
export type ScopeOf<V extends AnyVocabulary> = 0 extends 1 & V ? string : V[typeof scope];

/** The union of a vocabulary's surfaces. */
export type SurfaceOf<V extends AnyVocabulary> = 0 extends 1 & V
  ? string
  : V[typeof declared]['surfaces']['name'];

/** The union of a vocabulary's actions. */
export type ActionOf<V extends AnyVocabulary> = 0 extends 1 & V
  ? string
  : `${V[typeof declared]['surfaces']['listed']}`;

/** The actions of one surface. */
export type ActionsOf<V extends AnyVocabulary, Surface extends string> = `${Extract<
  V[typeof declared]['surfaces'],
  Pair<`${Surface}`, string>
>['listed']}`;

/** The spelling of a vocabulary's scopes. */
export type FormatOf<V extends AnyVocabulary> = V[typeof declared]['format'];

/** scope → all that it implies, itself included */
export type ClosuresOf<V extends AnyVocabulary> = V[typeof closure];

/** The union of the names of a vocabulary's bundles. */
export type BundleOf<V extends AnyVocabulary> = 0 extends 1 & V ? string : V[typeof declared]['bundles'];

/** All that a scope implies, itself included; for an unknown scope, an error string. */
export type Implied<V extends AnyVocabulary, Scope extends string> = string extends Scope | ScopeOf<V>
  ? string
  : Scope extends keyof V[typeof closure]
    ? V[typeof closure][Scope]
    : CheckedScope<Scope, ScopeOf<V>>;

/** The scopes of a bundle as listed, patterns expanded; for an unknown bundle, an error string. */
export type BundleScopes<V extends AnyVocabulary, Bundle extends string> = string extends Bundle | ScopeOf<V>
  ? string
  : Bundle extends V[typeof declared]['bundles']
    ? InferredEntry<V[typeof bundled], Bundle>
    : UnknownBundle<Bundle>;

/** The required scopes that the held ones do not imply. */
export type Missing<V extends AnyVocabulary, Held extends string, Required extends string> = [V] extends [
  never,
]
  ? never
  : [Required] extends [never]
    ? never
    : string extends Held | Required | ScopeOf<V>
      ? string
      : Exclude<Required, Implied<V, Held>>;

/** Those of some scopes that another of them implies. */
export type Redundant<V extends AnyVocabulary, Scope extends string> = string extends Scope | ScopeOf<V>
  ? string
  : RedundantAmong<V, Scope, Scope>;
type RedundantAmong<V extends AnyVocabulary, Scope extends string, All extends string> =
  Scope extends Implied<V, Exclude<All, Scope>> ? Scope : never;

/** Those of some scopes that no other of them implies. */
export type Minimal<V extends AnyVocabulary, Scope extends string> = [V] extends [never]
  ? never
  : string extends Scope | ScopeOf<V>
    ? string
    : Exclude<Scope, Redundant<V, Scope>>;

/** The grant that proves a scope or a requirement. */
// `Required` is asked for first: with a type parameter in its place TypeScript stops there, and still knows the alias,
// which declarations can name.
export type GrantOf<V extends AnyVocabulary, Required> = unknown extends Required
  ? Grant<unknown extends V ? string : V['name'], never>
  : unknown extends V
    ? Grant<string, never>
    : Required extends keyof V[typeof grants]
      ? V[typeof grants][Required]
      : CompoundGrantFor<V['name'], V[typeof closure], Required>;

/** A table as pairs, each name with the members that its list certainly has. */
type CertainPairs<Table extends { readonly [name: string]: readonly string[] }> = {
  readonly [Name in NamesOf<Table>]: CertainPair<`${Name}`, Table[Name]>;
}[NamesOf<Table>] extends infer Known extends Pair // inferred, or TypeScript would check in every program that these are pairs
  ? Known
  : never;
type CertainPair<Name extends string, List extends readonly string[]> = [CertainMembers<List>] extends [
  infer Listed extends string,
]
  ? {} extends { readonly [N in Name]: 1 } // an index signature, which may have no entry
    ? UncertainPair<Name, never>
    : [List[number]] extends [Listed]
      ? Pair<Name, `${Listed}`>
      : UncertainPair<Name, Listed>
  : never;

/** Inclusions, with the scopes that it names in the place of each pattern. */
type WithScopes<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Includes extends Pair,
> = Includes['name'] extends Spelled<Surfaces, Format> | Bare
  ? Includes
  : Includes extends unknown
    ? {
        readonly [K in keyof Includes]: K extends 'name'
          ? Expand<Surfaces, Format, Bare, Includes[K]>
          : Includes[K];
      } extends infer Known extends Pair
      ? Known
      : never
    : never;

/** The name of a vocabulary. Where it is not one literal, no other name is assignable to it, a literal neither. */
type NameOf<Name extends string> = [SingleLiteral<Name>] extends [never]
  ? Name & { readonly [nameOfAnother]: never }
  : Name;

/**
 * Declares the scopes of an API, once.
 *
 * A wrong declaration does not compile, under the literal that is wrong, and throws: an action in `implies` that no
 * surface has; a scope or pattern that names nothing; an empty vocabulary, surface, bundle or name; a name outside
 * the scope-token of RFC 6749 §3.3; a `format` without both placeholders once; a chain of implications longer than
 * 16; a deprecated name that is still a live scope. A scope spelled twice and a cycle of implications only throw.
 *
 * @throws ScopeDefinitionError with the `path` of the fault.
 *
 * @example
 * ```ts
 * import { defineScopes } from 'scopeproof';
 *
 * export const atender = defineScopes('atender', {
 *   surfaces: {
 *     contacts: ['read', 'write'],
 *     tags: ['read', 'write'],
 *   },
 *   implies: { write: ['read'] },
 *   bundles: { read_all: ['*:read'] },
 * });
 * ```
 */
export function defineScopes<
  const Name extends string,
  const Surfaces extends SurfaceTable = {},
  const Bare extends readonly string[] = [],
  const Format extends string = DefaultFormat,
  const Implies extends { readonly [action: string]: readonly string[] } = {},
  const Includes extends { readonly [scope: string]: readonly string[] } = {},
  const Bundles extends { readonly [bundle: string]: readonly string[] } = {},
  const Deprecated extends { readonly [old: string]: string | NonEmptyTuple<string> } = {},
  const Stored extends StoredPatterns = 'expand',
  Option extends string = TypeArguments,
>(
  name: Name extends '' ? Empty<'name'> : Name,
  // Inline: an alias for this type costs a small program 3 % more instantiations.
  definition: Definition<
    CheckedSurfaces<Surfaces>,
    CheckedBare<Bare, Stored>,
    CheckedFormat<Format>,
    CheckedImplies<Implies, Pairs<Implies>, `${Pairs<Surfaces>['listed']}`>,
    CheckedIncludes<Includes, Pairs<Surfaces>, Format, `${Bare[number]}`, Pairs<Implies>, Pairs<Includes>>,
    CheckedBundles<Bundles, ItemIn<Pairs<Surfaces>, Format, `${Bare[number]}`>>,
    CheckedDeprecated<Deprecated, ScopeIn<Pairs<Surfaces>, Format, `${Bare[number]}`>>,
    Pairs<Surfaces>['name'],
    ScopeIn<Pairs<Surfaces>, Format, `${Bare[number]}`>,
    Pairs<Bundles>['name'],
    Stored
  > &
    NotEmpty<keyof Surfaces | `${Bare[number]}`> &
    CheckedOptions<Option>,
): Vocabulary<
  NameOf<Name>,
  Pairs<Surfaces>,
  Format,
  `${Bare[number]}`,
  CertainPairs<Implies>,
  WithScopes<Pairs<Surfaces>, Format, `${Bare[number]}`, CertainPairs<Includes>>,
  CertainPairs<Bundles>
>;
export function defineScopes(name: string, definition: object): object {
  if (typeof name !== 'string' || name === '')
    failDefinition('name', name === '' ? empty('name') : 'not a string');
  return createVocabulary(name, readDefinition(definition));
}
