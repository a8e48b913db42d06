import { atender, grant } from '../../../type-tests/atender.js';

const proven = atender.authorize(grant, 'contacts:read');
atender.attenuate(proven, ['contacts:raed']); // ← wrong
