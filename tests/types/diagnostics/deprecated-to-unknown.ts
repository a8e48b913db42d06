import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  surfaces: { contacts: ['read', 'write'] },
  deprecated: { contact_reader: 'contact:read' }, // ← wrong: contact:read
});
