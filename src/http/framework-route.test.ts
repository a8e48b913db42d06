import { describe, expect, test } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { defineRoutes } from '../index.js';
import { parseRoute } from '../routes/router.js';
import { createCovers, createPossibleRoutes, type FrameworkRoute, hasRest } from './framework-route.js';

const frameworkRoute = (route: string, base = ''): FrameworkRoute => ({ base, ...parseRoute(route) });

describe('the route of the table that a framework has under another name', () => {
  const api = defineRoutes(atender, {
    'GET /users/:id': 'tags:read',
    'GET /users/me': 'tags:write',
    'HEAD /users/me': 'tags:read',
    'GET /users/:id.json': 'tags:read',
    'GET /kb/*': 'tags:read',
    'GET /kb/articles/secret': 'tags:write',
    'GET /a/:b/c': 'tags:read',
    'POST /': 'tags:write',
  });
  const { coversOf, isSame } = createCovers(api);
  const coverOf = (method: string, framework: FrameworkRoute) => coversOf(method, framework)[0];

  test.each([
    ['GET /users/:user', '', 'GET /users/:id', true],
    ['GET /users/me', '', 'GET /users/me', true],
    ['GET /users/you', '', 'GET /users/:id', false],
    ['GET /users/:name.json', '', 'GET /users/:id.json', true],
    ['GET /users/a:x.json', '', 'GET /users/:id.json', false],
    ['GET /users/:x.xml', '', 'GET /users/:id', false],
    ['GET /kb/articles/:id', '', 'GET /kb/*', true],
    ['GET /kb/articles/secret', '', 'GET /kb/articles/secret', true],
    ['GET /kb', '', 'GET /kb/*', true],
    ['GET /kb/*', '', 'GET /kb/*', true],
    ['GET /a/:x/c', '', 'GET /a/:b/c', true],
    ['POST /', '', 'POST /', true],
    // The table has fewer paths, or none.
    ['GET /users/*', '', undefined, false],
    ['GET /*', '', undefined, false],
    ['GET /:a/:b', '', undefined, false],
    ['GET /a/b/:c', '', undefined, false],
    ['GET /users', '', undefined, false],
    ['DELETE /users/:id', '', undefined, false],
  ] as const)('%s below "%s" is %s', (route, base, cover, same) => {
    const framework = frameworkRoute(route, base);
    expect(coverOf(framework.method, framework)).toBe(cover);
    expect(coverOf(framework.method, framework)).toBe(cover); // which it remembers
    if (cover) expect(isSame(cover, framework)).toBe(same);
  });

  test.each([
    ['GET /:x', '/users', ['GET /users/:id']],
    ['GET /:x', '/USERS', ['GET /users/:id']],
    ['GET /c', '/a/1', ['GET /a/:b/c']],
    ['GET /', '/users/me', ['GET /users/me']],
    ['GET /', '/users/ME', ['GET /users/:id', 'GET /users/me']],
    ['GET /', '/users/you', ['GET /users/:id']],
    ['GET /articles/:x', '/kb', ['GET /kb/*']],
    ['GET /:x', '/nowhere', []],
    ['GET /me', '/users;x', []],
    ['GET /:x/more', '/users%2f7;x', []],
  ] as const)('%s of a router that is mounted at %s', (route, base, covers) => {
    expect(coversOf('GET', frameworkRoute(route, base))).toEqual(covers);
  });

  test('a router that is mounted at text beside a parameter, of which the request has another case', () => {
    const table = defineRoutes(atender, { 'GET /:a/all': 'tags:read', 'GET /:a:purge/all': 'tags:write' });
    const { coversOf: covers } = createCovers(table);
    const all = (base: string) => covers('GET', frameworkRoute('GET /all', base));
    expect(all('/x:PURGE')).toEqual(['GET /:a/all', 'GET /:a:purge/all']);
    expect(all('/x:purge')).toEqual(['GET /:a:purge/all']);
    expect(all('/x')).toEqual(['GET /:a/all']);
  });

  test('all that may be, of a router that is mounted at a parameter', () => {
    const mounted = { ...frameworkRoute('GET /', '/users/me'), isBaseText: false };
    expect(coversOf('GET', mounted)).toEqual(['GET /users/me', 'GET /users/:id']);
  });

  test('a path that cannot be told has none', () => {
    const framework: FrameworkRoute = { method: 'GET', base: '', segments: undefined };
    expect(coverOf('GET', framework)).toBeUndefined();
    expect(hasRest(framework)).toBe(true);
    expect(isSame('GET /users/me', framework)).toBe(false);
  });

  test('a route may lead on', () => {
    expect(hasRest(frameworkRoute('GET /kb/*'))).toBe(true);
    expect(hasRest(frameworkRoute('GET /'))).toBe(false);
    expect(hasRest(frameworkRoute('GET /:a'))).toBe(false);
  });
});

describe('the routes that a server might take a path for', () => {
  const possibleRoutes = createPossibleRoutes([
    'GET /users/:id',
    'GET /users/me',
    'GET /users/me/',
    'GET /Users/Me/it',
    'GET /files/*',
    'GET /files/@:user',
    'HEAD /users/me',
    'POST /*',
    'POST /legacy/admin',
  ]);

  test.each([
    ['GET', '/users/7', ['GET /users/:id']],
    ['GET', '/users/me', ['GET /users/me', 'GET /users/me/', 'GET /users/:id']],
    ['GET', '/users/ME/', ['GET /users/me', 'GET /users/me/', 'GET /users/:id']],
    ['GET', '/users/m%65', ['GET /users/me', 'GET /users/me/', 'GET /users/:id']],
    ['GET', '/users/me;v=1', ['GET /users/:id', 'GET /users/me', 'GET /users/me/']],
    ['GET', '/users/me%3Bx', ['GET /users/:id', 'GET /users/me', 'GET /users/me/']],
    ['GET', '/users%3bx/me', ['GET /users/me', 'GET /users/me/', 'GET /users/:id']],
    ['GET', '/users;v=1/me', ['GET /users/me', 'GET /users/me/', 'GET /users/:id']],
    ['GET', '/users/me/it', ['GET /Users/Me/it']],
    ['GET', '/files', ['GET /files/*']],
    ['GET', '/FILES/@ada', ['GET /files/*', 'GET /files/@:user']],
    ['GET', '/files/%ff', ['GET /files/*']],
    ['HEAD', '/users/me', ['HEAD /users/me', 'GET /users/me', 'GET /users/me/', 'GET /users/:id']],
    ['POST', '/', ['POST /*']],
    ['POST', '/legacy/admin;x/users', ['POST /*', 'POST /legacy/admin']],
    ['PUT', '/users/me', []],
    ['GET', '/nowhere', []],
  ])('%s %s', (method, path, routes) => {
    expect([...possibleRoutes(method, path)].sort()).toEqual([...routes].sort());
  });
});
