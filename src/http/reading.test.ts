import { describe, expect, test } from 'vitest';
import { defineScopes, RouteDefinitionError } from '../index.js';
import { pathOf, pathOfRequest, readAlike } from './reading.js';

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
    ['http://host/a', '/a'],
    ['HTTPS://host:80/a?b', '/a'],
    ['http://[::1]:3000/a', '/a'],
    ['app://host/a', '/a'],
    ['http://host', ''],
    ['http://user@host/a', '@host/a'],
    ['http://ho\\st/a', '\\st/a'],
    ['/http://host/a', '/http://host/a'],
  ])('%s', (target, path) => {
    expect(pathOf(target)).toBe(path);
  });
});

describe('the path of a Request', () => {
  const request = { url: 'http://host/a' };

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
    expect(pathOfRequest(request, server)).toBe('/a');
  });

  test.each(['/.', '/..', '/b/../a', '/./a', '/%2e/a', '/b/%2E./a', '/b/.%2e', 'http://host/b/../a'])(
    'is the one that was sent where that is %s',
    (url) => {
      expect(pathOfRequest(request, { incoming: { url } })).toBe(pathOf(url));
    },
  );
});

describe('a path that a lenient router reads as another route', () => {
  const atender = defineScopes('atender', { scopes: ['read'] });
  const alike = readAlike(atender, [
    'GET /files/:name',
    'GET /files/(all)',
    "GET /files/it's",
    'GET /files/Mine',
    'GET /files/:Id/:id/a+b@c',
    'GET /:kind/:name/*',
    'POST /files/latest',
  ]);

  test.each([
    ['GET', '/files/42', 'GET /files/:name'],
    ['GET', '/files/(all)', 'GET /files/(all)'],
    ['GET', '/files/latest', 'GET /files/:name'],
    ['GET', '/files/a%2Cb', 'GET /files/:name'],
    ['GET', '/files/Ada%40Example.com', 'GET /files/:name'],
    ['GET', '/files/%C3%84', 'GET /files/:name'],
    ['GET', '/files/mine', 'GET /files/Mine'],
    ['GET', '/files/1/2/a+b@c', 'GET /files/:Id/:id/a+b@c'],
    ['GET', '/files/1/2/a', 'GET /:kind/:name/*'],
  ])('%s %s is %s', (method, path, route) => {
    expect(alike(method, path, route)).toBe(true);
  });

  test.each([
    ['GET', '/files/(ALL)', 'GET /files/:name'],
    ['GET', '/files/%28all%29', 'GET /files/:name'],
    ['GET', '/files/%28all)', 'GET /files/:name'],
    ['GET', '/files/it%27s', 'GET /files/:name'],
    ['GET', '/files/MINE', 'GET /files/:name'],
    ['GET', '/FILES/42', 'GET /:kind/:name/*'],
    ['GET', '/files/1/2/a%2bb%40c', 'GET /:kind/:name/*'],
    ['GET', '/files/1/2/A%2Bb@c', 'GET /:kind/:name/*'],
    ['POST', '/files/Latest', 'POST /files/:name'],
  ])('%s %s is not %s alone', (method, path, route) => {
    expect(alike(method, path, route)).toBe(false);
  });

  test('among literals without a capital letter', () => {
    const among = readAlike(atender, ['GET /files/:fileId', 'GET /files/ok', 'GET /files/(all)']);
    for (const name of ['42', 'Mine', 'a%2Cb', 'okay'])
      expect(among('GET', `/files/${name}`, 'GET /files/:fileId')).toBe(true);
    expect(among('GET', '/files/ok', 'GET /files/ok')).toBe(true);
    // The last is a Kelvin sign, whose small letter is a k.
    for (const name of ['OK', 'oK', '%28all%29', 'o\u212a'])
      expect(among('GET', `/files/${name}`, 'GET /files/:fileId')).toBe(false);
  });

  test('two routes that differ in nothing but their case are refused', () => {
    const declare = () => readAlike(atender, ['GET /files/:a', 'GET /Files/:b']);
    expect(declare).toThrow(RouteDefinitionError);
    expect(declare).toThrow('GET /Files/:b: differs in nothing but its case from GET /files/:a');
  });
});
