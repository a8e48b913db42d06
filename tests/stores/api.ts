import { defineRoutes, defineScopes } from 'scopeproof';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
  implies: { write: ['read'] },
});
export const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /tags': 'tags:write',
});
