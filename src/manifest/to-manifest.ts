import { noSuchRoute, throwTypeError } from '../errors.js';
import { type Key, readKey } from '../keys/key.js';
import { authenticated, open, optional } from '../requirement.js';
import { type RouteTable, type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import type { Docs } from '../vocabulary/definition.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';
import type { Manifest, ManifestKey, ManifestRequirement, ManifestVocabulary } from './manifest.js';

/**
 * Writes an API as plain JSON. {@link fromManifest}, of any copy of the library, makes a route table of it that decides
 * as this one for every grant and every request.
 *
 * @param keys the declared keys; none by default.
 * @throws TypeError for a value that is no route table, for a key of another vocabulary or for a route that the table
 * does not list, and for two keys of one name.
 *
 * @example
 * ```ts
 * import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
 * import { toManifest } from 'scopeproof/manifest';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read' });
 * const dashboard = defineKey(api, 'dashboard', { scopes: ['tags:read'], routes: ['GET /tags'] });
 *
 * JSON.stringify(toManifest(api, [dashboard]));
 * ```
 */
export function toManifest<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  keys?: Iterable<Key<V['name'], never>>,
): Manifest;
export function toManifest(api: object, keys: Iterable<unknown> = []): Manifest {
  const table = routeTableInternals(api);
  return {
    version: 1,
    vocabulary: vocabularyOf(table, (api as UntypedRouteTable).vocabulary),
    routes: Object.fromEntries(table.routes.map((route) => [route, requirementOf(table.needsOf(route))])),
    keys: keysOf(table, keys),
  };
}

interface UntypedRouteTable {
  readonly vocabulary: { readonly docs: Docs<string, string, string> };
}

const vocabularyOf = (
  { vocabulary }: RouteTableInternals,
  { docs }: UntypedRouteTable['vocabulary'],
): ManifestVocabulary => {
  const { id, names, surfaces, spell, close, bundles, renamed, storedPatterns } = vocabulary;
  const spelled = new Set(
    [...surfaces].flatMap(([surface, actions]) => actions.map((each) => spell(surface, each))),
  );
  const implied = names
    .map((scope) => [scope, close([scope]).filter((other) => other !== scope)] as const)
    .filter(([, others]) => others.length > 0);
  const stored =
    [...storedPatterns].length > 0 ? 'expand' : names.some((name) => name.includes('*')) && 'names';
  return {
    name: id.vocabulary,
    format: spell('{surface}', '{action}'),
    surfaces: Object.fromEntries(surfaces),
    scopes: names.filter((name) => !spelled.has(name)),
    includes: Object.fromEntries(implied),
    bundles: Object.fromEntries(bundles),
    deprecated: Object.fromEntries(renamed),
    ...(stored && { storedPatterns: stored }),
    docs,
  };
};

const requirementOf = (needs: unknown): ManifestRequirement => {
  if (typeof needs === 'string') return [[needs]];
  const { kind, alternatives } = needs as {
    kind: 'open' | 'optional' | 'authenticated';
    alternatives: [string][];
  };
  return [open, optional, authenticated].includes(needs as typeof open) ? kind : alternatives;
};

const keysOf = (table: RouteTableInternals, keys: Iterable<unknown>): readonly ManifestKey[] => {
  const known = new Set<string>();
  return Array.from(keys, (each) => {
    const { name, scopes, bundle, routes } = readKey(table.vocabulary, each);
    if (known.size === known.add(name).size) throwTypeError(`two keys are named ${name}`);
    for (const route of routes) if (!table.routes.includes(route)) throwTypeError(noSuchRoute(route));
    return { name, scopes, ...(typeof bundle === 'string' && { bundle }), routes };
  });
};
