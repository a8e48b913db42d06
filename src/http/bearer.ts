/** The parameters of a `WWW-Authenticate: Bearer` challenge: RFC 6750 §3, and RFC 9728 §5.1 for the metadata. */
export interface Challenge {
  readonly realm?: string | undefined;
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | undefined;
  /** All scopes that the operation requires. */
  readonly scope?: readonly string[] | undefined;
  /** The address of the metadata of the protected resource. */
  readonly resourceMetadata?: string | undefined;
}

/** RFC 6749 §3.3. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const printable = /^[\x20-\x7e]*$/;

/** Writes a quoted-string of RFC 9110 §5.6.4. Quotes and backslashes are escaped, so no text can end it. */
export const quoted = (text: string): string => {
  if (!printable.test(text)) throw new TypeError(`not printable ASCII: ${JSON.stringify(text)}`);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
};

const spaceDelimited = (scopes: readonly string[]): string => {
  const wrong = scopes.find((scope) => !scopeToken.test(scope));
  if (wrong !== undefined) throw new TypeError(`not a scope-token of RFC 6749: ${JSON.stringify(wrong)}`);
  return scopes.join(' ');
};

/**
 * Writes the value of a `WWW-Authenticate` header. A parameter that is not given is left out.
 *
 * @throws TypeError for a scope that is no scope-token, and for a text outside printable ASCII.
 *
 * @example
 * ```ts
 * import { bearerChallenge } from 'scopeproof/http';
 *
 * bearerChallenge(); // Bearer
 * bearerChallenge({ realm: 'atender', error: 'insufficient_scope', scope: ['tags:read', 'tags:write'] });
 * // Bearer realm="atender", error="insufficient_scope", scope="tags:read tags:write"
 * ```
 */
export function bearerChallenge({ realm, error, scope = [], resourceMetadata }: Challenge = {}): string {
  const parameters = [
    ['realm', realm],
    ['error', error],
    ['scope', scope.length > 0 ? spaceDelimited(scope) : undefined],
    ['resource_metadata', resourceMetadata],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]));
  return parameters.length > 0 ? `Bearer ${parameters.join(', ')}` : 'Bearer';
}

/** The headers of `fetch`, or of Node. */
export type AnyHeaders =
  | { get(name: string): string | null | undefined }
  | { readonly authorization?: string | undefined };

/** A request of `fetch`, Node, Hono, Express or Fastify. */
export type AnyRequest =
  | { readonly headers: AnyHeaders; readonly rawHeaders?: readonly string[] }
  | { readonly raw: { readonly headers: AnyHeaders; readonly rawHeaders?: readonly string[] } };

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Gives the `Authorization` of a request; `undefined` where it came more than once (RFC 9110 §5.3). Never throws.
 *
 * @example
 * ```ts
 * import { authorizationOf } from 'scopeproof/http';
 *
 * authorizationOf(new Request('https://api.example.com', { headers: { authorization: 'Basic azpw' } })); // Basic azpw
 * ```
 */
export function authorizationOf(from: AnyRequest | AnyHeaders): string | undefined {
  // Node keeps each header as a property, and a sender may name one raw, headers or get. Its value is never an object
  // and never a function.
  const request = 'raw' in from && isObject(from.raw) ? from.raw : from;
  if (!('headers' in request && isObject(request.headers))) return headerOf(request, 'authorization');
  // Node keeps the first of several; `fetch` joins them with a comma, which no token contains.
  return sentTwice(request.rawHeaders) ? undefined : headerOf(request.headers, 'authorization');
}

/** Tells whether a list of names and values, by turns, has the header twice. */
const sentTwice = (rawHeaders: readonly string[] = []): boolean => {
  let sent = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 'authorization'.length && name.toLowerCase() === 'authorization') sent++;
  }
  return sent > 1;
};

/** Gives the value of a header, whose name is in lower case. An own property, because a prototype may be polluted. */
export const headerOf = (headers: object, name: string): string | undefined => {
  const value: unknown =
    'get' in headers && typeof headers.get === 'function'
      ? headers.get(name)
      : Object.hasOwn(headers, name) && (headers as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
};

/** The token syntax of RFC 6750 §2.1. The scheme may be in any case: RFC 9110 §11.1. */
const bearer = /^Bearer +([\w\-.~+/]+=*)$/i;

/**
 * Gives the token of an `Authorization: Bearer` header; `undefined` where there is none, where it is malformed, and
 * where the header came more than once. Never throws.
 *
 * @param from a request of `fetch`, Node, Hono, Express or Fastify; its headers; or the value of the header.
 *
 * @example
 * ```ts
 * import { bearerToken } from 'scopeproof/http';
 *
 * bearerToken('Bearer k_0123'); // 'k_0123'
 * bearerToken(new Headers({ authorization: 'bearer k_0123' })); // 'k_0123'
 * bearerToken('Basic azpw'); // undefined
 * ```
 */
export function bearerToken(from: AnyRequest | AnyHeaders | string | null | undefined): string | undefined {
  const value = isObject(from) ? authorizationOf(from) : from;
  return typeof value === 'string' ? bearer.exec(value)?.[1] : undefined;
}
