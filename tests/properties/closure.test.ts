/** What scopes bring along, the fewest that bring it, and the names that stand for several scopes. */
import { describe, expect } from 'vitest';
import { law } from '../support/law.js';
import * as reference from '../support/reference.js';
import { declaration, someItems, someScopes } from './arbitraries.js';
import { declare } from './declare.js';

describe('the closure', () => {
  law('is what the reference reaches', [declaration, someScopes], (declaration, some) => {
    const scopes = some(declaration);
    const vocabulary = declare(declaration);
    expect(vocabulary.scopes).toEqual(reference.scopesOf(declaration));
    expect(vocabulary.parse(scopes).grant.held).toEqual(reference.closure(declaration, scopes));
    for (const scope of scopes)
      expect(vocabulary.implied(scope)).toEqual(reference.closure(declaration, [scope]));
  });

  law(
    'is extensive, monotone and idempotent',
    [declaration, someScopes, someScopes],
    (declaration, some, others) => {
      const vocabulary = declare(declaration);
      const closure = (scopes: readonly string[]): readonly string[] => vocabulary.parse(scopes).grant.held;
      const scopes = some(declaration);
      const closed = closure(scopes);
      expect(closed).toEqual(expect.arrayContaining(scopes));
      expect(closure([...scopes, ...others(declaration)])).toEqual(expect.arrayContaining([...closed]));
      expect(closure(closed)).toEqual(closed);
    },
  );
});

describe('the minimal scopes', () => {
  law('keep the closure, and none of them is redundant', [declaration, someScopes], (declaration, some) => {
    const vocabulary = declare(declaration);
    const closure = (scopes: readonly string[]): readonly string[] => vocabulary.parse(scopes).grant.held;
    const scopes = some(declaration);
    const minimal = vocabulary.minimal(scopes);
    expect(closure(minimal)).toEqual(closure(scopes));
    for (const scope of minimal)
      expect(closure(minimal.filter((other) => other !== scope))).not.toContain(scope);
    expect([...minimal, ...vocabulary.redundant(scopes)].sort()).toEqual([...scopes].sort());
    // A grant is written down by the fewest scopes of all that it holds.
    expect(vocabulary.minimal(closure(scopes))).toEqual(vocabulary.parse(scopes).grant.minimal);
  });
});

describe('a name for several scopes', () => {
  law(
    'bundles and patterns name what the reference expands',
    [declaration, someItems],
    (declaration, some) => {
      const vocabulary = declare(declaration);
      for (const [bundle, listed] of Object.entries(declaration.bundles)) {
        expect(vocabulary.bundle(bundle)).toEqual(reference.bundleScopes(declaration, bundle));
        expect([...vocabulary.bundle(bundle)].sort()).toEqual([...vocabulary.select(...listed)].sort());
      }
      const items = some(declaration);
      expect(vocabulary.select(...items)).toEqual(reference.select(declaration, items));
    },
  );

  law('an old name counts as its new ones', [declaration, someScopes], (declaration, some) => {
    const vocabulary = declare(declaration);
    const scopes = some(declaration);
    const renamed = Object.entries(declaration.deprecated);
    const { grant, unknown, deprecated } = vocabulary.parse([...scopes, ...renamed.map(([old]) => old)]);
    expect(grant.held).toEqual(
      reference.closure(declaration, [...scopes, ...renamed.flatMap(([, now]) => now)]),
    );
    expect(deprecated).toEqual(renamed.map(([old]) => old));
    expect(unknown).toEqual([]);
  });
});
