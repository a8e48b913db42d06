import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  format: 'crm.{surface}', // ← wrong: a format names
});
