import { defineRoutes } from 'scopeproof';
import { atender, github } from '../atender.js';

export const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'GET /gists': github.anyOf('gist', 'repo'), // ← wrong
});
