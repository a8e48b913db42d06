import {
  defineScopes,
  type GrantOf,
  type Implied,
  type Minimal,
  type Missing,
  type Redundant,
  type ScopeOf,
} from 'scopeproof';
import type { Atender, Github } from '../atender.js';
import type { Anything, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- the closure

type Closures = [
  Expect<Equal<Implied<Atender, 'contacts:write'>, 'contacts:write' | 'contacts:read'>>,
  Expect<Equal<Implied<Atender, 'contacts:read'>, 'contacts:read'>>,
  // A link of actions, of inclusions, and of both; over several steps.
  Expect<Equal<Implied<Github, 'admin:org'>, 'admin:org' | 'write:org' | 'read:org'>>,
  Expect<Equal<Implied<Github, 'repo'>, 'repo' | 'repo:status' | 'public_repo'>>,
  Expect<Equal<Implied<Github, 'user'>, 'user' | 'user:email' | 'read:user'>>,
  Expect<Equal<Implied<Github, 'gist'>, 'gist'>>,
];

type Edges = [
  Expect<
    Equal<Implied<Atender, 'contacts:write' | 'tags:read'>, 'contacts:write' | 'contacts:read' | 'tags:read'>
  >,
  Expect<Equal<Implied<Atender, never>, never>>,
  Expect<Equal<Implied<Atender, string>, string>>,
  Expect<Equal<Implied<Atender, 'nothing:such'>, 'unknown scope nothing:such'>>,
  Expect<
    Equal<
      Implied<Atender, 'contacts:write' | 'nothing:such'>,
      'contacts:write' | 'contacts:read' | 'unknown scope nothing:such'
    >
  >,
  Expect<Equal<Implied<never, 'contacts:write'>, never>>,
  ExpectNot<IsAny<Implied<Atender, Anything>>>,
  Expect<Equal<Implied<Anything, 'contacts:read'>, string>>,
  ExpectNot<IsAny<Missing<Atender, Anything, 'contacts:read'>>>,
  ExpectNot<IsAny<Missing<Atender, 'contacts:read', Anything>>>,
  Expect<Equal<Missing<Anything, 'contacts:read', 'tags:read'>, string>>,
  ExpectNot<IsAny<Redundant<Atender, Anything>>>,
  Expect<Equal<Redundant<Anything, 'contacts:read'>, string>>,
  ExpectNot<IsAny<Minimal<Atender, Anything>>>,
  Expect<Equal<Minimal<Anything, 'contacts:read'>, string>>,
  Expect<Equal<Missing<never, 'contacts:read', 'tags:read'>, never>>,
  Expect<Equal<Redundant<never, 'contacts:read'>, never>>,
  Expect<Equal<Minimal<never, 'contacts:read'>, never>>,
];

// -- what is missing, redundant, minimal

type Sets = [
  Expect<Equal<Missing<Atender, 'contacts:read', 'contacts:write' | 'contacts:read'>, 'contacts:write'>>,
  Expect<Equal<Missing<Atender, 'contacts:write', 'contacts:read'>, never>>,
  Expect<Equal<Missing<Atender, never, 'tags:read'>, 'tags:read'>>,
  Expect<Equal<Missing<Atender, 'tags:read', never>, never>>,
  Expect<Equal<Missing<Atender, string, 'tags:read'>, string>>,
  Expect<Equal<Missing<Atender, 'tags:read', string>, string>>,
  Expect<Equal<Missing<Github, 'repo' | 'write:org', 'public_repo' | 'admin:org' | 'read:org'>, 'admin:org'>>,
  // What is unknown counts for nothing where it is held, and is missing where it is required.
  Expect<Equal<Missing<Atender, 'nothing:such', 'tags:read'>, 'tags:read'>>,
  Expect<Equal<Missing<Atender, 'tags:read', 'nothing:such'>, 'nothing:such'>>,
  Expect<Equal<Redundant<Atender, 'contacts:write' | 'contacts:read' | 'tags:read'>, 'contacts:read'>>,
  Expect<Equal<Redundant<Atender, 'contacts:write' | 'tags:read'>, never>>,
  Expect<Equal<Redundant<Atender, never>, never>>,
  Expect<Equal<Redundant<Atender, string>, string>>,
  Expect<Equal<Redundant<Github, 'repo' | 'public_repo' | 'gist'>, 'public_repo'>>,
  Expect<
    Equal<Minimal<Atender, 'contacts:write' | 'contacts:read' | 'tags:read'>, 'contacts:write' | 'tags:read'>
  >,
  Expect<Equal<Minimal<Atender, ScopeOf<Atender>>, 'knowledge:write' | 'contacts:write' | 'tags:write'>>,
  Expect<Equal<Minimal<Atender, never>, never>>,
  Expect<Equal<Minimal<Atender, string>, string>>,
];

// -- an action that a surface does not have is stepped over, and what lies behind it is still reached

const gaps = defineScopes('gaps', {
  surfaces: { contacts: ['admin', 'write', 'read'], status: ['admin', 'read'], bulk: ['write'] },
  implies: { admin: ['write'], write: ['read'] },
});
type Gaps = [
  Expect<
    Equal<Implied<typeof gaps, 'contacts:admin'>, 'contacts:admin' | 'contacts:write' | 'contacts:read'>
  >,
  Expect<Equal<Implied<typeof gaps, 'status:admin'>, 'status:admin' | 'status:read'>>,
  Expect<Equal<Implied<typeof gaps, 'bulk:write'>, 'bulk:write'>>,
];

// -- inclusions: across surfaces, with patterns, together with actions

const including = defineScopes('including', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'], audit: ['read'] },
  scopes: ['root', 'reader', 'contact_admin', 'loner'],
  implies: { write: ['read'] },
  includes: {
    root: ['*:write', 'reader'],
    reader: ['*:read'],
    contact_admin: ['contacts:*'],
    'contacts:write': ['tags:write'],
    'tags:read': ['audit:read'],
  },
});
type Including = typeof including;
type Inclusions = [
  Expect<Equal<Implied<Including, 'tags:write'>, 'tags:write' | 'tags:read' | 'audit:read'>>,
  Expect<
    Equal<
      Implied<Including, 'contacts:write'>,
      'contacts:write' | 'contacts:read' | 'tags:write' | 'tags:read' | 'audit:read'
    >
  >,
  Expect<Equal<Implied<Including, 'reader'>, 'reader' | 'contacts:read' | 'tags:read' | 'audit:read'>>,
  Expect<
    Equal<
      Implied<Including, 'contact_admin'>,
      'contact_admin' | 'contacts:read' | 'contacts:write' | 'tags:write' | 'tags:read' | 'audit:read'
    >
  >,
  Expect<Equal<Implied<Including, 'root'>, Exclude<ScopeOf<Including>, 'contact_admin' | 'loner'>>>,
  Expect<Equal<Implied<Including, 'loner'>, 'loner'>>,
  Expect<Equal<Redundant<Including, 'contacts:write' | 'audit:read' | 'loner'>, 'audit:read'>>,
];

