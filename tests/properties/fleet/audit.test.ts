/** An auditor, held to `audit` of the core and to its rules for stored names. */
import fc from 'fast-check';
import type { Finding } from 'scopeproof/fleet';
import { describe, expect } from 'vitest';
import { law } from '../../support/law.js';
import * as reference from '../../support/reference.js';
import { untyped } from '../../support/untyped.js';
import { declaration, someKey, someRoutes, someScopes } from '../arbitraries.js';
import { declare, declareRoutes } from '../declare.js';
import { fleet } from './fleet.js';
import {
  declareVersion,
  heldBy,
  namesKnown,
  someRoutes as routesOf,
  scopesNamed,
  vocabularies,
} from './versions.js';

const scopesOf = (findings: readonly Finding[], kind: string): string[] =>
  findings.filter((finding) => finding.kind === kind).flatMap(({ scopes }) => scopes ?? []);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe('createAuditor', () => {
  law(
    'finds for each key what audit of the core finds',
    [declaration, someRoutes, someKey, someScopes],
    (drawn, table, key, more) => {
      const routes = table(drawn);
      const vocabulary = declare(drawn);
      const api = declareRoutes(vocabulary, routes);
      const { scopes, routes: called } = key(drawn, routes);
      const stored = [...new Set([...scopes, ...more(drawn)])];
      const core = untyped.audit(api, vocabulary.key('key', { scopes: stored }), called);
      for (const form of [stored, stored.join(' ')]) {
        const found = fleet.createAuditor(api).findings({ key: 'key', scopes: form }, called);
        expect(sorted(scopesOf(found, 'missing'))).toEqual(sorted(core.missing ?? []));
        expect(scopesOf(found, 'excess')).toEqual(core.excess);
        expect(sorted(scopesOf(found, 'redundant'))).toEqual(sorted(core.redundant ?? []));
        expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
      }
    },
  );

  law(
    'finds for old names, patterns and unknown names what their scopes are worth',
    [vocabularies, routesOf, fc.array(fc.nat({ max: 99 }), { maxLength: 5 }), someScopes],
    ([version], table, at, some) => {
      const routes = table(version);
      const api = declareVersion(version, routes);
      const known = [...namesKnown(version), 'unknown', '*', 'constructor'];
      const stored = [...new Set(at.map((index) => known[index % known.length] ?? ''))];
      const called = api.routes.slice(0, at.length);
      const neverNarrowed = some(version).slice(0, 2);
      const found = fleet
        .createAuditor(api, { neverNarrowed })
        .findings({ key: 'key', scopes: stored }, called);

      const listed = sorted(stored.flatMap((name) => scopesNamed(version, name)));
      const named = [
        ...neverNarrowed,
        ...called.flatMap((route) => reference.alternativesOf(routes[route] ?? []).flat()),
      ];
      const justified = reference.closure(
        version,
        listed.filter((scope) => named.includes(scope)),
      );
      expect(sorted(scopesOf(found, 'excess'))).toEqual(listed.filter((scope) => !justified.includes(scope)));
      expect(scopesOf(found, 'unknown')).toEqual(
        stored.filter((name) => scopesNamed(version, name).length === 0),
      );
      expect(scopesOf(found, 'deprecated')).toEqual(
        stored.filter(
          (name) =>
            Object.hasOwn(version.deprecated, name) &&
            !namesKnown({ ...version, deprecated: {} }).includes(name),
        ),
      );
      expect(
        sorted(found.filter(({ kind }) => kind === 'missing').flatMap(({ route }) => route ?? [])),
      ).toEqual(sorted(called.filter((route) => !reference.covers(version, listed, routes[route] ?? []))));
      const kept = stored.filter((name) => !scopesOf(found, 'redundant').includes(name));
      expect(heldBy(version, kept)).toEqual(heldBy(version, stored));
    },
  );
});
