import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { api, atender } from '../../tests/support/atender.js';
import {
  type AnyVocabulary,
  defineKey,
  defineRoutes,
  defineScopes,
  membersOf,
  type Optional,
  optional,
} from '../index.js';
import { fromManifest, type Manifest, ManifestError, toManifest } from './index.js';

const key = defineKey(api, 'crm-sync', {
  scopes: ['contacts:write'],
  routes: ['GET /contacts/:id', 'POST /contacts'],
});
const packaged = defineKey(api, 'reader', { bundle: 'basic', routes: ['GET /tags'] });
const manifest = toManifest(api, [key, packaged]);
/** The manifest as another program sees it. */
const sent = (): Record<string, unknown> => JSON.parse(JSON.stringify(manifest));

describe('toManifest', () => {
  test('writes the vocabulary with names in the place of patterns and rules', () => {
    expect(manifest.vocabulary).toEqual({
      name: 'atender',
      format: '{surface}:{action}',
      surfaces: {
        knowledge: ['read', 'write'],
        contacts: ['read', 'write', 'admin'],
        tags: ['read', 'write'],
      },
      scopes: ['export'],
      includes: {
        'knowledge:write': ['knowledge:read'],
        'contacts:write': ['contacts:read'],
        'contacts:admin': ['contacts:read', 'contacts:write'],
        'tags:write': ['tags:read'],
        export: ['knowledge:read', 'contacts:read', 'tags:read'],
      },
      bundles: {
        basic: ['contacts:read', 'tags:read'],
        read_all: ['knowledge:read', 'contacts:read', 'tags:read'],
        write_all: ['knowledge:write', 'contacts:write', 'tags:write'],
        full_access: [...atender.scopes],
      },
      deprecated: {
        'people:read': ['contacts:read'],
        labels: ['tags:read'],
        everything: ['contacts:write', 'tags:write'],
      },
      docs: {},
    });
  });

  test('writes each kind of requirement', () => {
    expect(manifest.routes).toMatchObject({
      'GET /contacts/:id': [['contacts:read']],
      'PUT /contacts/:id/tags': [['contacts:write', 'tags:read']],
      'GET /search': [['contacts:read'], ['knowledge:read', 'tags:write']],
      'GET /me': 'authenticated',
      'GET /health': 'open',
    });
    expect(Object.keys(manifest.routes)).toEqual(api.routes);
  });

  test('writes the declared keys', () => {
    expect(manifest.keys).toEqual([
      { name: 'crm-sync', scopes: ['contacts:write'], routes: ['GET /contacts/:id', 'POST /contacts'] },
      { name: 'reader', scopes: ['contacts:read', 'tags:read'], bundle: 'basic', routes: ['GET /tags'] },
    ]);
  });

  test('refuses what is no route table, and keys that are not of it', () => {
    const untyped: (api: unknown, keys?: unknown) => unknown = toManifest as never;
    expect(() => untyped({ ...api })).toThrow('not a route table: made by another copy of scopeproof');
    expect(() => untyped(api, [{ ...key }])).toThrow('not a key of this vocabulary');
    expect(() => untyped(api, [key, key])).toThrow('two keys are named crm-sync');
    const other = defineRoutes(atender, { 'GET /other': 'tags:read' });
    expect(() => toManifest(other, [packaged])).toThrow('no such route: GET /tags');
  });
});

