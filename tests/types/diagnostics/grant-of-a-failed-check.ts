import { atender, grant, insertContact } from '../../../type-tests/atender.js';

const result = atender.check(grant, 'contacts:write');
insertContact(result.grant, 'Ada'); // ← wrong: undefined
