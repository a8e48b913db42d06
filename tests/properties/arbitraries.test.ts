/** A law says little about cases that never come: what is drawn has to be worth asking about. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CASES, seed } from '../support/law.js';
import { FORMATS } from '../support/names.js';
import * as reference from '../support/reference.js';
import {
  declaration,
  patternsOf,
  smallDeclaration,
  someKey,
  someNeeds,
  someRoutes,
  someScopes,
} from './arbitraries.js';

/** One case in two hundred. */
const OFTEN = CASES / 200;

const sample = <Drawn>(drawn: fc.Arbitrary<Drawn>): Drawn[] => fc.sample(drawn, { seed, numRuns: CASES });

describe('among the vocabularies drawn are', () => {
  const drawn = sample(declaration);
  const isPattern = (one: reference.Declaration, item: string): boolean =>
    !reference.scopesOf(one).includes(item) && patternsOf(one).includes(item);
  const surfaceOf = (one: reference.Declaration, scope: string): string | undefined =>
    reference.pairsOf(one).find((pair) => pair.scope === scope)?.surface;

  test.each<[string, (one: reference.Declaration) => boolean]>([
    ...FORMATS.map((format): [string, (one: reference.Declaration) => boolean] => [
      `those in the format ${format}`,
      (one) => one.format === format && Object.keys(one.surfaces).length > 0,
    ]),
    ['those without a surface', ({ surfaces }) => Object.keys(surfaces).length === 0],
    ['those with scopes that have no surface', ({ scopes }) => scopes.length > 0],
    [
      'those with more than 32 scopes, which take two words of bits',
      (one) => reference.scopesOf(one).length > 32,
    ],
    ['chains of ten links', (one) => reference.longestChain(one) >= 10],
    [
      `chains of ${reference.LONGEST_CHAIN} links`,
      (one) => reference.longestChain(one) === reference.LONGEST_CHAIN,
    ],
    [
      'inclusions from one surface into another',
      (one) =>
        Object.entries(one.includes).some(([scope, items]) =>
          reference.select(one, items).some((other) => surfaceOf(one, other) !== surfaceOf(one, scope)),
        ),
    ],
    [
      'inclusions by a pattern',
      (one) => Object.values(one.includes).some((items) => items.some((item) => isPattern(one, item))),
    ],
    [
      'bundles by a pattern',
      (one) => Object.values(one.bundles).some((items) => items.some((item) => isPattern(one, item))),
    ],
    ['old names', ({ deprecated }) => Object.keys(deprecated).length > 0],
  ])('%s', (_, is) => {
    expect(drawn.filter(is).length).toBeGreaterThan(OFTEN);
  });
});

describe('among the questions drawn are', () => {
  const checks = sample(fc.tuple(declaration, someNeeds, someScopes)).map(([one, needs, scopes]) => ({
    one,
    needs: needs(one),
    held: scopes(one),
  }));
  test.each<[string, (asked: (typeof checks)[number]) => boolean]>([
    [
      'requirements that are met by what is brought along',
      ({ one, needs, held }) =>
        reference.covers(one, held, needs) &&
        !reference.alternativesOf(needs).some((all) => all.every((scope) => held.includes(scope))),
    ],
    ['requirements that are not met', ({ one, needs, held }) => !reference.covers(one, held, needs)],
    [
      'requirements that lack several scopes',
      ({ one, needs, held }) => (reference.shortfalls(one, held, needs)[0]?.length ?? 0) > 1,
    ],
    [
      'any of some alternatives, of which only the last is met',
      ({ one, needs, held }) =>
        needs.length > 1 &&
        typeof needs !== 'string' &&
        reference.covers(one, held, needs) &&
        !reference.covers(one, held, needs.slice(0, -1)),
    ],
    ['open', ({ needs }) => needs === 'open'],
    ['authenticated', ({ needs }) => needs === 'authenticated'],
    ['scopes of which some are redundant', ({ one, held }) => reference.redundant(one, held).length > 0],
  ])('%s', (_, is) => {
    expect(checks.filter(is).length).toBeGreaterThan(OFTEN);
  });

  const keys = sample(fc.tuple(declaration, someRoutes, someKey)).map(([one, table, key]) => {
    const routes = table(one);
    const drawn = key(one, routes);
    return {
      bundled: drawn.bundle !== undefined,
      excess: reference.excessOf(one, routes, drawn).length,
      short: reference.uncovered(one, routes, drawn).length,
    };
  });
  test.each<[string, (key: (typeof keys)[number]) => boolean]>([
    ['keys that fit', ({ excess, short }) => excess + short === 0],
    ['keys that fit with a bundle', ({ bundled, excess, short }) => bundled && excess + short === 0],
    ['keys that lack a scope', ({ excess, short }) => excess === 0 && short > 0],
    ['keys with one too many', ({ excess, short }) => excess > 0 && short === 0],
    ['keys with both faults', ({ excess, short }) => excess > 0 && short > 0],
  ])('%s', (_, is) => {
    expect(keys.filter(is).length).toBeGreaterThan(OFTEN);
  });

  const searches = sample(fc.tuple(smallDeclaration, someRoutes)).map(([one, table]) => {
    const needs = Object.values(table(one));
    const forced = needs
      .filter((need) => need.length === 1)
      .flatMap((need) => reference.alternativesOf(need).flat());
    const least = reference.leastScopes(one, needs);
    return {
      choices: needs.filter((need) => !reference.covers(one, forced, need)).length,
      scopes: reference.scopesOf(one).length,
      least,
      // What one gets by taking the first alternative of each.
      greedy: reference.closure(
        one,
        needs.flatMap((need) => reference.alternativesOf(need)[0] ?? []),
      ).length,
      held: reference.closure(one, least).length,
    };
  });
  test.each<[string, (search: (typeof searches)[number]) => boolean]>([
    ['least scopes with two choices that are left open', ({ choices }) => choices >= 2],
    ['least scopes that are not the first alternatives', ({ greedy, held }) => greedy > held],
    ['least scopes among eight or more', ({ scopes }) => scopes >= 8],
    ['least scopes of which there are three or more', ({ least }) => least.length >= 3],
  ])('%s', (_, is) => {
    expect(searches.filter(is).length).toBeGreaterThan(OFTEN);
  });
});
