import { atender, grant } from '../../../type-tests/atender.js';

atender.check(grant, 'contacts:wirte'); // ← wrong
