/** Tests that a database rewrites stored keys so that none gains or loses a route. */
import { expect, test } from 'vitest';
import { type Dialect, rewriteKeys } from '../../cli/src/rewrite-keys.js';
import type { RestoredApi } from '../../src/manifest/index.js';
import { fromManifest } from '../../src/manifest/index.js';
import type { Engine } from './engines/engine.js';

const manifest = (vocabulary: object, routes: object): RestoredApi =>
  fromManifest({
    version: 1,
    vocabulary: {
      name: 'desk',
      format: '{surface}:{action}',
      surfaces: {},
      scopes: [],
      includes: {},
      bundles: {},
      deprecated: {},
      docs: {},
      ...vocabulary,
    },
    routes,
    keys: [],
  });

const before = manifest(
  {
    surfaces: { people: ['read', 'write'], tags: ['read', 'write'] },
    scopes: ['export', 'all'],
    includes: {
      'people:write': ['people:read'],
      'tags:write': ['tags:read'],
      all: ['people:read', 'people:write', 'tags:read', 'tags:write', 'export'],
    },
  },
  {
    'GET /people': [['people:read']],
    'POST /people': [['people:write']],
    'GET /tags': [['tags:read'], ['people:read']],
    'PUT /tags': [['tags:write']],
    'GET /export': [['export', 'people:read']],
    'GET /me': 'authenticated',
    'GET /old': [['all']],
  },
);
/** One name is new, one scope is split, one route needs more, and one needs a scope although it needed none. */
const after = manifest(
  {
    surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'] },
    scopes: ['export', 'all', 'profile', 'tags_any'],
    includes: {
      'contacts:write': ['contacts:read'],
      all: ['contacts:read', 'contacts:write', 'export'],
    },
    deprecated: { 'people:read': ['contacts:read', 'tags_any'] },
  },
  {
    'GET /people': [['contacts:read']],
    'POST /people': [['contacts:write']],
    'GET /tags': [['tags:read'], ['tags_any']],
    'PUT /tags': [['tags:write', 'tags:read']],
    'GET /export': [['export', 'contacts:read']],
    'GET /me': [['profile']],
    'GET /new': [['tags_any']],
  },
);

/** Names of the earlier version, and strangers. */
const names = ['people:read', 'people:write', 'tags:read', 'tags:write', 'export', 'all', 'nope', "it's"];
/** Every list of up to three names. */
const lists = [0, 1, 2].reduce<string[][]>(
  (all) => all.concat(all.flatMap((list) => (list.length < 3 ? names.map((name) => [...list, name]) : []))),
  [[]],
);

const opens = ({ api }: RestoredApi, route: string, scopes: readonly string[]): boolean =>
  api.vocabulary.check(api.vocabulary.parse(scopes).grant, api.needs(route)).ok;

export function testRewrite(engine: () => Engine): void {
  test('rewrites stored keys so that none gains or loses a route', { timeout: 120_000 }, async () => {
    const keys = lists.map((list, i) => ({ key: `k${i}`, names: list, text: list.join(' ') }));
    const routes = before.api.routes.filter((route) => after.api.routes.includes(route));
    for (const stored of ['list', 'comma', 'json', 'array'] as const) {
      const column = stored === 'list' || stored === 'comma' ? 'text' : stored;
      if (!engine().stored.includes(column)) continue;
      const separator = stored === 'comma' ? ', ' : ' ';
      const rows = keys.map((key) => ({ ...key, text: key.names.join(separator) }));
      await engine().fill({ keys: rows, calls: [] });
      async function* batches() {
        yield rows.map(({ key, names: scopes, text }) => ({ key, scopes, text }));
      }
      const { update, without } = await rewriteKeys(before, after, batches(), {
        migrate: engine().dialect as Dialect,
        table: 'the keys',
        keyColumn: 'key',
        scopesColumn: `as ${column}`,
        stored,
      });
      await engine().run(update);
      const now = new Map(
        (await engine().readScopes(column)).map(([key, scopes]) => [
          key,
          typeof scopes === 'string'
            ? scopes.split(stored === 'comma' ? /, */ : ' ').filter((name) => name !== '')
            : (scopes as readonly string[]),
        ]),
      );
      const left = new Set(without.map(([key]) => key));
      let changed = 0;
      for (const { key, names: was } of keys) {
        const scopes = now.get(key) ?? [];
        if (left.has(key)) expect(scopes).toEqual(was);
        else
          expect(routes.map((route) => [route, opens(after, route, scopes)])).toEqual(
            routes.map((route) => [route, opens(before, route, was)]),
          );
        if (String(scopes) !== String(was)) changed++;
      }
      expect(changed + left.size).toBe(keys.length);
      expect(left.size).toBe(0);
    }
  });
}
