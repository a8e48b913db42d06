import {
  type authenticated,
  type Context,
  defineKey,
  defineRoutes,
  defineScopes,
  type GrantOf,
  type Match,
  type Method,
  mount,
  type NeedsOf,
  type open,
  type Params,
  type RouteTable,
  type ScopeOf,
} from 'scopeproof';
import {
  type Api,
  type Atender,
  api,
  atender,
  github,
  grant,
  insertContact,
  listContacts,
  listTags,
} from '../atender.js';
import type { Anything, Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- NeedsOf

type Needs = [
  Expect<Equal<NeedsOf<Api, 'POST /api/v1/contacts'>, 'contacts:write'>>,
  Expect<Equal<NeedsOf<Api, 'PATCH /api/v1/kb/*'>, 'knowledge:write'>>,
  Expect<Equal<NeedsOf<Api, 'GET /health'>, typeof open>>,
  Expect<Equal<NeedsOf<Api, 'GET /api/v1/me'>, typeof authenticated>>,
  Expect<Equal<NeedsOf<Api, 'POST /api/v1/contacts' | 'GET /api/v1/tags'>, 'contacts:write' | 'tags:read'>>,
  Expect<Equal<NeedsOf<Api, never>, never>>,
  Expect<Equal<NeedsOf<Api, string>, string>>,
  Expect<Equal<NeedsOf<Api, 'GET /nowhere'>, 'no such route: GET /nowhere'>>,
  Expect<Equal<NeedsOf<never, 'POST /api/v1/contacts'>, never>>,
  ExpectNot<IsAny<NeedsOf<Api, Anything>>>,
  ExpectNot<IsAny<NeedsOf<Anything, 'GET /contacts'>>>,
  ExpectNot<IsAny<RouteTable<Atender, Anything>>>,
];

// -- the table

const needs = api.needs('POST /api/v1/contacts');
type Table = [
  Expect<Equal<typeof needs, 'contacts:write'>>,
  Expect<Assignable<'GET /health', (typeof api.routes)[number]>>,
  Expect<Assignable<'DELETE /api/v1/kb/*', (typeof api.routes)[number]>>,
  ExpectNot<Assignable<string, (typeof api.routes)[number]>>,
  Expect<Equal<typeof api.vocabulary, Atender>>,
];
// @ts-expect-error no such route
api.needs('GET /nowhere');
// @ts-expect-error frozen
api.routes.push('GET /health');

// -- wrong tables, each refused on the literal that is wrong

defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  // @ts-expect-error no such scope
  'POST /contacts': 'contacts:wirte',
});
defineRoutes(atender, {
  // @ts-expect-error a bare array could mean all or any
  'POST /contacts': ['contacts:write', 'tags:read'],
});
defineRoutes(atender, {
  // @ts-expect-error nor is an empty one open
  'GET /contacts': [],
});
defineRoutes(atender, {
  // @ts-expect-error says nothing
  'GET /contacts': undefined,
});
defineRoutes(atender, {
  // @ts-expect-error a pattern is no requirement
  'GET /contacts': '*:read',
});
defineRoutes(atender, {
  // @ts-expect-error another vocabulary's
  'GET /contacts': github.anyOf('gist', 'repo'),
});
defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  // @ts-expect-error unknown method
  'FETCH /contacts': 'contacts:read',
});
defineRoutes(atender, {
  // @ts-expect-error methods are in upper case
  'get /contacts': 'contacts:read',
});
defineRoutes(atender, {
  // @ts-expect-error the path does not start with /
  'GET contacts': 'contacts:read',
});
defineRoutes(atender, {
  // @ts-expect-error no method
  '/contacts': 'contacts:read',
});
defineRoutes(
  // @ts-expect-error not a vocabulary
  { name: 'atender' },
  {},
);

// -- mount: exactly the methods whose action the surface has

