import {
  type CheckedBundles,
  type CheckedDeprecated,
  type CheckedFormat,
  type CheckedImplies,
  type CheckedIncludes,
  type CheckedNames,
  type CheckedSurfaces,
  type Definition,
  type Docs,
  type ItemIn,
  type NotEmpty,
  readDefinition,
  type ScopeIn,
} from './definition.js';
import {
  type Empty,
  empty,
  InsufficientScopeError,
  refuse,
  ScopeEscalationError,
  unknownBundle,
} from './errors.js';
import {
  type Attenuable,
  type Attenuated,
  type CheckResult,
  type Grant,
  type Granted,
  type GrantedByEach,
  type Grants,
  type GrantTable,
  grantsOver,
  type NoUnion,
  type OneByOne,
  type ParseResult,
  parserOver,
  type Sure,
  type SureEntries,
} from './grant.js';
import type { Closed, Closures } from './implication.js';
import { without } from './internal/bits.js';
import { listOf, ownParts } from './internal/given.js';
import { type Claiming, declareKey } from './key.js';
import {
  type AllOf,
  type AnyOf,
  nearest,
  type Requirement,
  type Requirements,
  requirementsOver,
} from './requirement.js';
import {
  type DefaultFormat,
  type Expand,
  fail,
  type KeyIn,
  type Pair,
  type Pairs,
  type Spelled,
  type SurfaceTable,
} from './scope.js';

declare const scope: unique symbol;
declare const closure: unique symbol;
declare const grants: unique symbol;
declare const bundled: unique symbol;
declare const declared: unique symbol;

/**
 * All scopes of one API with their rules: what {@link defineScopes} gives.
 *
 * Its type arguments are the parts of the declaration, its tables as pairs. What follows from them are
 * members, so that the compiler computes each of them once per vocabulary, and each entry of them when it is asked. They are marked
 * invariant, which they are, because finding that out costs the compiler a million instantiations.
 */
export interface Vocabulary<
  in out Name extends string,
  in out Surfaces extends Pair,
  in out Format extends string,
  in out Bare extends string,
  in out Implies extends Pair,
  in out Includes extends Pair,
  in out Bundles extends Pair,
> extends VocabularyOver<
    Name,
    Surfaces['name'],
    Spelled<Surfaces, Format> | Bare, // not by its alias, which the compiler would print
    Closures<Surfaces, Format, Bare, Implies, Includes>,
    GrantTable<Name, Closures<Surfaces, Format, Bare, Implies, Includes>>,
    { readonly [B in Bundles as B['name']]: Expand<Surfaces, Format, Bare, B['listed']> }
  > {
  readonly [declared]: { readonly surfaces: Surfaces; readonly format: Format; readonly bare: Bare };

  /**
   * The scopes that some scopes and patterns name, in declaration order.
   *
   * @throws ScopeDefinitionError for one that names nothing.
   */
  select<const Items extends readonly ItemIn<Surfaces, Format, Bare>[]>(
    ...items: Items
  ): readonly Expand<Surfaces, Format, Bare, Items[number]>[];
}

/** A table as pairs, each name with what its list is sure to hold: what may not be there brings nothing along. */
type SurePairs<Table extends { readonly [name: string]: readonly string[] }> = {
  readonly [Name in KeyIn<Table>]: [Sure<Table[Name]>] extends [infer Listed extends string]
    ? Pair<`${Name}`, Listed>
    : never;
}[KeyIn<Table>];

/** What a table says of a name, the table itself not being looked into before. */
type Entry<Table, Name> = Name extends keyof Table ? Table[Name] : never;

// NoInfer: a call's arguments say what comes back. Inferring them from what is expected of it would have the compiler
// search the tables.

