import { defineKey, type HeldOf, type Key, type RoutesAllowed, type ScopeOf } from 'scopeproof';
import { type Api, type Atender, api, atender, listContacts } from '../atender.js';
import type { Anything, Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- keys that fit their routes

const crmSync = defineKey(api, 'crm-sync', {
  scopes: ['contacts:write'],
  routes: ['GET /api/v1/contacts/:id', 'POST /api/v1/contacts'],
});
// Both listed: a justified scope brings the other along.
const bothListed = defineKey(api, 'both-listed', {
  scopes: ['contacts:read', 'contacts:write'],
  routes: ['POST /api/v1/contacts'],
});
const tagger = defineKey(api, 'tagger', {
  scopes: ['contacts:write', 'tags:read'],
  routes: ['PUT /api/v1/contacts/:id/tags/:tag', 'GET /health', 'GET /api/v1/me'],
});
// Of alternatives one is enough; any that is named is justified.
const searcher = defineKey(api, 'searcher', { scopes: ['contacts:read'], routes: ['GET /api/v1/search'] });
defineKey(api, 'other-way', { scopes: ['knowledge:read', 'tags:read'], routes: ['GET /api/v1/search'] });
defineKey(api, 'every-way', {
  scopes: ['contacts:read', 'knowledge:read', 'tags:read'],
  routes: ['GET /api/v1/search'],
});
const nobody = defineKey(api, 'nobody', { scopes: [], routes: ['GET /health', 'GET /api/v1/me'] });
defineKey(api, 'nothing', {});
const mountSync = defineKey(api, 'kb-sync', {
  scopes: ['knowledge:write'],
  routes: ['GET /api/v1/kb/*', 'DELETE /api/v1/kb/*'],
});
// A bundle instead of scopes, or beside them; its excess is no error.
const reader = defineKey(api, 'reader', { bundle: 'basic', routes: ['GET /api/v1/contacts/:id'] });
const mixed = defineKey(api, 'mixed', {
  bundle: 'basic',
  scopes: ['contacts:write'],
  routes: ['PUT /api/v1/contacts/:id/tags/:tag'],
});
const admin = defineKey(api, 'admin', { bundle: 'full_access', routes: api.routes });

type Keys = [
  Expect<Equal<typeof crmSync, Key<'atender', 'contacts:read' | 'contacts:write'>>>,
  Expect<Equal<typeof bothListed, typeof crmSync>>,
  Expect<Equal<HeldOf<typeof tagger>, 'contacts:read' | 'contacts:write' | 'tags:read'>>,
  Expect<Equal<HeldOf<typeof searcher>, 'contacts:read'>>,
  Expect<Equal<HeldOf<typeof nobody>, never>>,
  Expect<Equal<HeldOf<typeof mountSync>, 'knowledge:read' | 'knowledge:write'>>,
  Expect<Equal<HeldOf<typeof reader>, 'contacts:read' | 'tags:read'>>,
  Expect<Equal<HeldOf<typeof mixed>, 'contacts:read' | 'contacts:write' | 'tags:read'>>,
  Expect<Equal<HeldOf<typeof admin>, ScopeOf<Atender>>>,
];
listContacts(
  // @ts-expect-error a claim and no proof
  crmSync,
);

// -- a route that the scopes do not cover, under that route

defineKey(api, 'short', {
  scopes: ['contacts:read'],
  routes: [
    'GET /api/v1/contacts/:id',
    // @ts-expect-error key lacks contacts:write
    'POST /api/v1/contacts',
  ],
});
defineKey(api, 'short', {
  scopes: ['contacts:write'],
  routes: [
    'POST /api/v1/contacts',
    // @ts-expect-error key lacks tags:read
    'PUT /api/v1/contacts/:id/tags/:tag',
  ],
});
defineKey(api, 'short', {
  scopes: ['tags:read'],
  routes: [
    'GET /api/v1/tags',
    // @ts-expect-error key lacks contacts:read or knowledge:read
    'GET /api/v1/search',
  ],
});
defineKey(api, 'short', {
  bundle: 'basic',
  routes: [
    // @ts-expect-error key lacks contacts:write
    'POST /api/v1/contacts',
  ],
});
defineKey(api, 'short', {
  routes: [
    // @ts-expect-error key lacks tags:read
    'GET /api/v1/tags',
  ],
});

// -- a scope that no route needs, under that scope

defineKey(api, 'excess', {
  scopes: [
    'contacts:write',
    // @ts-expect-error no listed route needs tags:read
    'tags:read',
  ],
  routes: ['POST /api/v1/contacts'],
});
defineKey(api, 'excess', {
  scopes: [
    // @ts-expect-error contacts:read is enough
    'contacts:write',
  ],
  routes: ['GET /api/v1/contacts/:id'],
});
defineKey(api, 'excess', {
  scopes: [
    // @ts-expect-error contacts:read is enough, and is there
    'contacts:write',
    'contacts:read',
  ],
  routes: ['GET /api/v1/contacts/:id'],
});
defineKey(api, 'excess', {
  scopes: [
    // @ts-expect-error an open route needs none
    'tags:read',
  ],
  routes: ['GET /health'],
});
defineKey(api, 'excess', {
  scopes: [
    // @ts-expect-error no routes, no needs
    'tags:read',
  ],
});

// -- names that are none

defineKey(api, 'misspelt', {
  scopes: [
    // @ts-expect-error no such scope
    'contacts:reed',
  ],
  routes: ['GET /health'],
});
defineKey(api, 'misspelt', {
  scopes: ['contacts:read'],
  routes: [
    'GET /api/v1/contacts/:id',
    // @ts-expect-error no such route
    'GET /api/v1/contacts',
  ],
});
defineKey(api, 'misspelt', {
  // @ts-expect-error no such bundle
  bundle: 'basics',
});
defineKey(api, 'misspelt', {
  // @ts-expect-error no such option
  scope: ['contacts:read'],
});
// @ts-expect-error not a route table
defineKey(atender, 'misspelt', {});

// -- only what is sure covers a route

declare const either: 'contacts:read' | 'tags:read';
declare const oneOfTwo: ['contacts:read'] | ['tags:read'];
declare const scopes: ScopeOf<Atender>[];
declare const bundle: 'basic' | 'full_access';
declare const route: 'GET /api/v1/contacts/:id' | 'GET /api/v1/tags';
declare const unchecked: Anything;
defineKey(api, 'unsure', {
  scopes: [either],
  // @ts-expect-error one of the two, nobody knows which
  routes: ['GET /api/v1/contacts/:id', 'GET /api/v1/tags'],
});
declare const both: ['GET /api/v1/contacts/:id', 'GET /api/v1/tags'];
// @ts-expect-error one of the two, nobody knows which
defineKey(api, 'unsure', { scopes: oneOfTwo, routes: both });
defineKey(api, 'unsure', {
  bundle,
  routes: [
    // @ts-expect-error one of the two, nobody knows which
    'POST /api/v1/contacts',
  ],
});
defineKey(api, 'unsure', {
  scopes: ['contacts:read', 'tags:read'],
  routes: [route],
});
defineKey(api, 'unsure', {
  scopes: ['contacts:read'],
  routes: [
    // @ts-expect-error perhaps the other
    route,
  ],
});
const parsed = defineKey(api, 'parsed', {
  scopes: [unchecked],
  routes: [
    // @ts-expect-error whatever came out of JSON.parse covers nothing
    'GET /api/v1/tags',
  ],
});
const parsedBundle = defineKey(api, 'parsed', {
  bundle: unchecked,
  routes: [
    // @ts-expect-error the same
    'GET /api/v1/tags',
  ],
});
type Unsure = [
  Expect<Equal<HeldOf<typeof parsed>, never>>,
  Expect<Equal<HeldOf<typeof parsedBundle>, never>>,
];

// -- RoutesAllowed

type Allowed = [
  Expect<
    Equal<
      RoutesAllowed<Api, typeof crmSync>,
      | 'GET /api/v1/contacts/:id'
      | 'POST /api/v1/contacts'
      | 'GET /api/v1/search'
      | 'GET /api/v1/me'
      | 'GET /health'
    >
  >,
  Expect<Equal<RoutesAllowed<Api, typeof admin>, (typeof api.routes)[number]>>,
  Expect<Equal<RoutesAllowed<Api, typeof nobody>, 'GET /api/v1/me' | 'GET /health'>>,
  Expect<
    Equal<
      RoutesAllowed<Api, Key<'atender', 'knowledge:read' | 'tags:read'>>,
      | 'GET /api/v1/kb/*'
      | 'HEAD /api/v1/kb/*'
      | 'GET /api/v1/tags'
      | 'GET /api/v1/search'
      | 'GET /api/v1/me'
      | 'GET /health'
    >
  >,
  Expect<Equal<RoutesAllowed<Api, never>, never>>,
  Expect<Equal<RoutesAllowed<Api, Key<'github', 'contacts:write' | 'knowledge:read'>>, never>>,
  ExpectNot<IsAny<RoutesAllowed<Api, Anything>>>,
  ExpectNot<IsAny<RoutesAllowed<Anything, typeof crmSync>>>,
  // Two keys do not open together what neither opens by itself.
  ExpectNot<
    Assignable<
      'PUT /api/v1/contacts/:id/tags/:tag',
      RoutesAllowed<Api, Key<'atender', 'contacts:write'> | Key<'atender', 'tags:read'>>
    >
  >,
];
