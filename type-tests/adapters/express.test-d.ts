import express, { type NextFunction, type Request, type Response } from 'express';
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
  guard.route('PUT /api/v1/contacts/:id/tags/:tag', ({ grant, params }, req, res, next) => {
    type Given = [
      Expect<Equal<typeof params, { readonly id: string; readonly tag: string }>>,
      Expect<Equal<typeof req, Request>>,
      Expect<Equal<typeof res, Response>>,
      Expect<Equal<typeof next, NextFunction>>,
    ];
    listTags(grant);
    // @ts-expect-error its path has no such parameter
    params.name;
    // @ts-expect-error the request is as Express has it
    req.grant;
    if (req.query.later) next();
    else res.send(insertContact(grant, params.id));
  }),
);
app.get(
  '/api/v1/contacts/:id',
  guard.route('GET /api/v1/contacts/:id', async ({ grant, params }, _req, res) => {
    type Given = [Expect<Equal<typeof grant, GrantOf<Atender, 'contacts:read'>>>];
    // @ts-expect-error the route proves less
    insertContact(grant, params.id);
    return res.json(listContacts(grant));
  }),
);
app.get(
  '/api/v1/search',
  guard.route('GET /api/v1/search', ({ grant }, _req, res) => {
    // @ts-expect-error or the other
    listContacts(grant);
    if (grant.has('contacts:read')) res.json(listContacts(grant));
  }),
);
app.get(
  '/api/v1/kb{/*rest}',
  guard.route('GET /api/v1/kb/*', ({ params }, _req, res) => res.send(params['*'])),
);
app.get(
  '/health',
  guard.route('GET /health', ({ grant }, _req, res) => {
    type Given = [Expect<Equal<typeof grant, Grant<'atender', never>>>];
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
guard.route('GET /nowhere', (_proven, _req, res) => res.end());
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
  requireScope(
    atender,
    atender.allOf('contacts:write', 'tags:read'),
    { authenticate },
    (proven, req, res) => {
      type Given = [Expect<Equal<keyof typeof proven, 'grant' | 'principal'>>];
      listTags(proven.grant);
      res.send(insertContact(proven.grant, String(req.params.id)));
    },
  ),
);
app.get(
  '/me',
  requireScope(atender, authenticated, { authenticate }, ({ grant }, _req, res) => {
    // @ts-expect-error any valid key may call it
    res.json(listTags(grant));
  }),
);
// @ts-expect-error no such scope
requireScope(atender, 'contacts:wirte', { authenticate }, (_proven, _req, res) => res.end());
// @ts-expect-error another vocabulary's
requireScope(atender, github.anyOf('gist', 'repo'), { authenticate }, (_proven, _req, res) => res.end());

// A guard is named by its table.
guard satisfies ExpressGuard<typeof api>;
type Named = [Expect<Equal<typeof guard, ExpressGuard<typeof api>>>];
