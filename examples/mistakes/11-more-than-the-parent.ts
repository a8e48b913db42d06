// A key mints another key with more than it holds itself.
// Expected under `'settings:write'`: the grant does not hold settings:write
import { atender } from '../atender/scopes.js';

const parent = atender.authorize(atender.parse('contacts:write').grant, 'contacts:write');
export const child = atender.attenuate(parent, ['contacts:read', 'settings:write']);
