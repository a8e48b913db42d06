/** Nobody gets behind it without a key that the route table lets through. */
import { guardRoutes } from 'scopeproof/hono';
import { bearerToken } from 'scopeproof/http';
import { api } from './api.js';
import type { Keys } from './keys.js';
import { realm } from './problem.js';

export const guardBy = (keys: Keys) =>
  guardRoutes(api, { authenticate: (request) => keys.authenticate(bearerToken(request)), realm });

export type Guard = ReturnType<typeof guardBy>;
