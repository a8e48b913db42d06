import { type InsufficientScopeError, open } from '../index.js';
import { bearerToken, isObject } from './bearer.js';
import type { Proof } from './context.js';
import {
  createCovers,
  createPossibleRoutes,
  type FrameworkRoute,
  hasParameter,
  hasRest,
} from './framework-route.js';
import { type Refusal, type RefusalOptions, type Refusals, refusals } from './refusal.js';
import type { UntypedGrant, UntypedMatch, UntypedRouteTable, UntypedVocabulary } from './untyped.js';

/** The key that a request came with, and who it belongs to. */
export interface StoredKey<Principal = unknown> {
  /** Its stored scopes; `null` for a key without any. */
  readonly scopes: string | Iterable<string> | null;
  /** The owner, as handlers get it. */
  readonly principal?: Principal;
}

/**
 * What `authenticate` gives: the key that a request came with, or its stored scopes alone; nothing where there is no key
 * or the key is not valid. An empty list alone is nothing: many stores answer so for what they do not have.
 */
export type StoredScopes = string | Iterable<string> | StoredKey | null | undefined;

/** What `authenticate` may return. */
export type AuthenticateResult = StoredScopes | PromiseLike<StoredScopes>;

/** The principal that an `authenticate` gives; `undefined` where it gives scopes alone. */
export type PrincipalOf<Result> = PrincipalIn<Awaited<Result>>;
type PrincipalIn<Result> = Result extends null | undefined
  ? never
  : 'scopes' | 'principal' extends keyof Result
    ? Result['principal' & keyof Result] | (string extends keyof Result ? undefined : never)
    : undefined;

/** What a guard decides about a request. */
export type Decision<Passed> = (Allowed & Passed) | Refused;

interface Allowed {
  readonly ok: true;
  readonly refusal?: never;
  readonly error?: never;
}

/** A refusal, with the response to send. */
export interface Refused {
  readonly ok: false;
  readonly grant?: never;
  readonly refusal: Refusal;
  /** The missing scopes, where scopes are what is missing. */
  readonly error?: InsufficientScopeError;
}

/** A caller with a valid key. */
interface Caller {
  readonly grant: UntypedGrant;
  readonly principal: unknown;
}

/** A value, or a promise of it where something has to be awaited: awaiting costs more than most decisions. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** What a guard remembers about one request, so that it authenticates, matches and decides once. */
export class RequestState<Request> {
  readonly request: Request;
  /** Who calls; `null` for a caller without a valid key. */
  caller: MaybePromise<Caller | null> | undefined;
  /** The last method and path looked up, with the match and the decision. */
  method: string | undefined;
  path: string | undefined;
  match: UntypedMatch | undefined;
  decision: PendingDecision | undefined;

  constructor(request: Request) {
    this.request = request;
    this.caller = undefined;
    this.method = undefined;
    this.path = undefined;
    this.match = undefined;
    this.decision = undefined;
  }
}

/**
 * Makes the look-up of a request's state. The state is a property of the framework's request: a WeakMap entry costs a
 * hundred times as much, because the garbage collector has to visit it.
 */
export const requestStates = <Request extends object>(): ((request: Request) => RequestState<Request>) => {
  const state = Symbol('state');
  return (request) => {
    const holder = request as { [state]?: RequestState<Request> };
    // A copy of a request, and an object that inherits from one, is another request.
    if (holder[state]?.request !== request) holder[state] = new RequestState(request);
    return holder[state];
  };
};

/** How a guard learns who calls. */
export interface DeciderOptions<Request> extends RefusalOptions {
  readonly authenticate: (request: Request) => AuthenticateResult;
  /** Gives the value of the `Authorization` header, which tells an invalid key from none. */
  readonly authorizationOf: (request: Request) => string | null | undefined;
}

/** A decision, or a promise of it. */
export type PendingDecision = MaybePromise<Decision<Proof>>;

type Decide<Request> = (
  state: RequestState<Request>,
  needs: unknown,
  route?: string,
  params?: object,
) => PendingDecision;

