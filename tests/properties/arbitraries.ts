/**
 * Arbitrary vocabularies, route tables, keys and sets of scopes. What would be refused is left out while drawing,
 * never filtered afterwards, so that drawing stays cheap and whatever fails shrinks to something small.
 */
import fc from 'fast-check';
import { ACTIONS, BARE, BUNDLES, FORMATS, SURFACES } from '../support/names.js';
import {
  actionsOf,
  alternativesOf,
  type Declaration,
  expand,
  type KeyDeclaration,
  LONGEST_CHAIN,
  longestChain,
  minimal,
  type Needs,
  pairsOf,
  scopesOf,
  spell,
  type Table,
} from '../support/reference.js';

/** A whole number that picks one of some items, however many there are. */
const place = fc.nat({ max: 999 });
const places = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(place, { minLength, maxLength });

function picked<Item>(items: readonly Item[], at: readonly number[]): Item[] {
  return [...new Set(at.flatMap((index) => items[index % items.length] ?? []))];
}

/** At least and at most so many. */
type Range = readonly [least: number, most: number];

const drawn = (actions: Range, surfaces: Range, bare: Range, mostIncludes = 3): fc.Arbitrary<Drawn> =>
  fc.record({
    format: fc.constantFrom(...FORMATS),
    actions: fc.shuffledSubarray([...ACTIONS], limits(actions)),
    // Each surface with those of the actions that it has, as bits: often all of them.
    surfaces: fc.array(
      fc.tuple(fc.constantFrom(...SURFACES), fc.option(fc.nat(), { nil: -1 })),
      limits(surfaces),
    ),
    scopes: fc.shuffledSubarray([...BARE], limits(bare)),
    chained: fc.boolean(),
    // From an action to one that stands later.
    implies: fc.array(fc.tuple(place, place), { maxLength: 4 }),
    includes: fc.array(fc.tuple(place, places(1, 2)), { maxLength: mostIncludes }),
    bundles: fc.array(fc.tuple(fc.constantFrom(...BUNDLES), places(1, 4)), { maxLength: 3 }),
    deprecated: fc.option(places(1, 2), { freq: 3 }),
  });
const limits = ([minLength, maxLength]: Range) => ({ minLength, maxLength });

interface Drawn {
  readonly format: string;
  readonly actions: readonly string[];
  readonly surfaces: readonly (readonly [surface: string, actions: number])[];
  readonly scopes: readonly string[];
  readonly chained: boolean;
  readonly implies: readonly (readonly [from: number, step: number])[];
  readonly includes: readonly (readonly [from: number, items: readonly number[]])[];
  readonly bundles: readonly (readonly [bundle: string, items: readonly number[]])[];
  readonly deprecated: readonly number[] | null;
}

/** An arbitrary vocabulary that can be declared. */
export const declaration: fc.Arbitrary<Declaration> = fc
  .oneof(
    { weight: 11, arbitrary: drawn([1, 4], [0, 4], [0, 3]) },
    { weight: 1, arbitrary: drawn([16, LONGEST_CHAIN + 1], [2, 3], [0, 3]) },
  )
  .map(declare);

/** The same with so few scopes that every set of them can be tried. */
export const smallDeclaration: fc.Arbitrary<Declaration> = drawn([1, 3], [1, 3], [0, 2]).map(declare);

/** The same, of scopes that include each other and have no surface. */
export const entangledDeclaration: fc.Arbitrary<Declaration> = drawn([1, 1], [0, 0], [5, 7], 6).map(declare);

function declare(raw: Drawn): Declaration {
  const spelled = spelledOnce(raw.format, raw.actions, raw.surfaces);
  const bare = raw.scopes.filter((scope) => !spelled.taken.has(scope));
  const empty = Object.keys(spelled.surfaces).length + bare.length === 0;
  const without: Declaration = {
    name: 'drawn',
    format: raw.format,
    surfaces: spelled.surfaces,
    scopes: empty ? ['gist'] : bare,
    implies: {},
    includes: {},
    bundles: {},
    deprecated: {},
  };
  const implying = { ...without, implies: implications(actionsOf(without), raw.chained, raw.implies) };
  const including = { ...implying, includes: inclusions(implying, raw.includes) };
  const items = [...patternsOf(including), ...scopesOf(including)];
  const old = spell(raw.format, 'old', 'look');
  return {
    ...including,
    bundles: Object.fromEntries(raw.bundles.map(([bundle, at]) => [bundle, picked(items, at)])),
    deprecated:
      raw.deprecated === null || expand(including, old).length > 0
        ? {}
        : { [old]: picked(scopesOf(including), raw.deprecated) },
  };
}

/** Surfaces with those of the actions that a bit mask says, without whatever would spell the same scope twice. */
function spelledOnce(
  format: string,
  actions: readonly string[],
  drawn: Drawn['surfaces'],
): { surfaces: Table; taken: ReadonlySet<string> } {
  const taken = new Set<string>();
  const surfaces: Record<string, readonly string[]> = Object.create(null);
  for (const [surface, mask] of drawn) {
    const own = actions.filter(
      (action, at) => mask & (1 << at) && !taken.has(spell(format, surface, action)),
    );
    if (own.length === 0 || surface in surfaces) continue;
    surfaces[surface] = own;
    for (const action of own) taken.add(spell(format, surface, action));
  }
  return { surfaces: { ...surfaces }, taken };
}

