import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'POST /contacts': ['contacts:write', 'tags:read'], // ← wrong: a bare list could mean all or any
});
