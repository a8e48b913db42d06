import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'GET contacts': 'contacts:read', // ← wrong: a route is a method, a space and a path that starts with /
});
