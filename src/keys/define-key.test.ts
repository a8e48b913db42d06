import { describe, expect, test } from 'vitest';
import { api, atender } from '../../tests/support/atender.js';
import { untyped } from '../../tests/support/without-types.js';
import { defineKey, type Key, KeyScopeError } from '../index.js';

/** As a caller without types sees it. */
interface Declaration {
  scopes?: unknown;
  bundle?: unknown;
  routes?: unknown;
}
const declare =
  untyped<(api: unknown, name: string, declaration: Declaration) => Key<'atender', never>>(defineKey);
const key = (declaration: Declaration) => declare(api, 'crm-sync', declaration);

const refusal = (declaration: Declaration): KeyScopeError => {
  try {
    key(declaration);
  } catch (error) {
    if (error instanceof KeyScopeError) return error;
    throw error;
  }
  throw new Error('the key was not refused');
};

describe('what no key can be declared with', () => {
  test.each([
    'contacts:reed',
    '',
    '*',
    '*:read',
    'basic',
    'constructor',
    '__proto__',
    'toString',
    'Contacts:Read',
    undefined,
    null,
    7,
    ['contacts:read'],
  ])('%j is no scope', (scope) => {
    expect(() => key({ scopes: [scope], routes: [] })).toThrow(/^unknown scope /);
    expect(() => key({ scopes: ['contacts:read', scope], routes: ['GET /contacts/:id'] })).toThrow(
      /^unknown scope /,
    );
  });

  test.each(['nope', '', 'constructor', '__proto__', 'toString', 'contacts:read', '*', null, 7, ['basic']])(
    '%j is no bundle',
    (bundle) => {
      expect(() => key({ bundle })).toThrow(/^unknown bundle /);
    },
  );

  test.each([
    'GET /nope',
    'GET /contacts/1',
    '/contacts',
    '',
    'constructor',
    '__proto__',
    undefined,
    null,
    7,
    ['GET /tags'],
  ])('%j is no route', (route) => {
    expect(() => key({ bundle: 'full_access', routes: [route] })).toThrow(/^no such route: /);
    expect(() => key({ bundle: 'full_access', routes: ['GET /tags', route] })).toThrow(/^no such route: /);
  });

  test.each(['scope', 'route', 'bundles', '', '__proto__'])('%j is no option', (option) => {
    const declaration = Object.fromEntries([
      ['scopes', []],
      [option, undefined],
    ]);
    expect(() => key(declaration)).toThrow(new TypeError(`no such option: ${option}`));
  });

  test.each<[Declaration, list: string]>([
    [{ scopes: 'tags:read', routes: ['GET /tags'] }, 'scopes'],
    [{ scopes: null, routes: [] }, 'scopes'],
    [{ scopes: { 0: 'tags:read', length: 1 }, routes: ['GET /tags'] }, 'scopes'],
    [{ scopes: ['tags:read'], routes: 'GET /tags' }, 'routes'],
    [{ scopes: [], routes: null }, 'routes'],
    [{ scopes: [], routes: 7 }, 'routes'],
  ])('%j is no declaration', (declaration, list) => {
    expect(() => key(declaration)).toThrow(new TypeError(`${list}: not an array`));
  });

  test('no declaration is none', () => {
    for (const none of [undefined, null])
      expect(() => key(untyped<Declaration>(none))).toThrow(new TypeError('a key: not an object'));
  });

  test.each([undefined, null, 5, '', ['key']])('the name %j is none', (name) => {
    expect(() => declare(api, untyped<string>(name), { scopes: [] })).toThrow(new TypeError('an empty name'));
  });

  test('no table is none', () => {
    for (const none of [undefined, null, {}, atender, { ...api }])
      expect(() => declare(none, 'key', {})).toThrow('not a route table');
  });

  test('what every object inherits is no part of a declaration', () => {
    Object.defineProperty(Object.prototype, 'bundle', { value: 'full_access', configurable: true });
    try {
      expect(key({ scopes: ['tags:read'], routes: ['GET /tags'] }).held).toEqual(['tags:read']);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'bundle');
    }
  });
});

