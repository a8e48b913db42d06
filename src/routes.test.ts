import { describe, expect, expectTypeOf, test } from 'vitest';
import { type UntypedTable, untyped } from '../tests/support/without-types.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  type GrantOf,
  InsufficientScopeError,
  mount,
  open,
  RouteDefinitionError,
} from './index.js';
import { behind } from './routes.js';

const atender = defineScopes('atender', {
  surfaces: {
    knowledge: ['read', 'write'],
    contacts: ['read', 'write'],
    tags: ['read'],
    settings: ['manage'],
  },
  scopes: ['export'],
  implies: { write: ['read'] },
});
const other = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });

/** As a caller without types sees it. */
interface Match {
  readonly route: string;
  readonly params: Record<string, string>;
  readonly needs: unknown;
}
type Table = Omit<UntypedTable, 'match'> & { match(method: unknown, path: unknown): Match | undefined };
const declare = untyped<(vocabulary: unknown, table: unknown) => Table>(defineRoutes);
const mounted =
  untyped<
    (vocabulary: unknown, prefix: unknown, surface: unknown, methods?: unknown) => Record<string, string>
  >(mount);
const tableOf = (...routes: string[]) =>
  declare(atender, Object.fromEntries(routes.map((route) => [route, 'tags:read'])));

const refusal = (declaring: () => unknown): RouteDefinitionError => {
  try {
    declaring();
  } catch (error) {
    if (error instanceof RouteDefinitionError) return error;
    throw error;
  }
  throw new Error('the table was not refused');
};

