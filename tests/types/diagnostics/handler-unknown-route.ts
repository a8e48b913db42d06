import { api } from '../../../type-tests/atender.js';

api.handler('GET /api/v1/contacts', () => 'Ada'); // ← wrong