describe('a key that lacks a scope', () => {
  test('is refused with all that is missing, route by route', () => {
    const error = refusal({
      scopes: ['tags:read'],
      routes: ['GET /tags', 'POST /contacts', 'GET /kb/*', 'GET /contacts/:id'],
    });
    expect(error.missing).toEqual(['knowledge:read', 'contacts:read', 'contacts:write']);
    expect(error.excess).toEqual([]);
    expect(error.message).toBe(
      'key crm-sync: POST /contacts: key lacks contacts:write; GET /kb/*: key lacks knowledge:read; ' +
        'GET /contacts/:id: key lacks contacts:read',
    );
    expect(error.name).toBe('KeyScopeError');
    expect(error).toBeInstanceOf(TypeError);
  });

  test.each<[scopes: string[], route: string, message: string, missing: string[]]>([
    [[], 'GET /tags', 'key lacks tags:read', ['tags:read']],
    [
      ['contacts:read'],
      'PUT /contacts/:id/tags',
      'key lacks contacts:write and tags:read',
      ['contacts:write', 'tags:read'],
    ],
    [['contacts:write'], 'PUT /contacts/:id/tags', 'key lacks tags:read', ['tags:read']],
    [['tags:write'], 'GET /search', 'key lacks contacts:read or knowledge:read', ['contacts:read']],
    [[], 'GET /search', 'key lacks contacts:read or knowledge:read and tags:write', ['contacts:read']],
  ])('%j for %s', (scopes, route, message, missing) => {
    const error = refusal({ scopes, routes: [route] });
    expect(error.message).toContain(`${route}: ${message}`);
    expect(error.missing).toEqual(missing);
  });

  test('by its bundle', () => {
    const error = refusal({ bundle: 'basic', routes: ['GET /tags', 'POST /contacts'] });
    expect(error.missing).toEqual(['contacts:write']);
    expect(error.message).toBe('key crm-sync: POST /contacts: key lacks contacts:write');
  });

  test('by an empty list: empty never means all', () => {
    expect(refusal({ scopes: [], routes: ['GET /tags'] }).missing).toEqual(['tags:read']);
    expect(refusal({ routes: ['GET /tags'] }).missing).toEqual(['tags:read']);
    expect(key({}).held).toEqual([]);
  });
});

describe('a key that lists a scope in excess', () => {
  test.each<[scopes: string[], routes: string[], excess: string[], message: string]>([
    [['tags:read'], [], ['tags:read'], 'no listed route needs tags:read'],
    [['contacts:read', 'tags:read'], ['GET /contacts/:id'], ['tags:read'], 'no listed route needs tags:read'],
    [['contacts:write'], ['GET /contacts/:id'], ['contacts:write'], 'contacts:read is enough'],
    [['contacts:admin'], ['GET /contacts/:id'], ['contacts:admin'], 'contacts:read is enough'],
    [
      ['contacts:admin'],
      ['GET /contacts/:id', 'POST /contacts'],
      ['contacts:admin'],
      'contacts:write is enough',
    ],
    [
      ['contacts:read', 'contacts:write'],
      ['GET /contacts/:id'],
      ['contacts:write'],
      'contacts:read is enough',
    ],
    [['export'], ['GET /contacts/:id', 'GET /tags'], ['export'], 'contacts:read and tags:read is enough'],
    [['export'], ['GET /me', 'GET /health'], ['export'], 'no listed route needs export'],
    [['tags:read', 'export'], ['GET /tags'], ['export'], 'tags:read is enough'],
  ])('%j for %j', (scopes, routes, excess, message) => {
    const error = refusal({ scopes, routes });
    expect(error.excess).toEqual(excess);
    expect(error.missing).toEqual([]);
    expect(error.message).toBe(`key crm-sync: ${message}`);
  });

  test('beside a bundle', () => {
    const error = refusal({ scopes: ['knowledge:write'], bundle: 'basic', routes: ['GET /tags'] });
    expect(error.excess).toEqual(['knowledge:write']);
  });

  test('and lacks another is told both', () => {
    const error = refusal({
      scopes: ['tags:write', 'knowledge:read'],
      routes: ['POST /contacts', 'GET /tags'],
    });
    expect(error.missing).toEqual(['contacts:write']);
    expect(error.excess).toEqual(['knowledge:read', 'tags:write']);
    expect(error.message).toBe(
      'key crm-sync: POST /contacts: key lacks contacts:write; no listed route needs knowledge:read; tags:read is enough',
    );
  });
});

