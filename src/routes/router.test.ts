import { describe, expect, test } from 'vitest';
import { atender, declare, other, refusal, tableOf } from '../../tests/support/tables.js';
import { untyped } from '../../tests/support/without-types.js';
import { open } from '../index.js';

describe('a route that no table can hold', () => {
  const isNoSegment = 'a segment is text with one :name at most, or * at the end';
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
    '//contacts',
    '/contacts//',
    '/contacts//x',
    '/*/',
    '/:id//',
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
    '/:id(x)',
    '/x-:id(x)',
    '/:id([0-9]+)',
    '/:id.json?',
    '/\\:id',
    '/:id\\:purge',
    // several parameters
    '/:a-:b',
    '/:a.:b',
    '/@:a,:b',
    '/::a',
    '/:a::b',
    '/a::b',
    '/a:-:b',
    '/\\*',
    '/(.*)',
    '/^x$',
    // parameters without a name that can be asked for
    '/:',
    '/:/x',
    '/:1',
    '/:é',
    '/x-:',
    '/x-:1',
    '/x:',
    '/:id:',
    '/:id/:.json',
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
    ['/contacts//', 'a path that could be read two ways, at /'],
    ['/x/../y', 'a path that could be read two ways, at /..'],
    ['/a%2fb', 'a path that could be read two ways, at /a%2fb'],
    ['/%63ontacts', `/%63ontacts: ${isNoSegment}`],
    ['/contacts/{id}', `/{id}: ${isNoSegment}`],
    ['/:id?', 'a path that could be read two ways, at /:id?'],
    ['/:a-:b', `/:a-:b: ${isNoSegment}`],
    ['/:id([0-9]+)', `/:id([0-9]+): ${isNoSegment}`],
    ['/x/*/y', `/*: ${isNoSegment}`],
  ])('%s is refused for what it is', (path, message) => {
    expect(refusal(() => tableOf(`GET ${path}`)).message).toBe(`GET ${path}: ${message}`);
  });

  test.each(['/:id/:id', '/:a/x/:b/:a', '/@:id/:id.json'])('%j names a parameter twice', (path) => {
    expect(refusal(() => tableOf(`GET ${path}`)).message).toBe(`GET ${path}: a parameter named twice`);
  });

  test.each([
    ['GET /contacts/:id', 'GET /contacts/:contact'],
    ['GET /:a/:b', 'GET /:b/:a'],
    ['GET /:a/*', 'GET /:b/*'],
    ['GET /:a.json', 'GET /:b.json'],
    ['GET /@:a', 'GET /@:b'],
    ['GET /a/:x/', 'GET /a/:y/'],
    ['HEAD /a/:x', 'HEAD /a/:y'],
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
      'GET /a/',
      'GET /a/:x/',
      'GET /a/:x.json',
      'GET /a/@:x',
      'GET /a/@:x.json',
      'GET /a/:x:json',
      'GET /a:b',
      'HEAD /a',
      'TRACE /a',
      'QUERY /a',
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
    expect(foreign.message).toBe(
      'GET /tags: not a requirement of this vocabulary in this copy of scopeproof',
    );
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

  // What is handed on may be decoded once more.
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
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'];
    const all = tableOf(...methods.map((method) => `${method} /x/:id`));
    for (const method of methods) expect(all.match(method, '/x/1')?.route).toBe(`${method} /x/:id`);
  });
});

