import { atender } from '../atender.js';

atender.bundle('basics'); // ← wrong
