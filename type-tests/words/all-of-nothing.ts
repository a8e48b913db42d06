import { atender } from '../atender.js';

atender.allOf(); // ← wrong
