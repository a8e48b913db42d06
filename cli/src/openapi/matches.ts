/** Which route of a table the requests of each operation match. */
import { type ManifestRequirement, type RestoredApi, toManifest } from '../../../src/manifest/index.js';
import type { OpenApiDocument, Operation } from './document.js';
import { pointerOf } from './node.js';
import { isRouteMethod, routePathOf, shapeOfRoute } from './route-path.js';

/** An operation, with what the route requires that its requests match. */
export interface Match {
  readonly operation: Operation;
  /** As the document has it: `GET /contacts/{id}`. */
  readonly label: string;
  readonly wanted: ManifestRequirement;
}

/** The operations of a document and the routes of a table, side by side. */
export interface Matches {
  /** Those of one Operation Object stand together. */
  readonly groups: readonly (readonly Match[])[];
  readonly unlisted: readonly UnlistedOperation[];
  /** The routes that no operation matches. */
  readonly undocumented: readonly string[];
}

/** An operation whose requests match no route, with the reason. */
export interface UnlistedOperation {
  readonly operation: Operation;
  readonly label: string;
  readonly reason: string;
}

/**
 * Matches the operations of a document and the routes of a table.
 *
 * @param prefix what stands before every path, in place of the paths of the servers.
 */
export function matchOperations(
  api: RestoredApi['api'],
  { operations }: OpenApiDocument,
  prefix: string | undefined,
): Matches {
  const { routes } = toManifest(api);
  const shapes = new Map(Object.keys(routes).map((route) => [shapeOfRoute(route), route]));
  const unlisted: UnlistedOperation[] = [];
  const matched = new Set<string>();
  /** Where an Operation Object stands → the operations that it is. */
  const groups = new Map<string, Match[]>();
  for (const operation of operations) {
    const label = `${operation.method} ${operation.path}`;
    const found = routeOf(api, shapes, operation, prefix);
    const wanted = 'route' in found ? routes[found.route] : undefined;
    if ('refused' in found || wanted === undefined) {
      unlisted.push({ operation, label, reason: 'refused' in found ? found.refused : noRoute });
      continue;
    }
    matched.add(found.route);
    const place = `${operation.object.file.path} ${pointerOf(operation.object)}`;
    const group = groups.get(place);
    if (group) group.push({ operation, label, wanted });
    else groups.set(place, [{ operation, label, wanted }]);
  }
  return {
    groups: [...groups.values()],
    unlisted,
    undocumented: undocumentedOf(Object.keys(routes), matched),
  };
}

const noRoute = 'no route of the table';

/** A segment that no route has as text: it stands for the value of a parameter. */
const anyValue = 'a0Z9-any-value';

/** Finds the route that requests for an operation match: the one of its path, else one that has it below. */
function routeOf(
  api: RestoredApi['api'],
  shapes: ReadonlyMap<string, string>,
  { method, path: template, servers }: Operation,
  prefix: string | undefined,
): { readonly route: string } | { readonly refused: string } {
  if (!isRouteMethod(method)) return { refused: `no route has the method ${method}` };
  const path = routePathOf((prefix ?? servers[0]?.path ?? '') + template);
  if ('refused' in path) return path;
  const same = shapes.get(`${method} ${path.shape}`);
  // The rest of a path is more than one request can stand for.
  const route =
    same ??
    (path.shape.endsWith('*')
      ? undefined
      : api.match(method, `/${path.shape.replaceAll('{}', anyValue)}`)?.route);
  return route === undefined ? { refused: noRoute } : { route };
}

/** Finds routes that no operation matches. One with a `*` is documented by any operation below, of any method. */
function undocumentedOf(routes: readonly string[], matched: ReadonlySet<string>): readonly string[] {
  const pathOf = (route: string) => route.slice(route.indexOf(' ') + 1);
  const paths = new Set(Array.from(matched, pathOf));
  return routes.filter((route) => !matched.has(route) && !(route.endsWith('/*') && paths.has(pathOf(route))));
}
