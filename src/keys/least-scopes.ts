import { copyStringList, ownProperties } from '../internal/input.js';
import type { CertainMembers, Entries, TextOf, UnionMark } from '../internal/type-utils.js';
import type { AllOf } from '../requirement.js';
import { type RouteTable, type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import type { AnyVocabulary, BundleOf, ClosuresOf, ScopeOf } from '../vocabulary/vocabulary.js';
import { smallestSet } from './hitting-set.js';
import { createKey, type DeferredKey } from './key.js';
import { type KnownRoutes, unmetRoutes } from './key-checks.js';

/** What {@link leastScopes} gives. */
export interface LeastScopes<V extends AnyVocabulary> {
  /** The scopes, in declaration order. */
  readonly scopes: readonly ScopeOf<V>[];
  /** The narrowest bundle that covers the routes, with what it holds beyond the scopes; none where no bundle does. */
  readonly bundle: { readonly name: BundleOf<V>; readonly excess: readonly ScopeOf<V>[] } | undefined;
  /** Whether nothing narrower can exist. */
  readonly exact: boolean;
}

/**
 * Finds the narrowest scopes that cover some routes.
 *
 * It minimises, in this order: the number of scopes held, implied ones included; the number of scopes listed; the number
 * of routes of the table that they open; their place in the declaration. Without alternatives there is nothing to choose.
 * With them it is the hitting set problem, for which no fast algorithm is known. The search is exact up to an estimated
 * 200 million comparisons of a machine word, about a second; beyond that it gives the best found by then, and `exact` is false.
 *
 * @throws TypeError for a value that is no route table, and for a route that it does not list.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, leastScopes } from 'scopeproof';
 *
 * const atender = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
 *   implies: { write: ['read'] },
 * });
 * const api = defineRoutes(atender, {
 *   'GET /contacts/:id': atender.anyOf('contacts:read', 'tags:read'),
 *   'GET /tags': 'tags:read',
 * });
 *
 * leastScopes(api, ['GET /contacts/:id', 'GET /tags']).scopes; // ['tags:read']
 * ```
 */
export function leastScopes<V extends AnyVocabulary, Table, const Routes extends readonly string[]>(
  api: RouteTable<V, Table>,
  routes: KnownRoutes<Table, Routes>,
): LeastScopes<V>;
export function leastScopes(api: object, routes: readonly string[]): object {
  const table = routeTableInternals(api);
  const listed = copyStringList(routes, 'routes');
  const { held, exact } = leastHeld(table, listed);
  return Object.freeze({
    scopes: table.vocabulary.minimal(held),
    bundle: narrowestBundle(table, listed, held),
    exact,
  });
}

/** Finds the narrowest closed set that meets the requirements of some routes. */
const leastHeld = ({ vocabulary, needsOf, routes: all }: RouteTableInternals, routes: readonly string[]) => {
  const { bitsOf, close, alternativesOf } = vocabulary;
  const choiceOf = (needs: unknown) => alternativesOf(needs).map((scopes) => bitsOf(close(scopes)));
  const requirements = new Set(routes.map(needsOf));
  return smallestSet(vocabulary, Array.from(requirements, choiceOf), () => {
    /** requirement → the number of its routes, for those that are not asked for */
    const others = new Map<unknown, number>();
    for (const needs of all.map(needsOf))
      if (!requirements.has(needs)) others.set(needs, (others.get(needs) ?? 0) + 1);
    return Array.from(others, ([needs, count]) => ({ choice: choiceOf(needs), routes: count }));
  });
};

const narrowestBundle = (
  table: RouteTableInternals,
  routes: readonly string[],
  needed: readonly string[],
) => {
  const { bundles, close } = table.vocabulary;
  const [narrowest] = [...bundles]
    .map(([name, scopes]) => ({ name, held: close(scopes) }))
    .filter(({ held }) => unmetRoutes(table, routes, held).length === 0)
    .sort((one, other) => one.held.length - other.held.length);
  return (
    narrowest &&
    Object.freeze({
      name: narrowest.name,
      excess: Object.freeze(narrowest.held.filter((scope) => !needed.includes(scope))),
    })
  );
};

/** The scopes that a requirement certainly needs. The run time chooses between alternatives. */
type CertainlyNeeded<Required> = Required extends string
  ? Required
  : Required extends AllOf<string, infer Scopes>
    ? CertainMembers<Scopes>
    : never;

/** What a route certainly needs; nothing where its requirement is one of several. For a union, for each of its routes. */
type NeededByRoute<Table, Route> = Route extends keyof Table
  ? UnionMark<Table[Route]> extends never
    ? CertainlyNeeded<Table[Route]>
    : never
  : never;

/** All that some routes certainly need, closed. */
type LeastHeld<V extends AnyVocabulary, Table, Routes extends readonly string[]> = Entries<
  ClosuresOf<V>,
  TextOf<NeededByRoute<Table, CertainMembers<Routes>>>
>;

/**
 * Derives the narrowest key for some routes, in place of checking a given one. Its type holds what the routes certainly
 * need. Between alternatives, {@link leastScopes} chooses at run time.
 *
 * @throws TypeError as {@link leastScopes}, and for a name that is no string or empty.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, leastKey } from 'scopeproof';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 *
 * leastKey(api, 'dashboard', { routes: ['GET /tags'] }).scopes; // ['tags:read']
 * ```
 */
export function leastKey<V extends AnyVocabulary, Table, const Routes extends readonly string[]>(
  api: RouteTable<V, Table>,
  name: string,
  declaration: { readonly routes: KnownRoutes<Table, Routes> },
): DeferredKey<V['name'], LeastHeld<V, Table, Routes>>['key'];
export function leastKey(
  api: object,
  name: string,
  declaration: { readonly routes: readonly string[] },
): object {
  const table = routeTableInternals(api);
  const routes = copyStringList(ownProperties(declaration, 'a key').routes, 'routes');
  const scopes = table.vocabulary.minimal(leastHeld(table, routes).held);
  return createKey(table.vocabulary, name, scopes, routes);
}
