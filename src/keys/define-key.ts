import {
  isEnough,
  KeyScopeError,
  keyLacks,
  noRouteNeeds,
  noSuchOption,
  type TypeArguments,
  throwTypeError,
  unknownBundle,
} from '../errors.js';
import { copyStringList, ownProperties } from '../internal/input.js';
import { fewestMissing } from '../requirement.js';
import { type RouteTable, type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import type { CheckedBundle } from '../vocabulary/argument-checks.js';
import type { AnyVocabulary, BundleOf } from '../vocabulary/vocabulary.js';
import { createKey, type DeferredKey } from './key.js';
import {
  type CheckedOptions,
  type CoveredRoutes,
  type HeldByKey,
  type JustifiedScopes,
  scopesNamedBy,
  unjustifiedScopes,
  unmetRoutes,
} from './key-checks.js';

/**
 * Declares a key: the scopes that it is issued with, checked against the routes that it is for.
 *
 * A route that the scopes do not cover does not compile; the error stands under that route and names what is missing.
 * A listed scope that no listed route names, and that no justified scope implies, does not compile either. A bundle is
 * a package: missing scopes are an error, excess scopes are not, but `audit` reports them.
 *
 * @throws KeyScopeError with all missing and excess scopes.
 *
 * @example
 * ```ts
 * import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
 *
 * const atender = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'] },
 *   implies: { write: ['read'] },
 * });
 * const api = defineRoutes(atender, {
 *   'GET /contacts/:id': 'contacts:read',
 *   'POST /contacts': 'contacts:write',
 * });
 *
 * export const crmSync = defineKey(api, 'crm-sync', {
 *   scopes: ['contacts:write'],
 *   routes: ['GET /contacts/:id', 'POST /contacts'],
 * });
 * ```
 */
export function defineKey<
  V extends AnyVocabulary,
  Table,
  // Any string: an unknown one is then refused in its own place.
  const Scopes extends readonly string[] = [],
  const Routes extends readonly string[] = [],
  const Bundle extends string = never,
  Option extends string = TypeArguments,
>(
  api: RouteTable<V, Table>,
  name: string,
  declaration: {
    /** The scopes, listed. */
    readonly scopes?: JustifiedScopes<V, Table, Scopes, Routes>;
    /** A bundle, in place of the scopes or together with them. */
    readonly bundle?: CheckedBundle<Bundle, BundleOf<V>>;
    /** The routes that the key is for. */
    readonly routes?: [Bundle] extends [BundleOf<V>]
      ? CoveredRoutes<Table, Routes, HeldByKey<V, Scopes, Bundle>>
      : Routes;
  } & CheckedOptions<Option>,
): DeferredKey<V['name'], HeldByKey<V, Scopes, Bundle>>['key'];
export function defineKey(api: object, name: string, declaration: object): object {
  const table = routeTableInternals(api);
  const { bundles, bitsOf, namesOf, close } = table.vocabulary;
  const {
    scopes: ownScopes = [],
    bundle,
    routes: ownRoutes = [],
    ...others
  } = ownProperties(declaration, 'a key');
  for (const option of Object.keys(others)) throwTypeError(noSuchOption(option));
  const listed = copyStringList(ownScopes, 'scopes');
  const routes = copyStringList(ownRoutes, 'routes');
  const ofBundle = bundle === undefined ? [] : bundles.get(bundle as string);
  if (!ofBundle) return throwTypeError(unknownBundle(bundle));
  const scopes = [...listed, ...ofBundle];

  const unmet = unmetRoutes(table, routes, close(scopes));
  const excess = unjustifiedScopes(table, listed, routes);
  if (unmet.length + excess.length > 0) {
    const faults = [
      ...unmet.map(({ route, missing }) => `${route}: ${keyLacks(inWords(missing))}`),
      ...excessFaults(table, excess, routes),
    ];
    const missing = unmet.flatMap((route) => fewestMissing(route.missing));
    throw new KeyScopeError(name, faults, namesOf(bitsOf(missing)), excess);
  }
  return createKey(table.vocabulary, name, scopes, routes, bundle);
}

/** Joins the missing scopes of an alternative by `and`, and alternatives by `or`: `MissingInWords` at run time. */
const inWords = (missing: readonly (readonly string[])[]): string =>
  missing.map((scopes) => scopes.join(' and ')).join(' or ');

/** Says of each excess scope which implied scope is enough, or that no route requires it. */
const excessFaults = (
  table: RouteTableInternals,
  excess: readonly string[],
  routes: readonly string[],
): readonly string[] => {
  const { closureOf, minimal } = table.vocabulary;
  const needed = new Set<unknown>(scopesNamedBy(table, routes));
  return excess.map((scope) => {
    const enough = minimal(closureOf(scope).filter((other) => needed.has(other)));
    return enough.length > 0 ? isEnough(enough.join(' and ')) : noRouteNeeds(scope);
  });
};
