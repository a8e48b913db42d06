import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = defineKey(api, 'crm-sync', {
  bundle: 'basics', // ← wrong
  routes: ['GET /api/v1/tags'],
});
