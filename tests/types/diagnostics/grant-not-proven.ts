import { grant, insertContact } from '../../../type-tests/atender.js';

insertContact(grant, 'Ada'); // ← wrong: contacts:write
