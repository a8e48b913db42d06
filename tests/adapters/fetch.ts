import type { Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Grant } from 'scopeproof';
import { createFetch } from 'scopeproof/fetch';
import { bearerToken } from 'scopeproof/http';
import { api, maxHeaderSize, type Route, type Running, scopesOf, seen, wording } from './api.js';
import { listen } from './listen.js';

interface Given {
  readonly grant: Grant<'atender', never>;
  readonly params: Readonly<Record<string, string>>;
}
const answer =
  (route: Route) =>
  ({ grant, params }: Given) =>
    Response.json(seen(route, grant, params));

export const start = (): Promise<Running> => {
  const handle = createFetch(
    api,
    { authenticate: (request) => scopesOf(bearerToken(request)), ...wording },
    {
      'GET /api/v1/kb/*': answer('GET /api/v1/kb/*'),
      'HEAD /api/v1/kb/*': answer('HEAD /api/v1/kb/*'),
      'POST /api/v1/kb/*': answer('POST /api/v1/kb/*'),
      'PUT /api/v1/kb/*': answer('PUT /api/v1/kb/*'),
      'PATCH /api/v1/kb/*': answer('PATCH /api/v1/kb/*'),
      'DELETE /api/v1/kb/*': answer('DELETE /api/v1/kb/*'),
      'GET /api/v1/contacts/:id': answer('GET /api/v1/contacts/:id'),
      'POST /api/v1/contacts': answer('POST /api/v1/contacts'),
      'POST /api/v1/contacts/:id/tags': answer('POST /api/v1/contacts/:id/tags'),
      'GET /api/v1/search': answer('GET /api/v1/search'),
      'GET /api/v1/files/:name': answer('GET /api/v1/files/:name'),
      'GET /api/v1/files/(all)': answer('GET /api/v1/files/(all)'),
      'GET /api/v1/reports/:id.json': answer('GET /api/v1/reports/:id.json'),
      'GET /api/v1/reports/': answer('GET /api/v1/reports/'),
      'POST /api/v1/reports/:id:purge': answer('POST /api/v1/reports/:id:purge'),
      'GET /api/v1/contacts:count': answer('GET /api/v1/contacts:count'),
      'GET /@:user': answer('GET /@:user'),
      'GET /api/v1/me': answer('GET /api/v1/me'),
      'GET /health': answer('GET /health'),
    },
  );
  return listen(createAdaptorServer({ fetch: handle, serverOptions: { maxHeaderSize } }) as Server);
};
