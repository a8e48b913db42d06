import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  bundle: 'basic',
  routes: ['POST /api/v1/contacts'], // ← wrong: contacts:write
});
