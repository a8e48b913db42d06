/**
 * The keys that Atender issues, each checked against the routes that it calls: a scope too few or a scope
 * too many is an error on its own line.
 */
import { defineKey } from 'scopeproof';
import { api } from './routes.js';

/** Mirrors a folder of notes into the knowledge base. Both scopes are listed, as its manual tells people to. */
export const vaultSync = defineKey(api, 'vault-sync', {
  scopes: ['knowledge:read', 'knowledge:write'],
  routes: ['GET /api/v1/kb/*', 'POST /api/v1/kb/*', 'PATCH /api/v1/kb/*', 'DELETE /api/v1/kb/*'],
});

/** Draws the figures, and links each to the conversations behind it. It can change nothing. */
export const biDashboard = defineKey(api, 'bi-dashboard', {
  scopes: ['analytics:read', 'conversations:read'],
  routes: [
    'GET /api/v1/analytics/dashboards',
    'GET /api/v1/analytics/breach-rates',
    'GET /api/v1/analytics/volume',
    'GET /api/v1/analytics/agents',
    'GET /api/v1/conversations/:id',
  ],
});

/** Creates a contact for everyone who signs up. Write brings read along, so one scope covers all three. */
export const onboarding = defineKey(api, 'onboarding', {
  scopes: ['contacts:write'],
  routes: ['POST /api/v1/contacts', 'GET /api/v1/contacts/:id', 'PUT /api/v1/contacts/:id/fields/:field'],
});

/** A bundle is a package: it may hold more than these routes need, and the audit says how much. */
export const internalAdmin = defineKey(api, 'internal-admin', {
  bundle: 'full_access',
  routes: [
    'GET /api/v1/settings',
    'PATCH /api/v1/settings',
    'POST /api/v1/bulk/contacts',
    'PUT /api/v1/analytics/dashboards/:id',
  ],
});