/** A vocabulary over its tables, which are mere type parameters here: what the compiler cannot look into costs nothing. */
interface VocabularyOver<
  in out Name extends string,
  in out Surface extends string,
  in out Scope extends string,
  in out Closed,
  in out Grants,
  in out Bundled,
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
  readonly bundles: readonly (keyof Bundled & string)[];
  /** The texts for people, as they were declared. */
  readonly docs: Docs<Surface, Scope, keyof Bundled & string>;

  /** Whether a value is a scope of this vocabulary: not a pattern, not a bundle, not a deprecated name. */
  isScope(value: unknown): value is Scope;

  /**
   * What a scope brings along, itself included, in declaration order.
   *
   * @throws TypeError for an unknown scope, as do `minimal`, `redundant`, `missing`, `allOf`, `anyOf` and `key`.
   */
  implied<const One extends Scope>(scope: One): readonly NoInfer<Entry<Closed, One>>[];

  /**
   * The scopes of a bundle as they are listed, patterns expanded, in declaration order.
   *
   * @throws TypeError for an unknown bundle.
   */
  bundle<const Bundle extends keyof Bundled & string>(name: Bundle): readonly Entry<Bundled, Bundle>[];

  /** Those of some scopes that no other of them brings along, in declaration order. */
  minimal<const One extends Scope>(scopes: readonly One[]): readonly One[];

  /** Those of some scopes that another of them brings along, in declaration order. */
  redundant<const One extends Scope>(scopes: readonly One[]): readonly One[];

  /**
   * The required scopes that the held ones do not bring along, in declaration order; of a requirement with
   * alternatives, what is missing for the nearest. What is held and unknown counts for nothing.
   */
  missing(
    held: readonly string[] | Grant<Name, never>,
    required: readonly Scope[] | Requirement<Name, Scope>,
  ): readonly Scope[];

  /** A requirement of all of some scopes. */
  allOf<const Scopes extends readonly [Scope, ...Scope[]]>(...scopes: OneByOne<Scopes>): AllOf<Name, Scopes>;

  /** A requirement of any of some alternatives, each a scope or an `allOf`. */
  anyOf<
    const Alternatives extends readonly [
      Scope | AllOf<Name, readonly Scope[]>,
      ...(Scope | AllOf<Name, readonly Scope[]>)[],
    ],
  >(...alternatives: Alternatives): AnyOf<Name, Alternatives>;

  /**
   * Reads stored scopes: a string is split at ASCII white space, of an iterable each element is one scope.
   *
   * Never throws for an unknown scope: it grants nothing and is listed. Patterns and names of bundles are unknown
   * scopes too. A deprecated name counts as its new names, and is listed. Case matters; order and repeats do not.
   *
   * @throws TypeError for anything but strings.
   */
  parse(stored: string | Iterable<string>): ParseResult<Name>;

  /** Whether a grant holds a scope; narrows it to all that the scope brings along. */
  has<Held extends Grant<Name, never>, const One extends Scope>(
    grant: Held,
    scope: One & NoUnion<One>,
  ): grant is Held & Granted<Name, Grants, Closed, One>;
  /** Of a union of scopes, the answer proves none of them. */
  has(grant: Grant<Name, never>, scope: Scope): boolean;

  /**
   * Proves that a grant meets a requirement.
   *
   * @throws InsufficientScopeError naming every missing scope.
   * @throws TypeError for a grant or a requirement of another vocabulary.
   */
  authorize<const Required extends Requirement<Name, Scope>>(
    grant: Grant<Name, never>,
    requirement: Required,
  ): NoInfer<Granted<Name, Grants, Closed, Required>>;

  /** The same as `authorize`, as a result instead of a throw. */
  check<const Required extends Requirement<Name, Scope>>(
    grant: Grant<Name, never>,
    requirement: Required,
  ): CheckResult<NoInfer<Granted<Name, Grants, Closed, Required>>>;

  /**
   * A narrower grant, to hand on. Scopes that the grant's type is known not to hold do not compile.
   *
   * @throws ScopeEscalationError naming what the grant does not hold.
   */
  attenuate<Held extends string, const Scopes extends readonly Scope[]>(
    grant: Grant<Name, Held>,
    scopes: Attenuable<Held, Scopes>,
  ): NoInfer<Attenuated<Name, Closed, Scopes>>;

  /** Declares a key without routes. With routes to check it against: {@link defineKey}. */
  key<const Scopes extends readonly Scope[]>(
    name: string,
    declaration: { readonly scopes: Scopes },
  ): NoInfer<KeyOver<Name, Closed, Scopes>>;
}

/** The key that lists some scopes. */
type KeyOver<Name extends string, Closed, Scopes extends readonly string[]> = Scopes extends readonly string[]
  ? Claiming<Name, SureEntries<Closed, Scopes>>['key']
  : never;

/** Any vocabulary: what a type parameter extends that stands for one. */
export interface AnyVocabulary {
  readonly name: string;
  readonly [scope]: string;
  // Asking here for the shape of a table would make the compiler compute every entry of it.
  // biome-ignore lint/suspicious/noExplicitAny: the constraint of a table, never the type of anything
  readonly [closure]: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly [grants]: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly [bundled]: any;
  readonly [declared]: { readonly surfaces: Pair; readonly format: string; readonly bare: string };
}

