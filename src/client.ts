import type { KeyLacks } from './errors.js';
import { bearerToken } from './http/bearer.js';
import {
  type Grant,
  InsufficientScopeError,
  type Key,
  KeyScopeError,
  type Params,
  type RoutesAllowed,
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

type QueryValue = string | number | boolean | undefined;

/** A query. A list gives one pair an element, `undefined` gives none. */
export type Query = URLSearchParams | { readonly [name: string]: QueryValue | readonly QueryValue[] };

/** The options of `fetch`, without the method, which the route gives. */
export interface CallOptions extends Omit<RequestInit, 'method'> {
  readonly query?: Query | undefined;
  /** A value to send as JSON, in place of a `body`. */
  readonly json?: unknown;
}

/** The options with the parameters of the path. Each is percent-encoded, `*` segment by segment. */
export interface CallOptionsWith<Name extends string> extends CallOptions {
  readonly params: { readonly [N in Name]: string };
}

// A refused route takes any options, so the refusal is the only error.
type CallArguments<Route, Allowed> = [Route] extends [Allowed]
  ? [ParamName<Route & string>] extends [never]
    ? [options?: CallOptions]
    : [options: CallOptionsWith<ParamName<Route & string>>]
  : [options?: object];

type KeyOf<Api extends AnyRouteTable, Held extends string> = Key<Api['vocabulary']['name'], Held>;

/**
 * A `fetch` for the routes that a key may call. {@link createClient} makes it.
 *
 * It rejects with an `InsufficientScopeError` where the server answers 403 and says what is missing; any other answer
 * is returned. Before any request it rejects with a `KeyScopeError` for a route that the key does not cover, and with
 * a `TypeError` for parameters that make the path that of another route, or of none.
 */
// Takes any string, so an unknown route is refused in its own place and editors still complete the known ones.
export type Client<in out Api extends AnyRouteTable, in out Held extends string> = <
  const Route extends RoutesAllowed<Api, KeyOf<Api, Held>> | (string & {}),
>(
  route: Covered<Api, Held, Route, RoutesAllowed<Api, KeyOf<Api, Held>>>,
  ...options: CallArguments<Route, RoutesAllowed<Api, KeyOf<Api, Held>>>
) => Promise<Response>;

/** The options of a client. */
export interface ClientOptions {
  /** The address before the path of every route: an origin, or an origin and a path. */
  readonly baseUrl: string | URL;
  /** The key itself, sent as `Authorization: Bearer`. A function is called before each request. */
  readonly token: string | (() => string | PromiseLike<string>);
  /** A function that sends requests, in place of the global `fetch`. */
  readonly fetch?: ((url: URL, init: RequestInit) => Response | PromiseLike<Response>) | undefined;
}

// -- calling

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
interface AnyCallOptions extends CallOptions {
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * Makes a `fetch` that knows what a key may call.
 *
 * A route that the key's scopes do not cover does not compile, under that route, with what is missing. Parameters of
 * the path are required. A 403 that says what is missing comes back as the {@link InsufficientScopeError} that the
 * server threw.
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
  { baseUrl, token, fetch: send = (url, init) => fetch(url, init) }: ClientOptions,
): (route: string, options?: AnyCallOptions) => Promise<Response> {
  const base = new URL(baseUrl);
  const { grant, unknown } = api.vocabulary.parse(key.held);
  if (unknown.length > 0) throw new TypeError('a key of another vocabulary');

  return async (route, { params = {}, query, json, ...init } = {}) => {
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
    headers.set('authorization', `Bearer ${checkedToken(typeof token === 'string' ? token : await token())}`);
    if (json !== undefined) {
      if (!headers.has('content-type')) headers.set('content-type', 'application/json');
      init.body = JSON.stringify(json);
    }
    const response = await send(url, { ...init, method, headers });
    const refusal = response.status === 403 ? await refusalIn(response) : undefined;
    if (refusal) throw refusal;
    return response;
  };
}

/** Checks a token: RFC 6750 §2.1. The error does not show it. */
const checkedToken = (token: string): string => {
  if (bearerToken(`Bearer ${token}`) !== token) throw new TypeError('token: not a b64token of RFC 6750');
  return token;
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
