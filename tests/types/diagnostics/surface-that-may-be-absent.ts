import { defineScopes } from 'scopeproof';

const isBeta = Math.random() > 0.5;
const tags: { readonly tags: readonly ['read'] } = { tags: ['read'] };
export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read'], ...(isBeta && tags) }, // ← wrong: undefined
});
