import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyRequest,
  type FastifyTypeProvider,
  type onRequestHookHandler,
  type preHandlerHookHandler,
  type RouteShorthandOptions,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { GrantOf } from 'scopeproof';
import { type FastifyGuard, guardRoutes, type RequireScope, requireScope } from 'scopeproof/fastify';
import { bearerToken } from 'scopeproof/http';
import { Type } from 'typebox';
import { z } from 'zod';
import { type Atender, api, atender, insertContact, listContacts } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

const authenticate = (request: FastifyRequest) => bearerToken(request);
const guard = guardRoutes(api, { authenticate });

// -- TypeBox

const typed = guard.withTypeProvider<TypeBoxTypeProvider>();
const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
const schema = {
  params: Type.Object({ id: Type.Number() }),
  querystring: Type.Object({ page: Type.Number() }),
  headers: Type.Object({ 'X-Team': Type.String() }),
  body: Type.Object({ name: Type.String() }),
  response: {
    200: Type.Object({ id: Type.String() }),
    404: Type.Object({ reason: Type.String() }),
  },
};

app.route(
  typed.route('PUT /api/v1/contacts/:id/tags/:tag', { schema }, async function (proven, request, reply) {
    type Given = [
      // The parameters of the table are strings by its names; those of Fastify are as the schema says.
      Expect<Equal<typeof proven.params, { readonly id: string; readonly tag: string }>>,
      Expect<Equal<typeof request.params, { id: number }>>,
      Expect<Equal<typeof request.query, { page: number }>>,
      Expect<Equal<(typeof request.headers)['x-team'], string>>,
      Expect<Equal<typeof request.body, { name: string }>>,
    ];
    this.log.info(request.body.name);
    // @ts-expect-error the schema has no such property
    request.body.nome;
    // @ts-expect-error nor such a status
    reply.code(201);
    // @ts-expect-error another status sends it
    reply.code(404).send({ id: '42' });
    if (request.query.page > 9) return reply.code(404).send({ reason: 'no such page' });
    insertContact(proven.grant, request.body.name);
    return { id: proven.params.id };
  }),
);
app.route(
  typed.route('GET /api/v1/contacts/:id', { schema }, async ({ grant, params }) => {
    type Given = [Expect<Equal<typeof grant, GrantOf<Atender, 'contacts:read'>>>];
    // @ts-expect-error the route proves less
    insertContact(grant, params.id);
    listContacts(grant);
    return { id: params.id };
  }),
);
// @ts-expect-error the schema of the response says otherwise
typed.route('GET /api/v1/contacts/:id', { schema }, async () => ({ id: 42 }));
// @ts-expect-error also for what is not a promise
typed.route('GET /api/v1/contacts/:id', { schema }, () => ({ id: 42 }));

// A schema in place, whose literals are kept, and a spread.
const list = typed.route(
  'GET /api/v1/search',
  { schema: { querystring: Type.Object({ sort: Type.Union([Type.Literal('up'), Type.Literal('down')]) }) } },
  async (_proven, { query }) => {
    type Given = [Expect<Equal<typeof query.sort, 'up' | 'down'>>];
    return query.sort;
  },
);
app.route({ ...list, url: '/search' });
app.register(async (plugin) => plugin.withTypeProvider<TypeBoxTypeProvider>().route({ ...list, url: '/' }));
Fastify({ logger: true }).withTypeProvider<TypeBoxTypeProvider>().route(list);

// -- Zod

const zod = Fastify().withTypeProvider<ZodTypeProvider>();
const ofZod = guard.withTypeProvider<ZodTypeProvider>();
const event = {
  body: z.object({ since: z.string().transform(Number) }),
  response: { 200: z.object({ ok: z.boolean() }) },
};
zod.route(
  ofZod.route('GET /api/v1/kb/*', { schema: event }, async (_proven, { body }) => {
    type Given = [Expect<Equal<typeof body, { since: number }>>];
    return { ok: body.since > 0 };
  }),
);
// @ts-expect-error the schema of the response says otherwise
ofZod.route('GET /api/v1/kb/*', { schema: event }, async () => ({ ok: 'yes' }));

// -- no type provider

const plain = Fastify();
plain.route(
  guard.route(
    'GET /api/v1/kb/*',
    { schema: { body: { type: 'object', required: ['name'] } }, config: { cost: 3 } },
    async ({ params }, request) => {
      type Given = [
        Expect<Equal<typeof request.body, unknown>>,
        Expect<Equal<typeof request.routeOptions.config.cost, number>>,
      ];
      return params['*'];
    },
  ),
);
plain.route(
  guard.route(
    'GET /health',
    { bodyLimit: 9 },
    (_proven, request: FastifyRequest<{ Body: { a: string } }>) => {
      // @ts-expect-error as the handler says itself
      request.body.b;
      return request.body.a;
    },
  ),
);

