import { atender, grant, insertContact } from '../atender.js';

const proven = atender.authorize(grant, 'contacts:read');
insertContact(proven, 'Ada'); // ← wrong
