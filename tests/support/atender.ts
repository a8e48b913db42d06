/**
 * The example of the tests: a vocabulary with something of everything, and a route table with each kind of
 * requirement. What can be declared otherwise without a loss is declared here.
 *
 * It is the library of `src/`. A test of the built package declares the same with that copy: by `declareAtender`, or
 * from `definition` where it is the types of that copy that count.
 */
import * as source from '../../src/index.js';

/** A copy of the library, as far as the example needs it. */
export type Library = Pick<
  typeof source,
  'defineScopes' | 'defineRoutes' | 'mount' | 'open' | 'authenticated'
>;

export const definition = {
  surfaces: { knowledge: ['read', 'write'], contacts: ['read', 'write', 'admin'], tags: ['read', 'write'] },
  scopes: ['export'],
  implies: { admin: ['write'], write: ['read'] },
  includes: { export: ['*:read'] },
  bundles: {
    basic: ['contacts:read', 'tags:read'],
    read_all: ['*:read'],
    write_all: ['*:write'],
    full_access: ['*'],
  },
  deprecated: {
    'people:read': 'contacts:read',
    labels: 'tags:read',
    everything: ['contacts:write', 'tags:write'],
  },
} as const;

const declareVocabulary = ({ defineScopes }: Library) => defineScopes('atender', definition);
export type Atender = ReturnType<typeof declareVocabulary>;

export const routesOf = ({ mount, open, authenticated }: Library, atender: Atender) =>
  ({
    ...mount(atender, '/kb', 'knowledge'),
    'GET /contacts/:id': 'contacts:read',
    'POST /contacts': 'contacts:write',
    'GET /tags': 'tags:read',
    'PUT /contacts/:id/tags': atender.allOf('contacts:write', 'tags:read'),
    'GET /search': atender.anyOf('contacts:read', atender.allOf('knowledge:read', 'tags:write')),
    'GET /me': authenticated,
    'GET /health': open,
  }) as const;

export function declareAtender(library: Library = source) {
  const atender = declareVocabulary(library);
  return { atender, api: library.defineRoutes(atender, routesOf(library, atender)) };
}

const declared = declareAtender();
export const { atender } = declared;
/** @public */
export const { api } = declared;
