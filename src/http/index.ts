// A refusal as a response.

export type { AnyHeaders, AnyRequest, Challenge } from './challenge.js';
export { authorizationOf, bearerChallenge, bearerToken } from './challenge.js';
// The decision, without a framework.
export type { Decision, Refused, Stored } from './decide.js';
export type { Asked, Call, GuardOptions, RouteGuard, ScopeGuard } from './guard.js';
export { guardRoutes, guardScopes } from './guard.js';
// The metadata of a protected resource.
export type { ProtectedResource, ProtectedResourceMetadata } from './metadata.js';
export { metadataUrl, protectedResourceMetadata } from './metadata.js';
export type { Problem } from './problem.js';
export type { Refusal, RefusalOptions, Refusals } from './refusal.js';
export { refusals } from './refusal.js';
