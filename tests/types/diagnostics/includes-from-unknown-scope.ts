import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  scopes: ['root'],
  includes: {
    root: ['*:write'],
    rot: ['contacts:read'], // ← wrong
  },
});
