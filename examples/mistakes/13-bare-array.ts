// A route asks for two scopes and does not say whether it means both or either.
// Expected under `'POST /api/v1/bulk'`: is not assignable
import { defineRoutes } from 'scopeproof';
import { atender } from '../atender/scopes.js';

export const api = defineRoutes(atender, {
  'POST /api/v1/bulk': ['bulk:write', 'contacts:write'],
});