/** No cycles: an action implies only what stands later. */
function implications(actions: readonly string[], chained: boolean, drawn: Drawn['implies']): Table {
  const links = new Map<string, string[]>();
  const link = (from: number, to: number): void => {
    const [action, implied] = [actions[from], actions[to]];
    if (action === undefined || implied === undefined || links.get(action)?.includes(implied)) return;
    links.set(action, [...(links.get(action) ?? []), implied]);
  };
  if (chained)
    for (const at of actions.slice(0, LONGEST_CHAIN).keys()) if (at + 1 < actions.length) link(at, at + 1);
  for (const [one, step] of drawn) {
    const from = one % Math.max(1, actions.length);
    const later = actions.length - from - 1;
    if (later > 0) link(from, from + 1 + (step % later));
  }
  return Object.fromEntries(links);
}

/** Scopes that include others of whatever surface, and patterns; what would close a cycle or run too far is left out. */
function inclusions(declaration: Declaration, drawn: Drawn['includes']): Table {
  const scopes = scopesOf(declaration);
  const items = [...scopes, ...patternsOf(declaration)];
  let includes: Table = {};
  for (const [from, at] of drawn) {
    const scope = scopes[from % scopes.length] ?? '';
    const longer = { ...includes, [scope]: picked(items, at).filter((item) => item !== scope) };
    if (longer[scope]?.length && longestChain({ ...declaration, includes: longer }) <= LONGEST_CHAIN)
      includes = longer;
  }
  return includes;
}

/** Every pattern that names something. */
export function patternsOf(declaration: Declaration): string[] {
  const { format } = declaration;
  const each = pairsOf(declaration).flatMap(({ surface, action }) => [
    spell(format, '*', action),
    spell(format, surface, '*'),
  ]);
  return [...new Set(['*', ...each])];
}

/** Draws which of a vocabulary's scopes, and gives them once the vocabulary is known. */
export const someScopes: fc.Arbitrary<(declaration: Declaration) => string[]> = places(0, 5).map(
  (at) => (declaration) => picked(scopesOf(declaration), at),
);

/** The same of scopes and patterns. */
export const someItems: fc.Arbitrary<(declaration: Declaration) => string[]> = places(0, 4).map(
  (at) => (declaration) => picked([...scopesOf(declaration), ...patternsOf(declaration)], at),
);

/** The same of a requirement: `open`, `authenticated`, a scope, all of some, any of some. */
export const someNeeds: fc.Arbitrary<(declaration: Declaration) => Needs> = fc
  .oneof(
    { weight: 1, arbitrary: fc.constantFrom('open' as const, 'authenticated' as const) },
    { weight: 9, arbitrary: fc.array(places(1, 3), { minLength: 1, maxLength: 3 }) },
  )
  .map((drawn) => (declaration) => (typeof drawn === 'string' ? drawn : needsOf(declaration, drawn)));

const needsOf = (declaration: Declaration, drawn: readonly (readonly number[])[]): Needs =>
  drawn.map((at) => picked(scopesOf(declaration), at));

/** The same of a table of routes. */
export const someRoutes: fc.Arbitrary<(declaration: Declaration) => Record<string, Needs>> = fc
  .array(someNeeds, { minLength: 1, maxLength: 5 })
  .map((drawn) => (declaration) => routesOf(drawn.map((needs) => needs(declaration))));

const routesOf = (needs: readonly Needs[]): Record<string, Needs> =>
  Object.fromEntries(needs.map((each, at) => [`GET /r${at}`, each]));

/** The same of a table of routes that leave choices between few scopes. */
export const someChoices: fc.Arbitrary<(declaration: Declaration) => Record<string, Needs>> = fc
  .array(fc.array(places(1, 1), { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 5 })
  .map((drawn) => (declaration) => routesOf(drawn.map((each) => needsOf(declaration, each))));

/** The same of a key: one that fits its routes, one that is short of a scope, one that has more, one at random. */
export const someKey: fc.Arbitrary<
  (declaration: Declaration, table: Readonly<Record<string, Needs>>) => KeyDeclaration
> = fc
  .record({
    kind: fc.constantFrom('fitting', 'short', 'excessive', 'random'),
    routes: places(1, 3),
    alternative: place,
    more: places(1, 2),
    bundle: fc.option(place, { freq: 3 }),
  })
  .map(({ kind, routes: at, alternative, more, bundle }) => (declaration, table) => {
    const routes = picked(Object.keys(table), at);
    const chosen = routes.flatMap((route) => {
      const alternatives = alternativesOf(table[route] ?? []);
      return alternatives[alternative % alternatives.length] ?? [];
    });
    const fitting = minimal(declaration, [...new Set(chosen)]);
    const others = picked(scopesOf(declaration), more);
    const scopes = {
      fitting,
      short: fitting.slice(1),
      excessive: [...new Set([...fitting, ...others])],
      random: others,
    }[kind];
    return {
      scopes,
      routes,
      bundle: bundle === null ? undefined : picked(Object.keys(declaration.bundles), [bundle])[0],
    };
  });
