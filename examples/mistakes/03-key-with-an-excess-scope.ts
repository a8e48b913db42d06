// A key holds a scope that none of its routes needs.
// Expected under `'tags:read'`: no listed route needs tags:read
import { defineKey } from 'scopeproof';
import { api } from '../atender/routes.js';

export const key = defineKey(api, 'crm-sync', {
  scopes: ['contacts:write', 'tags:read'],
  routes: ['POST /api/v1/contacts'],
});
