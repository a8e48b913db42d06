// biome-ignore-all lint/style/useTemplate: a concatenation is smaller
import type { KeyLacks } from './errors.js';
import { bearerToken } from './http/bearer.js';
import {
  type Grant,
  type Implied,
  InsufficientScopeError,
  type Key,
  KeyScopeError,
  type Params,
  type RoutesAllowed,
  type ScopeOf,
} from './index.js';
import type { MissingInWords } from './requirement.js';
import type { AnyRouteTable, TableOf } from './routes/route-table.js';
import { parseRoute, type Segment } from './routes/router.js';

// -- what a call may be

/** A route that the key may call, or what the key lacks for it; for an unknown route, those that it may call. */
type Covered<Api extends AnyRouteTable, Held, Route, Allowed> = Route extends Allowed
  ? Route
  : Route extends keyof TableOf<Api>
    ? KeyLacks<MissingInWords<TableOf<Api>[Route], Held>>
    : Allowed;

/** The names of the parameters of a route; for a union of routes, of all of them. */
type ParamName<Route extends string> =
  Params<Route> extends infer Each ? (Each extends unknown ? keyof Each & string : never) : never;

/** The options of `fetch`, without the method, which the route gives. */
export interface SendOptions extends Omit<RequestInit, 'method'> {
  /** The query, as `URLSearchParams` writes it. */
  readonly query?: string | undefined;
}

type QueryValue = string | number | boolean | undefined;

/** A query. A list gives one pair an element, `undefined` gives none. */
export type Query = URLSearchParams | { readonly [name: string]: QueryValue | readonly QueryValue[] };

/** The options of a call with the route table at hand. */
export interface CallOptions extends Omit<SendOptions, 'query'> {
  readonly query?: Query | undefined;
  /** A value to send as JSON, in place of a `body`. */
  readonly json?: unknown;
}

/** The parameters of a path. Each is percent-encoded, `*` segment by segment. */
export interface PathParams<Name extends string> {
  readonly params: { readonly [N in Name]: string };
}

// A refused route takes any options, so the refusal is the only error.
type CallArguments<Route, Allowed, Options> = [Route] extends [Allowed]
  ? [ParamName<Route & string>] extends [never]
    ? [options?: Options]
    : [options: Options & PathParams<ParamName<Route & string>>]
  : [options?: object];

type KeyOf<Api extends AnyRouteTable, Held extends string> = Key<Api['vocabulary']['name'], Held>;

/** A `fetch` for the routes that some held scopes cover. */
// Takes any string, so an unknown route is refused in its own place and editors still complete the known ones.
type Call<Api extends AnyRouteTable, Held extends string, Options> = <
  const Route extends RoutesAllowed<Api, KeyOf<Api, Held>> | (string & {}),
>(
  route: Covered<Api, Held, Route, RoutesAllowed<Api, KeyOf<Api, Held>>>,
  ...options: CallArguments<Route, RoutesAllowed<Api, KeyOf<Api, Held>>, Options>
) => Promise<Response>;

/** The scopes that a key surely holds: those of the key's type, or of the scopes that it is issued with. */
type HeldByKey<Api extends AnyRouteTable, K> = [K] extends [string]
  ? Certain<Implied<Api['vocabulary'], K>>
  : [K] extends [Key<string, infer Held>]
    ? Certain<Held>
    : never;
/** A key of any scopes may hold none of them. */
type Certain<Held> = string extends Held ? never : Held & string;

/** A key by its type, or by the scopes that it is issued with. */
export type KeyOrScopes<Api extends AnyRouteTable> =
  | Key<Api['vocabulary']['name'], never>
  | ScopeOf<Api['vocabulary']>;

/**
 * A `fetch` for the routes that a key may call, of the type `Caller<typeof api, typeof key>`. {@link createCaller} makes
 * it.
 *
 * It rejects with a {@link MissingScopesError} where the server answers 403 and says what is missing; any other answer
 * is returned. It rejects with a `TypeError` before any request for a parameter or a token that is not well-formed.
 */
export type Caller<Api extends AnyRouteTable, K extends KeyOrScopes<Api>> = Call<
  Api,
  HeldByKey<Api, K>,
  SendOptions
>;

/**
 * A `fetch` for the routes that a key may call, which checks its calls against the route table. {@link createClient}
 * makes it.
 *
 * It rejects with an `InsufficientScopeError` where the server answers 403 and says what is missing; any other answer
 * is returned. Before any request it rejects with a `KeyScopeError` for a route that the key does not cover, and with
 * a `TypeError` for parameters that make the path that of another route, or of none.
 */
