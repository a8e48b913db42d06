/** What each route needs. A route that is not in this table does not exist: nothing is open by accident. */
import { authenticated, defineRoutes, mount, open } from 'scopeproof';
import { atender } from './scopes.js';

export const api = defineRoutes(atender, {
  'GET /health': open,
  'GET /api/v1/me': authenticated,

  // One line per surface: GET and HEAD need its `read`; POST, PUT, PATCH and DELETE its `write`.
  ...mount(atender, '/api/v1/kb', 'knowledge'),

  'GET /api/v1/conversations': 'conversations:read',
  'GET /api/v1/conversations/:id': 'conversations:read',
  'GET /api/v1/conversations/:id/messages': 'conversations:read',
  'POST /api/v1/conversations': 'conversations:write',
  'POST /api/v1/conversations/:id/messages': 'conversations:write',
  'PATCH /api/v1/conversations/:id': 'conversations:write',
  'PUT /api/v1/conversations/:id/assignee': 'conversations:write',
  // Tagging is the tags' right, but nobody should tag a conversation that they cannot see.
  'PUT /api/v1/conversations/:id/tags/:tag': atender.allOf('tags:write', 'conversations:read'),

  'GET /api/v1/contacts': 'contacts:read',
  'GET /api/v1/contacts/:id': 'contacts:read',
  'POST /api/v1/contacts': 'contacts:write',
  'PUT /api/v1/contacts/:id/fields/:field': 'contacts:write',
  'POST /api/v1/bulk/contacts': atender.allOf('bulk:write', 'contacts:write'),

  'GET /api/v1/tags': 'tags:read',
  'GET /api/v1/tags/tree': 'tags:read',
  'POST /api/v1/tags': 'tags:write',
  'DELETE /api/v1/tags/:tag': 'tags:write',

  'GET /api/v1/analytics/dashboards': 'analytics:read',
  'GET /api/v1/analytics/breach-rates': 'analytics:read',
  'GET /api/v1/analytics/volume': 'analytics:read',
  'GET /api/v1/analytics/agents': 'analytics:read',
  'PUT /api/v1/analytics/dashboards/:id': 'analytics:write',

  // Opens the search; what it finds depends on what else the key may read.
  'GET /api/v1/search': 'search:read',

  'GET /api/v1/settings': 'settings:read',
  'PATCH /api/v1/settings': 'settings:write',
  ...mount(atender, '/api/v1/users', 'users'),
  ...mount(atender, '/api/v1/webhooks', 'webhooks'),
  ...mount(atender, '/api/v1/channels', 'channels'),
  ...mount(atender, '/api/v1/automations', 'automations'),
  ...mount(atender, '/api/v1/agents', 'agents'),
  ...mount(atender, '/api/v1/snippets', 'snippets'),
  ...mount(atender, '/api/v1/sla', 'sla'),
  ...mount(atender, '/api/v1/attachments', 'attachments'),
  // More specific than the `*` above it, so it wins. A conversation's reader may open what hangs on it.
  'GET /api/v1/attachments/:id': atender.anyOf('attachments:read', 'conversations:read'),
  ...mount(atender, '/api/v1/notifications', 'notifications'),
  ...mount(atender, '/api/v1/teams', 'teams'),
  ...mount(atender, '/api/v1/csat', 'csat'),
  ...mount(atender, '/api/v1/status', 'status'),
});
