import { guardRoutes } from 'scopeproof/hono';
import { api } from '../../../type-tests/atender.js';

const guard = guardRoutes(api, { authenticate: () => '' });
guard.route('GET /api/v1/contacts', (_, c) => c.text('')); // ← wrong
