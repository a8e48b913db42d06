// A handler serves a route that the table does not list.
// Expected under `'GET /api/v1/secrets'`: is not assignable
import { api } from '../atender/routes.js';

export const handler = api.handler('GET /api/v1/secrets', () => 'everything');