describe('text around a parameter', () => {
  const api = tableOf(
    'GET /v1/books:batchGet',
    'POST /v1/:name',
    'POST /v1/:name:purge',
    'POST /v1/spaces:find',
    'GET /files/:id',
    'GET /files/:id.json',
    'GET /files/:id.tar.json',
    'GET /files/v1.0-:id',
    'GET /files/latest.json',
    'GET /@:user',
    'GET /:user.json',
    'GET /@:user/:repo.git/*',
    "GET /Users(':id')",
    'GET /:a:b:c',
  );

  test.each<[method: string, path: string, route: string, params: Record<string, string>]>([
    ['GET', '/v1/books:batchGet', 'GET /v1/books:batchGet', {}],
    ['POST', '/v1/books', 'POST /v1/:name', { name: 'books' }],
    ['POST', '/v1/books:purge', 'POST /v1/:name:purge', { name: 'books' }],
    ['POST', '/v1/books:purge:purge', 'POST /v1/:name:purge', { name: 'books:purge' }],
    ['POST', '/v1/spaces:find', 'POST /v1/spaces:find', {}],
    ['POST', '/v1/spaces:finds', 'POST /v1/:name', { name: 'spaces:finds' }],
    ['POST', '/v1/spaces%3Apurge', 'POST /v1/:name', { name: 'spaces:purge' }],
    // A parameter is not empty.
    ['POST', '/v1/:purge', 'POST /v1/:name', { name: ':purge' }],
    ['GET', '/files/.json', 'GET /files/:id', { id: '.json' }],
    ['GET', '/files/42', 'GET /files/:id', { id: '42' }],
    ['GET', '/files/42.json', 'GET /files/:id.json', { id: '42' }],
    ['GET', '/files/a%20b.json', 'GET /files/:id.json', { id: 'a b' }],
    ['GET', '/files/42.tar.json', 'GET /files/:id.tar.json', { id: '42' }],
    ['GET', '/files/latest.json', 'GET /files/latest.json', {}],
    ['GET', '/files/v1.0-42', 'GET /files/v1.0-:id', { id: '42' }],
    // Text before a parameter counts before text after it.
    ['GET', '/files/v1.0-42.json', 'GET /files/v1.0-:id', { id: '42.json' }],
    ['GET', '/@ada', 'GET /@:user', { user: 'ada' }],
    ['GET', '/@ada.json', 'GET /@:user', { user: 'ada.json' }],
    ['GET', '/ada.json', 'GET /:user.json', { user: 'ada' }],
    [
      'GET',
      '/@ada/engine.git/tree/main',
      'GET /@:user/:repo.git/*',
      { user: 'ada', repo: 'engine', '*': 'tree/main' },
    ],
    ['GET', "/Users('42')", "GET /Users(':id')", { id: '42' }],
    ['GET', '/x:b:c', 'GET /:a:b:c', { a: 'x' }],
  ])('%s %s is %s', (method, path, route, params) => {
    const match = api.match(method, path);
    expect(match?.route).toBe(route);
    expect({ ...match?.params }).toEqual(params);
  });

  test.each([
    ['GET', '/v1/books:batchget'],
    ['GET', '/v1/books'],
    ['GET', '/v1/books%3AbatchGet'],
    ['GET', '/@'],
    ['GET', '/files/'],
    ['GET', '/files/42%2Ejson'],
    ['GET', '/@ada/.git/tree'],
    ['GET', '/@ada/engine/tree'],
    ['GET', "/Users('')"],
    ['GET', '/:b:c'],
  ])('%s %s matches none', (method, path) => {
    expect(api.match(method, path)).toBeUndefined();
  });

  test('goes on to less text where the rest of the path does not match', () => {
    const deeper = tableOf('GET /@:user/a', 'GET /:user/b', 'GET /@:user.x/c', 'GET /*');
    expect(deeper.match('GET', '/@u.x/b')?.route).toBe('GET /:user/b');
    expect(deeper.match('GET', '/@u.x/a')?.route).toBe('GET /@:user/a');
    expect(deeper.match('GET', '/@u.x/c')?.route).toBe('GET /@:user.x/c');
    expect(deeper.match('GET', '/@u.x/d')?.route).toBe('GET /*');
  });
});

