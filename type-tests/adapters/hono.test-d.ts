import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { hc } from 'hono/client';
import { validator } from 'hono/validator';
import { authenticated, type Grant, type GrantOf, open } from 'scopeproof';
import { guardRoutes, type HonoGuard, requireScope } from 'scopeproof/hono';
import { type Atender, api, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect, ExpectNot, IsAny } from '../expect.js';

interface Bindings {
  readonly KEYS: { get(token: string): Promise<string | null> };
}
const guard = guardRoutes(api, {
  authenticate: (request, c: Context<{ Bindings: Bindings }>) =>
    c.env.KEYS.get(request.headers.get('x-api-key') ?? ''),
});
const app = new Hono<{ Bindings: Bindings }>();
app.use(guard.table);

// -- what a handler is given

app.put(
  '/api/v1/contacts/:id/tags/:tag',
  guard.route('PUT /api/v1/contacts/:id/tags/:tag', ({ grant, params }, c) => {
    type Given = [
      Expect<Equal<typeof params, { readonly id: string; readonly tag: string }>>,
      ExpectNot<IsAny<typeof grant>>,
      Expect<Equal<typeof c.env, Bindings>>,
    ];
    listTags(grant);
    // @ts-expect-error its path has no such parameter
    params.name;
    return c.text(insertContact(grant, params.id));
  }),
);
app.get(
  '/api/v1/contacts/:id',
  guard.route('GET /api/v1/contacts/:id', ({ grant, params }, c) => {
    type Given = [Expect<Equal<typeof grant, GrantOf<Atender, 'contacts:read'>>>];
    // @ts-expect-error the route proves less
    insertContact(grant, params.id);
    return c.json(listContacts(grant));
  }),
);
app.get(
  '/api/v1/search',
  guard.route('GET /api/v1/search', ({ grant }, c) => {
    if (grant.has('contacts:read')) return c.json(listContacts(grant));
    // @ts-expect-error or the other
    return c.json(listContacts(grant));
  }),
);
app.get(
  '/health',
  guard.route('GET /health', ({ grant }, c) => {
    type Given = [Expect<Equal<typeof grant, Grant<'atender', never>>>];
    return c.text('up');
  }),
);

// -- a guard before or behind a handler gives it nothing

const authenticate = () => 'contacts:write tags:read';
new Hono()
  .use(guard.table)
  .use(
    '/admin/*',
    requireScope(atender, 'contacts:write', { authenticate }, (_proven, _c, next) => next()),
  )
  .post('/signup', (c) => {
    // @ts-expect-error this handler has no guard
    insertContact(c.var.grant, 'Ada');
    // @ts-expect-error
    c.get('grant');
    return c.text('');
  })
  .get(
    '/api/v1/contacts/:id',
    guard.route('GET /api/v1/contacts/:id', ({ grant }, c) => {
      // @ts-expect-error the guard above is for another handler
      insertContact(grant, 'Ada');
      return c.json(listContacts(grant));
    }),
  );

// -- validators, and the typed client of Hono

const validated = new Hono().post(
  '/api/v1/contacts',
  guard.route(
    'POST /api/v1/contacts',
    validator('json', ({ name }) => ({ name: String(name) })),
    validator('query', ({ page }) => ({ page: String(page) })),
    ({ grant }, c) => {
      type Read = Expect<Equal<ReturnType<typeof c.req.valid<'json'>>, { name: string }>>;
      const { page } = c.req.valid('query');
      // @ts-expect-error no validator read a form
      c.req.valid('form');
      return c.json({ made: insertContact(grant, c.req.valid('json').name), page }, 201);
    },
  ),
);
const client = hc<typeof validated>('');
const made = await client.api.v1.contacts.$post({ json: { name: 'Ada' }, query: { page: '1' } });
(await made.json()) satisfies { made: string; page: string };
// @ts-expect-error no name
client.api.v1.contacts.$post({ json: {}, query: { page: '1' } });

// -- refused

// @ts-expect-error no such route
guard.route('GET /nowhere', (_, c) => c.text(''));
// @ts-expect-error no handler
guard.route('GET /health');
// @ts-expect-error somebody has to ask
guardRoutes(api, {});
guardRoutes(api, {
  // @ts-expect-error no scopes
  authenticate: () => true,
});

// -- without a table

app.post(
  '/notes',
  requireScope(
    atender,
    atender.allOf('contacts:write', 'tags:read'),
    { authenticate },
    ({ grant, principal: _, ...rest }, c) => {
      type Nothing = Expect<Equal<typeof rest, {}>>; // there is no path to take parameters from
      listTags(grant);
      return c.text(insertContact(grant, 'Ada'));
    },
  ),
);
app.get(
  '/me',
  requireScope(atender, authenticated, { authenticate }, ({ grant }, c) => {
    // @ts-expect-error any valid key may call it
    return c.json(listTags(grant));
  }),
);
app.post(
  '/notes',
  requireScope(
    atender,
    'contacts:write',
    { authenticate },
    validator('json', ({ name }) => ({ name: String(name) })),
    ({ grant }, c) => c.text(insertContact(grant, c.req.valid('json').name)),
  ),
);
const answer = () => new Response();
requireScope(atender, open, { authenticate }, answer);
// @ts-expect-error no such scope
requireScope(atender, 'contacts:wirte', { authenticate }, answer);
// @ts-expect-error a bare array could mean all or any
requireScope(atender, ['contacts:write'], { authenticate }, answer);
// @ts-expect-error another vocabulary's
requireScope(atender, github.anyOf('gist', 'repo'), { authenticate }, answer);
// Without a handler, it is middleware.
requireScope(atender, 'contacts:write', { authenticate }) satisfies MiddlewareHandler;

// A guard is named by its table.
guard satisfies HonoGuard<typeof api, { Bindings: Bindings }>;
const plain = guardRoutes(api, { authenticate });
type Named = [
  Expect<Equal<typeof guard, HonoGuard<typeof api, { Bindings: Bindings }>>>,
  Expect<Equal<typeof plain, HonoGuard<typeof api>>>,
];
