import { hasBit } from '../internal/bit-set.js';
import { ownProperties } from '../internal/input.js';
import { type AnyRouteTable, routeTableInternals } from '../routes/route-table.js';
import { type Finding, storedFinding } from './finding.js';
import { type FleetKey, idOf, ofKey, rememberByNames } from './fleet-key.js';
import { storedNames } from './names.js';

/** Who may hold what nobody else may. */
export interface HoldersOptions {
  /** The ids of the keys that may, or a function that says so of a key. */
  readonly unless?: Iterable<string> | ((key: FleetKey) => boolean) | undefined;
}

/**
 * Finds the keys that hold what they may not: a scope, or any scope of a pattern, by whatever name gives it.
 *
 * It reads the keys one by one.
 *
 * @throws TypeError for a value that is no route table, for an unknown scope or pattern and, when it is read, for a wrong
 * key.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { holdersOf } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] }, implies: { write: ['read'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read' });
 * const keys = [{ key: 'k_17', scopes: 'tags:write' }];
 *
 * [...holdersOf(api, keys, 'tags:read')].map(({ message }) => message); // ['k_17 holds tags:read, by tags:write']
 * ```
 */
export function holdersOf(
  api: AnyRouteTable,
  keys: Iterable<FleetKey>,
  scope: string,
  options: HoldersOptions = {},
): IterableIterator<Finding> {
  const { vocabulary } = routeTableInternals(api);
  const forbidden = vocabulary.expand(scope, 'scope');
  const { unless = [] } = ownProperties(options, 'options');
  const allowed = typeof unless === 'function' ? undefined : new Set(unless as Iterable<string>);
  const may = allowed ? ({ key }: FleetKey) => allowed.has(key) : (unless as (key: FleetKey) => boolean);
  const { closures } = storedNames(vocabulary);
  const find = rememberByNames((names): readonly Find[] =>
    forbidden.flatMap((each) => {
      const number = vocabulary.numbers.get(each) as number;
      const by = [...names].filter((name) => {
        const closure = closures.get(name);
        return closure !== undefined && hasBit(closure, number);
      });
      return by.length === 0
        ? []
        : [
            storedFinding(
              {
                kind: 'forbidden',
                scopes: [each],
                message: `holds ${each}${by.includes(each) ? '' : `, by ${by.join(' ')}`}`,
              },
              ' ',
            ),
          ];
    }),
  );
  return eachHolder(keys, may, find);
}

/** Makes a finding for a key. */
type Find = (key: string) => Finding;

function* eachHolder(
  keys: Iterable<FleetKey>,
  may: (key: FleetKey) => boolean,
  find: (stored: unknown) => readonly Find[],
): IterableIterator<Finding> {
  for (const row of keys) {
    const key = idOf(row);
    const found = ofKey(key, () => find(row.scopes));
    if (found.length > 0 && !may(row)) for (const each of found) yield each(key);
  }
}
