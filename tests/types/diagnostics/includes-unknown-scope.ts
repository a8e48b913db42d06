import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  scopes: ['root'],
  includes: { root: ['contacts:write', 'tags:write'] }, // ← wrong
});
