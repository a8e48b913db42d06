// A handler passes its grant to a function that needs more than its route proves.
// Expected under `grant`: Property '"contacts:write"' is missing
import { createContact } from '../atender/desk.js';
import { api } from '../atender/routes.js';

export const handler = api.handler('GET /api/v1/contacts', ({ grant }) => createContact(grant, 'Ada'));
