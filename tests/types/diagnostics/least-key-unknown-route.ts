import { leastKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

export const key = leastKey(api, 'crm-sync', { routes: ['GET /api/v1/contacts'] }); // ← wrong
