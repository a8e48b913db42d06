/** Apps of Express: routers at paths with and without parameters, lists of paths, middleware that rewrites, `next`. */
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { type ExpressGuard, guardRoutes } from 'scopeproof/express';
import type { Handler } from '../oracle.js';
import { isRest, type Part, partsOf, pathOf } from '../paths.js';
import type { Random } from '../random.js';
import type { Api } from '../tables.js';
import {
  type Build,
  guardedRoute,
  headerOf,
  headers,
  type Plan,
  type Planned,
  serverOf,
  targetPath,
} from './layout.js';

const state = Symbol('state');
interface State {
  /** How many handlers are still to go on to the next. */
  skips: number;
  isRewritten: boolean;
}
type Watched = Request & { [state]?: State };
const stateOf = (req: Watched): State => {
  req[state] ??= { skips: Number(headerOf(req, headers.skip) ?? 0), isRewritten: false };
  return req[state];
};

const escaped = (text: string) => text.replace(/[\\:*{}()[\]+?!$]/g, '\\$&');

/** Spells parts of a path for Express. */
const spelled = (parts: readonly Part[]): string =>
  parts
    .map((part, i) => {
      if (isRest(part)) return i === 0 ? '/{*rest}' : '{/*rest}';
      return `/${escaped(part.before)}${part.name ? `:${part.name}` : ''}${escaped(part.after)}`;
    })
    .join('') || '/';

const rewrite = (req: Watched, _res: Response, next: NextFunction): void => {
  const [url, method] = [headerOf(req, headers.url), headerOf(req, headers.method)];
  if (url !== undefined) stateOf(req).isRewritten = true;
  if (url !== undefined) req.url = url;
  if (method !== undefined) req.method = method;
  next();
};

/** Makes a handler that takes note of itself, and goes on to the next as often as the request says. */
const reporting =
  (plan: Plan, handler: Handler) =>
  (req: Request, res: Response, next: NextFunction): void => {
    const known = stateOf(req);
    const path = known.isRewritten ? req.baseUrl + targetPath(req.url) : targetPath(req.originalUrl);
    plan.ran(headerOf(req, headers.id), handler, {
      method: req.method,
      path,
      isRewritten: known.isRewritten,
    });
    if (known.skips-- > 0) next();
    else res.end();
  };

/** An app or a router, with the paths at which it is mounted. */
interface Mounted {
  readonly target: Router;
  readonly bases: readonly string[];
  readonly depth: number;
}

/** Builds an app, one handler after the other. */
class Builder {
  readonly notes: string[] = [];
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #guard: ExpressGuard<Api>;
  readonly #rewritesInRouters: boolean;
  readonly #mounts = new Map<string, Mounted>();
  readonly app = express().set('env', 'test'); // says nothing on the console

