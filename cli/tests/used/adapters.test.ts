import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../tests/support/compile.js';
import type { Route } from './files.js';
import { makeProject, type Verdict, verdicts } from './project.js';

const enough = 'enough: contacts:read';

/** What each adapter takes as the handler of a route: `R` stands for the route. */
const adapters: Readonly<
  Record<
    string,
    { readonly before: string; readonly routes: readonly (readonly [code: string, says: Verdict])[] }
  >
> = {
  hono: {
    before: `import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { guardRoutes } from 'scopeproof/hono';
const guard = guardRoutes(api, { authenticate: () => undefined });
const app = new Hono();
const named = validator('json', ({ name }) => ({ name: String(name) }));`,
    routes: [
      [`app.post('/a', guard.route('R', ({ grant }, c) => c.json(read(grant))));`, enough],
      [`app.post('/a', guard.route('R', async ({ grant }, c) => c.json(await write(grant))));`, 'fine'],
      [
        `app.post('/a', guard.route('R', named, ({ grant }, c) => c.json([c.req.valid('json').name, read(grant)])));`,
        enough,
      ],
      [`app.post('/a', guard.route('R', (_, c) => c.text('')));`, 'untaken'],
      [`app.post('/a', guard.route('R', ({ grant }, c) => c.json({ by: grant })));`, 'unclear'],
    ],
  },
  express: {
    before: `import express, { type Request, type Response } from 'express';
import { guardRoutes } from 'scopeproof/express';
const guard = guardRoutes(api, { authenticate: () => undefined });
const app = express();
const show = ({ grant }: { readonly grant: Can<'contacts:read'> }, _req: Request, res: Response) => res.json(read(grant));`,
    routes: [
      [`app.post('/a', guard.route('R', ({ grant }, _req, res) => res.json(read(grant))));`, enough],
      [
        `app.post('/a', guard.route('R', ({ grant }, req, res) => res.json([req.url, write(grant)])));`,
        'fine',
      ],
      [`app.post('/a', guard.route('R', show));`, enough],
      [
        `app.post('/a', guard.route('R', ({ grant }, _req, res) => { res.locals.grant = grant; }));`,
        'unclear',
      ],
    ],
  },
  fastify: {
    before: `import Fastify from 'fastify';
import { guardRoutes } from 'scopeproof/fastify';
const guard = guardRoutes(api, { authenticate: () => undefined });
const app = Fastify();`,
    routes: [
      [`app.route(guard.route('R', async ({ grant }) => read(grant)));`, enough],
      [`app.route(guard.route('R', { bodyLimit: 1000 }, async ({ grant }) => write(grant)));`, 'fine'],
      [
        `app.route(guard.route('R', { bodyLimit: 1000 }, async ({ grant }, request) => [request.id, read(grant)]));`,
        enough,
      ],
    ],
  },
  trpc: {
    before: `import { initTRPC } from '@trpc/server';
import { guardRoutes } from 'scopeproof/trpc';
interface Context { readonly scopes: string | undefined }
const t = initTRPC.context<Context>().create();
const guard = guardRoutes(api, { authenticate: (ctx: Context) => ctx.scopes });
const procedure = t.procedure.use(guard.table);
declare const keep: (of: unknown) => void;`,
    routes: [
      [`t.router({ a: procedure.use(guard.route('R')).mutation(({ ctx }) => read(ctx.grant)) });`, enough],
      [
        `t.router({ a: procedure.use(guard.route('R')).input((name: unknown) => String(name)).mutation(({ ctx: { grant }, input }) => [input, write(grant)]) });`,
        'fine',
      ],
      [
        `t.router({ a: procedure.use(guard.route('R')).use(({ ctx, next }) => (read(ctx.grant), next())).mutation(() => 0) });`,
        enough,
      ],
      [
        `const own = procedure.use(guard.route('R')); t.router({ a: own.mutation(({ ctx }) => read(ctx.grant)) });`,
        enough,
      ],
      [
        `const own = procedure.use(guard.route('R')); t.router({ a: own.query(({ ctx }) => read(ctx.grant)), b: own.mutation((opts) => write(opts.ctx.grant)) });`,
        'fine',
      ],
      [
        `const own = procedure.use(guard.route('R')); keep(own); t.router({ a: own.mutation(({ ctx }) => read(ctx.grant)) });`,
        'unclear',
      ],
      [`t.router({ a: procedure.use(guard.route('R')).mutation(() => 0) });`, 'untaken'],
      [`keep(procedure.use(guard.route('R')));`, 'unclear'],
    ],
  },
  http: {
    before: `import { guardRoutes } from 'scopeproof/http';
const guard = guardRoutes(api, { authenticate: (_request: Request) => undefined });
declare const call: { request: Request; authorization: string; method: string; path: string };`,
    routes: [
      [
        `export const answer = async () => { const decision = await guard.route(call, 'R'); return decision.ok ? read(decision.grant) : decision.refusal; };`,
        enough,
      ],
      [
        `export const answer = async () => { const decision = await guard.route(call, 'R'); if (!decision.ok) return; const { grant } = decision; return write(grant); };`,
        'fine',
      ],
    ],
  },
  fetch: {
    before: `import { createFetch, type FetchHandlers, requireScope } from 'scopeproof/fetch';
const authenticate = (_request: Request) => 'contacts:write';`,
    routes: [
      [
        `export const handlers = { 'R': ({ grant }) => Response.json(read(grant)) } satisfies Partial<FetchHandlers<typeof api>>;`,
        enough,
      ],
      [
        `declare const others: FetchHandlers<typeof api>;
export const handle = createFetch(api, { authenticate }, { ...others, 'R': ({ grant }) => Response.json(write(grant)) });`,
        'fine',
      ],
      [
        `export const handlers: Partial<FetchHandlers<typeof api>> = { 'R': ({ grant }) => Response.json(read(grant)) };
export const one = requireScope(desk, 'contacts:write', { authenticate }, ({ grant }) => Response.json(write(grant)));`,
        enough,
      ],
    ],
  },
};

const helpers = `import type { Can } from './scopes.js';
export const read = (_grant: Can<'contacts:read'>) => ['a'];
export const write = (_grant: Can<'contacts:write'>) => ['a'];
`;
const imports = `import { api } from './api.js';
import { read, write } from './helpers.js';
import { type Can, desk } from './scopes.js';
`;
const cases = Object.entries(adapters).flatMap(([adapter, { before, routes }]) =>
  routes.map(([code, says], n) => {
    const route = `POST /${adapter}.${n}`;
    const text = `${imports}${before}\n${code}\nexport {};\n`.replaceAll("'R'", `'${route}'`);
    return { adapter, route, file: `${adapter}-${n}.ts`, text, code, says };
  }),
);

let found: ReadonlyMap<string, Verdict>;
beforeAll(async () => {
  const files = Object.fromEntries(cases.map(({ file, text }) => [file, text]));
  const routes = cases.map(({ route }): Route => ({ route, needs: `'contacts:write'` }));
  const folder = makeProject('adapters', routes, { 'helpers.ts': helpers, ...files });
  // The library as it is built here, whose declarations find the frameworks.
  link(root, join(folder, 'node_modules/scopeproof'));
  for (const name of ['hono', 'express', 'fastify', '@trpc/server', '@types/express', '@types/node'])
    link(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  found = await verdicts(folder);
}, 60_000);

const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
};

describe('used', () => {
  test.each(cases)('$adapter: $code', ({ route, says }) => {
    expect(found.get(route) ?? 'fine').toBe(says);
  });
});
