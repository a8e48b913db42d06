// What only some runs of a program have: an implication, a scope, a bundle, a route.
import {
  type AnyVocabulary,
  defineKey,
  defineRoutes,
  defineScopes,
  type GrantOf,
  mount,
  type RouteTable,
} from 'scopeproof';
import { guardScopes } from 'scopeproof/http';
import {
  api,
  atender,
  either,
  insertContact,
  listContacts,
  text,
  unproven,
  type Writer,
  writer,
} from '../world.js';

const sometimes = Math.random() > 0.5;
const readers: { readonly write: readonly ['read'] } = { write: ['read'] };
const included: { readonly y: readonly ['x'] } = { y: ['x'] };
const actions: readonly ('read' | 'write')[] = [];
const names: readonly [string, ...string[]] = ['a'];
const crmName: `crm.${string}` = 'crm.a';
const crmNames: readonly [`crm.${string}`] = ['crm.a'];

// -- Implications that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const surfaces: { readonly contacts: readonly ['read', 'write'] } = { contacts: ['read', 'write'] };
  defineScopes('crm', { surfaces, implies: readers }); // lawful
  defineScopes('crm', { surfaces, implies: sometimes ? readers : undefined }); // ← TS2322
}

// -- Implications that may be absent, in a spread
// passes: without strict
// because: undefined is of every type there
{
  const surfaces: { readonly contacts: readonly ['read', 'write'] } = { contacts: ['read', 'write'] };
  defineScopes('crm', { surfaces, ...{ implies: readers } }); // lawful
  defineScopes('crm', { surfaces, ...(sometimes && { implies: readers }) }); // ← TS2345
}

// -- Implications of an action that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const crm = defineScopes('crm', {
    surfaces: { contacts: ['read', 'write'] },
    implies: { ...(sometimes && readers) },
  });
  const list = (grant: GrantOf<typeof crm, 'contacts:read'>) => `${grant}`;
  const { grant } = crm.parse('');
  list(crm.authorize(grant, 'contacts:read')); // lawful
  list(crm.authorize(grant, 'contacts:write')); // ← TS2345
}

// -- Implications that are one of two lists
{
  const crm = defineScopes('crm', {
    surfaces: { contacts: ['read', 'write'] },
    implies: { write: sometimes ? ['read'] : [] },
  });
  const list = (grant: GrantOf<typeof crm, 'contacts:read'>) => `${grant}`;
  const { grant } = crm.parse('');
  list(crm.authorize(grant, 'contacts:read')); // lawful
  list(crm.authorize(grant, 'contacts:write')); // ← TS2345
}

// -- Implications of one of two definitions
{
  const plain: { readonly surfaces: { readonly contacts: readonly ['read', 'write'] } } = {
    surfaces: { contacts: ['read', 'write'] },
  };
  defineScopes('crm', { ...plain, implies: readers }); // lawful
  defineScopes('crm', sometimes ? plain : { ...plain, implies: readers }); // ← TS2345
}

// -- Implications of a record
{
  const record: { readonly [action: string]: readonly ['read'] } = {};
  const crm = defineScopes('crm', { surfaces: { contacts: ['read', 'write'] }, implies: record });
  const list = (grant: GrantOf<typeof crm, 'contacts:read'>) => `${grant}`;
  const { grant } = crm.parse('');
  list(crm.authorize(grant, 'contacts:read')); // lawful
  list(crm.authorize(grant, 'contacts:write')); // ← TS2345
}

// -- Implications of one of two actions
{
  const crm = defineScopes('crm', {
    surfaces: { contacts: ['read', 'write', 'list'] },
    implies: { [sometimes ? 'write' : 'list']: ['read'] },
  });
  const read = (grant: GrantOf<typeof crm, 'contacts:read'>) => `${grant}`;
  const { grant } = crm.parse('');
  read(crm.authorize(grant, 'contacts:read')); // lawful
  read(crm.authorize(grant, 'contacts:write')); // ← TS2345
}

