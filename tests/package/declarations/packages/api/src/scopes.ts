import { defineScopes } from 'scopeproof';

export const atender = defineScopes('atender', {
  surfaces: {
    knowledge: ['read', 'write'],
    contacts: ['read', 'write'],
    tags: ['read', 'write'],
  },
  scopes: ['export'],
  implies: { write: ['read'] },
  includes: { export: ['*:read'] },
  bundles: { basic: ['contacts:read', 'tags:read'], full_access: ['*'] },
  deprecated: { labels: 'tags:read' },
  docs: { scopes: { 'contacts:write': { title: 'Change contacts', restricted: true } } },
});

export const implied = atender.implied('contacts:write');
export const basic = atender.bundle('basic');
export const readable = atender.select('*:read');
