import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'GET /contacts/:id?': 'contacts:read', // ← wrong: two routes: GET /contacts/:id, and one without the optional part
});
