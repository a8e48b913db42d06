import { api } from '../atender.js';

api.handler('GET /api/v1/contacts', () => 'Ada'); // ← wrong
