import { listContacts } from '../atender.js';

listContacts({ scopes: ['contacts:read'] }); // ← wrong
