// The options that all guards share, `optional` routes, and guards without a handler.
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { defineKey, defineRoutes, leastScopes, optional } from 'scopeproof';
import { guardRoutes as guardExpress, requireScope as requireExpress } from 'scopeproof/express';
import { guardRoutes as guardFastify, requireScope as requireFastify } from 'scopeproof/fastify';
import { createFetch } from 'scopeproof/fetch';
import { guardRoutes as guardHono, requireScope as requireHono } from 'scopeproof/hono';
import { type CustomRefusal, credentialOf, guardScopes, type Scheme } from 'scopeproof/http';
import { atender } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

const api = defineRoutes(atender, { 'GET /feed': optional, 'GET /tags': 'tags:read' });
declare function find(request: unknown): Promise<{ scopes: string; principal: { id: number } } | undefined>;

// -- a route that nobody needs a key for: there may be no principal

guardHono(api, { authenticate: find }).route('GET /feed', ({ grant, principal }, c) => {
  // @ts-expect-error nobody may be there
  principal.id;
  if (grant.has('tags:read')) return c.json(principal?.id ?? null);
  // @ts-expect-error `optional` proves no scope
  atender.attenuate(grant, ['tags:wirte']);
  return c.json(null);
});
guardExpress(api, { authenticate: find }).route('GET /feed', ({ principal }) => {
  type Perhaps = Expect<Equal<typeof principal, { id: number } | undefined>>;
});

// A key may list the route, which asks for no scope.
defineKey(api, 'reader', { scopes: ['tags:read'], routes: ['GET /feed', 'GET /tags'] });
// @ts-expect-error no listed route needs tags:read
defineKey(api, 'visitor', { scopes: ['tags:read'], routes: ['GET /feed'] });
leastScopes(api, ['GET /feed']);

// -- the options: each function gets what `authenticate` gets

const form = (): CustomRefusal => ({ status: 418, headers: {}, body: 'no' });
guardExpress(api, {
  authenticate: find,
  scheme: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  stored: 'json',
  enforce: (route) => route === 'GET /tags',
  onUnknown: (scopes, req) => [scopes.join(), req.path],
  onRefusal: ({ route, error, isEnforced }, req) => [route, error?.missing, isEnforced, req.path],
  refusal: ({ body }, req) => ({ ...form(), body: `${req.method} ${body.title}` }),
});
guardFastify(api, { authenticate: find, onRefusal: (_event, request) => request.log.info('refused') });
guardHono(api, { authenticate: find, onRefusal: (_event, request, c) => [request.url, c.req.path] });
// @ts-expect-error no such place
guardHono(api, { authenticate: find, scheme: { type: 'apiKey', in: 'body', name: 'key' } });
// @ts-expect-error no such form
guardHono(api, { authenticate: find, stored: 'csv' });
guardHono(api, {
  authenticate: find,
  // @ts-expect-error a refusal has a status
  refusal: () => ({ headers: {}, body: '' }),
});
createFetch(
  api,
  // @ts-expect-error its handlers get proof, so a refusal is always enforced
  { authenticate: find, enforce: false },
  { 'GET /feed': () => new Response(), 'GET /tags': () => new Response() },
);

const scheme: Scheme = { type: 'http', scheme: 'bearer' };
type Credential = Expect<Equal<ReturnType<typeof credentialOf>, string | undefined>>;
credentialOf(new Request('https://api.example.com'), scheme);
guardScopes(atender, { authenticate: (request: Request) => request.url, throws: true });

// -- guards without a handler

express().use(requireExpress(atender, 'tags:read', { authenticate: find }));
new Hono().use(requireHono(atender, 'tags:read', { authenticate: find }));
Fastify().addHook('onRequest', requireFastify(atender, 'tags:read', { authenticate: find }));
// @ts-expect-error no such scope
requireExpress(atender, 'tags:reed', { authenticate: find });
// @ts-expect-error no such scope
requireHono(atender, 'tags:reed', { authenticate: find });
// @ts-expect-error no such scope
requireFastify(atender, 'tags:reed', { authenticate: find });
