import { defineScopes } from 'scopeproof';

const more: readonly ('export' | 'list')[] = [];
export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', ...more] }, // ← wrong: a list that may differ
});
