import type { Implied } from 'scopeproof';
import type { Atender } from '../../../type-tests/atender.js';

export const scope: Implied<Atender, 'contacts:wirte'> = 'contacts:read'; // ← wrong: contacts:wirte
