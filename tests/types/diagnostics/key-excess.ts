import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: [
    'contacts:write',
    'tags:read', // ← wrong
  ],
  routes: ['POST /api/v1/contacts'],
});
