import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  docs: {
    scopes: {
      'contacts:write': { restricted: true },
      'contacts:delete': { restricted: true }, // ← wrong: contacts:delete
    },
  },
});
