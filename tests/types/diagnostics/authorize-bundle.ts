import { atender, grant } from '../../../type-tests/atender.js';

atender.authorize(grant, 'read_all'); // ← wrong