const mounted = mount(atender, '/kb', 'knowledge');
const uneven = defineScopes('uneven', {
  surfaces: { status: ['read'], bulk: ['write'], jobs: ['read', 'run'] },
  format: '{action}:{surface}',
});
const readOnly = mount(uneven, '/status', 'status');
const writeOnly = mount(uneven, '/bulk', 'bulk');
const jobs = mount(uneven, '/jobs', 'jobs', { GET: 'read', POST: 'run', DELETE: 'write' });
type Mounts = [
  Expect<
    Equal<
      typeof mounted,
      {
        readonly 'GET /kb/*': 'knowledge:read';
        readonly 'HEAD /kb/*': 'knowledge:read';
        readonly 'POST /kb/*': 'knowledge:write';
        readonly 'PUT /kb/*': 'knowledge:write';
        readonly 'PATCH /kb/*': 'knowledge:write';
        readonly 'DELETE /kb/*': 'knowledge:write';
      }
    >
  >,
  Expect<
    Equal<
      typeof readOnly,
      { readonly 'GET /status/*': 'read:status'; readonly 'HEAD /status/*': 'read:status' }
    >
  >,
  Expect<Equal<keyof typeof writeOnly, 'POST /bulk/*' | 'PUT /bulk/*' | 'PATCH /bulk/*' | 'DELETE /bulk/*'>>,
  Expect<Equal<typeof jobs, { readonly 'GET /jobs/*': 'read:jobs'; readonly 'POST /jobs/*': 'run:jobs' }>>,
];
// @ts-expect-error no such surface
mount(atender, '/kb', 'knowlegde');
// @ts-expect-error the path does not start with /
mount(atender, 'kb', 'knowledge');
mount(atender, '/kb', 'knowledge', {
  // @ts-expect-error unknown method
  FETCH: 'read',
});
// One of two surfaces, nobody knows which: what it needs is one of two as well.
declare const surface: 'contacts' | 'tags';
const either = defineRoutes(atender, mount(atender, '/either', surface));
listTags(
  // @ts-expect-error or the other
  either.authorize(grant, 'GET /either/*'),
);

// -- a mount whose routes are others in another run

declare const prefix: '/a' | '/b';
declare const anyPrefix: `/${string}`;
declare const anyAction: 'read' | 'write';
declare const some: { readonly GET?: 'read' };
declare const perhapsMethods: { readonly GET: 'read' } | undefined;
// @ts-expect-error one of two prefixes
mount(atender, prefix, 'tags');
// @ts-expect-error any prefix
mount(atender, anyPrefix, 'tags');
// @ts-expect-error one of two actions
mount(atender, '/x', 'tags', { GET: anyAction });
// @ts-expect-error an entry that may be absent
mount(atender, '/x', 'tags', some);
// @ts-expect-error a table that may be absent
mount(atender, '/x', 'tags', perhapsMethods);
const lopsided = defineScopes('lopsided', { surfaces: { contacts: ['read', 'write'], tags: ['read'] } });
// @ts-expect-error one of two surfaces, which have other actions
mount(lopsided, '/x', surface);

// -- paths as other libraries and documents write them

const unspelt = defineRoutes(atender, {
  // @ts-expect-error spell it GET /contacts/:id
  'GET /contacts/{id}': 'contacts:read',
  // @ts-expect-error two routes
  'GET /contacts/:id?': 'contacts:read',
  // @ts-expect-error no expressions
  'GET /tags/:id([0-9]+)': 'tags:read',
  // @ts-expect-error spell it GET /tags
  'get /tags': 'tags:read',
  'GET /tags/:id': 'tags:read',
  'TRACE /tags/:id.json/': 'tags:read',
  'QUERY /tags:search': 'tags:read',
});
type MisspeltNeeds = [Expect<Equal<ReturnType<typeof unspelt.needs<'GET /tags/:id'>>, 'tags:read'>>];

// -- Params

