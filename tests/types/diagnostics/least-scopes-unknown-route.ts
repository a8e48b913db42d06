import { leastScopes } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

leastScopes(api, ['GET /api/v1/contacts']); // ← wrong
