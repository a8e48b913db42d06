import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
  bundles: { basic: [] }, // ← wrong: an empty bundle
});
