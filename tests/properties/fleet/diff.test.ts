/** What `diffAccess` finds, held to trying every request and every list of names. */
import fc from 'fast-check';
import type { Finding } from 'scopeproof/fleet';
import { describe, expect } from 'vitest';
import { law } from '../../support/law.js';
import type { untyped } from '../../support/untyped.js';
import { patternsOf } from '../arbitraries.js';
import { fleet } from './fleet.js';
import {
  declareVersion,
  heldBy,
  isLetIn,
  namesKnown,
  pairsFound,
  shapeOf,
  someRoutes,
  type Versioned,
  vocabularies,
} from './versions.js';

type Pair = readonly [before: string | undefined, after: string | undefined];

const kindOf = ([before, after]: Pair, gains: boolean): string =>
  gains ? (before === undefined ? 'new' : 'gain') : after === undefined ? 'removed' : 'loss';

/** The text of a change: of what the library found, and of what was expected. */
const changed = (kind: string, [before, after]: Pair): string => {
  const was = before && after && shapeOf(before) !== shapeOf(after) ? ` was ${before}` : '';
  return `${kind} ${after ?? before}${was}`;
};
const textOf = ({ kind, route, was }: Finding): string => `${kind} ${route}${was ? ` was ${was}` : ''}`;
const isAccess = ({ kind }: Finding): boolean => kind !== 'rename';

const names = fc
  .array(fc.nat({ max: 99 }), { maxLength: 5 })
  .map((at) => (before: Versioned, after: Versioned): string[] => {
    const all = [
      ...namesKnown(before),
      ...namesKnown(after),
      ...patternsOf(before),
      'unknown',
      'constructor',
    ];
    return [...new Set(at.map((index) => all[index % all.length] ?? ''))];
  });

describe('diffAccess', () => {
  law(
    'finds for a stored key what sending every request finds',
    [vocabularies, someRoutes, someRoutes, names, fc.boolean()],
    ([before, after], earlier, later, drawn, sameRoutes) => {
      const routesBefore = earlier(before);
      const routesAfter = sameRoutes ? earlier(after) : later(after);
      const [one, other] = [declareVersion(before, routesBefore), declareVersion(after, routesAfter)];
      const list = drawn(before, after);
      const found = [...fleet.diffAccess({ api: one }, { api: other }, [{ key: 'k', scopes: list }])].filter(
        ({ subject }) => subject === 'stored',
      );
      const expected = [...pairsFound(one, other).values()].flatMap((pair) => {
        const [was, is] = [
          isLetIn(before, routesBefore, pair[0], list),
          isLetIn(after, routesAfter, pair[1], list),
        ];
        return was === is ? [] : [changed(kindOf(pair, is), pair)];
      });
      expect(found.map(textOf).sort()).toEqual(expected.sort());
      for (const { kind, route, was, scopes = [] } of found) {
        const gains = kind === 'gain' || kind === 'new';
        const letsIn = (some: readonly string[]) =>
          gains
            ? isLetIn(after, routesAfter, route, some)
            : isLetIn(before, routesBefore, earlierOf(routesBefore, route, was), some);
        expect(letsIn(scopes)).toBe(true);
        for (const name of scopes) expect(letsIn(scopes.filter((each) => each !== name))).toBe(false);
        expect(scopes.every((name) => list.includes(name))).toBe(true);
      }
      expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
    },
  );

  law(
    'decides for a stored key as the vocabularies do',
    [vocabularies, someRoutes, someRoutes, names],
    ([before, after], earlier, later, drawn) => {
      const [one, other] = [declareVersion(before, earlier(before)), declareVersion(after, later(after))];
      const text = drawn(before, after).join(' ');
      const vocabularyOf = (api: typeof one) =>
        (api as unknown as { vocabulary: ReturnType<typeof untyped.defineScopes> }).vocabulary;
      const letsIn = (api: typeof one, route: string | undefined) =>
        route !== undefined && api.check(vocabularyOf(api).parse(text).grant, route).ok;
      const expected = [...pairsFound(one, other).values()].flatMap((pair) => {
        const [was, is] = [letsIn(one, pair[0]), letsIn(other, pair[1])];
        return was === is ? [] : [changed(kindOf(pair, is), pair)];
      });
      const found = [...fleet.diffAccess({ api: one }, { api: other }, [{ key: 'k', scopes: text }])];
      expect(
        found
          .filter(({ subject }) => subject === 'stored')
          .map(textOf)
          .sort(),
      ).toEqual(expected.sort());
    },
  );

  law(
    'finds the narrowest key that changes, where one does',
    [vocabularies, someRoutes, someRoutes, fc.boolean()],
    ([before, after], earlier, later, sameRoutes) => {
      const routesBefore = earlier(before);
      const routesAfter = sameRoutes ? earlier(after) : later(after);
      const [one, other] = [declareVersion(before, routesBefore), declareVersion(after, routesAfter)];
      const found = new Map(
        [...fleet.diffAccess({ api: one }, { api: other })]
          .filter((finding) => finding.subject === 'api' && isAccess(finding))
          .map((finding) => [textOf(finding), finding.scopes ?? []]),
      );
      const expected = narrowest(before, after, routesBefore, routesAfter, [
        ...pairsFound(one, other).values(),
      ]);
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [change, scopes] of found)
        expect([change, heldBy(before, scopes).length, scopes.length]).toEqual([
          change,
          ...(expected.get(change) ?? []),
        ]);
    },
  );

  law(
    'finds no change in another order, or with other names of parameters',
    [vocabularies, someRoutes],
    ([before], drawn) => {
      const routes = drawn(before);
      const reordered = Object.fromEntries(
        Object.entries(routes)
          .reverse()
          .map(([route, needs]) => [
            route.replace(/:([xy])(\d)/g, ':other_$1$2'),
            typeof needs === 'string' ? needs : needs.map((all) => [...all].reverse()).reverse(),
          ]),
      );
      const turned = {
        ...before,
        surfaces: Object.fromEntries(Object.entries(before.surfaces).reverse()),
        scopes: [...before.scopes].reverse(),
      };
      const diff = fleet.diffAccess(
        { api: declareVersion(before, routes) },
        { api: declareVersion(turned, reordered) },
        [{ key: 'k', scopes: namesKnown(before).slice(0, 2) }],
      );
      expect([...diff]).toEqual([]);
    },
  );
});

