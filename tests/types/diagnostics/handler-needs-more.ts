import { api, insertContact } from '../../../type-tests/atender.js';

api.handler('GET /api/v1/contacts/:id', ({ grant }) => insertContact(grant, 'Ada')); // ← wrong: contacts:write
