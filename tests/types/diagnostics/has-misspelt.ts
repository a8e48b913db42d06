import { atender, grant } from '../../../type-tests/atender.js';

atender.has(grant, 'contacts:wirte'); // ← wrong