describe('a route that no table can hold', () => {
  const badRoute = 'a route is a method, a space and a path that starts with /';

  test.each([
    '',
    ' ',
    '/',
    'GET',
    'GET ',
    '/contacts',
    'GET contacts',
    'GET/contacts',
    'GET  /contacts',
    ' GET /contacts',
    'GET /contacts ',
    'GET /con tacts',
    'GET\t/contacts',
    'GET\n/contacts',
    'get /contacts',
    'Get /contacts',
    'FETCH /contacts',
    '* /contacts',
    'ALL /contacts',
    'TRACE /contacts',
    'CONNECT /contacts',
    'GET,POST /contacts',
    'GET|POST /contacts',
    'GET https://x.org/contacts',
    'constructor /contacts',
    '__proto__ /contacts',
    'toString /contacts',
  ])('%j: a method, a space and a path', (route) => {
    const error = refusal(() => tableOf(route));
    expect(error.route).toBe(route);
    expect(error.message).toBe(`${route}: ${badRoute}`);
    expect(error.name).toBe('RouteDefinitionError');
    expect(error).toBeInstanceOf(TypeError);
  });

  test.each([
    // empty segments
    '//',
    '/contacts/',
    '//contacts',
    '/contacts//x',
    '/*/',
    '/:id/',
    // dot segments
    '/.',
    '/..',
    '/./x',
    '/x/../y',
    '/x/..',
    // the same with parameters, or parameters alone
    '/;',
    '/.;',
    '/..;x',
    '/;a/b',
    '/a/..;',
    // encoded, or what would have to be
    '/%63ontacts',
    '/a%2Fb',
    '/%2e',
    '/é',
    '/a"b',
    '/a<b',
    '/a`b',
    '/a^b',
    '/a|b',
    // other parts of a URL
    '/contacts?x=1',
    '/contacts#x',
    '/a\\b',
    '/\\',
    // what other routers take for more than a literal
    '/**',
    '/*/x',
    '/x/*/y',
    '/a*',
    '/*a',
    '/**:rest',
    '/*:rest',
    '/{id}',
    '/{:id}',
    '/[id]',
    '/:id?',
    '/:id+',
    '/:id*',
    '/:id(\\d+)',
    '/:id.json',
    '/x:id',
    '/:a:b',
    '/:a-:b',
    '/a:b',
    '/\\:id',
    '/\\*',
    '/(.*)',
    '/^x$',
    // parameters without a name that can be asked for
    '/:',
    '/:/x',
    '/:1',
    '/:a-b',
    '/:é',
    '/:_',
    '/x/:_/y',
    // control characters and line ends
    '/\0',
    '/a\x7f',
    '/a\nb',
    '/a\r',
    '/a\n',
    '/:id\n',
    '/\u2028',
  ])('%j could be read two ways, or is no path of this library', (path) => {
    const error = refusal(() => tableOf(`GET ${path}`));
    expect(error.route).toBe(`GET ${path}`);
  });

  test.each([
    ['/contacts/', 'a path that could be read two ways, at /'],
    ['/x/../y', 'a path that could be read two ways, at /..'],
    ['/%63ontacts', 'a path that could be read two ways, at /%63ontacts'],
    ['/contacts/{id}', '/{id} is no segment: one is plain text, :name, or * at the end'],
    ['/:id.json', '/:id.json is no segment: one is plain text, :name, or * at the end'],
    ['/x/*/y', '/* is no segment: one is plain text, :name, or * at the end'],
  ])('%s is refused for what it is', (path, message) => {
    expect(refusal(() => tableOf(`GET ${path}`)).message).toBe(`GET ${path}: ${message}`);
  });

  test.each(['/:id/:id', '/:a/x/:b/:a'])('%j names a parameter twice', (path) => {
    expect(refusal(() => tableOf(`GET ${path}`)).message).toBe(`GET ${path}: a parameter named twice`);
  });

  test.each([
    ['GET /contacts/:id', 'GET /contacts/:contact'],
    ['GET /:a/:b', 'GET /:b/:a'],
    ['GET /:a/*', 'GET /:b/*'],
  ])('%s and %s are the same route', (first, second) => {
    const error = refusal(() => tableOf(first, second));
    expect(error.message).toBe(`${second}: the same path as ${first}`);
  });

  test('no route is the same as one of another method, or less specific', () => {
    const routes = [
      'GET /a/:x',
      'POST /a/:y',
      'GET /a/b',
      'GET /a/*',
      'GET /:x/b',
      'GET /a',
      'GET /a/:x/*',
      'GET /*',
      'GET /',
      // segments that repeat, run together, or begin and end with dots
      'GET /a/a',
      'GET /ab',
      'GET /a.',
      'GET /a..',
      'GET /.a',
      'GET /..a',
    ];
    expect(tableOf(...routes).routes).toEqual(routes);
  });

  test('is refused beside good ones, and its requirement is looked at as well', () => {
    expect(refusal(() => tableOf('GET /tags', 'GET tags')).route).toBe('GET tags');
    const misspelt = refusal(() =>
      declare(atender, { 'GET /tags': 'tags:read', 'GET /contacts': 'contacts:reed' }),
    );
    expect(misspelt.route).toBe('GET /contacts');
    expect(misspelt.message).toContain('unknown scope contacts:reed');
    const foreign = refusal(() => declare(atender, { 'GET /tags': other.allOf('contacts:read') }));
    expect(foreign.message).toBe('GET /tags: not a requirement of this vocabulary');
  });

  test.each([undefined, null, '', 'tags', '*', ['tags:read'], [], true, {}])(
    'a requirement that is %j',
    (needs) => {
      expect(refusal(() => declare(atender, { 'GET /tags': needs })).route).toBe('GET /tags');
    },
  );

  test.each<{ none: unknown }>([
    { none: undefined },
    { none: null },
    { none: 5 },
    { none: 'GET /tags' },
    { none: [] },
    { none: [['GET /tags', 'tags:read']] },
    { none: new Map([['GET /tags', 'tags:read']]) },
  ])('a table that is $none', ({ none }) => {
    expect(() => declare(atender, none)).toThrow(new TypeError('a route table: not an object'));
  });

  test('a vocabulary that is none', () => {
    for (const none of [undefined, null, {}, { ...atender }, 'atender'])
      expect(() => declare(none, {})).toThrow('not a vocabulary');
  });

  test('a table that is none', () => {
    for (const none of [undefined, null]) expect(() => declare(atender, none)).toThrow(TypeError);
  });
});

