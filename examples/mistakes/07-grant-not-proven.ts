// What a stored key says is used before anything was checked.
// Expected under `grant`: "contacts:read", "contacts:write"
import { createContact } from '../atender/desk.js';
import { atender } from '../atender/scopes.js';

const { grant } = atender.parse('contacts:write');
createContact(grant, 'Ada');