describe('a slash at the end', () => {
  const api = tableOf(
    'GET /a/',
    'GET /b',
    'GET /b/',
    'GET /c/:id/',
    'GET /c/:id',
    'GET /d/:id.json/',
    'GET /e/*',
    'GET /',
  );

  test.each([
    ['/a/', 'GET /a/'],
    ['/b', 'GET /b'],
    ['/b/', 'GET /b/'],
    ['/c/1/', 'GET /c/:id/'],
    ['/c/1', 'GET /c/:id'],
    ['/d/1.json/', 'GET /d/:id.json/'],
    ['/', 'GET /'],
    ['/e', 'GET /e/*'],
  ])('%s is %s', (path, route) => {
    expect(api.match('GET', path)?.route).toBe(route);
  });

  test.each(['/a', '/a//', '//', '/c/', '/c//', '/c/1//', '/d/1.json', '/e/', '/e/x/', '/b/.', '/b/;'])(
    '%s matches none',
    (path) => {
      expect(api.match('GET', path)).toBeUndefined();
    },
  );

  test('is the path of the root, not the end of it', () => {
    const all = tableOf('GET /*');
    expect(all.match('GET', '/')?.route).toBe('GET /*');
    expect(all.match('GET', '/x/')).toBeUndefined();
  });
});

describe('HEAD', () => {
  const api = tableOf('GET /a', 'HEAD /b', 'GET /b', 'GET /c/:id', 'HEAD /c/*', 'GET /d/*', 'POST /e');

  test.each([
    ['/a', 'GET /a'],
    ['/b', 'HEAD /b'],
    ['/c/1', 'GET /c/:id'],
    ['/c/1/2', 'HEAD /c/*'],
    ['/d/1', 'GET /d/*'],
    ['/e', undefined],
  ])('%s is answered by %s', (path, route) => {
    expect(api.match('HEAD', path)?.route).toBe(route);
  });

  test('has its own route wherever that stands', () => {
    const turned = tableOf('HEAD /x/:id', 'GET /x/:id');
    expect(turned.match('HEAD', '/x/1')?.route).toBe('HEAD /x/:id');
    expect(turned.match('GET', '/x/1')?.route).toBe('GET /x/:id');
  });
});

// RFC 3986 §6.2.2.2: an unreserved character and its percent-encoding are the same.
describe('an encoded unreserved character', () => {
  const api = tableOf(
    'GET /contacts',
    'GET /contacts/:id',
    'GET /contacts/new',
    'GET /@:user',
    'GET /:x',
    'GET /rest/*',
  );

  test.each<[path: string, params: Record<string, string>]>([
    ['/contacts/cus%5F1', { id: 'cus_1' }],
    ['/contacts/%7Eada', { id: '~ada' }],
    ['/contacts/a%2Db', { id: 'a-b' }],
    ['/contacts/a%2db%2ec%41%7a%30', { id: 'a-b.cAz0' }],
    ['/contacts/%2e%2e%2e', { id: '...' }],
    ['/rest/a%2Db/%7Ec%20d', { '*': 'a-b/~c%20d' }],
  ])('is the character in a parameter: %s', (path, params) => {
    expect({ ...api.match('GET', path)?.params }).toEqual(params);
  });

  test.each([
    // text: some servers take it for the character, some do not
    '/%63ontacts',
    '/%63ontacts/1',
    '/contacts/%6eew',
    '/contacts/ne%77',
    // dot segments
    '/contacts/%2e',
    '/contacts/%2e%2E',
    '/rest/%2e%2e/contacts',
    '/rest/%2e;x',
    // encoded twice
    '/rest/%25%32e',
    '/rest/%25%32%65',
    '/rest/%%32e',
    '/contacts/%2%65',
    '/contacts/%2%35',
    '/contacts/%%32%35',
  ])('matches nothing where servers could differ: %s', (path) => {
    expect(api.match('GET', path)).toBeUndefined();
  });

  test('of every kind, and no other character', () => {
    const read = tableOf('GET /x/:id');
    const refused = (text: string) => /[/\\\p{Cc}]/u.test(text);
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
