/** Two versions of an API: the second is another vocabulary, or what a release makes of the first. */
import fc from 'fast-check';
import {
  actionsOf,
  closure,
  covers,
  type Declaration,
  expand,
  LONGEST_CHAIN,
  longestChain,
  type Needs,
  pairsOf,
  scopesOf,
  select,
  type Table,
} from '../../support/reference.js';
import type { UntypedApi } from '../../support/untyped.js';
import { patternsOf, smallDeclaration, someNeeds } from '../arbitraries.js';
import { declare, declareRoutes } from '../declare.js';

/** A declaration, with what a `*` in a stored scope is. */
export interface Versioned extends Declaration {
  readonly storedPatterns: 'expand' | '';
}

interface Release {
  readonly reversed: boolean;
  readonly withoutImplies: boolean;
  readonly withoutIncludes: boolean;
  readonly removed: readonly number[];
  readonly renamedTo: number | null;
  readonly added: readonly number[] | null;
}

const release: fc.Arbitrary<Release> = fc.record({
  reversed: fc.boolean(),
  withoutImplies: fc.boolean(),
  withoutIncludes: fc.boolean(),
  removed: fc.array(fc.nat({ max: 99 }), { maxLength: 2 }),
  renamedTo: fc.option(fc.nat({ max: 99 })),
  added: fc.option(fc.array(fc.nat({ max: 99 }), { maxLength: 2 })),
});

/** Two versions of a vocabulary. */
export const vocabularies: fc.Arbitrary<readonly [before: Versioned, after: Versioned]> = fc
  .tuple(smallDeclaration, smallDeclaration, release, fc.nat({ max: 9 }), fc.boolean(), fc.boolean())
  .map(([one, other, change, kind, patterns, patternsLater]) => {
    const after = kind === 0 ? other : kind === 1 ? one : released(one, change);
    return [
      { ...one, storedPatterns: patterns ? 'expand' : '' },
      { ...after, storedPatterns: patternsLater ? 'expand' : '' },
    ];
  });

function released(one: Declaration, change: Release): Declaration {
  const all = scopesOf(one);
  const gone = new Set(change.removed.map((at) => all[at % all.length] ?? ''));
  if (gone.size === all.length) gone.clear();
  const surfaces = Object.entries(one.surfaces).flatMap(([surface, actions]) => {
    const kept = actions.filter(
      (action) =>
        !pairsOf(one).some(
          (pair) => pair.surface === surface && pair.action === action && gone.has(pair.scope),
        ),
    );
    return kept.length > 0 ? [[surface, kept] as const] : [];
  });
  const bare = one.scopes.filter((scope) => !gone.has(scope));
  const added = change.added && !all.includes('added') ? ['added'] : [];
  const ordered = <Item>(items: readonly Item[]) => (change.reversed ? [...items].reverse() : [...items]);
  const without: Declaration = {
    ...one,
    surfaces: Object.fromEntries(ordered(surfaces)),
    scopes: ordered([...bare, ...added]),
    implies: {},
    includes: {},
    bundles: {},
    deprecated: {},
  };
  const actions = actionsOf(without);
  const implies = change.withoutImplies ? {} : keptTable(one.implies, (name) => actions.includes(name));
  const isItem = (name: string) => expand(without, name).length > 0;
  const includes = change.withoutIncludes ? {} : keptTable(one.includes, isItem);
  const adding = Object.fromEntries(
    (change.added ?? []).flatMap((at) => {
      const scope = scopesOf(without)[at % scopesOf(without).length] ?? '';
      return scope === 'added' || added.length === 0
        ? []
        : [[scope, [...(Object.hasOwn(includes, scope) ? (includes[scope] ?? []) : []), 'added']]];
    }),
  );
  const kept = { ...without, implies, includes: { ...includes, ...adding } };
  const valid = longestChain(kept) <= LONGEST_CHAIN ? kept : { ...kept, includes };
  const now = scopesOf(valid);
  const names = change.renamedTo === null ? [] : [now[change.renamedTo % now.length] ?? ''];
  return {
    ...valid,
    bundles: keptLists(one.bundles, isItem),
    deprecated: {
      ...keptLists(one.deprecated, (name) => now.includes(name)),
      ...Object.fromEntries(
        [...gone]
          .filter((old) => names.length > 0 && expand(valid, old).length === 0)
          .map((old) => [old, names]),
      ),
    },
  };
}

