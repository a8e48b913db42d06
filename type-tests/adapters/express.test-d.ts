import express, { type Request } from 'express';
import { authenticated, type Grant, type GrantOf } from 'scopeproof';
import { type ExpressGuard, guardRoutes, requireScope } from 'scopeproof/express';
import { bearerToken } from 'scopeproof/http';
import { type Atender, api, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

const guard = guardRoutes(api, { authenticate: async (req) => bearerToken(req) });
const app = express();
app.use(guard.table);

// -- what a handler is given

app.put(
  '/api/v1/contacts/:id/tags/:tag',
  guard.route('PUT /api/v1/contacts/:id/tags/:tag', (req, res, next) => {
    type Given = [Expect<Equal<typeof req.params, { readonly id: string; readonly tag: string }>>];
    listTags(req.grant);
    // @ts-expect-error its path has no such parameter
    req.params.name;
    if (req.query.later) next();
    else res.send(insertContact(req.grant, req.params.id));
  }),
);
app.get(
  '/api/v1/contacts/:id',
  guard.route('GET /api/v1/contacts/:id', async (req, res) => {
    type Given = [Expect<Equal<typeof req.grant, GrantOf<Atender, 'contacts:read'>>>];
    // @ts-expect-error the route proves less
    insertContact(req.grant, req.params.id);
    return res.json(listContacts(req.grant));
  }),
);
app.get(
  '/api/v1/search',
  guard.route('GET /api/v1/search', (req, res) => {
    // @ts-expect-error or the other
    listContacts(req.grant);
    if (req.grant.has('contacts:read')) res.json(listContacts(req.grant));
  }),
);
app.get(
  '/api/v1/kb{/*rest}',
  guard.route('GET /api/v1/kb/*', (req, res) => res.send(req.params['*'])),
);
app.get(
  '/health',
  guard.route('GET /health', (req, res) => {
    type Given = [Expect<Equal<typeof req.grant, Grant<'atender', never>>>];
    res.send('up');
  }),
);

// -- a handler that was never guarded

app.get('/api/v1/tags', (req, res) => {
  // @ts-expect-error has no grant
  res.json(listTags(req.grant));
});
app.use(guard.table, (req, res) => {
  // @ts-expect-error nor has one behind the table, where nobody knows which route it is
  res.json(listTags(req.grant));
});

// -- refused

// @ts-expect-error no such route
guard.route('GET /nowhere', (_req, res) => res.end());
// @ts-expect-error no handler
guard.route('GET /health');
// @ts-expect-error somebody has to ask
guardRoutes(api, {});
guardRoutes(api, {
  // @ts-expect-error no scopes
  authenticate: () => true,
});

// -- without a table

const authenticate = (req: Request) => bearerToken(req);
app.post(
  '/notes/:id',
  requireScope(atender, atender.allOf('contacts:write', 'tags:read'), { authenticate }, (req, res) => {
    listTags(req.grant);
    res.send(insertContact(req.grant, String(req.params.id)));
  }),
);
app.get(
  '/me',
  requireScope(atender, authenticated, { authenticate }, (req, res) => {
    // @ts-expect-error any valid key may call it
    res.json(listTags(req.grant));
  }),
);
// @ts-expect-error no such scope
requireScope(atender, 'contacts:wirte', { authenticate }, (_req, res) => res.end());
// @ts-expect-error another vocabulary's
requireScope(atender, github.anyOf('gist', 'repo'), { authenticate }, (_req, res) => res.end());

// A guard is named by its table.
guard satisfies ExpressGuard<typeof api>;
type Named = [Expect<Equal<typeof guard, ExpressGuard<typeof api>>>];
