// Somebody writes a grant instead of earning it.
// Expected under `forged`: is not assignable to parameter of type 'Grant<"atender", "contacts:read">'
import { listContacts } from '../atender/desk.js';

const forged = { scopes: ['contacts:read'], declared: ['contacts:read'], has: () => true };
listContacts(forged);
