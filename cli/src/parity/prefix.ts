/** Routes that differ by what their paths begin with. */

/**
 * Finds the text that every route of one list has before a path of the other.
 *
 * @returns nothing where a single route has another path, and for fewer than two routes: that may be chance.
 */
export function addedPrefix(longer: readonly string[], shorter: readonly string[]): string | undefined {
  const [all, others] = [longer, shorter].map((routes) => routes.map(partsOf)) as [Parts[], Parts[]];
  const [first] = all;
  if (first === undefined || all.length < 2) return undefined;
  const prefixes = first.path.split('/').map((_, i, segments) => segments.slice(0, i).join('/'));
  return prefixes.find(
    (prefix) =>
      prefix !== '' &&
      !/[:*]/.test(prefix) &&
      all.every(({ method, path }) => {
        const rest = path.slice(prefix.length);
        const isRest = (other: Parts) => hasMethod(other, method) && areSame(other.path, rest);
        return `${path}/`.startsWith(`${prefix}/`) && others.some(isRest);
      }),
  );
}

/** Fastify adds a route for `HEAD` to each for `GET`, which the table need not have. */
const hasMethod = ({ method }: Parts, wanted: string): boolean =>
  method === wanted || (wanted === 'HEAD' && method === 'GET');

/** Tells whether two paths are the same, or one is under the `*` of the other. */
const areSame = (path: string, other: string): boolean =>
  path === other || isUnder(path, other) || isUnder(other, path);
const isUnder = (path: string, other: string): boolean =>
  other.endsWith('/*') && path.startsWith(other.slice(0, -1));

interface Parts {
  readonly method: string;
  readonly path: string;
}

/** Splits a route. Parameters have other names in other places, and no path ends in a slash. */
function partsOf(route: string): Parts {
  const [method = '', path = ''] = route.split(' ');
  return {
    method,
    path: path
      .replace(/:[\w$]+/g, ':')
      .replace(/\*\w+$/, '*')
      .replace(/\/$/, ''),
  };
}
