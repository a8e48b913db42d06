import {
  type BadFormat,
  type ChainTooLong,
  type Empty,
  empty,
  type NotAScopeToken,
  ScopeDefinitionError,
  type StillLive,
  stillLive,
  type UnknownAction,
  type UnknownScope,
  unknownBundle,
  unknownScope,
} from './errors.js';
import {
  type Attenuable,
  type Attenuated,
  attenuate,
  authorize,
  type Checked,
  check,
  type Grant,
  type Granted,
  type GrantedByEach,
  type GrantTable,
  heldBy,
  type OneByOne,
  type Parsed,
  parse,
  type Single,
  type Sure,
} from './grant.js';
import {
  type Closures,
  closeScopes,
  closureOf,
  minimalIn,
  namesOf,
  type TooLong,
} from './implication.js';
import { type Bits, bitsFrom, hasBit, without } from './internal/bits.js';
import { onlyInside, type Secret, sealed, secret } from './internal/secret.js';
import { Key } from './key.js';
import {
  type AllOf,
  type AnyOf,
  allOf,
  anyOf,
  type CheckedScopes,
  checkFor,
  missingFor,
  type Requirement,
  scopeNumber,
  withChecks,
} from './requirement.js';
import {
  checkName,
  type DefaultFormat,
  type Expand,
  listIn,
  type Pair,
  type Pairs,
  type Pattern,
  type ScopeList,
  type Spelled,
  type SurfaceTable,
  spellScopes,
} from './scope.js';

declare const scope: unique symbol;
declare const closure: unique symbol;
declare const grants: unique symbol;
declare const bundled: unique symbol;
declare const declared: unique symbol;

/** Text for people. */
export interface Doc {
  readonly title?: string;
  readonly description?: string;
}

/** Text for people about a scope. */
export interface ScopeDoc extends Doc {
  /** Not meant for outside integrations. */
  readonly restricted?: boolean;
}

/** Text for people, by surface, scope and bundle. */
export interface Docs<Surface extends string, Scope extends string, Bundle extends string> {
  readonly surfaces?: { readonly [S in Surface]?: Doc };
  readonly scopes?: { readonly [S in Scope]?: ScopeDoc };
  readonly bundles?: { readonly [B in Bundle]?: Doc };
}

type ScopeIn<Surfaces extends Pair, Format extends string, Bare extends string> =
  | Spelled<Surfaces, Format>
  | Bare;

// Through a conditional type, as with Pattern.
type ItemIn<Surfaces extends Pair, Format extends string, Bare extends string> = [
  Spelled<Surfaces, Format>,
  Pattern<Surfaces, Format>,
] extends [infer Paired extends string, infer Matching extends string]
  ? Paired | Bare | Matching
  : never;

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

  /** The scopes that some scopes and patterns name, in declaration order. */
  select<const Items extends readonly ItemIn<Surfaces, Format, Bare>[]>(
    ...items: Items
  ): readonly Expand<Surfaces, Format, Bare, Items[number]>[];
}

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

  /** What a scope brings along, itself included, in declaration order. */
  implied<const One extends Scope>(scope: One): readonly NoInfer<Entry<Closed, One>>[];

  /** The scopes of a bundle as they are listed, patterns expanded, in declaration order. */
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
  parse(stored: string | Iterable<string>): Parsed<Name>;

  /** Whether a grant holds a scope; narrows it to all that the scope brings along. */
  has<Held extends Grant<Name, never>, const One extends Scope>(
    grant: Held,
    scope: One & Single<One>,
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
  ): Checked<NoInfer<Granted<Name, Grants, Closed, Required>>>;

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
  ? Key<Name, Closed[Sure<Scopes> & keyof Closed] & string>
  : never;

/** Any vocabulary, for the types below. */
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
export type ScopeOf<V extends AnyVocabulary> = V[typeof scope];

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
export type Implied<V extends AnyVocabulary, Scope extends string> = string extends Scope
  ? string
  : Scope extends V[typeof scope]
    ? V[typeof closure][Scope]
    : never;

/** The scopes of a bundle as they are listed, patterns expanded. */
export type BundleScopes<V extends AnyVocabulary, Bundle extends string> = string extends Bundle
  ? string
  : Bundle extends keyof V[typeof bundled]
    ? V[typeof bundled][Bundle]
    : never;

/** The required scopes that the held ones do not bring along. */
export type Missing<V extends AnyVocabulary, Held extends string, Required extends string> = [
  Required,
] extends [never]
  ? never
  : string extends Held | Required
    ? string
    : Exclude<Required, Implied<V, Held>>;

/** Those of some scopes that another of them brings along. */
export type Redundant<V extends AnyVocabulary, Scope extends string> = string extends Scope
  ? string
  : RedundantAmong<V, Scope, Scope>;
