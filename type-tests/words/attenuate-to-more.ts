import { atender, grant } from '../atender.js';

const proven = atender.authorize(grant, 'contacts:write');
atender.attenuate(proven, ['contacts:read', 'tags:read']); // ← wrong
