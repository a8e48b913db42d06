import { type InsufficientScopeError, open, optional } from '../index.js';
import {
  type Caller,
  createAuthenticator,
  isPromise,
  type MaybePromise,
  rejected,
  rethrow,
} from './authenticate.js';
import type { Proof } from './context.js';
import { createCovers, createPossibleRoutes, type FrameworkRoute, hasRest } from './framework-route.js';
import { type DeciderOptions, RefusalError, type RefusalEvent } from './options.js';
import { type CustomRefusal, createRefusals, type Refusal, type Refusals } from './refusal.js';
import { createScopeRefusal } from './scope-refusal.js';
import type { UntypedMatch, UntypedRouteTable, UntypedVocabulary } from './untyped.js';

/** What a guard decides about a request. */
export type Decision<Passed, Form = Refusal> = (Allowed & Passed) | Refused<Form>;

interface Allowed {
  readonly ok: true;
  readonly refusal?: never;
  readonly error?: never;
}

/** A refusal, with the response to send. */
export interface Refused<Form = Refusal> {
  readonly ok: false;
  readonly grant?: never;
  readonly refusal: Form;
  /** The missing scopes, where scopes are what is missing. */
  readonly error?: InsufficientScopeError;
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** What a guard remembers about one request, so that it authenticates, matches and decides once. */
export class RequestState<Request> {
  readonly request: Request;
  /** Who calls; `null` for a caller without a valid key. */
  caller: MaybePromise<Caller | null> | undefined;
  /** The caller, once it is known. */
  known: Caller | null;
  /** The last method and path looked up, with the match and the decision. */
  method: string | undefined;
  path: string | undefined;
  match: UntypedMatch | undefined;
  decision: MaybePromise<Verdict> | undefined;
  /** Whether `onRefusal` was told of it. */
  isReported: boolean;

  constructor(request: Request) {
    this.request = request;
    this.caller = undefined;
    this.known = null;
    this.method = undefined;
    this.path = undefined;
    this.match = undefined;
    this.decision = undefined;
    this.isReported = false;
  }

