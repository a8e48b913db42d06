import { atender, grant, listContacts } from '../../../type-tests/atender.js';

const found = atender.authorize(grant, atender.anyOf('contacts:read', 'tags:read'));
listContacts(found); // ← wrong: tags:read
