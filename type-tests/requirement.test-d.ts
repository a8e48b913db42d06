import {
  authenticated,
  type GrantOf,
  type NeedsOf,
  open,
  optional,
  type Requirement,
  type ScopeOf,
} from 'scopeproof';
import { type Api, type Atender, atender, github, grant, listContacts, listTags } from './atender.js';
import type { Anything, Assignable, Expect, ExpectNot, IsAny } from './expect.js';

type Asked = Requirement<'atender', ScopeOf<Atender>>;

// -- what is a requirement

const scope: Asked = 'contacts:read';
const all: Asked = atender.allOf('contacts:read', 'tags:read');
const any: Asked = atender.anyOf('contacts:read', atender.allOf('knowledge:read', 'tags:read'));
const nobody: Asked = open;
const anybody: Asked = authenticated;
const perhaps: Asked = optional;

// @ts-expect-error a bare array could mean all or any
const array: Asked = ['contacts:read', 'tags:read'];
// @ts-expect-error nor is an empty one open
const nothing: Asked = [];
// @ts-expect-error nor is a security requirement of OpenAPI, which has a form of its own
const object: Asked = { key: ['contacts:read'] };
// @ts-expect-error no such scope
const misspelt: Asked = 'contacts:reed';
// @ts-expect-error a pattern is no scope
const pattern: Asked = '*:read';
// @ts-expect-error a bundle is no scope
const bundle: Asked = 'basic';
// @ts-expect-error another vocabulary's
const foreign: Asked = github.allOf('gist');
// @ts-expect-error another vocabulary's
const foreignAny: Asked = github.anyOf('gist', 'repo');
// @ts-expect-error says nothing
const absent: Asked = undefined;

type Edges = [
  ExpectNot<IsAny<Asked>>,
  ExpectNot<Assignable<string, Asked>>,
  // With no scope to name there is still `open` and `authenticated`.
  Expect<Assignable<typeof open, Requirement<'atender', never>>>,
  ExpectNot<Assignable<'contacts:read', Requirement<'atender', never>>>,
  Expect<Assignable<'contacts:read', Requirement<'atender', string>>>,
  ExpectNot<Assignable<readonly string[], Requirement<'atender', string>>>,
  ExpectNot<Assignable<typeof open, typeof authenticated>>,
  ExpectNot<Assignable<typeof authenticated, typeof open>>,
  ExpectNot<Assignable<typeof optional, typeof open>>,
  ExpectNot<Assignable<typeof optional, typeof authenticated>>,
  ExpectNot<Assignable<typeof open, typeof optional>>,
  // None of the three proves a scope.
  Expect<Assignable<GrantOf<Atender, typeof open>, GrantOf<Atender, typeof optional>>>,
  ExpectNot<Assignable<GrantOf<Atender, typeof optional>, GrantOf<Atender, 'contacts:read'>>>,
  ExpectNot<
    Assignable<NeedsOf<Api, 'GET /api/v1/search'>, NeedsOf<Api, 'PUT /api/v1/contacts/:id/tags/:tag'>>
  >,
];

// -- allOf

atender.allOf('contacts:read');
// @ts-expect-error a requirement of nothing
atender.allOf();
// @ts-expect-error no such scope
atender.allOf('contacts:read', 'contacts:reed');
// @ts-expect-error a bare array
atender.allOf(['contacts:read', 'tags:read']);
// @ts-expect-error a pattern is no scope
atender.allOf('*:read');
// @ts-expect-error nothing nests
atender.allOf(atender.allOf('contacts:read'));
// @ts-expect-error nothing nests
atender.allOf(atender.anyOf('contacts:read'));
// @ts-expect-error `open` is not one among several
atender.allOf(open);
// @ts-expect-error another vocabulary's
atender.allOf('gist');

declare const list: ScopeOf<Atender>[];
// @ts-expect-error of unknown length, and perhaps empty
atender.allOf(...list);
atender.allOf('contacts:read', ...list);

declare const either: 'contacts:read' | 'tags:read';
// @ts-expect-error a union is not one scope
atender.allOf(either);
// @ts-expect-error a union is not one scope
atender.allOf('knowledge:read', either);

// -- anyOf

atender.anyOf('contacts:read');
atender.anyOf(atender.allOf('contacts:read', 'tags:read'), 'knowledge:read');
// @ts-expect-error a requirement of nothing
atender.anyOf();
// @ts-expect-error no such scope
atender.anyOf('contacts:read', 'contacts:reed');
// @ts-expect-error no such scope, one level down
atender.anyOf('contacts:read', atender.allOf('tags:reed'));
// @ts-expect-error a bare array
atender.anyOf(['contacts:read', 'tags:read']);
// @ts-expect-error a bare array, one level down
atender.anyOf('contacts:read', ['knowledge:read', 'tags:read']);
// @ts-expect-error nothing nests deeper than an OR of ANDs
atender.anyOf('contacts:read', atender.anyOf('knowledge:read', 'tags:read'));
// @ts-expect-error `open` is not one among several
atender.anyOf('contacts:read', open);
// @ts-expect-error nor is `authenticated`
atender.anyOf('contacts:read', authenticated);
// @ts-expect-error nor is `optional`
atender.anyOf('contacts:read', optional);
// @ts-expect-error another vocabulary's
atender.anyOf('contacts:read', github.allOf('gist'));
// @ts-expect-error of unknown length, and perhaps empty
atender.anyOf(...list);

// -- what they say of themselves

const kind: 'allOf' = atender.allOf('tags:read').kind;
const otherKind: 'anyOf' = atender.anyOf('tags:read').kind;
const alternatives: readonly (readonly string[])[] = open.alternatives;
// @ts-expect-error frozen
open.alternatives = [['contacts:read']];

// -- a requirement that was made wider proves less, never more

declare const wider: Asked;
listContacts(
  // @ts-expect-error nobody knows which
  atender.authorize(grant, wider),
);

declare const oneOfTwo: ['contacts:read'] | ['tags:read'];
listContacts(
  // @ts-expect-error one of the two, nobody knows which
  atender.authorize(grant, atender.allOf(...oneOfTwo)),
);
listTags(
  // @ts-expect-error one of the two, nobody knows which
  atender.authorize(grant, atender.allOf(...oneOfTwo)),
);

declare const someTags: ['contacts:read', ...'tags:read'[]];
listTags(
  // @ts-expect-error there may be none
  atender.authorize(grant, atender.allOf(...someTags)),
);
listContacts(atender.authorize(grant, atender.allOf(...someTags)));

declare const unchecked: Anything;
listContacts(
  // @ts-expect-error whatever came out of JSON.parse proves nothing
  atender.authorize(grant, atender.allOf(unchecked)),
);
listContacts(
  // @ts-expect-error nor as an alternative
  atender.authorize(grant, atender.anyOf(unchecked)),
);

// With a type parameter, what is known is what is known at the call.
function authorizeAll<Scope extends ScopeOf<Atender>>(wanted: Scope) {
  return atender.authorize(grant, wanted);
}
listContacts(authorizeAll('contacts:write'));
listContacts(
  // @ts-expect-error one of the two, nobody knows which
  authorizeAll(either),
);
