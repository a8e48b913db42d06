import type {
  BareList,
  GrantLacks,
  NotALiteral,
  NotAnAlternative,
  NotARequirement,
  NotOne,
  UnknownBundle,
  UnknownScope,
} from '../errors.js';
import type { Refusals, Single } from '../internal/type-utils.js';

// What a call may name. Each check gives an argument back where it is right, and a message in its place where it is
// wrong. For an empty name and for any string, which editors complete with, it gives all that could stand there.

/** A scope, or the message that refuses it. Also a pattern, where `Scope` has patterns. */
export type CheckedScope<One, Scope> = One extends Scope
  ? One
  : string extends One
    ? Scope
    : One extends ''
      ? Scope
      : UnknownScope<One & string>;

/** A list of scopes, with a message in the place of each that is refused. */
export type CheckedScopes<Scopes extends readonly unknown[], Scope extends string> = [
  Scopes[number],
] extends [Scope]
  ? Scopes
  : { readonly [I in keyof Scopes]: Refusals<Scope, UnknownScope<string>>[Scopes[I] & string] };

/** The same for scopes and patterns that are the arguments of a call. */
export type CheckedItems<Items extends readonly unknown[], Item> = {
  readonly [I in keyof Items]: CheckedScope<Items[I], Item>;
};

/** The same for the scopes of a requirement. A union is refused in the place of one scope. */
export type CheckedArguments<Scopes extends readonly unknown[], Scope> = {
  readonly [I in keyof Scopes]: number extends Scopes['length']
    ? CheckedScope<Scopes[I], Scope>
    : [Single<Scopes[I]>] extends [never]
      ? NotOne<'scope'>
      : CheckedScope<Scopes[I], Scope>;
};

/**
 * Refuses, element by element, the scopes that a grant is known not to hold. Where nothing is proven of the grant, the
 * run time decides.
 */
export type AttenuableScopes<Held extends string, Scope, Scopes extends readonly string[]> = [Held] extends [
  never,
]
  ? CheckedArguments<Scopes, Scope>
  : {
      readonly [I in keyof Scopes]: number extends Scopes['length']
        ? CheckedScope<Scopes[I], Scope>
        : [Single<Scopes[I]>] extends [never]
          ? NotOne<'scope'>
          : Scopes[I] extends Held
            ? Scopes[I]
            : Scopes[I] extends Scope
              ? GrantLacks<Scopes[I]>
              : CheckedScope<Scopes[I], Scope>;
    };

/** The alternatives of a requirement, with a message in the place of each that is refused. */
export type CheckedAlternatives<Alternatives extends readonly unknown[], Scope, All> = {
  readonly [I in keyof Alternatives]: Alternatives[I] extends Scope | All
    ? Alternatives[I]
    : Alternatives[I] extends string
      ? CheckedScope<Alternatives[I], Scope>
      : Alternatives[I] extends readonly unknown[]
        ? BareList
        : [object] extends [Alternatives[I]]
          ? Scope | All
          : NotAnAlternative;
};

/** The message that refuses a requirement. */
export type RefusedRequirement<Given, Needs> = [object] extends [Given]
  ? Needs
  : [Given] extends ['']
    ? Needs
    : [Given] extends [string]
      ? string extends Given
        ? NotALiteral
        : UnknownScope<Exclude<Given, Needs>>
      : [Given] extends [readonly unknown[]]
        ? BareList
        : NotARequirement;

/** A bundle, or the message that refuses it; also for none, all bundles. */
export type CheckedBundle<Bundle extends string, Known> = [Bundle] extends ['']
  ? Known
  : Bundle extends Known
    ? Bundle
    : string extends Bundle
      ? Known
      : UnknownBundle<Bundle>;