/** The union of a vocabulary's scopes: the template-literal union `<surface>:<action>`, and those without a surface. */
export type ScopeOf<V extends AnyVocabulary> = 0 extends 1 & V ? string : V[typeof scope];

/** The union of a vocabulary's surfaces. */
export type SurfaceOf<V extends AnyVocabulary> = 0 extends 1 & V
  ? string
  : V[typeof declared]['surfaces']['name'];

/** The union of a vocabulary's actions. */
export type ActionOf<V extends AnyVocabulary> = 0 extends 1 & V
  ? string
  : V[typeof declared]['surfaces']['listed'];

/** The actions of one surface. */
export type ActionsOf<V extends AnyVocabulary, Surface extends string> = Extract<
  V[typeof declared]['surfaces'],
  Pair<Surface, string>
>['listed'];

/** How a vocabulary spells its scopes. */
export type FormatOf<V extends AnyVocabulary> = V[typeof declared]['format'];

/** scope → its closure */
export type ClosuresOf<V extends AnyVocabulary> = V[typeof closure];

/** The union of the names of a vocabulary's bundles. */
export type BundleOf<V extends AnyVocabulary> = V extends AnyVocabulary
  ? keyof V[typeof bundled] & string
  : never;

/** What a scope brings along, itself included. */
export type Implied<V extends AnyVocabulary, Scope extends string> = string extends Scope | ScopeOf<V>
  ? string
  : Scope extends keyof V[typeof closure]
    ? V[typeof closure][Scope]
    : Extract<Scope, ScopeOf<V>>;

/** The scopes of a bundle as they are listed, patterns expanded. */
export type BundleScopes<V extends AnyVocabulary, Bundle extends string> = string extends Bundle | ScopeOf<V>
  ? string
  : Bundle extends keyof V[typeof bundled]
    ? V[typeof bundled][Bundle]
    : never;

/** The required scopes that the held ones do not bring along. */
export type Missing<V extends AnyVocabulary, Held extends string, Required extends string> = [V] extends [
  never,
]
  ? never
  : [Required] extends [never]
    ? never
    : string extends Held | Required | ScopeOf<V>
      ? string
      : Exclude<Required, Implied<V, Held>>;

/** Those of some scopes that another of them brings along. */
export type Redundant<V extends AnyVocabulary, Scope extends string> = string extends Scope | ScopeOf<V>
  ? string
  : RedundantAmong<V, Scope, Scope>;
type RedundantAmong<V extends AnyVocabulary, Scope extends string, All extends string> =
  Scope extends Implied<V, Exclude<All, Scope>> ? Scope : never;

/** Those of some scopes that no other of them brings along. */
export type Minimal<V extends AnyVocabulary, Scope extends string> = [V] extends [never]
  ? never
  : string extends Scope | ScopeOf<V>
    ? string
    : Exclude<Scope, Redundant<V, Scope>>;

/** The grant that a scope or a requirement yields. */
export type GrantOf<V extends AnyVocabulary, Required> = unknown extends V
  ? Grant<string, never>
  : unknown extends Required
    ? Grant<V['name'], never>
    : Required extends keyof V[typeof grants]
      ? V[typeof grants][Required]
      : GrantedByEach<V['name'], V[typeof closure], Required>;

