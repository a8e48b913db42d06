import { defineScopes, type ScopeOf, type SurfaceOf } from 'scopeproof';
import type { Equal, Expect } from './expect.js';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
});
type Atender = typeof atender;

type _ = [
  Expect<Equal<ScopeOf<Atender>, 'contacts:read' | 'contacts:write' | 'tags:read'>>,
  Expect<Equal<SurfaceOf<Atender>, 'contacts' | 'tags'>>,
];

// @ts-expect-error no such scope
atender.implied('contacts:wriet');
