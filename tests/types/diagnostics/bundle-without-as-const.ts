import { defineScopes } from 'scopeproof';

const items = ['contacts:read'];
export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  bundles: { basic: items }, // ← wrong: string
});