type RedundantAmong<V extends AnyVocabulary, Scope extends string, All extends string> =
  Scope extends Implied<V, Exclude<All, Scope>> ? Scope : never;

/** Those of some scopes that no other of them brings along. */
export type Minimal<V extends AnyVocabulary, Scope extends string> = string extends Scope
  ? string
  : Exclude<Scope, Redundant<V, Scope>>;

/** The grant that a scope or a requirement yields. */
export type GrantOf<V extends AnyVocabulary, Required> = Required extends V[typeof scope]
  ? V[typeof grants][Required]
  : GrantedByEach<V['name'], V[typeof closure], Required>;

// -- declaring one

type BadName = '' | `${string}${' ' | '\t' | '\n' | '"' | '\\' | '*'}${string}`;

type CheckedNames<Names extends readonly string[]> = {
  readonly [I in keyof Names]: Names[I] extends ''
    ? Empty<'name'>
    : Names[I] extends BadName
      ? NotAScopeToken
      : Names[I];
};

type CheckedSurfaces<Surfaces extends SurfaceTable> = [
  (keyof Surfaces | Surfaces[keyof Surfaces][number]) & BadName,
] extends [never]
  ? Surfaces
  : // As another name, so that the compiler does not infer the surfaces from this branch as well.
    Surfaces extends infer Given extends SurfaceTable
    ? { readonly [S in keyof Given]: S extends BadName ? NotAScopeToken : CheckedNames<Given[S]> }
    : never;

/** A vocabulary of nothing is refused where its surfaces would stand. */
type NotEmpty<Name> = [Name] extends [never] ? { readonly surfaces: Empty<'vocabulary'> } : unknown;

type CheckedBundles<Bundles> = {
  readonly [B in keyof Bundles as B extends BadName
    ? B
    : Bundles[B] extends readonly []
      ? B
      : never]: B extends BadName ? NotAScopeToken : Empty<'bundle'>;
};

type CheckedDeprecated<Deprecated, Scope> = [keyof Deprecated & (Scope | BadName)] extends [never]
  ? Deprecated
  : Deprecated extends infer Given
    ? {
        readonly [Old in keyof Given]: Old extends Scope & string
          ? StillLive<Old>
          : Old extends BadName
            ? NotAScopeToken
            : Given[Old];
      }
    : never;

type CheckedFormat<Format extends string> = Format extends BadName
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

type CheckedImplies<Implies extends Pair, Action extends string> = {
  readonly [A in Exclude<Implies['name'], Action>]: UnknownAction<A>;
} & { readonly [A in TooLong<Implies>]: ChainTooLong };

type CheckedIncludes<Including extends string, Scope extends string, Closed> = {
  readonly [S in Exclude<Including, Scope>]: UnknownScope<S>;
} & {
  readonly [S in [Including] extends [never]
    ? never
    : [Closed] extends [infer Table] // TypeScript 5.4 would look for a constraint in the closures of nothing yet
      ? TooLongIn<Including, Table>
      : never]: ChainTooLong;
};
// A chain may begin at a scope that only implies: then it is refused at the includes that it runs through.
type TooLongIn<Including extends string, Closed> = [TooFar<Closed, Including>] extends [never]
  ? Extract<Including, Closed[TooFar<Closed, keyof Closed> & keyof Closed]>
  : TooFar<Closed, Including>;
type TooFar<Closed, Scope> = Scope extends keyof Closed
  ? [Closed[Closed[Scope] & keyof Closed]] extends [Closed[Scope]]
    ? never
    : Scope
  : never;

/** What a vocabulary is declared with. */
export interface Definition<
  Surfaces,
  Bare,
  Format,
  Implies,
  Includes,
  Bundles,
  Deprecated,
  SurfaceName extends string,
  Scope extends string,
  BundleName extends string,
> {
  /** Each surface with its actions. */
  readonly surfaces?: Surfaces;
  /** Scopes that have no surface. */
  readonly scopes?: Bare;
  /** How surface and action spell a scope: `{surface}:{action}` unless given. */
  readonly format?: Format;
  /** action → the actions that it brings along on the same surface, where that surface has them; transitive */
  readonly implies?: Implies;
  /** scope → the scopes and patterns that it brings along, whatever their surface; transitive */
  readonly includes?: Includes;
  /** bundle → scopes and patterns */
  readonly bundles?: Bundles;
  /** old name → what it is called now */
  readonly deprecated?: Deprecated;
  /** Text for people. */
  readonly docs?: Docs<SurfaceName, Scope, BundleName>;
}

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
  const Deprecated extends {
    readonly [old: string]:
      | ScopeIn<Pairs<Surfaces>, Format, Bare[number]>
      | readonly [
          ScopeIn<Pairs<Surfaces>, Format, Bare[number]>,
          ...ScopeIn<Pairs<Surfaces>, Format, Bare[number]>[],
        ];
  } = {},
