import { atender, grant } from '../../../type-tests/atender.js';

atender.has(grant, 'read_all'); // ← wrong
