import type { GrantOf } from 'scopeproof';
import type { Atender } from '../../../type-tests/atender.js';

export function insertContact(grant: GrantOf<Atender, 'contacts:wirte'>): string {
  return grant.has('contacts:read') ? 'yes' : 'no'; // ← wrong
}