export type Client<Api extends AnyRouteTable, Held extends string> = Call<Api, Held, CallOptions>;

// -- options

/** Puts a key into a request. {@link apiKey} makes one; a bearer token needs none. */
export type Scheme = (
  token: string,
  init: {
    headers: Headers;
    credentials?: NonNullable<RequestInit['credentials']>;
    redirect?: NonNullable<RequestInit['redirect']>;
  },
  url: URL,
) => void;

/** The options of a caller. */
export interface CallerOptions {
  /** The address before the path of every route, without a slash at its end: an origin, or an origin and a path. */
  readonly baseUrl: string;
  /** The key itself. A function is called before each request. */
  readonly token: string | (() => string | PromiseLike<string>);
  /** How the key is sent; as `Authorization: Bearer` by default. */
  readonly scheme?: Scheme | undefined;
  /** A function that sends requests, in place of the global `fetch`. */
  readonly fetch?: ((url: URL, init: RequestInit) => Response | PromiseLike<Response>) | undefined;
}

/** The options of a client. */
export interface ClientOptions extends Omit<CallerOptions, 'baseUrl'> {
  /** The address before the path of every route: an origin, or an origin and a path. */
  readonly baseUrl: string | URL;
}

/** A Security Scheme Object of OpenAPI for an API key. */
export interface ApiKeyScheme {
  readonly type?: 'apiKey';
  readonly in: 'header' | 'query' | 'cookie';
  /** The name of the header, of the parameter or of the cookie. */
  readonly name: string;
}

// -- calling

/** The options of a call of any route. Its type has seen that the parameters are there. */
interface UntypedSendOptions extends SendOptions {
  readonly params?: GivenParams;
}
type GivenParams = Readonly<Record<string, string>>;
/** The problem of a 403, of which a member may be missing; or what is none. */
type AnyProblem = { readonly detail?: string; readonly missing?: unknown } | null | undefined;

// Programs for browsers ship what follows, up to `createCaller`, so each byte counts: tests/budgets.json.

/** Gives a text that a pattern matches. The error shows the pattern alone: the text may be a secret. */
const matching = (text: string, pattern: RegExp): string => {
  if (text.match(pattern)) return text;
  throw new TypeError('not ' + pattern);
};

/** Sends a token as RFC 6750 §2.1 says. */
const bearer: Scheme = (token, { headers }) =>
  headers.set('authorization', 'Bearer ' + matching(token, /^[\w\-.~+/]+=*$/));

/** The server refused a call: the key was issued without scopes that the route requires. */
// Smaller than InsufficientScopeError of the core.
export class MissingScopesError extends Error {
  /** The scopes missing for the nearest alternative of the requirement, as the server names them. */
  declare readonly missing: readonly string[];
  /** The alternatives of the requirement. Each lists scopes that are all required. A long list is left out. */
  declare readonly required?: readonly (readonly string[])[];
  /** All scopes that the key holds. A long list is left out. */
  declare readonly held?: readonly string[];
}

/** Matches the place of a parameter in a path. A colon after a letter, a digit or a `_` is text. */
const placeholder = /(?<!\w):(\w+)|\/\*/g;

/** Encodes a segment of a path. It is neither empty nor dots alone, and has no slash, not even an encoded one. */
const encodeSegment = (value: string): string => encodeURIComponent(matching(value, /^(?!\.*$)[^/\\]+$/));

/** Encodes the rest of a path, with the slash before it. An empty rest gives the path above. */
const encodeRest = (rest: string): string =>
  rest === '' ? rest : '/' + rest.split('/').map(encodeSegment).join('/');

/**
 * Makes a `fetch` that knows what a key may call, from the types of the API alone: a program for a browser ships no
 * route, no scope and no key of the table.
 *
 * A route that the key's scopes do not cover does not compile, under that route, with what is missing. Parameters of
 * the path are required. A 403 that says what is missing comes back as a {@link MissingScopesError}.
 *
 * @example
 * ```ts
 * import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
 * import { createCaller } from 'scopeproof/client';
 *
 * // In another file, of which the browser's program has `import type`.
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read' });
 * const reader = defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });
 *
 * const call = createCaller<typeof api, typeof reader>({ baseUrl: 'https://api.example.com', token: 'k_0123' });
 *
 * export const contact = async (id: string): Promise<unknown> =>
 *   (await call('GET /contacts/:id', { params: { id } })).json();
 * ```
 */
