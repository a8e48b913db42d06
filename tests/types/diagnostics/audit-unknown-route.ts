import { audit } from 'scopeproof';
import { api, atender } from '../../../type-tests/atender.js';

const key = atender.key('crm-sync', { scopes: ['contacts:read'] });
audit(api, key, ['GET /api/v1/contacts']); // ← wrong
