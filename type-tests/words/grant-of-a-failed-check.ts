import { atender, grant, insertContact } from '../atender.js';

const result = atender.check(grant, 'contacts:write');
insertContact(result.grant, 'Ada'); // ← wrong
