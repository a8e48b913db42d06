/** The rewrite of stored scopes, held to trying every set of scopes. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { law } from '../../support/law.js';
import { scopesOf } from '../../support/reference.js';
import { fleet } from './fleet.js';
import {
  declareVersion,
  heldBy,
  isLetIn,
  namesKnown,
  pairsFound,
  type Routes,
  someRoutes,
  type Versioned,
  vocabularies,
} from './versions.js';

describe('migrationOf', () => {
  law(
    'gives every key the same access, if some scopes do, and opens the fewest new routes',
    [vocabularies, someRoutes, someRoutes, fc.array(fc.nat({ max: 99 }), { maxLength: 4 }), fc.boolean()],
    ([before, after], earlier, later, at, sameRoutes) => {
      const routesBefore = earlier(before);
      const routesAfter = sameRoutes ? earlier(after) : later(after);
      const [one, other] = [declareVersion(before, routesBefore), declareVersion(after, routesAfter)];
      const pairs = [...pairsFound(one, other).values()];
      const known = [...namesKnown(before), 'unknown'];
      const stored = [...new Set(at.map((index) => known[index % known.length] ?? ''))];
      const rewritten = fleet.migrationOf({ api: one }, { api: other }).rewrite(stored);
      const wanted = pairs.map(([route]) => isLetIn(before, routesBefore, route, stored));
      const fits = (opens: (route: string | undefined) => boolean) =>
        pairs.every(([old, now], i) => old === undefined || now === undefined || opens(now) === wanted[i]);
      const opened = (opens: (route: string | undefined) => boolean) =>
        pairs.filter(([old, now]) => old === undefined && opens(now)).length;
      const fewest = fewestOpened(after, routesAfter, fits, opened);
      expect(rewritten === 'none').toBe(fewest === undefined);
      // No search of this size is given up.
      expect(rewritten).not.toBe('undecided');
      if (typeof rewritten === 'string') return;
      const opens = (route: string | undefined) => isLetIn(after, routesAfter, route, rewritten);
      expect(fits(opens)).toBe(true);
      expect(opened(opens)).toBe(fewest);
      const names = namesKnown(after).filter((name) => !Object.hasOwn(after.deprecated, name));
      expect(rewritten.filter((name) => !names.includes(name))).toEqual(
        stored.filter((name) => name === 'unknown'),
      );
    },
  );

  law('keeps what means the same', [vocabularies, someRoutes], ([before], drawn) => {
    const api = declareVersion(before, drawn(before));
    const { rewrite } = fleet.migrationOf({ api }, { api });
    for (const scope of scopesOf(before)) expect(rewrite(`${scope} unknown`)).toEqual([scope, 'unknown']);
  });
});

/** Of all sets of scopes that fit, the fewest new routes that one opens. */
function fewestOpened(
  after: Versioned,
  routes: Routes,
  fits: (opens: (route: string | undefined) => boolean) => boolean,
  opened: (opens: (route: string | undefined) => boolean) => number,
): number | undefined {
  const all = scopesOf(after);
  fc.pre(all.length <= 7);
  const closures = all.map((scope) => heldBy(after, [scope]));
  let fewest: number | undefined;
  for (let set = 0; set < 1 << all.length; set++) {
    const held = new Set(closures.flatMap((closure, i) => (set & (1 << i) ? closure : [])));
    const opens = (route: string | undefined) => {
      const needs = route === undefined ? [] : (routes[route] ?? []);
      return typeof needs === 'string' || needs.some((scopes) => scopes.every((scope) => held.has(scope)));
    };
    if (fits(opens)) fewest = Math.min(fewest ?? Number.POSITIVE_INFINITY, opened(opens));
  }
  return fewest;
}
