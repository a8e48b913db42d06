import { atender, grant } from '../atender.js';

atender.has(grant, 'contacts:wirte'); // ← wrong