  constructor(plan: Plan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.#guard = guardRoutes(plan.api, { authenticate: (req) => plan.storedFor(req.headers.authorization) });
    for (const setting of ['strict routing', 'case sensitive routing'])
      if (random.chance(0.2)) {
        this.app.enable(setting);
        this.notes.push(`app.enable('${setting}')`);
      }
    if (plan.guarded !== 'route' && !plan.isOpen) this.app.use(this.#guard.table);
    const rewrites = random.pick(['nowhere', 'nowhere', 'in the app', 'in routers'] as const);
    this.#rewritesInRouters = rewrites === 'in routers';
    if (rewrites === 'in the app') this.app.use(rewrite);
    if (rewrites !== 'nowhere') this.notes.push(`middleware sets req.url and req.method: ${rewrites}`);
  }

  /** Registers one handler, at the path of each of some routes of one method. */
  add(planned: readonly [Planned, ...Planned[]]): void {
    const [{ method, path }] = planned;
    const random = this.#random;
    const root: Mounted = { target: this.app, bases: [''], depth: 0 };
    const { target, bases, inner } =
      planned.length === 1 ? this.#placeOf(root, partsOf(path)) : { ...root, inner: partsOf(path) };
    const paths =
      planned.length === 1 ? [spelled(inner)] : planned.map((each) => spelled(partsOf(each.path)));
    const whole =
      planned.length === 1
        ? bases.map((base) => `${base}${inner.length === 0 ? '' : pathOf(inner)}` || '/')
        : planned.map((each) => each.path);
    const comparison = {
      ignoresCase: !this.app.enabled('case sensitive routing'),
      ignoresSlashAtEnd: !this.app.enabled('strict routing'),
    };
    const handle = this.#handlerOf(planned[0], {
      method,
      paths: whole,
      ...(planned.length > 1 && { comparison }),
    });
    const name = method.toLowerCase() as 'get';
    const at = paths.length === 1 ? (paths[0] as string) : paths;
    const where = target === this.app ? 'app' : `router at ${bases.join(', ')}`;
    this.notes.push(`${where}: ${name}(${JSON.stringify(at)})`);
    if (random.chance(0.2)) target.route(at as string)[name](handle);
    else target[name](at, handle);
  }

  #handlerOf(planned: Planned, handler: Handler): RequestHandler {
    const route = guardedRoute(this.#plan, planned);
    if (!route) return reporting(this.#plan, handler);
    const report = reporting(this.#plan, { ...handler, guarded: route });
    if (this.#plan.isOpen) return report;
    return this.#guard.route(route, (_proven, req, res, next) => report(req, res, next));
  }

  /** Gives where to register a path: in the app, or in a router that is mounted at its beginning. */
  #placeOf(outer: Mounted, parts: readonly Part[]): Mounted & { readonly inner: readonly Part[] } {
    const random = this.#random;
    const length = 1 + random.below(Math.max(parts.length, 1));
    const [prefix, inner] = [parts.slice(0, length), parts.slice(length)];
    const cannot =
      prefix.length === 0 || prefix.some(isRest) || pathOf(prefix).endsWith('/') || pathOf(inner) === '/';
    const mustNot = cannot && inner.length + prefix.length > 0;
    if (random.chance(outer.depth === 0 ? 0.5 : 0.7) || mustNot || prefix.length === 0)
      return { ...outer, inner: parts };
    const kind = random.pick(['Router()', 'Router()', 'Router()', 'express()'] as const);
    const id = `${outer.bases} ${pathOf(prefix)} ${kind}`;
    const known = this.#mounts.get(id);
    if (known && random.chance(0.7)) return this.#placeOf(known, inner);
    const target = kind === 'Router()' ? Router() : express().set('env', 'test');
    if (this.#rewritesInRouters) target.use(rewrite);
    const other = random.chance(0.1) ? partsOf(random.pick(this.#plan.table).path).slice(0, 1) : [];
    const isList = other.length > 0 && !other.some(isRest) && pathOf(other) !== '/';
    const prefixes = isList ? [prefix, other] : [prefix];
    outer.target.use(prefixes.map(spelled), target);
    this.notes.push(`at '${outer.bases}': use(${JSON.stringify(prefixes.map(spelled))}, ${kind})`);
    const bases = outer.bases.flatMap((base) => prefixes.map((each) => base + pathOf(each)));
    const mounted = { target, bases, depth: outer.depth + 1 };
    this.#mounts.set(id, mounted);
    return this.#placeOf(mounted, inner);
  }
}

export const buildExpress: Build = (plan, random) => {
  const builder = new Builder(plan, random);
  const { handlers, guarded } = plan;
  for (let at = 0; at < handlers.length; ) {
    const [planned, next] = [handlers[at] as Planned, handlers[at + 1]];
    const mayJoin = next?.method === planned.method && next.path !== planned.path;
    const joins = random.chance(0.15) && mayJoin && guarded === 'table';
    builder.add(joins ? [planned, next] : [planned]);
    at += joins ? 2 : 1;
  }
  return { server: serverOf(builder.app), notes: builder.notes };
};
