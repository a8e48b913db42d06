import { describe, expect, test } from 'vitest';
import { atender, declareAtender } from '../../tests/support/atender.js';
import { type UntypedVocabulary, untyped } from '../../tests/support/without-types.js';
import { audit, authenticated, defineKey, defineRoutes, leastKey } from '../index.js';

const other = declareAtender().atender;
/** As a caller without types sees it. */
const loose = untyped<UntypedVocabulary>(atender);
const declare = (declaration: unknown) => loose.key('key', untyped<{ scopes: string[] }>(declaration));

const routes = {
  'GET /contacts': 'contacts:read',
  'POST /tags': 'tags:write',
  'GET /me': authenticated,
} as const;
const api = defineRoutes(atender, routes);

describe('a key that declares no scopes of the vocabulary is refused', () => {
  test.each([
    'contacts:reed',
    '',
    ' ',
    '*',
    'contacts:*',
    'basic',
    'constructor',
    '__proto__',
    'toString',
    'Contacts:read',
    'contacts:read ',
    undefined,
    null,
    7,
    ['contacts:read'],
  ])('%j', (scope) => {
    expect(() => declare({ scopes: [scope] })).toThrow(TypeError);
    expect(() => declare({ scopes: ['contacts:read', scope] })).toThrow('unknown scope');
  });

  test.each([
    undefined,
    null,
    'contacts:read',
    {},
    { scopes: undefined },
    { scopes: null },
    { scopes: 'contacts:read' },
  ])('declared by %j', (declaration) => {
    expect(() => declare(declaration)).toThrow(
      new TypeError(
        typeof declaration === 'object' && declaration ? 'scopes: not an array' : 'a key: not an object',
      ),
    );
  });
});

describe('what is no key of the vocabulary', () => {
  const key = atender.key('key', { scopes: ['contacts:write'] });
  const auditing = untyped<(api: unknown, key: unknown, routes?: readonly string[]) => unknown>(audit);

  test('but a key of it is one', () => {
    expect(auditing(api, key, [])).toMatchObject({ missing: [], excess: ['contacts:write'] });
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'key'],
    ['an object', {}],
    ['a spread', { ...key }],
    ['what inherits from a key', Object.create(key)],
    ['a structured clone', structuredClone({ ...key })],
    ['JSON', JSON.parse(JSON.stringify(key))],
    ['a proxy', new Proxy(key, {})],
    ['a grant', atender.parse('contacts:write').grant],
    ['a vocabulary', atender],
  ])('%s', (_, value) => {
    expect(() => auditing(api, value, [])).toThrow('not a key');
  });

  test('a key of another vocabulary, were it of the same name', () => {
    expect(() => auditing(api, other.key('key', { scopes: ['contacts:write'] }))).toThrow(
      'not a key of this vocabulary',
    );
    expect(() => auditing(defineRoutes(other, routes), key)).toThrow('not a key of this vocabulary');
  });
});

test('a key is a claim and no proof: it is no grant', () => {
  const key = atender.key('key', { scopes: ['contacts:write'] });
  expect(() => loose.authorize(key, 'contacts:read')).toThrow('not a grant');
  expect(() => loose.attenuate(key, ['contacts:read'])).toThrow('not a grant');
  expect(atender.parse(key.scopes).grant.has('contacts:read')).toBe(true);
});

describe('a key says what it is', () => {
  test('its scopes as declared, its closure in declaration order', () => {
    const key = atender.key('crm sync', { scopes: ['tags:read', 'contacts:write', 'tags:read'] });
    expect(key.name).toBe('crm sync');
    expect(key.scopes).toEqual(['tags:read', 'contacts:write']);
    expect(key.held).toEqual(['contacts:read', 'contacts:write', 'tags:read']);
    expect(key.routes).toEqual([]);
    expect(key.bundle).toBeUndefined();
  });

  test('a key of nothing holds nothing', () => {
    const key = atender.key('none', { scopes: [] });
    expect(key.scopes).toEqual([]);
    expect(key.held).toEqual([]);
  });

  test('the scopes of a bundle after those listed, each once', () => {
    const key = defineKey(api, 'tags', {
      scopes: ['tags:write'],
      bundle: 'write_all',
      routes: ['POST /tags'],
    });
    expect(key.scopes).toEqual(['tags:write', 'knowledge:write', 'contacts:write']);
    expect(key.held).toEqual([
      'knowledge:read',
      'knowledge:write',
      'contacts:read',
      'contacts:write',
      'tags:read',
      'tags:write',
    ]);
    expect(key.bundle).toBe('write_all');
    expect(key.routes).toEqual(['POST /tags']);
  });

  test('its routes as declared', () => {
    const key = leastKey(api, 'least', { routes: ['POST /tags', 'GET /me', 'GET /contacts'] });
    expect(key.routes).toEqual(['POST /tags', 'GET /me', 'GET /contacts']);
  });
});

describe('a key cannot be changed into more', () => {
  test('it and its lists are frozen', () => {
    const key = atender.key('key', { scopes: ['contacts:read'] });
    for (const given of [key, key.scopes, key.held, key.routes]) expect(Object.isFrozen(given)).toBe(true);
    expect(() => untyped<string[]>(key.scopes).push('contacts:write')).toThrow(TypeError);
    expect(() => untyped<string[]>(key.held).push('contacts:write')).toThrow(TypeError);
    expect(() => Object.assign(key, { name: 'admin' })).toThrow(TypeError);
  });

  test('what it was declared with may change afterwards', () => {
    const scopes = ['contacts:read'];
    const called = ['GET /contacts'];
    const key = untyped<(...given: unknown[]) => ReturnType<typeof defineKey>>(defineKey)(api, 'key', {
      scopes: [...scopes],
      routes: called,
    });
    called.push('POST /tags');
    scopes.push('tags:write');
    expect(key.routes).toEqual(['GET /contacts']);
    expect(key.scopes).toEqual(['contacts:read']);
  });
});
