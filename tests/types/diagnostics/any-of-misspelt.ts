import { atender } from '../../../type-tests/atender.js';

atender.anyOf('contacts:read', 'tags:reed'); // ← wrong
