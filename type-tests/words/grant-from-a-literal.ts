import { listContacts } from '../atender.js';

listContacts({ held: ['contacts:read'] }); // ← wrong
