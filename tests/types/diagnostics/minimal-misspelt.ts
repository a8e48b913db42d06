import { atender } from '../../../type-tests/atender.js';

atender.minimal(['contacts:raed', 'tags:read']); // ← wrong
