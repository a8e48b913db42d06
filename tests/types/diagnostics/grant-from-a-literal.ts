import { listContacts } from '../../../type-tests/atender.js';

listContacts({ held: ['contacts:read'] }); // ← wrong: { held: string[]; }
