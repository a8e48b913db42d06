import {
  authenticated,
  defineRoutes,
  type Grant,
  type GrantOf,
  InsufficientScopeError,
  open,
} from 'scopeproof';
import {
  bearerChallenge,
  bearerToken,
  type Decision,
  type GuardedRequest,
  guardRoutes,
  guardScopes,
  metadataUrl,
  type Problem,
  protectedResourceMetadata,
  type Refusal,
  type RouteRequest,
  refusals,
  type StoredScopes,
} from 'scopeproof/http';
import { type Atender, api, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- what authenticate may give

type Stores = [
  Expect<Assignable<string | readonly string[] | Set<string> | undefined | null, StoredScopes>>,
  ExpectNot<Assignable<number, StoredScopes>>,
  ExpectNot<Assignable<false, StoredScopes>>,
  Expect<Assignable<{ scopes: string }, StoredScopes>>,
  ExpectNot<Assignable<{ scopes: string | undefined }, StoredScopes>>,
];

// -- a route

interface Incoming {
  readonly key: string | undefined;
}
declare const call: RouteRequest<Incoming>;
const guard = guardRoutes(api, { authenticate: (request: Incoming) => request.key });
const created = await guard.route(call, 'POST /api/v1/contacts');
const tagged = await guard.route(call, 'PUT /api/v1/contacts/:id/tags/:tag');
const found = await guard.route(call, 'GET /api/v1/search');
const up = await guard.route(call, 'GET /health');
const any = await guard.table(call);

if (created.ok) {
  insertContact(created.grant, 'Ada');
  type Given = [
    Expect<Equal<typeof created.grant, GrantOf<Atender, 'contacts:write'>>>,
    Expect<Equal<typeof created.route, 'POST /api/v1/contacts'>>,
    Expect<Equal<typeof created.params, {}>>,
  ];
} else {
  type Refused = [
    Expect<Equal<typeof created.refusal, Refusal>>,
    Expect<Equal<typeof created.refusal.body, Problem>>,
    Expect<Equal<typeof created.error, InsufficientScopeError | undefined>>,
  ];
  // @ts-expect-error nothing is proven
  insertContact(created.grant, 'Ada');
}
if (tagged.ok) {
  listTags(tagged.grant);
  insertContact(tagged.grant, tagged.params.id + tagged.params.tag);
  // @ts-expect-error no such parameter
  tagged.params.name;
}
if (found.ok) {
  listContacts(
    // @ts-expect-error or the other
    found.grant,
  );
  if (found.grant.has('contacts:read')) listContacts(found.grant);
}
if (up.ok) {
  type Given = [Expect<Equal<typeof up.grant, Grant<'atender', never>>>];
}
// @ts-expect-error not asked yet
insertContact(created.grant, 'Ada');
// @ts-expect-error no such route
guard.route(call, 'GET /nowhere');
// @ts-expect-error not one of the table
guard.route(call, 'GET /api/v1/contacts/42');

// -- the whole table

if (any.ok) {
  const name: string | undefined = any.params.name;
  type Given = [
    Expect<Equal<typeof any.grant, Grant<'atender', never>>>,
    Expect<Equal<typeof any.route, (typeof api.routes)[number]>>,
    ExpectNot<IsAny<typeof any.params>>,
  ];
  listContacts(
    // @ts-expect-error nobody knows which route it is
    any.grant,
  );
}

// -- without a table

declare const asked: GuardedRequest<Incoming>;
const scopes = guardScopes(atender, { authenticate: async (request: Incoming) => request.key });
const both = await scopes.check(asked, atender.allOf('contacts:write', 'tags:read'));
const anybody = await scopes.check(asked, authenticated);
const open_ = await scopes.check(asked, open);
if (both.ok) {
  insertContact(both.grant, 'Ada');
  listTags(both.grant);
}
if (anybody.ok && open_.ok) {
  type Given = [
    Expect<Equal<typeof anybody.grant, Grant<'atender', never>>>,
    Expect<Equal<typeof open_.grant, Grant<'atender', never>>>,
  ];
}
// @ts-expect-error no such scope
scopes.check(asked, 'contacts:wirte');
// @ts-expect-error a bare array could mean all or any
scopes.check(asked, ['contacts:write']);
// @ts-expect-error another vocabulary's
scopes.check(asked, github.anyOf('gist', 'repo'));

// -- options

// @ts-expect-error somebody has to ask
guardRoutes(api, {});
guardRoutes(api, {
  // @ts-expect-error no scopes
  authenticate: () => 42,
});
guardRoutes(api, {
  // @ts-expect-error no scopes either
  authenticate: async () => ({ scope: 'tags:read' }),
});
guardRoutes(api, {
  // @ts-expect-error a row that may be missing is nothing, a refusal is not a boolean
  authenticate: () => false as const,
});
guardRoutes(api, { authenticate: () => undefined, realm: undefined, disclose: false });
guardRoutes(
  // @ts-expect-error not a route table
  { 'GET /tags': 'tags:read' },
  { authenticate: () => '' },
);
guardRoutes(defineRoutes(github, { 'GET /gists': 'gist' }), { authenticate: () => new Set(['gist']) });

// -- the rest

bearerToken('Bearer abc') satisfies string | undefined;
bearerToken(new Headers());
bearerToken({ headers: new Headers() });
bearerToken({ headers: { authorization: 'Bearer abc' } });
bearerToken(undefined);
// @ts-expect-error nothing that has headers
bearerToken(42);
bearerChallenge({ error: 'insufficient_scope', scope: ['tags:read'] }) satisfies string;
// @ts-expect-error no such error
bearerChallenge({ error: 'forbidden' });
refusals().insufficientScope(
  new InsufficientScopeError([['tags:read']], ['tags:read'], []),
) satisfies Refusal;
new Response(null, refusals().notFound);
metadataUrl('https://api.example.com') satisfies string;
const metadata = protectedResourceMetadata(atender, { resource: 'https://api.example.com' });
type Metadata = [Expect<Equal<(typeof metadata.scopes_supported)[number], (typeof atender.scopes)[number]>>];
// @ts-expect-error of what?
protectedResourceMetadata(atender, {});

type Decisions = [Expect<Assignable<Decision<{ a: 1 }>, { readonly ok: boolean }>>];
