import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { timeout } from 'hono/timeout';
import { validator } from 'hono/validator';
import { describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { scopesOfToken } from '../../tests/support/token.js';
import { listed } from '../../tests/support/two-readings.js';
import { untyped } from '../../tests/support/without-types.js';
import { refusals } from '../http/refusal.js';
import { defineRoutes, defineScopes, InsufficientScopeError, open } from '../index.js';
import { guardRoutes, requireScope } from './hono.js';

const api = defineRoutes(atender, {
  'GET /api/tags/:name': 'tags:read',
  'POST /api/tags': 'tags:write',
  'GET /health': open,
});

const guardOf = () => {
  const authenticate = vi.fn(scopesOfToken);
  return { authenticate, guard: guardRoutes(api, { authenticate, realm: 'atender' }) };
};
type Guard = ReturnType<typeof guardOf>['guard'];
const showName = (guard: Guard) => guard.route('GET /api/tags/:name', ({ params }, c) => c.text(params.name));
const as = (token: string, method = 'GET') => ({ method, headers: { authorization: `Bearer ${token}` } });

describe('the guard of a route', () => {
  test('gives the handler what was proven', async () => {
    const { guard, authenticate } = guardOf();
    const app = new Hono().use(guard.table).get(
      '/api/tags/:name',
      guard.route('GET /api/tags/:name', ({ grant, params }, c) => c.json({ ...params, by: grant })),
    );
    const response = await app.request('/api/tags/a%20b', as('tags.write'));
    expect(await response.json()).toEqual({ name: 'a b', by: ['tags:write'] });
    expect(authenticate).toHaveBeenCalledOnce();
  });

  test('holds in a sub-app, under a prefix, and under a base path', async () => {
    const { guard } = guardOf();
    const sub = new Hono().get('/:name', showName(guard));
    for (const app of [new Hono().route('/api/tags', sub), new Hono().basePath('/api').route('/tags', sub)]) {
      expect((await app.request('/api/tags/new', as('tags.read'))).status).toBe(200);
      expect((await app.request('/api/tags/new', as('none'))).status).toBe(401);
    }
    // Where its handler stands at another path, the table does not know the request.
    expect((await new Hono().route('/v2/tags', sub).request('/v2/tags/new', as('tags.read'))).status).toBe(
      404,
    );
  });

  test('sees the path of an app that is mounted in another', async () => {
    const { guard } = guardOf();
    const inner = new Hono().get('/api/tags/:name', showName(guard));
    const app = new Hono().mount('/inner', inner.fetch);
    expect((await app.request('/inner/api/tags/new', as('tags.read'))).status).toBe(200);
    expect((await app.request('/inner/api/tags/new', as('none'))).status).toBe(401);
    expect((await app.request('/api/tags/new', as('tags.read'))).status).toBe(404);
  });

  test('refuses at a handler of another route', async () => {
    const { guard } = guardOf();
    const app = new Hono().all(
      '*',
      guard.route('POST /api/tags', (_, c) => c.text('made')),
    );
    expect((await app.request('/api/tags', as('tags.write', 'POST'))).status).toBe(200);
    expect((await app.request('/api/tags/new', as('tags.write'))).status).toBe(404);
    expect((await app.request('/health', as('tags.write'))).status).toBe(404);
  });

  test('stays whole behind middleware that replaces the request', async () => {
    const { guard, authenticate } = guardOf();
    const app = new Hono();
    app.use(guard.table, bodyLimit({ maxSize: 10 }));
    app.post(
      '/api/tags',
      guard.route('POST /api/tags', async (_, c) => c.text(await c.req.text())),
    );
    const post = { ...as('tags.write', 'POST'), body: 'new' };
    expect(await (await app.request('/api/tags', post)).text()).toBe('new');
    expect(authenticate).toHaveBeenCalledOnce();
    expect((await app.request('/api/tags', { ...post, ...as('tags.read', 'POST') })).status).toBe(403);
  });

  test('is refused where the table does not list it', () => {
    const route = untyped<(route: string, handle: unknown) => unknown>(guardOf().guard.route);
    expect(() => route('GET /nowhere', () => {})).toThrow('no such route: GET /nowhere');
  });
});

describe('the guard of the whole table', () => {
  const everything = (options = {}) => {
    const app = new Hono(options);
    app.use(guardOf().guard.table);
    app.all('*', (c) => c.text('anything'));
    return app;
  };

  test('refuses before any handler', async () => {
    const response = await everything().request('/api/tags', as('tags.read', 'POST'));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="atender", error="insufficient_scope", scope="tags:write"',
    );
    expect(await response.json()).toMatchObject({ status: 403, missing: ['tags:write'] });
    expect((await everything().request('/nowhere', as('tags.write'))).status).toBe(404);
    expect((await everything().request('/api/tags/new', as('tags.read', 'HEAD'))).status).toBe(200);
    expect((await everything().request('/health')).status).toBe(200);
  });

  test('refuses what Hono would read in another way than the table', async () => {
    expect((await everything({ strict: false }).request('/health/')).status).toBe(404);
    const byHost = everything({ getPath: (request: Request) => request.url.replace(/^https?:\//, '') });
    expect((await byHost.request('/health')).status).toBe(404);
    const toHealth = everything({ getPath: () => '/health' });
    expect((await toHealth.request('/api/tags/new', as('tags.read'))).status).toBe(404);
  });

  test('refuses with a router that is not strict what the guard of a route does not list', async () => {
    const app = new Hono({ strict: false });
    app.get('/api/tags/:name', showName(guardOf().guard));
    expect((await app.request('/api/tags/new', as('tags.read'))).status).toBe(200);
    expect((await app.request('/api/tags/new/', as('tags.read'))).status).toBe(404);
    expect((await app.request('/API/tags/new', as('tags.read'))).status).toBe(404);
  });

  test('does not hold for an app that is mounted before it', async () => {
    const handler = () => new Response('shown');
    const late = new Hono().mount('/inner', handler).use(guardOf().guard.table);
    expect((await late.request('/inner/x')).status).toBe(200);
    const early = new Hono().use(guardOf().guard.table).mount('/inner', handler);
    expect((await early.request('/inner/x')).status).toBe(404);
  });

  test('refuses dot segments that the server has seen and URL has resolved', async () => {
    const at = (url: string) => everything().request('/api/../health', {}, { incoming: { url } });
    expect((await at('/api/../health')).status).toBe(404);
    expect((await at('/health')).status).toBe(200);
  });

  test('refuses what does not decode, below a rest of a path as well', async () => {
    const files = defineRoutes(atender, { 'GET /files/*': 'tags:read' });
    const app = new Hono();
    app.use(guardRoutes(files, { authenticate: scopesOfToken }).table);
    app.get('/files/*', (c) => c.text('anything'));
    expect((await app.request('/files/%ff', as('tags.read'))).status).toBe(404);
    expect((await app.request('/files/a%20b/100%25', as('tags.read'))).status).toBe(200);
  });

  test('keeps the headers of the middleware before it', async () => {
    const app = new Hono();
    app.use(cors(), guardOf().guard.table);
    const response = await app.request('/api/tags/new', { headers: { origin: 'https://example.com' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('gives authenticate the request and the context', async () => {
    const authenticate = vi.fn(
      (_request: Request, c: Context<{ Bindings: { scopes: string } }>) => c.env.scopes,
    );
    const app = new Hono();
    app.use(guardRoutes(api, { authenticate }).table);
    app.all('*', (c) => c.text('anything'));
    expect((await app.request('/api/tags/new', {}, { scopes: 'tags:read' })).status).toBe(200);
    expect(authenticate.mock.calls[0]?.[0]).toBeInstanceOf(Request);
  });
});

test('a handler does not run where a time-out has answered in its place', async () => {
  const handle = vi.fn((_: object, c: Context) => c.text('shown'));
  const slow = () => sleep(30, 'tags:read');
  const app = new Hono().use(timeout(5));
  app.get('/api/tags/:name', guardRoutes(api, { authenticate: slow }).route('GET /api/tags/:name', handle));
  expect((await app.request('/api/tags/new', as('tags.read'))).status).toBe(504);
  await sleep(60);
  expect(handle).not.toHaveBeenCalled();
});

describe('errors', () => {
  const failing = (authenticate: () => never) => {
    const app = new Hono();
    app.use(guardRoutes(api, { authenticate }).table);
    app.all('*', (c) => c.text('anything'));
    return app;
  };
  const down = new Error('down');

  test('of authenticate go to the app', async () => {
    const app = failing(() => {
      throw down;
    });
    const onError = vi.fn((_error: Error, c: Context) => c.text('broken', 503));
    app.onError(onError);
    expect((await app.request('/api/tags/new')).status).toBe(503);
    expect(onError).toHaveBeenCalledExactlyOnceWith(down, expect.anything());
  });

  test('of a handler that authorizes for itself can be worded alike', async () => {
    const { guard } = guardOf();
    const refuse = refusals();
    const app = new Hono().get(
      '/api/tags/:name',
      guard.route('GET /api/tags/:name', ({ grant }, c) => {
        atender.authorize(grant, 'tags:write');
        return c.text('shown');
      }),
    );
    app.onError((error) => {
      if (!(error instanceof InsufficientScopeError)) throw error;
      const refusal = refuse.insufficientScope(error);
      return new Response(JSON.stringify(refusal.body), refusal);
    });
    const response = await app.request('/api/tags/new', as('tags.read'));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="tags:write"',
    );
  });
});

const options = { authenticate: scopesOfToken };

describe('a handler gets its own proof', () => {
  const crm = defineScopes('crm', { surfaces: { tags: ['read', 'write'] } });

  test('also behind the handler of another guard, of its vocabulary or of another one', async () => {
    const { guard } = guardOf();
    const seen: unknown[] = [];
    const app = new Hono();
    app.get(
      '/api/tags/:name',
      guard.route('GET /api/tags/:name', async (proven, _c, next) => {
        await next();
        seen.push(proven);
      }),
      requireScope(crm, 'tags:write', { authenticate: () => 'tags:write' }, async (proven, _c, next) => {
        await next();
        seen.push(proven);
      }),
      requireScope(atender, 'tags:read', options, (proven, c) => {
        seen.push(proven);
        return c.text('shown');
      }),
    );
    expect(await (await app.request('/api/tags/new', as('tags.read'))).text()).toBe('shown');
    const { grant } = atender.parse('tags:read');
    expect(seen).toEqual([
      { grant, params: undefined },
      { grant: crm.parse('tags:write').grant, params: undefined },
      { grant, params: { __proto__: null, name: 'new' } },
    ]);
  });

  test('and no guard puts one into the context', async () => {
    const { guard } = guardOf();
    const app = new Hono<{ Variables: { grant?: unknown; params?: unknown } }>();
    app.use(guard.table);
    app.use(requireScope(atender, 'tags:read', options, (_proven, _c, next) => next()));
    app.get('*', (c) => c.json([c.var.grant ?? null, c.var.params ?? null]));
    expect(await (await app.request('/api/tags/new', as('tags.read'))).json()).toEqual([null, null]);
  });

  test('each request is authenticated for itself, also from one context to another', async () => {
    const { guard, authenticate } = guardOf();
    const handle = showName(guard);
    const app = new Hono();
    app.get('/api/tags/:name', async (c, next) => {
      await handle(c, next);
      // Somebody else's request, in a copy of the context.
      const copy = Object.create(c, {
        req: {
          value: { ...c.req, raw: new Request(c.req.raw, { headers: {} }), path: c.req.path, method: 'GET' },
        },
      });
      return (await handle(copy, next)) as Response;
    });
    expect((await app.request('/api/tags/new', as('tags.read'))).status).toBe(401);
    expect(authenticate).toHaveBeenCalledTimes(2);
  });
});

describe('validators', () => {
  type Middleware = (c: Context, next: () => Promise<void>) => Promise<Response | undefined>;
  const behaviours: Readonly<Record<string, Middleware>> = {
    'that calls next twice': async (_c, next) => {
      await next();
      await next();
      return undefined;
    },
    'that tries again': async (_c, next) => {
      try {
        await next();
      } catch {
        await next();
      }
      return undefined;
    },
    'that answers after the handler': async (c, next) => {
      await next();
      return c.text('mine', 201);
    },
    'that answers for a handler that failed': async (c, next) => {
      try {
        await next();
        return undefined;
      } catch {
        return c.text('caught');
      }
    },
    'that has answered by itself': async (c, next) => {
      c.res = c.text('mine', 400);
      await next();
      return undefined;
    },
    'that looks for an error': async (c, next) => {
      await next();
      c.header('x-failed', String(c.error instanceof Error));
      return undefined;
    },
    'that throws': async () => {
      throw new Error('down');
    },
  };

  describe.each(Object.entries(behaviours))('%s', (_, middleware) => {
    test.each([true, false])('does the same as in Hono, with a handler that works: %j', async (works) => {
      const ran = vi.fn();
      const handle = (c: Context) => {
        ran();
        if (!works) throw new Error('down');
        return c.text('shown');
      };
      const answerOf = async (app: Hono) => {
        ran.mockClear();
        app.onError((_error, c) => c.text('failed', 500));
        const response = await app.request('/api/tags/new', as('tags.read'));
        const failed = response.headers.get('x-failed');
        return [response.status, await response.text(), failed, ran.mock.calls.length];
      };
      const { guard } = guardOf();
      const guarded = new Hono().get(
        '/api/tags/:name',
        guard.route('GET /api/tags/:name', middleware as never, (_proven, c) => handle(c)),
      );
      const plain = new Hono().get('/api/tags/:name', middleware as never, handle);
      expect(await answerOf(guarded)).toEqual(await answerOf(plain));
    });
  });

  const named = validator('json', ({ name }: { name?: unknown }, c) =>
    typeof name === 'string' ? { name } : c.text('no name', 400),
  );
  const tagged = validator('query', ({ as: tag }) => ({ tag }));
  const post = (token: string, body: object) => ({
    ...as(token, 'POST'),
    body: JSON.stringify(body),
    headers: { ...as(token).headers, 'content-type': 'application/json' },
  });

  test('stand behind the guard: a refused request is not read', async () => {
    const { guard } = guardOf();
    const read = vi.fn(named);
    const app = new Hono().post(
      '/api/tags',
      guard.route('POST /api/tags', validator('json', read as never), (_, c) => c.text('made')),
    );
    expect((await app.request('/api/tags', post('tags.read', { name: 'new' }))).status).toBe(403);
    expect(read).not.toHaveBeenCalled();
  });

  test('answer for the handler, or hand it what they read', async () => {
    const { guard } = guardOf();
    const app = new Hono();
    app.post(
      '/api/tags',
      guard.route('POST /api/tags', named, tagged, ({ grant }, c) =>
        c.json({ ...c.req.valid('json'), ...c.req.valid('query'), by: grant }, 201),
      ),
    );
    app.post(
      '/notes',
      requireScope(atender, 'tags:write', options, named, ({ grant }, c) =>
        c.json({ ...c.req.valid('json'), by: grant }),
      ),
    );
    const made = await app.request('/api/tags?as=label', post('tags.write', { name: 'new' }));
    expect(made.status).toBe(201);
    expect(await made.json()).toEqual({ name: 'new', tag: 'label', by: ['tags:write'] });
    const wrong = await app.request('/api/tags', post('tags.write', {}));
    expect([wrong.status, await wrong.text()]).toEqual([400, 'no name']);
    expect((await app.request('/notes', post('tags.write', { name: 'new' }))).status).toBe(200);
    expect((await app.request('/notes', post('tags.write', {}))).status).toBe(400);
  });
});

describe('the guard of a requirement', () => {
  test('needs no table', async () => {
    const app = new Hono();
    app.post(
      '/notes',
      requireScope(atender, atender.anyOf('tags:read', 'tags:write'), options, ({ grant }, c) =>
        c.json(grant),
      ),
    );
    expect(await (await app.request('/notes', as('tags.read', 'POST'))).json()).toEqual(['tags:read']);
    expect((await app.request('/notes', as('none', 'POST'))).status).toBe(401);
  });

  test('is refused where it is none', () => {
    const require = untyped<(...given: unknown[]) => unknown>(requireScope);
    expect(() => require(atender, 'tags:wirte', options, () => {})).toThrow(TypeError);
    expect(() => require(atender, ['tags:read'], options, () => {})).toThrow(TypeError);
    expect(() => require(atender, 'tags:read', options, undefined)).toThrow('a handler is a function');
    expect(() => require(atender, 'tags:read', options, {}, () => {})).toThrow('a handler is a function');
  });
});

describe('what Hono answers by another route than the table reads', () => {
  const app = () => {
    const hono = new Hono();
    hono.use(guardRoutes(listed, { authenticate: scopesOfToken }).table);
    for (const path of ['/page', '/pub/*', '/health']) hono.get(path, (c) => c.text('listed'));
    for (const path of ['/:page', '/:tenant/health']) hono.get(path, (c) => c.json(c.req.param()));
    return hono;
  };

  test('HEAD, by what answers GET', async () => {
    expect((await app().request('/page', { method: 'HEAD' })).status).toBe(401);
    expect((await app().request('/page', as('tags.read', 'HEAD'))).status).toBe(200);
  });

  test('the beginning of the rest of a path, by what might be a parameter', async () => {
    expect((await app().request('/pub')).status).toBe(401);
    expect((await app().request('/pub', as('tags.read'))).status).toBe(200);
    expect(await (await app().request('/pub/a')).text()).toBe('listed');
  });
});
