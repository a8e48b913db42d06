import { defineScopes } from 'scopeproof';

declare const tenant: string;

export const crm = defineScopes('crm', {
  scopes: [
    'offline_access',
    `contacts.${tenant}`, // ← wrong
  ],
});
