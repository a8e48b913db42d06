import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read'] },
  format: Math.random() > 0.5 ? '{surface}:{action}' : '{action}:{surface}', // ← wrong: one of several
});
