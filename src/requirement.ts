import { unknownScope } from './errors.js';
import type { ClosedScopes } from './implication.js';
import { type Bits, bitsFrom, countBits, members, without } from './internal/bits.js';
import { onlyInside, type Secret, sealed, secret } from './internal/secret.js';

/**
 * A requirement that is more than a single scope. Compiled once, when it is declared; only a vocabulary makes one,
 * so that a bare array, which could mean all or any, never is one.
 */
export class CompiledRequirement {
  readonly kind: 'allOf' | 'anyOf' | 'open' | 'authenticated';
  /** The alternatives, each a list of scopes that are all needed: OpenAPI's OR of ANDs. */
  readonly alternatives: readonly (readonly string[])[];
  readonly #check: Check;

  constructor(kind: CompiledRequirement['kind'], check: Check, alternatives: readonly (readonly string[])[]) {
    this.kind = kind;
    this.#check = check;
    this.alternatives = Object.freeze(alternatives.map((scopes) => Object.freeze([...new Set(scopes)])));
    Object.freeze(this);
  }

  /** @internal */
  static checkOf(value: unknown, by: Secret): Check | undefined {
    onlyInside(by);
    return typeof value === 'object' && value && #check in value ? value.#check : undefined;
  }
}

const SealedRequirement = /* @__PURE__ */ sealed(CompiledRequirement);

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
export type Named<Required> = Required extends string
  ? Required
  : Required extends AnyOf<string, infer Alternatives>
    ? NamedInEach<Alternatives[number]>
    : NamedInEach<Required>;
type NamedInEach<Alternative> = Alternative extends string
  ? Alternative
  : Alternative extends AllOf<string, infer Scopes>
    ? Scopes[number]
    : never;

/** A requirement in the form in which it is checked. */
export interface Check {
  /** The vocabulary; none for `open` and `authenticated`, which fit every one. */
  readonly scopes: ClosedScopes | undefined;
  /** Each alternative as a set. */
  readonly needed: readonly Bits[];
  /** Each alternative as [word, mask, word, mask, …], so that no word is looked at in vain. */
  readonly masks: readonly (readonly number[])[];
}

const compile = (scopes: ClosedScopes | undefined, alternatives: readonly (readonly number[])[]): Check => {
  const needed = alternatives.map((numbers) => bitsFrom(scopes ? scopes.names.length : 0, numbers));
  const masks = needed.map((bits) => bits.flatMap((mask, word) => (mask ? [word, mask] : [])));
  return { scopes, needed, masks };
};

/** The scopes of a vocabulary, each also as a requirement. */
export interface CheckedScopes extends ClosedScopes {
  readonly checks: ReadonlyMap<unknown, Check>;
}

export const withChecks = (closed: ClosedScopes): CheckedScopes => {
  const checks = new Map<unknown, Check>();
  const scopes: CheckedScopes = { ...closed, checks };
  for (const [number, name] of scopes.names.entries()) checks.set(name, compile(scopes, [[number]]));
  return scopes;
};

/** The number of a scope, or a refusal. */
export const scopeNumber = (scopes: ClosedScopes, scope: unknown): number => {
  const number = scopes.numbers.get(scope as string);
  if (number === undefined) throw new TypeError(unknownScope(String(scope)));
  return number;
};

/** What a requirement of this vocabulary is checked by, or a refusal of whatever is none. */
export const checkFor = (scopes: CheckedScopes, requirement: unknown): Check => {
  const check = scopes.checks.get(requirement) ?? SealedRequirement.checkOf(requirement, secret);
  if (check === undefined) throw new TypeError(`not a requirement: ${unknownScope(String(requirement))}`);
  if (check.scopes !== undefined && check.scopes !== scopes)
    throw new TypeError('a requirement of another vocabulary');
  return check;
};

/** The alternatives of a requirement by name. */
export const alternativesOf = (requirement: unknown): readonly (readonly string[])[] =>
  requirement instanceof CompiledRequirement ? requirement.alternatives : [[requirement as string]];

/** Whether every scope of one of the alternatives is held. */
export const isMet = ({ masks }: Check, held: Bits): boolean => {
  next: for (let i = 0; i < masks.length; i++) {
    const alternative = masks[i] as readonly number[];
    for (let at = 0; at < alternative.length; at += 2) {
      const mask = alternative[at + 1] as number;
      if (((held[alternative[at] as number] as number) & mask) !== mask) continue next;
    }
    return true;
  }
  return false;
};

/** What is missing for the nearest alternative, the one that lacks the fewest scopes. */
export const missingFor = ({ needed }: Check, held: Bits): Bits =>
  needed
    .map((alternative) => without(alternative, held))
    .reduce((nearest, other) => (countBits(other) < countBits(nearest) ? other : nearest));

const atLeastOne = (list: readonly unknown[]): void => {
  if (list.length === 0)
    throw new TypeError('a requirement of nothing: name a scope, or say open or authenticated');
};

export const allOf = (scopes: CheckedScopes, named: readonly unknown[]): CompiledRequirement => {
  atLeastOne(named);
  const numbers = named.map((scope) => scopeNumber(scopes, scope));
  return new CompiledRequirement('allOf', compile(scopes, [numbers]), [named as readonly string[]]);
};

export const anyOf = (scopes: CheckedScopes, alternatives: readonly unknown[]): CompiledRequirement => {
  atLeastOne(alternatives);
  const numbers = alternatives.map((alternative) => {
    if (alternative instanceof CompiledRequirement && alternative.kind !== 'allOf')
      throw new TypeError('an alternative is a scope or an allOf');
    return checkFor(scopes, alternative).needed.flatMap(members);
  });
  return new CompiledRequirement('anyOf', compile(scopes, numbers), alternatives.flatMap(alternativesOf));
};

/** Nobody needs a key: OpenAPI's `{}`. */
export const open = /* @__PURE__ */ new CompiledRequirement(
  'open',
  /* @__PURE__ */ compile(undefined, [[]]),
  [[]],
) as Open;

/** Any valid key will do, whatever its scopes: OpenAPI's `{ scheme: [] }`. */
export const authenticated = /* @__PURE__ */ new CompiledRequirement(
  'authenticated',
  /* @__PURE__ */ compile(undefined, [[]]),
  [[]],
) as Authenticated;