describe('a key that fits', () => {
  test.each<[Declaration, string[]]>([
    [
      { scopes: ['contacts:write'], routes: ['GET /contacts/:id', 'POST /contacts'] },
      ['contacts:read', 'contacts:write'],
    ],
    // Justified because another justified scope brings it along.
    [
      { scopes: ['contacts:read', 'contacts:write'], routes: ['POST /contacts'] },
      ['contacts:read', 'contacts:write'],
    ],
    // Justified because a route names it, though another brings it along.
    [
      { scopes: ['contacts:write', 'contacts:read'], routes: ['GET /contacts/:id', 'POST /contacts'] },
      ['contacts:read', 'contacts:write'],
    ],
    [
      { scopes: ['contacts:write', 'tags:read'], routes: ['PUT /contacts/:id/tags'] },
      ['contacts:read', 'contacts:write', 'tags:read'],
    ],
    // Each alternative that a requirement names is justified.
    [{ scopes: ['contacts:read'], routes: ['GET /search'] }, ['contacts:read']],
    [
      { scopes: ['knowledge:read', 'tags:write'], routes: ['GET /search'] },
      ['knowledge:read', 'tags:read', 'tags:write'],
    ],
    [
      { scopes: ['contacts:read', 'tags:write'], routes: ['GET /search'] },
      ['contacts:read', 'tags:read', 'tags:write'],
    ],
    [{ scopes: [], routes: ['GET /me', 'GET /health'] }, []],
    [{ routes: ['GET /health'] }, []],
    [{ scopes: ['tags:read', 'tags:read'], routes: ['GET /tags', 'GET /tags'] }, ['tags:read']],
    [
      { scopes: ['knowledge:write'], routes: ['GET /kb/*', 'POST /kb/*', 'DELETE /kb/*'] },
      ['knowledge:read', 'knowledge:write'],
    ],
    // A bundle is a package: it may hold more.
    [{ bundle: 'basic', routes: ['GET /tags'] }, ['contacts:read', 'tags:read']],
    [{ bundle: 'basic' }, ['contacts:read', 'tags:read']],
    [{ bundle: 'full_access', routes: ['GET /health'] }, [...atender.scopes]],
    [
      { bundle: 'basic', scopes: ['contacts:write'], routes: ['POST /contacts', 'GET /tags'] },
      ['contacts:read', 'contacts:write', 'tags:read'],
    ],
    [
      { bundle: 'write_all', routes: ['PUT /contacts/:id/tags'] },
      atender.scopes.filter((scope) => !/admin|export/.test(scope)),
    ],
  ])('%j', (declaration, held) => {
    expect(key(declaration).held).toEqual(held);
  });

  test('may call its routes', () => {
    const crmSync = defineKey(api, 'crm-sync', {
      scopes: ['contacts:write'],
      routes: ['GET /contacts/:id', 'POST /contacts'],
    });
    const { grant, unknown } = atender.parse(crmSync.scopes);
    expect(unknown).toEqual([]);
    expect(crmSync.routes.every((route) => api.check(grant, untyped<'GET /tags'>(route)).ok)).toBe(true);
    expect(api.check(grant, 'GET /tags').ok).toBe(false);
  });
});

test('what a refusal and the routes say agree, for every scope and every route', () => {
  for (const scope of atender.scopes)
    for (const route of api.routes) {
      const allowed = api.check(atender.parse([scope]).grant, route).ok;
      let missing: readonly string[] = [];
      try {
        key({ scopes: [scope], routes: [route] });
      } catch (error) {
        missing = untyped<KeyScopeError>(error).missing;
      }
      expect([scope, route, missing.length === 0]).toEqual([scope, route, allowed]);
    }
});
