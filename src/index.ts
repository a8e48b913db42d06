/** The front door: a table of contents, in the order in which one comes to need it. */

// The scopes of an API, declared once.
export { defineScopes } from './vocabulary.js';
export type { AnyVocabulary, Vocabulary } from './vocabulary.js';
export type { Docs } from './definition.js';
export type { ActionOf, BundleOf, ScopeOf, SurfaceOf } from './vocabulary.js';
export type { BundleScopes, Implied, Minimal, Missing, Redundant } from './vocabulary.js';

// What a caller was proven to hold.
export type { GrantOf } from './vocabulary.js';
export type { CheckResult, Grant, ParseResult } from './grant.js';

// What a route asks.
export { authenticated, open } from './requirement.js';
export type { AllOf, AnyOf, Authenticated, Open, Requirement } from './requirement.js';

// Method and path to requirement.
export { defineRoutes, mount } from './routes.js';
export type { Method } from './path.js';
export type { AnyRouteTable, Context, Handler, Match, NeedsOf, Params, RouteTable } from './routes.js';

// What an API key is issued with, checked against the routes that it is for.
export { defineKey } from './coverage.js';
export type { RoutesAllowed } from './coverage.js';
export type { Key, HeldOf } from './key.js';

// The narrowest scopes, and the audit of a key.
export { audit, leastKey, leastScopes } from './least-privilege.js';
export type { Audit, LeastScopes } from './least-privilege.js';

// What goes wrong.
export {
  InsufficientScopeError,
  KeyScopeError,
  RouteDefinitionError,
  ScopeDefinitionError,
  ScopeEscalationError,
} from './errors.js';

// A part of every vocabulary's type: declarations of packages that export one name it.
export type { Pair } from './scope.js';
