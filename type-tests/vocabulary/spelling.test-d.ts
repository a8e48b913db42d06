import { type ActionOf, type BundleScopes, defineScopes, type ScopeOf, type SurfaceOf } from 'scopeproof';
import type { Atender, Github } from '../atender.js';
import type { Anything, Equal, Expect, ExpectNot, IsAny } from '../expect.js';

// -- the names of a vocabulary

type Names = [
  Expect<
    Equal<
      ScopeOf<Atender>,
      'knowledge:read' | 'knowledge:write' | 'contacts:read' | 'contacts:write' | 'tags:read' | 'tags:write'
    >
  >,
  Expect<Equal<SurfaceOf<Atender>, 'knowledge' | 'contacts' | 'tags'>>,
  Expect<Equal<ActionOf<Atender>, 'read' | 'write'>>,
  Expect<Equal<ScopeOf<Anything>, string>>,
  // Scopes without a surface are scopes, and no surface has them.
  Expect<
    Equal<
      ScopeOf<Github>,
      | 'admin:org'
      | 'write:org'
      | 'read:org'
      | 'read:user'
      | 'repo'
      | 'repo:status'
      | 'public_repo'
      | 'user'
      | 'user:email'
      | 'gist'
    >
  >,
  Expect<Equal<SurfaceOf<Github>, 'org' | 'user'>>,
  Expect<Equal<ActionOf<Github>, 'admin' | 'write' | 'read'>>,
];

type Edges = [
  Expect<Equal<ScopeOf<never>, never>>,
  Expect<Equal<SurfaceOf<never>, never>>,
  Expect<Equal<ActionOf<never>, never>>,
  // Of several vocabularies, the scopes of each.
  Expect<Equal<ScopeOf<Atender | Github>, ScopeOf<Atender> | ScopeOf<Github>>>,
  Expect<Equal<SurfaceOf<Atender | Github>, SurfaceOf<Atender> | SurfaceOf<Github>>>,
  ExpectNot<IsAny<SurfaceOf<Anything>>>,
];

// @ts-expect-error not a vocabulary
type OfNoVocabulary = ScopeOf<{ name: 'atender' }>;

// -- only the pairs that were declared

const uneven = defineScopes('uneven', {
  surfaces: { contacts: ['read', 'write', 'delete'], status: ['read'], bulk: ['write'] },
});
type UnevenNames = [
  Expect<
    Equal<
      ScopeOf<typeof uneven>,
      'contacts:read' | 'contacts:write' | 'contacts:delete' | 'status:read' | 'bulk:write'
    >
  >,
  Expect<Equal<ActionOf<typeof uneven>, 'read' | 'write' | 'delete'>>,
];

// -- formats

const actionFirst = defineScopes('action-first', {
  surfaces: { org: ['read', 'admin'], key: ['read'] },
  format: '{action}:{surface}',
  implies: { admin: ['read'] },
  bundles: { readers: ['read:*'], org: ['*:org'] },
});
const underscored = defineScopes('underscored', {
  surfaces: { customers: ['read', 'write'], price_rules: ['read'] },
  format: '{action}_{surface}',
  implies: { write: ['read'] },
  bundles: { readers: ['read_*'], rules: ['*_price_rules'] },
});
const prefixed = defineScopes('prefixed', {
  surfaces: { contacts: ['read', 'write'], deals: ['read'] },
  format: 'crm.objects.{surface}.{action}',
  implies: { write: ['read'] },
  bundles: { readers: ['crm.objects.*.read'], contacts: ['crm.objects.contacts.*'] },
});
const suffixed = defineScopes('suffixed', {
  surfaces: { Mail: ['Read', 'Send'], Files: ['Read'] },
  format: '{surface}.{action}.All',
  implies: { Send: ['Read'] },
  bundles: { readers: ['*.Read.All'], mail: ['Mail.*.All'] },
});
// The separator stands within a surface, and one surface begins as another.
const dotted = defineScopes('dotted', {
  surfaces: { apps: ['read', 'manage'], 'apps.interclientTrust': ['read', 'manage'] },
  format: 'okta.{surface}.{action}',
  implies: { manage: ['read'] },
  bundles: { readers: ['okta.*.read'], trust: ['okta.apps.interclientTrust.*'], apps: ['okta.apps.*'] },
});
const unseparated = defineScopes('unseparated', {
  surfaces: { contacts: ['Read', 'Write'] },
  format: '{surface}{action}',
  bundles: { readers: ['*Read'] },
});