// -- hooks of the route

declare const named: preHandlerHookHandler;
declare const many: onRequestHookHandler[];
app.route(
  typed.route(
    'GET /health',
    {
      schema,
      onRequest: [guard.table, async (request) => request.log.info(request.headers['x-team'])],
      preHandler: (request, _reply, done) => {
        type Given = [Expect<Equal<typeof request.body, { name: string }>>];
        done();
      },
    },
    async (_proven, { body }) => ({ id: body.name }),
  ),
);
app.route(
  typed.route('GET /health', { schema, preHandler: named, onRequest: many }, async (_proven, { body }) => ({
    id: body.name,
  })),
);
declare const common: RouteShorthandOptions;
plain.route(guard.route('GET /health', common, async () => 'up'));

// -- refused

const handle = async () => ({ id: '42' });
// @ts-expect-error no such route
typed.route('GET /nowhere', { schema }, handle);
// @ts-expect-error no handler
typed.route('GET /health', { schema });
// @ts-expect-error the handler comes last
typed.route('GET /health', handle, { schema });
// @ts-expect-error no such option
typed.route('GET /health', { schema, bodyLimits: 9 }, handle);
// @ts-expect-error no limit
typed.route('GET /health', { schema, bodyLimit: '9' }, handle);
// @ts-expect-error no hook
typed.route('GET /health', { schema, onRequest: 'log' }, handle);
// @ts-expect-error the table says it
typed.route('GET /health', { schema, url: '/' }, handle);
// @ts-expect-error as it does the method
typed.route('GET /health', { schema, method: 'POST' }, handle);
// @ts-expect-error the handler is the guarded one
typed.route('GET /health', { schema, handler: handle }, handle);
const held = { schema, url: '/' };
// @ts-expect-error also where the options have a name
typed.route('GET /health', held, handle);
// @ts-expect-error no type provider
guard.withTypeProvider<string>();

// -- without a table

const requireTyped = requireScope.withTypeProvider<TypeBoxTypeProvider>();
app.put(
  '/notes/:id',
  requireTyped(atender, 'contacts:write', { authenticate }, { schema }, async (proven, request) => {
    type Given = [
      Expect<Equal<keyof typeof proven, 'grant' | 'principal'>>,
      Expect<Equal<typeof request.params, { id: number }>>,
      Expect<Equal<typeof request.body, { name: string }>>,
    ];
    insertContact(proven.grant, request.body.name);
    return { id: '42' };
  }),
);
zod.put(
  '/events',
  requireScope.withTypeProvider<ZodTypeProvider>()(
    atender,
    'contacts:read',
    { authenticate: () => ({ scopes: 'contacts:read', principal: 7 }) },
    { schema: event },
    async ({ grant, principal }, { body }) => {
      type Given = [Expect<Equal<typeof principal, number>>, Expect<Equal<typeof body, { since: number }>>];
      // @ts-expect-error it requires less
      insertContact(grant, 'Ada');
      return { ok: true };
    },
  ),
);
plain.put(
  '/plain',
  requireScope(
    atender,
    'contacts:read',
    { authenticate },
    { schema: { body: {} } },
    async (_proven, { body }) => {
      type Given = [Expect<Equal<typeof body, unknown>>];
      return body;
    },
  ),
);
app.put('/hook', { schema, onRequest: requireTyped(atender, 'contacts:read', { authenticate }) }, handle);
app.put(
  '/short',
  requireTyped(atender, 'contacts:read', { authenticate }, async () => 'short'),
);
// @ts-expect-error the schema of the response says otherwise
requireTyped(atender, 'contacts:read', { authenticate }, { schema }, async () => ({ id: 42 }));
// @ts-expect-error no such scope
requireTyped(atender, 'contacts:raed', { authenticate }, { schema }, handle);
// @ts-expect-error no handler
requireTyped(atender, 'contacts:read', { authenticate }, { schema });
// @ts-expect-error the handler is the guarded one
requireTyped(atender, 'contacts:read', { authenticate }, { schema, handler: handle }, handle);

// A guard is named by its table and its type provider.
type Named = [
  Expect<Equal<typeof guard, FastifyGuard<typeof api>>>,
  Expect<Equal<typeof typed, FastifyGuard<typeof api, undefined, TypeBoxTypeProvider>>>,
  Expect<Equal<typeof requireTyped, RequireScope<TypeBoxTypeProvider>>>,
];
const generic = <Provider extends FastifyTypeProvider>(): FastifyGuard<typeof api, undefined, Provider> =>
  guard.withTypeProvider();
