import { defineScopes } from 'scopeproof';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
});

atender.implied('contacts:wriet'); // ← wrong
