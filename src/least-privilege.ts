import { unjustified, unmetBy } from './coverage.js';
import type { Sure } from './grant.js';
import { type Bits, countBits, coversBits, members, noBits, union, without } from './internal/bits.js';
import { declareKey, type Key, keyOf } from './key.js';
import { type AllOf, nearest } from './requirement.js';
import { type Behind, behind, type RouteTable } from './routes.js';
import { listIn } from './scope.js';
import {
  type AnyVocabulary,
  type BundleOf,
  type ClosuresOf,
  type Core,
  ownParts,
  type ScopeOf,
} from './vocabulary.js';

/** What {@link leastScopes} gives. */
export interface LeastScopes<V extends AnyVocabulary> {
  /** The scopes, in declaration order. */
  readonly scopes: readonly ScopeOf<V>[];
  /** The narrowest bundle that covers the routes, with what it holds beyond the scopes; none where none covers them. */
  readonly bundle: { readonly name: BundleOf<V>; readonly excess: readonly ScopeOf<V>[] } | undefined;
  /** Whether nothing narrower can exist. */
  readonly exact: boolean;
}

/** Search steps after which {@link leastScopes} settles for the best it has found. */
const stepLimit = 200_000;

/**
 * The narrowest scopes that cover some routes.
 *
 * What is minimised, in this order: the number of rights held, which is the size of the closure; the number of
 * scopes that hold them; the place of the scopes in the declaration. Requirements without alternatives leave nothing
 * to choose; alternatives make it the hitting set problem, which has no fast solution in general. Those that are
 * decided by the rest fall away first, what is left splits into parts that share no right, and each part is searched
 * with bounds. A part that takes more than 200,000 steps ends in the best found by then, and `exact` is false.
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
  const listed = listIn(routes, 'routes', (route) => route as string);
  const { held, exact } = narrowest(known, listed);
  return Object.freeze({
    scopes: known.core.minimal(held),
    bundle: narrowestBundle(known, listed, held),
    exact,
  });
}

interface Found {
  readonly held: Bits;
  readonly exact: boolean;
}

/** The narrowest closure that meets the requirements of some routes. */
const narrowest = ({ core, needsOf }: Behind, routes: readonly string[]) => {
  const { names, bitsOf, namesOf, close } = core;
  let forced: Bits = noBits(names.length);
  // Of each requirement one alternative must be held; an alternative stands for its closure.
  let open: readonly (readonly Bits[])[] = routes.map((route) =>
    core.alternativesOf(needsOf(route)).map((scopes) => bitsOf(close(scopes))),
  );
  for (;;) {
    open = open.filter((choice) => !choice.some((alternative) => coversBits(forced, alternative)));
    open = open.map((choice) => choice.filter((one, i) => !isBeaten(one, i, choice, forced)));
    const decided = open.filter((choice) => choice.length === 1);
    if (decided.length === 0) break;
    for (const [only] of decided) forced = union(forced, only as Bits);
  }
  open = open.filter(
    (choice, i) =>
      !open.some((other, j) => j !== i && follows(choice, other) && (j < i || !follows(other, choice))),
  );

  let held = forced;
  let exact = true;
  for (const part of partsOf(core, open, forced)) {
    const found = searchPart(core, part, forced);
    held = union(held, found.held);
    exact &&= found.exact;
  }
  return { held: namesOf(held), exact };
};

/** Whether another alternative asks for less, or for the same and stands before. */
const isBeaten = (one: Bits, at: number, choice: readonly Bits[], forced: Bits): boolean =>
  choice.some((other, i) => {
    if (i === at || !coversBits(union(one, forced), other)) return false;
    return i < at || !coversBits(union(other, forced), one);
  });

/** Whether a choice is made by whatever way the other is made. */
const follows = (choice: readonly Bits[], other: readonly Bits[]): boolean =>
  other.every((alternative) => choice.some((own) => coversBits(alternative, own)));

/**
 * Choices that cannot bear on each other: they share no right that is still open, nor a scope that is already held
 * and that a broader one would make redundant.
 */
const partsOf = (core: Core, choices: readonly (readonly Bits[])[], forced: Bits): Bits[][][] => {
  const settled = without(forced, leastBits(core, forced));
  const parts: { touched: Bits; choices: Bits[][] }[] = [];
  for (const choice of choices) {
    const own = { touched: without(choice.reduce(union), settled), choices: [[...choice]] };
    for (let i = parts.length - 1; i >= 0; i--) {
      const part = parts[i] as (typeof parts)[number];
      if (coversBits(without(part.touched, own.touched), part.touched)) continue;
      own.touched = union(own.touched, part.touched);
      own.choices = [...part.choices, ...own.choices];
      parts.splice(i, 1);
    }
    parts.push(own);
  }
  return parts.map((part) => part.choices);
};

