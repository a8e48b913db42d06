// The principal that `authenticate` gives, as each adapter hands it on.
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { authenticated, defineRoutes, open } from 'scopeproof';
import { guardRoutes as guardExpress, requireScope as requireExpress } from 'scopeproof/express';
import { guardRoutes as guardFastify, requireScope as requireFastify } from 'scopeproof/fastify';
import { createFetch, type FetchHandlers } from 'scopeproof/fetch';
import { guardRoutes as guardHono, requireScope as requireHono } from 'scopeproof/hono';
import { guardRoutes, guardScopes, type PrincipalOf } from 'scopeproof/http';
import { atender } from '../atender.js';
import type { Anything, Equal, Expect } from '../expect.js';

interface Owner {
  readonly id: number;
}
const api = defineRoutes(atender, {
  'GET /tags': 'tags:read',
  'GET /me': authenticated,
  'GET /health': open,
});

declare function find(request: unknown): Promise<{ scopes: string | null; principal: Owner } | undefined>;
declare function findSome(request: unknown): { scopes: string[]; principal?: Owner } | string | null;

export type Principals = [
  Expect<Equal<PrincipalOf<ReturnType<typeof find>>, Owner>>,
  Expect<Equal<PrincipalOf<ReturnType<typeof findSome>>, Owner | undefined>>,
  Expect<Equal<PrincipalOf<string | undefined>, undefined>>,
  Expect<Equal<PrincipalOf<Promise<readonly string[]>>, undefined>>,
  Expect<Equal<PrincipalOf<{ scopes: null }>, undefined>>,
];

// -- Hono

const hono = guardHono(api, { authenticate: find });
new Hono()
  .get(
    '/tags',
    hono.route('GET /tags', ({ principal }, c) => {
      type Given = Expect<Equal<typeof principal, Owner>>;
      return c.json(principal.id);
    }),
  )
  .get(
    '/health',
    hono.route('GET /health', ({ principal }, c) => {
      type Nobody = Expect<Equal<typeof principal, undefined>>;
      return c.json(principal ?? null);
    }),
  )
  .get(
    '/me',
    requireHono(atender, authenticated, { authenticate: findSome }, ({ principal }, c) => {
      // @ts-expect-error perhaps there is none
      principal.id;
      return c.json(principal?.id ?? null);
    }),
  )
  .get(
    '/tags',
    requireHono(atender, 'tags:read', { authenticate: () => 'tags:read' }, ({ principal }, c) => {
      type Nobody = Expect<Equal<typeof principal, undefined>>;
      return c.json(principal ?? null);
    }),
  );

// -- Express, Fastify

express().get(
  '/tags',
  guardExpress(api, { authenticate: find }).route('GET /tags', ({ principal }, _req, res) => {
    type Given = Expect<Equal<typeof principal, Owner>>;
    res.json(principal.id);
  }),
);
express().get(
  '/me',
  requireExpress(atender, authenticated, { authenticate: find }, ({ principal }) => principal.id),
);
Fastify().route(
  guardFastify(api, { authenticate: find }).route('GET /tags', ({ principal }) => {
    type Given = Expect<Equal<typeof principal, Owner>>;
    return principal.id;
  }),
);
Fastify().get(
  '/me',
  requireFastify(atender, authenticated, { authenticate: find }, ({ principal }) => principal.id),
);

// -- fetch

const handlers: FetchHandlers<typeof api, [], Owner> = {
  'GET /tags': ({ principal }) => Response.json(principal.id),
  'GET /me': ({ principal }) => Response.json(principal.id),
  'GET /health': ({ principal }) => {
    type Nobody = Expect<Equal<typeof principal, undefined>>;
    return Response.json(principal ?? null);
  },
};
createFetch(api, { authenticate: find }, handlers);
createFetch(
  api,
  { authenticate: find },
  {
    'GET /tags': ({ principal }) => Response.json(principal.id),
    'GET /me': ({ principal }) => Response.json(principal.id),
    'GET /health': () => new Response(),
  },
);
createFetch(
  api,
  { authenticate: () => 'tags:read' },
  // @ts-expect-error this one gives no principal
  handlers,
);

// -- without a framework

const guard = guardRoutes(api, { authenticate: find });
declare const call: { request: object; authorization: undefined; method: string; path: string };
const decision = await guard.route(call, 'GET /tags');
if (decision.ok) {
  type Given = Expect<Equal<typeof decision.principal, Owner>>;
}
const table = await guard.table(call);
if (table.ok) {
  // @ts-expect-error the route may be open
  table.principal.id;
}
const checked = await guardScopes(atender, { authenticate: find }).check(call, authenticated);
if (checked.ok) checked.principal.id;

// -- refused

guardHono(api, {
  // @ts-expect-error a row without scopes
  authenticate: () => ({ principal: 1 }),
});
guardHono(api, {
  // @ts-expect-error scopes that may be absent
  authenticate: () => ({ scopes: undefined as string | undefined, principal: 1 }),
});
guardExpress(api, {
  // @ts-expect-error a list of numbers
  authenticate: () => ({ scopes: [1] }),
});
// What is known of nothing is known of nobody.
const unchecked = guardHono(api, { authenticate: (): Anything => '' });
unchecked.route('GET /tags', ({ principal }, c) => c.json(principal));
