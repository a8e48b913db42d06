import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { authenticated, type Grant, type GrantOf } from 'scopeproof';
import { type FastifyGuard, guardRoutes, requireScope } from 'scopeproof/fastify';
import { bearerToken } from 'scopeproof/http';
import { type Atender, api, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

const guard = guardRoutes(api, { authenticate: async (request) => bearerToken(request) });
const app = Fastify({ logger: true });
app.addHook('onRequest', guard.table);

// -- what a handler is given

app.route(
  guard.route('PUT /api/v1/contacts/:id/tags/:tag', async ({ grant, params }, request, reply) => {
    type Given = [
      Expect<Equal<typeof params, { readonly id: string; readonly tag: string }>>,
      Expect<Equal<typeof request, FastifyRequest>>,
      Expect<Equal<typeof request.body, unknown>>,
      Expect<Equal<typeof reply, FastifyReply>>,
    ];
    listTags(grant);
    // @ts-expect-error its path has no such parameter
    params.name;
    // @ts-expect-error the request is as Fastify has it
    request.grant;
    reply.code(201);
    return insertContact(grant, params.id);
  }),
);
app.route(
  guard.route('GET /api/v1/contacts/:id', function ({ grant, params }, _request, reply) {
    type Given = [Expect<Equal<typeof grant, GrantOf<Atender, 'contacts:read'>>>];
    this.log.info('shown');
    // @ts-expect-error the route proves less
    insertContact(grant, params.id);
    reply.send(listContacts(grant));
  }),
);
app.route(
  guard.route('GET /api/v1/search', async ({ grant }) => {
    // @ts-expect-error or the other
    listContacts(grant);
    return grant.has('contacts:read') ? listContacts(grant) : [];
  }),
);
const rest = guard.route('GET /api/v1/kb/*', async ({ params }) => params['*']);
app.route({ ...rest, onRequest: [rest.onRequest, async () => {}], schema: { querystring: {} } });
app.route({ ...rest, url: '/api/v1/kb' });
app.route(
  guard.route('GET /health', async ({ grant }) => {
    type Given = [Expect<Equal<typeof grant, Grant<'atender', never>>>];
    return 'up';
  }),
);

// -- a handler that was never guarded

app.get('/api/v1/tags', async (request) => {
  // @ts-expect-error has no grant
  return listTags(request.grant);
});

// -- refused

// @ts-expect-error no such route
guard.route('GET /nowhere', async () => 'nothing');
// @ts-expect-error no handler
guard.route('GET /health');
// @ts-expect-error somebody has to ask
guardRoutes(api, {});
guardRoutes(api, {
  // @ts-expect-error no scopes
  authenticate: () => true,
});

// -- without a table

const authenticate = (request: FastifyRequest) => bearerToken(request);
app.post(
  '/notes',
  requireScope(atender, atender.allOf('contacts:write', 'tags:read'), { authenticate }, async (proven) => {
    type Given = [Expect<Equal<keyof typeof proven, 'grant' | 'principal'>>];
    listTags(proven.grant);
    return insertContact(proven.grant, 'Ada');
  }),
);
app.get(
  '/me',
  requireScope(atender, authenticated, { authenticate }, async ({ grant }) => {
    // @ts-expect-error any valid key may call it
    return listTags(grant);
  }),
);
// @ts-expect-error no such scope
requireScope(atender, 'contacts:wirte', { authenticate }, async () => '');
// @ts-expect-error another vocabulary's
requireScope(atender, github.anyOf('gist', 'repo'), { authenticate }, async () => '');

// A guard is named by its table.
guard satisfies FastifyGuard<typeof api>;
type Named = [Expect<Equal<typeof guard, FastifyGuard<typeof api>>>];
