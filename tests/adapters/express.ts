import { createServer } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { guardRoutes } from 'scopeproof/express';
import { bearerToken } from 'scopeproof/http';
import { api, type Guarded, maxHeaderSize, type Running, scopesOf, seen, wording } from './api.js';
import { listen } from './listen.js';

const failure: ErrorRequestHandler = (_error, _req, res, _next) => {
  res.status(500).end(); // says nothing on the console
};

export const start = (guarded: Guarded): Promise<Running> => {
  const guard = guardRoutes(api, { authenticate: (req) => scopesOf(bearerToken(req)), ...wording });
  const app = express();
  if (guarded !== 'route') app.use(guard.table);
  for (const route of api.routes) {
    const [method = '', path = ''] = route.split(' ');
    // What answers GET answers HEAD as well.
    if (method === 'HEAD') continue;
    const at = app.route(path.replace('/*', '{/*rest}').replace(/[()]|(?<=\w):/g, '\\$&'));
    at[method.toLowerCase() as 'get'](
      guarded === 'table'
        ? (_req, res) => res.json({ route })
        : guard.route(route, ({ grant, params }, _req, res) => res.json(seen(route, grant, params))),
    );
  }
  app.use(failure);
  return listen(createServer({ maxHeaderSize }, app));
};