// -- chains: sixteen links, and no more

const sixteenActions = defineScopes('sixteen-actions', {
  surfaces: {
    deep: [
      'a00',
      'a01',
      'a02',
      'a03',
      'a04',
      'a05',
      'a06',
      'a07',
      'a08',
      'a09',
      'a10',
      'a11',
      'a12',
      'a13',
      'a14',
      'a15',
      'a16',
    ],
    flat: ['a00', 'a16'],
  },
  implies: {
    a00: ['a01'],
    a01: ['a02'],
    a02: ['a03'],
    a03: ['a04'],
    a04: ['a05'],
    a05: ['a06'],
    a06: ['a07'],
    a07: ['a08'],
    a08: ['a09'],
    a09: ['a10'],
    a10: ['a11'],
    a11: ['a12'],
    a12: ['a13'],
    a13: ['a14'],
    a14: ['a15'],
    a15: ['a16'],
  },
});
const sixteenScopes = defineScopes('sixteen-scopes', {
  scopes: [
    's00',
    's01',
    's02',
    's03',
    's04',
    's05',
    's06',
    's07',
    's08',
    's09',
    's10',
    's11',
    's12',
    's13',
    's14',
    's15',
    's16',
  ],
  includes: {
    s00: ['s01'],
    s01: ['s02'],
    s02: ['s03'],
    s03: ['s04'],
    s04: ['s05'],
    s05: ['s06'],
    s06: ['s07'],
    s07: ['s08'],
    s08: ['s09'],
    s09: ['s10'],
    s10: ['s11'],
    s11: ['s12'],
    s12: ['s13'],
    s13: ['s14'],
    s14: ['s15'],
    s15: ['s16'],
  },
});
// Eight links of actions and eight of inclusions, end to end.
const sixteenMixed = defineScopes('sixteen-mixed', {
  surfaces: { deep: ['a00', 'a01', 'a02', 'a03', 'a04', 'a05', 'a06', 'a07', 'a08'] },
  scopes: ['s00', 's01', 's02', 's03', 's04', 's05', 's06', 's07'],
  implies: {
    a00: ['a01'],
    a01: ['a02'],
    a02: ['a03'],
    a03: ['a04'],
    a04: ['a05'],
    a05: ['a06'],
    a06: ['a07'],
    a07: ['a08'],
  },
  includes: {
    s00: ['s01'],
    s01: ['s02'],
    s02: ['s03'],
    s03: ['s04'],
    s04: ['s05'],
    s05: ['s06'],
    s06: ['s07'],
    s07: ['deep:a00'],
  },
});
type Chains = [
  Expect<
    Equal<
      Implied<typeof sixteenActions, 'deep:a00'>,
      Extract<ScopeOf<typeof sixteenActions>, `deep:${string}`>
    >
  >,
  Expect<Equal<Implied<typeof sixteenActions, 'flat:a00'>, 'flat:a00' | 'flat:a16'>>,
  Expect<Equal<Implied<typeof sixteenActions, 'deep:a15'>, 'deep:a15' | 'deep:a16'>>,
  Expect<Equal<Implied<typeof sixteenScopes, 's00'>, ScopeOf<typeof sixteenScopes>>>,
  Expect<Equal<Implied<typeof sixteenMixed, 's00'>, ScopeOf<typeof sixteenMixed>>>,
];

