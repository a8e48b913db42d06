/** Route tables as a caller without types declares them. */
import { defineRoutes, defineScopes, RouteDefinitionError } from '../../src/index.js';
import { type UntypedTable, untyped } from './without-types.js';

export const atender = defineScopes('atender', {
  surfaces: {
    knowledge: ['read', 'write'],
    contacts: ['read', 'write'],
    tags: ['read'],
    settings: ['manage'],
  },
  scopes: ['export'],
  implies: { write: ['read'] },
});
export const other = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });

interface Match {
  readonly route: string;
  readonly params: Record<string, string>;
  readonly needs: unknown;
}
export type Table = Omit<UntypedTable, 'match'> & {
  match(method: unknown, path: unknown): Match | undefined;
};
export const declare = untyped<(vocabulary: unknown, table: unknown) => Table>(defineRoutes);
export const tableOf = (...routes: string[]) =>
  declare(atender, Object.fromEntries(routes.map((route) => [route, 'tags:read'])));

export const refusal = (declaring: () => unknown): RouteDefinitionError => {
  try {
    declaring();
  } catch (error) {
    if (error instanceof RouteDefinitionError) return error;
    throw error;
  }
  throw new Error('the table was not refused');
};
