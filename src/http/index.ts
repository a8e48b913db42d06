/** Everything that the adapters share, and that an adapter of your own needs. */

// Decide on a request, without a framework.
export { guardRoutes, guardScopes } from './guard.js';
export type { GuardedRequest, RouteRequest, GuardOptions, RouteGuard, ScopeGuard } from './guard.js';
export type { PrincipalFor } from './context.js';
export type { KeyOptions, PrincipalOf, StoredKey, StoredScopes } from './authenticate.js';
export type { Decision, Refused } from './decision.js';
export { RefusalError } from './options.js';
export type { CommonOptions, RefusalEvent, TableOptions } from './options.js';

// Refuse it: the challenge of RFC 6750, the problem of RFC 9457.
export { refusals } from './refusal.js';
export type { CustomRefusal, Refusal, RefusalOptions, Refusals } from './refusal.js';
export type { Problem } from './problem.js';
export { authorizationOf, bearerChallenge, bearerToken } from './bearer.js';
export type { AnyHeaders, AnyRequest, Challenge } from './bearer.js';
export { credentialOf } from './credential.js';
export type { Scheme } from './credential.js';

// Compare the routes of an app with those of its table.
export { ParityError } from './parity.js';
export type { Parity, ParityOptions } from './parity.js';

// Publish the metadata of a protected resource: RFC 9728.
export { metadataUrl, protectedResourceMetadata } from './metadata.js';
export type { ProtectedResource, ProtectedResourceMetadata } from './metadata.js';
