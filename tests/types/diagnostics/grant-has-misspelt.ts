import { defineScopes } from 'scopeproof';

const atender = defineScopes('registered', { surfaces: { contacts: ['read', 'write'] } });
declare module 'scopeproof' {
  interface Vocabularies {
    registered: typeof atender;
  }
}

atender.parse('').grant.has('contacts:reed'); // ← wrong
