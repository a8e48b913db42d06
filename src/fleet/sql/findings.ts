import type { Dialect } from './dialect.js';
import { doubtful, refused, wellFormed } from './path-pattern.js';
import { prefix } from './reference.js';
import type { SelectedCalls } from './sources.js';

// The statements below are written with "name" for a name, and 'text' for a text: each dialect quotes in its own way.
// They use joins and no subquery that refers to an outer row, and `hit`, which is 0 or NULL where nothing was joined.

/** A common table expression: a name and its SELECT. */
export type NamedSelect = readonly [name: string, select: string];

/** Quotes the names and the texts of a statement of this file. */
const quoted = (dialect: Dialect, statement: string): string =>
  statement.replace(/"(\w+)"|'([a-z]+)'/g, (_, name?: string, text?: string) =>
    name === undefined ? dialect.text(text as string) : dialect.name(isTable(name) ? prefix + name : name),
  );
const tables: ReadonlySet<string> = new Set(
  'names closure needs routes marks stored listed held call paths matched seen lack nearest used justified'.split(
    ' ',
  ),
);
const isTable = (name: string): boolean => tables.has(name);

/** What the scopes of each key are: as listed, and with all that they imply. */
const scopesOfKeys: readonly NamedSelect[] = [
  [
    'listed',
    `select distinct s."key" as "key", n."scope" as "scope"
  from "stored" s join "names" n on n."name" = s."name"`,
  ],
  [
    'held',
    `select distinct l."key" as "key", c."holds" as "scope", 1 as "hit"
  from "listed" l join "closure" c on c."scope" = l."scope"`,
  ],
];

/** Which routes each key called, for calls that name them. */
const seenByRoute: readonly NamedSelect[] = [
  [
    'seen',
    `select distinct c."key" as "key", r."route" as "route"
  from "call" c join "routes" r on r."route" = c."route"`,
  ],
];

/** The same for calls with method and path. */
const seenByPath = ({ finds, text }: Dialect): readonly NamedSelect[] => {
  const finding = (pattern: string) => finds('d."path"', text(pattern));
  return [
    [
      'paths',
      `select d."method" as "method", d."path" as "path",
    case when ${finding(wellFormed)} and not (${finding(doubtful)}) then 'clear'
      when ${finding(refused)} then 'refused' else 'doubtful' end as "kind"
  from (select distinct c."method" as "method", c."path" as "path" from "call" c) as d`,
    ],
    [
      'matched',
      `select p."method" as "method", p."path" as "path", min(r."place") as "place", 1 as "hit"
  from "paths" p join "routes" r on r."method" = p."method"
  where p."kind" = 'clear' and case
    when substr(p."path", 1, r."length") <> r."prefix" then 0
    when ${finds('p."path"', 'r."pattern"')} then 1 else 0 end = 1
  group by p."method", p."path"`,
    ],
    [
      'seen',
      `select distinct c."key" as "key", r."route" as "route"
  from "call" c
    join "matched" m on m."method" = c."method" and m."path" = c."path"
    join "routes" r on r."place" = m."place"`,
    ],
  ];
};

/** What the calls need, and which scopes they justify. */
const needsOfCalls: readonly NamedSelect[] = [
  [
    'lack',
    `select s."key" as "key", s."route" as "route", n."alternative" as "alternative",
    sum(1 - coalesce(h."hit", 0)) as "missing"
  from "seen" s
    join "needs" n on n."route" = s."route"
    left join "held" h on h."key" = s."key" and h."scope" = n."scope"
  group by s."key", s."route", n."alternative"`,
  ],
  [
    'nearest',
    `select l."key" as "key", l."route" as "route", l."alternative" as "alternative", l."missing" as "missing",
    row_number() over (partition by l."key", l."route" order by l."missing", l."alternative") as "nth"
  from "lack" l`,
  ],
  [
    'used',
    `select distinct s."key" as "key", n."scope" as "scope"
  from "seen" s join "needs" n on n."route" = s."route"`,
  ],
  [
    'justified',
    `select distinct l."key" as "key", c."holds" as "scope", 1 as "hit"
  from "listed" l
    join "used" u on u."key" = l."key" and u."scope" = l."scope"
    join "closure" c on c."scope" = l."scope"`,
  ],
];

