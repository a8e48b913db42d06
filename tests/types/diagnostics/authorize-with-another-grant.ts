import { atender, github } from '../../../type-tests/atender.js';

atender.authorize(github.parse('repo').grant, 'contacts:read'); // ← wrong: github
