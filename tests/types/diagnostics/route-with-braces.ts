import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'GET /contacts/{id}/tags/{tag}': 'contacts:read', // ← wrong: spell it GET /contacts/:id/tags/:tag
});
