import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: ['contacts:write'], // ← wrong: contacts:read is enough
  routes: ['GET /api/v1/contacts/:id'],
});