type Formats = [
  Expect<Equal<ScopeOf<typeof actionFirst>, 'read:org' | 'admin:org' | 'read:key'>>,
  Expect<Equal<BundleScopes<typeof actionFirst, 'readers'>, 'read:org' | 'read:key'>>,
  Expect<Equal<BundleScopes<typeof actionFirst, 'org'>, 'read:org' | 'admin:org'>>,
  Expect<Equal<ScopeOf<typeof underscored>, 'read_customers' | 'write_customers' | 'read_price_rules'>>,
  Expect<Equal<BundleScopes<typeof underscored, 'readers'>, 'read_customers' | 'read_price_rules'>>,
  Expect<Equal<BundleScopes<typeof underscored, 'rules'>, 'read_price_rules'>>,
  Expect<
    Equal<
      ScopeOf<typeof prefixed>,
      'crm.objects.contacts.read' | 'crm.objects.contacts.write' | 'crm.objects.deals.read'
    >
  >,
  Expect<
    Equal<BundleScopes<typeof prefixed, 'readers'>, 'crm.objects.contacts.read' | 'crm.objects.deals.read'>
  >,
  Expect<Equal<ScopeOf<typeof suffixed>, 'Mail.Read.All' | 'Mail.Send.All' | 'Files.Read.All'>>,
  Expect<Equal<BundleScopes<typeof suffixed, 'readers'>, 'Mail.Read.All' | 'Files.Read.All'>>,
  Expect<Equal<BundleScopes<typeof suffixed, 'mail'>, 'Mail.Read.All' | 'Mail.Send.All'>>,
  Expect<Equal<SurfaceOf<typeof dotted>, 'apps' | 'apps.interclientTrust'>>,
  Expect<Equal<BundleScopes<typeof dotted, 'readers'>, 'okta.apps.read' | 'okta.apps.interclientTrust.read'>>,
  Expect<
    Equal<
      BundleScopes<typeof dotted, 'trust'>,
      'okta.apps.interclientTrust.read' | 'okta.apps.interclientTrust.manage'
    >
  >,
  // `*` stands for one action, not for the rest of the text.
  Expect<Equal<BundleScopes<typeof dotted, 'apps'>, 'okta.apps.read' | 'okta.apps.manage'>>,
  Expect<Equal<ScopeOf<typeof unseparated>, 'contactsRead' | 'contactsWrite'>>,
  Expect<Equal<BundleScopes<typeof unseparated, 'readers'>, 'contactsRead'>>,
];

// -- scopes without a surface

const bare = defineScopes('bare', { scopes: ['openid', 'offline_access'], bundles: { all: ['*'] } });
// It reads as a surface's scope, and `*:read` does not match it all the same.
const lookalike = defineScopes('lookalike', {
  surfaces: { contacts: ['read'] },
  scopes: ['legacy:read'],
  bundles: { readers: ['*:read'], all: ['*'], legacy: ['legacy:read'] },
});

type Bare = [
  Expect<Equal<ScopeOf<typeof bare>, 'openid' | 'offline_access'>>,
  Expect<Equal<SurfaceOf<typeof bare>, never>>,
  Expect<Equal<ActionOf<typeof bare>, never>>,
  Expect<Equal<BundleScopes<typeof bare, 'all'>, 'openid' | 'offline_access'>>,
  Expect<Equal<BundleScopes<typeof lookalike, 'readers'>, 'contacts:read'>>,
  Expect<Equal<BundleScopes<typeof lookalike, 'all'>, 'contacts:read' | 'legacy:read'>>,
  Expect<Equal<BundleScopes<typeof lookalike, 'legacy'>, 'legacy:read'>>,
];
