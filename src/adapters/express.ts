import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuthenticateResult, PrincipalOf } from '../http/authenticate.js';
import { handlerContext, type Proof, type ProvenContext, type RouteContext } from '../http/context.js';
import { createRouteDecider, type Decision, type PendingDecision, requestStates } from '../http/decision.js';
import { type FrameworkRoute, readSegments } from '../http/framework-route.js';
import { createRequirementDecider } from '../http/guard.js';
import { markGuard } from '../http/guard-mark.js';
import { type DeciderOptions, deciderOptions, type TableOptions } from '../http/options.js';
import { assertParity, type ListedRoute, type ParityOptions } from '../http/parity.js';
import { bodyText, type CustomRefusal } from '../http/refusal.js';
import { requestTargetPath } from '../http/request-path.js';
import type { UntypedRouteTable, UntypedVocabulary } from '../http/untyped.js';
import type { AnyRouteTable, Requirement, RouteTable, ScopeOf } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { Segment } from '../routes/router.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The options of a guard. `Result` is what `authenticate` returns. */
export interface ExpressOptions<Result extends AuthenticateResult = AuthenticateResult>
  extends TableOptions<[req: Request]> {
  /**
   * Gives the key that a request came with, or nothing. Runs once per request, never for an `open`
   * route.
   */
  readonly authenticate: (req: Request) => Result;
}

/** The guard of a route table, of the type `ExpressGuard<typeof api>`. {@link guardRoutes} makes it. */
export interface ExpressGuard<in out Api extends AnyRouteTable, out Principal = undefined> {
  /** Middleware for the whole table. A route that the table does not list is a 404. */
  readonly table: RequestHandler;

  /** Puts the guard of a route before its handler, which gets proof of what the route requires, and the parameters. */
  route<const Route extends keyof TableOf<Api> & string>(
    route: Route,
    handle: GuardedHandler<RouteContext<Api, Route, Principal>>,
  ): RequestHandler;

  /**
   * Checks that the app and the table have the same routes. Call it when all routes are registered.
   *
   * @throws ParityError with the routes that either side lacks, unless `onMismatch` takes it.
   */
  assertParity(app: Pick<Express, 'router'>, options?: ParityOptions): void;
}

/**
 * A handler that gets what its guard proved, and then what Express gives to every handler. Express ignores what it
 * returns, except a rejected promise.
 */
export type GuardedHandler<Proven extends object> = (
  proven: Proven,
  req: Request,
  res: Response,
  next: NextFunction,
) => unknown;

/**
 * Guards the routes of an Express app with a route table.
 *
 * @throws TypeError from `route`, for a route that the table does not list.
 *
 * @example
 * ```ts
 * import express from 'express';
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { guardRoutes } from 'scopeproof/express';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags/:name': 'tags:read' });
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * const guard = guardRoutes(api, { authenticate: (req) => keys.get(bearerToken(req) ?? '') });
 *
 * const app = express();
 * app.use(guard.table);
 * app.get('/tags/:name', guard.route('GET /tags/:name', ({ grant, params }, _req, res) =>
 *   res.json({ name: params.name, by: grant }),
 * ));
 * ```
 */
export function guardRoutes<V extends AnyVocabulary, Table, Result extends AuthenticateResult = undefined>(
  api: RouteTable<V, Table>,
  options: ExpressOptions<Result>,
): ExpressGuard<RouteTable<V, Table>, PrincipalOf<Result>>;
export function guardRoutes(api: UntypedRouteTable, options: ExpressOptions): object {
  const guard = createRouteDecider(api, expressOptions(options));
  const stateOf = requestStates<Request>();
  const watched = Symbol('watched');
  const decide = (req: Request, chosen: readonly FrameworkRoute[]) =>
    guard.decideFramework(
      stateOf(req),
      req.method,
      // A proxy may take the address as it was sent or as it was rewritten, so both have to be the same.
      expressPath(req) || (chosen.length > 0 ? req.baseUrl + requestTargetPath(req.url) : ''),
      chosen,
    );
  // Middleware behind the guard may rewrite the address, and handlers may go on to the next route.
  // A copy of a request is decided on as well.
  const isWatched = (req: object): boolean => watched in req;
  const chosenRoute = ({ method, baseUrl, route, url }: Request) =>
    frameworkRoute(method, baseUrl, route, requestTargetPath(url));
  const watch = createWatch(
    guarded((req) => decide(req, [chosenRoute(req)]), pass, isWatched),
    guarded((req) => decide(req, []), pass, isWatched),
  );
  return {
    table: markGuard(
      guarded((req: Request & { [watched]?: true }) => {
        req[watched] = true;
        // A copy of a request may have no app.
        const { stack } = (req.app?.router ?? { stack: [] }) as unknown as RouterParts;
        watch(stack);
        const path = req.baseUrl + requestTargetPath(req.url);
        return decide(req, chosenRoutes(stack, req.method, '', path) ?? []);
      }, pass),
    ),
    route: (route: string, handle: AnyHandler) => {
      api.needs(route); // throws for a route that the table does not list
      const decideRoute = (req: Request) =>
        guard.decideRoute(stateOf(req), req.method, expressPath(req), route);
      return markGuard(guarded(decideRoute, handle), route);
    },
    assertParity: (app: { readonly router: unknown }, parityOptions?: ParityOptions) =>
      assertParity(api, listedRoutes(app.router as RouterParts, ''), parityOptions),
  };
}