function earlierOf(routes: object, route = '', was: string | undefined): string | undefined {
  return was ?? Object.keys(routes).find((each) => shapeOf(each) === shapeOf(route));
}

/** For each change, the rights and the number of names of the narrowest key that has it, by trying all lists. */
function narrowest(
  before: Versioned,
  after: Versioned,
  routesBefore: Readonly<Record<string, unknown>>,
  routesAfter: Readonly<Record<string, unknown>>,
  pairs: readonly Pair[],
): Map<string, readonly [rights: number, names: number]> {
  const known = namesKnown(before);
  fc.pre(known.length <= 11);
  const [one, other] = [masksOf(before, known), masksOf(after, known)];
  const needs = pairs.map((pair) => ({
    pair,
    was: pair[0] === undefined ? [] : one.alternatives(routesBefore[pair[0]]),
    is: pair[1] === undefined ? [] : other.alternatives(routesAfter[pair[1]]),
  }));
  const best = new Map<string, readonly [number, number]>();
  for (let set = 0; set < 1 << known.length; set++) {
    const [held, heldAfter] = [one.held(set), other.held(set)];
    for (const { pair, was, is } of needs) {
      const [had, has] = [meets(was, held), meets(is, heldAfter)];
      if (had === has) continue;
      const change = changed(kindOf(pair, has), pair);
      const rank = [bitCount(held), bitCount(set)] as const;
      const known = best.get(change);
      if (!known || rank[0] < known[0] || (rank[0] === known[0] && rank[1] < known[1]))
        best.set(change, rank);
    }
  }
  return best;
}

const meets = (alternatives: readonly number[], held: number): boolean =>
  alternatives.some((all) => (held & all) === all);

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function masksOf(declaration: Versioned, names: readonly string[]) {
  const places = new Map<string, number>();
  const maskOf = (scopes: readonly string[]): number =>
    scopes.reduce((mask, scope) => {
      if (!places.has(scope)) places.set(scope, places.size);
      return mask | (1 << (places.get(scope) ?? 0));
    }, 0);
  const closures = names.map((name) => maskOf(heldBy(declaration, [name])));
  return {
    held: (set: number): number =>
      closures.reduce((held, mask, at) => (set & (1 << at) ? held | mask : held), 0),
    alternatives: (needs: unknown): readonly number[] =>
      typeof needs === 'string' ? [0] : (needs as readonly (readonly string[])[]).map(maskOf),
  };
}
