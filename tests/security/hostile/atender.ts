/** The API that everything hostile is tried on. */
import { type Untyped, type UntypedApi, type UntypedExports, untyped } from '../../support/untyped.js';

export const definition = {
  surfaces: { contacts: ['read', 'write', 'admin'], tags: ['read', 'write'] },
  scopes: ['offline_access'],
  implies: { admin: ['write'], write: ['read'] },
  bundles: { readers: ['*:read'], all: ['*'] },
  deprecated: { labels: 'tags:read' },
};

export const tableOf = ({ open, authenticated }: UntypedExports, vocabulary: Untyped) => ({
  'GET /health': open,
  'GET /me': authenticated,
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'DELETE /contacts/*': 'contacts:admin',
  'POST /contacts/:id/tags': vocabulary.allOf('contacts:write', 'tags:read'),
  'GET /search': vocabulary.anyOf('tags:read', 'contacts:read'),
  'GET /files/*': 'tags:read',
});

export interface World {
  readonly vocabulary: Untyped;
  readonly api: UntypedApi;
}

/** The API as one copy of the library declares it: the one under test, unless another is given. */
export function declareAtender(library: UntypedExports = untyped): World {
  const vocabulary = library.defineScopes('atender', definition);
  return { vocabulary, api: library.defineRoutes(vocabulary, tableOf(library, vocabulary)) };
}
