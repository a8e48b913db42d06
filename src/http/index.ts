/** What all adapters share, and what an adapter of one's own is made of. */

// The decision, without a framework.
export { guardRoutes, guardScopes } from './guard.js';
export type { GuardedRequest, RouteRequest, GuardOptions, RouteGuard, ScopeGuard } from './guard.js';
export type { Decision, Refused, StoredScopes } from './decide.js';

// A refusal as a response: the challenge of RFC 6750, the problem of RFC 9457.
export { refusals } from './refusal.js';
export type { Refusal, RefusalOptions, Refusals } from './refusal.js';
export type { Problem } from './problem.js';
export { authorizationOf, bearerChallenge, bearerToken } from './challenge.js';
export type { AnyHeaders, AnyRequest, Challenge } from './challenge.js';

// The metadata of a protected resource: RFC 9728.
export { metadataUrl, protectedResourceMetadata } from './metadata.js';
export type { ProtectedResource, ProtectedResourceMetadata } from './metadata.js';
