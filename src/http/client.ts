import type { KeyLacks } from '../errors.js';
import {
  type Grant,
  InsufficientScopeError,
  type Key,
  KeyScopeError,
  type Params,
  type RoutesAllowed,
} from '../index.js';
import type { AllOf, AnyOf } from '../requirement.js';
import type { AnyRouteTable, TableOf } from '../routes.js';
import { bearerToken } from './challenge.js';

// -- what a call may be

/** What is missing, in words: of all that is needed joined by `and`, of alternatives by `or`. */
type Lacking<Required, Held> = Required extends Held
  ? ''
  : Required extends string
    ? Required
    : Required extends AllOf<string, infer Scopes>
      ? Joined<Scopes, Held, ' and '>
      : Required extends AnyOf<string, infer Alternatives>
        ? Joined<Alternatives, Held, ' or '>
        : '';
type Joined<
  List extends readonly unknown[],
  Held,
  By extends string,
  Text extends string = '',
> = List extends readonly [infer First, ...infer Rest]
  ? Joined<
      Rest,
      Held,
      By,
      Lacking<First, Held> extends infer More extends string
        ? `${Text}${Text extends '' ? '' : More extends '' ? '' : By}${More}`
        : never
    >
  : Text;

/** The route itself where the key may call it, or else what the key lacks; where there is no such route, those allowed. */
type Covered<Api extends AnyRouteTable, Held, Route, Allowed> = Route extends Allowed
  ? Route
  : Route extends keyof TableOf<Api>
    ? KeyLacks<Lacking<TableOf<Api>[Route], Held>>
    : Allowed;

/** The names of the parameters of a route; of several routes, of all of them. */
type ParamName<Route extends string> =
  Params<Route> extends infer Each ? (Each extends unknown ? keyof Each & string : never) : never;

type QueryValue = string | number | boolean | undefined;

/** What a query says: of a list each element, of `undefined` nothing. */
export type Query = URLSearchParams | { readonly [name: string]: QueryValue | readonly QueryValue[] };

/** What `fetch` takes, but the method, which the route says. */
export interface CallOptions extends Omit<RequestInit, 'method'> {
  readonly query?: Query | undefined;
  /** A value to send as JSON, instead of a `body`. */
  readonly json?: unknown;
}

/** The same with the parameters of the path: each is percent-encoded, `*` segment by segment. */
export interface CallOptionsWith<Name extends string> extends CallOptions {
  readonly params: { readonly [N in Name]: string };
}

// Of a route that is refused nothing is asked, so that its refusal is what the compiler says.
type CallArguments<Route, Allowed> = [Route] extends [Allowed]
  ? [ParamName<Route & string>] extends [never]
    ? [options?: CallOptions]
    : [options: CallOptionsWith<ParamName<Route & string>>]
  : [options?: object];

type KeyOf<Api extends AnyRouteTable, Held extends string> = Key<Api['vocabulary']['name'], Held>;

/**
 * A `fetch` for the routes that a key may call: what {@link createClient} gives.
 *
 * It rejects with an `InsufficientScopeError` where the server answers 403 and says what is missing; any other answer
 * is returned. Before any request it rejects with a `KeyScopeError` for a route that the key does not cover, and with
 * a `TypeError` for parameters that make the path that of another route, or of none.
 */
// Any other string is a route as well, which is then refused; what there is still completes.
export type Client<in out Api extends AnyRouteTable, in out Held extends string> = <
  const Route extends RoutesAllowed<Api, KeyOf<Api, Held>> | (string & {}),
>(
  route: Covered<Api, Held, Route, RoutesAllowed<Api, KeyOf<Api, Held>>>,
  ...options: CallArguments<Route, RoutesAllowed<Api, KeyOf<Api, Held>>>
) => Promise<Response>;

/** Where a client's calls go, and with what. */
export interface ClientOptions {
  /** What stands before the path of every route: an origin, or an origin and a path. */
  readonly baseUrl: string | URL;
  /** The key itself, sent as `Authorization: Bearer`; a function is asked before each call. */
  readonly token: string | (() => string | PromiseLike<string>);
  /** What sends a request, instead of the global `fetch`. */
  readonly fetch?: ((url: URL, init: RequestInit) => Response | PromiseLike<Response>) | undefined;
}

// -- calling

// What a client needs of a table and of a key, without the types of their routes and scopes.
interface RoutesBehind {
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
  api: RoutesBehind,
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
    const [method, template] = route.split(' ') as [string, string];
    const path = pathOf(template, new Map(Object.entries(params)));
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

/** A token of RFC 6750 §2.1. The message keeps it to itself. */
const checkedToken = (token: string): string => {
  if (bearerToken(`Bearer ${token}`) !== token) throw new TypeError('token: not a b64token of RFC 6750');
  return token;
};

/** A path with its parameters; a `*` of no segments is the path above it. */
const pathOf = (template: string, params: ReadonlyMap<string, unknown>): string => {
  const given = (name: string): string => {
    const value = params.get(name);
    if (typeof value !== 'string' || /\p{Surrogate}/u.test(value))
      throw new TypeError(`params.${name}: not a well-formed string`);
    return value;
  };
  const segments = template.split('/').flatMap((segment) => {
    if (segment.startsWith(':')) return encodeURIComponent(given(segment.slice(1)));
    if (segment !== '*') return segment;
    const rest = given('*');
    return rest === '' ? [] : rest.split('/').map(encodeURIComponent);
  });
  return segments.join('/') || '/';
};

const searchOf = (query: Query = {}): URLSearchParams => {
  if (query instanceof URLSearchParams) return query;
  const search = new URLSearchParams();
  for (const [name, said] of Object.entries(query))
    for (const value of [said].flat()) if (value !== undefined) search.append(name, String(value));
  return search;
};

/** What a 403 says is missing, in the members that `scopeproof/http` gives its problem; nothing where it does not. */
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
