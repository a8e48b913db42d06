import { atender } from '../../../type-tests/atender.js';

atender.allOf(['contacts:read', 'tags:read']); // ← wrong: string[]