/** Makes the decision on a request for anything that has a requirement. */
export const createScopeDecider = <Request>(
  vocabulary: UntypedVocabulary,
  { authenticate, authorizationOf, ...wording }: DeciderOptions<Request>,
): { readonly refusals: Refusals; readonly decide: Decide<Request> } => {
  const responses = refusals(wording);
  const nobody: Caller = { grant: vocabulary.parse('').grant, principal: undefined };
  const callerOf = createAuthenticator(vocabulary, authenticate);

  const decideFor = (
    caller: Caller | null,
    request: Request,
    needs: unknown,
    route: string | undefined,
    params: object | undefined,
  ): Decision<Proof> => {
    if (!caller) {
      const hasToken = bearerToken(authorizationOf(request)) !== undefined;
      return { ok: false, refusal: hasToken ? responses.invalidToken : responses.missingCredentials };
    }
    const checked = vocabulary.check(caller.grant, needs);
    if (!checked.ok)
      return { ok: false, refusal: responses.insufficientScope(checked.error), error: checked.error };
    return allowed(caller, route, params);
  };

  const decide: Decide<Request> = (state, needs, route, params) => {
    if (needs === open) return allowed(nobody, route, params);
    if (state.caller === undefined) state.caller = callerOf(state.request); // null is an answer: nobody
    const { caller, request } = state;
    return caller instanceof Promise
      ? caller.then((known) => decideFor(known, request, needs, route, params))
      : decideFor(caller, request, needs, route, params);
  };
  return { refusals: responses, decide };
};

/** Makes the function that gives the caller, or `null` for one without a valid key. */
const createAuthenticator =
  <Request>(vocabulary: UntypedVocabulary, authenticate: DeciderOptions<Request>['authenticate']) =>
  (request: Request): MaybePromise<Caller | null> => {
    const read = (stored: StoredScopes): Caller | null => {
      if (stored === undefined || stored === null) return null;
      const scopes = memberOf(stored, 'scopes');
      if (scopes !== undefined) {
        const { grant } = vocabulary.parse(scopes === null ? '' : (scopes as string | Iterable<string>));
        return { grant, principal: memberOf(stored, 'principal') };
      }
      const listed = isListLike(stored) ? [...stored] : (stored as string);
      if (Array.isArray(listed) && listed.length === 0) return null;
      return { grant: vocabulary.parse(listed).grant, principal: undefined };
    };
    try {
      const stored = authenticate(request);
      return isPromise(stored) ? Promise.resolve(stored).then(read).catch(rethrow) : read(stored);
    } catch (error) {
      // Frameworks ignore some thrown values that are no errors, and no rejection.
      return Promise.reject(error).catch(rethrow);
    }
  };

/** Throws what `authenticate` threw. A primitive may mean something else to a framework: `'route'` does to Express. */
const rethrow = (thrown: unknown): never => {
  throw Object(thrown) === thrown
    ? thrown
    : new Error('authenticate threw what is no error', { cause: thrown });
};

/** Gives a member of an object or of its class, where none of a built-in prototype counts: it may be polluted. */
const memberOf = (value: unknown, name: string): unknown => {
  for (let holder = value; isObject(holder); holder = Object.getPrototypeOf(holder))
    if (Object.hasOwn(holder, name))
      return builtIn.has(holder) ? undefined : (value as Readonly<Record<string, unknown>>)[name];
  return undefined;
};
const builtIn = new Set<object>([Object, Array, Set, Map].map(({ prototype }) => prototype));

const isListLike = (stored: StoredScopes): stored is Iterable<string> & object =>
  isObject(stored) && Symbol.iterator in stored && !(stored instanceof String);

const isPromise = (stored: AuthenticateResult): stored is PromiseLike<StoredScopes> =>
  isObject(stored) && typeof (stored as { then?: unknown }).then === 'function';

const allowed = ({ grant, principal }: Caller, route?: string, params?: object): Decision<Proof> => ({
  ok: true,
  grant,
  principal,
  route,
  params,
});

