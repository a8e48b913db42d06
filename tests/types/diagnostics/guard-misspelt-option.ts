import { guardRoutes } from 'scopeproof/hono';
import { api } from '../../../type-tests/atender.js';

guardRoutes(api, {
  authentication: () => '', // ← wrong: authentication
});
