import { defineRoutes } from 'scopeproof';
import { atender, github } from '../../../type-tests/atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'GET /gists': github.anyOf('gist', 'repo'), // ← wrong: github
});
