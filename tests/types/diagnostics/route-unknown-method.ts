import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'FETCH /contacts': 'contacts:read', // ← wrong: no such method: FETCH
});
