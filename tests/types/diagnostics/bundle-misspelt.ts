import { atender } from '../../../type-tests/atender.js';

atender.bundle('basics'); // ← wrong
