/** The vocabularies, the routes and the functions that the type tests and the programs of tests/types/diagnostics/ share. */
import { authenticated, defineRoutes, defineScopes, type GrantOf, mount, open } from 'scopeproof';

export const atender = defineScopes('atender', {
  surfaces: {
    knowledge: ['read', 'write'],
    contacts: ['read', 'write'],
    tags: ['read', 'write'],
  },
  implies: { write: ['read'] },
  bundles: {
    basic: ['contacts:read', 'tags:read'],
    read_all: ['*:read'],
    full_access: ['*'],
  },
});
export type Atender = typeof atender;

export const api = defineRoutes(atender, {
  ...mount(atender, '/api/v1/kb', 'knowledge'),
  'GET /api/v1/contacts/:id': 'contacts:read',
  'POST /api/v1/contacts': 'contacts:write',
  'GET /api/v1/tags': 'tags:read',
  'PUT /api/v1/contacts/:id/tags/:tag': atender.allOf('contacts:write', 'tags:read'),
  'GET /api/v1/search': atender.anyOf('contacts:read', atender.allOf('knowledge:read', 'tags:read')),
  'GET /api/v1/me': authenticated,
  'GET /health': open,
});
export type Api = typeof api;

/** Mixed as GitHub's are: some scopes have a surface, some have none, and they bring each other along. */
export const github = defineScopes('github', {
  surfaces: { org: ['admin', 'write', 'read'], user: ['read'] },
  scopes: ['repo', 'repo:status', 'public_repo', 'user', 'user:email', 'gist'],
  format: '{action}:{surface}',
  implies: { admin: ['write'], write: ['read'] },
  includes: { repo: ['repo:status', 'public_repo'], user: ['read:user', 'user:email'] },
  bundles: { everything: ['*'], readers: ['read:*', 'gist'], organisation: ['*:org'] },
});
export type Github = typeof github;

/** Nothing is proven of it yet. */
export const { grant } = atender.parse('contacts:write tags:read');

export declare function listContacts(grant: GrantOf<Atender, 'contacts:read'>): string[];
export declare function insertContact(grant: GrantOf<Atender, 'contacts:write'>, name: string): string;
export declare function listTags(grant: GrantOf<Atender, 'tags:read'>): string[];
