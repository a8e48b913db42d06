import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Context, Hono } from 'hono';
import { LinearRouter } from 'hono/router/linear-router';
import { TrieRouter } from 'hono/router/trie-router';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { type AnyRequest, bearerToken } from '../http/index.js';
import { defineRoutes, open } from '../index.js';
import * as onExpress from './express.js';
import * as onFastify from './fastify.js';
import * as onHono from './hono.js';

// The guard of a whole table, alone before plain handlers, where the framework chooses another route than the table.

const api = defineRoutes(atender, {
  'GET /users/:id': 'contacts:read',
  'GET /users/me': 'tags:read',
  'GET /admin/:id': 'contacts:write',
  'HEAD /admin/:id': open,
  'GET /admin/*': 'tags:read',
  'GET /u/:id': 'contacts:write',
  'GET /u/*': 'tags:read',
  'GET /v1/books/:id': 'tags:read',
  'GET /v1/books/:id:purge': 'contacts:write',
  'GET /legacy/*': 'tags:read',
  'GET /legacy/admin': 'contacts:write',
});
/** The token is what is stored: a dot for the colon, a tilde for the space. */
const authenticate = (request: AnyRequest) => bearerToken(request)?.replaceAll('.', ':').replaceAll('~', ' ');
const as = (scopes: string) => ({
  headers: { authorization: `Bearer ${scopes.replaceAll(':', '.').replaceAll(' ', '~')}` },
});

const running = new Set<{ close(): void }>();
afterEach(() => {
  for (const server of running) server.close();
  running.clear();
});

const askExpress = async (app: Express, path: string, init: RequestInit = {}): Promise<Response> => {
  const server = app.listen(0);
  running.add(server);
  await once(server, 'listening');
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init);
};

