/**
 * The errors, and the messages that the compiler and the run time share: each as a type and as a value.
 */

/** A declaration that the compiler would have refused reached {@link defineScopes} at run time. */
export class ScopeDefinitionError extends TypeError {
  override readonly name = 'ScopeDefinitionError';
  /** Where in the definition the fault stands, for example `bundles.basic[0]`. */
  declare readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

/** A route, a path or a method that no route table can hold. */
export class RouteDefinitionError extends TypeError {
  override readonly name = 'RouteDefinitionError';
  /** The route as it was declared. */
  declare readonly route: string;

  constructor(route: string, message: string) {
    super(`${route}: ${message}`);
    this.route = route;
  }
}

/**
 * A grant does not hold what a requirement asks: RFC 6750 §3.1 `insufficient_scope`, HTTP 403.
 */
export class InsufficientScopeError extends Error {
  override readonly name = 'InsufficientScopeError';
  /** The alternatives of the requirement, each a list of scopes that are all needed. */
  declare readonly required: readonly (readonly string[])[];
  /** All that is missing for the nearest alternative, in declaration order. */
  declare readonly missing: readonly string[];
  /** The closure of what the grant holds, in declaration order. */
  declare readonly held: readonly string[];

  constructor(required: readonly (readonly string[])[], missing: readonly string[], held: readonly string[]) {
    super(`insufficient scope: missing ${missing.join(', ')}`);
    this.required = required;
    this.missing = missing;
    this.held = held;
  }
}

/** A grant was to be handed on with more than it holds itself. */
export class ScopeEscalationError extends Error {
  override readonly name = 'ScopeEscalationError';
  /** The scopes that the parent grant does not hold. */
  declare readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(grantLacks(missing.join(', ')));
    this.missing = missing;
  }
}

/** A key whose scopes and routes do not fit each other. */
export class KeyScopeError extends TypeError {
  override readonly name = 'KeyScopeError';
  /** The scopes that the key's routes need and the key lacks. */
  declare readonly missing: readonly string[];
  /** The scopes that the key lists and none of its routes needs. */
  declare readonly excess: readonly string[];

  constructor(key: string, faults: readonly string[], missing: readonly string[], excess: readonly string[]) {
    super(`key ${key}: ${faults.join('; ')}`);
    this.missing = missing;
    this.excess = excess;
  }
}

/** For whatever the compiler would have refused. */
export const refuse = (message: string): never => {
  throw new TypeError(message);
};

// What follows is said twice: by the compiler, under the literal that is wrong, and by the run time.

export type UnknownAction<Action extends string> = `no surface has the action ${Action}`;
export const unknownAction = (action: unknown): UnknownAction<string> =>
  `no surface has the action ${String(action)}`;

export const unknownSurface = (surface: unknown): string => `unknown surface ${String(surface)}`;

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

export const circle = 'a circle of implications';

export type NotOneScope = 'a union of scopes is not one scope';

export type BadRoute = 'a route is a method, a space and a path that starts with /';
export const badRoute: BadRoute = 'a route is a method, a space and a path that starts with /';

export const twoWays = (segment: string): string => `a path that could be read two ways, at /${segment}`;

export const noSegment = (segment: string): string =>
  `/${segment} is no segment: one is plain text, :name, or * at the end`;

export type NoSuchRoute<Route extends string> = `no such route: ${Route}`;
export const noSuchRoute = (route: unknown): NoSuchRoute<string> => `no such route: ${String(route)}`;

export type KeyLacks<Scopes extends string> = `key lacks ${Scopes}`;
export const keyLacks = <Scopes extends string>(scopes: Scopes): KeyLacks<Scopes> => `key lacks ${scopes}`;

export type GrantLacks<Scopes extends string> = `the grant does not hold ${Scopes}`;
const grantLacks = <Scopes extends string>(scopes: Scopes): GrantLacks<Scopes> =>
  `the grant does not hold ${scopes}`;

export type UnknownBundle<Bundle extends string> = `unknown bundle ${Bundle}`;
export const unknownBundle = (bundle: unknown): UnknownBundle<string> => `unknown bundle ${String(bundle)}`;

export type NoRouteNeeds<Scope extends string> = `no listed route needs ${Scope}`;
export const noRouteNeeds = <Scope extends string>(scope: Scope): NoRouteNeeds<Scope> =>
  `no listed route needs ${scope}`;

export type IsEnough<Scope extends string> = `${Scope} is enough`;
export const isEnough = <Scope extends string>(scope: Scope): IsEnough<Scope> => `${scope} is enough`;
