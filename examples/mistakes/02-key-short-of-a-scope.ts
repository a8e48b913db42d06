// A key calls a route that its scopes do not open.
// Expected under `'POST /api/v1/contacts'`: key lacks contacts:write
import { defineKey } from 'scopeproof';
import { api } from '../atender/routes.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: ['contacts:read'],
  routes: ['GET /api/v1/contacts', 'POST /api/v1/contacts'],
});
