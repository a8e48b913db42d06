import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  implies: Math.random() > 0.5 ? { write: ['read'] } : undefined, // ← wrong: undefined
});
