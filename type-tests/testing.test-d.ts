import type { GrantOf } from 'scopeproof';
import { grantFor, grantForRoute } from 'scopeproof/testing';
import { type Atender, api, atender, insertContact, listContacts } from './atender.js';
import type { Equal, Expect } from './expect.js';

// -- by a requirement

listContacts(grantFor(atender, 'contacts:read'));
insertContact(grantFor(atender, 'contacts:write'), 'Ada');
listContacts(grantFor(atender, atender.allOf('contacts:write', 'tags:read')));
insertContact(
  // @ts-expect-error contacts:read is less
  grantFor(atender, 'contacts:read'),
  'Ada',
);
// @ts-expect-error no such scope
grantFor(atender, 'contacts:reed');
// @ts-expect-error no requirement
grantFor(atender, undefined);
// @ts-expect-error a route table is no vocabulary
grantFor(api, 'contacts:read');

const either = grantFor(atender, atender.anyOf('contacts:read', 'tags:read'));
type Made = [Expect<Equal<typeof either, GrantOf<Atender, 'contacts:read'> | GrantOf<Atender, 'tags:read'>>>];

// -- by a route

const forRoute = grantForRoute(api, 'POST /api/v1/contacts');
type ForRoute = [Expect<Equal<typeof forRoute, GrantOf<Atender, 'contacts:write'>>>];
insertContact(forRoute, 'Ada');
insertContact(
  // @ts-expect-error the route only reads
  grantForRoute(api, 'GET /api/v1/contacts/:id'),
  'Ada',
);
// @ts-expect-error no such route
grantForRoute(api, 'GET /nowhere');
