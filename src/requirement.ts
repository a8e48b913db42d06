import { empty, notARequirement, throwTypeError, unknownScope } from './errors.js';
import { type Bits, coversMask, type Mask, maskOf, without } from './internal/bit-set.js';
import { isObject } from './internal/input.js';
import { sealClass } from './internal/seal.js';
import type { ClosedScopes, VocabularyId } from './vocabulary/closure.js';

/** A requirement of more than a single scope. */
declare class CompiledRequirement {
  protected constructor();
  protected readonly compiled: true;
  readonly kind: 'allOf' | 'anyOf' | 'open' | 'optional' | 'authenticated';
  /** The alternatives. Each lists scopes that are all required: OpenAPI's OR of ANDs. */
  readonly alternatives: readonly (readonly string[])[];
}

/** A requirement of all of some scopes, in the order given. `vocabulary.allOf` makes it. */
export declare class AllOf<
  Name extends string,
  Scopes extends readonly string[],
> extends CompiledRequirement {
  private constructor();
  protected readonly vocabulary: Name;
  protected readonly all: Scopes;
  readonly kind: 'allOf';
}

/** A requirement of any of some alternatives, each a scope or an {@link AllOf}. `vocabulary.anyOf` makes it. */
export declare class AnyOf<
  Name extends string,
  Alternatives extends readonly unknown[],
> extends CompiledRequirement {
  private constructor();
  protected readonly vocabulary: Name;
  protected readonly any: Alternatives;
  readonly kind: 'anyOf';
}

/** The requirement {@link open}: nobody needs a key. */
export declare class Open extends CompiledRequirement {
  private constructor();
  readonly kind: 'open';
}

/** The requirement {@link optional}: nobody needs a key, but one that comes is valid. */
export declare class Optional extends CompiledRequirement {
  private constructor();
  readonly kind: 'optional';
}

/** The requirement {@link authenticated}: any valid key is enough. */
export declare class Authenticated extends CompiledRequirement {
  private constructor();
  readonly kind: 'authenticated';
}

/**
 * What a route requires, in the form of an OpenAPI Security Requirement: an OR of ANDs. Nothing nests deeper.
 *
 * `Name` is the name of the vocabulary, `Scope` the union of its scopes.
 */
export type Requirement<Name extends string, Scope extends string> =
  | Scope
  | AllOf<Name, readonly Scope[]>
  | AnyOf<Name, readonly (Scope | AllOf<Name, readonly Scope[]>)[]>
  | Open
  | Optional
  | Authenticated;

/** The scopes that a requirement names, in any alternative. */
export type NamedScopes<Required> = [Required] extends [string] ? Required : NamedByEach<Required>;
type NamedByEach<Required> = Required extends string
  ? Required
  : Required extends AnyOf<string, infer Alternatives>
    ? NamedInEach<Alternatives[number]>
    : NamedInEach<Required>;
type NamedInEach<Alternative> = Alternative extends string
  ? Alternative
  : Alternative extends AllOf<string, infer Scopes>
    ? Scopes[number]
    : never;

/**
 * What some held scopes lack for a requirement, in words: the missing scopes of an alternative joined by `and`, the
 * alternatives by `or`.
 */
export type MissingInWords<Required, Held> = Required extends Held
  ? ''
  : Required extends string
    ? Required
    : Required extends AllOf<string, infer Scopes>
      ? JoinMissing<Scopes, Held, ' and '>
      : Required extends AnyOf<string, infer Alternatives>
        ? JoinMissing<Alternatives, Held, ' or '>
        : '';
type JoinMissing<
  List extends readonly unknown[],
  Held,
  Separator extends string,
  Text extends string = '',
> = List extends readonly [infer First, ...infer Rest]
  ? JoinMissing<
      Rest,
      Held,
      Separator,
      MissingInWords<First, Held> extends infer More extends string
        ? `${Text}${Text extends '' ? '' : More extends '' ? '' : Separator}${More}`
        : never
    >
  : Text;

function constant(kind: 'open'): Open;
function constant(kind: 'optional'): Optional;
function constant(kind: 'authenticated'): Authenticated;
function constant(kind: string): object {
  return Object.freeze({ kind, alternatives: Object.freeze([Object.freeze([])]) });
}

/** The requirement of a route that nobody needs a key for: OpenAPI's `{}`. */
export const open = /* @__PURE__ */ constant('open');

