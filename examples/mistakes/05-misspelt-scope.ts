// A route asks for a scope that does not exist.
// Expected under `'GET /api/v1/contacts'`: Type '"contact:read"' is not assignable
import { defineRoutes } from 'scopeproof';
import { atender } from '../atender/scopes.js';

export const api = defineRoutes(atender, {
  'GET /api/v1/contacts': 'contact:read',
});
