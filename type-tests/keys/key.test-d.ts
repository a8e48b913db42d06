import type { Grant, HeldOf, Key, ScopeOf } from 'scopeproof';
import { type Atender, atender, listContacts } from '../atender.js';
import type { Anything, Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- a key without routes

const crmSync = atender.key('crm-sync', { scopes: ['contacts:write', 'tags:read'] });
const idle = atender.key('idle', { scopes: [] });
type CrmSync = typeof crmSync;

type Keys = [
  Expect<Equal<CrmSync, Key<'atender', 'contacts:read' | 'contacts:write' | 'tags:read'>>>,
  Expect<Equal<HeldOf<CrmSync>, 'contacts:read' | 'contacts:write' | 'tags:read'>>,
  Expect<Equal<typeof idle, Key<'atender', never>>>,
  Expect<Equal<CrmSync['name'], string>>,
  Expect<Equal<CrmSync['scopes'], readonly string[]>>,
  Expect<Equal<CrmSync['held'], readonly string[]>>,
  Expect<Equal<CrmSync['routes'], readonly string[]>>,
];

atender.key('misspelt', {
  scopes: [
    'contacts:write',
    // @ts-expect-error no such scope
    'tags:reed',
  ],
});
atender.key('pattern', {
  scopes: [
    // @ts-expect-error a pattern is no scope
    '*:read',
  ],
});
// @ts-expect-error no scopes said
atender.key('silent', {});
// @ts-expect-error no name said
atender.key({ scopes: ['contacts:read'] });

// -- a lattice of its own, apart from that of grants

type Lattice = [
  Expect<Assignable<Key<'atender', 'contacts:read' | 'contacts:write'>, Key<'atender', 'contacts:read'>>>,
  Expect<Assignable<CrmSync, Key<'atender', 'contacts:read'>>>,
  Expect<Assignable<CrmSync, Key<'atender', never>>>,
  ExpectNot<Assignable<Key<'atender', 'contacts:read'>, CrmSync>>,
  ExpectNot<Assignable<Key<'atender', 'contacts:read'>, Key<'github', 'contacts:read'>>>,
  ExpectNot<Assignable<CrmSync, Grant<'atender', 'contacts:read'>>>,
  ExpectNot<Assignable<Grant<'atender', 'contacts:read'>, Key<'atender', 'contacts:read'>>>,
  ExpectNot<Assignable<{}, Key<'atender', never>>>,
  ExpectNot<IsAny<Key<Anything, Anything>>>,
];
listContacts(
  // @ts-expect-error a claim and no proof
  crmSync,
);
// @ts-expect-error a spread
const spread: CrmSync = { ...crmSync };
// @ts-expect-error a type, no value
const constructed = new Key();
// @ts-expect-error frozen
crmSync.scopes.push('tags:write');
// @ts-expect-error frozen
crmSync.name = 'another';

// -- HeldOf

type Edges = [
  Expect<Equal<HeldOf<never>, never>>,
  Expect<Equal<HeldOf<Key<'atender', string>>, string>>,
  Expect<
    Equal<
      HeldOf<Key<'atender', 'contacts:read'> | Key<'atender', 'tags:read'>>,
      'contacts:read' | 'tags:read'
    >
  >,
  Expect<Equal<HeldOf<Grant<'atender', 'contacts:read'>>, 'contacts:read'>>,
  Expect<Equal<HeldOf<Grant<'atender', never>>, never>>,
  Expect<Equal<HeldOf<Grant<'atender', 'tags:read'> | Key<'github', 'gist'>>, 'tags:read' | 'gist'>>,
  Expect<Equal<HeldOf<{ readonly held: readonly string[] }>, never>>,
  ExpectNot<IsAny<HeldOf<Anything>>>,
];

// -- only what is sure is claimed

declare const either: 'contacts:read' | 'tags:read';
declare const scopes: ScopeOf<Atender>[];
declare const oneOfTwo: ['contacts:read'] | ['tags:read'];
declare const unchecked: Anything;
const unsure = atender.key('unsure', { scopes: ['knowledge:read', either] });
const wide = atender.key('wide', { scopes });
const one = atender.key('one', { scopes: oneOfTwo });
const parsed = atender.key('parsed', { scopes: [unchecked] });
type Unsure = [
  Expect<Equal<HeldOf<typeof unsure>, 'knowledge:read'>>,
  Expect<Equal<HeldOf<typeof wide>, never>>,
  ExpectNot<Assignable<typeof one, Key<'atender', 'contacts:read'>>>,
];
