import { type Grant, type InsufficientScopeError, open } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import { bearerToken } from './challenge.js';
import { readAlike, readBeside } from './reading.js';
import { type Refusal, type RefusalOptions, type Refusals, refusals } from './refusal.js';

/** The stored scopes of the key that a request came with, or nothing: no key, or one that is not valid. */
export type StoredScopes = string | Iterable<string> | null | undefined;

/** What a guard says of a request. */
export type Decision<Passed> = (Allowed & Passed) | Refused;

interface Allowed {
  readonly ok: true;
  readonly refusal?: never;
  readonly error?: never;
}

/** No, with the response to send. */
export interface Refused {
  readonly ok: false;
  readonly grant?: never;
  readonly refusal: Refusal;
  /** What is missing, where it is scopes. */
  readonly error?: InsufficientScopeError;
}

// What a guard needs of a vocabulary and of a table, without the types of their scopes and routes.
type AnyGrant = Grant<string, never>;
type AnyChecked = { readonly ok: true } | { readonly ok: false; readonly error: InsufficientScopeError };
export interface ScopesBehind {
  parse(stored: string | Iterable<string>): { readonly grant: AnyGrant };
  check(grant: AnyGrant, requirement: unknown): AnyChecked;
}
export interface RoutesBehind {
  readonly vocabulary: ScopesBehind & AnyVocabulary;
  readonly routes: readonly string[];
  needs(route: string): unknown;
  match(method: string, path: string): Matched | undefined;
}
interface Matched {
  readonly route: string;
  readonly needs: unknown;
  readonly params: object;
}

/** What a request for something was found to be allowed. */
export interface Proven {
  readonly grant: AnyGrant;
  /** Where there is a table, */
  readonly route?: string;
  readonly params?: object;
}

/** The same request with what was proven, in the place of the parameters that the framework has read. */
export const proving = (request: object, { grant, params }: Proven): object => {
  const proven = request as { grant?: unknown; params?: unknown };
  proven.grant = grant;
  if (params) proven.params = params;
  return proven;
};

/** A promise only where something has to be waited for: most of what waits costs more than what is decided. */
export type Soon<Value> = Value | Promise<Value>;

/** What a guard has found out about one request. Nothing is asked, looked up or decided twice. */
export class Visit<Request> {
  readonly request: Request;
  /** Who asks: `null` is nobody. */
  grant: Soon<AnyGrant | null> | undefined;
  /** What was last asked for, and what was said. */
  method: string | undefined;
  path: string | undefined;
  match: Matched | undefined;
  decision: Soon<Decision<Proven>> | undefined;

  constructor(request: Request) {
    this.request = request;
    this.grant = undefined;
    this.method = undefined;
    this.path = undefined;
    this.match = undefined;
    this.decision = undefined;
  }
}

/**
 * Finds the visit of a request, by the request of a framework itself: a property costs a hundredth of what an entry of
 * a WeakMap costs, which the garbage collector has to go through.
 */
export const visits = <Request extends object>(): ((request: Request) => Visit<Request>) => {
  const visit = Symbol('visit');
  return (request) => {
    const known = request as { [visit]?: Visit<Request> };
    known[visit] ??= new Visit(request);
    return known[visit];
  };
};

/** How a guard learns who asks. */
export interface Asking<Request> extends RefusalOptions {
  readonly authenticate: (request: Request) => StoredScopes | PromiseLike<StoredScopes>;
  /** The value of the `Authorization` header, to tell an invalid key from none. */
  readonly authorizationOf: (request: Request) => string | null | undefined;
}

type Decide<Request> = (
  visit: Visit<Request>,
  needs: unknown,
  route?: string,
  params?: object,
) => Soon<Decision<Proven>>;

