import { atender } from '../atender.js';

atender.allOf('contacts:read', 'tags:reed'); // ← wrong
