import { refuse, unknownScope } from './errors.js';
import type { Closed } from './implication.js';
import { type Bits, without } from './internal/bits.js';
import { hide } from './internal/hide.js';

/** A requirement that is more than a single scope. */
declare class CompiledRequirement {
  protected constructor();
  protected readonly compiled: true;
  readonly kind: 'allOf' | 'anyOf' | 'open' | 'authenticated';
  /** The alternatives, each a list of scopes that are all needed: OpenAPI's OR of ANDs. */
  readonly alternatives: readonly (readonly string[])[];
}

/** All of some scopes, in the order in which they were named: what `vocabulary.allOf` gives. */
export declare class AllOf<
  Name extends string,
  Scopes extends readonly string[],
> extends CompiledRequirement {
  private constructor();
  protected readonly vocabulary: Name;
  protected readonly all: Scopes;
  readonly kind: 'allOf';
}

/** Any of some alternatives, each a scope or an {@link AllOf}: what `vocabulary.anyOf` gives. */
export declare class AnyOf<
  Name extends string,
  Alternatives extends readonly unknown[],
> extends CompiledRequirement {
  private constructor();
  protected readonly vocabulary: Name;
  protected readonly any: Alternatives;
  readonly kind: 'anyOf';
}

/** That nobody needs a key: {@link open}. */
export declare class Open extends CompiledRequirement {
  private constructor();
  readonly kind: 'open';
}

/** That any valid key will do: {@link authenticated}. */
export declare class Authenticated extends CompiledRequirement {
  private constructor();
  readonly kind: 'authenticated';
}

/**
 * What a route asks, in the form of an OpenAPI Security Requirement: an OR of ANDs, and nothing nests deeper.
 *
 * `Name` is the vocabulary's name, `Scope` the union of its scopes.
 */
export type Requirement<Name extends string, Scope extends string> =
  | Scope
  | AllOf<Name, readonly Scope[]>
  | AnyOf<Name, readonly (Scope | AllOf<Name, readonly Scope[]>)[]>
  | Open
  | Authenticated;

/** The scopes that a requirement names, in whatever alternative. */
export type Named<Required> = [Required] extends [string] ? Required : NamedByEach<Required>;
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
 * One word of a grant to look at, and where to go on: the requirement is met where no test follows a `yes`, and is not
 * where none follows a `no`. A requirement is compiled to a chain of these, once.
 */
interface Test {
  readonly word: number;
  readonly mask: number;
  readonly yes: Test | undefined;
  readonly no: Test | undefined;
}
const test = (word: number, mask: number, yes?: Test, no?: Test): Test => ({ word, mask, yes, no });
const always = /* @__PURE__ */ test(0, 0);

function constant(kind: 'open'): Open;
function constant(kind: 'authenticated'): Authenticated;
function constant(kind: string): object {
  return Object.freeze({ kind, alternatives: Object.freeze([Object.freeze([])]) });
}

/** Nobody needs a key: OpenAPI's `{}`. */
export const open = /* @__PURE__ */ constant('open');

/** Any valid key will do, whatever its scopes: OpenAPI's `{ scheme: [] }`. */
export const authenticated = /* @__PURE__ */ constant('authenticated');

const notARequirement = (value: unknown): string =>
  `not a requirement of this vocabulary${typeof value === 'string' ? `: ${unknownScope(value)}` : ''}`;

/** What the run time knows of the requirements of one vocabulary. What is none of them is refused. */
export interface Requirements {
  readonly allOf: (...scopes: readonly unknown[]) => object;
  readonly anyOf: (...alternatives: readonly unknown[]) => object;
  readonly isMet: (requirement: unknown, held: Bits) => boolean;
  /** The alternatives, each as the scopes that it needs. */
  readonly alternativesOf: (requirement: unknown) => readonly (readonly string[])[];
  /** The same, each as those of its scopes that are not held, in declaration order. */
  readonly lackingIn: (requirement: unknown, held: Bits) => readonly (readonly string[])[];
}

/** The alternative that lacks the fewest scopes. */
export const nearest = (lacking: readonly (readonly string[])[]): readonly string[] =>
  lacking.reduce((least, other) => (other.length < least.length ? other : least));

/**
 * Only a vocabulary makes a requirement of more than a scope, so that a bare array, which could mean all or any, never
 * is one. Each vocabulary has a class of its own for them, whose private field tells them from all other objects.
 */
export const requirementsOver = ({ names, bitsOf, namesOf }: Closed): Requirements => {
  const compile = (alternatives: readonly (readonly string[])[]): Test | undefined =>
    alternatives.reduceRight<Test | undefined>(
      (no, scopes) =>
        bitsOf(scopes).reduceRight<Test | undefined>(
          (yes, mask, word) => (mask ? test(word, mask, yes, no) : yes),
          undefined,
        ),
      undefined,
    );

  let testIn: (requirement: unknown) => Test | undefined;
  class Compiled {
    declare readonly kind: 'allOf' | 'anyOf';
    declare readonly alternatives: readonly (readonly string[])[];
    readonly #test: Test | undefined;

    constructor(kind: 'allOf' | 'anyOf', alternatives: readonly (readonly string[])[]) {
      if (alternatives.length === 0 || alternatives.some((scopes) => scopes.length === 0))
        refuse('a requirement of nothing: name a scope, or say open or authenticated');
      this.kind = kind;
      this.alternatives = Object.freeze(alternatives.map((scopes) => Object.freeze([...new Set(scopes)])));
      this.#test = compile(this.alternatives);
      Object.freeze(this);
    }

    static {
      hide(Compiled);
      testIn = (requirement) => (requirement as Compiled).#test; // throws for whatever is none
    }
  }

  const single = new Map(names.map((name, n) => [name, test(n >>> 5, 1 << n)]));
  const testOf = (requirement: unknown): Test => {
    let found: Test | undefined;
    if (typeof requirement === 'string') found = single.get(requirement);
    else if (requirement === open || requirement === authenticated) found = always;
    else
      try {
        found = testIn(requirement);
      } catch {}
    return found ?? refuse(notARequirement(requirement));
  };
  const alternativesOf = (requirement: unknown): readonly (readonly string[])[] => {
    testOf(requirement);
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
            : refuse('an alternative is a scope or an allOf'),
        ),
      ),
    isMet: (requirement, held) => {
      let at = testOf(requirement);
      for (;;) {
        const holds = (at.mask & ~(held[at.word] as number)) === 0;
        const next = holds ? at.yes : at.no;
        if (next === undefined) return holds;
        at = next;
      }
    },
    alternativesOf,
    lackingIn: (requirement, held) =>
      alternativesOf(requirement).map((scopes) => namesOf(without(bitsOf(scopes), held))),
  };
};
