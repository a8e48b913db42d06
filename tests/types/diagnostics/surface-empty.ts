import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: {
    contacts: ['read', 'write'],
    tags: [], // ← wrong: an empty surface
  },
});
