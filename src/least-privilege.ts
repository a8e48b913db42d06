import { unjustified, unmetBy } from './coverage.js';
import type { Sure, SureEntries } from './grant.js';
import {
  type Bits,
  bitsFrom,
  countBits,
  coversBits,
  hasBit,
  intersection,
  members,
  noBits,
  sameBits,
  union,
  without,
} from './internal/bits.js';
import { listOf, ownParts } from './internal/given.js';
import { type Claiming, declareKey, type Key, keyOf } from './key.js';
import { type AllOf, nearest } from './requirement.js';
import { type Behind, behind, type RouteTable } from './routes.js';
import type { Entries } from './scope.js';
import type { AnyVocabulary, BundleOf, ClosuresOf, Core, ScopeOf } from './vocabulary.js';

/** What {@link leastScopes} gives. */
export interface LeastScopes<V extends AnyVocabulary> {
  /** The scopes, in declaration order. */
  readonly scopes: readonly ScopeOf<V>[];
  /** The narrowest bundle that covers the routes, with what it holds beyond the scopes; none where none covers them. */
  readonly bundle: { readonly name: BundleOf<V>; readonly excess: readonly ScopeOf<V>[] } | undefined;
  /** Whether nothing narrower can exist. */
  readonly exact: boolean;
}

/** Comparisons of a machine word after which {@link leastScopes} settles for the best it has found. */
const mostWork = 200_000_000;

/**
 * The narrowest scopes that cover some routes.
 *
 * What is minimised, in this order: the number of rights held, which is the size of the closure; the number of
 * scopes that hold them; the place of the scopes in the declaration. Requirements without alternatives leave nothing
 * to choose; alternatives make it the hitting set problem, which has no fast solution in general. Those that are
 * decided by the rest fall away first, what is left splits into parts that share no right, and each part is searched
 * with bounds. A search that takes more than 200 million comparisons of a machine word, about a second, ends in the best
 * found by then, and `exact` is false.
 *
 * @throws TypeError for what is no route table, and for a route that it does not list.
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
export function leastScopes<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  routes: readonly (keyof Table & string)[],
): LeastScopes<V>;
export function leastScopes(api: object, routes: readonly string[]): object {
  const known = behind(api);
  const listed = listOf(routes, 'routes');
  const { held, exact } = narrowest(known, listed);
  return Object.freeze({
    scopes: known.core.minimal(held),
    bundle: narrowestBundle(known, listed, held),
    exact,
  });
}

/** The narrowest closure that meets the requirements of some routes. */
const narrowest = ({ core, needsOf }: Behind, routes: readonly string[]) => {
  const { names, bitsOf, namesOf, close } = core;
  let forced: Bits = noBits(names.length);
  // Of each requirement one alternative must be held; an alternative stands for its closure.
  let open: readonly Choice[] = [...new Set(routes.map(needsOf))].map((needs) =>
    core.alternativesOf(needs).map((scopes) => bitsOf(close(scopes))),
  );
  for (;;) {
    open = open.filter((choice) => !isMade(choice, forced));
    open = open.map((choice) => choice.filter((one, i) => !isBeaten(one, i, choice, forced)));
    const decided = open.filter((choice) => choice.length === 1);
    if (decided.length === 0) break;
    for (const [only] of decided) forced = union(forced, only as Bits);
  }
  if (open.length === 0) return { held: namesOf(forced), exact: true };

  const problem = renumbered(core, open, forced);
  const search = { left: mostWork };
  const found = partsOf(problem).reduce<Bits>(
    (held, part) => union(held, searchPart({ ...problem, choices: part }, search)),
    noBits(problem.numbers.length),
  );
  const chosen = members(found).map((n) => problem.numbers[n] as number);
  return { held: namesOf(union(forced, bitsFrom(names.length, chosen))), exact: search.left > 0 };
};

/** The alternatives of a requirement, of which one must be held. */
type Choice = readonly Bits[];

const isMade = (choice: Choice, held: Bits): boolean => choice.some((one) => coversBits(held, one));

/** Whether another alternative asks for less, or for the same and stands before. */
const isBeaten = (one: Bits, at: number, choice: Choice, forced: Bits): boolean =>
  choice.some(
    (other, i) => coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one)),
  );

/** Choices over no more rights than they touch. */
interface Problem {
  /** The number in the vocabulary of each right, in declaration order. */
  readonly numbers: readonly number[];
  readonly choices: readonly Choice[];
  /** What is held whatever is chosen. */
  readonly forced: Bits;
  /** What a right brings along beside itself, for those that do. */
  readonly beneath: ReadonlyMap<number, Bits>;
}

/**
 * The choices, each once, with their rights numbered anew. A right that is already held counts where no other one that is
 * held brings it along, for a broader one may make it redundant.
 */
