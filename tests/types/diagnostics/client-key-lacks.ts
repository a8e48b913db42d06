import { createClient } from 'scopeproof/client';
import { api, atender } from '../../../type-tests/atender.js';

const key = atender.key('reader', { scopes: ['contacts:read'] });
const call = createClient(api, key, { baseUrl: 'https://api.example.com', token: 'k_0123' });
void call('POST /api/v1/contacts'); // ← wrong: contacts:write
