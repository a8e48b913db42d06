import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: {
    contacts: ['read'],
    'custom fields': ['read'], // ← wrong: not a scope-token
  },
});