type Parameters = [
  Expect<Equal<keyof Params<'GET /contacts/:id/tags/:tag'>, 'id' | 'tag'>>,
  Expect<Equal<Params<'GET /contacts/:id'>, { readonly id: string }>>,
  Expect<Equal<Params<'GET /kb/:version/*'>, { readonly version: string; readonly '*': string }>>,
  Expect<Equal<Params<'GET /health'>, {}>>,
  Expect<Equal<Params<'GET /'>, {}>>,
  Expect<Equal<keyof Params<'GET /contacts/:id/'>, 'id'>>,
  Expect<Equal<Params<'GET /files/:id.json'>, { readonly id: string }>>,
  Expect<Equal<keyof Params<'POST /v1/:book_id:purge'>, 'book_id'>>,
  Expect<Equal<keyof Params<'GET /@:user/:repo.git/*'>, 'user' | 'repo' | '*'>>,
  Expect<Equal<keyof Params<"GET /Users(':id')">, 'id'>>,
  Expect<Equal<keyof Params<'GET /v1.0-:x-y/a'>, 'x'>>,
  // a colon after a letter, a digit or a _ is text
  Expect<Equal<Params<'GET /v1/books:batchGet'>, {}>>,
  Expect<Equal<Params<'GET /v1:x/v_:y'>, {}>>,
  Expect<Equal<keyof Params<'GET /:a:b:c'>, 'a'>>,
  Expect<Equal<Params<string>, { readonly [name: string]: string }>>,
  ExpectNot<IsAny<Params<Anything>>>,
  Expect<Equal<Method, 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'TRACE' | 'QUERY'>>,
];

// -- handler: grant and params are typed by the route's own declaration

const create = api.handler('POST /api/v1/contacts', ({ grant }) => insertContact(grant, 'Ada'));
const show = api.handler('GET /api/v1/contacts/:id', async ({ grant, params }) => {
  const id: string = params.id;
  // @ts-expect-error no such parameter
  params.name;
  // @ts-expect-error the route proves less
  insertContact(grant, 'Ada');
  return listContacts(grant);
});
api.handler('GET /api/v1/kb/*', ({ params }) => params['*']);
api.handler('PUT /api/v1/contacts/:id/tags/:tag', ({ grant, params }) => {
  listTags(grant);
  insertContact(grant, params.id + params.tag);
});
api.handler('GET /api/v1/search', ({ grant }) => {
  if (grant.has('tags:read')) listTags(grant);
  listContacts(
    // @ts-expect-error or the other
    grant,
  );
});
api.handler('GET /health', ({ grant, params }) => {
  listTags(
    // @ts-expect-error an open route proves nothing
    grant,
  );
  // @ts-expect-error its path has no parameter
  params.id;
});
api.handler('GET /api/v1/me', ({ grant }) => {
  listTags(
    // @ts-expect-error any valid key may call it
    grant,
  );
});
api.handler('POST /api/v1/contacts', () => 'no context wanted');
// @ts-expect-error no such route
api.handler('GET /nowhere', () => 'nothing');
// @ts-expect-error not a function
api.handler('GET /health', 'up');
// @ts-expect-error wants more than the route proves
api.handler('GET /api/v1/contacts/:id', (context: { grant: GrantOf<Atender, 'contacts:write'> }) => context);
// @ts-expect-error wants a parameter that the path does not have
api.handler('GET /health', (context: { params: { id: string } }) => context);

type Handlers = [
  Expect<Equal<typeof create.route, 'POST /api/v1/contacts'>>,
  Expect<Equal<typeof create.needs, 'contacts:write'>>,
  Expect<Equal<ReturnType<typeof create.handle>, string>>,
  Expect<Equal<ReturnType<typeof show.handle>, Promise<string[]>>>,
  Expect<
    Equal<
      Context<GrantOf<Atender, 'contacts:write'>, 'GET /contacts/:id'>['grant'],
      GrantOf<Atender, 'contacts:write'>
    >
  >,
];
create.handle({ grant: atender.authorize(grant, 'contacts:write'), params: {} });
create.handle({
  // @ts-expect-error nothing is proven yet
  grant,
  params: {},
});

// Of one of two routes only what both have is sure.
declare const oneOfTwo: 'POST /api/v1/contacts' | 'GET /api/v1/contacts/:id';
api.handler(oneOfTwo, ({ grant, params }) => {
  listContacts(grant);
  insertContact(
    // @ts-expect-error or the other
    grant,
    'Ada',
  );
  // @ts-expect-error only one of them has it
  params.id;
});

// -- match, authorize, check

