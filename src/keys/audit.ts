import { sameBits } from '../internal/bit-set.js';
import { copyStringList } from '../internal/input.js';
import { fewestMissing } from '../requirement.js';
import { type RouteTable, routeTableInternals } from '../routes/route-table.js';
import type { AnyVocabulary, BundleOf, ScopeOf } from '../vocabulary/vocabulary.js';
import { type Key, readKey } from './key.js';
import { type KnownRoutes, unjustifiedScopes, unmetRoutes } from './key-checks.js';

/** What {@link audit} gives. Scopes are in declaration order. */
export interface Audit<V extends AnyVocabulary> {
  /** The scopes that the routes require and the key lacks, for the nearest alternative of each. */
  readonly missing: readonly ScopeOf<V>[];
  /** The scopes that the key declares, by itself or in a bundle, and no route requires. */
  readonly excess: readonly ScopeOf<V>[];
  /** The scopes that the key declares and another of its scopes implies. */
  readonly redundant: readonly ScopeOf<V>[];
  /** The bundles that hold exactly what the key holds. */
  readonly equivalentBundles: readonly BundleOf<V>[];
  /** The routes that the key is declared for and does not call. */
  readonly unusedRoutes: readonly string[];
}

/**
 * Compares a key with the routes that it calls.
 *
 * @param routes the routes that are really called, from a log for example; by default, the routes of the key.
 * @throws TypeError for a key of another vocabulary, and for a route that the table does not list.
 *
 * @example
 * ```ts
 * import { audit, defineRoutes, defineScopes } from 'scopeproof';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 * const key = atender.key('dashboard', { scopes: ['tags:read', 'tags:write'] });
 *
 * audit(api, key, ['GET /tags']).excess; // ['tags:write']
 * ```
 */
export function audit<V extends AnyVocabulary, Table, const Routes extends readonly string[]>(
  api: RouteTable<V, Table>,
  key: Key<V['name'], never>,
  routes?: KnownRoutes<Table, Routes>,
): Audit<V>;
export function audit(api: object, key: unknown, routes?: readonly string[]): object {
  const table = routeTableInternals(api);
  const { bundles, bitsOf, namesOf, close, redundant } = table.vocabulary;
  const { scopes, held, routes: declared } = readKey(table.vocabulary, key);
  // A log names a route again and again.
  const called = new Set(copyStringList(routes === undefined ? declared : routes, 'routes'));
  const calledOnce = [...called];
  const missing = unmetRoutes(table, calledOnce, held).flatMap((route) => fewestMissing(route.missing));
  const heldBits = bitsOf(held);
  const report = {
    missing: namesOf(bitsOf(missing)),
    excess: unjustifiedScopes(table, scopes, calledOnce),
    redundant: redundant(scopes),
    equivalentBundles: [...bundles]
      .filter(([, ofBundle]) => sameBits(bitsOf(close(ofBundle)), heldBits))
      .map(([name]) => name),
    unusedRoutes: declared.filter((route) => !called.has(route)),
  };
  for (const list of Object.values(report)) Object.freeze(list);
  return Object.freeze(report);
}