export function createCaller<Api extends AnyRouteTable, K extends KeyOrScopes<Api>>(
  options: CallerOptions,
): Caller<Api, K>;
export function createCaller({ baseUrl, token, scheme = bearer, fetch: send }: CallerOptions) {
  return async (route: string, { params, query, ...given }: UntypedSendOptions = {}): Promise<Response> => {
    const [method, path] = route.split(' ') as [method: string, path: string];
    const url = new URL(
      baseUrl +
        path.replace(placeholder, (_, name?: string) =>
          name
            ? encodeSegment((params as GivenParams)[name] as string)
            : encodeRest((params as GivenParams)['*'] as string),
        ),
    );
    if (query) url.search = query;
    const init = { ...given, method, headers: new Headers(given.headers) };
    scheme(typeof token === 'string' ? token : await token(), init, url);
    const response = await (send ?? fetch)(url, init);
    const problem = (response.status === 403 &&
      (await response
        .clone()
        .json()
        .catch(() => 0))) as AnyProblem;
    if (problem?.missing) throw Object.assign(new MissingScopesError(problem.detail), problem);
    return response;
  };
}

/**
 * Gives the options of a call that sends a value as JSON.
 *
 * @example
 * ```ts
 * import { json } from 'scopeproof/client';
 *
 * json({ name: 'Ada' }); // { body: '{"name":"Ada"}', headers: { 'content-type': 'application/json' } }
 * ```
 */
