/**
 * Random vocabularies with what is asked of them. The same seed gives the same case on every machine.
 */
import { ACTIONS, BARE, BUNDLES, FORMATS, SURFACES } from '../../support/names.js';
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
} from '../../support/reference.js';

/** A vocabulary, and the questions that types and run time both have to answer about it. */
export interface Case {
  readonly declaration: Declaration;
  readonly sets: readonly { readonly held: readonly string[]; readonly required: readonly string[] }[];
  readonly requirements: readonly Needs[];
  readonly routes: Readonly<Record<string, Needs>>;
  readonly keys: readonly KeyDeclaration[];
}

interface Random {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Some of the items in a random order, as many as there are at most. */
  sample<Item>(items: readonly Item[], count: number): Item[];
}

/** Mulberry32: 32 bits of state are plenty to draw test cases from. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number =>
    least + Math.floor(fraction() * (most - least + 1));
  return {
    between,
    chance: (probability) => fraction() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    sample: (items, count) => {
      const rest = [...items];
      return Array.from({ length: Math.min(count, rest.length) }, () =>
        rest.splice(between(0, rest.length - 1), 1),
      ).flat();
    },
  };
}

/** The case that a seed stands for. */
export function generate(seed: number, name: string): Case {
  const random = randomFrom(seed);
  const declaration = drawDeclaration(random, name);
  const routes = random.chance(0.65) ? drawRoutes(random, declaration) : {};
  const sets = Array.from({ length: 3 }, () => ({
    held: drawScopes(random, declaration, 0, 4),
    required: drawScopes(random, declaration, 0, 5),
  }));
  return {
    declaration,
    sets,
    requirements: Array.from({ length: 3 }, () => drawNeeds(random, declaration)),
    routes,
    keys: Object.keys(routes).length === 0 ? [] : drawKeys(random, declaration, routes),
  };
}

/**
 * Vocabularies whose longest chain of implications has just so many links: actions that imply each
 * other, scopes that include each other, and the two in turn.
 */
export function chains(links: number): Declaration[] {
  const empty = { format: '{surface}:{action}', scopes: [], bundles: {}, deprecated: {} };
  const names = Array.from({ length: links + 1 }, (_, at) => `n${at}`);
  const linked = Object.fromEntries(names.slice(1).map((name, at) => [names[at] ?? '', [name]]));
  // n0:a implies n0:b, which includes n1:a, which implies n1:b, and so on.
  const turns = names.map((_, at) => ({
    surface: `n${Math.floor(at / 2)}`,
    action: at % 2 === 0 ? 'a' : 'b',
  }));
  const surfaces: Record<string, string[]> = {};
  const includes: Record<string, string[]> = {};
  for (const [at, { surface, action }] of turns.entries()) {
    surfaces[surface] = [...(surfaces[surface] ?? []), action];
    const previous = turns[at - 1];
    if (action === 'a' && previous !== undefined) includes[`${previous.surface}:b`] = [`${surface}:a`];
  }
  return [
    { ...empty, name: `implying${links}`, surfaces: { a: names }, implies: linked, includes: {} },
    { ...empty, name: `including${links}`, surfaces: {}, scopes: names, implies: {}, includes: linked },
    { ...empty, name: `both${links}`, surfaces, implies: { a: ['b'] }, includes },
  ];
}

function drawDeclaration(random: Random, name: string): Declaration {
  const format = random.pick(FORMATS);
  const shape = random.pick([
    'small',
    'small',
    'large',
    'large',
    'actions chained',
    'includes chained',
    'bare only',
  ]);
  const actions = drawActions(random, format, shape === 'actions chained');
  const spelled = drawSurfaces(
    random,
    format,
    actions,
    shape === 'bare only' ? 0 : random.between(1, shape === 'large' ? 8 : 3),
  );
  const bare = drawBare(random, format, spelled, shape === 'bare only');

  const empty: Declaration = {
    name,
    format,
    surfaces: spelled,
    scopes: bare,
    implies: {},
    includes: {},
    bundles: {},
    deprecated: {},
  };
  const implying = { ...empty, implies: drawImplies(random, actionsOf(empty), shape === 'actions chained') };
  const including = { ...implying, includes: drawIncludes(random, implying, shape === 'includes chained') };
  return {
    ...including,
    bundles: drawBundles(random, including),
    deprecated: drawDeprecated(random, including),
  };
}

