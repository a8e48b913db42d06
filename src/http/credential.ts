import {
  type AnyHeaders,
  type AnyRequest,
  authorizationOf,
  bearerToken,
  headerOf,
  isObject,
  quoted,
} from './bearer.js';

/** How a caller's key comes, in the words of OpenAPI's Security Scheme Object. */
export type Scheme = { readonly type: 'http'; readonly scheme: 'bearer' } | ApiKeyScheme;
interface ApiKeyScheme {
  readonly type: 'apiKey';
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
}

/** A key in `Authorization: Bearer`: RFC 6750 §2.1. */
export const bearerScheme: Scheme = { type: 'http', scheme: 'bearer' };

type KeyedRequest = AnyRequest & { readonly url?: string | undefined };
type RawRequest = {
  readonly headers?: AnyHeaders | Readonly<Record<string, unknown>>;
  readonly rawHeaders?: readonly string[];
  readonly url?: unknown;
};

/** Gives the request of Node below that of a framework. */
const rawRequest = (request: KeyedRequest): RawRequest =>
  'raw' in request && isObject(request.raw) ? (request.raw as RawRequest) : (request as RawRequest);

/** Gives all values that a request has for a header. `fetch` joins them with a comma, Node keeps some of them apart. */
const headerValues = ({ headers, rawHeaders }: RawRequest, name: string): string[] => {
  if (rawHeaders) {
    const values = [];
    for (let i = 0; i < rawHeaders.length; i += 2)
      if (rawHeaders[i]?.toLowerCase() === name) values.push(rawHeaders[i + 1] as string);
    return values;
  }
  const value = headers && headerOf(headers, name);
  return value === undefined ? [] : [value];
};

const queryValues = ({ url }: RawRequest, name: string): string[] => {
  if (typeof url !== 'string' || !url.includes('?')) return [];
  return new URLSearchParams(url.slice(url.indexOf('?'))).getAll(name);
};

/** Gives the values of a cookie: RFC 6265 §4.2.1. */
const cookieValues = (request: RawRequest, name: string): string[] =>
  headerValues(request, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1).replace(/^"(.*)"$/, '$1'));

/**
 * Gives the key that a request came with; `undefined` where there is none, and where there are several. Never throws.
 *
 * @param request a request of `fetch`, Node, Hono, Express or Fastify.
 * @param scheme how keys come; by default as `Authorization: Bearer`.
 *
 * @example
 * ```ts
 * import { credentialOf } from 'scopeproof/http';
 *
 * const scheme = { type: 'apiKey', in: 'header', name: 'X-API-Key' } as const;
 * credentialOf(new Request('https://api.example.com', { headers: { 'x-api-key': 'k_0123' } }), scheme); // 'k_0123'
 * ```
 */
export function credentialOf(request: KeyedRequest, scheme: Scheme = bearerScheme): string | undefined {
  if (scheme.type === 'http') return bearerToken(authorizationOf(request));
  const { in: place, name } = scheme;
  const raw = rawRequest(request);
  const values =
    place === 'header'
      ? headerValues(raw, name.toLowerCase())
      : place === 'query'
        ? queryValues(raw, name)
        : cookieValues(raw, name);
  return values.length === 1 && values[0] ? values[0] : undefined;
}

/** Says where an API key belongs. */
export const placeOf = ({ in: place, name }: ApiKeyScheme): string =>
  `the ${place === 'query' ? 'query parameter' : place} ${name}`;

/** RFC 9110 §5.6.2. Names of headers and cookies are tokens. */
const token = /^[\w!#$%&'*+\-.^`|~]+$/;

/** Checks a scheme when a guard is made. */
export const checkedScheme = (scheme: Scheme): Scheme => {
  const { type, ...rest } = scheme as { readonly type: unknown } & Readonly<Record<string, unknown>>;
  const isKnown =
    (type === 'http' && rest.scheme === 'bearer') ||
    (type === 'apiKey' &&
      ['header', 'query', 'cookie'].includes(rest.in as string) &&
      typeof rest.name === 'string' &&
      token.test(rest.name));
  if (!isKnown) throw new TypeError(`not a scheme: ${JSON.stringify(scheme)}`);
  return scheme;
};

/** Writes the challenge for an API key. RFC 9110 §11.6.1 wants one with each 401; no RFC registers a scheme for it. */
export const apiKeyChallenge = (
  scheme: ApiKeyScheme,
  parameters: readonly (readonly [name: string, value: string | undefined])[],
): string =>
  `ApiKey ${[...parameters, ['in', scheme.in] as const, ['name', scheme.name] as const]
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]))
    .join(', ')}`;