describe('what the table does not list is refused', () => {
  const api = declare(atender, {
    'GET /contacts': 'contacts:read',
    'GET /contacts/:id': 'contacts:read',
    'POST /contacts': 'contacts:write',
    'GET /kb/*': 'knowledge:read',
    'GET /kb/admin': 'knowledge:write',
    'GET /kb/admin/*': 'knowledge:write',
    'GET /': open,
  });

  test.each<[unknown, unknown]>([
    ['GET', '/nope'],
    ['GET', '/contacts/1/2'],
    ['GET', '/contact'],
    ['GET', '/contactss'],
    ['GET', '/Contacts'],
    ['DELETE', '/contacts'],
    ['HEAD', '/contacts'],
    ['OPTIONS', '/contacts'],
    ['POST', '/contacts/1'],
    ['POST', '/kb/x'],
    ['POST', '/'],
    // methods
    ['get', '/contacts'],
    ['Get', '/contacts'],
    ['GET ', '/contacts'],
    ['', '/contacts'],
    ['*', '/contacts'],
    ['constructor', '/contacts'],
    ['__proto__', '/contacts'],
    [undefined, '/contacts'],
    [null, '/contacts'],
    [['GET'], '/contacts'],
    // paths
    ['GET', 'contacts'],
    ['GET', '*'],
    ['GET', '//'],
    ['GET', '///'],
    ['GET', '/contacts/'],
    ['GET', '//contacts'],
    ['GET', '/contacts//'],
    ['GET', '/kb//x'],
    ['GET', '/kb/x/'],
    ['GET', '/kb/'],
    ['GET', '/.'],
    ['GET', '/..'],
    ['GET', '/contacts/.'],
    ['GET', '/contacts/..'],
    ['GET', '/./contacts'],
    ['GET', '/kb/../contacts'],
    ['GET', '/kb/x/../admin'],
    ['GET', '/kb/%2e%2e/contacts'],
    ['GET', '/kb/%2E%2E/contacts'],
    ['GET', '/kb/.%2e/contacts'],
    ['GET', '/kb/%2e./contacts'],
    ['GET', '/kb/%2e/admin'],
    ['GET', '/kb/%2e'],
    ['GET', '/contacts/%2e%2e'],
    ['GET', '/contacts?x=1'],
    ['GET', '/contacts#x'],
    ['GET', '/contacts/1?x'],
    ['GET', '/kb/x#y'],
    ['GET', '/contacts\\1'],
    ['GET', '\\contacts'],
    ['GET', '/kb/..\\contacts'],
    ['GET', '/contacts/1 2'],
    ['GET', '/contacts\n'],
    ['GET', '/contacts/\t'],
    ['GET', '/contacts/\u00a0'],
    ['GET', ' /contacts'],
    ['GET', 'https://example.org/contacts'],
    ['GET', '//example.org/contacts'],
    ['GET', '/constructor'],
    ['GET', '/__proto__'],
    ['GET', '/toString'],
    ['GET', undefined],
    ['GET', null],
    ['GET', 7],
    ['GET', ['/contacts']],
    ['GET', new String('/contacts')],
    ['GET', new URL('https://example.org/contacts')],
  ])('%j %j', (method, path) => {
    expect(api.match(method, path)).toBeUndefined();
  });

  test('an empty path is not the root', () => {
    expect(api.match('GET', '')).toBeUndefined();
    expect(tableOf('GET /*').match('GET', '')).toBeUndefined();
  });

  test.each(['%', '%4', '%zz', '%e0%a4%a', '%ff', '%c0%ae', '%c0%ae%c0%ae', '%ed%a0%80', 'a%'])(
    'a parameter that does not decode: %s',
    (segment) => {
      expect(api.match('GET', `/contacts/${segment}`)).toBeUndefined();
    },
  );

  // RFC 3986 §6.2.2.2: a letter and its percent-encoding are the same; a server that decodes first goes to the stricter route.
  test.each(['/kb/%61dmin', '/kb/admi%6e', '/kb/%61%64%6d%69%6e/x', '/kb/%61dmin/x'])(
    'an encoded letter is no way around a stricter route: %s',
    (path) => {
      expect([undefined, 'knowledge:write']).toContain(api.match('GET', path)?.needs);
    },
  );

  test.each([
    '/kb/..%2fcontacts',
    '/kb/..%2F..%2Fcontacts',
    '/kb/%2e%2e%2fcontacts',
    '/kb/x%2f..%2fadmin',
    '/kb/..%5ccontacts',
    '/kb/.%2fadmin',
  ])('dot segments behind an encoded slash are dot segments: %s', (path) => {
    expect(api.match('GET', path)).toBeUndefined();
  });

  // Some servers cut off what follows a semicolon before they resolve dot segments.
  test.each([
    '/kb/..;/contacts',
    '/kb/..;v=1/contacts',
    '/kb/.;/admin',
    '/kb/;/admin',
    '/kb/;a=b',
    '/kb/x/..;',
  ])('a segment of parameters alone, or of dots before them: %s', (path) => {
    expect(api.match('GET', path)).toBeUndefined();
  });

  // What is handed on may be decoded once more behind.
  test.each([
    '/kb/%252e%252e/contacts',
    '/kb/%252E./contacts',
    '/kb/..%252fcontacts',
    '/kb/..%255Ccontacts',
    '/kb/%25252e%25252e/contacts',
    '/kb/..%3b/contacts',
    '/kb/x/..%253Bv=1/contacts',
    '/kb/.%3b',
  ])('a dot or a slash in the rest of a path that is encoded more than once: %s', (path) => {
    expect(api.match('GET', path)).toBeUndefined();
  });

  test.each(['/kb/%c0%ae%c0%ae/contacts', '/kb/..%c0%afcontacts', '/kb/x/%ff', '/kb/%ed%a0%80'])(
    'the rest of a path that is no UTF-8: %s',
    (path) => {
      expect(api.match('GET', path)).toBeUndefined();
    },
  );

  test('a table of nothing', () => {
    const empty = declare(atender, {});
    expect(empty.routes).toEqual([]);
    expect(empty.match('GET', '/')).toBeUndefined();
    expect(() => empty.needs('GET /')).toThrow('no such route: GET /');
  });

  test('a path of many segments, and a long one', () => {
    expect(api.match('GET', '/x'.repeat(100_000))).toBeUndefined();
    expect(api.match('GET', `/contacts/${'x'.repeat(1_000_000)}`)?.route).toBe('GET /contacts/:id');
    expect(api.match('GET', `/kb${'/x'.repeat(100_000)}`)?.params['*']).toHaveLength(199_999);
  });
});

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

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a copy', { ...api }],
    ['what inherits from one', Object.create(api)],
    ['a proxy', new Proxy(api, {})],
    ['a vocabulary', atender],
  ])('%s is no table', (_, value) => {
    expect(() => behind(value)).toThrow('not a route table');
  });
});