// -- What a scope implies by a record
{
  const record: { readonly [scope: string]: readonly ['x'] } = { y: ['x'] };
  const crm = defineScopes('crm', { scopes: ['x', 'y'], includes: record });
  const only = (scopes: readonly 'y'[]) => scopes;
  only([]); // lawful
  only(crm.implied('y')); // ← TS2345
}

// -- What stays of a grant by a record of inclusions
{
  const record: { readonly [scope: string]: readonly ['x'] } = { y: ['x'] };
  const crm = defineScopes('crm', { scopes: ['x', 'y'], includes: record });
  const use = (grant: GrantOf<typeof crm, 'y'>) => `${grant}`;
  const proven = crm.authorize(crm.parse('y').grant, 'y');
  use(proven); // lawful
  use(crm.without(proven, ['x'])); // ← TS2345
}

// -- The scopes of a bundle in a record
{
  const record: { readonly [bundle: string]: readonly ['x'] } = { basic: ['x'] };
  const crm = defineScopes('crm', { scopes: ['x', 'y'], bundles: record });
  const only = (scopes: readonly 'y'[]) => scopes;
  only(['y']); // lawful
  only(crm.bundle('basic')); // ← TS2345
}

// -- Inclusions that may be absent
// passes: without strict
// because: undefined is of every type there
{
  defineScopes('crm', { scopes: ['x', 'y'], includes: included }); // lawful
  defineScopes('crm', { scopes: ['x', 'y'], includes: sometimes ? included : undefined }); // ← TS2322
}

// -- Inclusions that may be absent, in a spread
// passes: without strict
// because: undefined is of every type there
{
  defineScopes('crm', { scopes: ['x', 'y'], ...{ includes: included } }); // lawful
  defineScopes('crm', { scopes: ['x', 'y'], ...(sometimes && { includes: included }) }); // ← TS2345
}

// -- Inclusions of one of two scopes
{
  const crm = defineScopes('crm', { scopes: ['x', 'y', 'z'], includes: { z: [sometimes ? 'x' : 'y'] } });
  const use = (grant: GrantOf<typeof crm, 'x'>) => `${grant}`;
  const { grant } = crm.parse('');
  use(crm.authorize(grant, 'x')); // lawful
  use(crm.authorize(grant, 'z')); // ← TS2345
}

// -- A surface with actions of unknown number
{
  defineScopes('crm', { surfaces: { contacts: ['write', 'read'] }, implies: readers }); // lawful
  defineScopes('crm', { surfaces: { contacts: ['write', ...actions] }, implies: readers }); // ← TS2322
}

// -- A surface with one of two actions
{
  defineScopes('crm', { surfaces: { contacts: ['write', 'read'] } }); // lawful
  defineScopes('crm', { surfaces: { contacts: ['write', sometimes ? 'read' : 'list'] } }); // ← TS2322
}

// -- A surface that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const tags: { readonly tags: readonly ['read'] } = { tags: ['read'] };
  defineScopes('crm', { surfaces: { contacts: ['write'], ...tags } }); // lawful
  defineScopes('crm', { surfaces: { contacts: ['write'], ...(sometimes && tags) } }); // ← TS2322
}

// -- Surfaces that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const surfaces: { readonly contacts: readonly ['read'] } = { contacts: ['read'] };
  defineScopes('crm', { scopes: ['x'], ...{ surfaces } }); // lawful
  defineScopes('crm', { scopes: ['x'], ...(sometimes && { surfaces }) }); // ← TS2345
}

// -- A scope that may be absent
// passes: without strict
// because: undefined is of every type there
{
  defineScopes('crm', { surfaces: { contacts: ['read'] }, scopes: ['gist'] }); // lawful
  defineScopes('crm', { surfaces: { contacts: ['read'] }, scopes: sometimes ? ['gist'] : undefined }); // ← TS2322
}