/** Decides on a request for something that has a requirement. */
export const deciding = <Request>(
  vocabulary: ScopesBehind,
  { authenticate, authorizationOf, ...wording }: Asking<Request>,
): { readonly refuse: Refusals; readonly decide: Decide<Request> } => {
  const refuse = refusals(wording);
  const nobody = vocabulary.parse('').grant;

  const read = (stored: StoredScopes) =>
    stored === undefined || stored === null ? null : vocabulary.parse(stored).grant;
  const grantOf = ({ request }: Visit<Request>): Soon<AnyGrant | null> => {
    try {
      const stored = authenticate(request);
      return isPromise(stored) ? Promise.resolve(stored).then(read) : read(stored);
    } catch (error) {
      // Of what is thrown, frameworks let pass what is no error: of what is rejected, none does.
      return Promise.reject(error);
    }
  };

  const decideFor = (
    grant: AnyGrant | null,
    request: Request,
    needs: unknown,
    route: string | undefined,
    params: object | undefined,
  ): Decision<Proven> => {
    if (!grant) {
      const presented = bearerToken(authorizationOf(request)) !== undefined;
      return { ok: false, refusal: presented ? refuse.invalidToken : refuse.missingCredentials };
    }
    const checked = vocabulary.check(grant, needs);
    if (!checked.ok)
      return { ok: false, refusal: refuse.insufficientScope(checked.error), error: checked.error };
    return allowed(grant, route, params);
  };

  const decide: Decide<Request> = (visit, needs, route, params) => {
    if (needs === open) return allowed(nobody, route, params);
    if (visit.grant === undefined) visit.grant = grantOf(visit); // not of null, which is nobody
    const { grant, request } = visit;
    return grant instanceof Promise
      ? grant.then((known) => decideFor(known, request, needs, route, params))
      : decideFor(grant, request, needs, route, params);
  };
  return { refuse, decide };
};

const isPromise = (stored: unknown): stored is PromiseLike<StoredScopes> =>
  typeof stored === 'object' && typeof (stored as { then?: unknown } | null)?.then === 'function';

const allowed = (grant: AnyGrant, route?: string, params?: object): Decision<Proven> =>
  route === undefined || params === undefined ? { ok: true, grant } : { ok: true, grant, route, params };

/** Decides on a request for a route of a table. */
export const decidingRoutes = <Request>(api: RoutesBehind, asking: Asking<Request>) => {
  const { refuse, decide } = deciding(api.vocabulary, asking);
  const alike = readAlike(api.vocabulary, api.routes);
  const beside = readBeside(api.vocabulary, api.routes, api.match);
  const notFound: Refused = { ok: false, refusal: refuse.notFound };

  const matchFor = (visit: Visit<Request>, method: string, path: string): Matched | undefined => {
    if (visit.method === method && visit.path === path) return visit.match;
    const match = api.match(method, path);
    visit.method = method;
    visit.path = path;
    visit.match = match && alike(method, path, match.route) ? match : undefined;
    visit.decision = undefined;
    return visit.match;
  };
  const decideOn = (visit: Visit<Request>, { needs, route, params }: Matched): Soon<Decision<Proven>> => {
    visit.decision ??= decide(visit, needs, route, params);
    return visit.decision;
  };

  return {
    refuse,
    /** For whoever answers by the route that the table reads. */
    table(visit: Visit<Request>, method: string, path: string): Soon<Decision<Proven>> {
      const match = matchFor(visit, method, path);
      return match ? decideOn(visit, match) : notFound;
    },
    /** In front of a router that may read another one: then what that one needs has to be held as well. */
    inFront(visit: Visit<Request>, method: string, path: string): Soon<Decision<Proven>> {
      const match = matchFor(visit, method, path);
      if (!match) return notFound;
      return beside(method, path, match).reduce(
        (decision, other) => and(decision, () => decide(visit, api.needs(other), match.route, match.params)),
        decideOn(visit, match),
      );
    },
    route(visit: Visit<Request>, method: string, path: string, route: string): Soon<Decision<Proven>> {
      const match = matchFor(visit, method, path);
      if (!match || !(match.route === route || answersHead(route, match.route))) return notFound;
      const decision = decideOn(visit, match);
      if (match.route === route) return decision;
      return and(decision, () => decide(visit, api.needs(route), route, match.params));
    },
  };
};

const and = (first: Soon<Decision<Proven>>, second: () => Soon<Decision<Proven>>): Soon<Decision<Proven>> => {
  if (first instanceof Promise) return first.then((known) => and(known, second));
  return first.ok ? second() : first;
};

/** Whether a handler of a route may answer what the table reads as another: `HEAD` is answered by the handler of `GET`. */
const answersHead = (route: string, matched: string): boolean =>
  matched.startsWith('HEAD ') && route === `GET ${matched.slice('HEAD '.length)}`;
