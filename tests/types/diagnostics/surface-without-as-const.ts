import { defineScopes } from 'scopeproof';

const actions = ['read', 'write'];
export const crm = defineScopes('crm', {
  surfaces: { contacts: actions }, // ← wrong: as const
});
