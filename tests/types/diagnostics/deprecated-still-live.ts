import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  deprecated: {
    'contacts:read': 'contacts:write', // ← wrong: still a live scope
  },
});
