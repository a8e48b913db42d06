import {
  type GrantLacks,
  type InsufficientScopeError,
  type NotOneScope,
  refuse,
  type UnknownScope,
} from './errors.js';
import type { Closed } from './implication.js';
import { type Bits, hasBit } from './internal/bits.js';
import { hide } from './internal/hide.js';
import type { AllOf, AnyOf, Authenticated, Open } from './requirement.js';
import { asLiteral, type Entries } from './scope.js';

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
export declare class Grant<Name extends string, Scopes extends string> {
  private constructor();
  protected readonly vocabulary: Name;
  // `-?` has the compiler compare the scopes themselves: by variance alone, `string` would stand for every scope.
  protected readonly proven: { readonly [Scope in Scopes]-?: true };

  /**
   * Whether the grant holds a scope, by itself or by what brings it along; narrows the grant to that scope.
   * What is no scope of the vocabulary is not held.
   */
  has<const Scope extends string>(scope: Scope & Literal<Scope>): this is Grant<Name, Scope>;
  /** Of a scope that is not known when compiling, the answer proves nothing. */
  has(scope: string): boolean;

  /** All scopes that the grant holds: the closure, in declaration order. */
  get held(): readonly string[];

  /** The fewest scopes with the same closure, in declaration order: what one would store. */
  get minimal(): readonly string[];

  /** The declared scopes, space-delimited: the `scope` of RFC 6749 §3.3. */
  toString(): string;

  /** The declared scopes, as a list. */
  toJSON(): readonly string[];
}

/** scope → the grant that it yields */
export type GrantTable<Name extends string, Closed> = {
  readonly [Scope in keyof Closed]: Grant<Name, Closed[Scope] & string>;
};

/** A type that is not `any` and no union, or else `never`. */
// Not `0 extends 1 & One`: where it has to be a text, the compiler takes that for never before it knows that it is any.
export type Single<One> = unknown extends One ? never : NoUnion<One>;
/** The same of a text: neither a wide `string` nor a template of many. */
export type Literal<Text extends string> = {} extends { readonly [T in Text]: 1 } ? never : Single<Text>;
/** A type that is no union, or else `never`. */
export type NoUnion<One, All = One> = One extends unknown ? ([All] extends [One] ? One : never) : never;

/**
 * The scopes that a list surely names. An element that is a union names one of its members, nobody knows which, so
 * it proves nothing; nor does a list that may be another, nor, of a list of unknown length, what may not be there.
 */
export type Sure<Scopes extends readonly string[]> = unknown extends Scopes[number]
  ? never
  : IsUnion<Scopes> | IsUnion<Scopes['length']> extends never // an optional element may not be there
    ? number extends Scopes['length']
      ? Leading<Scopes>
      : Unions<Scopes>[number] extends never // asked of all at once
        ? Scopes[number]
        : Singles<Scopes>[number]
    : never;
// Of no type, because an index of a list of strings would be a type of its own.
type Leading<List> = List extends readonly [infer First, ...infer Rest]
  ? NoUnion<First> | Leading<Rest>
  : never;
type Unions<List> = { [I in keyof List]: IsUnion<List[I]> };
type Singles<List> = { [I in keyof List]: NoUnion<List[I]> };
type IsUnion<One, All = One> = One extends unknown ? (All extends One ? never : true) : never;

/** The entries of a table that a list surely names. Inferred, so that the compiler does not look into the list before. */
export type SureEntries<Closed, Scopes extends readonly string[]> = [Sure<Scopes>] extends [infer Names]
  ? Entries<Closed, Names>
  : never;

// What is behind a property is not looked into before it is asked: of the arguments themselves, the compiler would check
// in every program whether they come to texts.
interface Holding<Name extends string, Held> {
  readonly grant: Grant<Name, Held & string>;
}

/** The grant that a requirement yields, with `Grants` and `Closed` the tables of its vocabulary. */
export type Granted<Name extends string, Grants, Closed, Required> = unknown extends Required
  ? Grant<Name, never>
  : Required extends keyof Grants
    ? Grants[Required]
    : GrantedByEach<Name, Closed, Required>;

/** The same of a requirement that is more than a scope. What is none yields words that nothing can be passed for. */
export type GrantedByEach<Name extends string, Closed, Required> =
  Required extends AllOf<string, infer Scopes>
    ? Holding<Name, SureEntries<Closed, Scopes>>['grant']
    : Required extends AnyOf<string, infer Alternatives>
      ? GrantedByAny<Name, Closed, Alternatives[number]>
      : Required extends Open | Authenticated
        ? Grant<Name, never>
        : string extends Required
          ? Grant<Name, never>
          : [keyof Closed] extends [never]
            ? Holding<Name, Literal<Required & string>>['grant']
            : UnknownScope<Required & string>;

type GrantedByAny<Name extends string, Closed, Alternative> = unknown extends Alternative
  ? Grant<Name, never>
  : Alternative extends AllOf<string, infer Scopes>
    ? Holding<Name, SureEntries<Closed, Scopes>>['grant']
    : Alternative extends keyof Closed
      ? Holding<Name, Closed[Alternative]>['grant']
      : Grant<Name, never>;

/** The grant that is left when a grant is narrowed to some scopes. */
export type Attenuated<Name extends string, Closed, Scopes> = Scopes extends readonly string[]
  ? Holding<Name, SureEntries<Closed, Scopes>>['grant']
  : never;

