/**
 * Every error and every message. A message that the compiler shows too stands here twice: as a type and as a value.
 */

/** A wrong declaration, found by {@link defineScopes}. The compiler refuses most of these first. */
export class ScopeDefinitionError extends TypeError {
  override readonly name = 'ScopeDefinitionError';
  /** The place of the fault in the definition, for example `bundles.basic[0]`. */
  declare readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

/** A route that no route table can hold: a wrong method, path or requirement. */
export class RouteDefinitionError extends TypeError {
  override readonly name = 'RouteDefinitionError';
  /** The route as declared. */
  declare readonly route: string;

  constructor(route: string, message: string) {
    super(`${route}: ${message}`);
    this.route = route;
  }
}

/** A grant does not meet a requirement: `insufficient_scope` of RFC 6750 §3.1, HTTP 403. */
export class InsufficientScopeError extends Error {
  override readonly name = 'InsufficientScopeError';
  /** The alternatives of the requirement. Each lists scopes that are all required. */
  declare readonly required: readonly (readonly string[])[];
  /** The scopes missing for the nearest alternative, in declaration order. */
  declare readonly missing: readonly string[];
  /** All scopes that the grant holds, implied ones included, in declaration order. */
  declare readonly held: readonly string[];

  constructor(required: readonly (readonly string[])[], missing: readonly string[], held: readonly string[]) {
    super(`insufficient scope: missing ${missing.join(', ')}`);
    this.required = required;
    this.missing = missing;
    this.held = held;
  }
}

/** An attempt to narrow a grant to scopes that it does not hold. */
export class ScopeEscalationError extends Error {
  override readonly name = 'ScopeEscalationError';
  /** The scopes that the parent grant does not hold. */
  declare readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(`the grant does not hold ${missing.join(', ')}` satisfies GrantLacks<string>);
    this.missing = missing;
  }
}

/** A key whose scopes and routes do not match. */
export class KeyScopeError extends TypeError {
  override readonly name = 'KeyScopeError';
  /** The scopes that the key's routes require and the key lacks. */
  declare readonly missing: readonly string[];
  /** The scopes that the key lists and no listed route requires. */
  declare readonly excess: readonly string[];

  constructor(key: string, faults: readonly string[], missing: readonly string[], excess: readonly string[]) {
    super(`key ${key}: ${faults.join('; ')}`);
    this.missing = missing;
    this.excess = excess;
  }
}

/** Throws for a value that the compiler refuses as well. */
export const throwTypeError = (message: string): never => {
  throw new TypeError(message);
};

/**
 * Throws for an object that this copy of the library did not make. One that has a member of the real ones was probably
 * made by another copy.
 */
export const throwForeign = (value: unknown, member: string, message: string): never =>
  throwTypeError(
    Object.hasOwn(Object(value), member)
      ? `${message}: made by another copy of scopeproof, or not by scopeproof; install it once`
      : message,
  );

// The compiler shows the messages below under the literal that is wrong; the run time throws the same words.

export type UnknownAction<Action extends string> = `no surface has the action ${Action}`;
export const unknownAction = (action: unknown): UnknownAction<string> =>
  `no surface has the action ${String(action)}`;

export type UnknownSurface<Surface extends string> = `unknown surface ${Surface}`;
export const unknownSurface = (surface: unknown): UnknownSurface<string> =>
  `unknown surface ${String(surface)}`;

export type UnknownScope<Scope extends string> = `unknown scope ${Scope}`;
export const unknownScope = (scope: unknown): UnknownScope<string> => `unknown scope ${String(scope)}`;

export type StillLive<Scope extends string> = `${Scope} is still a live scope`;
export const stillLive = <Scope extends string>(scope: Scope): StillLive<Scope> =>
  `${scope} is still a live scope`;

export type Empty<What extends string> = `an empty ${What}`;
export const empty = <What extends string>(what: What): Empty<What> => `an empty ${what}`;

export type NotAScopeToken = 'not a scope-token of RFC 6749, or holds a *';
export const notAScopeToken: NotAScopeToken = 'not a scope-token of RFC 6749, or holds a *';

export type BadFormat = 'a format names {surface} once and {action} once';
export const badFormat: BadFormat = 'a format names {surface} once and {action} once';

export type ChainTooLong = 'a chain of implications longer than 16';
export const chainTooLong: ChainTooLong = 'a chain of implications longer than 16';

export const cycle = 'a cycle of implications';

export type NotOne<
  What extends string,
  Several extends string = `${What}s`,
> = `one of several ${Several} is not one ${What}`;
export type NotOneList = 'a list that may differ from run to run';

export type BadPrefix = 'a path starts with /';
export type NotOneSurface = 'one of several surfaces, with other actions';
export type UnknownLength = 'not a list of literals: write it here, or as const';
export type NotALiteral = 'not a literal: write it here, or as const';
export type NoSuchMethod<Method extends string> = `no such method: ${Method}`;
export const noSuchMethod = (method: string): NoSuchMethod<string> => `no such method: ${method}`;

/** What is asked for where somebody writes type arguments: they could claim what the values do not say. */
export type TypeArguments = 'no type arguments: they are inferred';
export type NoSuchOption<Option extends string> = `no such option: ${Option}`;
export const noSuchOption = (option: unknown): NoSuchOption<string> => `no such option: ${String(option)}`;

export type MayBeReplaced = 'a computed route may replace this one';
export type BadRoute = 'a route is a method, a space and a path that starts with /';
export const badRoute: BadRoute = 'a route is a method, a space and a path that starts with /';
export type WriteInstead<Route extends string> = `spell it ${Route}`;
export type TwoRoutes<Route extends string> = `two routes: ${Route}, and one without the optional part`;
export type NotAPath = 'a segment is text with one :name at most, or * at the end';
const notAPath: NotAPath = 'a segment is text with one :name at most, or * at the end';

export type BareList = 'a bare list could mean all or any: use allOf or anyOf';
export const notAGrant = 'not a grant of this vocabulary in this copy of scopeproof';
export type NotARequirement = 'not a requirement of this vocabulary';
export const notARequirement = 'not a requirement of this vocabulary in this copy of scopeproof';
export type NotAnAlternative = 'an alternative is a scope or an allOf of scopes';

export const readTwoWays = (segment: string): string => `a path that could be read two ways, at /${segment}`;

export const notASegment = (segment: string): string => `/${segment}: ${notAPath}`;

export type NoSuchRoute<Route extends string> = `no such route: ${Route}`;
export const noSuchRoute = (route: unknown): NoSuchRoute<string> => `no such route: ${String(route)}`;

export type KeyLacks<Scopes extends string> = `key lacks ${Scopes}`;
export const keyLacks = <Scopes extends string>(scopes: Scopes): KeyLacks<Scopes> => `key lacks ${scopes}`;

export type GrantLacks<Scopes extends string> = `the grant does not hold ${Scopes}`;

export type UnknownBundle<Bundle extends string> = `unknown bundle ${Bundle}`;
export const unknownBundle = (bundle: unknown): UnknownBundle<string> => `unknown bundle ${String(bundle)}`;

export type NoRouteNeeds<Scope extends string> = `no listed route needs ${Scope}`;
export const noRouteNeeds = <Scope extends string>(scope: Scope): NoRouteNeeds<Scope> =>
  `no listed route needs ${scope}`;

export type IsEnough<Scope extends string> = `${Scope} is enough`;
export const isEnough = <Scope extends string>(scope: Scope): IsEnough<Scope> => `${scope} is enough`;
