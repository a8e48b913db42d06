import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'POST /contacts': 'contacts:wirte', // ← wrong: contacts:wirte
});
