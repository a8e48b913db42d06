/** Servers of `createFetch`: on the adapter of Hono for Node, and on a few lines of `node:http`. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createFetch, type FetchHandlers } from 'scopeproof/fetch';
import type { Api } from '../tables.js';
import { type Build, headerOf, headers, maxHeaderSize, serverOf, targetPath } from './layout.js';

export const buildFetch: Build = (plan, random) => {
  const handlers = plan.table.map(({ route, method, path }) => [
    route,
    ({ request }: { readonly request: Request }) => {
      plan.ran(
        request.headers.get(headers.id) ?? undefined,
        { method, paths: [path], guarded: route },
        { method: request.method, path: targetPath(request.url), isRewritten: false },
      );
      return new Response('ran');
    },
  ]);
  const handle = createFetch(
    plan.api,
    { authenticate: (request) => plan.storedFor(request.headers.get('authorization') ?? undefined) },
    Object.fromEntries(handlers) as FetchHandlers<Api>,
  );
  if (random.chance(0.5)) {
    const server = createAdaptorServer({ fetch: handle, serverOptions: { maxHeaderSize } });
    return { server: server as Server, notes: ['createAdaptorServer of @hono/node-server'] };
  }
  const server = serverOf(async (incoming, answer) => {
    try {
      const given = Object.entries(incoming.headers).map(([name]) => [name, headerOf(incoming, name) ?? '']);
      const { method = '', url = '' } = incoming;
      const address = new URL(url, 'http://fuzz');
      const response = await handle(new Request(address, { method, headers: Object.fromEntries(given) }));
      answer.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
    } catch {
      answer.writeHead(400).end();
    }
  });
  return { server, notes: ['new Request(new URL(url, base)) on node:http'] };
};