const leastBits = ({ bitsOf, namesOf, minimal }: Core, held: Bits): Bits => bitsOf(minimal(namesOf(held)));

/** Branch and bound over one part. */
const searchPart = (core: Core, choices: readonly (readonly Bits[])[], forced: Bits): Found => {
  let best: { held: Bits; rights: number; least: readonly number[] } | undefined;
  let steps = 0;

  /** The rights that must still be added, whatever is chosen: choices that share no right each add their least. */
  const bound = (held: Bits, open: readonly (readonly Bits[])[]): number => {
    let counted: Bits = noBits(core.names.length);
    let least = 0;
    for (const choice of open) {
      const added = choice.map((alternative) => without(alternative, held));
      const touched = added.reduce(union);
      if (!coversBits(without(touched, counted), touched)) continue;
      counted = union(counted, touched);
      least += Math.min(...added.map(countBits));
    }
    return least;
  };

  const search = (held: Bits, choices: readonly (readonly Bits[])[]): void => {
    if (best && ++steps > stepLimit) return;
    const open = choices.filter((choice) => !choice.some((alternative) => coversBits(held, alternative)));
    const rights = countBits(held);
    if (best && rights + bound(held, open) > best.rights) return;
    const [next, ...rest] = open;
    if (!next) {
      const least = members(leastBits(core, held));
      if (!best || isNarrower(rights, least, best.rights, best.least)) best = { held, rights, least };
      return;
    }
    const byCost = next
      .map((alternative) => union(held, alternative))
      .sort((one, other) => countBits(one) - countBits(other));
    for (const further of byCost) search(further, rest);
  };

  search(
    forced,
    [...choices].sort((one, other) => one.length - other.length),
  );
  return { held: best?.held ?? forced, exact: steps <= stepLimit };
};

/** Fewer rights, then fewer scopes, then those that are declared first. */
const isNarrower = (
  rights: number,
  least: readonly number[],
  bestRights: number,
  bestLeast: readonly number[],
): boolean => {
  if (rights !== bestRights) return rights < bestRights;
  if (least.length !== bestLeast.length) return least.length < bestLeast.length;
  const differing = least.findIndex((scope, i) => scope !== bestLeast[i]);
  return differing >= 0 && (least[differing] as number) < (bestLeast[differing] as number);
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

/**
 * Derives the narrowest key for some routes, instead of checking one. Its type holds what the routes need for sure:
 * of a requirement with alternatives the choice is made at run time, as {@link leastScopes} makes it.
 */
export function leastKey<
  V extends AnyVocabulary,
  Table,
  const Routes extends readonly (keyof Table & string)[],
>(
  api: RouteTable<V, Table>,
  name: string,
  declaration: { readonly routes: Routes },
): NoInfer<Key<V['name'], ClosuresOf<V>[SurelyNeeded<Table[Sure<Routes>]>]>>;
export function leastKey(
  api: object,
  name: string,
  declaration: { readonly routes: readonly string[] },
): object {
  const known = behind(api);
  const { routes: listed }: { readonly routes?: readonly string[] } = ownParts(declaration);
  const routes = listIn(listed, 'routes', (route) => route as string);
  const scopes = known.core.minimal(narrowest(known, routes).held);
  return declareKey(known.core, { name, scopes, routes });
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
 */
export function audit<V extends AnyVocabulary, Table>(
  api: RouteTable<V, Table>,
  key: Key<V['name'], never>,
  routes?: readonly (keyof Table & string)[],
): Audit<V>;
export function audit(api: object, key: unknown, routes?: readonly string[]): object {
  const known = behind(api);
  const { bundles, bitsOf, namesOf, close, minimal } = known.core;
  const declared = keyOf(known.core, key);
  const called = [...(routes === undefined ? declared.routes : routes)];
  const least = minimal(declared.scopes);
  const report = {
    missing: namesOf(
      bitsOf(unmetBy(known, called, declared.held).flatMap(({ lacking }) => nearest(lacking))),
    ),
    excess: unjustified(known, declared.scopes, called),
    redundant: namesOf(bitsOf(declared.scopes.filter((scope) => !least.includes(scope)))),
    equivalentBundles: [...bundles.keys()].filter(
      (name) => `${close(bundles.get(name) ?? [])}` === `${declared.held}`,
    ),
    unusedRoutes: declared.routes.filter((route) => !called.includes(route)),
  };
  for (const list of Object.values(report)) Object.freeze(list);
  return Object.freeze(report);
}