>(
  name: Name extends '' ? Empty<'name'> : Name,
  definition: Definition<
    CheckedSurfaces<Surfaces>,
    CheckedNames<Bare>,
    CheckedFormat<Format>,
    Implies & CheckedImplies<Pairs<Implies>, Pairs<Surfaces>['listed']>,
    Includes &
      CheckedIncludes<
        keyof Includes & string,
        ScopeIn<Pairs<Surfaces>, Format, Bare[number]>,
        Closures<Pairs<Surfaces>, Format, Bare[number], Pairs<Implies>, Pairs<Includes>>
      >,
    Bundles & CheckedBundles<Bundles>,
    CheckedDeprecated<Deprecated, ScopeIn<Pairs<Surfaces>, Format, Bare[number]>>,
    keyof Surfaces & string,
    ScopeIn<Pairs<Surfaces>, Format, Bare[number]>,
    keyof Bundles & string
  > &
    NotEmpty<keyof Surfaces | Bare[number]>,
): Vocabulary<
  Name,
  Pairs<Surfaces>,
  Format,
  Bare[number],
  Pairs<Implies>,
  Pairs<Includes>,
  Pairs<Bundles>
>;
export function defineScopes(name: string, definition: object): object {
  return new SealedVocabulary(name, definition);
}

/** A vocabulary at run time, where a scope is a number and a set of scopes is bits. */
export class VocabularyValue {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly surfaces: readonly string[];
  readonly bundles: readonly string[];
  readonly docs: object;
  readonly #scopes: CheckedScopes;
  readonly #bundles: ReadonlyMap<string, Bits>;
  readonly #renamed: ReadonlyMap<string, readonly number[]>;