const keptLists = (table: Table, isKnown: (name: string) => boolean): Table =>
  Object.fromEntries(
    Object.entries(table)
      .map(([name, list]) => [name, list.filter(isKnown)] as const)
      .filter(([, list]) => list.length > 0),
  );

const keptTable = (table: Table, isKnown: (name: string) => boolean): Table =>
  Object.fromEntries(Object.entries(keptLists(table, isKnown)).filter(([name]) => isKnown(name)));

/** The route tables of two versions: route → what it needs. */
export type Routes = Readonly<Record<string, Needs>>;

const segment = fc.constantFrom('a', 'b', ':x', ':y', '@-:x', ':x-@');
const route = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST'),
    segments: fc.array(segment, { maxLength: 2 }),
    end: fc.constantFrom('', '', '*', '/'),
  })
  .map(({ method, segments, end }) => {
    const named = segments.map((text, at) =>
      text.replace(/:[xy]/, `:${text.includes(':y') ? 'y' : 'x'}${at}`),
    );
    const path = named.map((each) => `/${each}`).join('');
    return `${method} ${end === '*' ? `${path}/*` : path === '' ? '/' : path + end}`;
  });

/** The same text for two routes that match the same requests. */
export const shapeOf = (name: string): string => name.replace(/:[xy]\d/g, ':');

/** Draws a table of routes. */
export const someRoutes: fc.Arbitrary<(declaration: Declaration) => Routes> = fc
  .uniqueArray(fc.tuple(route, someNeeds), {
    minLength: 1,
    maxLength: 5,
    selector: ([each]) => shapeOf(each),
  })
  .map(
    (drawn) => (declaration) => Object.fromEntries(drawn.map(([each, needs]) => [each, needs(declaration)])),
  );

// The last two are the texts around two parameters, which overlap or touch.
const texts = ['a', 'b', 'c', '@-c', 'c-@', '@-c-@', '@-@', '@--@'];
const paths = [
  '/',
  ...texts.flatMap((one) => [`/${one}`, `/${one}/`]),
  ...texts.flatMap((one) => texts.flatMap((two) => ['', '/', '/c'].map((end) => `/${one}/${two}${end}`))),
];

/** Requests of every kind that the drawn routes tell apart. */
const requests: readonly (readonly [method: string, path: string])[] = ['GET', 'HEAD', 'POST'].flatMap(
  (method) => paths.map((path) => [method, path] as const),
);

/** The pairs of routes that some request finds, by the route of either version. */
export function pairsFound(
  before: UntypedApi,
  after: UntypedApi,
): Map<string, readonly [string | undefined, string | undefined]> {
  const found = new Map<string, readonly [string | undefined, string | undefined]>();
  for (const [method, path] of requests) {
    const pair = [before.match(method, path)?.route, after.match(method, path)?.route] as const;
    if (pair[0] !== undefined || pair[1] !== undefined) found.set(pair.join(' → '), pair);
  }
  return found;
}

/** What a name that a stored key may have stands for; nothing for an unknown one. */
export function scopesNamed(declaration: Versioned, name: string): readonly string[] {
  if (scopesOf(declaration).includes(name)) return [name];
  if (declaration.storedPatterns === 'expand' && patternsOf(declaration).includes(name))
    return select(declaration, [name]);
  return Object.hasOwn(declaration.deprecated, name) ? (declaration.deprecated[name] ?? []) : [];
}

/** The names that a stored key may have in one version. */
export const namesKnown = (declaration: Versioned): string[] => [
  ...new Set([
    ...scopesOf(declaration),
    ...Object.keys(declaration.deprecated),
    ...(declaration.storedPatterns === 'expand' ? patternsOf(declaration) : []),
  ]),
];

/** Whether a key with some stored names gets in. */
export const isLetIn = (
  declaration: Versioned,
  routes: Routes,
  route: string | undefined,
  names: readonly string[],
): boolean =>
  route !== undefined &&
  covers(
    declaration,
    names.flatMap((name) => scopesNamed(declaration, name)),
    routes[route] ?? [],
  );

/** What a list of stored names holds. */
export const heldBy = (declaration: Versioned, names: readonly string[]): string[] =>
  closure(
    declaration,
    names.flatMap((name) => scopesNamed(declaration, name)),
  );

/** Declares a version. */
export const declareVersion = (declaration: Versioned, routes: Routes): UntypedApi =>
  declareRoutes(declare(declaration), routes);
