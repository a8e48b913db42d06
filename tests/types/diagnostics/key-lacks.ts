import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: ['contacts:read'],
  routes: [
    'GET /api/v1/contacts/:id',
    'POST /api/v1/contacts', // ← wrong: contacts:write
  ],
});
