import type { Grant, GrantOf, Requirement, RouteTable, ScopeOf } from './index.js';
import type { AnyVocabulary } from './vocabulary/vocabulary.js';

// Where there is no `process`, in a browser or a worker, nothing says that it is production.
declare const process: { readonly env: { readonly NODE_ENV?: string } } | undefined;
if (typeof process === 'object' && process.env.NODE_ENV === 'production')
  throw new Error(
    'scopeproof/testing makes grants that nobody was checked for: it does not load in production',
  );

interface UntypedVocabulary {
  parse(stored: Iterable<string>): { readonly grant: Grant<string, never> };
  authorize(grant: Grant<string, never>, requirement: unknown): object;
}
interface UntypedRouteTable {
  readonly vocabulary: UntypedVocabulary & AnyVocabulary;
  needs(route: string): Requirement<string, string>;
}

/**
 * Makes the grant of a caller who holds just what a requirement asks for, to call a function with in a test. Of
 * alternatives it holds the first.
 *
 * This module throws when it is loaded with `NODE_ENV=production`.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import { defineScopes, type GrantOf } from 'scopeproof';
 * import { grantFor } from 'scopeproof/testing';
 *
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
 * const listContacts = (grant: GrantOf<typeof atender, 'contacts:read'>) => [`as ${grant}`];
 *
 * listContacts(grantFor(atender, 'contacts:read')); // ['as contacts:read']
 * ```
 */
export function grantFor<V extends AnyVocabulary, const Required extends Requirement<V['name'], ScopeOf<V>>>(
  vocabulary: V,
  requirement: Required,
): GrantOf<V, Required>;
export function grantFor(vocabulary: UntypedVocabulary, requirement: Requirement<string, string>): object {
  // Whatever is no requirement holds nothing, and `authorize` says what is wrong with it.
  const [first = []] = typeof requirement === 'string' ? [[requirement]] : (requirement?.alternatives ?? []);
  return vocabulary.authorize(vocabulary.parse(first).grant, requirement);
}

/**
 * Does the same as {@link grantFor}, for the requirement of a route.
 *
 * @throws TypeError for a route that the table does not list.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { grantForRoute } from 'scopeproof/testing';
 *
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read' });
 * const show = api.handler('GET /contacts/:id', ({ grant, params }) => `${params.id} as ${grant}`);
 *
 * show.handle({ grant: grantForRoute(api, 'GET /contacts/:id'), params: { id: '42' } }); // '42 as contacts:read'
 * ```
 */
export function grantForRoute<V extends AnyVocabulary, Table, const Route extends keyof Table & string>(
  api: RouteTable<V, Table>,
  route: Route,
): GrantOf<V, Table[Route]>;
export function grantForRoute(api: UntypedRouteTable, route: string): object {
  return grantFor(api.vocabulary, api.needs(route));
}
