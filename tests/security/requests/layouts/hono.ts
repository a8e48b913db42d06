/** Apps of Hono on Node: sub-apps, base paths, mounted apps, all its routers, handlers that go on to the next. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono, type Handler as HonoHandler, type Next } from 'hono';
import { LinearRouter } from 'hono/router/linear-router';
import { PatternRouter } from 'hono/router/pattern-router';
import { TrieRouter } from 'hono/router/trie-router';
import { guardRoutes } from 'scopeproof/hono';
import type { Handler } from '../oracle.js';
import { isRest, type Part, partsOf, pathOf } from '../paths.js';
import type { Random } from '../random.js';
import { type Build, guardedRoute, headers, maxHeaderSize, type Planned, targetPath } from './layout.js';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Spells parts of a path for Hono. */
const spelled = (parts: readonly Part[], random: Random, anything: readonly string[]): string =>
  parts
    .map(({ before, name, after }) => {
      if (name === undefined) return `/${before}`;
      if (name === '*') return '/*';
      if (before || after) {
        const any = random.pick(anything);
        return `/:${name}{${escaped(before)}${any}${escaped(after)}}`;
      }
      return random.chance(0.15) ? `/:${name}{[0-9]+}` : `/:${name}`;
    })
    .join('') || '/';

const routers = {
  SmartRouter: () => ({}),
  TrieRouter: () => ({ router: new TrieRouter<never>() }),
  LinearRouter: () => ({ router: new LinearRouter<never>() }),
  PatternRouter: () => ({ router: new PatternRouter<never>() }),
} as const;

/** What is remembered of a request, whatever is mounted where. */
interface Known {
  readonly path: string;
  skips: number;
}
type Env = { Bindings: { incoming: object } };

export const buildHono: Build = (plan, random) => {
  const notes: string[] = [];
  const known = new WeakMap<object, Known>();
  const knownOf = (c: Context): Known => known.get(c.env.incoming) as Known; // set by the first middleware
  const settings = () => {
    const router = random.pick(Object.keys(routers) as (keyof typeof routers)[]);
    const strict = random.chance(0.6);
    notes.push(`new Hono({ strict: ${strict}, router: ${router} })`);
    return { strict, ...routers[router]() };
  };
  const create = (): Hono<Env> => new Hono<Env>(settings() as ConstructorParameters<typeof Hono<Env>>[0]);
  const app = create();
  app.onError((_error, c) => c.text('failed', 500));
  app.use((c, next) => {
    const path = targetPath(c.req.raw.url);
    known.set(c.env.incoming, { path, skips: Number(c.req.header(headers.skip) ?? 0) });
    return next();
  });
  const guard = guardRoutes(plan.api, {
    authenticate: (request) => plan.storedFor(request.headers.get('authorization') ?? undefined),
  });
  if (plan.guarded !== 'route' && !plan.isOpen) app.use(guard.table);

  const report = (c: Context, handler: Handler): void => {
    const { path } = knownOf(c);
    plan.ran(c.req.header(headers.id), handler, { method: c.req.method, path, isRewritten: false });
  };
  const handlerOf = (planned: Planned): HonoHandler<Env> => {
    const kind = random.pick(['(c)', '(c, next)', 'asynchronous'] as const);
    const route = guardedRoute(plan, planned);
    const handler = {
      method: planned.method,
      paths: [planned.path],
      ...(route && { guarded: route }),
      isMiddleware: !route && kind === '(c, next)',
    };
    const goOn = async (c: Context, next: Next): Promise<Response> => {
      report(c, handler);
      if (knownOf(c).skips-- <= 0) return c.text('ran');
      await next();
      return c.res;
    };
    const stay = (c: Context) => {
      report(c, handler);
      return c.text('ran');
    };
    if (route && !plan.isOpen)
      return kind === '(c, next)'
        ? guard.route(route, (_proven, c, next) => goOn(c, next))
        : guard.route(route, (_proven, c) => stay(c));
    // What takes `next` in `all` is middleware, to Hono and to the guard.
    if (kind === '(c, next)' && planned.method !== 'ALL') return goOn;
    return kind === 'asynchronous' ? async (c) => stay(c) : stay;
  };
  // The guard takes an app that is mounted for middleware, so it is alone here: no route stands behind it.
  const isMounted = random.chance(0.15) && plan.guarded === 'table';
  const outer = isMounted ? create() : app;
  // Nobody but Hono takes \`.+\` for more than one segment.
  const anything = isMounted ? ['[^/]+'] : ['.+', '[^/]+'];
  for (const planned of plan.handlers) add(planned);
  if (isMounted) {
    notes.push('app.mount /');
    app.mount('/', (request, env) => outer.fetch(request, env));
  }
  return {
    server: createAdaptorServer({ fetch: app.fetch, serverOptions: { maxHeaderSize } }) as Server,
    notes,
  };

  function add(planned: Planned): void {
    const { method, path } = planned;
    const parts = partsOf(path);
    const length = 1 + random.below(Math.max(parts.length, 1));
    const [prefix, inner] = [parts.slice(0, length), parts.slice(length)];
    const can = inner.length > 0 && !prefix.some(isRest) && pathOf(inner) !== '/' && pathOf(prefix) !== '/';
    const kind = random.pick(['app', 'app', 'app.route', 'app.basePath'] as const);
    const handle = handlerOf(planned);
    const on = (target: Hono<Env>, at: string) => {
      notes.push(`${method} ${at}`);
      if (method === 'ALL') target.all(at, handle);
      else target.on(method, at, handle);
    };
    if (!can || kind === 'app') {
      on(outer, spelled(parts, random, anything));
      return;
    }
    const base = spelled(prefix, random, anything);
    notes.push(`${kind} ${base}`);
    if (kind === 'app.basePath') {
      on(outer.basePath(base), spelled(inner, random, anything));
      return;
    }
    const sub = create();
    if (random.chance(0.3)) sub.onError((_error, c) => c.text('failed', 500));
    on(sub, spelled(inner, random, anything));
    outer.route(base, sub);
  }
};
