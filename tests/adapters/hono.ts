import type { Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { guardRoutes } from 'scopeproof/hono';
import { bearerToken } from 'scopeproof/http';
import { api, type Guarded, maxHeaderSize, type Running, scopesOf, seen, wording } from './api.js';
import { listen } from './listen.js';

export const start = (guarded: Guarded): Promise<Running> => {
  const guard = guardRoutes(api, {
    authenticate: (request) => scopesOf(bearerToken(request)),
    ...wording,
  });
  const app = new Hono();
  app.onError((_, c) => c.text('down', 500)); // says nothing on the console
  if (guarded !== 'route') app.use(guard.table);
  for (const route of api.routes) {
    const [method = '', spelled = ''] = route.split(' ');
    // Hono wants an expression where there is text around a parameter.
    const path = spelled.replace(/\/(@?):(\w+)([.:@]\w+|(?=$))/, (segment, before, name, after) =>
      before || after ? `/:${name}{${before}.+${after.replace('.', '\\.')}}` : segment,
    );
    // What answers GET answers HEAD as well.
    if (method === 'HEAD') continue;
    const handle = guard.route(route, ({ grant, params }, c) => c.json(seen(route, grant, params)));
    if (guarded === 'table') app.on(method, path, (c) => c.json({ route }));
    else app.on(method, path, handle);
  }
  return listen(createAdaptorServer({ fetch: app.fetch, serverOptions: { maxHeaderSize } }) as Server);
};