export function json(value: unknown): { readonly body: string; readonly headers: Record<string, string> } {
  return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

// -- how a key is sent

/**
 * Sends a key as an API key, not as a bearer token.
 *
 * A browser takes no cookie from a program: there, with `in: 'cookie'`, the request has `credentials: 'include'`, the
 * browser sends the cookie that it has, and the token is not used.
 *
 * With `in: 'header'`, a call rejects where the server redirects it, unless its options give `redirect`: `fetch` would
 * send the header to any server that it is led to.
 *
 * @param scheme the Security Scheme Object of OpenAPI.
 *
 * @example
 * ```ts
 * import { apiKey, type CallerOptions } from 'scopeproof/client';
 *
 * export const options: CallerOptions = {
 *   baseUrl: 'https://api.example.com',
 *   token: 'k_0123',
 *   scheme: apiKey({ in: 'header', name: 'X-API-Key' }),
 * };
 * ```
 */
export function apiKey({ in: place, name }: ApiKeyScheme): Scheme {
  return (token, init, url) => {
    if (place === 'cookie' && !canSetCookies()) {
      init.credentials = 'include';
      return;
    }
    // What a cookie may hold (RFC 6265 §4.1.1) may stand in a header and in a query, too.
    const key = matching(token, /^[!#-+\--:<-[\]-~]+$/);
    if (place === 'query') url.searchParams.set(name, key);
    else if (place === 'cookie') init.headers.set(place, `${name}=${key}`);
    else {
      init.headers.set(name, key);
      // `fetch` takes only `Authorization` and cookies from a request that goes on to another origin.
      init.redirect ??= 'error';
    }
  };
}

/** Tells whether `fetch` sends the cookies that it is given. Browsers drop them from a request. */
const canSetCookies = (): boolean =>
  new Request('http://localhost', { headers: { cookie: 'a=b' } }).headers.has('cookie');

// -- with the route table at hand

// A route table as a client uses it, without the types of its routes and scopes.
interface UntypedRouteTable {
  readonly vocabulary: {
    parse(stored: Iterable<string>): {
      readonly grant: Grant<string, never>;
      readonly unknown: readonly string[];
    };
  };
  match(method: string, path: string): { readonly route: string } | undefined;
  check(grant: Grant<string, never>, route: string): { readonly error?: InsufficientScopeError };
}
interface UntypedCallOptions extends CallOptions {
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * Makes a `fetch` that knows what a key may call, and checks each call against the route table: for callers without
 * types, and for parameters that lead to another route.
 *
 * Otherwise it does what {@link createCaller} does. A 403 that says what is missing comes back as the
 * {@link InsufficientScopeError} that the server threw.
 *
 * @throws TypeError for a `baseUrl` that is no address, and for a key of another vocabulary.
 *
 * @example
 * ```ts
 * import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
 * import { createClient } from 'scopeproof/client';
 *
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read' });
 * const reader = defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });
 *
 * const call = createClient(api, reader, { baseUrl: 'https://api.example.com', token: 'k_0123' });
 *
 * export const contact = async (id: string): Promise<unknown> =>
 *   (await call('GET /contacts/:id', { params: { id } })).json();
 * ```
 */
export function createClient<Api extends AnyRouteTable, Held extends string>(
  api: Api,
  key: Key<Api['vocabulary']['name'], Held>,
  options: ClientOptions,
): Client<Api, string extends Held ? never : Held>; // a key of any scopes may hold none of them
export function createClient(
  api: UntypedRouteTable,
  key: Key<string, never>,
  { baseUrl, token, scheme = checkedBearer, fetch: send = (url, init) => fetch(url, init) }: ClientOptions,
): (route: string, options?: UntypedCallOptions) => Promise<Response> {
  const base = new URL(baseUrl);
  const { grant, unknown } = api.vocabulary.parse(key.held);
  if (unknown.length > 0) throw new TypeError('a key of another vocabulary');

  return async (route, { params = {}, query, json: value, ...init } = {}) => {
    const { error } = api.check(grant, route);
    if (error) {
      const lacks: KeyLacks<string> = `key lacks ${error.missing.join(' and ')}`;
      throw new KeyScopeError(key.name, [`${route}: ${lacks}`], error.missing, []);
    }
    const { method, segments } = parseRoute(route);
    const path = fillPath(segments, new Map(Object.entries(params)));
    if (api.match(method, path)?.route !== route)
      throw new TypeError(`${route}: ${path} is the path of another route, or of none`);

    const url = new URL(base);
    url.pathname = base.pathname.replace(/\/$/, '') + path;
    url.search = String(searchOf(query));
    const headers = new Headers(init.headers);
    if (value !== undefined) {
      if (!headers.has('content-type')) headers.set('content-type', 'application/json');
      init.body = JSON.stringify(value);
    }
    const request = { ...init, method, headers };
    scheme(typeof token === 'string' ? token : await token(), request, url);
    const response = await send(url, request);
    const refusal = response.status === 403 ? await refusalIn(response) : undefined;
    if (refusal) throw refusal;
    return response;
  };
}

/** Sends a token as {@link bearer} does, with an error in words. */
const checkedBearer: Scheme = (token, { headers }) => {
  if (bearerToken(`Bearer ${token}`) !== token) throw new TypeError('token: not a b64token of RFC 6750');
  headers.set('authorization', `Bearer ${token}`);
};

/** Fills the parameters into a path. An empty `*` gives the path above it. */
const fillPath = (segments: readonly Segment[], params: ReadonlyMap<string, unknown>): string => {
  const given = (name: string): string => {
    const value = params.get(name);
    if (typeof value !== 'string' || /\p{Surrogate}/u.test(value))
      throw new TypeError(`params.${name}: not a well-formed string`);
    return value;
  };
  const filled = segments.flatMap(({ before, name, after }) => {
    if (name === undefined) return after;
    if (name !== '*') return before + encodeURIComponent(given(name)) + after;
    const rest = given('*');
    return rest === '' ? [] : rest.split('/').map(encodeURIComponent);
  });
  return `/${filled.join('/')}`;
};

const searchOf = (query: Query = {}): URLSearchParams => {
  if (query instanceof URLSearchParams) return query;
  const search = new URLSearchParams();
  for (const [name, said] of Object.entries(query))
    for (const value of [said].flat()) if (value !== undefined) search.append(name, String(value));
  return search;
};

/** Reads the error from a 403 with the problem of `scopeproof/http`; gives nothing for any other answer. */
const refusalIn = async (response: Response): Promise<InsufficientScopeError | undefined> => {
  const type = response.headers.get('content-type');
  if (!type || !/^application\/problem\+json\s*(?:;|$)/i.test(type)) return undefined;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const { required, missing, held } = new Object(problem) as Readonly<Record<string, unknown>>;
  return isList(required, areStrings) && areStrings(missing) && areStrings(held)
    ? new InsufficientScopeError(required, missing, held)
    : undefined;
};

const isList = <Item>(value: unknown, is: (item: unknown) => item is Item): value is readonly Item[] =>
  Array.isArray(value) && value.every(is);
const areStrings = (value: unknown): value is readonly string[] =>
  isList(value, (item): item is string => typeof item === 'string');
