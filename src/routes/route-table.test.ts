import { describe, expect, expectTypeOf, test } from 'vitest';
import { atender, declare, other, refusal, type Table, tableOf } from '../../tests/support/tables.js';
import { untyped } from '../../tests/support/without-types.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  type GrantOf,
  InsufficientScopeError,
  mount,
  open,
  RouteDefinitionError,
} from '../index.js';
import { routeTableInternals } from './route-table.js';

const mounted =
  untyped<
    (vocabulary: unknown, prefix: unknown, surface: unknown, methods?: unknown) => Record<string, string>
  >(mount);

describe('what every object inherits', () => {
  const polluted = <T>(value: unknown, run: () => T): T => {
    Object.defineProperty(Object.prototype, 'inherited', {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    try {
      return run();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'inherited');
    }
  };
  const api = tableOf('GET /tags', 'GET /tags/:id');

  test('is no route', () => {
    expect(polluted('tags:read', () => tableOf('GET /tags')).routes).toEqual(['GET /tags']);
    expect(polluted('read', () => mounted(atender, '/tags', 'tags', { GET: 'read' }))).toEqual({
      'GET /tags/*': 'tags:read',
    });
  });

  test('is no parameter', () => {
    expect(polluted('x', () => api.match('GET', '/tags')?.params)).toEqual({});
    expect(polluted('x', () => api.match('GET', '/tags/1')?.params)).toEqual({ id: '1' });
  });

  test('stops no request', () => {
    expect(polluted(7, () => api.match('GET', '/tags')?.route)).toBe('GET /tags');
  });
});

describe('what is no route of the table', () => {
  const api = tableOf('GET /tags', 'GET /tags/:id');
  const { grant } = atender.parse(atender.scopes);

  test.each([
    'GET /tags/',
    'GET /tags/1',
    'POST /tags',
    'get /tags',
    '/tags',
    '',
    'constructor',
    '__proto__',
    'toString',
    undefined,
    null,
    7,
    ['GET /tags'],
  ])('%j', (value) => {
    const route = untyped<string>(value);
    expect(() => api.needs(route)).toThrow(/^no such route: /);
    expect(() => api.authorize(grant, route)).toThrow(/^no such route: /);
    expect(() => api.check(grant, route)).toThrow(/^no such route: /);
    expect(() => api.handler(route, () => true)).toThrow(/^no such route: /);
  });

  test.each([undefined, null, 'handle', {}, { handle: () => true }])('%j is no handler', (handle) => {
    expect(() => api.handler('GET /tags', handle)).toThrow('a handler is a function');
  });

  test('what looks like one was made elsewhere, and the refusal says so', () => {
    expect(() => routeTableInternals({ ...api })).toThrow(
      'not a route table: made by another copy of scopeproof, or not by scopeproof; install it once',
    );
    for (const value of [undefined, null, atender, {}, Object.create(api)])
      expect(() => routeTableInternals(value)).toThrow(/^not a route table$/);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a copy', { ...api }],
    ['what inherits from one', Object.create(api)],
    ['a proxy', new Proxy(api, {})],
    ['a vocabulary', atender],
  ])('%s is no table', (_, value) => {
    expect(() => routeTableInternals(value)).toThrow('not a route table');
  });
});

describe('mount', () => {
  test('GET and HEAD read, the rest writes', () => {
    expect(mount(atender, '/api/v1/kb', 'knowledge')).toEqual({
      'GET /api/v1/kb/*': 'knowledge:read',
      'HEAD /api/v1/kb/*': 'knowledge:read',
      'POST /api/v1/kb/*': 'knowledge:write',
      'PUT /api/v1/kb/*': 'knowledge:write',
      'PATCH /api/v1/kb/*': 'knowledge:write',
      'DELETE /api/v1/kb/*': 'knowledge:write',
    });
  });

  test('exactly the methods whose action the surface has', () => {
    expect(mount(atender, '/tags', 'tags')).toEqual({
      'GET /tags/*': 'tags:read',
      'HEAD /tags/*': 'tags:read',
    });
  });

  test('another table', () => {
    expect(mount(atender, '/settings', 'settings', { GET: 'manage', PUT: 'manage', POST: 'write' })).toEqual({
      'GET /settings/*': 'settings:manage',
      'PUT /settings/*': 'settings:manage',
    });
  });

  test('a method whose action the surface does not have gets no route', () => {
    expect(mounted(atender, '/tags', 'tags', { GET: 'read', HEAD: 'write' })).toEqual({
      'GET /tags/*': 'tags:read',
    });
  });

  test.each(['raed', 'constructor', '*', 'tags:read', '', null, undefined, 7, ['read']])(
    'an action that no surface has is refused: %j',
    (action) => {
      const error = refusal(() => mounted(atender, '/tags', 'tags', { GET: 'read', HEAD: action }));
      expect(error.route).toBe('HEAD /tags/*');
      expect(error.message).toBe(`HEAD /tags/*: no surface has the action ${String(action)}`);
    },
  );

  test.each(['nope', 'constructor', '__proto__', 'export', '', 'Tags', undefined])(
    'no such surface: %j',
    (surface) => {
      expect(refusal(() => mounted(atender, '/x', surface)).message).toBe(`/x/*: unknown surface ${surface}`);
    },
  );

  test.each([null, 7, 'GET', ['read'], new Map([['GET', 'read']])])('no table of methods: %j', (methods) => {
    expect(() => mounted(atender, '/tags', 'tags', methods)).toThrow('method → action: not an object');
  });

  test('a surface below the root', () => {
    const api = declare(atender, mounted(atender, '/', 'tags'));
    expect(api.routes).toEqual(['GET /*', 'HEAD /*']);
    expect(api.match('GET', '/a/b')).toMatchObject({ route: 'GET /*', params: { '*': 'a/b' } });
    expect(api.match('GET', '/')).toMatchObject({ route: 'GET /*', params: { '*': '' } });
  });

  test('the format of the vocabulary', () => {
    const turned = defineScopes('turned', { format: '{action}_{surface}', surfaces: { tags: ['read'] } });
    expect(mount(turned, '/tags', 'tags')).toEqual({
      'GET /tags/*': 'read_tags',
      'HEAD /tags/*': 'read_tags',
    });
  });

  test.each(['get', 'GTE', 'FETCH', '', '__proto__'])('no such method: %j', (method) => {
    const methods = Object.fromEntries([[method, 'read']]);
    const error = refusal(() => mounted(atender, '/tags', 'tags', methods));
    expect(error.message).toBe(`${method} /tags/*: no such method: ${method}`);
    expect(error.route).toBe(`${method} /tags/*`);
  });

  test.each<[prefix: unknown, surface: unknown, methods?: unknown]>([
    ['/settings', 'settings'],
    ['/tags', 'tags', {}],
    ['/tags', 'tags', { POST: 'write' }],
  ])('nothing to mount is refused: %j, %j, %j', (prefix, surface, methods) => {
    const error = refusal(() => mounted(atender, prefix, surface, methods));
    expect(error.route).toBe(`${String(prefix)}/*`);
    expect(error.message).toBe(`${String(prefix)}/*: no method needs an action of ${String(surface)}`);
  });

  test.each([
    'api',
    '/api/',
    '//',
    '/a//b',
    '/../b',
    '/a?b',
    '/a*',
    '/a/*',
    '/é',
    'https://example.org',
    undefined,
  ])('a prefix that is no path is refused by the table: %j', (prefix) => {
    expect(() => declare(atender, mounted(atender, prefix, 'tags'))).toThrow(RouteDefinitionError);
  });

  test('what is no vocabulary', () => {
    expect(() => mounted({ ...atender }, '/tags', 'tags')).toThrow('not a vocabulary');
  });

  test('a mounted surface answers at its prefix and below, and gives way to what is more specific', () => {
    const api = defineRoutes(atender, {
      ...mount(atender, '/api/v1/kb', 'knowledge'),
      'PATCH /api/v1/kb/articles/:id': 'settings:manage',
    });
    expect(api.match('PATCH', '/api/v1/kb/articles/42')).toEqual({
      route: 'PATCH /api/v1/kb/articles/:id',
      params: { id: '42' },
      needs: 'settings:manage',
    });
    expect(api.match('PATCH', '/api/v1/kb/articles/42/x')?.needs).toBe('knowledge:write');
    expect(api.match('GET', '/api/v1/kb')?.needs).toBe('knowledge:read');
    expect(api.match('HEAD', '/api/v1/kb/x')?.needs).toBe('knowledge:read');
    expect(api.match('OPTIONS', '/api/v1/kb/x')).toBeUndefined();
    expect(api.match('GET', '/api/v1/kbx')).toBeUndefined();
  });
});

describe('a table', () => {
  const either = atender.anyOf('contacts:read', 'knowledge:read');
  const api = defineRoutes(atender, {
    'GET /contacts/:id': 'contacts:read',
    'POST /contacts': atender.allOf('contacts:write', 'tags:read'),
    'GET /search': either,
    'GET /me': authenticated,
    'GET /health': open,
  });
  const loose = untyped<Table>(api);

  test('lists its routes, and their requirements as they were declared', () => {
    expect(api.routes).toEqual([
      'GET /contacts/:id',
      'POST /contacts',
      'GET /search',
      'GET /me',
      'GET /health',
    ]);
    expect(api.vocabulary).toBe(atender);
    expect(api.needs('GET /contacts/:id')).toBe('contacts:read');
    expect(api.needs('GET /search')).toBe(either);
    expect(api.needs('GET /health')).toBe(open);
    expect(api.needs('GET /me')).toBe(authenticated);
  });

  test('cannot be changed', () => {
    expect(Object.isFrozen(api)).toBe(true);
    expect(Object.isFrozen(api.routes)).toBe(true);
    const table = { 'GET /tags': 'tags:read' };
    const declared = declare(atender, table);
    Object.assign(table, { 'GET /tags': open, 'GET /all': open });
    expect(declared.needs('GET /tags')).toBe('tags:read');
    expect(declared.match('GET', '/all')).toBeUndefined();
    expect(Object.isFrozen(api.handler('GET /me', () => 1))).toBe(true);
  });

  test('authorizes and checks', () => {
    const { grant } = atender.parse('contacts:write');
    const proven: GrantOf<typeof atender, 'contacts:read'> = api.authorize(grant, 'GET /contacts/:id');
    expect(proven).toBe(grant);
    expect(api.check(grant, 'GET /search')).toEqual({ ok: true, grant });
    expect(api.authorize(grant, 'GET /me')).toBe(grant);
    expect(api.authorize(atender.parse('').grant, 'GET /health').held).toEqual([]);
    expect(() => api.authorize(grant, 'POST /contacts')).toThrow(InsufficientScopeError);
    expect(api.check(grant, 'POST /contacts').error?.missing).toEqual(['tags:read']);
    for (const none of [undefined, {}, other.parse('contacts:read').grant]) {
      expect(() => loose.authorize(none, 'GET /contacts/:id')).toThrow(TypeError);
      expect(() => loose.check(none, 'GET /contacts/:id')).toThrow(TypeError);
    }
  });

  test('binds a handler to its route', () => {
    const show = api.handler('GET /contacts/:id', ({ grant, params }) => {
      expectTypeOf(grant).toEqualTypeOf<GrantOf<typeof atender, 'contacts:read'>>();
      return `${params.id} for ${grant}`;
    });
    expect(show.route).toBe('GET /contacts/:id');
    expect(show.needs).toBe('contacts:read');
    const grant = api.authorize(atender.parse('contacts:read').grant, 'GET /contacts/:id');
    expect(show.handle({ grant, params: { id: '42' } })).toBe('42 for contacts:read');
  });

  test('a handler is not reached without a grant that meets its route', () => {
    let calls = 0;
    const create = api.handler('POST /contacts', () => ++calls);
    const handle = untyped<(context: unknown) => unknown>(create.handle);
    const params = {};
    expect(() => handle({ grant: atender.parse('contacts:write').grant, params })).toThrow(
      InsufficientScopeError,
    );
    for (const grant of [undefined, {}, other.parse('contacts:write').grant])
      expect(() => handle({ grant, params })).toThrow(TypeError);
    expect(() => handle(undefined)).toThrow(TypeError);
    expect(calls).toBe(0);
    expect(handle({ grant: atender.parse('contacts:write tags:read').grant, params })).toBe(1);
  });

  test('a handler of an open route wants a grant as well, which may be empty', () => {
    const health = untyped<(context: unknown) => unknown>(api.handler('GET /health', () => 'well').handle);
    expect(health({ grant: atender.parse('').grant, params: {} })).toBe('well');
    expect(() => health({ params: {} })).toThrow('not a grant');
  });

  test('a handler keeps what the type of its function says: this, the name and properties', () => {
    function show(this: unknown): unknown {
      return this;
    }
    const { handle } = api.handler('GET /me', Object.assign(show, { summary: 'Shows me' }));
    const context = { grant: atender.parse('').grant, params: {} };
    expect([handle.name, handle.summary]).toEqual(['show', 'Shows me']);
    expect(handle).not.toBe(show);
    expect(Reflect.apply(untyped<() => unknown>(handle), 7, [context])).toBe(7);
    expect(() => Reflect.apply(untyped<() => unknown>(handle), 7, [{ params: {} }])).toThrow(TypeError);
  });

  test('a handler is given whatever else it is called with', () => {
    const handle = untyped<(...given: unknown[]) => unknown>(
      loose.handler(
        'GET /me',
        untyped((...given: unknown[]) => given),
      ),
    );
    const context = { grant: atender.parse('').grant, params: {} };
    expect(untyped<{ handle: typeof handle }>(handle).handle(context, 'request', 7)).toEqual([
      context,
      'request',
      7,
    ]);
  });
});
