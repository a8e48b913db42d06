import {
  type BundleOf,
  type BundleScopes,
  type Docs,
  defineScopes,
  type Implied,
  type ScopeOf,
  type SurfaceOf,
  type Vocabulary,
} from 'scopeproof';
import { type Atender, atender, type Github, github, grant } from '../atender.js';
import type { Anything, Assignable, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- the values of a vocabulary, typed

const implied = atender.implied('contacts:write');
const basic = atender.bundle('basic');
const selected = atender.select('*:read', 'contacts:*');
const minimal = atender.minimal(['contacts:read', 'contacts:write']);
const redundant = atender.redundant(['contacts:read', 'contacts:write']);
const missing = atender.missing(['whatever', 'is stored'], ['contacts:read']);
type Values = [
  Expect<Equal<Atender['name'], 'atender'>>,
  Expect<Equal<Atender['scopes'], readonly ScopeOf<Atender>[]>>,
  Expect<Equal<Atender['surfaces'], readonly SurfaceOf<Atender>[]>>,
  Expect<Equal<Atender['bundles'], readonly BundleOf<Atender>[]>>,
  Expect<Equal<typeof implied, readonly ('contacts:read' | 'contacts:write')[]>>,
  Expect<Equal<typeof basic, readonly ('contacts:read' | 'tags:read')[]>>,
  Expect<
    Equal<typeof selected, readonly ('knowledge:read' | 'contacts:read' | 'contacts:write' | 'tags:read')[]>
  >,
  Expect<Assignable<typeof minimal, readonly ScopeOf<Atender>[]>>,
  Expect<Assignable<typeof redundant, readonly ScopeOf<Atender>[]>>,
  Expect<Equal<typeof missing, readonly ScopeOf<Atender>[]>>,
];

atender.missing(grant, 'contacts:read');
atender.missing(grant, atender.anyOf('contacts:read', 'tags:read'));
// @ts-expect-error no such scope
atender.implied('contacts:reed');
// @ts-expect-error no such bundle
atender.bundle('everything');
// @ts-expect-error no surface has that action
atender.select('*:reed');
// @ts-expect-error no such surface
atender.select('contact:*');
// @ts-expect-error a bundle is no pattern
atender.select('basic');
// @ts-expect-error the other way round
atender.select('read:*');
// @ts-expect-error no such scope
atender.minimal(['contacts:reed']);
// @ts-expect-error no such scope
atender.redundant(['contacts:reed']);
// @ts-expect-error no such scope
atender.missing([], ['contacts:reed']);
// @ts-expect-error another vocabulary's
atender.missing(github.parse('').grant, 'contacts:read');
// @ts-expect-error frozen
atender.scopes.push('contacts:read');
// @ts-expect-error frozen
atender.name = 'github';

declare const stored: unknown;
if (atender.isScope(stored)) {
  const scope: ScopeOf<Atender> = stored;
  atender.authorize(grant, stored);
}
// @ts-expect-error not looked at
atender.authorize(grant, stored);

// -- bundles

type Bundles = [
  Expect<Equal<BundleOf<Atender>, 'basic' | 'read_all' | 'full_access'>>,
  Expect<Equal<BundleScopes<Atender, 'basic'>, 'contacts:read' | 'tags:read'>>,
  Expect<Equal<BundleScopes<Atender, 'read_all'>, 'knowledge:read' | 'contacts:read' | 'tags:read'>>,
  Expect<Equal<BundleScopes<Atender, 'full_access'>, ScopeOf<Atender>>>,
  Expect<Equal<BundleScopes<Github, 'everything'>, ScopeOf<Github>>>,
  Expect<Equal<BundleScopes<Github, 'readers'>, 'read:org' | 'read:user' | 'gist'>>,
  // As listed: the closure is not added.
  Expect<Equal<BundleScopes<typeof writers, 'writers'>, 'contacts:write'>>,
  Expect<
    Equal<BundleScopes<Atender, 'basic' | 'read_all'>, 'knowledge:read' | 'contacts:read' | 'tags:read'>
  >,
  Expect<Equal<BundleScopes<Atender, never>, never>>,
  Expect<Equal<BundleScopes<Atender, string>, string>>,
  Expect<Equal<BundleScopes<Atender, 'nothing'>, 'unknown bundle nothing'>>,
  Expect<Equal<BundleOf<never>, never>>,
  Expect<Equal<BundleOf<Atender | Github>, BundleOf<Atender> | BundleOf<Github>>>,
  ExpectNot<IsAny<BundleOf<Anything>>>,
  ExpectNot<IsAny<BundleScopes<Atender, Anything>>>,
  Expect<Equal<BundleScopes<Anything, 'basic'>, string>>,
  ExpectNot<IsAny<Vocabulary<Anything, Anything, Anything, Anything, Anything, Anything, Anything>>>,
];
const writers = defineScopes('writers', {
  surfaces: { contacts: ['read', 'write'] },
  implies: { write: ['read'] },
  bundles: { writers: ['*:write'] },
});
const withoutBundles = defineScopes('without-bundles', { surfaces: { contacts: ['read'] } });
type WithoutBundles = Expect<Equal<BundleOf<typeof withoutBundles>, never>>;

// -- a declaration that comes from a constant

const constant = {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
  bundles: { readers: ['*:read'] },
} as const;
const fromConstant = defineScopes('from-constant', constant);
type FromConstant = [
  Expect<Equal<ScopeOf<typeof fromConstant>, 'contacts:read' | 'contacts:write' | 'tags:read'>>,
  Expect<Equal<Implied<typeof fromConstant, 'contacts:write'>, 'contacts:read' | 'contacts:write'>>,
  Expect<Equal<BundleScopes<typeof fromConstant, 'readers'>, 'contacts:read' | 'tags:read'>>,
];

// -- names that objects have of themselves are names like any other

const odd = defineScopes('odd', {
  surfaces: { constructor: ['toString', 'valueOf'] },
  implies: { valueOf: ['toString'] },
  bundles: { hasOwnProperty: ['*'] },
});
type Odd = [
  Expect<Equal<Implied<typeof odd, 'constructor:valueOf'>, 'constructor:valueOf' | 'constructor:toString'>>,
  Expect<Equal<BundleOf<typeof odd>, 'hasOwnProperty'>>,
];

// -- deprecated, docs

const renamed = defineScopes('renamed', {
  surfaces: { contacts: ['read', 'write'] },
  deprecated: { contact_reader: 'contacts:read', crm: ['contacts:read', 'contacts:write'] },
  bundles: { readers: ['*:read'] },
  docs: {
    surfaces: { contacts: { title: 'Contacts', description: 'People.' } },
    scopes: { 'contacts:write': { description: 'Adds and changes people.', restricted: true } },
    bundles: { readers: { title: 'Read only' } },
  },
});
type Renamed = [
  // A deprecated name is read from what is stored, and is no scope otherwise.
  Expect<Equal<ScopeOf<typeof renamed>, 'contacts:read' | 'contacts:write'>>,
  Expect<Equal<(typeof renamed)['docs'], Docs<'contacts', 'contacts:read' | 'contacts:write', 'readers'>>>,
];
renamed.authorize(
  renamed.parse('crm').grant,
  // @ts-expect-error its old name
  'crm',
);
const restricted: boolean | undefined = renamed.docs.scopes?.['contacts:write']?.restricted;

// -- wrong declarations, each refused on the literal that is wrong

// @ts-expect-error an empty vocabulary
defineScopes('wrong', {});
defineScopes('wrong', {
  // @ts-expect-error an empty vocabulary
  surfaces: {},
});
// @ts-expect-error an empty vocabulary
defineScopes('wrong', { scopes: [] });
defineScopes(
  // @ts-expect-error an empty name
  '',
  { surfaces: { contacts: ['read'] } },
);
defineScopes('wrong', {
  surfaces: {
    contacts: ['read'],
    // @ts-expect-error an empty surface
    tags: [],
  },
});
defineScopes('wrong', {
  surfaces: {
    contacts: ['read'],
    // @ts-expect-error an empty name
    '': ['read'],
  },
});
defineScopes('wrong', {
  surfaces: {
    contacts: [
      'read',
      // @ts-expect-error an empty name
      '',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  scopes: [
    'gist',
    // @ts-expect-error an empty name
    '',
  ],
});

// What RFC 6749 §3.3 leaves out of a scope-token: white space, `"`, `\`, and all that is not printable ASCII.
defineScopes('wrong', {
  surfaces: {
    // @ts-expect-error a blank
    'custom fields': ['read'],
  },
});
defineScopes('wrong', {
  surfaces: {
    // @ts-expect-error a quotation mark
    'con"tacts': ['read'],
  },
});
defineScopes('wrong', {
  surfaces: {
    contacts: [
      // @ts-expect-error a backslash
      're\\ad',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  scopes: [
    // @ts-expect-error a tab
    'offline\taccess',
  ],
});
defineScopes('wrong', {
  surfaces: {
    // @ts-expect-error not ASCII
    kontäkte: ['read'],
  },
});
defineScopes('wrong', {
  surfaces: {
    contacts: [
      'read',
      // @ts-expect-error not ASCII
      'réad',
    ],
  },
});
defineScopes('wrong', {
  scopes: [
    'offline_access',
    // @ts-expect-error a no-break space
    'offline\u00a0access',
    // @ts-expect-error a null
    'off\0',
    // @ts-expect-error a delete
    'offline_acces\x7f',
    // found at run time only, as all that is beyond Latin-1
    'офлайн',
    '\ud800',
  ],
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: {
    // @ts-expect-error not ASCII
    bündel: ['*'],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error not ASCII, in every scope
  format: 'é:{surface}:{action}',
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  deprecated: {
    // @ts-expect-error not ASCII
    älter: 'contacts:read',
  },
});
// All that a scope-token may hold.
defineScopes('token', {
  surfaces: { "!#$%&'()+,-./0123456789:;<=>?@": ['ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`'] },
  scopes: ['abcdefghijklmnopqrstuvwxyz{|}~'],
});
defineScopes('wrong', {
  surfaces: {
    // @ts-expect-error would be a pattern
    '*': ['read'],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error a blank in every scope
  format: '{surface} {action}',
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  deprecated: {
    // @ts-expect-error a blank
    'old name': 'contacts:read',
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  deprecated: {
    crm: [
      'contacts:read',
      // @ts-expect-error unknown scope
      'contacts:write',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error not known before the program runs
  deprecated: { crm: anyText },
});

defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error no {action}
  format: '{surface}',
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error no {surface}
  format: 'all:{action}',
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error {surface} twice
  format: '{surface}:{surface}:{action}',
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error {action} twice
  format: '{action}:{surface}:{action}',
});
declare const anyText: string;
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error not known before the program runs
  format: anyText,
});
defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  implies: {
    write: ['read'],
    // @ts-expect-error no surface has the action delete
    delete: ['write'],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  implies: {
    write: [
      'read',
      // @ts-expect-error no surface has the action delete
      'delete',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  scopes: ['repo', 'gist'],
  implies: {
    // @ts-expect-error a scope is no action
    repo: ['read'],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  includes: {
    // @ts-expect-error unknown scope contacts:wirte
    'contacts:wirte': ['contacts:read'],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  includes: {
    'contacts:write': [
      'contacts:read',
      // @ts-expect-error unknown scope
      'contacts:reed',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  scopes: ['root'],
  includes: {
    root: [
      // @ts-expect-error a pattern that matches nothing
      '*:reed',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  includes: {
    // @ts-expect-error a pattern that matches nothing
    'tags:*': ['contacts:read'],
  },
});
defineScopes('wrong', {
  scopes: ['root', 'gist'],
  includes: {
    root: [
      // @ts-expect-error no scope has a surface
      '*:read',
    ],
  },
});

defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: {
    basic: [
      'contacts:read',
      // @ts-expect-error unknown scope
      'contacts:write',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: {
    basic: [
      // @ts-expect-error a pattern that matches nothing
      '*:write',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: {
    basic: ['contacts:read'],
    full: [
      // @ts-expect-error a bundle holds no bundle
      'basic',
    ],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: {
    // @ts-expect-error an empty bundle
    basic: [],
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: {
    // @ts-expect-error an empty name
    '': ['contacts:read'],
  },
});
defineScopes('wrong', {
  surfaces: { org: ['read'] },
  format: '{action}:{surface}',
  bundles: {
    readers: [
      // @ts-expect-error the action comes first here
      '*:read',
    ],
  },
});

defineScopes('wrong', {
  surfaces: { contacts: ['read', 'write'] },
  deprecated: {
    // @ts-expect-error contacts:read is still a live scope
    'contacts:read': 'contacts:write',
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  deprecated: {
    // @ts-expect-error unknown scope
    contact_reader: 'contacts:reed',
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  deprecated: {
    // @ts-expect-error renamed to nothing
    contact_reader: [],
  },
});

defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  docs: {
    surfaces: {
      // @ts-expect-error no such surface
      contact: { title: 'Contacts' },
    },
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  docs: {
    scopes: {
      // @ts-expect-error no such scope
      'contacts:write': { title: 'Contacts' },
    },
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  bundles: { readers: ['*:read'] },
  docs: {
    bundles: {
      // @ts-expect-error no such bundle
      basic: { title: 'Basic' },
    },
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  docs: {
    bundles: {
      basic: { title: 'Basic' },
    },
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  docs: {
    surfaces: {
      // @ts-expect-error scopes are restricted, surfaces are not
      contacts: { restricted: true },
    },
  },
});
defineScopes('wrong', {
  surfaces: { contacts: ['read'] },
  // @ts-expect-error no such option
  implied: { write: ['read'] },
});

// -- names that are numbers, which JavaScript takes for texts

const numbered = defineScopes('numbered', {
  surfaces: { 2024: ['1', '2'], crm: ['1'] },
  scopes: ['7', '8'],
  implies: { 2: ['1'] },
  includes: { 7: ['8'] },
  bundles: { 1: ['crm:*'] },
  deprecated: { 3: '7' },
  docs: { surfaces: { 2024: { title: 'Last year' } }, bundles: { 1: { title: 'First' } } },
});
type Numbered = typeof numbered;
type Numbers = [
  Expect<Equal<ScopeOf<Numbered>, '2024:1' | '2024:2' | 'crm:1' | '7' | '8'>>,
  Expect<Equal<SurfaceOf<Numbered>, '2024' | 'crm'>>,
  Expect<Equal<Implied<Numbered, '2024:2'>, '2024:1' | '2024:2'>>,
  Expect<Equal<Implied<Numbered, '7'>, '7' | '8'>>,
  Expect<Equal<BundleOf<Numbered>, '1'>>,
  Expect<Equal<BundleScopes<Numbered, '1'>, 'crm:1'>>,
];
defineScopes('wrong', {
  surfaces: { contacts: ['1'] },
  implies: {
    // @ts-expect-error no such action
    9: ['1'],
  },
});
defineScopes('wrong', {
  scopes: ['1'],
  includes: {
    // @ts-expect-error no such scope
    9: ['1'],
  },
});
defineScopes('wrong', {
  scopes: ['1'],
  deprecated: {
    // @ts-expect-error still a live scope
    1: '1',
  },
});

// -- options that may be absent, where no type claims what they say

declare const isBeta: boolean;
const described = defineScopes('described', {
  surfaces: { contacts: ['read'] },
  ...(isBeta && { docs: { surfaces: { contacts: { title: 'Contacts' } } } }),
  deprecated: isBeta ? { old: 'contacts:read' } : {},
});
type Described = Expect<Equal<ScopeOf<typeof described>, 'contacts:read'>>;

// -- what is there in some runs only

const uncertain = defineScopes('uncertain', {
  scopes: ['a', 'b', 'c'],
  includes: { a: [isBeta ? 'b' : 'c'] },
  bundles: { some: [isBeta ? 'a' : 'b', 'c'], all: ['*'] },
});
const impliedByA = uncertain.implied('a');
const some = uncertain.bundle('some');
type Uncertain = [
  Expect<Equal<Implied<typeof uncertain, 'a'>, 'a'>>,
  Expect<Equal<BundleScopes<typeof uncertain, 'some'>, 'c'>>,
  Expect<Equal<typeof impliedByA, readonly ('a' | 'b' | 'c')[]>>,
  Expect<Equal<typeof some, readonly ('a' | 'b' | 'c')[]>>,
];

// -- a pattern as a key of includes

const patternKeys = defineScopes('keys', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'], metadata: ['read', 'write'] },
  scopes: ['root'],
  implies: { write: ['read'] },
  includes: { '*:read': ['metadata:read'], 'contacts:*': ['root'] },
});
type PatternKeys = typeof patternKeys;
type ByPatternKeys = [
  Expect<Equal<Implied<PatternKeys, 'tags:read'>, 'tags:read' | 'metadata:read'>>,
  Expect<Equal<Implied<PatternKeys, 'contacts:read'>, 'contacts:read' | 'metadata:read' | 'root'>>,
  Expect<
    Equal<
      Implied<PatternKeys, 'contacts:write'>,
      'contacts:write' | 'contacts:read' | 'metadata:read' | 'root'
    >
  >,
  Expect<Equal<Implied<PatternKeys, 'metadata:write'>, 'metadata:write' | 'metadata:read'>>,
  Expect<Equal<Implied<PatternKeys, 'root'>, 'root'>>,
];
const everyKey = defineScopes('every', {
  surfaces: { tags: ['read'] },
  scopes: ['ping'],
  includes: { '*': ['ping'] },
});
type ByEveryKey = [Expect<Equal<Implied<typeof everyKey, 'tags:read'>, 'tags:read' | 'ping'>>];

// -- storedPatterns

const expanding = defineScopes('expanding', {
  surfaces: { contacts: ['read', 'write'] },
  storedPatterns: 'expand',
});
type StoredPatternsAddNoScope = [
  Expect<Equal<ScopeOf<typeof expanding>, 'contacts:read' | 'contacts:write'>>,
];
// @ts-expect-error a stored pattern is no scope of the program
expanding.allOf('contacts:*');

const smart = defineScopes('smart', {
  scopes: ['patient/*.read', 'patient/Observation.read', 'a:*'],
  surfaces: { a: ['read'] },
  includes: { 'patient/*.read': ['patient/Observation.read'] },
  bundles: { reading: ['patient/*.read', '*:read', 'a:*'] },
  storedPatterns: 'names',
});
type StarsInNames = [
  Expect<Equal<ScopeOf<typeof smart>, 'patient/*.read' | 'patient/Observation.read' | 'a:*' | 'a:read'>>,
  Expect<Equal<Implied<typeof smart, 'patient/*.read'>, 'patient/*.read' | 'patient/Observation.read'>>,
  Expect<Equal<BundleScopes<typeof smart, 'reading'>, 'patient/*.read' | 'a:read' | 'a:*'>>,
];
defineScopes('wrong', {
  // @ts-expect-error a star
  scopes: ['patient/*.read'],
});
defineScopes('wrong', {
  // @ts-expect-error a star alone
  scopes: ['*', 'a'],
  storedPatterns: 'names',
});
defineScopes('wrong', {
  // @ts-expect-error a blank
  scopes: ['a *'],
  storedPatterns: 'names',
});
defineScopes('wrong', {
  // @ts-expect-error a star in a surface
  surfaces: { '*': ['read'] },
  storedPatterns: 'names',
});
declare const eitherOrNames: 'expand' | 'names';
defineScopes('wrong', {
  // @ts-expect-error a star, in some runs
  scopes: ['patient/*.read'],
  storedPatterns: eitherOrNames,
});
defineScopes('wrong', {
  surfaces: { tags: ['read'] },
  // @ts-expect-error neither expand nor names
  storedPatterns: 'expnd',
});
