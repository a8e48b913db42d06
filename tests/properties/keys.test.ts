/** What keys cover, what they have in excess, and the narrowest scopes for some routes. */
import { KeyScopeError } from 'scopeproof';
import { describe, expect } from 'vitest';
import { law } from '../support/law.js';
import * as reference from '../support/reference.js';
import { thrownBy } from '../support/thrown.js';
import { untyped } from '../support/untyped.js';
import {
  declaration,
  entangledDeclaration,
  smallDeclaration,
  someChoices,
  someKey,
  someRoutes,
} from './arbitraries.js';
import { declare, declareRoutes } from './declare.js';

describe('defineKey', () => {
  law(
    'throws if and only if the reference finds scopes missing or in excess',
    [declaration, someRoutes, someKey],
    (declaration, table, drawn) => {
      const routes = table(declaration);
      const key = drawn(declaration, routes);
      const api = declareRoutes(declare(declaration), routes);
      const define = () => untyped.defineKey(api, 'key', key);
      const excess = reference.excessOf(declaration, routes, key);
      const short = reference.uncovered(declaration, routes, key);
      if (excess.length + short.length === 0) {
        const { held } = define();
        expect(held).toEqual(reference.closure(declaration, reference.keyScopes(declaration, key)));
        return;
      }
      const error = thrownBy(define);
      if (!(error instanceof KeyScopeError)) throw error;
      expect([...error.excess].sort()).toEqual(excess.sort());
      expect(error.missing.length > 0).toBe(short.length > 0);
      for (const route of short) expect(error.message).toContain(`${route}: key lacks `);
    },
  );
});

describe('leastScopes', () => {
  const holds = (
    declaration: reference.Declaration,
    table: (declaration: reference.Declaration) => Record<string, reference.Needs>,
  ): void => {
    const routes = table(declaration);
    const api = declareRoutes(declare(declaration), routes);
    for (const asked of [api.routes, api.routes.slice(0, 1), api.routes.slice(0, api.routes.length / 2)])
      holdsFor(declaration, routes, api, asked);
  };
  const holdsFor = (
    declaration: reference.Declaration,
    routes: Record<string, reference.Needs>,
    api: ReturnType<typeof declareRoutes>,
    asked: readonly string[],
  ): void => {
    const needs = asked.map((route) => routes[route] as reference.Needs);
    const least = reference.leastScopes(declaration, needs, Object.values(routes));
    expect(untyped.leastScopes(api, asked)).toEqual({
      scopes: least,
      bundle: narrowestBundle(declaration, needs, reference.closure(declaration, least)),
      exact: true,
    });
    expect(untyped.leastKey(api, 'least', { routes: asked }).scopes).toEqual(least);
  };
  law('finds what trying every set of scopes finds', [smallDeclaration, someRoutes], holds);
  law('and so it does where scopes include each other', [entangledDeclaration, someChoices], holds);
});

/** The bundle with the smallest closure of those that cover, with what it holds beyond what is needed. */
function narrowestBundle(
  declaration: reference.Declaration,
  needs: readonly reference.Needs[],
  needed: readonly string[],
): { name: string; excess: string[] } | undefined {
  const [narrowest] = Object.keys(declaration.bundles)
    .map((name) => ({
      name,
      held: reference.closure(declaration, reference.bundleScopes(declaration, name)),
    }))
    .filter(({ held }) => needs.every((need) => reference.covers(declaration, held, need)))
    .sort((one, other) => one.held.length - other.held.length);
  return (
    narrowest && {
      name: narrowest.name,
      excess: narrowest.held.filter((scope) => !needed.includes(scope)),
    }
  );
}
