import type { GrantOf } from 'scopeproof';
import type { Atender } from '../atender.js';

export function insertContact(grant: GrantOf<Atender, 'contacts:wirte'>): string {
  return grant.has('contacts:read') ? 'yes' : 'no'; // ← wrong
}