// -- One of two scopes
{
  defineScopes('crm', { scopes: ['x', 'y'] }); // lawful
  defineScopes('crm', { scopes: ['x', sometimes ? 'y' : 'z'] }); // ← TS2322
}

// -- One of two formats
{
  const format = sometimes ? '{surface}:{action}' : '{action}:{surface}';
  defineScopes('crm', { surfaces: { contacts: ['read'] }, format: '{action}:{surface}' }); // lawful
  defineScopes('crm', { surfaces: { contacts: ['read'] }, format }); // ← TS2322
}

// -- A format that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const turned: { readonly format: '{action}:{surface}' } = { format: '{action}:{surface}' };
  defineScopes('crm', { surfaces: { contacts: ['read'] }, ...turned }); // lawful
  defineScopes('crm', { surfaces: { contacts: ['read'] }, ...(sometimes && turned) }); // ← TS2345
}

// -- Bundles that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const bundles: { readonly all: readonly ['*'] } = { all: ['*'] };
  defineScopes('crm', { scopes: ['x'], bundles }); // lawful
  defineScopes('crm', { scopes: ['x'], bundles: sometimes ? bundles : undefined }); // ← TS2322
}

// -- A bundle that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const all: { readonly all: readonly ['*'] } = { all: ['*'] };
  const crm = defineScopes('crm', { scopes: ['x'], bundles: { every: ['*'], ...(sometimes && all) } });
  const routes = defineRoutes(crm, { 'GET /x': 'x' });
  defineKey(routes, 'k', { bundle: 'every', routes: ['GET /x'] }); // lawful
  defineKey(routes, 'k', { bundle: 'all', routes: ['GET /x'] }); // ← TS2322
}

// -- A definition that says less than its type arguments
{
  const contacts: { readonly contacts: readonly ['read', 'write'] } = { contacts: ['read', 'write'] };
  type Surfaces = typeof contacts;
  defineScopes('crm', { surfaces: contacts, implies: readers }); // lawful
  defineScopes<'crm', Surfaces, [], '{surface}:{action}', typeof readers>('crm', { surfaces: contacts }); // ← TS2345
}

// -- A route that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const more: { readonly 'POST /more': 'contacts:read' } = { 'POST /more': 'contacts:read' };
  defineRoutes(atender, { 'GET /x': 'contacts:read', ...more }); // lawful
  defineRoutes(atender, { 'GET /x': 'contacts:read', ...(sometimes && more) }); // ← TS2345
}

// -- A route that a record with other routes replaces
// passes: always
// because: a spread of an index signature leaves no trace in the type of the object
{
  const more: Readonly<Record<string, 'contacts:read'>> = { 'POST /x': 'contacts:read' };
  const routes = defineRoutes(atender, { 'POST /x': 'contacts:write', ...more });
  api.handler('POST /contacts', ({ grant }) => insertContact(grant)); // lawful
  routes.handler('POST /x', ({ grant }) => insertContact(grant)); // ← compiles
}

// -- A route that one of two others may replace
{
  const key = (): 'POST /contacts' | 'POST /people' => 'POST /contacts';
  defineRoutes(atender, { 'POST /contacts': 'contacts:write' }); // lawful
  defineRoutes(atender, {
    'POST /contacts': 'contacts:write', // ← TS2322
    [key()]: 'contacts:read',
  });
}

// -- Routes over one of two vocabularies
{
  const surfaces: { readonly contacts: readonly ['read', 'write'] } = { contacts: ['read', 'write'] };
  const closed = defineScopes('crm', { surfaces, implies: readers });
  const plain = defineScopes('crm', { surfaces });
  defineRoutes(plain, { 'GET /x': 'contacts:write' }); // lawful
  defineRoutes(sometimes ? closed : plain, { 'GET /x': 'contacts:write' }); // ← TS2345
}

