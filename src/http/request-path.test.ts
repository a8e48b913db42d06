import { describe, expect, test } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { defineRoutes, RouteDefinitionError } from '../index.js';
import { alternativeReadings, fetchRequestPath, lenientMatcher, requestTargetPath } from './request-path.js';

describe('the path of a target', () => {
  test.each([
    ['/a/b', '/a/b'],
    ['/a?b', '/a'],
    ['/a?b?/c', '/a'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a#b', '/a#b'],
    ['//a', '//a'],
    ['*', '*'],
    ['', ''],
    // Absolute targets: RFC 9112 §3.2.2.
    ['http://host/a', '/a'],
    ['https://ho-st_1.example:80/a?b', '/a'],
    ['http://127.0.0.1:3000/a', '/a'],
    ['http://[::1]:3000/a', '/a'],
    ['http://host', ''],
    ['http://host?a', ''],
    ['/http://host/a', '/http://host/a'],
  ])('%s', (target, path) => {
    expect(requestTargetPath(target)).toBe(path);
  });

  // What one router takes for the host, another takes for the beginning of the path.
  test.each([
    'http://host:80abc/a',
    'http://host:x:y/a',
    'http://host:/a',
    'http://:80/a',
    'http://::/a',
    'http:///a',
    'http://[x]/a',
    'http://[::1]x/a',
    'http://h[x/a',
    'http://user@host/a',
    'http://ho\\st/a',
    'http://ho%73t/a',
    'http://höst/a',
    'http://host;x/a',
    'HTTP://host/a',
    'Https://host/a',
    'app://host/a',
    'javascript://host/a',
    'http:/a',
    '://host/a',
  ])('%s has none', (target) => {
    expect(requestTargetPath(target)).not.toMatch(/^\//);
  });
});

describe('the path of a Request', () => {
  const request = { url: 'http://host/a' };

  test.each([
    ['http://host:80/a', '/a'],
    ['https://user:word@host/a?b', 'https://user:word@host/a'],
    ['https://höst', '/'],
    ['app://host/a', '/a'],
    ['app://ho%73t/a?b', '/a'],
    ['app://host?/a', ''],
    ['http://host/a#b', '/a#b'],
  ])('is as URL writes it: %s', (url, path) => {
    expect(fetchRequestPath({ url: new URL(url).href }, undefined)).toBe(path);
  });

  test.each([
    undefined,
    null,
    'server',
    {},
    { incoming: undefined },
    { incoming: 'a binding' },
    { incoming: { url: 7 } },
    { incoming: { url: '/b' } },
    { incoming: { url: '/b?/../' } },
    { incoming: { url: '/...' } },
    { incoming: { url: '/.a/..b/%2ea' } },
  ])('is its own beside %j', (server) => {
    expect(fetchRequestPath(request, server)).toBe('/a');
  });

  test.each(['/.', '/..', '/b/../a', '/./a', '/%2e/a', '/b/%2E./a', '/b/.%2e', 'http://host/b/../a'])(
    'is the one that was sent where that is %s',
    (url) => {
      expect(fetchRequestPath(request, { incoming: { url } })).toBe(requestTargetPath(url));
    },
  );
});

describe('a path that a lenient router reads as another route', () => {
  const matches = lenientMatcher(atender, [
    'GET /files/:name',
    'GET /files/(all)',
    "GET /files/it's",
    'GET /files/Mine',
    'GET /files/:Id/:id/a+b@c',
    'GET /:kind/:name/*',
    'POST /files/latest',
  ]);

  test.each([
    ['GET', '/files/42', 'GET /files/:name', true],
    ['GET', '/files/(all)', 'GET /files/(all)', true],
    ['GET', '/files/latest', 'GET /files/:name', true],
    ['GET', '/files/a%2Cb', 'GET /files/:name', true],
    ['GET', '/files/Ada%40Example.com', 'GET /files/:name', true],
    ['GET', '/files/%C3%84', 'GET /files/:name', true],
    ['GET', '/files/mine', 'GET /files/Mine', true],
    ['GET', '/files/1/2/a+b@c', 'GET /files/:Id/:id/a+b@c', true],
    ['GET', '/files/1/2/a', 'GET /:kind/:name/*', true],
    // Another case, or a literal's characters encoded.
    ['GET', '/files/(ALL)', 'GET /files/:name', false],
    ['GET', '/files/%28all%29', 'GET /files/:name', false],
    ['GET', '/files/%28all)', 'GET /files/:name', false],
    ['GET', '/files/it%27s', 'GET /files/:name', false],
    ['GET', '/files/MINE', 'GET /files/:name', false],
    ['GET', '/FILES/42', 'GET /:kind/:name/*', false],
    ['GET', '/files/1/2/a%2bb%40c', 'GET /:kind/:name/*', false],
    ['GET', '/files/1/2/A%2Bb@c', 'GET /:kind/:name/*', false],
    ['POST', '/files/Latest', 'POST /files/:name', false],
  ])('%s %s is %s to every router: %s', (method, path, route, isSame) => {
    expect(matches(method, path, route)).toBe(isSame);
  });

  test('among literals without a capital letter', () => {
    const matchesLower = lenientMatcher(atender, ['GET /files/:fileId', 'GET /files/ok', 'GET /files/(all)']);
    for (const name of ['42', 'Mine', 'a%2Cb', 'okay'])
      expect(matchesLower('GET', `/files/${name}`, 'GET /files/:fileId')).toBe(true);
    expect(matchesLower('GET', '/files/ok', 'GET /files/ok')).toBe(true);
    // The last is a Kelvin sign, whose small letter is a k.
    for (const name of ['OK', 'oK', '%28all%29', 'o\u212a'])
      expect(matchesLower('GET', `/files/${name}`, 'GET /files/:fileId')).toBe(false);
  });

  test('two routes that differ in nothing but their case are refused', () => {
    const declare = () => lenientMatcher(atender, ['GET /files/:a', 'GET /Files/:b']);
    expect(declare).toThrow(RouteDefinitionError);
    expect(declare).toThrow('GET /Files/:b: differs in nothing but its case from GET /files/:a');
  });
});

describe('the other routes by which a framework may answer', () => {
  const api = defineRoutes(atender, {
    'GET /*': 'tags:read',
    'GET /:page': 'tags:read',
    'GET /pub/*': 'tags:read',
    'GET /pub/:id/*': 'tags:read',
    'GET /pub/:id': 'tags:read',
    'GET /docs/all': 'tags:read',
    'GET /docs/all/*': 'tags:read',
    'HEAD /docs/*': 'tags:read',
    'HEAD /page': 'tags:read',
    'POST /pub/*': 'tags:read',
  });
  const alternatives = alternativeReadings(atender, api.routes, api.match);

  test.each([
    ['GET', '/', 'GET /*', []],
    ['GET', '/home', 'GET /:page', []],
    ['GET', '/pub', 'GET /pub/*', ['GET /:page']],
    ['GET', '/pub/1', 'GET /pub/:id', []],
    ['GET', '/pub/1/2', 'GET /pub/:id/*', []],
    ['GET', '/docs/all', 'GET /docs/all', []],
    ['GET', '/docs/all/1', 'GET /docs/all/*', []],
    ['POST', '/pub', 'POST /pub/*', []],
    ['POST', '/pub/1', 'POST /pub/*', []],
    ['HEAD', '/page', 'HEAD /page', ['GET /:page']],
    ['HEAD', '/docs', 'HEAD /docs/*', ['GET /:page']],
    ['HEAD', '/docs/all', 'GET /docs/all', ['HEAD /docs/*']],
    ['HEAD', '/docs/1/2', 'HEAD /docs/*', ['GET /*']],
    ['HEAD', '/home', 'GET /:page', []],
  ])('%s %s, read as %s', (method, path, route, others) => {
    const read = api.match(method, path);
    expect(read?.route).toBe(route);
    expect(read && alternatives(method, path, read)).toEqual(others);
  });
});

test('a table may name a parameter as the reader of paths might', () => {
  const api = defineRoutes(atender, { 'GET /:rest/*': 'tags:read', 'GET /:page': 'tags:write' });
  const alternatives = alternativeReadings(atender, api.routes, api.match);
  const read = api.match('GET', '/a');
  expect(read && alternatives('GET', '/a', read)).toEqual([]);
  const rest = api.match('GET', '/a/b');
  expect(rest?.route).toBe('GET /:rest/*');
  expect(rest && alternatives('GET', '/a/b', rest)).toEqual([]);
});

test('a slash at the end may be ignored', () => {
  const api = defineRoutes(atender, {
    'GET /a': 'tags:read',
    'GET /a/': 'tags:write',
    'GET /b/': 'tags:read',
  });
  const alternatives = alternativeReadings(atender, api.routes, api.match);
  const othersOf = (path: string) => {
    const read = api.match('GET', path);
    return read && alternatives('GET', path, read);
  };
  expect(othersOf('/a')).toEqual(['GET /a/']);
  expect(othersOf('/a/')).toEqual(['GET /a']);
  expect(othersOf('/b/')).toEqual([]);
});
