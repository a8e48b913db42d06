import { atender, grant, insertContact } from '../atender.js';

if (!atender.has(grant, 'contacts:write')) {
  insertContact(grant, 'Ada'); // ← wrong
}
