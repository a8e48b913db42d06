/** What grants hold, keep and hand on. */
import fc from 'fast-check';
import { InsufficientScopeError, ScopeEscalationError } from 'scopeproof';
import { describe, expect } from 'vitest';
import { law } from '../support/law.js';
import * as reference from '../support/reference.js';
import { thrownBy } from '../support/thrown.js';
import { requirementOf } from '../support/untyped.js';
import { declaration, patternsOf, someNeeds, someRoutes, someScopes } from './arbitraries.js';
import { declare, declareRoutes } from './declare.js';

describe('authorize', () => {
  law(
    'more scopes never lose a route',
    [declaration, someRoutes, someScopes, someScopes],
    (declaration, table, some, others) => {
      const vocabulary = declare(declaration);
      const api = declareRoutes(vocabulary, table(declaration));
      const scopes = some(declaration);
      const { grant } = vocabulary.parse(scopes);
      const wider = vocabulary.parse([...scopes, ...others(declaration)]).grant;
      for (const route of api.routes)
        if (api.check(grant, route).ok) expect(api.authorize(wider, route)).toBe(wider);
    },
  );

  law(
    'missing is empty if and only if the check is passed',
    [declaration, someNeeds, someScopes],
    (declaration, drawn, some) => {
      const vocabulary = declare(declaration);
      const [needs, scopes] = [drawn(declaration), some(declaration)];
      const requirement = requirementOf(vocabulary, needs);
      const { grant } = vocabulary.parse(scopes);
      const missing = vocabulary.missing(grant, requirement);
      const result = vocabulary.check(grant, requirement);
      expect(result.ok).toBe(missing.length === 0);
      expect(result.ok).toBe(reference.covers(declaration, scopes, needs));
      if (result.ok) expect(vocabulary.authorize(grant, requirement)).toBe(grant);
      else {
        expect(result.error.missing).toEqual(missing);
        expect(thrownBy(() => vocabulary.authorize(grant, requirement))).toBeInstanceOf(
          InsufficientScopeError,
        );
      }
    },
  );

  law(
    'what is missing is all that the nearest alternative lacks, and with it the check is passed',
    [declaration, someNeeds, someScopes],
    (declaration, drawn, some) => {
      const vocabulary = declare(declaration);
      const [needs, scopes] = [drawn(declaration), some(declaration)];
      const requirement = requirementOf(vocabulary, needs);
      const missing = vocabulary.missing(scopes, requirement);
      // Of alternatives that lack as many scopes, the first.
      const [nearest = []] = reference.shortfalls(declaration, scopes, needs);
      expect([...missing].sort()).toEqual([...nearest].sort());
      expect(vocabulary.check(vocabulary.parse([...scopes, ...missing]).grant, requirement).ok).toBe(true);
    },
  );
});

describe('intersect and without', () => {
  law('what both hold', [declaration, someScopes, someScopes], (declaration, some, others) => {
    const vocabulary = declare(declaration);
    const [one, other] = [
      vocabulary.parse(some(declaration)).grant,
      vocabulary.parse(others(declaration)).grant,
    ];
    const both = vocabulary.intersect(one, other);
    expect(both.held).toEqual(vocabulary.scopes.filter((scope) => one.has(scope) && other.has(scope)));
    expect(vocabulary.intersect(other, one)).toEqual(both);
    expect(both.held).toEqual(reference.closure(declaration, both.held));
  });

  law(
    'what is left without some scopes, and without all that imply one of them',
    [declaration, someScopes, someScopes],
    (declaration, some, others) => {
      const vocabulary = declare(declaration);
      const { grant } = vocabulary.parse(some(declaration));
      const taken = others(declaration);
      const left = vocabulary.without(grant, taken);
      const leads = (scope: string) =>
        reference.closure(declaration, [scope]).some((implied) => taken.includes(implied));
      expect(left.held).toEqual(grant.held.filter((scope) => !leads(scope)));
      expect(left.held).toEqual(reference.closure(declaration, left.held));
      for (const scope of taken) expect(left.has(scope)).toBe(false);
    },
  );
});

describe('attenuate', () => {
  law(
    'never widens, and refuses what the grant does not hold',
    [declaration, someRoutes, someScopes, someScopes, fc.boolean()],
    (declaration, table, some, others, within) => {
      const vocabulary = declare(declaration);
      const api = declareRoutes(vocabulary, table(declaration));
      const { grant } = vocabulary.parse(some(declaration));
      const wanted = others(declaration).filter((scope) => !within || grant.has(scope));
      const beyond = wanted.filter((scope) => !grant.has(scope));
      if (beyond.length > 0) {
        const error = thrownBy(() => vocabulary.attenuate(grant, wanted));
        if (!(error instanceof ScopeEscalationError)) throw error;
        expect([...error.missing].sort()).toEqual(beyond.sort());
        return;
      }
      const narrower = vocabulary.attenuate(grant, wanted);
      expect(narrower.held).toEqual(reference.closure(declaration, wanted));
      expect(grant.held).toEqual(expect.arrayContaining([...narrower.held]));
      for (const route of api.routes)
        if (api.check(narrower, route).ok) expect(api.check(grant, route).ok).toBe(true);
    },
  );
});

describe('parse', () => {
  law('gives back the grant that was written down', [declaration, someScopes], (declaration, some) => {
    const vocabulary = declare(declaration);
    const { grant } = vocabulary.parse(some(declaration));
    expect(String(grant)).toBe(grant.minimal.join(' '));
    for (const stored of [String(grant), JSON.parse(JSON.stringify(grant)), grant.held]) {
      const again = vocabulary.parse(stored);
      expect(again.grant.held).toEqual(grant.held);
      expect(String(again.grant)).toBe(String(grant));
      expect([...again.unknown, ...again.deprecated]).toEqual([]);
    }
  });

  const anything = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('*', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''),
    ),
    { maxLength: 4 },
  );
  /** What is almost a scope. */
  const spoilt = fc.constantFrom(
    (scope: string) => scope.toUpperCase(),
    (scope: string) => `${scope} `,
    (scope: string) => `\ufeff${scope}`,
    (scope: string) => `${scope}\u0000`,
    (scope: string) => scope.slice(0, -1),
    (scope: string) => `${scope},${scope}`,
    (scope: string) => scope.replace(/[a-z]/, '$&\u0301'),
  );

  law(
    'grants nothing for what it does not know, and lists each once',
    [declaration, someScopes, anything, spoilt],
    (declaration, some, anything, spoil) => {
      const vocabulary = declare(declaration);
      const scopes = some(declaration);
      const almost = [...scopes.map(spoil), ...Object.keys(declaration.bundles), ...patternsOf(declaration)];
      const strangers = [...anything, ...almost].filter(
        (name) =>
          !reference.scopesOf(declaration).includes(name) && !Object.hasOwn(declaration.deprecated, name),
      );
      const { grant, unknown } = vocabulary.parse([...strangers, ...scopes, ...strangers]);
      expect(grant.held).toEqual(reference.closure(declaration, scopes));
      expect(unknown).toEqual([...new Set(strangers)]);
    },
  );
});
