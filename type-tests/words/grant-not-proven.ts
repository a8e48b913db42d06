import { grant, insertContact } from '../atender.js';

insertContact(grant, 'Ada'); // ← wrong