describe('Express', () => {
  const answer = (text: string) => (_req: express.Request, res: express.Response) => void res.send(text);
  const guarded = () => express().use(onExpress.guardRoutes(api, { authenticate }).table);

  test('HEAD in another case, by what answers GET', async () => {
    const app = guarded().get('/admin/:id', answer('admin'));
    const statusOf = async (path: string, init = {}) =>
      (await askExpress(app, path, { method: 'HEAD', ...init })).status;
    expect(await statusOf('/admin/1')).toBe(401);
    expect(await statusOf('/admin/1', as('tags:read'))).toBe(403);
    expect(await statusOf('/admin/1', as('contacts:write'))).toBe(200);
    // No path of the table.
    for (const path of ['/ADMIN/1', '/Admin/1/']) expect(await statusOf(path)).toBe(404);
  });

  test('a parameter registered before a literal', async () => {
    const app = guarded().get('/users/:id', answer('user')).get('/users/me', answer('me'));
    expect((await askExpress(app, '/users/me', as('tags:read'))).status).toBe(403);
    const inOrder = guarded().get('/users/me', answer('me')).get('/users/:id', answer('user'));
    expect(await (await askExpress(inOrder, '/users/me', as('tags:read'))).text()).toBe('me');
    expect((await askExpress(inOrder, '/users/1', as('tags:read'))).status).toBe(403);
  });

  test('a handler that goes on to the next route', async () => {
    const next = vi.fn((_req: express.Request, _res: express.Response, then: express.NextFunction) => then());
    const user = vi.fn(answer('user'));
    const app = guarded().get('/users/me', next).get('/users/:id', user);
    expect((await askExpress(app, '/users/me', as('tags:read'))).status).toBe(403);
    expect(next).toHaveBeenCalledOnce();
    expect(user).not.toHaveBeenCalled();
    expect(await (await askExpress(app, '/users/me', as('tags:read contacts:read'))).text()).toBe('user');
  });

  test('an address and a method that are rewritten behind the guard', async () => {
    const app = guarded();
    app.use((req, _res, next) => {
      req.url = '/admin/1';
      next();
    });
    app.get('/users/me', answer('me')).get('/admin/:id', answer('admin'));
    expect((await askExpress(app, '/users/me', as('tags:read'))).status).toBe(403);
    expect(await (await askExpress(app, '/users/me', as('contacts:write tags:read'))).text()).toBe('admin');
  });

  test('routers that are mounted, at a parameter as well', async () => {
    const users = express.Router().get('/me', answer('me')).get('/:id', answer('user'));
    const app = guarded()
      .use('/users', users)
      .use('/:kind', express.Router().get('/:id', answer('any')));
    expect(await (await askExpress(app, '/users/me', as('tags:read'))).text()).toBe('me');
    expect((await askExpress(app, '/users/1', as('tags:read'))).status).toBe(403);
    expect((await askExpress(app, '/admin/1', as('tags:read'))).status).toBe(403);
    expect(await (await askExpress(app, '/admin/1', as('contacts:write'))).text()).toBe('any');
    expect((await askExpress(app, '/nowhere/1', as('contacts:write'))).status).toBe(404);
  });

  test('a router at a parameter, where the table has a text', async () => {
    const crossed = defineRoutes(atender, {
      'GET /:kind/:id': 'contacts:write',
      'GET /users/:id': 'tags:read',
    });
    const app = express().use(onExpress.guardRoutes(crossed, { authenticate }).table);
    app.use('/:kind', express.Router().get('/:id', answer('any')));
    expect((await askExpress(app, '/users/1', as('tags:read'))).status).toBe(403);
    expect((await askExpress(app, '/users/1', as('tags:read contacts:write'))).status).toBe(200);
    const atText = express().use(onExpress.guardRoutes(crossed, { authenticate }).table);
    atText.use('/users', express.Router().get('/:id', answer('user')));
    expect((await askExpress(atText, '/users/1', as('tags:read'))).status).toBe(200);
  });

  test('the root of a router, at the path at which it is mounted', async () => {
    for (const path of ['/', '/{*rest}']) {
      const app = guarded().use('/legacy', express.Router().get(path, answer('root')));
      expect((await askExpress(app, '/legacy', as('contacts:read'))).status).toBe(403);
      expect(await (await askExpress(app, '/legacy', as('tags:read'))).text()).toBe('root');
      expect((await askExpress(app, '/legacy/', as('tags:read'))).status).toBe(404);
    }
  });

  test('routes that are registered later, of all methods, and of several paths', async () => {
    const inner = express.Router();
    const app = guarded().use('/v1', inner);
    expect((await askExpress(app, '/v1/books/1', as('tags:read'))).status).toBe(404);
    inner.all(['/books/:id\\:purge', '/books/:id'], answer('book'));
    expect(await (await askExpress(app, '/v1/books/1', as('tags:read'))).text()).toBe('book');
    expect((await askExpress(app, '/v1/books/1:purge', as('tags:read'))).status).toBe(403);
    expect(await (await askExpress(app, '/v1/books/1:purge', as('contacts:write tags:read'))).text()).toBe(
      'book',
    );
    expect((await askExpress(app, '/v1/books/1', { method: 'POST', ...as('contacts:write') })).status).toBe(
      404,
    );
  });

  test('an expression, and an app that is mounted, may be any route', async () => {
    const app = guarded().get(/^\/users/, answer('users'));
    expect((await askExpress(app, '/users/me', as('tags:read'))).status).toBe(403);
    expect((await askExpress(app, '/users/me', as('tags:read contacts:read'))).status).toBe(200);
    const sub = guarded().use('/users', express().get('/:id', answer('sub')));
    sub.get('/users/me', answer('me'));
    expect((await askExpress(sub, '/users/ME', as('contacts:read'))).status).toBe(403);
    expect((await askExpress(sub, '/users/me', as('tags:read contacts:read'))).status).toBe(200);
  });

  test('an app that is mounted, behind a handler that goes on', async () => {
    const user = vi.fn(answer('user'));
    const app = guarded()
      .get('/users/me', (_req, _res, next) => next())
      .use('/users', express().get('/:id', user));
    for (const path of ['/users/me', '/users/ME']) await askExpress(app, path, as('tags:read'));
    expect(user).not.toHaveBeenCalled();
    expect(await (await askExpress(app, '/users/me', as('tags:read contacts:read'))).text()).toBe('user');
  });

  test('an app that is mounted before the guard is not held up', async () => {
    const app = express().use('/users', express().get('/me', answer('me')));
    app.use(onExpress.guardRoutes(api, { authenticate }).table);
    app.get('/users/:id', answer('user'));
    expect((await askExpress(app, '/users/1')).status).toBe(401);
    expect(await (await askExpress(app, '/users/me')).text()).toBe('me');
  });

  test('a proxy with routes of its own', async () => {
    const app = guarded().use(answer('proxied'));
    for (const path of [
      '/legacy/admin',
      '/legacy/Admin',
      '/legacy/admin;x',
      '/legacy/admin;x/users',
      '/legacy/%41dmin',
    ])
      expect([path, (await askExpress(app, path, as('tags:read'))).status]).toEqual([path, 403]);
    expect((await askExpress(app, '/legacy/users', as('tags:read'))).status).toBe(200);
    expect((await askExpress(app, '/legacy/%zz', as('tags:read'))).status).toBe(404);
  });

  test('what stands before the guard is not held up', async () => {
    const app = express();
    app.get('/health', answer('up'));
    app.get('/users/me', (req, _res, next) => (req.query.all ? next() : _res.send('mine')));
    app.use(onExpress.guardRoutes(api, { authenticate }).table);
    app.get('/users/:id', answer('user'));
    for (let i = 0; i < 2; i++) {
      expect(await (await askExpress(app, '/health')).text()).toBe('up');
      expect(await (await askExpress(app, '/users/me')).text()).toBe('mine');
      expect((await askExpress(app, '/users/me?all=1')).status).toBe(401);
    }
  });
});