describe('fromManifest', () => {
  test('gives what was written, from the text and from the value', () => {
    for (const json of [sent(), JSON.stringify(manifest), manifest]) {
      const restored = fromManifest(json);
      expect(toManifest(restored.api, restored.keys)).toEqual(manifest);
    }
  });

  test('decides as the original', () => {
    const restored = fromManifest(sent()).api;
    for (const stored of ['', 'contacts:write', 'people:read tags:write', 'export', 'nonsense'])
      for (const route of api.routes) {
        const original = api.check(atender.parse(stored).grant, route);
        expect(restored.check(restored.vocabulary.parse(stored).grant, route).ok).toBe(original.ok);
      }
    expect(restored.match('GET', '/contacts/7')).toMatchObject({
      route: 'GET /contacts/:id',
      params: { id: '7' },
    });
  });

  test.each([
    [defineScopes('stored', { scopes: ['a:*', 'a'], storedPatterns: 'names' }), 'names'],
    [defineScopes('stored', { scopes: ['a'], storedPatterns: 'expand' }), 'expand'],
    [defineScopes('stored', { scopes: ['a'] }), undefined],
  ] as const)('keeps how stored patterns are read', (vocabulary, storedPatterns) => {
    const written = toManifest(
      defineRoutes<AnyVocabulary, { 'GET /a': Optional }>(vocabulary, { 'GET /a': optional }),
    );
    expect(written.vocabulary.storedPatterns).toBe(storedPatterns);
    const { vocabulary: restored } = fromManifest(written).api;
    for (const text of ['a', 'a:*', '*'])
      expect(restored.parse(text).grant.held).toEqual(membersOf(vocabulary).parse(text).grant.held);
  });

  test('keeps names that objects have', () => {
    const vocabulary = defineScopes('hostile', {
      surfaces: { constructor: ['toString'], ['__proto__']: ['valueOf'] },
      includes: { 'constructor:toString': ['__proto__:valueOf'] },
    });
    const written = JSON.stringify(toManifest(defineRoutes(vocabulary, { 'GET /a': '__proto__:valueOf' })));
    const { api: restored } = fromManifest(written);
    expect(restored.vocabulary.scopes).toEqual(vocabulary.scopes);
    expect(restored.vocabulary.parse('constructor:toString').grant.held).toEqual(vocabulary.scopes);
  });

  const faults: readonly (readonly [json: unknown, path: string, words: string])[] = [
    [undefined, '', 'not JSON'],
    ['{"version": 1', '', 'not JSON'],
    [[], '', 'not an object'],
    [null, '', 'not an object'],
    ['null', '', 'not an object'],
    [' '.repeat(64_000_001), '', 'more than 64000000 characters'],
    [cyclic(), '', 'not JSON'],
    [JSON.parse(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`), '', 'nested too deeply'],
    [{}, 'version', 'not a version that this copy of scopeproof reads: undefined'],
    [{ ...sent(), version: 2 }, 'version', 'not a version'],
    [{ ...sent(), extra: 1 }, 'extra', 'not a part of a manifest'],
    [changed('vocabulary', 'name', ''), 'vocabulary.name', 'an empty name'],
    [changed('vocabulary', 'name', 7), 'vocabulary.name', 'not a string'],
    [changed('vocabulary', 'format', '{surface}'), 'vocabulary.format', 'a format names'],
    [changed('vocabulary', 'format', 7), 'vocabulary.format', 'not a string'],
    [changed('vocabulary', 'implies', {}), 'vocabulary.implies', 'not a part of a manifest'],
    [changed('vocabulary', 'surfaces', { tags: 'read' }), 'vocabulary.surfaces.tags', 'not an array'],
    [changed('vocabulary', 'surfaces', { tags: [''] }), 'vocabulary.surfaces.tags[0]', 'an empty name'],
    [changed('vocabulary', 'scopes', undefined), 'vocabulary.scopes', 'not an array'],
    [changed('vocabulary', 'scopes', ['a b']), 'vocabulary.scopes[0]', 'not a scope-token'],
    [changed('vocabulary', 'includes', { gone: [] }), 'vocabulary.includes.gone', 'unknown scope gone'],
    [
      changed('vocabulary', 'includes', { export: ['*:read'] }),
      'vocabulary.includes.export[0]',
      'unknown scope *:read',
    ],
    [
      changed('vocabulary', 'includes', { 'tags:read': ['tags:write'], 'tags:write': ['tags:read'] }),
      'vocabulary.includes.tags:read',
      'a cycle',
    ],
    [changed('vocabulary', 'bundles', { all: ['*'] }), 'vocabulary.bundles.all[0]', 'unknown scope *'],
    [changed('vocabulary', 'bundles', { all: [] }), 'vocabulary.bundles.all', 'an empty bundle'],
    [
      changed('vocabulary', 'deprecated', { old: ['gone'] }),
      'vocabulary.deprecated.old[0]',
      'unknown scope gone',
    ],
    [
      changed('vocabulary', 'deprecated', { export: ['tags:read'] }),
      'vocabulary.deprecated.export',
      'still a live',
    ],
    [changed('vocabulary', 'storedPatterns', 'maybe'), 'vocabulary.storedPatterns', 'no such option'],
    [
      changed('vocabulary', 'docs', { scopes: { export: { title: 7 } } }),
      'vocabulary.docs.scopes.export.title',
      'not a string',
    ],
    [
      changed('vocabulary', 'docs', { scopes: { export: { html: '' } } }),
      'vocabulary.docs.scopes.export.html',
      'not a part of a text',
    ],
    [changed('vocabulary', 'docs', { scopes: { gone: {} } }), 'vocabulary.docs.scopes.gone', 'not declared'],
    [changed('routes', 'GET /x', 'tags:read'), 'routes["GET /x"]', 'neither alternatives nor one of open'],
    [changed('routes', 'GET /x', []), 'routes["GET /x"]', 'an empty requirement'],
    [changed('routes', 'GET /x', [[]]), 'routes["GET /x"][0]', 'an empty requirement'],
    [changed('routes', 'GET /x', [['gone']]), 'routes["GET /x"][0][0]', 'unknown scope gone'],
    [changed('routes', 'GET /x', [[['tags:read']]]), 'routes["GET /x"][0][0]', 'not a string'],
    [changed('routes', 'GET x', 'open'), 'routes["GET x"]', 'a route is a method, a space and a path'],
    [changed('routes', 'GET /contacts/:other', 'open'), 'routes["GET /contacts/:other"]', 'the same path'],
    [{ ...sent(), keys: {} }, 'keys', 'not an array'],
    [withKey({ name: '' }), 'keys[0].name', 'an empty name'],
    [
      { ...sent(), keys: [manifest.keys[0], manifest.keys[0]] },
      'keys[1].name',
      'two keys are named crm-sync',
    ],
    [withKey({ secret: 'k_1' }), 'keys[0].secret', 'not a part of a manifest'],
    [withKey({ scopes: ['gone'] }), 'keys[0].scopes[0]', 'unknown scope gone'],
    [withKey({ bundle: 'gone' }), 'keys[0].bundle', 'unknown bundle gone'],
    [withKey({ bundle: 'basic' }), 'keys[0].scopes', 'lacks contacts:read of its bundle'],
    [withKey({ routes: ['GET /gone'] }), 'keys[0].routes[0]', 'no such route: GET /gone'],
  ];

  test.each(faults.map(([json, path, words]) => ({ json, path, words })))(
    '$path: $words',
    ({ json, path, words }) => {
      const error = faultOf(json);
      expect(error.path).toBe(path);
      expect(error.message).toContain(words);
    },
  );

  test('reads own properties only', () => {
    const inherited = Object.create(sent());
    expect(faultOf(inherited).path).toBe('version');
  });

  const many = (count: number, name: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => name(n));

  test.each([
    [
      'routes',
      {
        ...sent(),
        routes: Object.fromEntries(many(50_001, (n) => `GET /r${n}`).map((each) => [each, 'open'])),
      },
      'routes',
    ],
    [
      'scopes',
      changed(
        'vocabulary',
        'scopes',
        many(20_001, (n) => `s${n}`),
      ),
      'vocabulary',
    ],
    [
      'implications that take long to work out',
      {
        ...sent(),
        vocabulary: {
          ...manifest.vocabulary,
          scopes: many(10_000, (n) => `s${n}`),
          includes: Object.fromEntries(
            many(9_000, (n) => `s${n}`).map((scope, n) => [
              scope,
              n < 8_500 ? ['s9000'] : many(10_000 - n - 1, (m) => `s${n + m + 1}`),
            ]),
          ),
        },
      },
      'vocabulary',
    ],
    [
      'texts around parameters',
      {
        ...sent(),
        routes: Object.fromEntries(many(6_000, (n) => `GET /:id.x${n}`).map((each) => [each, 'open'])),
      },
      'routes',
    ],
    [
      'alternatives',
      changed(
        'routes',
        'GET /x',
        many(10_001, () => 'tags:read').map((each) => [each]),
      ),
      'routes',
    ],
  ])('refuses more %s than it reads, within seconds', (_, json, path) => {
    const start = performance.now();
    expect(faultOf(json).path).toContain(path);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('the JSON Schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../manifest.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

  test('takes what toManifest writes', () => {
    expect(validate(sent()), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each(
    [
      { ...sent(), version: 2 },
      { ...sent(), extra: 1 },
      changed('vocabulary', 'implies', {}),
      changed('vocabulary', 'scopes', ['a b']),
      changed('routes', 'GET /x', 'tags:read'),
      changed('routes', 'GET /x', []),
      changed('routes', 'GET /x', [[]]),
      changed('routes', 'get /x', 'open'),
      withKey({ secret: 'k_1' }),
    ].map((json, place) => ({ json, place })),
  )('refuses what fromManifest refuses: $place', ({ json }) => {
    expect(() => fromManifest(json)).toThrow(ManifestError);
    expect(validate(JSON.parse(JSON.stringify(json)))).toBe(false);
  });
});

function cyclic(): object {
  const cycle: { self?: object } = {};
  cycle.self = cycle;
  return cycle;
}

function changed(part: 'vocabulary' | 'routes', name: string, value: unknown): unknown {
  return { ...sent(), [part]: { ...manifest[part], [name]: value } };
}

function withKey(changes: object): unknown {
  return { ...sent(), keys: [{ ...(manifest as Manifest).keys[0], ...changes }] };
}

function faultOf(json: unknown): ManifestError {
  try {
    fromManifest(json);
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
  throw new Error('the manifest was not refused');
}
