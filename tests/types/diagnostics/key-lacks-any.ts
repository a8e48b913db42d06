import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: ['tags:read'],
  routes: [
    'GET /api/v1/tags',
    'GET /api/v1/search', // ← wrong: contacts:read or knowledge:read
  ],
});
