// A key may write, and none of its routes does.
// Expected under `'contacts:write'`: contacts:read is enough
import { defineKey } from 'scopeproof';
import { api } from '../atender/routes.js';

export const key = defineKey(api, 'address-book', {
  scopes: ['contacts:write'],
  routes: ['GET /api/v1/contacts', 'GET /api/v1/contacts/:id'],
});
