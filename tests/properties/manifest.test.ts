/** A manifest says all that decides: what is read of it decides as what it was written from. */
import { fromManifest, toManifest } from 'scopeproof/manifest';
import { describe, expect } from 'vitest';
import { law } from '../support/law.js';
import { declaration, patternsOf, someItems, someRoutes } from './arbitraries.js';
import { declare, declareRoutes } from './declare.js';

const written = (api: unknown): unknown => JSON.parse(JSON.stringify(toManifest(api as never)));

describe('fromManifest', () => {
  law(
    'decides as the original for every stored list and route',
    [declaration, someRoutes, someItems],
    (declaration, table, items) => {
      const vocabulary = declare(declaration);
      const api = declareRoutes(vocabulary, table(declaration));
      const { api: restored } = fromManifest(written(api));
      for (const stored of [
        [],
        items(declaration),
        Object.keys(declaration.deprecated),
        patternsOf(declaration),
        vocabulary.scopes,
      ]) {
        const parsed = vocabulary.parse(stored);
        const again = restored.vocabulary.parse(stored);
        expect(again.unknown).toEqual(parsed.unknown);
        expect(again.deprecated).toEqual(parsed.deprecated);
        expect(again.grant.held).toEqual(parsed.grant.held);
        for (const route of api.routes)
          expect(restored.check(again.grant, route).ok).toBe(api.check(parsed.grant, route).ok);
      }
    },
  );

  law('writes again what it read', [declaration, someRoutes], (declaration, table) => {
    const manifest = written(declareRoutes(declare(declaration), table(declaration)));
    expect(written(fromManifest(manifest).api)).toEqual(manifest);
  });
});