describe('the most specific route', () => {
  const api = tableOf(
    'GET /*',
    'GET /:any',
    'GET /a/*',
    'GET /a/:x',
    'GET /a/b',
    'GET /a/:x/c',
    'GET /a/b/d',
    'GET /a/:x/:y/*',
    'GET /:any/b/c',
    'GET /a',
    'POST /a/:x',
    'DELETE /*',
  );

  test.each([
    ['GET', '/', 'GET /*'],
    ['GET', '/z', 'GET /:any'],
    ['GET', '/z/z', 'GET /*'],
    ['GET', '/a', 'GET /a'],
    ['GET', '/a/b', 'GET /a/b'],
    ['GET', '/a/z', 'GET /a/:x'],
    ['GET', '/a/b/c', 'GET /a/:x/c'],
    ['GET', '/a/b/d', 'GET /a/b/d'],
    ['GET', '/a/b/z', 'GET /a/:x/:y/*'],
    ['GET', '/a/b/c/d', 'GET /a/:x/:y/*'],
    ['GET', '/z/b/c', 'GET /:any/b/c'],
    ['GET', '/z/b/z', 'GET /*'],
    ['POST', '/a/b', 'POST /a/:x'],
    ['DELETE', '/a/b', 'DELETE /*'],
    ['DELETE', '/', 'DELETE /*'],
  ])('%s %s is %s', (method, path, route) => {
    expect(api.match(method, path)?.route).toBe(route);
  });

  test('does not depend on the order of declaration', () => {
    const turned = tableOf(...[...api.routes].reverse());
    for (const path of ['/', '/z', '/a', '/a/b', '/a/z', '/a/b/c', '/a/b/d', '/a/b/z', '/z/b/c', '/z/b/z'])
      expect(turned.match('GET', path)).toEqual(api.match('GET', path));
  });

  test('goes by the left-most difference', () => {
    const crossing = tableOf('GET /a/*', 'GET /:x/b');
    expect(crossing.match('GET', '/a/b')?.route).toBe('GET /a/*');
    expect(crossing.match('GET', '/z/b')?.route).toBe('GET /:x/b');
  });

  test('of each method for itself', () => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
    const all = tableOf(...methods.map((method) => `${method} /x/:id`));
    for (const method of methods) expect(all.match(method, '/x/1')?.route).toBe(`${method} /x/:id`);
  });
});