/**
 * Puts a guard before a handler, without a table.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import express, { type Request } from 'express';
 * import { defineScopes } from 'scopeproof';
 * import { requireScope } from 'scopeproof/express';
 * import { bearerToken } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { notes: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'notes:write']]);
 * const authenticate = (req: Request) => keys.get(bearerToken(req) ?? '');
 *
 * const app = express();
 * app.post('/notes', requireScope(atender, 'notes:write', { authenticate }, ({ grant }, _req, res) =>
 *   res.json({ by: grant }),
 * ));
 * ```
 */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
  Result extends AuthenticateResult = undefined,
>(
  vocabulary: V,
  requirement: Required,
  options: ExpressOptions<Result>,
  handle: GuardedHandler<ProvenContext<V, Required, PrincipalOf<Result>>>,
): RequestHandler;
/** Makes middleware that lets pass what meets a requirement. It proves nothing to the handlers behind it. */
export function requireScope<
  V extends AnyVocabulary,
  const Required extends Requirement<V['name'], ScopeOf<V>>,
>(vocabulary: V, requirement: Required, options: ExpressOptions): RequestHandler;
export function requireScope(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  requirement: Requirement<string, string>,
  options: ExpressOptions,
  ...given: readonly AnyHandler[]
): RequestHandler {
  const [handle] = given.length > 0 ? given : [pass];
  const decide = createRequirementDecider(vocabulary, requirement, expressOptions(options));
  const stateOf = requestStates<Request>();
  return markGuard(guarded((req) => decide(stateOf(req)), handle as AnyHandler)); // guarded looks whether it is one
}

/** Gives the path to look up in the table; none where something rewrote the URL that Express routes by. */
const expressPath = ({ originalUrl, baseUrl, url }: Request): string => {
  const path = requestTargetPath(originalUrl);
  if (url === originalUrl && baseUrl === '') return path;
  const routed = baseUrl + requestTargetPath(url);
  // A router that is mounted at the whole path sees a slash of its own.
  return routed === path || routed === `${path}/` ? path : '';
};

/** A router of Express, as far as its types do not tell. */
interface RouterParts {
  readonly stack: RouterLayer[];
  /** Whether a slash at the end makes another path. */
  readonly strict?: boolean;
}
interface RouterLayer {
  readonly route?: RouteParts;
  handle: object;
  readonly name: string;
  /** The path that the last match has taken, before router 2.3, where a match gives it. */
  readonly path?: string;
  /** The path of a layer; none before router 2.3. */
  readonly rawPath?: unknown;
  match(path: string): boolean | { readonly path: string };
  /** One for each path of the layer. */
  readonly matchers: readonly ((path: string) => unknown)[];
}
interface RouteParts {
  /** A text, an expression, or a list of them. */
  readonly path: unknown;
  readonly methods: Readonly<Record<string, boolean>>;
  readonly stack: object[];
}

const routerIn = ({ handle }: RouterLayer): RouterParts | undefined =>
  'stack' in handle && Array.isArray(handle.stack) ? (handle as RouterParts) : undefined;

