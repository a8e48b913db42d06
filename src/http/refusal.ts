import type { InsufficientScopeError } from '../index.js';
import { bearerChallenge, type Challenge } from './challenge.js';
import { type Problem, plainProblem, scopeProblem } from './problem.js';

/** How refusals are worded. */
export interface RefusalOptions {
  /** What is protected, in words that a user of several knows it by: RFC 9110 §11.5. */
  readonly realm?: string | undefined;
  /** The address of the protected resource metadata: RFC 9728 §5.1. */
  readonly resourceMetadata?: string | undefined;
  /** Whether the body of a 403 names scopes; its `WWW-Authenticate` always does. Yes, unless it is `false`. */
  readonly disclose?: boolean | undefined;
}

/** A response that says no. */
export interface Refusal {
  readonly status: 401 | 403 | 404;
  readonly headers: Readonly<Record<string, string>>;
  /** To be sent as JSON. */
  readonly body: Problem;
}

/** The four ways to say no: what {@link refusals} gives. */
export interface Refusals {
  /** No credentials, or none that can be read: 401 without an error code. */
  readonly missingCredentials: Refusal;
  /** Credentials of nobody: 401 `invalid_token`. */
  readonly invalidToken: Refusal;
  /** A route that is not there: 404. */
  readonly notFound: Refusal;
  /** A key that is valid and lacks scopes: 403 `insufficient_scope`. */
  insufficientScope(error: InsufficientScopeError): Refusal;
}

/** The alternative of a requirement that lacks the fewest scopes; of several, the first. */
const nearest = ({ required, held }: InsufficientScopeError): readonly string[] => {
  const holds = new Set(held);
  const lacking = (scopes: readonly string[]) => scopes.filter((scope) => !holds.has(scope)).length;
  return required.reduce((best, other) => (lacking(other) < lacking(best) ? other : best));
};

const refusal = (status: Refusal['status'], body: Problem, challenge?: string): Refusal => ({
  status,
  headers: {
    'content-type': 'application/problem+json',
    // Caches may keep a 404 unasked (RFC 9110 §15.1), and know a private answer only by the Authorization of its
    // request (RFC 9111 §3.5), where the key need not be.
    'cache-control': 'no-store',
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  },
  body,
});

/**
 * The refusals of an API. The status and the headers are in the form that `Response` takes.
 *
 * @throws TypeError for a realm or an address that no header can carry.
 *
 * @example
 * ```ts
 * import { InsufficientScopeError } from 'scopeproof';
 * import { refusals } from 'scopeproof/http';
 *
 * const refuse = refusals({ realm: 'atender' });
 *
 * export function onError(error: unknown): Response {
 *   if (!(error instanceof InsufficientScopeError)) throw error;
 *   const refusal = refuse.insufficientScope(error);
 *   return new Response(JSON.stringify(refusal.body), refusal);
 * }
 * ```
 */
export function refusals({ realm, resourceMetadata, disclose = true }: RefusalOptions = {}): Refusals {
  const challenge = (said: Challenge = {}) => bearerChallenge({ realm, resourceMetadata, ...said });
  const unauthorized = (detail: string) => plainProblem(401, 'Unauthorized', detail);
  return {
    missingCredentials: refusal(401, unauthorized('A key is needed.'), challenge()),
    invalidToken: refusal(401, unauthorized('The key is not valid.'), challenge({ error: 'invalid_token' })),
    notFound: refusal(404, plainProblem(404, 'Not Found', 'There is no such route.')),
    insufficientScope: (error) =>
      refusal(
        403,
        scopeProblem(error, disclose),
        challenge({ error: 'insufficient_scope', scope: nearest(error) }),
      ),
  };
}