  /** What Node prints of a request that has it: logs of requests tell nothing of callers. */
  [inspect](): string {
    return 'RequestState {}';
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

/** A decision, or a promise of it. */
export type PendingDecision = MaybePromise<Decision<Proof, CustomRefusal>>;

type Decide<Request> = (
  state: RequestState<Request>,
  needs: unknown,
  route?: string,
  params?: object,
) => PendingDecision;

/** The decisions of a guard before anybody hears of them: a refusal has its standard form. */
interface Verdicts<Request> {
  readonly refusals: Refusals;
  readonly decide: (...args: Parameters<Decide<Request>>) => MaybePromise<Verdict>;
  /** Makes known what was decided: tells `onRefusal`, and gives a refusal its form. */
  readonly settle: (
    state: RequestState<Request>,
    verdict: MaybePromise<Verdict>,
    route: string | undefined,
    isTable?: boolean,
  ) => PendingDecision;
}
type Verdict = Decision<Proof>;

const createVerdicts = <Request>(
  vocabulary: UntypedVocabulary,
  given: DeciderOptions<Request>,
): Verdicts<Request> => {
  // Own properties only: a polluted prototype is no option.
  const options: DeciderOptions<Request> = Object.assign(Object.create(null), given);
  const { authenticate, hasCredential, refusal: formed, onRefusal, throws, enforce = true } = options;
  const parts = createRefusals(options);
  const responses = parts.refusals;
  const refuseScopes = createScopeRefusal(vocabulary, parts);
  const nobody: Caller = { grant: vocabulary.parse('').grant, principal: undefined };
  const callerOf = createAuthenticator(vocabulary, authenticate, options);

  const decideFor = (
    caller: Caller | null,
    state: RequestState<Request>,
    needs: unknown,
    route: string | undefined,
    params: object | undefined,
  ): Verdict => {
    state.known = caller;
    if (!caller) {
      const isInvalid = hasCredential(state.request);
      if (needs === optional && !isInvalid) return allowed(nobody, route, params);
      return { ok: false, refusal: isInvalid ? responses.invalidToken : responses.missingCredentials };
    }
    const checked = vocabulary.check(caller.grant, needs);
    return checked.ok
      ? allowed(caller, route, params)
      : refusedWhenRead(() => refuseScopes(caller.grant, needs), checked);
  };

  const settleRefusal = (
    state: RequestState<Request>,
    verdict: Refused,
    route: string | undefined,
    isTable: boolean | undefined,
  ): PendingDecision => {
    const isEnforced = !isTable || (typeof enforce === 'function' ? enforce(route) : enforce);
    // What may pass meets the other guards of the table as well, and is told once.
    const isTold = onRefusal && (isEnforced || !state.isReported);
    const told = isTold ? onRefusal(eventOf(state, verdict, route, isEnforced), state.request) : undefined;
    state.isReported = true;
    const answer = (): PendingDecision => {
      if (!isEnforced) return allowed(nobody, route, {});
      if (!formed && !throws) return verdict;
      const form = formed ? formed(verdict.refusal, state.request) : verdict.refusal;
      if (throws) return Promise.reject(new RefusalError(form, verdict.error));
      return Object.hasOwn(verdict, 'error')
        ? refusedWhenRead(() => form, verdict)
        : { ok: false, refusal: form };
    };
    // What it rejects with fails the request, as what it throws does, and ends no process.
    return isPromise(told) ? Promise.resolve(told).then(answer).catch(rethrow) : answer();
  };

  return {
    refusals: responses,
    decide(state, needs, route, params) {
      if (needs === open) return allowed(nobody, route, params);
      if (state.caller === undefined) state.caller = callerOf(state.request); // null is an answer: nobody
      const { caller } = state;
      return caller instanceof Promise
        ? caller.then((known) => decideFor(known, state, needs, route, params))
        : decideFor(caller, state, needs, route, params);
    },
    settle(state, verdict, route, isTable) {
      if (verdict instanceof Promise)
        return verdict.then((known) => (known.ok ? known : settleRefusal(state, known, route, isTable)));
      if (verdict.ok) return verdict;
      try {
        return settleRefusal(state, verdict, route, isTable);
      } catch (error) {
        return rejected(error); // Fastify does not catch what a hook throws
      }
    },
  };
};

/** Makes the decision on a request for anything that has a requirement. */
export const createScopeDecider = <Request>(
  vocabulary: UntypedVocabulary,
  options: DeciderOptions<Request>,
): { readonly refusals: Refusals; readonly decide: Decide<Request> } => {
  const { refusals, decide, settle } = createVerdicts(vocabulary, options);
  return {
    refusals,
    decide: (state, needs, route, params) => settle(state, decide(state, needs, route, params), route),
  };
};

/**
 * Makes a refusal whose response and error are made when somebody reads them. Most servers never read the error, whose
 * stack takes long, and lists of what a caller may do read neither.
 */
const refusedWhenRead = <Form>(
  makeRefusal: () => Form,
  lacking: { readonly error?: InsufficientScopeError },
): Refused<Form> => {
  let refusal: Form | undefined;
  return {
    ok: false,
    get refusal() {
      refusal ??= makeRefusal();
      return refusal;
    },
    get error() {
      return lacking.error as InsufficientScopeError;
    },
  };
};

const eventOf = <Request>(
  { known }: RequestState<Request>,
  verdict: Refused,
  route: string | undefined,
  isEnforced: boolean,
): RefusalEvent => ({
  refusal: verdict.refusal,
  route,
  principal: known?.principal,
  get error() {
    return verdict.error;
  },
  isEnforced,
});

const allowed = ({ grant, principal }: Caller, route?: string, params?: object): Allowed & Proof => ({
  ok: true,
  grant,
  principal,
  route,
  params,
});

/** The decisions on a request for a route of a table. */
export interface RouteDecider<Request> {
  readonly refusals: Refusals;
  /**
   * Decides for a server that answers by the route that the table finds.
   *
   * @param isTable whether it is the guard of a whole table, whose refusals `enforce` may let pass.
   */
  readonly decideTable: (
    state: RequestState<Request>,
    method: string,
    path: string,
    isTable?: boolean,
  ) => PendingDecision;
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
  const { refusals, decide, settle } = createVerdicts(api.vocabulary, options);
  const possibleRoutes = createPossibleRoutes(api.routes);
  const covers = createCovers(api, possibleRoutes);
  const notFound: Refused = Object.freeze({ ok: false, refusal: refusals.notFound });
  const decideMatch = (state: RequestState<Request>, { needs, route, params }: UntypedMatch) => {
    state.decision ??= decide(state, needs, route, params);
    return state.decision;
  };
  /** Gives the routes of the table that the routes of a framework stand for; none where one has no such route. */
  const coversOf = (method: string, chosen: readonly FrameworkRoute[]): readonly string[] => {
    const [only] = chosen;
    if (only && chosen.length === 1 && method !== 'HEAD') return covers.coversOf(method, only);
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
  /** Gives the routes whose requirements count beside that of the match. */
  const othersOf = (
    method: string,
    path: string,
    chosen: readonly FrameworkRoute[],
    matched: string,
  ): Iterable<string> => {
    const found = coversOf(method, chosen);
    const isAnyPossible = found.length === 0 || chosen.some(hasRest);
    if (!isAnyPossible && found.length === 1 && found[0] === matched) return [];
    const routes = new Set(isAnyPossible ? [...found, ...possibleRoutes(method, path)] : found);
    // The framework may answer a narrower route of the table by a wider one of its own.
    routes.delete(matched);
    return routes;
  };

  const decideChosen = (
    state: RequestState<Request>,
    method: string,
    path: string,
    chosen: readonly FrameworkRoute[],
  ): MaybePromise<Verdict> => {
    const match = findMatch(api, state, method, path);
    if (!match) return notFound;
    let verdict: MaybePromise<Verdict> | undefined;
    for (const route of othersOf(method, path, chosen, match.route))
      verdict = and(verdict, () => decide(state, api.needs(route), route));
    return verdict ? and(verdict, () => decideMatch(state, match)) : decideMatch(state, match);
  };

  return {
    refusals,
    decideTable(state, method, path, isTable) {
      const match = findMatch(api, state, method, path);
      return settle(state, match ? decideMatch(state, match) : notFound, match?.route, isTable);
    },
    decideFramework(state, method, path, chosen) {
      return settle(state, decideChosen(state, method, path, chosen), state.match?.route, true);
    },
    decideRoute(state, method, path, route) {
      const match = findMatch(api, state, method, path);
      if (!match || !(match.route === route || answersHead(route, match.route)))
        return settle(state, notFound, route);
      const verdict = decideMatch(state, match);
      if (match.route === route) return settle(state, verdict, route);
      return settle(
        state,
        and(verdict, () => decide(state, api.needs(route), route, match.params)),
        route,
      );
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

/** Joins two verdicts: both have to be good. What is joined last counts. */
const and = (
  first: MaybePromise<Verdict> | undefined,
  second: () => MaybePromise<Verdict>,
): MaybePromise<Verdict> => {
  if (first instanceof Promise) return first.then((known) => and(known, second));
  return !first || first.ok ? second() : first;
};

/** Tells whether the handler of a route may answer a request that the table finds another for: `HEAD` by that of `GET`. */
const answersHead = (route: string, matched: string): boolean =>
  matched.startsWith('HEAD ') && route === `GET ${matched.slice('HEAD '.length)}`;
