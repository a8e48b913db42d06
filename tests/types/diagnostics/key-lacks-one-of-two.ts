import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: ['contacts:write'],
  routes: [
    'POST /api/v1/contacts',
    'PUT /api/v1/contacts/:id/tags/:tag', // ← wrong: tags:read
  ],
});