describe('Fastify', () => {
  const guarded = (options = {}) => {
    const app = Fastify(options);
    app.addHook('onRequest', onFastify.guardRoutes(api, { authenticate }).table);
    return app;
  };
  const ask = async (app: FastifyInstance, path: string, scopes: string) =>
    (await app.inject({ url: path, ...as(scopes) })).statusCode;

  test('a parameter that is too long falls through to the rest', async () => {
    const app = guarded({ routerOptions: { maxParamLength: 5 } });
    app.get('/u/:id', async () => 'id').get('/u/*', async () => 'rest');
    expect(await ask(app, '/u/123', 'tags:read')).toBe(403);
    expect(await ask(app, '/u/123', 'contacts:write')).toBe(200);
    // The rest answers what the table has under the parameter, too.
    expect(await ask(app, '/u/1234567', 'contacts:write')).toBe(403);
    expect(await ask(app, '/u/1234567', 'contacts:write tags:read')).toBe(200);
  });

  test('options by which paths of several spellings are one', async () => {
    const app = guarded({
      routerOptions: {
        caseSensitive: false,
        ignoreTrailingSlash: true,
        ignoreDuplicateSlashes: true,
        useSemicolonDelimiter: true,
      },
    });
    app
      .get('/admin/:id', async () => 'admin')
      .get('/admin/*', async () => 'rest')
      .get('/users/me', async () => 'me');
    for (const path of ['/admin/1', '/admin/1;x', '/admin/1;x/y'])
      expect([path, await ask(app, path, 'tags:read')]).toEqual([path, 403]);
    expect(await ask(app, '/users/me', 'tags:read')).toBe(200);
    expect(await ask(app, '/users/ME', 'tags:read')).toBe(403);
    expect(await ask(app, '/users/ME', 'tags:read contacts:read')).toBe(200);
    for (const path of ['/ADMIN/1', '/admin/1/', '//admin//1', '/USERS/ME/'])
      expect([path, await ask(app, path, 'contacts:write')]).toEqual([path, 404]);
  });

  test('a path of the framework that the table takes for a parameter', async () => {
    const app = guarded()
      .get('/v1/books/:id(.+)::purge', async () => 'purged')
      .get('/v1/books/:id', async () => 'book');
    expect(await ask(app, '/v1/books/1:purge', 'tags:read')).toBe(403);
    expect(await ask(app, '/v1/books/1', 'tags:read')).toBe(200);
  });

  test('HEAD, by what answers GET', async () => {
    const app = guarded().get('/admin/:id', async () => 'admin');
    const statusOf = async (scopes: string) =>
      (await app.inject({ method: 'HEAD', url: '/admin/1', ...as(scopes) })).statusCode;
    expect(await statusOf('tags:read')).toBe(403);
    expect(await statusOf('contacts:write')).toBe(200);
  });
});

