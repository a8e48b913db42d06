import { RouteDefinitionError, throwTypeError } from '../errors.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';
import { createRouteTable, type RouteTable, routeTableInternals } from './route-table.js';

/** The routes of all tables. */
type Merged<Table, Others extends readonly unknown[]> = Others extends readonly [infer Next, ...infer Rest]
  ? Merged<Table & Next, Rest>
  : Table;

/**
 * Makes one route table of several, each of which a file of its own may define. They are of one vocabulary.
 *
 * @throws RouteDefinitionError for a route that is in two tables, or matches the same requests as one of another table.
 * @throws TypeError for a value that is no route table, and for one of another vocabulary.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, mergeRoutes } from 'scopeproof';
 *
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read'], tags: ['read'] } });
 * const contacts = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read' });
 * const tags = defineRoutes(atender, { 'GET /tags': 'tags:read' });
 *
 * export const api = mergeRoutes(contacts, tags);
 * api.routes; // ['GET /contacts/:id', 'GET /tags']
 * ```
 */
export function mergeRoutes<V extends AnyVocabulary, Table, Others extends readonly unknown[]>(
  first: RouteTable<V, Table>,
  ...others: { readonly [I in keyof Others]: RouteTable<V, Others[I]> }
): RouteTable<V, Merged<Table, Others>>;
export function mergeRoutes(...tables: readonly UntypedRouteTable[]): object {
  const merged = new Map<string, unknown>();
  const vocabularies = new Set(tables.map((api) => routeTableInternals(api) && api.vocabulary));
  const [vocabulary, another] = vocabularies;
  if (!vocabulary) return throwTypeError('not a route table');
  if (another) return throwTypeError('route tables of two vocabularies');
  for (const api of tables)
    for (const route of api.routes) {
      if (merged.has(route)) throw new RouteDefinitionError(route, 'in two tables');
      merged.set(route, api.needs(route));
    }
  return createRouteTable(vocabulary, Object.fromEntries(merged));
}

interface UntypedRouteTable {
  readonly vocabulary: AnyVocabulary;
  readonly routes: readonly string[];
  needs(route: string): unknown;
}
