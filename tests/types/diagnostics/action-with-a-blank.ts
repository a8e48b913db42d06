import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: {
    contacts: [
      'read',
      'read all', // ← wrong: not a scope-token
    ],
  },
});