/** What a vocabulary's `parse` gives. */
export interface ParseResult<Name extends string> {
  /** Nothing is proven yet: ask it with `has`, or hand it to `authorize` or `check`. */
  readonly grant: Grant<Name, never>;
  /** What named no scope and so grants nothing, each once, in order of appearance. */
  readonly unknown: readonly string[];
  /** The old names that were found, each once, in order of appearance. */
  readonly deprecated: readonly string[];
}

/** The result of a check: a proven grant, or the error that `authorize` would throw. */
export type CheckResult<Proven> =
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

/** What the run time knows of the grants of one vocabulary. */
export interface Grants {
  /** A grant that holds some scopes, which are closed. */
  readonly grantOf: (held: Bits) => object;
  /** What a grant of this vocabulary holds, or a refusal of whatever is none. */
  readonly heldBy: (grant: unknown) => Bits;
}

/** Times that a grant is asked for a scope before it lists its scopes, so that it finds them faster. */
const patience = 16;

/** Each vocabulary has a class of its own for its grants, whose private field tells them from all other objects. */
export const grantsOver = ({ numbers, namesOf, minimal }: Closed): Grants => {
  let heldIn: (grant: unknown) => Bits;
  class Grant {
    readonly #held: Bits;
    #listed: ReadonlySet<string> | undefined;
    #asked = 0;

    constructor(held: Bits) {
      this.#held = held;
      Object.freeze(this);
    }

    static {
      hide(Grant);
      heldIn = (grant) => (grant as Grant).#held; // throws for whatever is none
    }

    has(scope: string): boolean {
      const listed = this.#listed;
      return listed === undefined ? this.#ask(scope) : listed.has(scope);
    }

    #ask(scope: string): boolean {
      if (++this.#asked > patience) this.#listed = new Set(this.held);
      const number = numbers.get(scope);
      return number !== undefined && hasBit(this.#held, number);
    }

    get held(): readonly string[] {
      return namesOf(this.#held);
    }

    get minimal(): readonly string[] {
      return minimal(this.held);
    }

    toString(): string {
      return this.minimal.join(' ');
    }

    toJSON(): readonly string[] {
      return this.minimal;
    }
  }

  return {
    grantOf: (held) => new Grant(held),
    heldBy: (grant) => {
      try {
        return heldIn(grant);
      } catch {
        return refuse('not a grant of this vocabulary');
      }
    },
  };
};

const none: readonly string[] = /* @__PURE__ */ Object.freeze([]);
const listOf = (found: ReadonlySet<string> | undefined): readonly string[] =>
  found ? Object.freeze([...found]) : none;

/** What the run time gives for {@link ParseResult}. */
interface ParsedBy {
  readonly grant: object;
  readonly unknown: readonly string[];
  readonly deprecated: readonly string[];
}

/** How many stored texts a vocabulary remembers with what they hold, and how long each of them may be. */
const mostTexts = 256;
const longestText = 4096;

/** Reads stored scopes. White space is ASCII's: no other character parts them, so that none can be hidden between. */
export const parserOver = (
  { names, bitsOf, closureOf }: Closed,
  renamed: ReadonlyMap<string, readonly string[]>,
  grantOf: Grants['grantOf'],
): ((stored: unknown) => ParsedBy) => {
  /** What some scopes bring along, as [word, mask, word, mask, …]. */
  const maskOf = (scopes: readonly string[]): readonly number[] =>
    bitsOf(scopes.flatMap(closureOf)).flatMap((mask, word) => (mask ? [word, mask] : []));
  const live = new Map(names.map((name) => [name, maskOf([name])]));
  const old = new Map([...renamed].map(([name, now]) => [name, maskOf(now)]));

  const read = (list: Iterable<unknown>, isText: boolean): ParsedBy => {
    const held = bitsOf([]);
    let unknown: Set<string> | undefined;
    let deprecated: Set<string> | undefined;
    for (const name of list) {
      if (typeof name !== 'string') return refuse('a stored scope is a string');
      let mask = live.get(name);
      if (!mask) {
        if (isText && name === '') continue;
        mask = old.get(name);
        if (mask) deprecated = (deprecated ?? new Set()).add(name);
        else unknown = (unknown ?? new Set()).add(name);
      }
      if (mask)
        for (let i = 0; i < mask.length; i += 2)
          held[mask[i] as number] = (held[mask[i] as number] as number) | (mask[i + 1] as number);
    }
    return Object.freeze({ grant: grantOf(held), unknown: listOf(unknown), deprecated: listOf(deprecated) });
  };

  const remembered = new Map<string, ParsedBy>();
  return (stored) => {
    if (typeof stored !== 'string')
      return Object(stored)[Symbol.iterator] && !(stored instanceof String) // which has letters
        ? read(stored as Iterable<unknown>, false)
        : refuse('stored scopes are a string or an iterable of strings');
    const known = remembered.get(stored);
    if (known) return known;
    const parsed = read(stored.split(/[\t-\r]/.test(stored) ? /[\t-\r ]/ : ' '), true);
    // Texts with unknown names are not worth remembering: whoever sends them could send no end of them. Nor are parts of
    // a text, which would keep the whole: neither the old names that were found, nor what is remembered itself.
    if (stored.length <= longestText && parsed.unknown === none && parsed.deprecated === none) {
      if (remembered.size === mostTexts) remembered.clear();
      remembered.set(asLiteral(stored), parsed);
    }
    return parsed;
  };
};
