// Declare the scopes of an API, once.

export type { RoutesAllowed } from './coverage.js';
// What an API key is issued with, checked against the routes that it is for.
export { defineKey } from './coverage.js';
// What goes wrong.
export {
  InsufficientScopeError,
  KeyScopeError,
  RouteDefinitionError,
  ScopeDefinitionError,
  ScopeEscalationError,
} from './errors.js';
// What a caller was proven to hold.
export type { Grant, Parsed } from './grant.js';
export type { Key, KeyScopes } from './key.js';
export type { Audit, LeastScopes } from './least-privilege.js';
// The narrowest scopes, and the audit of a key.
export { audit, leastKey, leastScopes } from './least-privilege.js';
export type { AllOf, AnyOf, Authenticated, Open, Requirement } from './requirement.js';
// What a route asks.
export { authenticated, open } from './requirement.js';
export type { Context, Handler, Match, Method, NeedsOf, Params, RouteTable } from './routes.js';
// Method and path to requirement.
export { defineRoutes, mount } from './routes.js';
// A part of every vocabulary's type: declarations of packages that export one name it.
export type { Pair } from './scope.js';
export type {
  ActionOf,
  BundleOf,
  BundleScopes,
  Docs,
  GrantOf,
  Implied,
  Minimal,
  Missing,
  Redundant,
  ScopeOf,
  SurfaceOf,
  Vocabulary,
} from './vocabulary.js';
export { defineScopes } from './vocabulary.js';
