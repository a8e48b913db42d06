import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surface: { contacts: ['read', 'write'] }, // ← wrong: surface
});
