import { atender, listContacts } from '../atender.js';

const key = atender.key('reader', { scopes: ['contacts:read'] });
listContacts(key); // ← wrong
