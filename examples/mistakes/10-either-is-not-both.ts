// A route opens with either of two scopes, and its handler counts on one of them.
// Expected under `grant`: Property '"conversations:read"' is missing
import { getConversation } from '../atender/desk.js';
import { api } from '../atender/routes.js';

export const handler = api.handler('GET /api/v1/attachments/:id', ({ grant }) => getConversation(grant, '1'));