const match = api.match('PATCH', '/api/v1/kb/articles/42');
type Matched = [
  Expect<Equal<Match<RouteTable<typeof atender, { 'GET /tags': 'tags:read' }>>['route'], 'GET /tags'>>,
  Expect<Equal<typeof match, Match<typeof api> | undefined>>,
  Expect<Equal<NonNullable<typeof match>['route'], (typeof api.routes)[number]>>,
  ExpectNot<IsAny<Match<Anything>>>,
];
// @ts-expect-error perhaps none
match.route;
if (match) {
  const route: (typeof api.routes)[number] = match.route;
  const name: string | undefined = match.params.name;
  atender.authorize(grant, match.needs);
  api.authorize(grant, match.route);
  listContacts(
    // @ts-expect-error nobody knows which
    api.authorize(grant, match.route),
  );
  listContacts(
    // @ts-expect-error nobody knows what it needs
    atender.authorize(grant, match.needs),
  );
}
insertContact(api.authorize(grant, 'POST /api/v1/contacts'), 'Ada');
const checked = api.check(grant, 'POST /api/v1/contacts');
if (checked.ok) insertContact(checked.grant, 'Ada');
else checked.error.missing;
// @ts-expect-error no such route
api.authorize(grant, 'GET /nowhere');
// @ts-expect-error another vocabulary's
api.authorize(github.parse('').grant, 'GET /health');
listContacts(
  // @ts-expect-error one of the two, nobody knows which
  api.authorize(grant, 'GET /api/v1/contacts/:id' as 'GET /api/v1/contacts/:id' | 'GET /api/v1/tags'),
);
declare const unchecked: Anything;
listContacts(
  // @ts-expect-error whatever came out of JSON.parse is no route
  api.authorize(grant, unchecked),
);
const perhaps = api.check(grant, unchecked);
// @ts-expect-error the same
if (perhaps.ok) listContacts(perhaps.grant);
// @ts-expect-error the same
api.handler(unchecked, ({ grant }) => listContacts(grant));

// -- one wrong requirement: the rest of the program stays as it is, and nothing is said twice

const misspelt = defineRoutes(atender, {
  // @ts-expect-error no such scope
  'GET /contacts': 'contacts:raed',
  'POST /contacts': 'contacts:write',
});
misspelt.handler('GET /contacts', ({ grant }) => listContacts(grant));
misspelt.handler('POST /contacts', ({ grant }) => insertContact(grant, 'Ada'));
listTags(
  // @ts-expect-error another route
  misspelt.authorize(grant, 'POST /contacts'),
);
defineKey(misspelt, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts'] });
defineKey(misspelt, 'writer', {
  scopes: [
    'contacts:write',
    // @ts-expect-error no listed route needs tags:read
    'tags:read',
  ],
  routes: ['POST /contacts'],
});

// -- a table that is made at run time: every path is some route, and each needs what all of them may need

declare const rows: { readonly [Route in `${Method} /${string}`]: 'contacts:read' | 'tags:read' };
const dynamic = defineRoutes(atender, rows);
dynamic.handler('GET /whatever/:id', ({ params }) => params.id);
listContacts(
  // @ts-expect-error or the other
  dynamic.authorize(grant, 'GET /whatever'),
);
type Dynamic = [
  Expect<Equal<NeedsOf<typeof dynamic, 'GET /whatever'>, 'contacts:read' | 'tags:read'>>,
  ExpectNot<Assignable<ScopeOf<Atender>, NeedsOf<typeof dynamic, 'GET /whatever'>>>,
];

// -- a mount that has less than its table, and one at the root

const mail = defineScopes('mail', { surfaces: { drafts: ['read', 'send'], tags: ['read'] } });
const partly = mount(mail, '/x', 'tags', { GET: 'read', POST: 'send' });
type Partly = Expect<Equal<typeof partly, { readonly 'GET /x/*': 'tags:read' }>>;
// @ts-expect-error no surface has this action
mount(mail, '/x', 'tags', { GET: 'read', POST: 'sned' });
const atRoot = mount(atender, '/', 'tags', { GET: 'read' });
type AtRoot = Expect<Equal<typeof atRoot, { readonly 'GET /*': 'tags:read' }>>;
// @ts-expect-error no such surface
mount(atender, '/x', 'tag');