describe.each<[string, () => undefined | TrieRouter<never> | LinearRouter<never>]>([
  ['own router', () => undefined],
  ['LinearRouter', () => new LinearRouter<never>()],
  ['TrieRouter', () => new TrieRouter<never>()],
])('Hono with its %s', (_name, router) => {
  const optionsOf = (given: ReturnType<typeof router>) => (given ? { router: given } : {});
  const guarded = () => new Hono(optionsOf(router())).use(onHono.guardRoutes(api, { authenticate }).table);
  const ask = async (app: Hono, path: string, scopes: string) => (await app.request(path, as(scopes))).status;

  test('an expression beside the rest of a path', async () => {
    const app = guarded()
      .get('/u/:id{[0-9]+}', (c) => c.text('id'))
      .get('/u/*', (c) => c.text('rest'));
    expect(await ask(app, '/u/1', 'tags:read')).toBe(403);
    expect(await ask(app, '/u/1', 'contacts:write')).toBe(200);
    expect(await ask(app, '/u/a', 'contacts:write')).toBe(403);
    expect(await ask(app, '/u/a', 'contacts:write tags:read')).toBe(200);
  });

  test('a parameter registered before a literal', async () => {
    const app = guarded()
      .get('/users/:id', (c) => c.text('user'))
      .get('/users/me', (c) => c.text('me'));
    expect(await ask(app, '/users/me', 'tags:read')).toBe(403);
    const inOrder = guarded()
      .get('/users/me', (c) => c.text('me'))
      .get('/users/:id', (c) => c.text('user'));
    expect(await ask(inOrder, '/users/me', 'tags:read')).toBe(200);
    expect(await ask(inOrder, '/users/1', 'tags:read')).toBe(403);
  });

  test('a handler that may go on to the next', async () => {
    const app = guarded()
      .get('/users/me', (_c, next) => next())
      .get('/users/:id', (c) => c.text('user'));
    expect(await ask(app, '/users/me', 'tags:read')).toBe(403);
    expect(await ask(app, '/users/me', 'tags:read contacts:read')).toBe(200);
  });

  test('an expression with text before it, which has more than one segment', async () => {
    const named = defineRoutes(atender, { 'GET /@:user': 'contacts:write', 'GET /*': open });
    const app = new Hono(optionsOf(router()))
      .use(onHono.guardRoutes(named, { authenticate }).table)
      .get('/:user{@.+}', (c) => c.text('user'))
      .get('/*', (c) => c.text('rest'));
    for (const path of ['/@ada', '/@ada/notes'])
      expect(await (await app.request(path)).text()).not.toBe('user');
    expect(await ask(app, '/@ada', 'contacts:write')).toBe(200);
    expect(await ask(app, '/notes', 'tags:read')).toBe(200);
  });

  test('a path that Hono reads in another way than the table', async () => {
    const user = (c: Context) => c.text('user');
    const app = guarded().get('/users/:id', user);
    const resolved = { incoming: { url: '/users/x/../me' } };
    const statusAs = async (scopes: string) =>
      (await app.request('/users/x/../me', as(scopes), resolved)).status;
    expect(await statusAs('contacts:read')).toBe(404);
    expect(await statusAs('contacts:read tags:read')).toBe(404);
    const slashes = defineRoutes(atender, { 'GET /files': 'tags:read', 'GET /files/': 'contacts:read' });
    const lenient = new Hono({ ...optionsOf(router()), strict: false })
      .use(onHono.guardRoutes(slashes, { authenticate }).table)
      .get('/files', (c) => c.text('files'));
    expect(await ask(lenient, '/files/', 'tags:read')).toBe(403);
    expect(await ask(lenient, '/files/', 'tags:read contacts:read')).toBe(200);
    expect(await ask(lenient, '/files', 'tags:read')).toBe(200);
  });

  test('middleware is no route', async () => {
    const app = guarded()
      .use('/users/*', (_c, next) => next())
      .get('/v1/*', (_c, next) => next())
      .get('/users/me', (c) => c.text('me'))
      .get('/v1/books/:id', (c) => c.text('book'));
    expect(await ask(app, '/users/me', 'tags:read')).toBe(200);
    expect(await ask(app, '/v1/books/1', 'tags:read')).toBe(200);
  });

  test('an app with errors of its own, and one that is mounted', async () => {
    const inner = new Hono(optionsOf(router()))
      .get('/me', (c) => c.text('me'))
      .get('/:id', (c) => c.text('user'));
    inner.onError((_error, c) => c.text('inner', 500));
    const app = guarded().route('/users', inner);
    expect(await ask(app, '/users/me', 'tags:read')).toBe(200);
    expect(await ask(app, '/users/1', 'tags:read')).toBe(403);
    const mounted = guarded().mount('/users', () => new Response('mounted'));
    expect(await ask(mounted, '/users/me', 'tags:read')).toBe(403);
    expect(await ask(mounted, '/users/me', 'tags:read contacts:read')).toBe(200);
  });

  test('guards of routes behind it', async () => {
    const guard = onHono.guardRoutes(api, { authenticate });
    const app = new Hono(optionsOf(router()))
      .use(guard.table)
      .get(
        '/users/me',
        guard.route('GET /users/me', (_proven, c) => c.text('me')),
      )
      .get(
        '/users/:id',
        guard.route('GET /users/:id', (_proven, _c, next) => next()),
      )
      .get('/users/*', (c) => c.text('rest'));
    expect(await ask(app, '/users/me', 'tags:read')).toBe(200);
    expect(await ask(app, '/users/1', 'tags:read')).toBe(403);
    // The table has no such route, so all that the path may be counts.
    expect(await ask(app, '/users/1', 'contacts:read')).toBe(200);
  });

  test('a path with an optional part may be any route', async () => {
    const app = guarded().get('/users/:id?', (c) => c.text('user'));
    expect(await ask(app, '/users/me', 'tags:read')).toBe(403);
    expect(await ask(app, '/users/me', 'tags:read contacts:read')).toBe(200);
  });
});