/** The decisions on a request for a route of a table. */
export interface RouteDecider<Request> {
  readonly refusals: Refusals;
  /** Decides for a server that answers by the route that the table finds. */
  readonly decideTable: (state: RequestState<Request>, method: string, path: string) => PendingDecision;
  /**
   * Decides for a framework that has chosen the first of some routes of its own, and may go on to the next. Where it has
   * chosen none, or the table has no such route, the caller needs what every route requires that the path might be
   * taken for.
   */
  readonly decideFramework: (
    state: RequestState<Request>,
    method: string,
    path: string,
    chosen: readonly FrameworkRoute[],
  ) => PendingDecision;
  /** Decides for the handler of one route. */
  readonly decideRoute: (
    state: RequestState<Request>,
    method: string,
    path: string,
    route: string,
  ) => PendingDecision;
}

export const createRouteDecider = <Request>(
  api: UntypedRouteTable,
  options: DeciderOptions<Request>,
): RouteDecider<Request> => {
  const { refusals, decide } = createScopeDecider(api.vocabulary, options);
  const possibleRoutes = createPossibleRoutes(api.routes);
  const covers = createCovers(api, possibleRoutes);
  const notFound: Refused = { ok: false, refusal: refusals.notFound };
  const decideMatch = (state: RequestState<Request>, { needs, route, params }: UntypedMatch) => {
    state.decision ??= decide(state, needs, route, params);
    return state.decision;
  };
  /** Gives the routes of the table that the routes of a framework stand for; none where one has no such route. */
  const coversOf = (method: string, chosen: readonly FrameworkRoute[]): readonly string[] => {
    const found = new Set<string>();
    // Frameworks answer HEAD by the handler of GET, also where they have a route for it.
    const methods = method === 'HEAD' ? ['HEAD', 'GET'] : [method];
    for (const framework of chosen)
      for (const each of methods) {
        const routes = covers.coversOf(each, framework);
        for (const route of routes) found.add(route);
        const isNeeded = !framework.isMiddleware && (each === method || framework.method === each);
        if (isNeeded && routes.length === 0) return [];
      }
    return [...found];
  };

  return {
    refusals,
    decideTable(state, method, path) {
      const match = findMatch(api, state, method, path);
      return match ? decideMatch(state, match) : notFound;
    },
    decideFramework(state, method, path, chosen) {
      const routes = new Set(coversOf(method, chosen));
      const isCertain = routes.size > 0 && !chosen.some(hasRest);
      const match = findMatch(api, state, method, path);
      if (isCertain ? !match && chosen.some(hasParameter) : match)
        for (const route of possibleRoutes(method, path)) routes.add(route);
      // The framework may answer a narrower route of the table by a wider one of its own.
      if (match) routes.delete(match.route);
      else if (!isCertain) return notFound;
      const others = [...routes].reduce<PendingDecision>(
        (decision, route) => and(decision, () => decide(state, api.needs(route), route)),
        decide(state, open),
      );
      return match ? and(others, () => decideMatch(state, match)) : others;
    },
    decideRoute(state, method, path, route) {
      const match = findMatch(api, state, method, path);
      if (!match || !(match.route === route || answersHead(route, match.route))) return notFound;
      const decision = decideMatch(state, match);
      if (match.route === route) return decision;
      return and(decision, () => decide(state, api.needs(route), route, match.params));
    },
  };
};

/** Looks up a request in a table; the state remembers the match. */
const findMatch = <Request>(
  api: UntypedRouteTable,
  state: RequestState<Request>,
  method: string,
  path: string,
): UntypedMatch | undefined => {
  if (state.method === method && state.path === path) return state.match;
  state.method = method;
  state.path = path;
  state.match = api.match(method, path);
  state.decision = undefined;
  return state.match;
};

const and = (first: PendingDecision, second: () => PendingDecision): PendingDecision => {
  if (first instanceof Promise) return first.then((known) => and(known, second));
  return first.ok ? second() : first;
};

/** Tells whether the handler of a route may answer a request that the table finds another for: `HEAD` by that of `GET`. */
const answersHead = (route: string, matched: string): boolean =>
  matched.startsWith('HEAD ') && route === `GET ${matched.slice('HEAD '.length)}`;
