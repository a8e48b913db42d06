import { atender, grant } from '../../../type-tests/atender.js';

const proven = atender.authorize(grant, 'contacts:write');
atender.attenuate(proven, ['contacts:read', 'tags:read']); // ← wrong
