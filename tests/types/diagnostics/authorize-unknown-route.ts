import { api, grant } from '../../../type-tests/atender.js';

api.authorize(grant, 'GET /api/v1/contacts'); // ← wrong
