import { atender } from '../../../type-tests/atender.js';

atender.allOf(); // ← wrong: at least 1
