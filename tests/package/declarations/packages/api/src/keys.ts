import { audit, defineKey, leastKey, leastScopes } from 'scopeproof';
import { api } from './routes.js';
import { atender } from './scopes.js';

export const crmSync = defineKey(api, 'crm-sync', {
  scopes: ['contacts:write'],
  routes: ['GET /contacts/:id', 'POST /contacts'],
});
export const reader = defineKey(api, 'reader', { bundle: 'basic', routes: ['GET /contacts/:id'] });
export const support = atender.key('support', { scopes: ['contacts:read', 'tags:read'] });
export const tagger = leastKey(api, 'tagger', { routes: ['PUT /contacts/:id/tags/:tag'] });
export const least = leastScopes(api, ['GET /search']);
export const audited = audit(api, crmSync);
