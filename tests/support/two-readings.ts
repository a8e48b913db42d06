/** Routes that a framework may read in another way than the table does: a key for either needs `tags:read`. */
import { defineRoutes, defineScopes, open } from '../../src/index.js';

const atender = defineScopes('atender', { surfaces: { tags: ['read'] } });
export const listed = defineRoutes(atender, {
  'HEAD /page': open,
  'GET /page': 'tags:read',
  'GET /pub/*': open,
  'GET /:page': 'tags:read',
  'GET /:tenant/health': 'tags:read',
  'GET /health': open,
});
