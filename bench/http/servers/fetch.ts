import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createFetch } from '../../../dist/fetch.js';
import { bearerToken } from '../../../dist/http.js';
import { api, contact, measured, type Route, scopesOf, type WayOfAsking } from '../api.js';

const nobody = () => Response.json({ title: 'Unauthorized' }, { status: 401 });

export function serve(way: WayOfAsking): Server {
  const show = ({ params }: { params: Readonly<Record<string, string>> }) =>
    Response.json(contact(params.id));
  const handlers = Object.fromEntries(
    api.routes.map((route) => [route, route === measured ? show : () => new Response(route)]),
  ) as { [R in Route]: typeof show };
  const guarded = createFetch(
    api,
    { authenticate: (request) => scopesOf(bearerToken(request)), realm: 'atender' },
    handlers,
  );
  const byHand = (request: Request): Response => {
    const match = api.match(request.method, new URL(request.url).pathname);
    if (!match) return new Response('', { status: 404 });
    if (way === 'by hand' && scopesOf(bearerToken(request)) === undefined) return nobody();
    return handlers[match.route](match);
  };
  return createAdaptorServer({ fetch: way === 'guarded' ? guarded : byHand }) as Server;
}
