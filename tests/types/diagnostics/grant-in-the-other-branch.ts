import { atender, grant, insertContact } from '../../../type-tests/atender.js';

if (!atender.has(grant, 'contacts:write')) {
  insertContact(grant, 'Ada'); // ← wrong: contacts:write
}
