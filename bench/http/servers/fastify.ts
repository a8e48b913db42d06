import type { Server } from 'node:http';
import Fastify, { type onRequestHookHandler } from 'fastify';
import { guardRoutes } from '../../../dist/fastify.js';
import { bearerToken } from '../../../dist/http.js';
import { api, contact, measured, others, scopesOf, type WayOfAsking } from '../api.js';

export async function serve(way: WayOfAsking): Promise<Server> {
  const guard = guardRoutes(api, {
    authenticate: (request) => scopesOf(bearerToken(request)),
    realm: 'atender',
  });
  const key: onRequestHookHandler = (request, reply, done) => {
    if (scopesOf(bearerToken(request)) === undefined) reply.code(401).send({ title: 'Unauthorized' });
    else done();
  };
  const app = Fastify();
  if (way === 'by hand') app.addHook('onRequest', key);
  if (way === 'guarded') app.addHook('onRequest', guard.table);
  for (const route of others) {
    const [method = '', url = ''] = route.split(' ');
    app.route({ method, url, handler: async () => route });
  }
  const path = '/api/v1/contacts/:id';
  const show = async ({ params }: { params: unknown }) => contact((params as { id: string }).id);
  if (way !== 'guarded') app.get(path, show);
  else app.route(guard.route(measured, show));
  await app.ready();
  return app.server;
}
