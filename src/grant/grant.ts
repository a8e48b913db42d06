import type { InsufficientScopeError, UnknownScope } from '../errors.js';
import type { CertainEntries, Refusals, Single, SingleLiteral, TextOf } from '../internal/type-utils.js';
import type { AllOf, AnyOf, Authenticated, Open, Optional } from '../requirement.js';

/**
 * Proof of the scopes that a caller holds. `Name` is the name of the vocabulary, `Scopes` the proven scopes with all
 * that they imply.
 *
 * A grant of more scopes is assignable to one of fewer, write to the read that it implies. Only the library makes
 * grants: the compiler refuses object literals and spreads, the run time every object that the library did not make.
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
  // `-?` makes TypeScript compare the scopes themselves. By variance alone, `string` would stand for every scope.
  protected readonly proven: { readonly [Scope in Scopes]-?: true };

  /**
   * Tells whether the grant holds a scope, by itself or because a held scope implies it; narrows the grant to that
   * scope. An unknown scope is not held.
   */
  has<const Scope extends RegisteredScope<Name>>(
    scope: Scope & SingleLiteral<Scope>,
  ): this is Grant<Name, `${Scope}`>;
  /** For a scope that is known only at run time, the answer proves nothing. */
  has<const Scope extends string>(scope: PossibleScope<Scope, RegisteredScope<Name>>): boolean;

  /** All scopes that the grant holds, implied ones included, in declaration order. */
  get held(): readonly string[];

  /** The fewest scopes that imply the same, in declaration order: the ones to store. */
  get minimal(): readonly string[];

  /** Gives the minimal scopes, space-delimited: the `scope` of RFC 6749 §3.3. */
  toString(): string;

  /** Gives the minimal scopes as a list. */
  toJSON(): readonly string[];
}

/**
 * Your vocabularies, by name. Empty until you add them: then `grant.has('invoices:reed')` does not compile.
 *
 * @example
 * ```ts
 * import { defineScopes } from 'scopeproof';
 *
 * export const billing = defineScopes('billing', { surfaces: { invoices: ['read', 'write'] } });
 *
 * declare module 'scopeproof' {
 *   interface Vocabularies {
 *     billing: typeof billing;
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: programs add to it
export interface Vocabularies {}

/** The scopes of a vocabulary in `Vocabularies`; of any other, `string`. */
type RegisteredScope<Name> = Name extends keyof Vocabularies
  ? Vocabularies[Name] extends { readonly scopes: readonly (infer Scope extends string)[] }
    ? Scope
    : never
  : string;

/** A scope, or the message that refuses it. A text that is known only at run time may be a scope. */
// A type parameter that extends the scopes is assignable to each branch.
type PossibleScope<Given extends string, Scope extends string> = {} extends { readonly [Text in Given]: 1 }
  ? Given
  : [Given] extends [Scope]
    ? Given
    : Refusals<Scope, UnknownScope<Given>>[Given];

/** scope → the grant that proves it */
export type GrantTable<Name extends string, Closed> = {
  readonly [Scope in keyof Closed]: Grant<Name, Closed[Scope] & string>;
};

// A member is evaluated when it is read. As an argument of `Grant`, TypeScript would check in every program whether
// `Held` comes to strings.
interface DeferredGrant<Name extends string, Held> {
  readonly grant: Grant<Name, Held & string>;
}

/** The grant that proves a requirement. `Grants` and `Closed` are the tables of its vocabulary. */
export type GrantFor<Name extends string, Grants, Closed, Required> = unknown extends Required
  ? Grant<Name, never>
  : Required extends keyof Grants
    ? Grants[Required]
    : CompoundGrantFor<Name, Closed, Required>;

/** The grant that proves a compound requirement. Any other type yields an error string that no grant is assignable to. */
// One of several vocabularies proves what its own table says, not what theirs say together.
export type CompoundGrantFor<Name extends string, Closed, Required> = Closed extends unknown
  ? CompoundGrantByTable<Name, Closed, Required>
  : never;
type CompoundGrantByTable<Name extends string, Closed, Required> =
  Required extends AllOf<string, infer Scopes>
    ? DeferredGrant<Name, CertainEntries<Closed, Scopes>>['grant']
    : Required extends AnyOf<string, infer Alternatives>
      ? AlternativeGrantFor<Name, Closed, Alternatives[number]>
      : Required extends Open | Optional | Authenticated
        ? Grant<Name, never>
        : string extends Required
          ? Grant<Name, never>
          : [keyof Closed] extends [never]
            ? DeferredGrant<Name, SingleLiteral<Required & string>>['grant']
            : UnknownScope<Required & string>;

type AlternativeGrantFor<Name extends string, Closed, Alternative> = unknown extends Alternative
  ? Grant<Name, never>
  : Alternative extends AllOf<string, infer Scopes>
    ? DeferredGrant<Name, CertainEntries<Closed, Scopes>>['grant']
    : Alternative extends keyof Closed
      ? DeferredGrant<Name, Closed[Alternative]>['grant']
      : Grant<Name, never>;

/** The grant that is left when a grant is narrowed to some scopes. */
export type AttenuatedGrant<Name extends string, Closed, Scopes> = Scopes extends readonly string[]
  ? DeferredGrant<Name, CertainEntries<Closed, Scopes>>['grant']
  : never;

/** The grant that is left when some scopes are taken away from a grant, and all that imply one of them. */
export type RemainingGrant<Name extends string, Closed, Held, Scopes> = Scopes extends readonly string[]
  ? DeferredGrant<Name, Remaining<Closed, Held, TextOf<Scopes[number]>>>['grant']
  : never;
// A scope that the table lacks may imply anything.
type Remaining<Closed, Scope, Removed> = Scope extends keyof Closed
  ? [Extract<Closed[Scope], Removed>] extends [never]
    ? Scope
    : never
  : never;

declare const unproven: unique symbol;
/** Any grant, but no grant is assignable to it: where `has` says no, the compiler then rules no grant out. */
type AnyGrantThatHas<Name extends string> = Grant<Name, never> & { readonly [unproven]: never };

/** The grant of which `has` said yes to a scope. `Grants` is the table of its vocabulary. */
export type GrantThatHas<Name extends string, Grants, Scope> = [Single<Scope>] extends [never]
  ? AnyGrantThatHas<Name>
  : Scope extends keyof Grants
    ? Grants[Scope]
    : [SingleLiteral<Scope & string>] extends [never]
      ? AnyGrantThatHas<Name>
      : DeferredGrant<Name, Scope>['grant'];

/** The result of a check: a proven grant, or the error that `authorize` would throw. */
export type CheckResult<Proven> =
  | { readonly ok: true; readonly grant: Proven; readonly error?: never }
  | RefusedCheck;

/** The result of a check that failed. A copy of it has no `error`, which is made when it is read. */
declare class RefusedCheck {
  private constructor();
  readonly ok: false;
  readonly grant?: never;
  get error(): InsufficientScopeError;
}
