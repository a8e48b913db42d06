import {
  type Audit,
  audit,
  defineRoutes,
  type Grant,
  type HeldOf,
  type Key,
  type LeastScopes,
  leastKey,
  leastScopes,
  mount,
  open,
  type ScopeOf,
} from 'scopeproof';
import { type Atender, api, atender, github, grant, listContacts } from '../atender.js';
import type { Anything, Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- leastScopes

const least = leastScopes(api, ['GET /api/v1/contacts/:id', 'GET /api/v1/search']);
type Least = [
  Expect<Equal<typeof least, LeastScopes<Atender>>>,
  Expect<Equal<typeof least.scopes, readonly ScopeOf<Atender>[]>>,
  Expect<Equal<NonNullable<typeof least.bundle>['name'], 'basic' | 'read_all' | 'full_access'>>,
  Expect<Equal<NonNullable<typeof least.bundle>['excess'], readonly ScopeOf<Atender>[]>>,
  Expect<Equal<typeof least.exact, boolean>>,
  ExpectNot<IsAny<LeastScopes<Anything>>>,
];
// @ts-expect-error perhaps none covers the routes
least.bundle.name;
leastScopes(api, api.routes);
leastScopes(api, []);
leastScopes(api, [
  'GET /api/v1/contacts/:id',
  // @ts-expect-error no such route
  'GET /api/v1/contacts/:id/notes',
]);
// @ts-expect-error not a route table
leastScopes(atender, []);

// -- leastKey

const crmSync = leastKey(api, 'crm-sync', { routes: ['GET /api/v1/contacts/:id', 'POST /api/v1/contacts'] });
const tagger = leastKey(api, 'tagger', {
  routes: ['PUT /api/v1/contacts/:id/tags/:tag', 'GET /health', 'GET /api/v1/me'],
});
const searcher = leastKey(api, 'searcher', { routes: ['GET /api/v1/search', 'GET /api/v1/tags'] });
const idle = leastKey(api, 'idle', { routes: [] });
type Derived = [
  Expect<Equal<typeof crmSync, Key<'atender', 'contacts:read' | 'contacts:write'>>>,
  Expect<Equal<HeldOf<typeof tagger>, 'contacts:read' | 'contacts:write' | 'tags:read'>>,
  // What an alternative comes down to is chosen at run time.
  Expect<Equal<HeldOf<typeof searcher>, 'tags:read'>>,
  Expect<Equal<typeof idle, Key<'atender', never>>>,
  ExpectNot<Assignable<typeof crmSync, Grant<'atender', 'contacts:read'>>>,
];
leastKey(api, 'crm-sync', {
  routes: [
    // @ts-expect-error no such route
    'GET /api/v1/contacts/:id/notes',
  ],
});
// @ts-expect-error no routes said
leastKey(api, 'crm-sync', {});
listContacts(
  // @ts-expect-error a claim and no proof
  crmSync,
);

declare const either: 'GET /api/v1/contacts/:id' | 'GET /api/v1/tags';
declare const oneOfTwo: ['GET /api/v1/contacts/:id'] | ['GET /api/v1/tags'];
const unsure = leastKey(api, 'unsure', { routes: [either] });
const wide = leastKey(api, 'wide', { routes: api.routes });
const one = leastKey(api, 'one', { routes: oneOfTwo });
type Unsure = [
  Expect<Equal<HeldOf<typeof unsure>, never>>,
  Expect<Equal<HeldOf<typeof wide>, never>>,
  ExpectNot<Assignable<typeof one, Key<'atender', 'contacts:read'>>>,
];

declare const contacts: ScopeOf<Atender>[];
const begins = defineRoutes(atender, { 'GET /contacts': atender.allOf('tags:read', ...contacts) });
const begun = leastKey(begins, 'begun', { routes: ['GET /contacts'] });
type Begun = [Expect<Equal<HeldOf<typeof begun>, 'tags:read'>>];

// -- audit

const report = audit(api, crmSync, ['GET /api/v1/contacts/:id']);
type Report = [
  Expect<Equal<typeof report, Audit<Atender>>>,
  Expect<Equal<typeof report.missing, readonly ScopeOf<Atender>[]>>,
  Expect<Equal<typeof report.excess, readonly ScopeOf<Atender>[]>>,
  Expect<Equal<typeof report.redundant, readonly ScopeOf<Atender>[]>>,
  Expect<Equal<typeof report.equivalentBundles, readonly ('basic' | 'read_all' | 'full_access')[]>>,
  Expect<Equal<typeof report.unusedRoutes, readonly string[]>>,
  ExpectNot<IsAny<Audit<Anything>>>,
];
audit(api, atender.key('no-routes', { scopes: ['contacts:read'] }));
audit(
  api,
  // @ts-expect-error another vocabulary's
  github.key('foreign', { scopes: ['gist'] }),
);
audit(
  api,
  // @ts-expect-error a grant is no key
  grant,
);
audit(api, crmSync, [
  // @ts-expect-error no such route
  'GET /api/v1/contacts/:id/notes',
]);

// -- a requirement that is one of several in the types

declare const beta: boolean;
declare const perhaps: { readonly 'GET /optional'?: 'contacts:write' };
declare const surface: 'contacts' | 'tags';
const uncertain = defineRoutes(atender, {
  'GET /either': beta ? 'contacts:read' : 'tags:read',
  'GET /open': beta ? 'contacts:read' : open,
  'GET /or': beta ? 'contacts:read' : atender.anyOf('tags:read', 'tags:write'),
  'GET /all': beta ? atender.allOf('contacts:read', 'tags:read') : atender.allOf('tags:read'),
  'GET /optional': 'contacts:read',
  ...perhaps,
  ...mount(atender, '/some', surface),
  'GET /sure': 'tags:read',
});
const leastFor = {
  either: leastKey(uncertain, 'k', { routes: ['GET /either'] }),
  open: leastKey(uncertain, 'k', { routes: ['GET /open'] }),
  or: leastKey(uncertain, 'k', { routes: ['GET /or'] }),
  all: leastKey(uncertain, 'k', { routes: ['GET /all'] }),
  optional: leastKey(uncertain, 'k', { routes: ['GET /optional'] }),
  some: leastKey(uncertain, 'k', { routes: ['GET /some/*'] }),
  sure: leastKey(uncertain, 'k', { routes: ['GET /either', 'GET /sure'] }),
};
type LeastFor = typeof leastFor;
export type Uncertain = [
  Expect<Equal<HeldOf<LeastFor['either']>, never>>,
  Expect<Equal<HeldOf<LeastFor['open']>, never>>,
  Expect<Equal<HeldOf<LeastFor['or']>, never>>,
  Expect<Equal<HeldOf<LeastFor['all']>, never>>,
  Expect<Equal<HeldOf<LeastFor['optional']>, never>>,
  Expect<Equal<HeldOf<LeastFor['some']>, never>>,
  Expect<Equal<HeldOf<LeastFor['sure']>, 'tags:read'>>,
];
