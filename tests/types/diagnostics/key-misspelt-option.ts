import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const crmSync = defineKey(api, 'crm-sync', {
  bundle: 'basic',
  route: ['GET /api/v1/tags'], // ← wrong
});