/** Makes what puts a check before the handlers of every route of a router, and another before apps in it, once. */
const createWatch = (check: RequestHandler, checkApp: RequestHandler): ((stack: RouterLayer[]) => void) => {
  /** How many layers of a stack were looked at. Layers are added at its end. */
  const seen = new WeakMap<RouterLayer[], number>();
  const nested = new WeakMap<RouterLayer[], RouterLayer[]>();
  const watch = (stack: RouterLayer[], isBaseText = true): void => {
    const known = baseTexts.get(stack);
    if (known === undefined || (known && !isBaseText)) baseTexts.set(stack, isBaseText);
    const inner = nested.get(stack) ?? [];
    const looked = seen.get(stack) ?? 0;
    if (looked < stack.length) {
      nested.set(stack, inner);
      for (const layer of stack.slice(looked)) {
        if (layer.route) {
          places.set(layer.route, { layer, stack });
          putFirst(layer.route, check);
        } else if (routerIn(layer)) inner.push(layer);
        else if (layer.name === mountedApp) putBefore(layer, checkApp);
      }
      seen.set(stack, stack.length);
    }
    for (const layer of inner)
      watch((routerIn(layer) as RouterParts).stack, isBaseText && isMountedAtText(layer));
  };
  return watch;
};

/** Where a route stands. */
const places = new WeakMap<RouteParts, { readonly layer: RouterLayer; readonly stack: RouterLayer[] }>();

/** Whether a router is mounted at nothing but texts, wherever it is mounted. */
const baseTexts = new WeakMap<RouterLayer[], boolean>();

/** Before router 2.3, nobody can tell. */
const isMountedAtText = ({ rawPath }: RouterLayer): boolean =>
  typeof rawPath === 'string' && !/[:*{\\]/.test(rawPath);

/** Reads the route of a request; of several paths, the one that matches. */
const frameworkRoute = (method: string, base: string, route: RouteParts, path: string): FrameworkRoute => {
  const place = places.get(route);
  const own = Array.isArray(route.path)
    ? route.path[place?.layer.matchers.findIndex((matches) => matches(path)) ?? -1]
    : route.path;
  return expressRoute(method, base, own, place !== undefined && baseTexts.get(place.stack) === true);
};

/** What Express calls the handler of an app that is mounted. Its routes cannot be seen from outside. */
const mountedApp = 'mounted_app';

/** Puts a check before an app that is mounted: another handler may go on to it. */
const putBefore = (layer: RouterLayer, check: RequestHandler): void => {
  const app = layer.handle as RequestHandler;
  layer.handle = (req: Request, res: Response, next: NextFunction) =>
    check(req, res, (error?: unknown) => (error ? next(error) : app(req, res, next)));
};

/** Puts a check before the handlers of a route. */
const putFirst = (route: RouteParts, check: RequestHandler): void => {
  for (const method of Object.keys(route.methods)) {
    const added = route.stack.length;
    const add = (route as unknown as Record<string, (handler: RequestHandler) => void>)[
      method === '_all' ? 'all' : method
    ];
    add?.call(route, check);
    route.stack.unshift(...route.stack.splice(added));
  }
};

/**
 * Gives the route that a router will choose for a path, as the only one of a list; an empty list where an app that is
 * mounted may answer, and nothing where there is no route.
 */
const chosenRoutes = (
  stack: readonly RouterLayer[],
  method: string,
  base: string,
  path: string,
): readonly FrameworkRoute[] | undefined => {
  for (const layer of stack) {
    const matched = matchedPath(layer, path);
    if (matched === undefined) continue;
    if (layer.route) {
      if (answers(layer.route, method)) return [frameworkRoute(method, base, layer.route, path)];
      continue;
    }
    if (layer.name === mountedApp) return [];
    const prefix = matched.replace(/\/$/, '');
    const inner = routerIn(layer);
    const found = inner && chosenRoutes(inner.stack, method, base + prefix, path.slice(prefix.length) || '/');
    if (found) return found;
  }
  return undefined;
};

const matchedPath = (layer: RouterLayer, path: string): string | undefined => {
  try {
    const match = layer.match(path);
    if (!match) return undefined;
    return (match === true ? layer.path : match.path) ?? '';
  } catch {
    return undefined; // an encoded character that does not decode; Express answers 400
  }
};

const answers = ({ methods }: RouteParts, method: string): boolean =>
  Boolean(methods._all || methods[method.toLowerCase()] || (method === 'HEAD' && methods.get));

/** Reads a route of Express. Remembers so many that an app's own fit; `base` has what the request has. */
const expressRoute = (method: string, base: string, path: unknown, isBaseText = true): FrameworkRoute => {
  const id = `${method} ${base} ${path} ${isBaseText}`;
  const found = typeof path === 'string' ? known.get(id) : undefined;
  if (found) return found;
  const route = { method, base, isBaseText, segments: expressSegments(path) };
  if (known.size >= maxKnown) known.clear();
  if (typeof path === 'string') known.set(id, route);
  return route;
};
const known = new Map<string, FrameworkRoute>();
const maxKnown = 10_000;

/** Reads a path of Express: `\:` is a colon of the text, `*name` at the end the rest. */
const expressSegments = (path: unknown): Segment[] | undefined => {
  if (path === '/') return [];
  if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
  return readSegments(
    path,
    (segment) => /^\*\w+$/.test(segment),
    (segment) => {
      const [, before = '', name, after = ''] =
        /^((?:\\.|[^\\:*{}"])*)(?::([\w$]+)((?:\\.|[^\\:*{}"])*))?$/.exec(segment) ?? [];
      if (!name && before === '' && segment !== '') return undefined;
      const text = (escaped: string) => escaped.replace(/\\(.)/g, '$1');
      return name
        ? { before: text(before), name, after: text(after) }
        : { before: '', name: undefined, after: text(before) };
    },
  );
};