defineScopes('seventeen-actions', {
  surfaces: {
    deep: [
      'a00',
      'a01',
      'a02',
      'a03',
      'a04',
      'a05',
      'a06',
      'a07',
      'a08',
      'a09',
      'a10',
      'a11',
      'a12',
      'a13',
      'a14',
      'a15',
      'a16',
      'a17',
    ],
  },
  implies: {
    // @ts-expect-error a chain of implications longer than 16
    a00: ['a01'],
    a01: ['a02'],
    a02: ['a03'],
    a03: ['a04'],
    a04: ['a05'],
    a05: ['a06'],
    a06: ['a07'],
    a07: ['a08'],
    a08: ['a09'],
    a09: ['a10'],
    a10: ['a11'],
    a11: ['a12'],
    a12: ['a13'],
    a13: ['a14'],
    a14: ['a15'],
    a15: ['a16'],
    a16: ['a17'],
  },
});
defineScopes('seventeen-scopes', {
  scopes: [
    's00',
    's01',
    's02',
    's03',
    's04',
    's05',
    's06',
    's07',
    's08',
    's09',
    's10',
    's11',
    's12',
    's13',
    's14',
    's15',
    's16',
    's17',
  ],
  includes: {
    // @ts-expect-error a chain of implications longer than 16
    s00: ['s01'],
    s01: ['s02'],
    s02: ['s03'],
    s03: ['s04'],
    s04: ['s05'],
    s05: ['s06'],
    s06: ['s07'],
    s07: ['s08'],
    s08: ['s09'],
    s09: ['s10'],
    s10: ['s11'],
    s11: ['s12'],
    s12: ['s13'],
    s13: ['s14'],
    s14: ['s15'],
    s15: ['s16'],
    s16: ['s17'],
  },
});

// -- behind a type parameter

// No table is looked into for what it could bring along: with tables that include one another, that would never end.
declare function proofOf<Scope extends ScopeOf<Github>>(scope: Scope): GrantOf<Github, Scope>;
declare function withProof<Scope extends ScopeOf<Github>>(
  scope: Scope,
  use: (grant: GrantOf<Github, Scope>) => void,
): void;
const asksFor = (grant: GrantOf<Github, 'read:user'>) => String(grant);
asksFor(proofOf('user'));
// @ts-expect-error repo brings no read:user along
asksFor(proofOf('repo'));
withProof('user', (grant) => asksFor(grant));
class Proof<Scope extends ScopeOf<Github>> {
  constructor(
    readonly scope: Scope,
    readonly grant: GrantOf<Github, Scope>,
  ) {}
}
asksFor(new Proof('user', proofOf('user')).grant);

