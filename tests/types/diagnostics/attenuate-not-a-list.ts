import { atender, grant } from '../../../type-tests/atender.js';

atender.attenuate(grant, 'contacts:read'); // ← wrong: string