/** Lists the routes of a router, and of those that are mounted in it. */
const listedRoutes = ({ stack, strict }: RouterParts, base: string): ListedRoute[] =>
  stack.flatMap((layer): ListedRoute[] => {
    if (layer.route) {
      const { path, methods } = layer.route;
      const paths = [path].flat().map((each) => `${base}${each}`);
      const named = Object.keys(methods).map((name) => name.toUpperCase());
      // `app.all` adds every method that Node knows, `router.all` and `route.all` one of their own.
      const names = named.length > 9 || methods._all ? ['ALL'] : named;
      return paths.flatMap((each) => names.map((method) => listedRoute(method, each, strict)));
    }
    const inner = routerIn(layer);
    return inner ? listedRoutes(inner, `${base}${layer.rawPath ?? ''}`.replace(/\/$/, '')) : [];
  });

/** Gives a route with its path as people write it. Unless its router is strict, a slash at the end makes no difference. */
const listedRoute = (method: string, path: string, isStrict: boolean | undefined): ListedRoute => {
  const plain = isStrict ? path : path.replace(/(.)\/$/, '$1');
  const others = isStrict || plain === '/' ? [] : [expressRoute(method, '', `${plain}/`)];
  return { text: `${method} ${plain}`, ...expressRoute(method, '', plain), others };
};

const pass: AnyHandler = (_proven: unknown, _req: Request, _res: Response, next: NextFunction) => next();

const expressOptions = (options: ExpressOptions): DeciderOptions<Request> =>
  deciderOptions<[Request], Request>(
    options,
    (req) => [req],
    (req) => req,
  );

/** A handler of any proof. The overloads above say that it gets what `decide` proves. */
type AnyHandler = GuardedHandler<never>;

const guarded = (
  decide: (req: Request) => PendingDecision,
  handle: AnyHandler,
  isDue: (req: Request) => boolean = () => true,
): RequestHandler => {
  if (typeof handle !== 'function') throw new TypeError('a handler is a function');
  const answer = (
    decision: Decision<Proof, CustomRefusal>,
    req: Request,
    res: Response,
    next: NextFunction,
  ): unknown => {
    if (res.writableEnded) return undefined; // a time-out has answered while `authenticate` ran
    if (decision.ok) return handle(handlerContext(decision) as never, req, res, next);
    const { status, headers } = decision.refusal;
    return res
      .status(status)
      .setHeaders(new Map(Object.entries(headers)))
      .end(bodyText(decision.refusal));
  };
  return (req, res, next) => {
    if (!isDue(req)) return next();
    const decision = decide(req);
    const answered =
      decision instanceof Promise
        ? decision.then((known) => answer(known, req, res, next))
        : answer(decision, req, res, next);
    // Express looks at promises, and at nothing else.
    return answered as ReturnType<RequestHandler>;
  };
};
