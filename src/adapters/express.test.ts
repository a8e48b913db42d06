import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express, type Request, Router } from 'express';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { scopesOfToken } from '../../tests/support/token.js';
import { listed } from '../../tests/support/two-readings.js';
import { untyped } from '../../tests/support/without-types.js';
import { defineRoutes, defineScopes, open } from '../index.js';
import { guardRoutes, requireScope } from './express.js';

const api = defineRoutes(atender, {
  'GET /api/tags/all': 'tags:write',
  'GET /api/tags/:name': 'tags:read',
  'POST /api/tags': 'tags:write',
  'DELETE /api/tags/:name': 'tags:write',
  'GET /api': 'tags:read',
  'GET /health': open,
});

const guardOf = () => {
  const authenticate = vi.fn(scopesOfToken);
  return { authenticate, guard: guardRoutes(api, { authenticate, realm: 'atender' }) };
};
const as = (token: string, method = 'GET') => ({ method, headers: { authorization: `Bearer ${token}` } });

const running = new Set<{ close(): unknown }>();
afterEach(() => {
  for (const server of running) server.close();
  running.clear();
});
const ask = async (app: Express, path: string, init: RequestInit = {}) => {
  const server = app.listen(0);
  running.add(server);
  await once(server, 'listening');
  return fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`, init);
};

describe('the guard of a route', () => {
  test('gives the handler what was proven, and leaves the request alone', async () => {
    const { guard, authenticate } = guardOf();
    const app = express().use(guard.table);
    app.get(
      '/api/tags/:called',
      guard.route('GET /api/tags/:name', ({ grant, params }, req, res) =>
        res.json({ params, by: grant, express: req.params, changed: 'grant' in req }),
      ),
    );
    const response = await ask(app, '/api/tags/a%20b?q', as('tags.write'));
    // By the names of the table, whatever Express calls them.
    expect(await response.json()).toEqual({
      params: { name: 'a b' },
      by: ['tags:write'],
      express: { called: 'a b' },
      changed: false,
    });
    expect(authenticate).toHaveBeenCalledOnce();
  });

  test('does not look at a grant that was there before', async () => {
    const { guard } = guardOf();
    const app = express();
    app.use((req, _res, next) => {
      Object.assign(req, { grant: atender.parse('tags:write').grant });
      next();
    });
    app.get(
      '/api/tags/:name',
      guard.route('GET /api/tags/:name', ({ grant }, _req, res) => res.json(grant)),
    );
    expect(await (await ask(app, '/api/tags/new', as('tags.read'))).json()).toEqual(['tags:read']);
    expect((await ask(app, '/api/tags/new', as('none'))).status).toBe(401);
  });

  test('holds in routers and apps that are mounted', async () => {
    const { guard } = guardOf();
    const tags = Router().get(
      '/:name',
      guard.route('GET /api/tags/:name', ({ params }, _req, res) => res.send(params.name)),
    );
    const inner = express().use('/tags', tags);
    for (const app of [express().use('/api/tags', tags), express().use('/api', inner)]) {
      expect((await ask(app, '/api/tags/new', as('tags.read'))).status).toBe(200);
      expect((await ask(app, '/api/tags/new', as('none'))).status).toBe(401);
    }
    // Where its handler stands at another path, the table does not know the request.
    expect((await ask(express().use('/v2/tags', tags), '/v2/tags/new', as('tags.read'))).status).toBe(404);
  });

  test('knows the path under which its router is mounted', async () => {
    const { guard } = guardOf();
    const root = Router().get(
      '/',
      guard.route('GET /api', (_proven, _req, res) => res.send('api')),
    );
    const app = express().use('/api', root);
    expect((await ask(app, '/api', as('tags.read'))).status).toBe(200);
    expect((await ask(app, '/api?q=1', as('tags.read'))).status).toBe(200);
    expect((await ask(app, '/api/', as('tags.read'))).status).toBe(404);
    expect((await ask(app, '/API', as('tags.read'))).status).toBe(404);
  });

  test('refuses at a handler of another route', async () => {
    const { guard } = guardOf();
    const app = express().use(guard.route('POST /api/tags', (_proven, _req, res) => res.send('made')));
    expect((await ask(app, '/api/tags', as('tags.write', 'POST'))).status).toBe(200);
    expect((await ask(app, '/api/tags/new', as('tags.write'))).status).toBe(404);
    expect((await ask(app, '/health', as('tags.write'))).status).toBe(404);
  });

  test('goes on to what stands behind it', async () => {
    const { guard } = guardOf();
    const app = express();
    app.get(
      '/health',
      guard.route('GET /health', (_proven, _req, _res, next) => next()),
      (_req, res) => {
        res.send('next');
      },
    );
    expect(await (await ask(app, '/health')).text()).toBe('next');
  });

  test('is refused where the table does not list it, and without a handler', () => {
    const route = untyped<(route: string, handle?: unknown) => unknown>(guardOf().guard.route);
    expect(() => route('GET /nowhere', () => {})).toThrow('no such route: GET /nowhere');
    expect(() => route('GET /health')).toThrow('a handler is a function');
  });
});

describe('the guard of the whole table', () => {
  const everything = () => {
    const app = express().use(guardOf().guard.table);
    app.get('/api/tags/all', (_req, res) => {
      res.send('all');
    });
    app.use((_req, res) => {
      res.send('anything');
    });
    return app;
  };

  test('refuses before any handler', async () => {
    const response = await ask(everything(), '/api/tags', as('tags.read', 'POST'));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="atender", error="insufficient_scope", scope="tags:write"',
    );
    expect(await response.json()).toMatchObject({ status: 403, missing: ['tags:write'] });
    expect((await ask(everything(), '/nowhere', as('tags.write'))).status).toBe(404);
    expect((await ask(everything(), '/api/tags/new', as('tags.read', 'HEAD'))).status).toBe(200);
    expect((await ask(everything(), '/api/tags/new', as('tags.read', 'OPTIONS'))).status).toBe(404);
    expect((await ask(everything(), '/health')).status).toBe(200);
  });

  test.each(['/api/tags/ALL', '/api/tags/aLl'])(
    'decides on %s by the route that Express takes it for',
    async (path) => {
      expect((await ask(everything(), path, as('tags.read'))).status).toBe(403);
      expect(await (await ask(everything(), path, as('tags.write'))).text()).toBe('all');
    },
  );

  test.each(['/api/tags/%61ll', '/api/tags/all/', '/API/tags/all'])(
    'refuses %s, which is no path of the table',
    async (path) => {
      expect((await ask(everything(), path, as('tags.write'))).status).toBe(404);
    },
  );

  test('decides on an address that was put in the place of another', async () => {
    const rewritten = (url: string) => {
      const app = express();
      app.use((req, _res, next) => {
        req.url = url;
        next();
      });
      return app.use(everything());
    };
    expect((await ask(rewritten('/api/tags/all'), '/api/tags/new', as('tags.read'))).status).toBe(403);
    expect((await ask(rewritten('/api/tags/all'), '/api/tags/all', as('tags.write'))).status).toBe(200);
  });
});

test('what is put in the place of a request behind the table meets the guard of the route', async () => {
  const { guard } = guardOf();
  const app = express().use(guard.table);
  app.use((req, _res, next) => {
    if (req.query.method === 'delete') req.method = 'DELETE';
    if (req.query.url === 'all') req.url = '/api/tags/all';
    next();
  });
  app.delete(
    '/api/tags/:name',
    guard.route('DELETE /api/tags/:name', (_proven, _req, res) => res.send('deleted')),
  );
  app.get(
    '/api/tags/all',
    guard.route('GET /api/tags/all', (_proven, _req, res) => res.send('all')),
  );
  app.get(
    '/api/tags/:name',
    guard.route('GET /api/tags/:name', (_proven, _req, res) => res.send('shown')),
  );
  expect((await ask(app, '/api/tags/new?method=delete', as('tags.read'))).status).toBe(403);
  expect((await ask(app, '/api/tags/new?url=all', as('tags.read'))).status).toBe(403);
  expect((await ask(app, '/api/tags/new', as('tags.read'))).status).toBe(200);
});

describe('two guards of one request', () => {
  const notes = defineScopes('notes', { surfaces: { notes: ['read', 'write'] } });
  const ofNotes = defineRoutes(notes, { 'GET /api/tags/:id': 'notes:read' });
  const ofTags = defineRoutes(atender, { 'GET /api/:kind/new': 'tags:read' });
  const ran = vi.fn<(proven: object) => void>();

  test.each([
    {
      inner: 'of another vocabulary',
      handler: guardRoutes(ofNotes, { authenticate: () => 'notes:read' }).route('GET /api/tags/:id', ran),
      given: { grant: ['notes:read'], params: { id: 'new' } },
    },
    {
      inner: 'of the same vocabulary',
      handler: guardRoutes(ofTags, { authenticate: async () => 'tags:read' }).route(
        'GET /api/:kind/new',
        ran,
      ),
      given: { grant: ['tags:read'], params: { kind: 'tags' } },
    },
    {
      inner: 'without a table',
      handler: requireScope(atender, 'tags:read', { authenticate: () => 'tags:read' }, ran),
      given: { grant: ['tags:read'] },
    },
  ])('give each handler what its own guard proved: $inner', async ({ handler, given }) => {
    ran.mockClear();
    const { guard } = guardOf();
    const app = express();
    app.get(
      '/api/tags/:called',
      guard.route('GET /api/tags/:name', async (proven, req, res, next) => {
        next();
        await vi.waitFor(() => expect(ran).toHaveBeenCalledOnce());
        res.json({ outer: proven, inner: ran.mock.calls[0]?.[0], express: req.params });
      }),
      handler,
    );
    expect(await (await ask(app, '/api/tags/new', as('tags.write'))).json()).toEqual({
      outer: { grant: ['tags:write'], params: { name: 'new' } },
      inner: given,
      express: { called: 'new' },
    });
  });
});

test.each([
  { copy: 'a spread', copyOf: (req: Request) => ({ ...req }) as Request },
  { copy: 'an object that inherits', copyOf: (req: Request): Request => Object.create(req) },
])('a copy of a request is authenticated anew: $copy', async ({ copyOf }) => {
  const { guard, authenticate } = guardOf();
  const show = guard.route('GET /api/tags/:name', ({ grant }, _req, res) => res.json(grant));
  const app = express().use(guard.table);
  app.get(
    '/api/tags/:name',
    guard.route('GET /api/tags/:name', (_proven, req, res, next) => {
      const headers = { authorization: `Bearer ${req.query.as}` };
      const copy = Object.assign(copyOf(req), { headers });
      return guard.table(copy, res, (error) => (error ? next(error) : show(copy, res, next)));
    }),
  );
  const writer = await ask(app, '/api/tags/new?as=tags.write', as('tags.read'));
  expect(await writer.json()).toEqual(['tags:write']);
  expect(authenticate).toHaveBeenCalledTimes(2);
  expect((await ask(app, '/api/tags/new?as=none', as('tags.read'))).status).toBe(401);
});

test('a handler does not run where a time-out has answered in its place', async () => {
  const handle = vi.fn();
  const slow = () => sleep(30, 'tags:read');
  const app = express();
  app.use((_req, res, next) => {
    setTimeout(() => res.status(503).end(), 5);
    next();
  });
  app.get('/api/tags/:name', guardRoutes(api, { authenticate: slow }).route('GET /api/tags/:name', handle));
  expect((await ask(app, '/api/tags/new', as('tags.read'))).status).toBe(503);
  await sleep(60);
  expect(handle).not.toHaveBeenCalled();
});

test('a handler may fail by a promise of its own kind', async () => {
  // biome-ignore lint/suspicious/noThenProperty: it is one
  const failing = { then: (_: unknown, reject: (error: Error) => void) => reject(new Error('down')) };
  const app = express();
  app.get(
    '/api/tags/:name',
    guardOf().guard.route('GET /api/tags/:name', () => failing),
  );
  app.use(((_error, _req, res, _next) => {
    res.status(503).end();
  }) satisfies ErrorRequestHandler);
  expect((await ask(app, '/api/tags/new', as('tags.read'))).status).toBe(503);
});

test('a handler runs where the headers are on their way', async () => {
  const app = express();
  app.use((_req, res, next) => {
    res.flushHeaders();
    next();
  });
  app.get(
    '/api/tags/:name',
    guardOf().guard.route('GET /api/tags/:name', (_, _req, res) => res.end('shown')),
  );
  expect(await (await ask(app, '/api/tags/new', as('tags.read'))).text()).toBe('shown');
});

describe('errors', () => {
  const down = new Error('down');
  const rejects = (): Promise<never> => Promise.reject(down);
  const throws = (): never => {
    throw down;
  };
  const askFailing = async (fail: (app: Express) => unknown) => {
    const seen = vi.fn();
    const app = express();
    fail(app);
    app.use(((error, _req, res, _next) => {
      seen(error);
      res.status(503).end();
    }) satisfies ErrorRequestHandler);
    return { status: (await ask(app, '/api/tags/new')).status, seen };
  };

  test.each([rejects, throws])('of authenticate go to the app', async (authenticate) => {
    const handle = vi.fn();
    const guard = guardRoutes(api, { authenticate });
    const { status, seen } = await askFailing((app) => app.use(guard.table, handle));
    expect(status).toBe(503);
    expect(seen).toHaveBeenCalledExactlyOnceWith(down);
    expect(handle).not.toHaveBeenCalled();
  });

  test.each([
    () => Promise.reject(),
    () => raise(undefined),
    () => Promise.reject('route'),
    () => raise('route'),
    () => Promise.reject('router'),
  ])(
    'of authenticate that mean nothing, or something else to Express, let nobody in',
    async (authenticate) => {
      const handle = vi.fn();
      const guard = guardRoutes(api, { authenticate });
      const { status } = await askFailing((app) => app.use(guard.table, handle));
      expect(status).toBe(503);
      expect(handle).not.toHaveBeenCalled();
    },
  );

  test.each([rejects, throws])('of a handler go to the app', async (handle) => {
    const guard = guardRoutes(api, { authenticate: () => 'tags:read' });
    const { status, seen } = await askFailing((app) =>
      app.use(guard.table, guard.route('GET /api/tags/:name', handle)),
    );
    expect(status).toBe(503);
    expect(seen).toHaveBeenCalledExactlyOnceWith(down);
  });
});

test('what goes on after an error meets the guard of the route', async () => {
  const guard = guardRoutes(api, { authenticate: () => Promise.reject(new Error('down')) });
  const handle = vi.fn((_proven, _req, res) => res.send('shown'));
  const app = express().use(guard.table);
  app.use(((_error, _req, _res, next) => next()) satisfies ErrorRequestHandler);
  app.get('/api/tags/:name', guard.route('GET /api/tags/:name', handle));
  app.use(((_error, _req, res, _next) => {
    res.status(503).end();
  }) satisfies ErrorRequestHandler);
  expect((await ask(app, '/api/tags/new', as('tags.read'))).status).toBe(503);
  expect(handle).not.toHaveBeenCalled();
});

test('a route that takes letters in any case and a slash at its end does not answer for more than the table lists', async () => {
  const { guard } = guardOf();
  const app = express();
  app.get(
    '/api/tags/:name',
    guard.route('GET /api/tags/:name', (_proven, _req, res) => res.send('shown')),
  );
  for (const path of ['/API/tags/new', '/api/Tags/new', '/api/tags/new/'])
    expect((await ask(app, path, as('tags.read'))).status).toBe(404);
  expect((await ask(app, '/api/tags/New', as('tags.read'))).status).toBe(200);
});

describe('the guard of a requirement', () => {
  test('needs no table, and leaves the parameters of Express', async () => {
    const app = express();
    app.post(
      '/notes/:id',
      requireScope(atender, 'tags:write', { authenticate: scopesOfToken }, ({ grant }, req, res) =>
        res.json([req.params, grant]),
      ),
    );
    const response = await ask(app, '/notes/42', as('tags.write', 'POST'));
    expect(await response.json()).toEqual([{ id: '42' }, ['tags:write']]);
    expect((await ask(app, '/notes/42', as('tags.read', 'POST'))).status).toBe(403);
    expect((await ask(app, '/notes/42', as('none', 'POST'))).status).toBe(401);
  });

  test('is refused where it is none', () => {
    const require = untyped<(...given: unknown[]) => unknown>(requireScope);
    expect(() => require(atender, 'tags:wirte', { authenticate: scopesOfToken }, () => {})).toThrow(
      TypeError,
    );
    expect(() => require(atender, 'tags:write', { authenticate: scopesOfToken }, undefined)).toThrow(
      'a handler is a function',
    );
  });
});

function raise(error: unknown): never {
  throw error;
}

describe('what Express answers by another route than the table reads', () => {
  const authenticate = vi.fn(scopesOfToken);
  const app = () =>
    express()
      .use(guardRoutes(listed, { authenticate }).table)
      .get(['/page', '/pub/*rest', '/health'], (_req, res) => res.send('listed'))
      .get(['/:page', '/:tenant/health'], (req, res) => res.send(req.params));

  test('HEAD, by what answers GET', async () => {
    expect((await ask(app(), '/page', { method: 'HEAD' })).status).toBe(401);
    expect((await ask(app(), '/page', as('tags.read', 'HEAD'))).status).toBe(200);
  });

  test('the beginning of the rest of a path, by a parameter', async () => {
    expect((await ask(app(), '/pub')).status).toBe(401);
    expect(await (await ask(app(), '/pub', as('tags.read'))).json()).toEqual({ page: 'pub' });
    expect(await (await ask(app(), '/pub/a')).text()).toBe('listed');
  });

  test('an address whose host goes on in the path', async () => {
    const server = app().listen(0);
    running.add(server);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const statusOf = async (path: string) => {
      const [response] = await once(request({ port, path }).end(), 'response');
      response.resume();
      return response.statusCode;
    };
    expect(await statusOf('http://host:80/health')).toBe(200);
    for (const host of ['host:80abc', 'host:x:y', '::', 'ho[st', 'host:'])
      expect([host, await statusOf(`http://${host}/health`)]).toEqual([host, 404]);
    for (const scheme of ['javascript', 'HTTP', 'app'])
      expect([scheme, await statusOf(`${scheme}://host/health`)]).toEqual([scheme, 404]);
  });
});
