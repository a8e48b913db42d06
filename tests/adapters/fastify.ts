import Fastify from 'fastify';
import { guardRoutes } from 'scopeproof/fastify';
import { bearerToken } from 'scopeproof/http';
import { api, type Guarded, maxHeaderSize, type Running, scopesOf, seen, wording } from './api.js';
import { listen } from './listen.js';

export const start = async (guarded: Guarded): Promise<Running> => {
  const guard = guardRoutes(api, { authenticate: (request) => scopesOf(bearerToken(request)), ...wording });
  // By itself, Fastify takes no parameter of more than 100 characters.
  const app = Fastify({ http: { maxHeaderSize }, routerOptions: { maxParamLength: maxHeaderSize } });
  if (guarded !== 'route') app.addHook('onRequest', guard.table);
  for (const route of api.routes) {
    const [method = '', url = ''] = route.split(' ');
    // What answers GET answers HEAD as well.
    if (method === 'HEAD') continue;
    if (guarded === 'table') app.route({ method, url, handler: async () => ({ route }) });
    else app.route(guard.route(route, async ({ grant, params }) => seen(route, grant, params)));
  }
  await app.ready();
  return listen(app.server);
};
