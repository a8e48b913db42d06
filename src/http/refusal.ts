import type { InsufficientScopeError } from '../index.js';
import { bearerChallenge, type Challenge } from './bearer.js';
import { apiKeyChallenge, bearerScheme, checkedScheme, placeOf, type Scheme } from './credential.js';
import {
  areListable,
  listable,
  type Problem,
  plainProblem,
  type ScopeLists,
  scopeProblem,
} from './problem.js';

/** What refusals say. */
export interface RefusalOptions {
  /** How keys come: as `Authorization: Bearer` unless given. */
  readonly scheme?: Scheme | undefined;
  /** The name of the protected space: RFC 9110 §11.5. */
  readonly realm?: string | undefined;
  /** The address of the protected resource metadata: RFC 9728 §5.1. */
  readonly resourceMetadata?: string | undefined;
  /** Whether a 403 names scopes, in its body and its `WWW-Authenticate`; true by default. */
  readonly disclose?: boolean | undefined;
}

/** The response to a refused request. */
export interface Refusal {
  readonly status: 401 | 403 | 404;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, to be sent as JSON. */
  readonly body: Problem;
}

/** A response to a refused request in a form of your own. */
export interface CustomRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body: a text as it is, anything else as JSON. */
  readonly body: unknown;
}

/** Gives the text of a body. */
export const bodyText = ({ body }: CustomRefusal): string =>
  typeof body === 'string' ? body : JSON.stringify(body);

/** The four refusals of an API. {@link refusals} makes them. */
export interface Refusals {
  /** 401 without an error code: no credentials, or none that can be read. */
  readonly missingCredentials: Refusal;
  /** 401 `invalid_token`: the key is not valid. */
  readonly invalidToken: Refusal;
  /** 404: there is no such route. */
  readonly notFound: Refusal;
  /** 403 `insufficient_scope`: the key is valid and lacks scopes. */
  insufficientScope(error: InsufficientScopeError): Refusal;
}

/** Picks the alternative of which the fewest scopes are missing; of several, the first. */
const nearestAlternative = ({ required, held }: InsufficientScopeError): readonly string[] => {
  const holds = new Set(held);
  const lacking = (scopes: readonly string[]) => scopes.filter((scope) => !holds.has(scope)).length;
  return required.reduce((best, other) => (lacking(other) < lacking(best) ? other : best));
};

// Frozen: all callers get the same ones, and a hook may try to put something of one caller into them.
const refusal = (status: Refusal['status'], body: Problem, challenge?: string): Refusal =>
  Object.freeze({
    status,
    headers: Object.freeze({
      'content-type': 'application/problem+json',
      // A cache may keep a 404 (RFC 9110 §15.1). It knows a private answer only by the Authorization of its request
      // (RFC 9111 §3.5), and the key may stand elsewhere.
      'cache-control': 'no-store',
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
    }),
    body: Object.freeze(body),
  });

/**
 * Makes the refusals of an API. Their status and headers have the form that `Response` takes.
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
export function refusals(options?: RefusalOptions): Refusals {
  return createRefusals(options).refusals;
}

/** The refusals of an API, and the parts of the one that depends on the key. */
export interface RefusalParts {
  readonly refusals: Refusals;
  readonly disclose: boolean;
  /** Writes the challenge of a 403 that names some scopes; none for keys that are no bearer tokens. */
  readonly scopeChallenge: (scopes: readonly string[]) => string | undefined;
  readonly refuseScopes: (lists: ScopeLists, challenge: string | undefined) => Refusal;
}

export const createRefusals = ({
  scheme: given = bearerScheme,
  realm,
  resourceMetadata,
  disclose = true,
}: RefusalOptions = {}): RefusalParts => {
  const scheme = checkedScheme(given);
  // Both are own properties, or a polluted prototype would add them.
  const challenge = (error?: Challenge['error'], scope?: Challenge['scope']) => {
    if (scheme.type === 'http') return bearerChallenge({ realm, resourceMetadata, error, scope });
    // The error codes are those of bearer tokens.
    const parameters = [['realm', realm] as const, ['resource_metadata', resourceMetadata] as const];
    return error === 'insufficient_scope' ? undefined : apiKeyChallenge(scheme, parameters);
  };
  const unauthorized = (detail: string) => plainProblem(401, 'Unauthorized', detail);
  const inPlace = scheme.type === 'http' ? '' : ` in ${placeOf(scheme)}`;
  const scopeChallenge = (scopes: readonly string[]) =>
    challenge('insufficient_scope', areListable(scopes) ? scopes : []);
  const refuseScopes = (lists: ScopeLists, scopesChallenge: string | undefined) =>
    refusal(403, scopeProblem(lists), scopesChallenge);
  const insufficientScope = (error: InsufficientScopeError): Refusal => {
    if (!disclose) return refuseScopes({}, scopeChallenge([]));
    const { required, missing, held } = error;
    const lists = {
      required: areListable(required.flat()) ? required : undefined,
      missing: listable(missing),
      held: listable(held),
    };
    return refuseScopes(lists, scopeChallenge(nearestAlternative(error)));
  };
  return {
    refusals: {
      missingCredentials: refusal(
        401,
        unauthorized(`A key is needed${inPlace && `,${inPlace}`}.`),
        challenge(),
      ),
      invalidToken: refusal(401, unauthorized(`The key${inPlace} is not valid.`), challenge('invalid_token')),
      notFound: refusal(404, plainProblem(404, 'Not Found', 'There is no such route.')),
      insufficientScope,
    },
    disclose,
    scopeChallenge,
    refuseScopes,
  };
};
