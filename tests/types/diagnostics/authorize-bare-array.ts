import { atender, grant } from '../../../type-tests/atender.js';

atender.authorize(grant, ['contacts:read', 'tags:read']); // ← wrong: string[]
