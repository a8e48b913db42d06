import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: {
    write: ['read'],
    delete: ['write'], // ← wrong
  },
});
