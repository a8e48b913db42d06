/** Everything that `scopeproof` exports, in the order in which one comes to need it. */

// Declare the scopes of an API, once.
export { defineScopes } from './vocabulary/vocabulary.js';
export type { AnyVocabulary, Vocabulary } from './vocabulary/vocabulary.js';
export type { Docs } from './vocabulary/definition.js';
export type { ActionOf, BundleOf, ScopeOf, SurfaceOf } from './vocabulary/vocabulary.js';
export type { BundleScopes, Implied, Minimal, Missing, Redundant } from './vocabulary/vocabulary.js';

// Write functions over any vocabulary.
export { membersOf } from './vocabulary/vocabulary.js';
export type { MembersOf } from './vocabulary/vocabulary.js';

// Prove what a caller holds.
export type { GrantOf } from './vocabulary/vocabulary.js';
export type { CheckResult, Grant, Vocabularies } from './grant/grant.js';
export type { ParseResult } from './grant/parse.js';

// Say what a route requires.
export { authenticated, open, optional } from './requirement.js';
export type { AllOf, AnyOf, Authenticated, Open, Optional, Requirement } from './requirement.js';

// Map method and path to a requirement.
export { defineRoutes } from './routes/route-table.js';
export { mergeRoutes } from './routes/merge-routes.js';
export { mount } from './routes/mount.js';
export type { Method } from './routes/router.js';
export type {
  AnyRouteTable,
  Context,
  Handler,
  Match,
  NeedsOf,
  Params,
  RouteTable,
} from './routes/route-table.js';

// Declare the scopes that an API key is issued with, checked against its routes.
export { defineKey } from './keys/define-key.js';
export type { RoutesAllowed } from './keys/key-checks.js';
export type { HeldOf, Key } from './keys/key.js';

// Find the narrowest scopes, and audit a key.
export { leastKey, leastScopes } from './keys/least-scopes.js';
export type { LeastScopes } from './keys/least-scopes.js';
export { audit } from './keys/audit.js';
export type { Audit } from './keys/audit.js';

// The errors.
export {
  InsufficientScopeError,
  KeyScopeError,
  RouteDefinitionError,
  ScopeDefinitionError,
  ScopeEscalationError,
} from './errors.js';

// A part of every vocabulary's type. The declarations of a package that exports a vocabulary name it.
export type { Pair } from './vocabulary/spelling.js';
