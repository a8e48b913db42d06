import { describe, expect, test } from 'vitest';
import { fetchRequestPath, requestTargetPath } from './request-path.js';

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
