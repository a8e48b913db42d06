/** Everything that the adapters share, and that an adapter of your own needs. */

// Decide on a request, without a framework.
export { guardRoutes, guardScopes } from './guard.js';
export type { GuardedRequest, RouteRequest, GuardOptions, RouteGuard, ScopeGuard } from './guard.js';
export type { PrincipalFor } from './context.js';
export type { Decision, PrincipalOf, Refused, StoredKey, StoredScopes } from './decision.js';

// Refuse it: the challenge of RFC 6750, the problem of RFC 9457.
export { refusals } from './refusal.js';
export type { Refusal, RefusalOptions, Refusals } from './refusal.js';
export type { Problem } from './problem.js';
export { authorizationOf, bearerChallenge, bearerToken } from './bearer.js';
export type { AnyHeaders, AnyRequest, Challenge } from './bearer.js';

// Publish the metadata of a protected resource: RFC 9728.
export { metadataUrl, protectedResourceMetadata } from './metadata.js';
export type { ProtectedResource, ProtectedResourceMetadata } from './metadata.js';