// -- what may not be there brings nothing along

declare const flag: boolean;
declare const readers: 'read'[];
const surfaces = { contacts: ['read', 'write', 'list'] } as const;
const [unlisted, sometimes, either, optional, one, included, includedOne] = [
  defineScopes('v', { surfaces, implies: { write: readers } }),
  defineScopes('v', { surfaces, implies: { write: flag ? ['read'] : [] } }),
  defineScopes('v', { surfaces, implies: { write: [flag ? 'read' : 'list'] } }),
  defineScopes('v', { surfaces, implies: {} as { write?: ['read'] } }),
  defineScopes('v', { surfaces, implies: { write: ['list', ...readers] } }),
  defineScopes('v', {
    surfaces,
    includes: { 'contacts:write': readers.map(() => 'contacts:read' as const) },
  }),
  defineScopes('v', { surfaces, includes: { 'contacts:write': [flag ? 'contacts:read' : 'contacts:list'] } }),
];
type Unsure = [
  Expect<Equal<Implied<typeof unlisted, 'contacts:write'>, 'contacts:write'>>,
  Expect<Equal<Implied<typeof sometimes, 'contacts:write'>, 'contacts:write'>>,
  Expect<Equal<Implied<typeof either, 'contacts:write'>, 'contacts:write'>>,
  Expect<Equal<Implied<typeof optional, 'contacts:write'>, 'contacts:write'>>,
  Expect<Equal<Implied<typeof one, 'contacts:write'>, 'contacts:write' | 'contacts:list'>>,
  Expect<Equal<Implied<typeof included, 'contacts:write'>, 'contacts:write'>>,
  Expect<Equal<Implied<typeof includedOne, 'contacts:write'>, 'contacts:write'>>,
];

// -- several actions that imply others: one table for all of them, whatever the format and the names

const turned = defineScopes('turned', {
  surfaces: { contacts: ['read', 'write', 'admin'], tags: ['read', 'admin'] },
  format: '{action}:{surface}',
  implies: { admin: ['write'], write: ['read'] },
});
const knotty = defineScopes('knotty', {
  surfaces: { 'a:b': ['read', 'write:all'], a: ['b:read'], toString: ['write:all', 'read'] },
  scopes: ['constructor'],
  implies: { 'write:all': ['read'], read: ['b:read'] },
});
// An action with the name of a member of every object, at the end of the longest chain.
const longest = defineScopes('longest', {
  surfaces: {
    a: ['0', 'valueOf'],
    b: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15'],
  },
  implies: {
    0: ['1'],
    1: ['2'],
    2: ['3'],
    3: ['4'],
    4: ['5'],
    5: ['6'],
    6: ['7'],
    7: ['8'],
    8: ['9'],
    9: ['10'],
    10: ['11'],
    11: ['12'],
    12: ['13'],
    13: ['14'],
    14: ['15'],
    15: ['valueOf'],
  },
});
type Several = [
  Expect<Equal<Implied<typeof longest, 'a:0'>, 'a:0' | 'a:valueOf'>>,
  Expect<
    Equal<Implied<typeof turned, 'admin:contacts'>, 'admin:contacts' | 'write:contacts' | 'read:contacts'>
  >,
  // Tags have no write, which is a step on the way to read all the same.
  Expect<Equal<Implied<typeof turned, 'admin:tags'>, 'admin:tags' | 'read:tags'>>,
  Expect<Equal<Implied<typeof turned, 'read:contacts'>, 'read:contacts'>>,
  Expect<Equal<Implied<typeof knotty, 'a:b:write:all'>, 'a:b:write:all' | 'a:b:read'>>,
  Expect<Equal<Implied<typeof knotty, 'toString:write:all'>, 'toString:write:all' | 'toString:read'>>,
  Expect<Equal<Implied<typeof knotty, 'constructor'>, 'constructor'>>,
];