const missing = `select 'missing' as "finding", x."key" as "key", n."scope" as "scope", x."route" as "route"
from "nearest" x
  join "needs" n on n."route" = x."route" and n."alternative" = x."alternative"
  left join "held" h on h."key" = x."key" and h."scope" = n."scope"
where x."nth" = 1 and x."missing" > 0 and coalesce(h."hit", 0) = 0`;

/** A key with a call that may be one of any route is not narrowed. */
const excess = (byRoute: boolean): string => `select 'excess', l."key", l."scope", null
from "listed" l
  left join "justified" j on j."key" = l."key" and j."scope" = l."scope"
  left join (select m."scope" as "scope", 1 as "hit" from "marks" m where m."mark" = 'kept') k on k."scope" = l."scope"
${
  byRoute
    ? 'where'
    : `  left join (
    select distinct c."key" as "key", 1 as "hit"
    from "call" c join "paths" p on p."method" = c."method" and p."path" = c."path"
    where p."kind" = 'doubtful'
  ) d on d."key" = l."key"
where coalesce(d."hit", 0) = 0 and`
} coalesce(j."hit", 0) = 0 and coalesce(k."hit", 0) = 0`;

const ofStoredNames = [
  `select distinct 'redundant', l."key", l."scope", null
from "listed" l
  join "closure" c on c."holds" = l."scope"
  join "listed" o on o."key" = l."key" and o."scope" = c."scope"
where o."scope" <> l."scope"`,
  `select 'unknown', s."key", s."name", null
from "stored" s
  left join (select distinct n."name" as "name", 1 as "hit" from "names" n) n on n."name" = s."name"
where coalesce(n."hit", 0) = 0`,
  `select distinct 'deprecated', s."key", s."name", null
from "stored" s join "names" n on n."name" = s."name"
where n."kind" = 'deprecated'`,
  `select 'restricted', h."key", h."scope", null
from "held" h join "marks" m on m."scope" = h."scope"
where m."mark" = 'restricted'`,
];

const unmatchedByRoute = `select distinct 'unmatched', c."key", null, c."route"
from "call" c
  left join (select distinct r."route" as "route", 1 as "hit" from "routes" r) r on r."route" = c."route"
where coalesce(r."hit", 0) = 0`;

const unmatchedByPath = ({ concat, text }: Dialect): string =>
  `select case p."kind" when 'doubtful' then 'undecided' else 'unmatched' end, c."key", null,
  ${concat('c."method"', text(' '), 'c."path"')}
from "call" c
  join "paths" p on p."method" = c."method" and p."path" = c."path"
  left join "matched" m on m."method" = c."method" and m."path" = c."path"
where coalesce(m."hit", 0) = 0`;

/** Writes the query of the findings, given the SELECT of the stored names and of the calls, and the reference. */
export const selectFindings = (
  dialect: Dialect,
  reference: readonly NamedSelect[],
  stored: string,
  calls: SelectedCalls,
): string => {
  const own = [...scopesOfKeys, ...(calls.byRoute ? seenByRoute : seenByPath(dialect)), ...needsOfCalls].map(
    ([name, select]): NamedSelect => [name, quoted(dialect, select)],
  );
  const named: readonly NamedSelect[] = [...reference, ['stored', stored], ['call', calls.select], ...own];
  const withs = named.map(([name, select]) => `${dialect.name(prefix + name)} as (\n  ${select}\n)`);
  const findings = [
    missing,
    excess(calls.byRoute),
    ...ofStoredNames,
    calls.byRoute ? unmatchedByRoute : unmatchedByPath(dialect),
  ];
  const columns = ['finding', 'key', 'scope', 'route'].map((column) => dialect.name(column));
  const shown = columns.map((column, i) =>
    i === 0 ? `f.${column}` : `${dialect.shown(`f.${column}`)} as ${column}`,
  );
  return [
    `with ${withs.join(',\n')}`,
    `select ${shown.join(', ')}`,
    `from (\n${quoted(dialect, findings.join('\nunion all\n'))}\n) as f`,
    `order by ${columns.map((_, i) => i + 1).join(', ')}`,
  ].join('\n');
};