function drawActions(random: Random, format: string, chained: boolean): string[] {
  if (chained) return random.sample([...ACTIONS], random.between(8, LONGEST_CHAIN + 1));
  const actions: string[] = random.sample([...ACTIONS], random.between(1, 5));
  // `bulk.read` beside `read`: one is the end of the other, with the separator in it.
  if (random.chance(0.25)) actions.push(`${random.pick(SURFACES)}${separatorOf(format)}${actions[0]}`);
  return actions;
}

/** The text between the two placeholders. */
const separatorOf = (format: string): string => /\}(.*)\{/.exec(format)?.[1] ?? '';

/** Surfaces with some of the actions each, leaving out whatever would spell the same scope twice. */
function drawSurfaces(random: Random, format: string, actions: readonly string[], count: number): Table {
  const names: string[] = random.sample([...SURFACES], count);
  // `apps.interclientTrust` beside `apps`, in a format that separates with `.`.
  if (count > 0 && random.chance(0.4))
    names.push(`${names[0]}${separatorOf(format)}${random.pick([...SURFACES, ...ACTIONS])}`);
  const taken = new Set<string>();
  const surfaces: Record<string, string[]> = {};
  for (const surface of new Set(names)) {
    const drawn = random.chance(0.5) ? actions : random.sample(actions, random.between(1, actions.length));
    const free = drawn.filter((action) => !taken.has(spell(format, surface, action)));
    for (const action of free) taken.add(spell(format, surface, action));
    if (free.length > 0) surfaces[surface] = [...free];
  }
  return surfaces;
}

function drawBare(random: Random, format: string, surfaces: Table, only: boolean): string[] {
  const taken = new Set(
    Object.entries(surfaces).flatMap(([surface, actions]) =>
      actions.map((action) => spell(format, surface, action)),
    ),
  );
  const count = only ? random.between(1, BARE.length) : random.chance(0.4) ? random.between(1, 3) : 0;
  return random.sample([...BARE], count).filter((scope) => !taken.has(scope));
}

/** No cycles: an action implies only actions that come later in a random order. */
function drawImplies(random: Random, actions: readonly string[], chained: boolean): Table {
  const order = random.sample(actions, actions.length);
  if (chained)
    return Object.fromEntries(
      order
        .slice(0, LONGEST_CHAIN)
        .flatMap((from, at) => (at + 1 < order.length ? [[from, [order[at + 1] ?? '']]] : [])),
    );
  const density = random.pick([0, 0.4, 0.8]);
  const entries = order.flatMap((from, at): [string, string[]][] => {
    const later = order.slice(at + 1);
    return later.length > 0 && random.chance(density)
      ? [[from, random.sample(later, random.between(1, 3))]]
      : [];
  });
  return Object.fromEntries(random.sample(entries, entries.length));
}

/** Scopes that bring along others of any surface; whatever would close a cycle or a chain too long is left out. */
function drawIncludes(random: Random, declaration: Declaration, chained: boolean): Table {
  const scopes = random.sample(scopesOf(declaration), chained ? LONGEST_CHAIN + 1 : 2 * random.between(0, 3));
  let includes: Record<string, readonly string[]> = {};
  scopes.forEach((scope, at) => {
    const following = scopes[at + 1];
    const drawn =
      chained && following !== undefined
        ? [following]
        : drawEntries(random, declaration, 3).filter((entry) => entry !== scope);
    const longer = { ...includes, [scope]: drawn };
    if (drawn.length > 0 && longestChain({ ...declaration, includes: longer }) <= LONGEST_CHAIN)
      includes = longer;
  });
  return includes;
}

/** Scopes and patterns that name something, none twice. */
function drawEntries(random: Random, declaration: Declaration, most: number): string[] {
  const { format } = declaration;
  const patterns = pairsOf(declaration).flatMap(({ surface, action }) => [
    spell(format, '*', action),
    spell(format, surface, '*'),
  ]);
  const drawn = Array.from({ length: random.between(1, most) }, () =>
    random.chance(0.1) ? ['*'] : random.sample(random.chance(0.4) ? patterns : scopesOf(declaration), 1),
  );
  return [...new Set(drawn.flat())];
}

function drawBundles(random: Random, declaration: Declaration): Table {
  const bundles = random
    .sample([...BUNDLES], random.between(0, 3))
    .map((bundle) => [bundle, drawEntries(random, declaration, 4)] as const);
  return Object.fromEntries(bundles.filter(([, entries]) => entries.length > 0));
}

function drawDeprecated(random: Random, declaration: Declaration): Table {
  if (!random.chance(0.25)) return {};
  const old = ['legacy', spell(declaration.format, 'old', 'look')].filter(
    (name) => expand(declaration, name).length === 0,
  );
  return Object.fromEntries(old.map((name) => [name, drawScopes(random, declaration, 1, 2)]));
}

function drawScopes(random: Random, declaration: Declaration, least: number, most: number): string[] {
  return random.sample(scopesOf(declaration), random.between(least, most));
}

function drawNeeds(random: Random, declaration: Declaration): Needs {
  const drawn = random.between(1, 10);
  if (drawn === 1) return random.pick(['open', 'authenticated']);
  if (drawn <= 5) return [drawScopes(random, declaration, 1, 1)];
  if (drawn <= 7) return [drawScopes(random, declaration, 2, 3)];
  return Array.from({ length: random.between(2, 3) }, () =>
    drawScopes(random, declaration, 1, random.between(1, 3)),
  );
}

function drawRoutes(random: Random, declaration: Declaration): Record<string, Needs> {
  const routes = Array.from({ length: random.between(2, 8) }, (_, at): [string, Needs] => {
    const method = random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']);
    const path = random.pick([`/r${at}`, `/r${at}/:id`, `/api/v1/r${at}/*`, `/of/:tenant/r${at}`]);
    return [`${method} ${path}`, drawNeeds(random, declaration)];
  });
  return Object.fromEntries(routes);
}

/** Keys that fit their routes, keys that are short of a scope, keys with one too many, and keys at random. */
function drawKeys(
  random: Random,
  declaration: Declaration,
  table: Readonly<Record<string, Needs>>,
): KeyDeclaration[] {
  const bundles = Object.keys(declaration.bundles);
  const kinds = ['fitting', 'short', random.chance(0.5) ? 'excessive' : 'random'] as const;
  return kinds.map((kind): KeyDeclaration => {
    const routes = random.sample(Object.keys(table), random.between(1, 4));
    const chosen = routes.flatMap((route) => random.sample(alternativesOf(table[route] ?? []), 1).flat());
    const fitting = minimal(declaration, [...new Set(chosen)]);
    const scopes = {
      fitting,
      short: fitting.slice(1),
      excessive: [...new Set([...fitting, ...drawScopes(random, declaration, 1, 2)])],
      random: drawScopes(random, declaration, 1, 4),
    }[kind];
    const bundle = random.chance(0.25) ? random.sample(bundles, 1)[0] : undefined;
    // A key lists something: where nothing is left to list, any scope will do.
    const empty = scopes.length === 0 && bundle === undefined;
    return { bundle, routes, scopes: empty ? drawScopes(random, declaration, 1, 1) : scopes };
  });
}