  constructor(name: string, definition: object) {
    if (name === '') throw new ScopeDefinitionError('name', empty('name'));
    if (typeof name !== 'string') throw new ScopeDefinitionError('name', 'not a string');
    const { surfaces, scopes, format, implies, includes, bundles, deprecated, docs } = ownParts(definition);
    const bare = scopes === undefined ? [] : listIn(scopes, 'scopes');
    const table = recordIn(surfaces, 'surfaces');
    const spelled = spellScopes(table, bare, format);
    this.#scopes = withChecks(
      closeScopes(spelled, recordIn(implies, 'implies'), recordIn(includes, 'includes')),
    );
    this.#bundles = new Map(
      Object.entries(recordIn(bundles, 'bundles')).map(([bundle, items]) => {
        const path = `bundles.${bundle}`;
        checkName(bundle, path, 'name');
        return [bundle, this.#select(listIn(items, path, 'bundle'), path)];
      }),
    );
    this.#renamed = new Map(
      Object.entries(recordIn(deprecated, 'deprecated')).map(([old, now]) => {
        const path = `deprecated.${old}`;
        checkName(old, path, 'name');
        if (spelled.numbers.has(old)) throw new ScopeDefinitionError(path, stillLive(old));
        const names = typeof now === 'string' ? [now] : listIn(now, path, 'list');
        return [
          old,
          names.map((scope, i) => scopeIn(spelled, scope, typeof now === 'string' ? path : `${path}[${i}]`)),
        ];
      }),
    );
    this.name = name;
    this.scopes = Object.freeze([...spelled.names]);
    this.surfaces = Object.freeze(Object.keys(table));
    this.bundles = Object.freeze([...this.#bundles.keys()]);
    this.docs = docsIn(docs, { surfaces: this.surfaces, scopes: this.scopes, bundles: this.bundles });
    Object.freeze(this);
  }

  /** @internal */
  static scopesOf(vocabulary: unknown, by: Secret): CheckedScopes {
    onlyInside(by);
    if (typeof vocabulary !== 'object' || !vocabulary || !(#scopes in vocabulary))
      throw new TypeError('not a vocabulary');
    return vocabulary.#scopes;
  }

  /** @internal */
  static bundlesOf(vocabulary: VocabularyValue, by: Secret): ReadonlyMap<string, Bits> {
    onlyInside(by);
    return vocabulary.#bundles;
  }

  #select(items: readonly unknown[], path: string): Bits {
    return bitsFrom(
      this.#scopes.names.length,
      items.flatMap((item, i) => this.#scopes.expand(item, `${path}[${i}]`)),
    );
  }

  #bits(scopes: readonly unknown[]): Bits {
    return bitsFrom(
      this.#scopes.names.length,
      scopes.map((scope) => scopeNumber(this.#scopes, scope)),
    );
  }

  isScope(value: unknown): boolean {
    return this.#scopes.numbers.has(value as string);
  }

  implied(scope: string): readonly unknown[] {
    return namesOf(this.#scopes, closureOf(this.#scopes, [scopeNumber(this.#scopes, scope)]));
  }

  bundle(name: string): readonly unknown[] {
    const bits = this.#bundles.get(name);
    if (!bits) throw new TypeError(unknownBundle(String(name)));
    return namesOf(this.#scopes, bits);
  }

  select(...items: readonly string[]): readonly unknown[] {
    return namesOf(this.#scopes, this.#select(items, 'select'));
  }

  minimal(scopes: readonly string[]): readonly string[] {
    return namesOf(this.#scopes, minimalIn(this.#scopes, this.#bits(scopes)));
  }

  redundant(scopes: readonly string[]): readonly string[] {
    const bits = this.#bits(scopes);
    return namesOf(this.#scopes, without(bits, minimalIn(this.#scopes, bits)));
  }

  missing(held: unknown, required: unknown): readonly string[] {
    const bits = Array.isArray(held)
      ? heldBy(this.#scopes, this.parse(held).grant)
      : heldBy(this.#scopes, held);
    return namesOf(
      this.#scopes,
      Array.isArray(required)
        ? without(this.#bits(required), bits)
        : missingFor(checkFor(this.#scopes, required), bits),
    );
  }

  allOf(...scopes: readonly unknown[]): object {
    return allOf(this.#scopes, scopes);
  }

  anyOf(...alternatives: readonly unknown[]): object {
    return anyOf(this.#scopes, alternatives);
  }

  parse(stored: string | Iterable<string>): Parsed<string> {
    return parse(this.#scopes, this.#renamed, stored);
  }

  has(grant: unknown, scope: string): boolean {
    const number = this.#scopes.numbers.get(scope);
    const held = heldBy(this.#scopes, grant);
    return number !== undefined && hasBit(held, number);
  }

  authorize(grant: unknown, requirement: unknown): unknown {
    return authorize(this.#scopes, grant, requirement);
  }

  check(grant: unknown, requirement: unknown): Checked<unknown> {
    return check(this.#scopes, grant, requirement);
  }

  attenuate(grant: unknown, scopes: readonly unknown[]): unknown {
    return attenuate(this.#scopes, grant, scopes);
  }

  key(name: string, declaration: { readonly scopes: readonly string[] }): unknown {
    const scopes = listIn((ownParts(declaration) as { scopes?: unknown }).scopes, 'scopes');
    return new Key(this.#scopes, name, scopes, undefined, this.#bits(scopes), []);
  }
}

const SealedVocabulary = /* @__PURE__ */ sealed(VocabularyValue);

/** The scopes of a vocabulary, or a refusal of whatever is none. */
export const scopesOf = (vocabulary: unknown): CheckedScopes => SealedVocabulary.scopesOf(vocabulary, secret);

/** The scopes of each bundle, in declaration order. */
export const bundlesOf = (vocabulary: unknown): ReadonlyMap<string, Bits> =>
  SealedVocabulary.bundlesOf(vocabulary as VocabularyValue, secret);

/** The definition's own parts: nothing that a prototype brings along is one. */
export const ownParts = (definition: unknown): Readonly<Record<string, unknown>> => {
  if (typeof definition !== 'object' || definition === null)
    throw new ScopeDefinitionError('definition', 'not an object');
  return { __proto__: null, ...definition };
};

const recordIn = (value: unknown, path: string): Readonly<Record<string, unknown>> => {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScopeDefinitionError(path, 'not an object');
  return value as Readonly<Record<string, unknown>>;
};

const scopeIn = (scopes: ScopeList, scope: unknown, path: string): number => {
  const number = scopes.numbers.get(scope as string);
  if (number === undefined) throw new ScopeDefinitionError(path, unknownScope(String(scope)));
  return number;
};

/** The texts as they were declared, frozen, after a look whether each speaks of something that is there. */
const docsIn = (docs: unknown, known: Readonly<Record<string, readonly string[]>>): object =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(recordIn(docs, 'docs')).map(([group, texts]) => [
        group,
        Object.freeze(
          Object.fromEntries(
            Object.entries(recordIn(texts, `docs.${group}`)).map(([name, text]) => {
              if (!Object.hasOwn(known, group) || !known[group]?.includes(name))
                throw new ScopeDefinitionError(`docs.${group}.${name}`, 'speaks of nothing that is declared');
              return [name, Object.freeze({ ...recordIn(text, `docs.${group}.${name}`) })];
            }),
          ),
        ),
      ]),
    ),
  );
