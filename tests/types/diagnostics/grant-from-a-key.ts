import { atender, listContacts } from '../../../type-tests/atender.js';

const key = atender.key('reader', { scopes: ['contacts:read'] });
listContacts(key); // ← wrong: Key<"atender"
