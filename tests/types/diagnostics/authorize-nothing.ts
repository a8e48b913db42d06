import { atender, grant } from '../../../type-tests/atender.js';

atender.authorize(grant, undefined); // ← wrong
