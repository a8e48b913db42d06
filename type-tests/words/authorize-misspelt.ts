import { atender, grant } from '../atender.js';

atender.authorize(grant, 'contacts:wirte'); // ← wrong
