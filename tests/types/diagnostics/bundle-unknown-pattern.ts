import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
  bundles: { read_all: ['read:*'] }, // ← wrong
});