/**
 * Declares the scopes of an API, once.
 *
 * A wrong declaration does not compile, under the literal that is wrong, and throws: an action in `implies` that no
 * surface has; a scope or pattern that names nothing; an empty vocabulary, surface, bundle or name; a name outside
 * the scope-token of RFC 6749 §3.3; a `format` without both placeholders once; a chain of implications longer than
 * 16; a deprecated name that is still a live scope. Scopes spelled twice and circles of implications throw only.
 *
 * @throws ScopeDefinitionError with the `path` of what is wrong.
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
  const Implies extends { readonly [action: string]: readonly Pairs<Surfaces>['listed'][] } = {},
  const Includes extends {
    readonly [scope: string]: readonly ItemIn<Pairs<Surfaces>, Format, Bare[number]>[];
  } = {},
  const Bundles extends {
    readonly [bundle: string]: readonly ItemIn<Pairs<Surfaces>, Format, Bare[number]>[];
  } = {},
  const Deprecated extends { readonly [old: string]: string | readonly [string, ...string[]] } = {},
>(
  name: Name extends '' ? Empty<'name'> : Name,
  definition: Definition<
    CheckedSurfaces<Surfaces>,
    CheckedNames<Bare>,
    CheckedFormat<Format>,
    Implies & CheckedImplies<Pairs<Implies>, Pairs<Surfaces>['listed']>,
    Includes &
      CheckedIncludes<
        Pairs<Includes>['name'],
        ScopeIn<Pairs<Surfaces>, Format, Bare[number]>,
        Closures<Pairs<Surfaces>, Format, Bare[number], Pairs<Implies>, Pairs<Includes>>
      >,
    Bundles & CheckedBundles<Bundles>,
    CheckedDeprecated<Deprecated, ScopeIn<Pairs<Surfaces>, Format, Bare[number]>>,
    Pairs<Surfaces>['name'],
    ScopeIn<Pairs<Surfaces>, Format, Bare[number]>,
    Pairs<Bundles>['name']
  > &
    NotEmpty<keyof Surfaces | Bare[number]>,
): Vocabulary<
  Name,
  Pairs<Surfaces>,
  Format,
  Bare[number],
  SurePairs<Implies>,
  SurePairs<Includes>,
  SurePairs<Bundles>
>;
export function defineScopes(name: string, definition: object): object {
  if (typeof name !== 'string' || name === '') fail('name', name === '' ? empty('name') : 'not a string');
  const { closed, bundles, renamed, docs } = readDefinition(definition);
  const { names, numbers, surfaces, expand, bitsOf, namesOf, close, minimal, redundant } = closed;
  const inOrder = (list: readonly unknown[]): readonly string[] => namesOf(bitsOf(list));
  const requirements = requirementsOver(closed);
  const { allOf, anyOf, isMet, alternativesOf, lackingIn } = requirements;
  const grants = grantsOver(closed);
  const { grantOf, heldBy } = grants;
  const parse = parserOver(closed, renamed, grantOf);

  const authorize = (grant: unknown, requirement: unknown): unknown => {
    if (!isMet(requirement, heldBy(grant))) throw check(grant, requirement).error;
    return grant;
  };
  const check = (grant: unknown, requirement: unknown) => {
    const held = heldBy(grant);
    return isMet(requirement, held)
      ? { ok: true, grant }
      : {
          ok: false,
          error: new InsufficientScopeError(
            alternativesOf(requirement),
            nearest(lackingIn(requirement, held)),
            namesOf(held),
          ),
        };
  };

  const vocabulary = Object.freeze({
    name,
    scopes: Object.freeze(names),
    surfaces: Object.freeze([...surfaces.keys()]),
    bundles: Object.freeze([...bundles.keys()]),
    docs,
    isScope: (value: unknown) => numbers.has(value),
    implied: (scope: unknown) => close([scope]),
    bundle: (bundle: string) => bundles.get(bundle) ?? refuse(unknownBundle(bundle)),
    select: (...items: readonly unknown[]) =>
      inOrder(items.flatMap((item, i) => expand(item, `select[${i}]`))),
    minimal,
    redundant,
    missing(held: unknown, required: unknown) {
      const bits = heldBy(Array.isArray(held) ? parse(held).grant : held);
      return Array.isArray(required)
        ? namesOf(without(bitsOf([...required]), bits))
        : nearest(lackingIn(required, bits));
    },
    allOf,
    anyOf,
    parse,
    has(grant: { has(scope: string): boolean }, scope: string) {
      heldBy(grant);
      return grant.has(scope);
    },
    authorize,
    check,
    attenuate(grant: unknown, scopes: readonly unknown[]) {
      const wanted = listOf(scopes, 'scopes');
      const lacking = namesOf(without(bitsOf(wanted.filter((scope) => numbers.has(scope))), heldBy(grant)));
      const unknown = wanted.filter((scope) => !numbers.has(scope)).map(String);
      if (lacking.length + unknown.length > 0) throw new ScopeEscalationError([...lacking, ...unknown]);
      return grantOf(bitsOf(close(wanted)));
    },
    key: (key: string, declaration: object) =>
      declareKey(closed, key, listOf(ownParts(declaration, 'a key').scopes, 'scopes')),
  });
  cores.set(vocabulary, { ...closed, ...requirements, ...grants, authorize, check, bundles });
  return vocabulary;
}

/** What the run time knows of a vocabulary. */
export interface Core extends Closed, Requirements, Grants {
  readonly authorize: (grant: unknown, requirement: unknown) => unknown;
  readonly check: (grant: unknown, requirement: unknown) => object;
  /** The scopes of each bundle, in declaration order. */
  readonly bundles: ReadonlyMap<string, readonly string[]>;
}
const cores = /* @__PURE__ */ new WeakMap<object, Core>();

export const coreOf = (vocabulary: unknown): Core =>
  cores.get(vocabulary as object) ?? refuse('not a vocabulary');
