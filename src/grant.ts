import {
  type GrantLacks,
  InsufficientScopeError,
  type NotOneScope,
  ScopeEscalationError,
  type UnknownScope,
} from './errors.js';
import { type ClosedScopes, closureOf, minimalIn, namesOf } from './implication.js';
import { addBit, addBits, type Bits, hasBit, noBits, without } from './internal/bits.js';
import { onlyInside, type Secret, sealed, secret } from './internal/secret.js';
import {
  type AllOf,
  type AnyOf,
  type Authenticated,
  alternativesOf,
  type Check,
  type CheckedScopes,
  checkFor,
  isMet,
  missingFor,
  type Open,
} from './requirement.js';

/**
 * What a caller was proven to hold: `Name` is the vocabulary's name, `Scopes` the closure of what was proven.
 *
 * More scopes are assignable to fewer, and write to the read that it implies. Nothing outside the library makes
 * one: the compiler takes no literal and no spread for a grant, the run time no object that it did not make itself.
 *
 * @example
 * ```ts
 * import { defineScopes, type GrantOf } from 'scopeproof';
 *
 * const atender = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'] },
 *   implies: { write: ['read'] },
 * });
 *
 * function listContacts(grant: GrantOf<typeof atender, 'contacts:read'>) {
 *   return `contacts for ${grant}`;
 * }
 *
 * const { grant } = atender.parse('contacts:write');
 * listContacts(atender.authorize(grant, 'contacts:write'));
 * ```
 */
export class Grant<Name extends string, Scopes extends string> {
  declare protected readonly vocabulary: Name;
  declare protected readonly proven: { readonly [Scope in Scopes]: true };
  readonly #scopes: ClosedScopes;
  readonly #bits: Bits;

  private constructor(scopes: ClosedScopes, bits: Bits, by: Secret) {
    onlyInside(by);
    this.#scopes = scopes;
    this.#bits = bits;
    Object.freeze(this);
  }

  /** @internal */
  static make(scopes: ClosedScopes, bits: Bits, by: Secret): Grant<string, never> {
    return new Grant(scopes, bits, by);
  }

