/** The API that every framework serves, each in three ways. */
import { defineRoutes, defineScopes, mount, open } from '../../dist/index.js';

/** `plain` asks nobody for a key; `by hand` looks the key up and refuses who has none; `guarded` does what the docs show. */
export const ways = ['plain', 'by hand', 'guarded'] as const;
export type WayOfAsking = (typeof ways)[number];

export const atender = defineScopes('atender', {
  surfaces: {
    knowledge: ['read', 'write'],
    contacts: ['read', 'write'],
    conversations: ['read', 'write', 'send'],
    tags: ['read', 'write'],
    webhooks: ['read', 'write'],
    analytics: ['read'],
  },
  implies: { write: ['read'] },
});

export const api = defineRoutes(atender, {
  ...mount(atender, '/api/v1/kb', 'knowledge'),
  ...mount(atender, '/api/v1/webhooks', 'webhooks'),
  'GET /api/v1/contacts': 'contacts:read',
  'POST /api/v1/contacts': 'contacts:write',
  'GET /api/v1/contacts/:id': 'contacts:read',
  'PATCH /api/v1/contacts/:id': 'contacts:write',
  'GET /api/v1/contacts/:id/conversations': atender.allOf('contacts:read', 'conversations:read'),
  'GET /api/v1/search': atender.anyOf('contacts:read', 'knowledge:read'),
  'GET /health': open,
});

export type Route = (typeof api.routes)[number];

/** The route that is asked for; the others are there to be chosen between. */
export const measured = 'GET /api/v1/contacts/:id';
/** What answers GET answers HEAD as well. */
export const others = api.routes.filter((route) => route !== measured && !route.startsWith('HEAD '));

export const token = 'k_0123456789abcdef0123456789abcdef';
const keys = new Map([[token, 'contacts:write conversations:read tags:read']]);

/** The lookup of a key, as short as it can be: a slower one would hide what is measured. */
export const scopesOf = (presented: string | undefined): string | undefined => keys.get(presented ?? '');

/** What the handler of the measured route answers. */
export const contact = (id: string | undefined) => ({ id, name: 'Ada Lovelace', tags: ['vip', 'beta'] });
