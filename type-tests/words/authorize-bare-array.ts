import { atender, grant } from '../atender.js';

atender.authorize(grant, ['contacts:read', 'tags:read']); // ← wrong
