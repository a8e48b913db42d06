import { createServer, type Server } from 'node:http';
import express, { type RequestHandler } from 'express';
import { guardRoutes } from '../../../dist/express.js';
import { bearerToken } from '../../../dist/http.js';
import { api, contact, measured, others, scopesOf, type WayOfAsking } from '../api.js';

export function serve(way: WayOfAsking): Server {
  const guard = guardRoutes(api, { authenticate: (req) => scopesOf(bearerToken(req)), realm: 'atender' });
  const key: RequestHandler = (req, res, next) => {
    if (scopesOf(bearerToken(req)) === undefined) res.status(401).json({ title: 'Unauthorized' });
    else next();
  };
  const app = express();
  if (way === 'by hand') app.use(key);
  if (way === 'guarded') app.use(guard.table);
  for (const route of others) {
    const [method = '', path = ''] = route.split(' ');
    app.route(path.replace('/*', '{/*rest}'))[method.toLowerCase() as 'get']((_req, res) => {
      res.send(route);
    });
  }
  const path = '/api/v1/contacts/:id';
  if (way !== 'guarded') app.get(path, (req, res) => res.json(contact(req.params.id)));
  else
    app.get(
      path,
      guard.route(measured, ({ params }, _req, res) => res.json(contact(params.id))),
    );
  return createServer(app);
}
