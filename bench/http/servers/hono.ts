import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { guardRoutes } from '../../../dist/hono.js';
import { bearerToken } from '../../../dist/http.js';
import { api, contact, measured, others, scopesOf, type WayOfAsking } from '../api.js';

export function serve(way: WayOfAsking): Server {
  const guard = guardRoutes(api, {
    authenticate: (request) => scopesOf(bearerToken(request)),
    realm: 'atender',
  });
  const key: MiddlewareHandler = async (c, next) =>
    scopesOf(bearerToken(c.req.raw)) === undefined ? c.json({ title: 'Unauthorized' }, 401) : next();
  const app = new Hono();
  if (way === 'by hand') app.use(key);
  if (way === 'guarded') app.use(guard.table);
  for (const route of others) {
    const [method = '', path = ''] = route.split(' ');
    app.on(method, path, (c) => c.text(route));
  }
  const path = '/api/v1/contacts/:id';
  const handle = guard.route(measured, ({ params }, c) => c.json(contact(params.id)));
  if (way !== 'guarded') app.get(path, (c) => c.json(contact(c.req.param('id'))));
  else app.get(path, handle);
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}
