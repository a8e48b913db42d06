import { atender, grant, insertContact } from '../../../type-tests/atender.js';

const proven = atender.authorize(grant, 'contacts:read');
insertContact(proven, 'Ada'); // ← wrong: contacts:write
