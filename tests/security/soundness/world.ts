/** What the attempts have to work with: two APIs, functions that ask for grants, and callers that were checked. */
import { authenticated, defineRoutes, defineScopes, type Grant, type GrantOf, open } from 'scopeproof';

export const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
  implies: { write: ['read'] },
  bundles: { readers: ['*:read'], writers: ['*:write'] },
});
export type Atender = typeof atender;

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /tags': 'tags:read',
  'PUT /contacts/:id/tags': atender.allOf('contacts:write', 'tags:read'),
  'GET /search': atender.anyOf('contacts:read', 'tags:read'),
  'GET /me': authenticated,
  'GET /health': open,
});
export type Api = typeof api;

/** Another API, which happens to have a scope of the same name. */
export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  implies: { write: ['read'] },
});

export type Unproven = Grant<'atender', never>;
export type Reader = GrantOf<Atender, 'contacts:read'>;
export type Writer = GrantOf<Atender, 'contacts:write'>;
export type Tagger = GrantOf<Atender, 'tags:read'>;

/** A caller of whom nothing was proven. */
export const unproven = atender.parse('').grant;
/** Callers who were checked. */
export const reader = atender.authorize(unproven, 'contacts:read');
export const writer = atender.authorize(unproven, 'contacts:write');
/** A caller of the other API. */
export const crmWriter = crm.authorize(crm.parse('').grant, 'contacts:write');

export const listContacts = (grant: Reader): string => `contacts for ${grant}`;
export const insertContact = (grant: Writer): string => `inserted by ${grant}`;
export const listTags = (grant: Tagger): string => `tags for ${grant}`;

/** One of the two, known when the program runs. */
export const either: 'contacts:read' | 'contacts:write' = 'contacts:read';
export const text: string = 'contacts:read';