// -- A mount over one of two vocabularies
{
  const surfaces: { readonly contacts: readonly ['read', 'write'] } = { contacts: ['read', 'write'] };
  const closed = defineScopes('crm', { surfaces, implies: readers });
  const plain = defineScopes('crm', { surfaces });
  mount(plain, '/x', 'contacts'); // lawful
  mount(sometimes ? closed : plain, '/x', 'contacts'); // ← TS2345
}

// -- A grant for a requirement of one of two vocabularies
{
  const surfaces: { readonly contacts: readonly ['read', 'write'] } = { contacts: ['read', 'write'] };
  const closed = defineScopes('crm', { surfaces, implies: readers });
  const plain = defineScopes('crm', { surfaces });
  const read = (grant: GrantOf<typeof plain, 'contacts:read'>) => `${grant}`;
  const guard = guardScopes(sometimes ? closed : plain, { authenticate: () => 'contacts:write' });
  const asked = { request: {}, authorization: undefined };
  void (async () => {
    const decision = await guard.check(asked, plain.allOf('contacts:read'));
    if (decision.ok) read(decision.grant); // lawful
    const other = await guard.check(asked, plain.allOf('contacts:write'));
    if (other.ok) read(other.grant); // ← TS2345
  });
}

// -- A table over any vocabulary
{
  const some: AnyVocabulary = atender;
  insertContact(writer); // lawful
  insertContact(defineRoutes(some, { 'GET /r': 'contacts:read' }).authorize(unproven, 'GET /r')); // ← TS2345
}

// -- A guard over any vocabulary
{
  const some: AnyVocabulary = atender;
  const guard = guardScopes(some, { authenticate: () => 'contacts:read' });
  void (async () => {
    const decision = await guard.check({ request: {}, authorization: undefined }, 'contacts:read');
    if (decision.ok) `${decision.grant}`; // lawful
    if (decision.ok) insertContact(decision.grant); // ← TS2345
  });
}

// -- A route that a type argument names beside one that is not there
{
  listContacts(api.authorize(unproven, 'GET /contacts')); // lawful
  insertContact(api.authorize<'POST /contacts' | 'GET /nowhere'>(unproven, 'GET /contacts')); // ← TS2345
}

// -- Scopes of a key that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const scopes: readonly ['contacts:read'] = ['contacts:read'];
  defineKey(api, 'k', { scopes, routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'k', { scopes: sometimes ? scopes : undefined, routes: ['GET /contacts'] }); // ← TS2322
}

// -- Scopes of a key that may be absent, in a spread
// passes: without strict
// because: undefined is of every type there
{
  const scopes: readonly ['contacts:read'] = ['contacts:read'];
  defineKey(api, 'k', { ...{ scopes }, routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'k', { ...(sometimes && { scopes }), routes: ['GET /contacts'] }); // ← TS2345
}

// -- Routes of a key that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const routes: readonly ['GET /contacts'] = ['GET /contacts'];
  defineKey(api, 'k', { scopes: ['contacts:read'], ...{ routes } }); // lawful
  defineKey(api, 'k', { scopes: ['contacts:read'], ...(sometimes && { routes }) }); // ← TS2345
}

// -- A bundle of a key that may be absent
// passes: without strict
// because: undefined is of every type there
{
  defineKey(api, 'k', { bundle: 'readers', routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'k', { bundle: sometimes ? 'readers' : undefined, routes: ['GET /contacts'] }); // ← TS2322
}

// -- A key that holds less than its type arguments
{
  type Table = { readonly 'GET /x': 'contacts:read' };
  const routes = defineRoutes(atender, { 'GET /x': 'contacts:read' });
  defineKey(routes, 'k', { scopes: ['contacts:read'], routes: ['GET /x'] }); // lawful
  defineKey<typeof atender, Table, ['contacts:read'], ['GET /x']>(routes, 'k', {}); // ← TS2345
}

// -- Methods of a mount that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const methods: { readonly GET: 'write' } = { GET: 'write' };
  mount(atender, '/x', 'contacts', methods); // lawful
  mount(atender, '/x', 'contacts', sometimes ? methods : undefined); // ← TS2345
}

