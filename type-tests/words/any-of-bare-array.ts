import { atender } from '../atender.js';

atender.anyOf('contacts:read', ['tags:read', 'knowledge:read']); // ← wrong