const renumbered = (core: Core, open: readonly Choice[], forced: Bits): Problem => {
  const least = core.bitsOf(core.minimal(core.namesOf(forced)));
  const numbers = members(without(open.flat().reduce(union), without(forced, least)));
  const anew = new Map(numbers.map((number, n) => [number, n]));
  const within = (bits: Bits): Bits =>
    bitsFrom(
      numbers.length,
      members(bits).flatMap((number) => anew.get(number) ?? []),
    );
  const distinct = new Map(
    open
      .map((choice) => choice.map(within))
      .map((choice) => [JSON.stringify(choice.map(String).sort()), choice]),
  );
  return {
    numbers,
    choices: [...distinct.values()],
    forced: within(forced),
    beneath: new Map(
      numbers
        .map((number, n) => [n, within(core.bitsOf(core.closureOf(core.names[number]).slice(1)))] as const)
        .filter(([, below]) => below.some((word) => word !== 0)),
    ),
  };
};

/**
 * The choices apart that cannot bear on each other, since they share no right; each after those that it shares one
 * with, so that a search has few of them in sight at a time.
 */
const partsOf = ({ choices }: Problem): (readonly Choice[])[] => {
  const left = new Map(choices.map((choice) => [choice, choice.reduce(union)]));
  return choices.flatMap((start) => {
    const own = left.get(start);
    if (!own) return [];
    const part = new Map([[start, own]]);
    for (const [choice, own] of part) {
      left.delete(choice);
      for (const [other, touched] of left) if (shares(own, touched)) part.set(other, touched);
    }
    return [[...part.keys()]];
  });
};

const shares = (one: Bits, other: Bits): boolean =>
  one.some((word, i) => (word & (other[i] as number)) !== 0);

/** Branch and bound over one part, for as long as there is work `left`. */
const searchPart = ({ choices, forced, beneath, numbers }: Problem, search: { left: number }): Bits => {
  /** Those rights that no other one brings along. */
  const leastOf = (held: Bits): Bits =>
    [...beneath].reduce<Bits>(
      (least, [right, below]) => (hasBit(held, right) ? without(least, below) : least),
      held,
    );
  const measured = (held: Bits, counted: Bits): Value => [
    countBits(held),
    countBits(counted),
    ...members(counted),
  ];

  /** The rights that must still be added, whatever is chosen: choices that share no right each add their least. */
  const bound = (held: Bits, open: readonly Choice[]): number => {
    let counted: Bits = noBits(numbers.length);
    let least = 0;
    for (const choice of open) {
      const added = choice.map((alternative) => without(alternative, held));
      const touched = added.reduce(union);
      if (shares(touched, counted)) continue;
      counted = union(counted, touched);
      least += Math.min(...added.map(countBits));
    }
    return least;
  };

  let best = greedy(choices, forced, search);
  let value = measured(best, leastOf(best));
  const reached = new Map<string, Value>();
  const from = (held: Bits, choices: readonly Choice[]): void => {
    const open = choices.filter((choice) => !isMade(choice, held));
    search.left -= cost(open) + beneath.size * forced.length;
    if (search.left <= 0 || countBits(held) + bound(held, open) > value[0]) return;
    const [next, ...rest] = open;
    const least = leastOf(held);
    if (!next) {
      const own = measured(held, least);
      if (isNarrower(own, value)) [best, value] = [held, own];
      return;
    }
    // What is left to do depends on the rights that can still be touched, and on nothing else that is held: whoever
    // comes here again with no less has nothing to find.
    const touched = open.flat().reduce(union);
    const state = JSON.stringify([touched, intersection(held, touched), intersection(least, touched)]);
    const own = measured(held, without(least, touched));
    const before = reached.get(state);
    if (before && !isNarrower(own, before)) return;
    reached.set(state, own);
    const byCost = next
      .map((alternative) => union(held, alternative))
      .sort((one, other) => countBits(one) - countBits(other));
    for (const further of byCost) from(further, rest);
  };
  from(forced, choices);
  return best;
};

/** What it costs to look at some choices, in comparisons of a machine word: each alternative is gone through ten times. */
const cost = (choices: readonly Choice[]): number =>
  choices.reduce((sum, choice) => sum + 10 * choice.length * (choice[0] as Bits).length, 2500);

/** A good guess: time and again the alternative whose rights are asked for by the most choices, for each right added. */
const greedy = (choices: readonly Choice[], forced: Bits, search: { left: number }): Bits => {
  let held = forced;
  for (;;) {
    const open = choices.filter((choice) => !isMade(choice, held));
    if (open.length === 0) return held;
    search.left -= cost(open);
    const asked = new Map<number, number>();
    for (const choice of open)
      for (const right of members(choice.reduce(union))) asked.set(right, (asked.get(right) ?? 0) + 1);
    let most = 0;
    let taken = held;
    for (const alternative of open.flat()) {
      const added = members(without(alternative, held));
      const worth = added.reduce((sum, right) => sum + (asked.get(right) as number), 0) / added.length ** 2;
      if (worth > most) [most, taken] = [worth, union(held, alternative)];
    }
    held = taken;
  }
};

