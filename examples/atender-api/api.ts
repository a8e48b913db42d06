/** What each route needs. A route that is not in this table is not answered. */
import { authenticated, defineRoutes, type GrantOf, open, type ScopeOf } from 'scopeproof';
import { type Atender, atender } from '../atender/scopes.js';

export const api = defineRoutes(atender, {
  'GET /': open,
  'GET /page.css': open,
  'GET /page.js': open,
  'GET /least-scopes': open,
  'GET /api/v1/me': authenticated,

  // Who may run the workspace may hand out keys, though never one that opens more than their own.
  'GET /api/v1/keys': 'settings:read',
  'POST /api/v1/keys': 'settings:write',
  'POST /api/v1/keys/:id/rotation': 'settings:write',
  // Revokes what the key has minted as well.
  'DELETE /api/v1/keys/:id': 'settings:write',

  'GET /api/v1/articles': 'knowledge:read',
  'GET /api/v1/articles/:id': 'knowledge:read',
  'POST /api/v1/articles': 'knowledge:write',
  'PUT /api/v1/articles/:id': 'knowledge:write',
  'DELETE /api/v1/articles/:id': 'knowledge:write',

  'GET /api/v1/conversations': 'conversations:read',
  'GET /api/v1/conversations/:id': 'conversations:read',
  'POST /api/v1/conversations': 'conversations:write',
  'POST /api/v1/conversations/:id/messages': 'conversations:write',
  'PATCH /api/v1/conversations/:id': 'conversations:write',
  // Tagging is the tags' right, but nobody should tag a conversation that they cannot see.
  'PUT /api/v1/conversations/:id/tags/:tag': atender.allOf('tags:write', 'conversations:read'),

  'GET /api/v1/contacts': 'contacts:read',
  'GET /api/v1/contacts/:id': 'contacts:read',
  'POST /api/v1/contacts': 'contacts:write',
  'PATCH /api/v1/contacts/:id': 'contacts:write',
  'DELETE /api/v1/contacts/:id': 'contacts:write',
  'POST /api/v1/bulk/contacts': atender.allOf('bulk:write', 'contacts:write'),

  'GET /api/v1/tags': 'tags:read',
  'GET /api/v1/tags/tree': 'tags:read',
  'POST /api/v1/tags': 'tags:write',
  'DELETE /api/v1/tags/:tag': 'tags:write',

  'GET /api/v1/analytics/volume': 'analytics:read',
  'GET /api/v1/analytics/breach-rate': 'analytics:read',
  'GET /api/v1/analytics/agents': 'analytics:read',
  'GET /api/v1/analytics/dashboards': 'analytics:read',
  'PUT /api/v1/analytics/dashboards/:name': 'analytics:write',

  // Either opens the search, and it finds only what the key may read.
  'GET /api/v1/search': atender.anyOf('knowledge:read', 'contacts:read'),
});

/** What a function asks of its caller: proof of a scope. */
export type Can<Scope extends ScopeOf<Atender>> = GrantOf<Atender, Scope>;
