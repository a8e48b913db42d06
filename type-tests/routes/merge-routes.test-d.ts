import { defineKey, defineRoutes, defineScopes, mergeRoutes, type NeedsOf, open } from 'scopeproof';
import { atender, grant, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

const contacts = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
});
const tags = defineRoutes(atender, { 'GET /tags': 'tags:read' });
const health = defineRoutes(atender, { 'GET /health': open });

const api = mergeRoutes(contacts, tags, health);
type Routes = [
  Expect<
    Equal<(typeof api.routes)[number], 'GET /contacts/:id' | 'POST /contacts' | 'GET /tags' | 'GET /health'>
  >,
  Expect<Equal<NeedsOf<typeof api, 'GET /tags'>, 'tags:read'>>,
  Expect<Equal<NeedsOf<typeof api, 'POST /contacts'>, 'contacts:write'>>,
];
listTags(api.authorize(grant, 'GET /tags'));
api.handler('GET /contacts/:id', ({ grant: proven, params }) => [params.id, listContacts(proven)]);
insertContact(
  // @ts-expect-error the route only reads
  api.authorize(grant, 'GET /contacts/:id'),
  'Ada',
);
// @ts-expect-error no such route
api.needs('GET /nowhere');

defineKey(api, 'reader', {
  scopes: ['contacts:read', 'tags:read'],
  routes: ['GET /contacts/:id', 'GET /tags'],
});
defineKey(api, 'reader', {
  scopes: ['contacts:read'],
  routes: [
    'GET /contacts/:id',
    // @ts-expect-error key lacks tags:read
    'GET /tags',
  ],
});

const other = defineScopes('other', { surfaces: { tags: ['read'] } });
mergeRoutes(
  contacts,
  // @ts-expect-error a table of another vocabulary
  defineRoutes(other, { 'GET /others': 'tags:read' }),
);
// @ts-expect-error no table
mergeRoutes(contacts, { 'GET /tags': 'tags:read' });
// @ts-expect-error no table
mergeRoutes();

const alone = mergeRoutes(tags);
type Alone = [Expect<Equal<typeof alone, typeof tags>>];
