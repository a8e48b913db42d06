import { atender } from '../../../type-tests/atender.js';

atender.select('*:reed'); // ← wrong