  /** @internal */
  static bitsOf(grant: unknown, scopes: ClosedScopes, by: Secret): Bits {
    onlyInside(by);
    if (typeof grant !== 'object' || !grant || !(#bits in grant)) throw new TypeError('not a grant');
    if (grant.#scopes !== scopes) throw new TypeError('a grant of another vocabulary');
    return grant.#bits;
  }

  /**
   * Whether the grant holds a scope, by itself or by what brings it along; narrows the grant to that scope.
   * What is no scope of the vocabulary is not held.
   */
  has<const Scope extends string>(scope: Scope & Single<Scope>): this is Grant<Name, Scope>;
  /** Of a scope that is not known when compiling, the answer proves nothing. */
  has(scope: string): boolean;
  has(scope: string): boolean {
    const number = this.#scopes.numbers.get(scope);
    return number !== undefined && hasBit(this.#bits, number);
  }

  /** All scopes that the grant holds: the closure, in declaration order. */
  get scopes(): readonly string[] {
    return Object.freeze(namesOf(this.#scopes, this.#bits));
  }

  /** The fewest scopes with the same closure, in declaration order: what one would store. */
  get declared(): readonly string[] {
    return Object.freeze(namesOf(this.#scopes, minimalIn(this.#scopes, this.#bits)));
  }

  /** The declared scopes, space-delimited: the `scope` of RFC 6749 §3.3. */
  toString(): string {
    return this.declared.join(' ');
  }

  toJSON(): readonly string[] {
    return this.declared;
  }
}

/** scope → the grant that it yields */
export type GrantTable<Name extends string, Closed> = {
  readonly [Scope in keyof Closed]: Grant<Name, Closed[Scope] & string>;
};

/** A type that is not `any` and no union, or else `never`. */
export type Single<One> = 0 extends 1 & One ? never : NoUnion<One>;
type NoUnion<One, All = One> = One extends unknown ? ([All] extends [One] ? One : never) : never;

/**
 * The scopes that a list surely names. An element that is a union names one of its members, nobody knows which, so
 * it proves nothing; nor does a list of unknown length, nor a list that may be another.
 */
export type Sure<Scopes extends readonly string[]> =
  Single<Scopes> extends infer List extends readonly string[]
    ? number extends List['length']
      ? never
      : 0 extends 1 & List[number]
        ? never
        : { [I in keyof List]: NoUnion<List[I]> }[number]
    : never;

/** The grant that a requirement yields, with `Grants` and `Closed` the tables of its vocabulary. */
export type Granted<Name extends string, Grants, Closed, Required> = 0 extends 1 & Required
  ? Grant<Name, never>
  : Required extends keyof Grants
    ? Grants[Required]
    : GrantedByEach<Name, Closed, Required>;

/** The same of a requirement that is more than a scope. What is none yields words that nothing can be passed for. */
export type GrantedByEach<Name extends string, Closed, Required> =
  Required extends AllOf<string, infer Scopes>
    ? Grant<Name, Closed[Sure<Scopes> & keyof Closed] & string>
    : Required extends AnyOf<string, infer Alternatives>
      ? GrantedByAny<Name, Closed, Alternatives[number]>
      : Required extends Open | Authenticated
        ? Grant<Name, never>
        : string extends Required
          ? Grant<Name, never>
          : UnknownScope<Required & string>;

type GrantedByAny<Name extends string, Closed, Alternative> =
  Alternative extends AllOf<string, infer Scopes>
    ? Grant<Name, Closed[Sure<Scopes> & keyof Closed] & string>
    : Alternative extends keyof Closed
      ? Grant<Name, Closed[Alternative] & string>
      : Grant<Name, never>;

/** The grant that is left when a grant is narrowed to some scopes. */
export type Attenuated<Name extends string, Closed, Scopes> = Scopes extends readonly string[]
  ? Grant<Name, Closed[Sure<Scopes> & keyof Closed] & string>
  : never;

/** What {@link Vocabulary.parse} gives. */
export interface Parsed<Name extends string> {
  /** Nothing is proven yet: ask it with `has`, or hand it to `authorize` or `check`. */
  readonly grant: Grant<Name, never>;
  /** What named no scope and so grants nothing, each once, in order of appearance. */
  readonly unknown: readonly string[];
  /** The old names that were found, each once, in order of appearance. */
  readonly deprecated: readonly string[];
}

/** The result of a check: a proven grant, or the error that `authorize` would throw. */
export type Checked<Proven> =
  | { readonly ok: true; readonly grant: Proven; readonly error?: never }
  | { readonly ok: false; readonly error: InsufficientScopeError; readonly grant?: never };

/** Refuses, element by element, what a grant is known not to hold. A grant of which nothing is proven is asked at run time. */
export type Attenuable<Held extends string, Scopes extends readonly string[]> = [Held] extends [never]
  ? OneByOne<Scopes>
  : {
      readonly [I in keyof Scopes]: number extends Scopes['length']
        ? Scopes[I]
        : [Single<Scopes[I]>] extends [never]
          ? NotOneScope
          : Scopes[I] extends Held
            ? Scopes[I]
            : GrantLacks<Scopes[I]>;
    };

/** Refuses, element by element, a union where one scope is meant. */
export type OneByOne<Scopes extends readonly unknown[]> = {
  readonly [I in keyof Scopes]: number extends Scopes['length']
    ? Scopes[I]
    : [Single<Scopes[I]>] extends [never]
      ? NotOneScope
      : Scopes[I];
};

const SealedGrant = /* @__PURE__ */ sealed(Grant);

/** The bits of a grant of this vocabulary, or a refusal of whatever is none. */
export const heldBy = (scopes: ClosedScopes, grant: unknown): Bits =>
  SealedGrant.bitsOf(grant, scopes, secret);

const makeGrant = (scopes: ClosedScopes, bits: Bits) => SealedGrant.make(scopes, bits, secret);

/** White space is ASCII's: no other character parts what is stored, so that none can be hidden in it. */
const words = /[^\t\n\v\f\r ]+/g;

export const parse = (
  scopes: ClosedScopes,
  renamed: ReadonlyMap<string, readonly number[]>,
  stored: unknown,
): Parsed<string> => {
  const list = typeof stored === 'string' ? (stored.match(words) ?? []) : stored;
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list))
    throw new TypeError('stored scopes are a string or an iterable of strings');
  const held = noBits(scopes.names.length);
  const unknown = new Set<string>();
  const deprecated = new Set<string>();
  for (const name of list as Iterable<unknown>) {
    if (typeof name !== 'string') throw new TypeError('a stored scope is a string');
    const number = scopes.numbers.get(name);
    if (number !== undefined) {
      addBits(held, scopes.closures[number] as Bits);
      continue;
    }
    const now = renamed.get(name);
    (now ? deprecated : unknown).add(name);
    if (now) addBits(held, closureOf(scopes, now));
  }
  return Object.freeze({
    grant: makeGrant(scopes, held),
    unknown: Object.freeze([...unknown]),
    deprecated: Object.freeze([...deprecated]),
  });
};

/** The error of a grant that does not meet a requirement. */
const insufficient = (
  scopes: ClosedScopes,
  check: Check,
  requirement: unknown,
  held: Bits,
): InsufficientScopeError =>
  new InsufficientScopeError(
    alternativesOf(requirement),
    namesOf(scopes, missingFor(check, held)),
    namesOf(scopes, held),
  );

export const authorize = (
  scopes: CheckedScopes,
  grant: unknown,
  requirement: unknown,
): Grant<string, never> => {
  const check = checkFor(scopes, requirement);
  const held = heldBy(scopes, grant);
  if (!isMet(check, held)) throw insufficient(scopes, check, requirement, held);
  return grant as Grant<string, never>;
};

export const check = (
  scopes: CheckedScopes,
  grant: unknown,
  requirement: unknown,
): Checked<Grant<string, never>> => {
  const compiled = checkFor(scopes, requirement);
  const held = heldBy(scopes, grant);
  return isMet(compiled, held)
    ? { ok: true, grant: grant as Grant<string, never> }
    : { ok: false, error: insufficient(scopes, compiled, requirement, held) };
};

export const attenuate = (
  scopes: ClosedScopes,
  grant: unknown,
  wanted: readonly unknown[],
): Grant<string, never> => {
  const held = heldBy(scopes, grant);
  const unknown = wanted.filter((scope) => !scopes.numbers.has(scope as string));
  const narrower = noBits(scopes.names.length);
  const named = noBits(scopes.names.length);
  for (const scope of wanted) {
    const number = scopes.numbers.get(scope as string);
    if (number === undefined) continue;
    addBit(named, number);
    addBits(narrower, scopes.closures[number] as Bits);
  }
  const missing = [...namesOf(scopes, without(named, held)), ...unknown.map(String)];
  if (missing.length > 0) throw new ScopeEscalationError(missing);
  return makeGrant(scopes, narrower);
};
