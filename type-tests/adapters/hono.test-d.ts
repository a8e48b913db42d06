import { type Context, Hono } from 'hono';
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

app.put('/api/v1/contacts/:id/tags/:tag', guard.route('PUT /api/v1/contacts/:id/tags/:tag'), (c) => {
  const { grant, params } = c.var;
  type Given = [
    Expect<Equal<typeof params, { readonly id: string; readonly tag: string }>>,
    ExpectNot<IsAny<typeof grant>>,
  ];
  c.env.KEYS.get('');
  listTags(c.var.grant);
  // @ts-expect-error its path has no such parameter
  c.var.params.name;
  return c.text(insertContact(grant, params.id));
});
app.get('/api/v1/contacts/:id', guard.route('GET /api/v1/contacts/:id'), (c) => {
  type Given = [Expect<Equal<typeof c.var.grant, GrantOf<Atender, 'contacts:read'>>>];
  // @ts-expect-error the route proves less
  insertContact(c.var.grant, c.var.params.id);
  return c.json(listContacts(c.var.grant));
});
app.get('/api/v1/search', guard.route('GET /api/v1/search'), (c) => {
  const { grant } = c.var;
  if (grant.has('contacts:read')) return c.json(listContacts(grant));
  // @ts-expect-error or the other
  return c.json(listContacts(c.var.grant));
});
app.get('/health', guard.route('GET /health'), (c) => {
  type Given = [Expect<Equal<typeof c.var.grant, Grant<'atender', never>>>];
  return c.text('up');
});

// -- a handler that was never guarded

app.get('/api/v1/tags', (c) => {
  // @ts-expect-error has no grant
  return c.json(listTags(c.var.grant));
});

// -- the whole table, in a chain

const chained = new Hono()
  .use(guard.table)
  .get('/api/v1/tags', (c) => {
    type Given = [Expect<Equal<typeof c.var.grant, Grant<'atender', never>>>];
    // @ts-expect-error nobody knows which route it is
    listTags(c.var.grant);
    // @ts-expect-error nor its parameters
    c.var.params;
    return c.json(listTags(atender.authorize(c.var.grant, 'tags:read')));
  })
  .get('/api/v1/contacts/:id', guard.route('GET /api/v1/contacts/:id'), (c) =>
    c.json({ id: c.var.params.id, others: listContacts(c.var.grant) }),
  );
new Hono().route('/', chained);

// -- refused

// @ts-expect-error no such route
guard.route('GET /nowhere');
// @ts-expect-error somebody has to ask
guardRoutes(api, {});
guardRoutes(api, {
  // @ts-expect-error no scopes
  authenticate: () => true,
});

// -- without a table

const authenticate = () => 'contacts:write tags:read';
app.post(
  '/notes',
  requireScope(atender, atender.allOf('contacts:write', 'tags:read'), { authenticate }),
  (c) => {
    listTags(c.var.grant);
    // @ts-expect-error there is no path to take parameters from
    c.var.params;
    return c.text(insertContact(c.var.grant, 'Ada'));
  },
);
app.get('/me', requireScope(atender, authenticated, { authenticate }), (c) => {
  // @ts-expect-error any valid key may call it
  return c.json(listTags(c.var.grant));
});
requireScope(atender, open, { authenticate });
// @ts-expect-error no such scope
requireScope(atender, 'contacts:wirte', { authenticate });
// @ts-expect-error a bare array could mean all or any
requireScope(atender, ['contacts:write'], { authenticate });
// @ts-expect-error another vocabulary's
requireScope(atender, github.anyOf('gist', 'repo'), { authenticate });

// A guard is named by its table.
guard satisfies HonoGuard<typeof api>;
type Named = [Expect<Equal<typeof guard, HonoGuard<typeof api>>>];