/** What counts of a set of rights, from the left: fewer of them, then fewer scopes, then those that are declared first. */
type Value = readonly [rights: number, ...least: number[]];

const isNarrower = (one: Value, other: Value): boolean => {
  const at = one.findIndex((count, i) => count !== other[i]);
  return at >= 0 && (one[at] as number) < (other[at] as number);
};

const narrowestBundle = (known: Behind, routes: readonly string[], needed: readonly string[]) => {
  const { bundles, close } = known.core;
  const [narrowest] = [...bundles]
    .map(([name, scopes]) => ({ name, held: close(scopes) }))
    .filter(({ held }) => unmetBy(known, routes, held).length === 0)
    .sort((one, other) => one.held.length - other.held.length);
  return (
    narrowest &&
    Object.freeze({
      name: narrowest.name,
      excess: Object.freeze(narrowest.held.filter((scope) => !needed.includes(scope))),
    })
  );
};

/** What some requirements are sure to need: those with alternatives are decided at run time. */
type SurelyNeeded<Required> = Required extends string
  ? Required
  : Required extends AllOf<string, infer Scopes>
    ? Sure<Scopes>
    : never;

/** All that is surely needed for some routes. Inferred, so that the compiler does not look into the list before. */
type LeastHeld<V extends AnyVocabulary, Table, Routes extends readonly string[]> = [
  SurelyNeeded<SureEntries<Table, Routes>>,
] extends [infer Needed]
  ? Entries<ClosuresOf<V>, Needed>
  : never;

/**
 * Derives the narrowest key for some routes, instead of checking one. Its type holds what the routes need for sure:
 * of a requirement with alternatives the choice is made at run time, as {@link leastScopes} makes it.
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
export function leastKey<
  V extends AnyVocabulary,
  Table,
  const Routes extends readonly (keyof Table & string)[],
>(
  api: RouteTable<V, Table>,
  name: string,
  declaration: { readonly routes: Routes },
): NoInfer<Claiming<V['name'], LeastHeld<V, Table, Routes>>['key']>;
export function leastKey(
  api: object,
  name: string,
  declaration: { readonly routes: readonly string[] },
): object {
  const known = behind(api);
  const routes = listOf(ownParts(declaration, 'a key').routes, 'routes');
  const scopes = known.core.minimal(narrowest(known, routes).held);
  return declareKey(known.core, name, scopes, routes);
}

/** What {@link audit} gives; scopes in declaration order. */
export interface Audit<V extends AnyVocabulary> {
  /** What the routes need and the key lacks, for the nearest alternative of each. */
  readonly missing: readonly ScopeOf<V>[];
  /** What the key declares, by itself or in a bundle, and no route needs. */
  readonly excess: readonly ScopeOf<V>[];
  /** What the key declares and another of its scopes brings along. */
  readonly redundant: readonly ScopeOf<V>[];
  /** The bundles that hold just what the key holds. */
  readonly equivalentBundles: readonly BundleOf<V>[];
  /** The routes that the key is declared for and that are not among the routes. */
  readonly unusedRoutes: readonly string[];
}

/**
 * Compares a key with the routes that it calls.
 *
 * @param routes the routes that are really called, from a log for example; those of the key unless given.
 * @throws TypeError for a key of another vocabulary, and for a route that the table does not list.
 *
 * @example
 * ```ts
 * import { audit, defineRoutes, defineScopes } from 'scopeproof';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 * const key = atender.key('dashboard', { scopes: ['tags:read', 'tags:write'] });
 *
 * audit(api, key, ['GET /tags']).excess; // ['tags:write']
 * ```
 */
export function audit<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  key: Key<V['name'], never>,
  routes?: readonly (keyof Table & string)[],
): Audit<V>;
export function audit(api: object, key: unknown, routes?: readonly string[]): object {
  const known = behind(api);
  const { bundles, bitsOf, namesOf, close, redundant } = known.core;
  const declared = keyOf(known.core, key);
  // A log names a route again and again.
  const called = new Set(listOf(routes === undefined ? declared.routes : routes, 'routes'));
  const once = [...called];
  const held = bitsOf(declared.held);
  const report = {
    missing: namesOf(bitsOf(unmetBy(known, once, declared.held).flatMap(({ lacking }) => nearest(lacking)))),
    excess: unjustified(known, declared.scopes, once),
    redundant: redundant(declared.scopes),
    equivalentBundles: [...bundles]
      .filter(([, scopes]) => sameBits(bitsOf(close(scopes)), held))
      .map(([name]) => name),
    unusedRoutes: declared.routes.filter((route) => !called.has(route)),
  };
  for (const list of Object.values(report)) Object.freeze(list);
  return Object.freeze(report);
}