test('each encoded byte that a path spells without, or that some server takes for more than text, matches nothing', () => {
  const read = tableOf('GET /x/:id');
  const refused = (text: string) => /[\w.~/\\\-\p{Cc}]/u.test(text);
  for (let byte = 0; byte < 0x80; byte++) {
    const hex = byte.toString(16).padStart(2, '0');
    for (const encoded of [`%${hex}`, `%${hex.toUpperCase()}`]) {
      const text = decodeURIComponent(encoded);
      const params = read.match('GET', `/x/a${encoded}`)?.params;
      expect([encoded, params && { ...params }]).toEqual([
        encoded,
        refused(text) ? undefined : { id: `a${text}` },
      ]);
    }
  }
});

describe('parameters', () => {
  const api = tableOf(
    'GET /contacts/:id',
    'GET /contacts/:id/tags/:tag_2',
    'GET /kb/*',
    'GET /files/:id/*',
    'GET /odd/:__proto__/:constructor',
  );

  test.each<[path: string, params: Record<string, string>]>([
    ['/contacts/42', { id: '42' }],
    ['/contacts/a%20b', { id: 'a b' }],
    ['/contacts/a+b', { id: 'a+b' }],
    ['/contacts/caf%C3%A9', { id: 'café' }],
    ['/contacts/café', { id: 'café' }],
    ['/contacts/%2525', { id: '%25' }],
    ['/contacts/100%25', { id: '100%' }],
    ['/contacts/%252e%252e', { id: '%2e%2e' }],
    ['/kb/100%25', { '*': '100%25' }],
    ['/kb/a%3bb', { '*': 'a%3bb' }],
    ['/contacts/1;v=2', { id: '1;v=2' }],
    ['/contacts/...', { id: '...' }],
    ['/contacts/.hidden', { id: '.hidden' }],
    ['/contacts/:id', { id: ':id' }],
    ['/contacts/*', { id: '*' }],
    ['/contacts/1/tags/x', { id: '1', tag_2: 'x' }],
    ['/kb/articles/42', { '*': 'articles/42' }],
    ['/kb/a%20b/c', { '*': 'a%20b/c' }],
    ['/kb', { '*': '' }],
    ['/files/1/a/b', { id: '1', '*': 'a/b' }],
    ['/files/1', { id: '1', '*': '' }],
  ])('%s', (path, params) => {
    expect({ ...api.match('GET', path)?.params }).toEqual(params);
  });

  test('have no prototype, and may be called like what one has', () => {
    const params = api.match('GET', '/odd/a/b')?.params;
    expect(Object.getPrototypeOf(params)).toBeNull();
    expect(Object.entries(params ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(api.match('GET', '/kb')?.params)).toBeNull();
  });

  test('a match tells the requirement, and changing it changes no other', () => {
    const first = untyped<{ route: string; params: Record<string, string>; needs: unknown }>(
      api.match('GET', '/contacts/1'),
    );
    expect(first.needs).toBe('tags:read');
    try {
      first.needs = open;
      first.params.id = '2';
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
    }
    expect(api.match('GET', '/contacts/1')).toEqual({
      route: 'GET /contacts/:id',
      params: { id: '1' },
      needs: 'tags:read',
    });
    expect(api.needs('GET /contacts/:id')).toBe('tags:read');
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
    expect(mounted(atender, '/tags', 'tags', { GET: 'read', PUT: undefined })).toEqual({
      'GET /tags/*': 'tags:read',
    });
  });

  test.each(['write', 'raed', 'constructor', '*', 'tags:read', '', null, 7, ['read']])(
    'a method whose action the surface does not have gets no route: %j',
    (action) => {
      expect(mounted(atender, '/tags', 'tags', { GET: 'read', HEAD: action })).toEqual({
        'GET /tags/*': 'tags:read',
      });
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

  test('an unknown method is refused by the table', () => {
    expect(refusal(() => declare(atender, mounted(atender, '/tags', 'tags', { FETCH: 'read' }))).route).toBe(
      'FETCH /tags/*',
    );
    expect(refusal(() => declare(atender, mounted(atender, '/tags', 'tags', { get: 'read' }))).route).toBe(
      'get /tags/*',
    );
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
    expect(api.authorize(atender.parse('').grant, 'GET /health').scopes).toEqual([]);
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