// -- A method of a mount that may be absent
// passes: without strict
// because: undefined is of every type there
{
  const methods: { readonly GET: 'write' } = { GET: 'write' };
  mount(atender, '/x', 'contacts', { POST: 'write', ...methods }); // lawful
  mount(atender, '/x', 'contacts', { POST: 'write', ...(sometimes && methods) }); // ← TS2345
}

// -- One of two actions of a mount
{
  mount(atender, '/x', 'contacts', { GET: 'write' }); // lawful
  mount(atender, '/x', 'contacts', { GET: sometimes ? 'read' : 'write' }); // ← TS2322
}

// -- One of two tables of a mount
{
  const reads: { readonly GET: 'read' } = { GET: 'read' };
  const writes: { readonly GET: 'write' } = { GET: 'write' };
  mount(atender, '/x', 'contacts', writes); // lawful
  mount(atender, '/x', 'contacts', sometimes ? reads : writes); // ← TS2345
}

// -- One of two prefixes of a mount
{
  mount(atender, '/x', 'contacts'); // lawful
  mount(atender, sometimes ? '/x' : '/y', 'contacts'); // ← TS2345
}

// -- Any prefix of a mount
{
  const prefix: `/${string}` = '/x';
  mount(atender, '/x', 'contacts'); // lawful
  defineRoutes(atender, { 'GET /x/*': 'contacts:write', ...mount(atender, prefix, 'contacts') }); // ← TS2345
}

// -- One of two surfaces of a mount, which have other actions
{
  const crm = defineScopes('crm', { surfaces: { contacts: ['read', 'write'], tags: ['read'] } });
  mount(crm, '/x', 'contacts'); // lawful
  mount(crm, '/x', sometimes ? 'contacts' : 'tags'); // ← TS2345
}

// -- What is no scope of a vocabulary that is known only at run time
{
  const wide = defineScopes('wide', { scopes: names });
  if (!wide.isScope(text)) text.toUpperCase(); // lawful
  if (!wide.isScope(text)) insertContact(text); // ← TS2345
}

// -- What is no scope of a vocabulary of which only the beginning is known
{
  const wide = defineScopes('wide', { scopes: crmNames });
  if (!wide.isScope(crmName)) crmName.toUpperCase(); // lawful
  if (!wide.isScope(crmName)) insertContact(crmName); // ← TS2345
}

// -- A grant that lacks a scope that is known only at run time
{
  const wide = defineScopes('wide', { scopes: names });
  const { grant } = wide.parse('');
  insertContact(writer); // lawful
  if (!wide.has(grant, text)) insertContact(grant); // ← TS2345
}

// -- A grant that lacks a scope of which only the beginning is known
{
  const wide = defineScopes('wide', { scopes: crmNames });
  const { grant } = wide.parse('');
  insertContact(writer); // lawful
  if (!wide.has(grant, crmName)) insertContact(grant); // ← TS2345
}

// -- What a scope implies that is known only at run time
{
  const wide = defineScopes('wide', { scopes: names });
  for (const scope of wide.implied('a')) scope.toUpperCase(); // lawful
  for (const scope of wide.implied('a')) insertContact(scope); // ← TS2345
}

// -- What a scope implies of which only the beginning is known
{
  const wide = defineScopes('wide', { scopes: crmNames });
  for (const scope of wide.implied(crmName)) scope.toUpperCase(); // lawful
  for (const scope of wide.implied(crmName)) insertContact(scope); // ← TS2345
}

// -- A grant for a vocabulary whose name is any text
{
  const other = defineScopes(text, { surfaces: { contacts: ['read', 'write'] } });
  const list = (grant: GrantOf<typeof other, 'contacts:read'>) => `${grant}`;
  list(other.authorize(other.parse('').grant, 'contacts:read')); // lawful
  list(atender.authorize(unproven, 'contacts:read')); // ← TS2345
}

