/** Apps of Fastify: plugins with a prefix, every option of the router that changes how a path is read, `rewriteUrl`. */
import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { guardRoutes } from 'scopeproof/fastify';
import type { Handler } from '../oracle.js';
import { isRest, type Part, partsOf, pathOf, shapeOf } from '../paths.js';
import { createRandom, type Random } from '../random.js';
import { type Method, methods } from '../tables.js';
import {
  type Build,
  guardedRoute,
  headerOf,
  headers,
  type Layout,
  maxHeaderSize,
  type Plan,
  type Planned,
  targetPath,
} from './layout.js';

const escaped = (text: string) => text.replaceAll(':', '::');

/** Spells parts of a path for Fastify. */
const spelled = (parts: readonly Part[]): string =>
  parts
    .map((part) => {
      if (isRest(part)) return '/*';
      const parameter = part.name ? `:${part.name}${part.after ? '(.+)' : ''}` : '';
      return `/${escaped(part.before)}${parameter}${escaped(part.after)}`;
    })
    .join('') || '/';

/** Before this prefix, `rewriteUrl` takes it away. */
export const rewrittenPrefix = '/rewritten';

const options = [
  { caseSensitive: false },
  { ignoreTrailingSlash: true },
  { ignoreDuplicateSlashes: true },
  { useSemicolonDelimiter: true },
  { maxParamLength: 20 },
] as const;

/** Builds an app without the handlers that Fastify refuses beside the others. One that it refuses leaves half a route. */
export const buildFastify: Build = async (plan, random) => {
  const seed = random.below(2 ** 31);
  const refused = new Set<Planned>();
  for (;;) {
    const before = refused.size;
    const layout = await attempt(plan, createRandom(seed), refused);
    if (refused.size === before) return layout;
    await layout.close?.();
  }
};

const attempt = async (plan: Plan, random: Random, refused: Set<Planned>): Promise<Layout> => {
  const routerOptions: Record<string, boolean | number> = {};
  for (const option of options) if (random.chance(0.35)) Object.assign(routerOptions, option);
  const exposeHeadRoutes = random.chance(0.5);
  const rewrites = random.chance(0.3);
  const rewriteUrl = ({ url = '' }: IncomingMessage): string =>
    rewrites && url.startsWith(rewrittenPrefix) ? url.slice(rewrittenPrefix.length) || '/' : url;
  const app = Fastify({ exposeHeadRoutes, rewriteUrl, routerOptions, http: { maxHeaderSize } });
  const notes = [`Fastify(${JSON.stringify({ exposeHeadRoutes, rewrites, routerOptions })})`];
  const guard = guardRoutes(plan.api, {
    authenticate: (request) => plan.storedFor(request.headers.authorization),
  });
  if (plan.guarded !== 'route' && !plan.isOpen) app.addHook('onRequest', guard.table);

  const report = (request: FastifyRequest, handler: Handler): string => {
    const path = targetPath(request.raw.url ?? '');
    plan.ran(headerOf(request, headers.id), handler, {
      method: request.method,
      path: routerOptions.useSemicolonDelimiter ? (path.split(';', 1)[0] as string) : path,
      isRewritten: false,
    });
    return 'ran';
  };
  const register = (target: FastifyInstance, planned: Planned, inner: readonly Part[]): void => {
    const url = spelled(inner);
    const method = planned.method === 'ALL' ? methodsLeft(plan, planned) : [planned.method];
    const route = guardedRoute(plan, planned);
    const handler = { method: planned.method, paths: [planned.path], ...(route && { guarded: route }) };
    const ownGuard =
      route && !plan.isOpen
        ? guard.route(route, async (_proven, request) => report(request, handler))
        : { handler: async (request: FastifyRequest) => report(request, handler) };
    try {
      target.route({ ...ownGuard, method, url });
      notes.push(`at '${target.prefix}': route(${method} ${url})`);
    } catch {
      refused.add(planned);
    }
  };
  for (const planned of plan.handlers) {
    const parts = partsOf(planned.path);
    const length = 1 + random.below(Math.max(parts.length, 1));
    const [prefix, inner] = [parts.slice(0, length), parts.slice(length)];
    // At the path of the plugin itself, Fastify would add a route with a slash at the end.
    const can = inner.length > 0 && !prefix.some(isRest) && pathOf(inner) !== '/' && pathOf(prefix) !== '/';
    const isInPlugin = random.chance(0.4) && can;
    if (refused.has(planned)) continue;
    if (isInPlugin)
      await app.register(async (plugin) => register(plugin, planned, inner), { prefix: spelled(prefix) });
    else register(app, planned, parts);
  }
  if (random.chance(0.2) && plan.guarded === 'table') {
    notes.push('setNotFoundHandler');
    app.setNotFoundHandler(async (request) => report(request, { method: 'ALL', paths: ['/*'] }));
  }
  await app.ready();
  return { server: app.server, notes, close: () => app.close() };
};

/** Gives the methods that no other handler has at a path. */
const methodsLeft = (plan: Plan, { path }: Planned): Method[] => {
  const id = (text: string) => shapeOf(text).toLowerCase().replace(/\/$/, '');
  const taken = plan.handlers.filter((other) => id(other.path) === id(path)).map(({ method }) => method);
  return methods.filter((method) => !taken.includes(method));
};
