import {
  defineScopes,
  type Grant,
  type GrantOf,
  InsufficientScopeError,
  type Key,
  type ParseResult,
  type Requirement,
  ScopeEscalationError,
  type ScopeOf,
} from 'scopeproof';
import {
  type Api,
  type Atender,
  api,
  atender,
  type Github,
  github,
  grant,
  insertContact,
  listContacts,
  listTags,
} from '../atender.js';
import type { Anything, Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

type Unproven = Grant<'atender', never>;
type Reader = GrantOf<Atender, 'contacts:read'>;
type Writer = GrantOf<Atender, 'contacts:write'>;
type Tagger = GrantOf<Atender, 'tags:read'>;

declare const reader: Reader;
declare const writer: Writer;
declare const either: 'contacts:read' | 'tags:read';
declare const anyText: string;
declare const unchecked: Anything;
declare const scopes: ScopeOf<Atender>[];

// -- a lattice

type Lattice = [
  // Write to the read that it implies; not the reverse.
  Expect<Assignable<Writer, Reader>>,
  ExpectNot<Assignable<Reader, Writer>>,
  // More to fewer, and all to none.
  Expect<Assignable<Grant<'atender', 'contacts:read' | 'tags:read'>, Reader>>,
  Expect<Assignable<Grant<'atender', 'contacts:read' | 'tags:read'>, Tagger>>,
  ExpectNot<Assignable<Reader, Grant<'atender', 'contacts:read' | 'tags:read'>>>,
  ExpectNot<Assignable<Reader, Tagger>>,
  Expect<Assignable<Reader, Unproven>>,
  ExpectNot<Assignable<Unproven, Reader>>,
  Expect<Assignable<Reader & Tagger, Grant<'atender', 'contacts:read' | 'tags:read'>>>,
  ExpectNot<Assignable<Reader | Tagger, Reader>>,
  Expect<Assignable<Reader | Writer, Reader>>,
  // Not another vocabulary's, with or without scopes.
  ExpectNot<Assignable<Grant<'github', 'contacts:read'>, Reader>>,
  ExpectNot<Assignable<Grant<'github', never>, Unproven>>,
  ExpectNot<Assignable<Grant<string, 'contacts:read'>, Reader>>,
  ExpectNot<Assignable<Grant<'atender' | 'github', 'contacts:read'>, Reader>>,
  Expect<Assignable<Reader, Grant<string, 'contacts:read'>>>,
  // A key is a claim.
  ExpectNot<Assignable<Key<'atender', 'contacts:read'>, Reader>>,
  ExpectNot<Assignable<Key<'atender', 'contacts:read'>, Unproven>>,
  ExpectNot<Assignable<Reader, Key<'atender', 'contacts:read'>>>,
  // Nor are scopes, or anything that one can write down.
  ExpectNot<Assignable<'contacts:read', Reader>>,
  ExpectNot<Assignable<{ readonly 'contacts:read': true }, Reader>>,
  ExpectNot<Assignable<{}, Unproven>>,
  ExpectNot<Assignable<Pick<Reader, keyof Reader>, Reader>>,
  ExpectNot<Assignable<Omit<Reader, never>, Reader>>,
  ExpectNot<Assignable<Partial<Reader>, Unproven>>,
];

// The way round over a wide grant must not lead to more than one had.
type RoundTrip<From, Over, To> = [From] extends [Over] ? ([Over] extends [To] ? true : false) : false;
type NoWayRound = [
  ExpectNot<RoundTrip<Reader, Grant<'atender', 'contacts:read' | 'contacts:write'>, Writer>>,
  ExpectNot<RoundTrip<Reader, Grant<string, 'contacts:read'>, Grant<'github', 'contacts:read'>>>,
];
// Nor does a grant of any string hold every scope, though every scope is a string.
type NoWideGrant = [
  ExpectNot<Assignable<Grant<'atender', string>, Writer>>,
  ExpectNot<Assignable<Grant<'atender', string>, Reader>>,
  Expect<Assignable<Grant<'atender', string>, Unproven>>,
];

// -- nothing outside the library makes one

// @ts-expect-error an object literal
const literal: Unproven = {};
// @ts-expect-error with all that can be seen of one
const copied: Unproven = { has: grant.has, held: [], minimal: [], toString: () => '', toJSON: () => [] };
// @ts-expect-error a spread
const spread: Reader = { ...reader };
// @ts-expect-error a spread with more
const more: Writer = { ...reader, 'contacts:write': true };
// @ts-expect-error a class that claims to be one
class Forged implements Grant<'atender', 'contacts:read'> {}
// @ts-expect-error a type, no value
const constructed = new Grant();
// @ts-expect-error nothing to be looked into
const bag = reader.proven;
// @ts-expect-error frozen
reader.held = ['contacts:write'];
// @ts-expect-error frozen
reader.held.push('contacts:write');

// -- GrantOf

type Granted = [
  Expect<Equal<Writer, Grant<'atender', 'contacts:read' | 'contacts:write'>>>,
  Expect<Equal<Reader, Grant<'atender', 'contacts:read'>>>,
  Expect<Equal<GrantOf<Github, 'repo'>, Grant<'github', 'repo' | 'repo:status' | 'public_repo'>>>,
  // One of several: a grant for each, for nobody knows which.
  Expect<Equal<GrantOf<Atender, 'contacts:read' | 'tags:read'>, Reader | Tagger>>,
  Expect<Equal<GrantOf<Atender, never>, never>>,
  Expect<Equal<GrantOf<Atender, string>, Unproven>>,
  // Requirements.
  Expect<
    Equal<
      GrantOf<Atender, Needs<'PUT /api/v1/contacts/:id/tags/:tag'>>,
      Grant<'atender', 'contacts:read' | 'contacts:write' | 'tags:read'>
    >
  >,
  Expect<
    Equal<
      GrantOf<Atender, Needs<'GET /api/v1/search'>>,
      Reader | Grant<'atender', 'knowledge:read' | 'tags:read'>
    >
  >,
  Expect<Equal<GrantOf<Atender, Needs<'GET /api/v1/me'>>, Unproven>>,
  Expect<Equal<GrantOf<Atender, Needs<'GET /health'>>, Unproven>>,
  // None of these proves a scope.
  ExpectNot<Assignable<GrantOf<Atender, 'contacts:reed'>, Unproven>>,
  ExpectNot<Assignable<GrantOf<Atender, Requirement<'atender', ScopeOf<Atender>>>, Reader>>,
];
type Needs<Route extends Api['routes'][number]> = import('scopeproof').NeedsOf<Api, Route>;

// -- parse proves nothing

const parsed = atender.parse(['contacts:write', 'nothing:such']);
type Parsing = [
  Expect<Equal<typeof parsed, ParseResult<'atender'>>>,
  Expect<Equal<typeof parsed.grant, Unproven>>,
  Expect<Equal<typeof parsed.unknown, readonly string[]>>,
  Expect<Equal<typeof parsed.deprecated, readonly string[]>>,
  ExpectNot<IsAny<ParseResult<Anything>>>,
  ExpectNot<IsAny<GrantOf<Atender, Anything>>>,
  ExpectNot<IsAny<GrantOf<Anything, 'contacts:read'>>>,
  ExpectNot<Assignable<GrantOf<Anything, 'contacts:read'>, GrantOf<Atender, 'contacts:read'>>>,
];
atender.parse('');
atender.parse(new Set(['contacts:read']));
atender.parse(['contacts:read'] as const);
// @ts-expect-error not strings
atender.parse([1]);
// @ts-expect-error nothing stored is not a string
atender.parse(undefined);
// @ts-expect-error a record
atender.parse({ 'contacts:read': true });
listContacts(
  // @ts-expect-error nothing is proven yet
  parsed.grant,
);

// -- has: of the grant, and of the vocabulary

function narrowed(given: Unproven) {
  if (given.has('tags:read')) listTags(given);
  if (given.has('contacts:read') && given.has('tags:read')) {
    listContacts(given);
    listTags(given);
  }
  if (given.has('contacts:read') || given.has('tags:read')) {
    listContacts(
      // @ts-expect-error or the other
      given,
    );
  }
  // The grant's own `has` proves the scope that was named; only the vocabulary knows what it brings along.
  if (given.has('contacts:write')) {
    given satisfies Grant<'atender', 'contacts:write'>;
    listContacts(
      // @ts-expect-error ask the vocabulary
      given,
    );
  }
  if (atender.has(given, 'contacts:write')) {
    insertContact(given, 'Ada');
    listContacts(given);
    listTags(
      // @ts-expect-error nothing was asked about tags
      given,
    );
  }
  if (!atender.has(given, 'contacts:write')) {
    listContacts(
      // @ts-expect-error the other branch
      given,
    );
    return;
  }
  insertContact(given, 'Ada');
}

function narrowedByUnion(given: Unproven) {
  if (given.has(either)) {
    listContacts(
      // @ts-expect-error one of the two, nobody knows which
      given,
    );
  }
  if (atender.has(given, either)) {
    listContacts(
      // @ts-expect-error one of the two, nobody knows which
      given,
    );
    listTags(
      // @ts-expect-error one of the two, nobody knows which
      given,
    );
  }
  if (given.has(anyText)) {
    listContacts(
      // @ts-expect-error any scope at all
      given,
    );
  }
  if (given.has(unchecked)) {
    listContacts(
      // @ts-expect-error any scope at all
      given,
    );
  }
  if (atender.has(given, unchecked)) {
    listContacts(
      // @ts-expect-error any scope at all
      given,
    );
  }
}

// What was proven before stays proven.
function askedForAnything(read: Reader) {
  if (read.has(anyText)) listContacts(read);
  if (read.has(unchecked)) listContacts(read);
  if (atender.has(read, either)) listContacts(read);
}

// A scope that is not held leaves the grant what it was: never `never`, which would pass for anything.
function otherBranch(given: Unproven, read: Reader) {
  if (given.has(anyText)) return;
  insertContact(
    // @ts-expect-error still nothing is proven
    given,
    'Ada',
  );
  if (read.has(either)) return;
  insertContact(
    // @ts-expect-error still a reader
    read,
    'Ada',
  );
}
function otherBranchOfVocabulary(read: Reader) {
  if (atender.has(read, either)) return;
  insertContact(
    // @ts-expect-error still a reader
    read,
    'Ada',
  );
}
function otherBranchUnchecked(given: Unproven) {
  if (given.has(unchecked)) return;
  insertContact(
    // @ts-expect-error still nothing is proven
    given,
    'Ada',
  );
}

// Of alternatives, `has` tells which.
const found = atender.authorize(grant, atender.anyOf('contacts:write', 'tags:read'));
if (found.has('tags:read')) listTags(found);
if (atender.has(found, 'contacts:write')) insertContact(found, 'Ada');
listTags(
  // @ts-expect-error or the other
  found,
);

// @ts-expect-error no such scope
atender.has(grant, 'contacts:reed');
// @ts-expect-error another vocabulary's
atender.has(github.parse('').grant, 'contacts:read');
// @ts-expect-error not one text
grant.has(['contacts:read']);

// -- authorize

const proven = atender.authorize(grant, 'contacts:write');
const both = atender.authorize(grant, atender.allOf('contacts:read', 'tags:read'));
type Authorized = [
  Expect<Equal<typeof proven, Writer>>,
  Expect<Equal<typeof both, Grant<'atender', 'contacts:read' | 'tags:read'>>>,
  Expect<Equal<typeof found, Writer | Tagger>>,
];
insertContact(proven, 'Ada');
listContacts(proven);
listContacts(both);
listTags(both);
listTags(
  // @ts-expect-error something else was proven
  proven,
);
insertContact(
  // @ts-expect-error less was proven
  atender.authorize(grant, 'contacts:read'),
  'Ada',
);
// @ts-expect-error no such scope
atender.authorize(grant, 'contacts:reed');
// @ts-expect-error another vocabulary's requirement
atender.authorize(grant, github.allOf('gist'));
// @ts-expect-error another vocabulary's grant
atender.authorize(github.parse('').grant, 'contacts:read');
// @ts-expect-error a key is no grant
atender.authorize(atender.key('reader', { scopes: ['contacts:read'] }), 'contacts:read');
// @ts-expect-error a bare array
atender.authorize(grant, ['contacts:read', 'tags:read']);

listContacts(
  // @ts-expect-error one of the two, nobody knows which
  atender.authorize(grant, either),
);
listContacts(
  // @ts-expect-error whatever came out of JSON.parse proves nothing
  atender.authorize(grant, unchecked),
);

function authorizeOne<Scope extends ScopeOf<Atender>>(scope: Scope): GrantOf<Atender, Scope> {
  return atender.authorize(grant, scope);
}
insertContact(authorizeOne('contacts:write'), 'Ada');
listContacts(
  // @ts-expect-error one of the two, nobody knows which
  authorizeOne(either),
);

// A vocabulary of the same scopes is another one.
const twin = defineScopes('twin', { surfaces: { contacts: ['read'] } });
listContacts(
  // @ts-expect-error proven, but to another API
  twin.authorize(twin.parse('contacts:read').grant, 'contacts:read'),
);

// -- check

const result = atender.check(grant, 'contacts:write');
if (result.ok) insertContact(result.grant, 'Ada');
else {
  const missing: readonly string[] = result.error.missing;
  listContacts(
    // @ts-expect-error it failed
    result.grant,
  );
}
listContacts(
  // @ts-expect-error not looked at
  result.grant,
);
const { ok, grant: checked, error } = atender.check(grant, 'contacts:write');
if (ok) insertContact(checked, 'Ada');
else error satisfies InsufficientScopeError;
// @ts-expect-error no such scope
atender.check(grant, 'contacts:reed');

// -- attenuate

const narrower = atender.attenuate(proven, ['contacts:read']);
type Narrower = [Expect<Equal<typeof narrower, Reader>>];
listContacts(narrower);
// @ts-expect-error it was narrowed
insertContact(narrower, 'Ada');
const none = atender.attenuate(proven, []);
// @ts-expect-error to nothing
listContacts(none);

atender.attenuate(
  proven,
  // @ts-expect-error the grant does not hold tags:read
  ['tags:read'],
);
atender.attenuate(reader, [
  'contacts:read',
  // @ts-expect-error the grant does not hold contacts:write
  'contacts:write',
]);
atender.attenuate(grant, [
  // @ts-expect-error no such scope
  'contacts:reed',
]);
atender.attenuate(
  // @ts-expect-error another vocabulary's
  github.parse('').grant,
  ['contacts:read'],
);
// Of what nothing is proven is asked at run time; what comes back is proven.
insertContact(atender.attenuate(grant, ['contacts:write', 'tags:read']), 'Ada');

atender.attenuate(grant, [
  // @ts-expect-error a union is not one scope
  either,
]);
listContacts(
  // @ts-expect-error nobody knows what is in it
  atender.attenuate(grant, scopes),
);
listContacts(
  // @ts-expect-error whatever came out of JSON.parse proves nothing
  atender.attenuate(grant, unchecked),
);
listContacts(
  // @ts-expect-error nor does an element that did
  atender.attenuate(grant, [unchecked]),
);
// What either alternative holds can be handed on.

// -- intersect and without

const common = atender.intersect(
  proven,
  atender.authorize(grant, atender.allOf('contacts:read', 'tags:read')),
);
type Common = [Expect<Equal<typeof common, Reader>>];
listContacts(common);
insertContact(
  // @ts-expect-error only one of the two holds it
  common,
  'Ada',
);
listContacts(
  // @ts-expect-error nothing is proven of the other
  atender.intersect(proven, grant),
);
atender.intersect(
  proven,
  // @ts-expect-error another vocabulary's
  github.parse('').grant,
);
atender.intersect(
  // @ts-expect-error scopes are no grant
  'contacts:read',
  proven,
);

const withTags = atender.authorize(grant, atender.allOf('contacts:write', 'tags:read'));
const left = atender.without(withTags, ['contacts:write']);
type Left = [Expect<Equal<typeof left, Grant<'atender', 'contacts:read' | 'tags:read'>>>];
listContacts(left);
insertContact(
  // @ts-expect-error it was taken away
  left,
  'Ada',
);
listContacts(
  // @ts-expect-error it was taken away
  atender.without(withTags, ['contacts:read']),
);
insertContact(
  // @ts-expect-error contacts:write implies what was taken away
  atender.without(withTags, ['contacts:read']),
  'Ada',
);
insertContact(atender.without(withTags, []), 'Ada');
listContacts(
  // @ts-expect-error any of the scopes of the list may be taken
  atender.without(withTags, scopes),
);
listContacts(
  // @ts-expect-error either of them may be
  atender.without(withTags, [either]),
);
atender.without(withTags, [
  // @ts-expect-error no such scope
  'contacts:reed',
]);

// -- what a grant says of itself

type Shown = [
  Expect<Equal<Reader['held'], readonly string[]>>,
  Expect<Equal<Reader['minimal'], readonly string[]>>,
  Expect<Equal<ReturnType<Reader['toString']>, string>>,
  Expect<Equal<ReturnType<Reader['toJSON']>, readonly string[]>>,
  ExpectNot<IsAny<Grant<Anything, Anything>>>,
];

const insufficient = new InsufficientScopeError([['a', 'b'], ['c']], ['c'], []);
const escalation = new ScopeEscalationError(['a']);
type Errors = [
  Expect<Equal<typeof insufficient.required, readonly (readonly string[])[]>>,
  Expect<Equal<typeof insufficient.missing, readonly string[]>>,
  Expect<Equal<typeof insufficient.held, readonly string[]>>,
  Expect<Equal<typeof escalation.missing, readonly string[]>>,
  Expect<Assignable<typeof insufficient, Error>>,
];

// A route table authorizes as its vocabulary does.
insertContact(api.authorize(grant, 'POST /api/v1/contacts'), 'Ada');

// -- a vocabulary of names that are only known when the program runs

declare const names: string[];
declare const actionsOf: { readonly [surface: string]: readonly ['read', 'write'] };
const ofNames = defineScopes('of-names', { scopes: names, bundles: { all: ['*'] } });
const ofSurfaces = defineScopes('of-surfaces', { surfaces: actionsOf, implies: { write: ['read'] } });
const ofTenants = defineScopes('of-tenants', { scopes: ['admin', `tenant:${names[0]}`] });
type OfNames = typeof ofNames;
type OfSurfaces = typeof ofSurfaces;
type OfTenants = typeof ofTenants;

// A proof of one scope is no proof of another, whatever they may bring along.
type Unlisted = [
  Expect<Equal<ScopeOf<OfNames>, string>>,
  Expect<Equal<GrantOf<OfNames, 'a'>, Grant<'of-names', 'a'>>>,
  Expect<Equal<GrantOf<OfNames, string>, Grant<'of-names', never>>>,
  Expect<Equal<GrantOf<OfSurfaces, 'tags:write'>, Grant<'of-surfaces', 'tags:write'>>>,
  Expect<Equal<GrantOf<OfTenants, 'admin'>, Grant<'of-tenants', 'admin'>>>,
  Expect<Equal<GrantOf<OfTenants, 'tenant:5'>, Grant<'of-tenants', 'tenant:5'>>>,
  Expect<Equal<GrantOf<OfTenants, `tenant:${string}`>, Grant<'of-tenants', never>>>,
];
const needsB = (given: GrantOf<OfNames, 'b'>) => String(given);
const unlisted = ofNames.parse('a b').grant;
needsB(ofNames.authorize(unlisted, 'b'));
needsB(ofNames.authorize(unlisted, ofNames.allOf('a', 'b')));
if (ofNames.has(unlisted, 'b')) needsB(unlisted);
// @ts-expect-error nothing was proven
needsB(unlisted);
// @ts-expect-error another scope was
needsB(ofNames.authorize(unlisted, 'a'));
// @ts-expect-error some scope was
needsB(ofNames.authorize(unlisted, names[0] ?? 'b'));
// @ts-expect-error other scopes were
needsB(ofNames.authorize(unlisted, ofNames.allOf('a', 'c')));
// @ts-expect-error one of the two was
needsB(ofNames.authorize(unlisted, ofNames.anyOf('a', 'b')));
if (ofNames.has(unlisted, 'a')) {
  // @ts-expect-error another scope was
  needsB(unlisted);
}
const needsTenant = (given: GrantOf<OfTenants, 'tenant:5'>) => String(given);
// @ts-expect-error of another tenant
needsTenant(ofTenants.authorize(ofTenants.parse('').grant, 'tenant:6'));
const needsRead = (given: GrantOf<OfSurfaces, 'tags:read'>) => String(given);
// @ts-expect-error on another surface
needsRead(ofSurfaces.authorize(ofSurfaces.parse('').grant, 'contacts:read'));

// -- either of two vocabularies

type Both = Atender | Github;
type OfEither = [
  ExpectNot<Assignable<number, GrantOf<Both, 'read:org'>>>,
  ExpectNot<Assignable<Unproven, GrantOf<Both, 'read:org'>>>,
  ExpectNot<Assignable<GrantOf<Atender, 'contacts:read'>, GrantOf<Both, 'tags:read'>>>,
];