/**
 * The requirement of a route that nobody needs a key for, but where one that comes counts and has to be valid: OpenAPI's
 * `{}` beside `{ scheme: [] }`.
 */
export const optional = /* @__PURE__ */ constant('optional');

/** The requirement of a route that any valid key may call, whatever its scopes: OpenAPI's `{ scheme: [] }`. */
export const authenticated = /* @__PURE__ */ constant('authenticated');

/** The requirements of one vocabulary at run time. Its functions throw for anything that is not one of them. */
export interface Requirements {
  readonly allOf: (...scopes: readonly unknown[]) => object;
  readonly anyOf: (...alternatives: readonly unknown[]) => object;
  readonly isMet: (requirement: unknown, held: Bits) => boolean;
  /** Gives the alternatives, each as the scopes that it requires. */
  readonly alternativesOf: (requirement: unknown) => readonly (readonly string[])[];
  /** Gives the alternatives, each as the scopes that are not held, in declaration order. */
  readonly missingByAlternative: (requirement: unknown, held: Bits) => readonly (readonly string[])[];
}

/** Picks the alternative that misses the fewest scopes; of several, the first. */
export const fewestMissing = (missing: readonly (readonly string[])[]): readonly string[] =>
  missing.reduce((fewest, other) => (other.length < fewest.length ? other : fewest));

const isMetBy = (alternatives: readonly Mask[], held: Bits): boolean => {
  for (let i = 0; i < alternatives.length; i++) if (coversMask(held, alternatives[i] as Mask)) return true;
  return false;
};
const refusal = (value: unknown): string =>
  typeof value === 'string' ? `${notARequirement}: ${unknownScope(value)}` : notARequirement;

/** Makes the requirements of one vocabulary. */
export const createRequirements = (
  { vocabulary, serial }: VocabularyId,
  { names, bitsOf, namesOf }: ClosedScopes,
): Requirements => {
  /**
   * A compound requirement. Its private field tells it from all other objects, so a bare array, which could mean all or
   * any, is never one.
   */
  class Compiled {
    readonly vocabulary = vocabulary;
    readonly serial = serial;
    declare readonly kind: 'allOf' | 'anyOf';
    declare readonly alternatives: readonly (readonly string[])[];
    readonly #masks: readonly Mask[];

    constructor(kind: 'allOf' | 'anyOf', alternatives: readonly (readonly string[])[]) {
      if (alternatives.length === 0 || alternatives.some((scopes) => scopes.length === 0))
        throwTypeError(empty('requirement'));
      const distinct = alternatives.map((scopes) => Object.freeze([...new Set(scopes)]));
      // Not of `this.alternatives`, which a polluted prototype may intercept.
      this.#masks = distinct.map((scopes) => maskOf(bitsOf(scopes)));
      this.kind = kind;
      this.alternatives = Object.freeze(distinct);
      Object.freeze(this);
    }

    static masksOf(value: unknown): readonly Mask[] | undefined {
      return isObject(value) && #masks in value ? value.#masks : undefined;
    }
  }
  sealClass(Compiled);
  /** A single scope or a constant → its alternatives. */
  const simple = new Map<unknown, readonly Mask[]>([
    ...[open, optional, authenticated].map((each) => [each, [[]]] as const),
    ...names.map((name, n) => [name, [[n >>> 5, 1 << n]]] as const),
  ]);
  const masksOf = (requirement: unknown): readonly Mask[] =>
    simple.get(requirement) ?? Compiled.masksOf(requirement) ?? throwTypeError(refusal(requirement));
  const alternativesOf = (requirement: unknown): readonly (readonly string[])[] => {
    masksOf(requirement);
    return typeof requirement === 'string'
      ? [[requirement]]
      : (requirement as CompiledRequirement).alternatives;
  };

  return {
    allOf: (...scopes) => new Compiled('allOf', [scopes as readonly string[]]),
    anyOf: (...alternatives) =>
      new Compiled(
        'anyOf',
        alternatives.flatMap((alternative) =>
          typeof alternative === 'string' ||
          (alternative as CompiledRequirement | undefined)?.kind === 'allOf'
            ? alternativesOf(alternative)
            : throwTypeError(refusal(alternative)),
        ),
      ),
    isMet: (requirement, held) => isMetBy(masksOf(requirement), held),
    alternativesOf,
    missingByAlternative: (requirement, held) =>
      alternativesOf(requirement).map((scopes) => namesOf(without(bitsOf(scopes), held))),
  };
};
