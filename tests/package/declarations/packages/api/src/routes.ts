import { authenticated, defineRoutes, mount, open } from 'scopeproof';
import { atender } from './scopes.js';

export const tagging = atender.allOf('contacts:write', 'tags:read');
export const searching = atender.anyOf('contacts:read', atender.allOf('knowledge:read', 'tags:read'));
export const knowledge = mount(atender, '/kb', 'knowledge');

export const api = defineRoutes(atender, {
  ...knowledge,
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'PUT /contacts/:id/tags/:tag': tagging,
  'GET /search': searching,
  'GET /me': authenticated,
  'GET /health': open,
});

export const nobody = open;
export const anybody = authenticated;
export const needsOfTagging = api.needs('PUT /contacts/:id/tags/:tag');
export const match = (method: string, path: string) => api.match(method, path);
