// Enums in the place of literals: a member stands for its text.
import {
  type ActionOf,
  type BundleScopes,
  defineKey,
  defineRoutes,
  defineScopes,
  type Grant,
  type GrantOf,
  type HeldOf,
  type Implied,
  mount,
  type NeedsOf,
  type ScopeOf,
  type SurfaceOf,
} from 'scopeproof';
import type { Equal, Expect } from '../expect.js';

enum Surface {
  Contacts = 'contacts',
  Tags = 'tags',
}
enum Action {
  Read = 'read',
  Write = 'write',
  Purge = 'purge',
}
enum Scope {
  ContactsRead = 'contacts:read',
  ContactsWrite = 'contacts:write',
  TagsRead = 'tags:read',
  Offline = 'offline_access',
  Gone = 'contacts:gone',
}

const crm = defineScopes('crm', {
  surfaces: { [Surface.Contacts]: [Action.Read, Action.Write], [Surface.Tags]: [Action.Read] },
  scopes: [Scope.Offline],
  implies: { [Action.Write]: [Action.Read] },
  includes: { [Scope.Offline]: [Scope.TagsRead] },
  bundles: { all: [Scope.ContactsWrite, Scope.Offline] },
  deprecated: { old: Scope.ContactsRead },
});
type Crm = typeof crm;

export type Declared = [
  Expect<Equal<ScopeOf<Crm>, 'contacts:read' | 'contacts:write' | 'tags:read' | 'offline_access'>>,
  Expect<Equal<ActionOf<Crm>, 'read' | 'write'>>,
  Expect<Equal<SurfaceOf<Crm>, 'contacts' | 'tags'>>,
  Expect<Equal<Implied<Crm, 'contacts:write'>, 'contacts:read' | 'contacts:write'>>,
  Expect<Equal<Implied<Crm, Scope.ContactsWrite>, 'contacts:read' | 'contacts:write'>>,
  Expect<Equal<Implied<Crm, 'offline_access'>, 'tags:read' | 'offline_access'>>,
  Expect<Equal<BundleScopes<Crm, 'all'>, 'contacts:write' | 'offline_access'>>,
  Expect<Equal<GrantOf<Crm, Scope.ContactsWrite>, GrantOf<Crm, 'contacts:write'>>>,
];

defineScopes('crm', {
  surfaces: { contacts: [Action.Read] },
  implies: {
    // @ts-expect-error no surface has it
    [Action.Purge]: [Action.Read],
  },
});
defineScopes('crm', {
  surfaces: { contacts: [Action.Read] },
  // @ts-expect-error no such scope
  bundles: { all: [Scope.ContactsWrite] },
});
// An enum and literals of the same text.
const mixed = defineScopes('mixed', {
  surfaces: { contacts: [Action.Read, 'write'] },
  implies: { write: [Action.Read] },
});
export type Mixed = Expect<
  Equal<Implied<typeof mixed, 'contacts:write'>, 'contacts:read' | 'contacts:write'>
>;

// -- routes and keys

const api = defineRoutes(crm, {
  'GET /contacts': Scope.ContactsRead,
  'POST /contacts': Scope.ContactsWrite,
  'GET /both': crm.allOf(Scope.ContactsRead, Scope.TagsRead),
  'GET /either': crm.anyOf(Scope.ContactsWrite, Scope.TagsRead),
  ...mount(crm, '/tags', Surface.Tags, { GET: Action.Read }),
});
defineRoutes(crm, {
  // @ts-expect-error no such scope
  'GET /contacts': Scope.Gone,
});
export type Routes = Expect<Equal<NeedsOf<typeof api, 'GET /tags/*'>, 'tags:read'>>;

const key = defineKey(api, 'sync', {
  scopes: [Scope.ContactsWrite],
  routes: ['GET /contacts', 'POST /contacts', 'GET /either'],
});
defineKey(api, 'sync', { scopes: ['contacts:write'], routes: ['GET /contacts', 'POST /contacts'] });
defineKey(api, 'sync', {
  scopes: [Scope.ContactsRead, 'tags:read'],
  routes: ['GET /both'],
});
defineKey(api, 'sync', {
  // @ts-expect-error contacts:read is enough
  scopes: [Scope.ContactsWrite],
  routes: ['GET /contacts'],
});
defineKey(api, 'sync', {
  scopes: [Scope.ContactsRead],
  // @ts-expect-error key lacks contacts:write
  routes: ['GET /contacts', 'POST /contacts'],
});
export type Held = Expect<Equal<HeldOf<typeof key>, 'contacts:read' | 'contacts:write'>>;

// -- grants

const { grant } = crm.parse('');
declare function listContacts(proven: GrantOf<Crm, 'contacts:read'>): void;
declare function listTags(proven: GrantOf<Crm, 'tags:read'>): void;

listContacts(crm.authorize(grant, Scope.ContactsWrite));
listContacts(api.authorize(grant, 'POST /contacts'));
const both = crm.authorize(grant, crm.allOf(Scope.ContactsWrite, Scope.TagsRead));
listContacts(both);
listTags(both);
listContacts(api.authorize(grant, 'GET /both'));
const either = crm.authorize(grant, crm.anyOf(Scope.ContactsWrite, Scope.TagsRead));
listContacts(
  // @ts-expect-error one of the two
  either,
);
if (crm.has(grant, Scope.ContactsWrite)) listContacts(grant);
if (grant.has(Scope.ContactsRead)) listContacts(grant);
const checked = crm.check(grant, Scope.ContactsWrite);
if (checked.ok) listContacts(checked.grant);
const narrowed = crm.attenuate(both, [Scope.ContactsWrite]);
listContacts(narrowed);
listTags(
  // @ts-expect-error left out
  narrowed,
);
const rest: Grant<'crm', 'tags:read'> = crm.without(both, [Scope.ContactsRead]);
listContacts(
  // @ts-expect-error taken away
  crm.without(both, [Scope.ContactsRead]),
);
void rest;
api.handler('POST /contacts', ({ grant: proven }) => listContacts(proven));
crm.implied(Scope.ContactsWrite) satisfies readonly ('contacts:read' | 'contacts:write')[];
crm.minimal([Scope.ContactsWrite]);
crm.key('k', { scopes: [Scope.ContactsWrite] }) satisfies { readonly scopes: readonly string[] };
// @ts-expect-error no such scope
crm.authorize(grant, Scope.Gone);
// @ts-expect-error no such scope
crm.allOf(Scope.Gone);

// What `has` said yes to is the text.
function narrowedByMember(given: Grant<'crm', never>) {
  if (given.has(Scope.ContactsRead)) {
    crm.attenuate(given, ['contacts:read']);
    const held: Grant<'crm', 'contacts:read'> = crm.intersect(given, crm.authorize(grant, 'contacts:read'));
    return held;
  }
  return undefined;
}
void narrowedByMember;