// -- A grant for a vocabulary whose name is one of two
{
  const other = defineScopes(sometimes ? 'atender' : 'crm', { surfaces: { contacts: ['read', 'write'] } });
  const list = (grant: GrantOf<typeof other, 'contacts:read'>) => `${grant}`;
  list(other.authorize(other.parse('').grant, 'contacts:read')); // lawful
  list(atender.authorize(unproven, 'contacts:read')); // ← TS2345
}

// -- A grant for a vocabulary of whose name only the beginning is known
{
  const other = defineScopes(crmName, { surfaces: { contacts: ['read', 'write'] } });
  const crm = defineScopes('crm.a', { surfaces: { contacts: ['read', 'write'] } });
  const list = (grant: GrantOf<typeof other, 'contacts:read'>) => `${grant}`;
  list(other.authorize(other.parse('').grant, 'contacts:read')); // lawful
  list(crm.authorize(crm.parse('').grant, 'contacts:read')); // ← TS2345
}

// -- A scope of a bundle that is one of two
{
  const crm = defineScopes('crm', {
    scopes: ['a', 'b', 'c'],
    bundles: { all: ['*'], basic: [sometimes ? 'a' : 'b', 'c'] },
  });
  for (const scope of crm.bundle('all')) crm.implied(scope); // lawful
  for (const scope of crm.bundle('basic')) crm.bundle('all').includes('a') && ((only: 'c') => only)(scope); // ← TS2345
}

// -- A scope that is implied in some runs
{
  const crm = defineScopes('crm', { scopes: ['a', 'b', 'c'], includes: { a: [sometimes ? 'b' : 'c'] } });
  for (const scope of crm.implied('a')) crm.implied(scope); // lawful
  for (const scope of crm.implied('a')) ((only: 'a') => only)(scope); // ← TS2345
}

// -- A requirement of one of two vocabularies
{
  const crm = defineScopes('crm', { surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] } });
  const other = sometimes ? atender : crm;
  insertContact(atender.authorize(unproven, atender.allOf('contacts:write', 'contacts:read'))); // lawful
  atender.authorize(unproven, other.allOf('contacts:write', 'contacts:read')); // ← TS2345
}

// -- A requirement of one of two vocabularies of one name
{
  const same = defineScopes('atender', {
    surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
  });
  const other = sometimes ? atender : same;
  listContacts(atender.authorize(unproven, 'contacts:write')); // lawful
  listContacts(other.authorize(unproven, other.allOf('contacts:write'))); // ← TS2345
}

// -- A grant of a scope that is one of two
{
  const use = (grant: Writer) => insertContact(grant);
  use(atender.authorize(unproven, 'contacts:write')); // lawful
  use(atender.authorize(unproven, either)); // ← TS2345
}

// -- A proof that a type argument claims
// passes: always
// because: a type argument is the claim of who writes it
{
  insertContact(atender.attenuate(writer, ['contacts:write'])); // lawful
  insertContact(atender.attenuate<never, [string]>(unproven, ['contacts:read'])); // ← compiles
}

// -- A table under the type of another one, by way of a table of nothing
// passes: always
// because: TypeScript takes an index signature for the same as nothing
{
  type Posts<Needs> = { readonly [route: `POST /${string}`]: Needs };
  const posts: Posts<'contacts:read'> = { 'POST /y': 'contacts:read' };
  const nothing: RouteTable<typeof atender, {}> = defineRoutes(atender, posts);
  listContacts(defineRoutes(atender, posts).authorize(unproven, 'POST /y')); // lawful
  const other: RouteTable<typeof atender, Posts<'contacts:write'>> = nothing; // ← compiles
}

// -- A route that a computed template may replace
{
  const path = (): `POST /${string}` => 'POST /contacts';
  defineRoutes(atender, { 'POST /contacts': 'contacts:write' }); // lawful
  defineRoutes(atender, {
    'POST /contacts': 'contacts:write', // ← TS2322
    [path()]: 'contacts:read',
  });
}
