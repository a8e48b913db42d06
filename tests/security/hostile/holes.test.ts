/** Holes that libraries of this kind have had, each tried here. */
import { describe, expect, test } from 'vitest';
import { outcomeOf, thrownBy } from '../../support/thrown.js';
import { untyped } from '../../support/untyped.js';
import { declareAtender } from './atender.js';

const { vocabulary, api } = declareAtender();
const none = vocabulary.parse('').grant;
const reader = vocabulary.parse('contacts:read').grant;
const members = Object.getOwnPropertyNames(Object.prototype);

describe('what every object has', () => {
  test.each(members)('%s is no scope, no bundle, no route and no method', (name) => {
    for (const act of [
      () => vocabulary.check(reader, name),
      () => vocabulary.authorize(reader, name),
      () => vocabulary.allOf(name),
      () => vocabulary.anyOf('contacts:read', name),
      () => vocabulary.implied(name),
      () => vocabulary.bundle(name),
      () => vocabulary.missing(reader, [name]),
      () => api.check(reader, name),
      () => api.needs(name),
      () => untyped.defineRoutes(vocabulary, { 'GET /x': name }),
      () => untyped.defineKey(api, 'key', { bundle: name }),
      () => untyped.defineKey(api, 'key', { scopes: [name] }),
      () => untyped.defineKey(api, 'key', { routes: [name] }),
      () => untyped.mount(vocabulary, '/x', name),
    ])
      expect(act).toThrow(TypeError);
    expect([vocabulary.isScope(name), reader.has(name), vocabulary.has(reader, name)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(api.match(name, '/health')).toBeUndefined();
    expect(api.match('GET', `/${name}`)).toBeUndefined();
    expect(vocabulary.parse(name)).toMatchObject({ grant: { held: [] }, unknown: [name] });
  });

  test.each(members)(
    '%s can be the name of a scope, a surface, an action and a bundle all the same',
    (name) => {
      const named = untyped.defineScopes(name, {
        surfaces: Object.fromEntries([
          [name, [name, 'read']],
          ['tags', ['read']],
        ]),
        scopes: [name],
        implies: Object.fromEntries([[name, ['read']]]),
        includes: Object.fromEntries([[name, ['tags:read']]]),
        bundles: Object.fromEntries([[name, [name]]]),
      });
      const { grant } = named.parse(`${name}:${name}`);
      expect(grant.held).toEqual([`${name}:${name}`, `${name}:read`]);
      expect(named.implied(name)).toEqual(['tags:read', name]);
      expect(named.bundle(name)).toEqual([name]);
      expect(named.check(grant, name).ok).toBe(false);
      const routed = untyped.defineRoutes(named, { [`GET /${name}/:${name}`]: name });
      expect(Object.entries(routed.match('GET', `/${name}/1`)?.params ?? {})).toEqual([[name, '1']]);
      expect(routed.check(grant, `GET /${name}/:${name}`).ok).toBe(false);
    },
  );
});

describe('a requirement that is none', () => {
  test.each<[string, unknown]>([
    ['constructor as a key', { constructor: ['contacts:read'] }],
    ['an object like those of others', { scopes: ['contacts:read'] }],
    ['an AllOf of others', { AllOf: ['contacts:read'] }],
    ['an empty AllOf of others', { AllOf: [] }],
    ['an empty and of others', { and: [] }],
    ['an empty or of others', { or: [] }],
    ['a not of others', { not: 'contacts:read' }],
    ['an allOf that looks like ours', { kind: 'allOf', alternatives: [['contacts:read']] }],
    ['an open that looks like ours', { kind: 'open', alternatives: [[]] }],
    ['an array', ['contacts:read']],
    ['an empty array', []],
    ['an empty object', {}],
    ['an object without a prototype', Object.create(null)],
    ['an empty string', ''],
    ['white space', ' '],
    ['several scopes in a string', 'contacts:read tags:read'],
    ['a star', '*'],
    ['a pattern', '*:read'],
    ['a bundle', 'read_all'],
    ['an old name', 'labels'],
    ['a misspelt scope', 'contacts:raed'],
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['0', 0],
    ['NaN', Number.NaN],
    ['a symbol', Symbol('contacts:read')],
    ['a function', () => true],
    ['a regular expression', /.*/],
  ])('%s passes nobody, and opens no route', (_, requirement) => {
    const all = vocabulary.parse(vocabulary.scopes).grant;
    for (const act of [
      () => vocabulary.check(all, requirement),
      () => vocabulary.authorize(all, requirement),
      () => vocabulary.anyOf(requirement),
      () => vocabulary.anyOf('contacts:read', requirement),
      () => vocabulary.allOf(requirement),
      () => untyped.defineRoutes(vocabulary, { 'GET /contacts': requirement }),
      () => untyped.defineRoutes(vocabulary, { 'GET /health': untyped.open, 'GET /contacts': requirement }),
    ])
      expect(act).toThrow(TypeError);
  });

  test('nothing to ask for is refused, not taken for nothing needed', () => {
    for (const act of [
      () => vocabulary.allOf(),
      () => vocabulary.anyOf(),
      () => vocabulary.anyOf(vocabulary.anyOf('contacts:read')),
      () => vocabulary.anyOf('contacts:admin', untyped.open),
      () => vocabulary.anyOf('contacts:admin', untyped.authenticated),
      () => vocabulary.allOf(untyped.open),
      () => vocabulary.allOf(vocabulary.allOf('contacts:read')),
    ])
      expect(act).toThrow(TypeError);
  });
});

describe('a stored key', () => {
  test('whose scopes are all unknown grants nothing', () => {
    const { grant, unknown } = vocabulary.parse('contacts:raed tags:raed read_all *');
    expect(unknown).toHaveLength(4);
    expect(grant.held).toEqual([]);
    for (const scope of vocabulary.scopes) expect(vocabulary.check(grant, scope).ok).toBe(false);
    for (const route of api.routes.filter((route) => typeof api.needs(route) === 'string'))
      expect(api.check(grant, route).ok, route).toBe(false);
  });

  test.each([[''], [' \t\n'], [[]], [['']], [new Set()]])(
    'with nothing in it, %j, grants nothing',
    (stored) => {
      expect(vocabulary.parse(stored).grant.held).toEqual([]);
    },
  );

  test.each([
    [undefined],
    [null],
    [0],
    [true],
    [{}],
    [{ length: 1, 0: 'contacts:read' }],
    [{ scopes: 'contacts:read' }],
    [[undefined]],
    [['contacts:read', null]],
    [[['contacts:read']]],
    [new Map([['contacts:read', true]])],
    [Buffer.from('contacts:read')],
  ])('that is no text, %j, is refused', (stored) => {
    expect(() => vocabulary.parse(stored)).toThrow(TypeError);
  });
});

describe('what is missing', () => {
  test('is named in full, not only the first of it', () => {
    const requirement = vocabulary.allOf('contacts:admin', 'tags:write', 'contacts:read', 'export');
    const missing = ['contacts:admin', 'tags:write', 'export'];
    const error = thrownBy(() => vocabulary.authorize(reader, requirement));
    expect(error).toMatchObject({ missing, held: ['contacts:read'] });
    for (const scope of missing) expect(String(error)).toContain(scope);
    expect(vocabulary.missing(reader, requirement)).toEqual(missing);
    expect(thrownBy(() => vocabulary.attenuate(reader, missing))).toMatchObject({ missing });
    const routes = ['DELETE /contacts/*', 'PUT /contacts/:id/tags'];
    const key = thrownBy(() => untyped.defineKey(api, 'key', { routes }));
    expect(key).toMatchObject({ missing: ['contacts:write', 'contacts:admin', 'tags:read'] });
    for (const route of routes) expect(String(key)).toContain(route);
  });
});

describe('a route that is not there', () => {
  test('is refused, whoever asks', () => {
    expect(api.match('GET', '/secrets')).toBeUndefined();
    expect(api.match('OPTIONS', '/contacts')).toBeUndefined();
    expect(api.match('HEAD', '/secrets')).toBeUndefined();
    expect(api.match('TRACE', '/health')).toBeUndefined();
    for (const act of [
      () => api.check(reader, 'GET /secrets'),
      () => api.authorize(reader, 'GET /contacts/1'),
      () => api.needs('get /health'),
      () => api.handler('GET /secrets', () => 'everything'),
    ])
      expect(act).toThrow(TypeError);
  });

  test('comes from a misspelt scope only as an error, and leaves no table behind', () => {
    const made = outcomeOf(() =>
      untyped.defineRoutes(vocabulary, { 'GET /health': untyped.open, 'POST /contacts': 'contacts:wirte' }),
    );
    expect(made).toMatchObject({ name: 'RouteDefinitionError', route: 'POST /contacts' });
  });

  test.each([
    ['/contacts/1/', 'a trailing slash'],
    ['//contacts/1', 'an empty segment'],
    ['/contacts//1', 'another empty segment'],
    ['/./contacts/1', 'a dot segment'],
    ['/files/../contacts/1', 'a double-dot segment'],
    ['/files/..', 'a double-dot segment at the end'],
    ['/files/%2e%2e/contacts/1', 'an encoded dot segment'],
    ['/files/.%2E/contacts/1', 'a half-encoded dot segment'],
    ['/files%2f..%2fcontacts', 'encoded slashes'],
    ['/files\\..\\contacts', 'backslashes'],
    ['/files/%5c..%5ccontacts', 'encoded backslashes'],
    ['/contacts/1?scope=*', 'a query'],
    ['/contacts/1#top', 'a fragment'],
    ['/contacts/1%00', 'an encoded null'],
    ['/contacts/%0d%0aSet-Cookie:a', 'an encoded line feed'],
    ['/contacts/%c0%af', 'a slash in too many bytes'],
    ['/contacts/%ff', 'a byte that is no UTF-8'],
    ['/contacts/%', 'a percent sign alone'],
    ['/contacts/%4', 'half an escape'],
    ['/contacts/%zz', 'no escape'],
    ['/HEALTH', 'capitals'],
    ['health', 'no slash at the beginning'],
    ['', 'nothing'],
    ['https://example.com/health', 'an absolute URL'],
    ['*', 'an asterisk'],
  ])('%s, which has %s, matches nothing', (path) => {
    expect(api.match('GET', path)).toBeUndefined();
  });
});

test('open and authenticated are held by everybody, and are told apart', () => {
  expect([api.check(none, 'GET /health').ok, api.check(none, 'GET /me').ok]).toEqual([true, true]);
  expect(api.needs('GET /health')).toBe(untyped.open);
  expect(api.needs('GET /me')).toBe(untyped.authenticated);
  expect(untyped.open).not.toBe(untyped.authenticated);
});
