// A bundle names a scope that was never declared.
// Expected under `'contacts:delete'`: Type '"contacts:delete"' is not assignable
import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  bundles: { cleanup: ['contacts:read', 'contacts:delete'] },
});
