import type { BundleScopes } from 'scopeproof';
import type { Atender } from '../../../type-tests/atender.js';

export const scope: BundleScopes<Atender, 'basics'> = 'contacts:read'; // ← wrong: basics
