import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'GET /contacts/:id([0-9]+)': 'contacts:read', // ← wrong: a segment is text with one :name at most, or * at the end
});
