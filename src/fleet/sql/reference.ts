import { type RouteTableInternals, routeTableInternals } from '../../routes/route-table.js';
import type { Docs } from '../../vocabulary/definition.js';
import type { ColumnType, Dialect, Value } from './dialect.js';
import { routePatterns } from './path-pattern.js';

/** What a statement needs to know of an API: a table of values. */
export interface ReferenceTable {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  readonly rows: readonly (readonly Value[])[];
}

/** Every table that these statements make has a name that begins so. */
export const prefix = 'scopeproof_';

const tableOf = (
  name: string,
  columns: ReferenceTable['columns'],
  rows: readonly (readonly Value[])[],
): ReferenceTable => ({ name, columns, rows });

/** Gives all names that a stored key can have with the scopes that each counts as. A live scope counts as itself. */
const namesOf = ({ names, renamed, storedPatterns }: RouteTableInternals['vocabulary']) => {
  const live = new Set(names);
  const rows = (kind: string, table: Iterable<readonly [string, readonly string[]]>) =>
    [...table].flatMap(([name, scopes]) => [...new Set(scopes)].map((scope) => [name, scope, kind]));
  return [
    ...rows(
      'scope',
      names.map((name) => [name, [name]]),
    ),
    ...rows(
      'pattern',
      [...storedPatterns].filter(([name]) => !live.has(name)),
    ),
    ...rows(
      'deprecated',
      [...renamed].filter(([name]) => !new Map(storedPatterns).has(name)),
    ),
  ];
};

/** Lists the requirements of scopes. A route without one in the table needs none. */
const needsOf = ({ routes, needsOf, vocabulary }: RouteTableInternals) =>
  routes.flatMap((route) =>
    vocabulary
      .alternativesOf(needsOf(route))
      .flatMap((scopes, alternative) => scopes.map((scope) => [route, alternative, scope])),
  );

const restrictedIn = (docs: Docs<string, string, string>): readonly string[] =>
  Object.entries(docs.scopes ?? {}).flatMap(([scope, doc]) => (doc?.restricted ? [scope] : []));

/** Makes the tables of an API: names, closure, needs, routes and marks. */
export const referenceTables = (
  api: { readonly vocabulary: unknown },
  neverNarrowed: readonly string[],
): readonly ReferenceTable[] => {
  const table = routeTableInternals(api);
  const { vocabulary } = table;
  const kept = new Set(neverNarrowed.flatMap((item) => vocabulary.expand(item, 'neverNarrowed')));
  const { docs } = api.vocabulary as { readonly docs: Docs<string, string, string> };
  return [
    tableOf(
      'names',
      [
        ['name', 'text'],
        ['scope', 'text'],
        ['kind', 'text'],
      ],
      namesOf(vocabulary),
    ),
    tableOf(
      'closure',
      [
        ['scope', 'text'],
        ['holds', 'text'],
      ],
      vocabulary.names.flatMap((scope) =>
        (vocabulary.closureOf(scope) as readonly string[]).map((held) => [scope, held]),
      ),
    ),
    tableOf(
      'needs',
      [
        ['route', 'text'],
        ['alternative', 'number'],
        ['scope', 'text'],
      ],
      needsOf(table),
    ),
    tableOf(
      'routes',
      [
        ['route', 'text'],
        ['method', 'text'],
        ['prefix', 'text'],
        ['length', 'number'],
        ['pattern', 'text'],
        ['place', 'number'],
      ],
      routePatterns(table.routes).map(({ route, method, prefix, pattern, place }) => [
        route,
        method,
        prefix,
        prefix.length,
        pattern,
        place,
      ]),
    ),
    tableOf(
      'marks',
      [
        ['scope', 'text'],
        ['mark', 'text'],
      ],
      [
        ...restrictedIn(docs).map((scope) => [scope, 'restricted']),
        ...Array.from(kept, (scope) => [scope, 'kept']),
      ],
    ),
  ];
};

/** Writes the SELECT that gives a reference table. */
export const selectReference = (dialect: Dialect, { columns, rows }: ReferenceTable): string => {
  if (rows.length > 0) return dialect.values(columns, rows);
  const nothing = columns.map(
    ([name, type]) => `${type === 'text' ? dialect.asText("''") : 0} as ${dialect.name(name)}`,
  );
  return `select ${nothing.join(', ')} from (select 1 as one) as v where 1 = 0`;
};
