import { api } from '../../../type-tests/atender.js';

api.needs('GET /api/v1/contacts'); // ← wrong
