/** Routes that a framework may read in another way than the table does: a key for either needs `tags:read`. */
import { defineRoutes, open } from '../../src/index.js';
import { atender } from './atender.js';

export const listed = defineRoutes(atender, {
  'HEAD /page': open,
  'GET /page': 'tags:read',
  'GET /pub/*': open,
  'GET /:page': 'tags:read',
  'GET /:tenant/health': 'tags:read',
  'GET /health': open,
});
