import { atender, github } from '../atender.js';

atender.authorize(github.parse('repo').grant, 'contacts:read'); // ← wrong