describe('parity', () => {
  const small = defineRoutes(atender, {
    'GET /users/:id': 'contacts:read',
    'HEAD /users/:id': 'contacts:read',
    'POST /users': 'contacts:write',
    'GET /kb/*': 'knowledge:read',
    'GET /books/:id.json': 'tags:read',
    'GET /@:user:purge': 'tags:read',
  });
  const complete = 'the app has all routes of the table';
  const both =
    'the app has routes that the table does not list: GET /other, ALL /any; ' +
    'the table lists routes that the app has no handler for: POST /users, GET /books/:id.json, GET /@:user:purge';

  test('of Express', () => {
    const answer = () => undefined;
    const guard = onExpress.guardRoutes(small, { authenticate });
    const kb = express.Router().get('/', answer).get('/articles/:id', answer);
    const app = express()
      .use(guard.table)
      .use('/kb', kb)
      .get('/users/:user', answer)
      .get('/other/', answer)
      .all('/any', answer);
    expect(() => guard.assertParity(app)).toThrow(both);
    const onMismatch = vi.fn();
    guard.assertParity(app, { onMismatch });
    expect(onMismatch.mock.calls[0]?.[0]).toMatchObject({
      name: 'ParityError',
      unlisted: ['GET /other', 'ALL /any'],
      unhandled: ['POST /users', 'GET /books/:id.json', 'GET /@:user:purge'],
    });
    const whole = express().use('/kb', kb).get('/users/:user', answer).post('/users', answer);
    whole.get('/books/:id.json', answer).get('/@:user\\:purge', answer);
    expect(guard.assertParity(whole), complete).toBeUndefined();
  });

  test.each([
    ['/c/', '/d', false, false, undefined],
    ['/c', '/d/', false, false, undefined],
    ['/c/', '/d', true, false, undefined],
    ['/c', '/d', true, false, 'does not list: GET /c; .* no handler for: GET /c/'],
    ['/c/', '/d', false, true, undefined],
    ['/c/', '/d', true, true, undefined],
  ])(
    'of Express, with slashes at the end: %s and %s, strict: %s, %s',
    (path, mount, isStrict, isInner, words) => {
      const answer = () => undefined;
      const api = defineRoutes(atender, { 'GET /c/': 'tags:read', 'GET /d/': 'tags:read' });
      const app = express();
      if (isStrict) app.enable('strict routing');
      app.get(path, answer).use(mount, express.Router({ strict: isInner }).get('/', answer));
      const check = () => onExpress.guardRoutes(api, { authenticate }).assertParity(app);
      if (words) expect(check).toThrow(new RegExp(words));
      else expect(check()).toBeUndefined();
    },
  );

  test('of Fastify', async () => {
    const start = async (isWhole: boolean, options?: Parameters<typeof guard.assertParity>[1]) => {
      const app = Fastify();
      guard.assertParity(app, options);
      await app.register(async (kb) => kb.get('/articles/:id', async () => ''), { prefix: '/kb' });
      app.get('/users/:user', async () => '');
      if (isWhole) {
        app.post('/users', async () => '').get('/books/:id(.+).json', async () => '');
        app.get('/@:user(.+)::purge', async () => '');
      } else {
        app.get('/other', { exposeHeadRoute: false }, async () => '');
        app.route({ method: ['GET'], url: '/a-:b-:c', exposeHeadRoute: false, handler: async () => '' });
      }
      return app.ready();
    };
    const guard = onFastify.guardRoutes(small, { authenticate });
    await expect(start(false)).rejects.toThrow(both.replace('ALL /any', 'GET /a-:b-:c'));
    const onMismatch = vi.fn();
    await start(false, { onMismatch });
    expect(onMismatch).toHaveBeenCalledOnce();
    await start(true, { onMismatch });
    expect(onMismatch).toHaveBeenCalledOnce();
  });

  test('of Hono', () => {
    const guard = onHono.guardRoutes(small, { authenticate });
    const app = new Hono()
      .use(guard.table)
      .use('/kb/*', (_c, next) => next())
      .get('/users/:user', (c) => c.text(''))
      .get('/kb/articles/:id', (c) => c.text(''))
      .get('/other', (c) => c.text(''))
      .get('*', (_c, next) => next())
      .all('/any', (c) => c.text(''));
    expect(() => guard.assertParity(app)).toThrow(both);
    const wider = (add: (app: Hono) => unknown) => {
      const more = new Hono();
      add(more);
      const onMismatch = vi.fn();
      guard.assertParity(more, { onMismatch });
      return onMismatch.mock.calls[0]?.[0].unlisted;
    };
    // It takes `next`, and answers all the same.
    expect(wider((more) => more.get('/hidden', async (c, _next) => c.text('')))).toEqual(['GET /hidden']);
    expect(wider((more) => more.get('/files/*', (_c, next) => next()))).toEqual(['GET /files/*']);
    expect(
      wider((more) =>
        more.get(
          '/users/:id',
          (_c, next) => next(),
          (c) => c.text(''),
        ),
      ),
    ).toEqual([]);
    const whole = new Hono()
      .get(
        '/users/:id',
        guard.route('GET /users/:id', (_proven, c) => c.text('')),
      )
      .get('/kb/*', (c) => c.text(''))
      .post('/users', (c) => c.text(''))
      .get('/books/:id{.+\\.json}', (c) => c.text(''))
      .get('/:user{@[^/]+:purge}', (c) => c.text(''))
      .post('/users', (c) => c.text(''));
    expect(guard.assertParity(whole), complete).toBeUndefined();
  });
});
