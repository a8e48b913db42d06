import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { atender } from '../../tests/support/atender.js';
import { scopesOfToken } from '../../tests/support/token.js';
import { listed } from '../../tests/support/two-readings.js';
import { untyped } from '../../tests/support/without-types.js';
import { defineRoutes, defineScopes, open } from '../index.js';
import { guardRoutes, requireScope } from './fastify.js';

const api = defineRoutes(atender, {
  'GET /api/tags/all': 'tags:write',
  'GET /api/tags/:name': 'tags:read',
  'POST /api/tags': 'tags:write',
  'GET /api/files/*': 'tags:read',
  'GET /health': open,
});

const guardOf = () => {
  const authenticate = vi.fn(scopesOfToken);
  return { authenticate, guard: guardRoutes(api, { authenticate, realm: 'atender' }) };
};
type Requested = 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
const as = (token: string, url: string, method: Requested = 'GET') => ({
  method,
  url,
  headers: { authorization: `Bearer ${token}` },
});

describe('the guard of a route', () => {
  test('gives the handler what was proven, and leaves the request alone', async () => {
    const { guard, authenticate } = guardOf();
    const app = Fastify();
    app.addHook('onRequest', guard.table);
    app.route({
      ...guard.route('GET /api/tags/:name', async ({ params, grant }, request) => ({
        params,
        by: grant,
        fastify: request.params,
        changed: 'grant' in request,
      })),
      url: '/api/tags/:called',
    });
    const response = await app.inject(as('tags.write', '/api/tags/a%20b?q'));
    // By the names of the table, whatever Fastify calls them.
    expect(response.json()).toEqual({
      params: { name: 'a b' },
      by: ['tags:write'],
      fastify: { called: 'a b' },
      changed: false,
    });
    expect(authenticate).toHaveBeenCalledOnce();
  });

  test('runs before the body is read', async () => {
    const { guard } = guardOf();
    const app = Fastify();
    const parsed = vi.fn(async () => 'parsed');
    app.addContentTypeParser('text/plain', parsed);
    app.route(guard.route('POST /api/tags', async (_proven, { body }) => body));
    const post = (token: string) => {
      const request = as(token, '/api/tags', 'POST');
      return app.inject({
        ...request,
        headers: { ...request.headers, 'content-type': 'text/plain' },
        payload: 'new',
      });
    };
    expect((await post('tags.read')).statusCode).toBe(403);
    expect(parsed).not.toHaveBeenCalled();
    expect((await post('tags.write')).body).toBe('parsed');
  });

  test('calls the handler as Fastify does', async () => {
    const { guard } = guardOf();
    const app = Fastify();
    app.decorate('place', 'here');
    app.route(
      guard.route('GET /health', function (_proven, _request, reply) {
        reply.send(untyped<{ place: string }>(this).place);
      }),
    );
    expect((await app.inject('/health')).body).toBe('here');
  });

  test('holds in a plugin with a prefix', async () => {
    const { guard } = guardOf();
    const app = Fastify();
    const show = guard.route('GET /api/tags/:name', async ({ params }) => params.name);
    app.register(async (plugin) => plugin.route({ ...show, url: '/tags/:name' }), { prefix: '/api' });
    app.register(async (plugin) => plugin.route(show), { prefix: '/v2' });
    expect((await app.inject(as('tags.read', '/api/tags/new'))).body).toBe('new');
    expect((await app.inject(as('none', '/api/tags/new'))).statusCode).toBe(401);
    // Where its handler stands at another path, the table does not know the request.
    expect((await app.inject(as('tags.read', '/v2/api/tags/new'))).statusCode).toBe(404);
  });

  test('does not let its handler run without it', async () => {
    const { guard } = guardOf();
    const app = Fastify();
    const show = guard.route('GET /api/tags/:name', async () => 'shown');
    app.route({ ...show, onRequest: async () => {} });
    app.route({ ...show, url: '/api/tags/all', onRequest: [async () => {}, show.onRequest] });
    const response = await app.inject(as('tags.write', '/api/tags/new'));
    expect(response.statusCode).toBe(500);
    expect(response.json().message).toBe('the guard of /api/tags/:name did not run');
    // With another hook beside it, it runs; and this is the path of another route.
    expect((await app.inject(as('tags.write', '/api/tags/all'))).statusCode).toBe(404);
  });

  test('does not let its handler run for a copy of a request that passed', async () => {
    const show = guardOf().guard.route('GET /api/tags/:name', async () => 'shown');
    const app = Fastify();
    app.route({
      ...show,
      async preHandler(request, reply) {
        const copy = Object.assign(Object.create(request), { headers: {} });
        show.handler.call(app, copy, reply);
      },
    });
    const response = await app.inject(as('tags.write', '/api/tags/new'));
    expect(response.json().message).toBe('the guard of /api/tags/:name did not run');
  });

  test('holds for the HEAD that Fastify adds', async () => {
    const { guard } = guardOf();
    const both = defineRoutes(atender, { 'GET /a': 'tags:read', 'HEAD /a': 'tags:write' });
    const app = Fastify();
    app.route(guard.route('GET /api/tags/:name', async () => 'shown'));
    app.route(guardRoutes(both, { authenticate: scopesOfToken }).route('GET /a', async () => 'a'));
    expect((await app.inject(as('tags.write', '/api/tags/new', 'HEAD'))).statusCode).toBe(200);
    expect((await app.inject(as('tags.read', '/a'))).statusCode).toBe(200);
    expect((await app.inject(as('tags.read', '/a', 'HEAD'))).statusCode).toBe(403);
    expect((await app.inject(as('tags.write', '/a', 'HEAD'))).statusCode).toBe(200);
  });

  test('is refused where the table does not list it, and without a handler', () => {
    const route = untyped<(route: string, handle?: unknown) => unknown>(guardOf().guard.route);
    expect(() => route('GET /nowhere', () => {})).toThrow('no such route: GET /nowhere');
    expect(() => route('GET /health')).toThrow('a handler is a function');
  });
});

describe('the options of a route', () => {
  const authenticate = scopesOfToken;
  const schema = {
    body: { type: 'object', required: ['count'], properties: { count: { type: 'number' } } },
  } as const;
  const post = (token: string, payload: object) => ({ ...as(token, '/api/tags', 'POST'), payload });
  /** Both functions that take options of a route. */
  const makers = [
    {
      maker: 'guard.route',
      make: (options: object, handle: () => unknown) =>
        guardOf().guard.route('POST /api/tags', options, handle),
    },
    {
      maker: 'requireScope',
      make: (options: object, handle: () => unknown) => ({
        method: 'POST',
        url: '/api/tags',
        ...requireScope(atender, 'tags:write', { authenticate }, options, handle),
      }),
    },
  ];

  describe.each(makers)('of $maker', ({ make }) => {
    test.each([null, undefined, 'schema', 5, [], [schema], () => {}, new Map()])(
      'are refused where they are no object: %s',
      (options) => {
        expect(() => make(untyped<object>(options), () => {})).toThrow(
          new TypeError('the options of a route are an object'),
        );
      },
    );

    test.each([undefined, null, {}, 'handler'])('are refused without a handler: %s', (handle) => {
      expect(() => make({ schema }, untyped<() => void>(handle))).toThrow(
        new TypeError('a handler is a function'),
      );
      // One among the options is none.
      expect(() => make({ schema, handler() {} }, untyped<() => void>(handle))).toThrow(TypeError);
    });

    test.each([null, 5, 'hook', {}, [null], [[async () => {}]]])(
      'are refused by Fastify for a hook that is none: %j',
      (onRequest) => {
        const route = make({ onRequest }, () => 'made');
        expect(() => Fastify().route(route)).toThrow('onRequest hook should be a function');
      },
    );

    test('may have no prototype', async () => {
      const mine = vi.fn(async () => {});
      const app = Fastify();
      app.route(make(Object.assign(Object.create(null), { onRequest: mine }), () => 'made'));
      expect((await app.inject(post('none', {}))).statusCode).toBe(401);
      expect(mine).not.toHaveBeenCalled();
      expect((await app.inject(post('tags.write', {}))).body).toBe('made');
      expect(mine).toHaveBeenCalledOnce();
    });

    test.each(['one', 'many', 'none'])('do not displace the guard by hooks: %s', async (how) => {
      const seen: string[] = [];
      const mine = async () => void seen.push('mine');
      const onRequest = { one: mine, many: [mine, mine], none: undefined }[how];
      const app = Fastify();
      app.route(make({ onRequest }, () => 'made'));
      expect((await app.inject(post('none', {}))).statusCode).toBe(401);
      expect((await app.inject(post('tags.read', {}))).statusCode).toBe(403);
      expect(seen).toEqual([]);
      expect((await app.inject(post('tags.write', {}))).body).toBe('made');
      expect(seen).toHaveLength({ one: 1, many: 2, none: 0 }[how] ?? Number.NaN);
    });

    test('do not replace the handler', async () => {
      const handler = vi.fn(() => 'replaced');
      const app = Fastify();
      app.route(make({ handler }, () => 'made'));
      expect((await app.inject(post('none', {}))).statusCode).toBe(401);
      expect((await app.inject(post('tags.write', {}))).body).toBe('made');
      expect(handler).not.toHaveBeenCalled();
    });

    test('are not taken from a polluted prototype', async () => {
      const polluted = vi.fn((_request, _reply, done) => done());
      const app = Fastify();
      try {
        Object.assign(Object.prototype, { onRequest: polluted });
        app.route(make({}, () => 'made'));
      } finally {
        Reflect.deleteProperty(Object.prototype, 'onRequest');
      }
      expect((await app.inject(post('tags.write', {}))).body).toBe('made');
      expect(polluted).not.toHaveBeenCalled();
    });

    test('validate what the guard has let pass, and nothing else', async () => {
      const validate = vi.fn((body: { count?: number }) =>
        body.count === undefined ? { error: new Error('no count') } : { value: body },
      );
      const handle = vi.fn(() => 'made');
      const app = Fastify();
      app.route(make({ schema, validatorCompiler: () => validate }, handle));
      for (const payload of [{}, { count: 1 }]) {
        expect((await app.inject(post('none', payload))).statusCode).toBe(401);
        expect((await app.inject(post('tags.read', payload))).statusCode).toBe(403);
      }
      expect(validate).not.toHaveBeenCalled();
      expect((await app.inject(post('tags.write', {}))).statusCode).toBe(400);
      expect(handle).not.toHaveBeenCalled();
      expect((await app.inject(post('tags.write', { count: 1 }))).body).toBe('made');
    });

    test('do not let the handler run where another hook replaces the guard', async () => {
      const handle = vi.fn(() => 'made');
      const app = Fastify();
      app.route({ ...make({ schema }, handle), onRequest: async () => {} });
      const response = await app.inject(post('tags.write', { count: 1 }));
      expect(response.json().message).toBe('the guard of /api/tags did not run');
      expect(handle).not.toHaveBeenCalled();
    });

    test('reach Fastify, and stay as they are', async () => {
      const preHandler = vi.fn(async () => {});
      const options = Object.freeze({ schema, bodyLimit: 20, preHandler, onRequest: Object.freeze([]) });
      const app = Fastify();
      app.route(make(options, () => 'made'));
      expect((await app.inject(post('tags.write', { count: 1, more: 'than twenty' }))).statusCode).toBe(413);
      expect(preHandler).not.toHaveBeenCalled();
      expect((await app.inject(post('tags.write', { count: 1 }))).body).toBe('made');
      expect(preHandler).toHaveBeenCalledOnce();
    });
  });

  test('of a route keep its method and path', () => {
    const given = untyped<object>({ method: 'GET', url: '/open' });
    expect(guardOf().guard.route('POST /api/tags', given, () => '')).toMatchObject({
      method: 'POST',
      url: '/api/tags',
    });
  });

  test('hold for the HEAD that Fastify adds', async () => {
    const mine = vi.fn(async () => {});
    const app = Fastify();
    app.route(guardOf().guard.route('GET /api/tags/:name', { onRequest: mine }, async () => 'shown'));
    expect((await app.inject(as('none', '/api/tags/new', 'HEAD'))).statusCode).toBe(401);
    expect(mine).not.toHaveBeenCalled();
    expect((await app.inject(as('tags.read', '/api/tags/new', 'HEAD'))).statusCode).toBe(200);
    expect(mine).toHaveBeenCalledOnce();
  });

  test('give the handler the proof of its own guard, and what the schema made of the request', async () => {
    const app = Fastify();
    const querystring = { type: 'object', properties: { page: { type: 'number', default: 1 } } };
    app.route(
      guardOf().guard.route(
        'GET /api/tags/:name',
        { schema: { querystring }, config: { kept: true } },
        async ({ params, grant }, request) => ({
          params,
          grant,
          query: request.query,
          kept: request.routeOptions.config.kept,
        }),
      ),
    );
    expect((await app.inject(as('tags.read', '/api/tags/new?page=2'))).json()).toEqual({
      params: { name: 'new' },
      grant: ['tags:read'],
      query: { page: 2 },
      kept: true,
    });
  });

  test('serve type providers that bring compilers of their own', async () => {
    const app = Fastify().withTypeProvider<ZodTypeProvider>();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    const { guard } = guardOf();
    expect(guard.withTypeProvider()).toBe(guard);
    expect(requireScope.withTypeProvider()).toBe(requireScope);
    app.route(
      guard.withTypeProvider<ZodTypeProvider>().route(
        'POST /api/tags',
        {
          schema: {
            body: z.object({ since: z.string().transform(Number) }),
            response: { 200: z.object({ since: z.number() }) },
          },
        },
        async (_proven, { body }) => ({ since: body.since + 1 }),
      ),
    );
    expect((await app.inject(post('tags.read', { since: 1 }))).statusCode).toBe(403);
    expect((await app.inject(post('tags.write', { since: 1 }))).statusCode).toBe(400);
    expect((await app.inject(post('tags.write', { since: '1' }))).json()).toEqual({ since: 2 });
  });
});

describe('the guard of the whole table', () => {
  const everything = (options = {}) => {
    const app = Fastify(options);
    app.addHook('onRequest', guardOf().guard.table);
    app.get('/api/tags/all', async () => 'all');
    app.all('*', async () => 'anything');
    return app;
  };

  test('refuses before any handler', async () => {
    const response = await everything().inject(as('tags.read', '/api/tags', 'POST'));
    expect(response.statusCode).toBe(403);
    expect(response.headers['www-authenticate']).toBe(
      'Bearer realm="atender", error="insufficient_scope", scope="tags:write"',
    );
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toMatchObject({ status: 403, missing: ['tags:write'] });
    expect((await everything().inject(as('tags.write', '/nowhere'))).statusCode).toBe(404);
    expect((await everything().inject(as('tags.read', '/api/tags/new', 'HEAD'))).statusCode).toBe(200);
    expect((await everything().inject(as('tags.read', '/api/tags/new', 'OPTIONS'))).statusCode).toBe(404);
    expect((await everything().inject('/health')).statusCode).toBe(200);
  });

  test('answers for what Fastify does not know', async () => {
    const app = Fastify();
    app.addHook('onRequest', guardOf().guard.table);
    const response = await app.inject('/nowhere');
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ title: 'Not Found' });
  });

  test.each([
    ['/api/tags/ALL', { routerOptions: { caseSensitive: false } }],
    ['/api/tags/all/', { routerOptions: { ignoreTrailingSlash: true } }],
    ['/api//tags/all', { routerOptions: { ignoreDuplicateSlashes: true } }],
    ['/api/tags/%61ll', {}],
    ['/api/tags/new', { rewriteUrl: () => '/api/tags/all' }],
  ])('refuses %s, which Fastify takes for another route', async (url, options) => {
    const response = await everything(options).inject(as('tags.read', url));
    expect([403, 404]).toContain(response.statusCode);
    expect(response.body).not.toBe('all');
  });

  test.each([{ useSemicolonDelimiter: true }, { routerOptions: { useSemicolonDelimiter: true } }])(
    'ends a path where Fastify does: %j',
    async (options) => {
      const app = everything(options);
      expect((await app.inject(as('tags.write', '/api/tags/all;x'))).body).toBe('all');
      expect((await app.inject(as('tags.read', '/api/tags/all;x'))).statusCode).toBe(403);
    },
  );

  test.each([{ useSemicolonDelimiter: true }, { routerOptions: { useSemicolonDelimiter: true } }])(
    'takes no option from a polluted prototype: %j',
    async (options) => {
      const table = defineRoutes(atender, { 'GET /x': open, 'GET /:n': 'tags:read' });
      const app = Fastify();
      app.addHook('onRequest', guardRoutes(table, { authenticate: scopesOfToken }).table);
      app.get('/:n', async () => 'reached');
      await app.ready();
      try {
        Object.assign(Object.prototype, options);
        expect((await app.inject('/x;y')).statusCode).toBe(401);
      } finally {
        for (const name of Object.keys(options)) Reflect.deleteProperty(Object.prototype, name);
      }
    },
  );

  test('a polluted prototype has no parameters for a handler without a table', async () => {
    const app = Fastify();
    app.get(
      '/n/:id',
      requireScope(atender, 'tags:read', { authenticate: scopesOfToken }, async (proven, request) => [
        untyped<{ params?: unknown }>(proven).params,
        request.params,
      ]),
    );
    await app.ready();
    try {
      Object.assign(Object.prototype, { params: { id: 'other' } });
      expect((await app.inject(as('tags.read', '/n/7'))).json()).toEqual([null, { id: '7' }]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'params');
    }
  });

  test('requires what a path may be taken for where Fastify has no such route', async () => {
    expect((await everything().inject(as('tags.read', '/api/tags/all;x'))).statusCode).toBe(403);
    expect((await everything().inject(as('tags.write', '/api/tags/all;x'))).body).toBe('anything');
  });
});

test('the guard of a route holds whatever Fastify takes its path for', async () => {
  const app = Fastify({
    rewriteUrl: ({ url = '' }) => url.replace('/v1/', '/api/'),
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
  });
  const { route } = guardOf().guard;
  app.route(route('GET /api/tags/:name', async () => 'shown'));
  for (const path of ['/API/tags/new', '/api/tags/new/', '/api//tags/new'])
    expect((await app.inject(as('tags.read', path))).statusCode).toBe(404);
  // What was rewritten for the router is what the table is asked for.
  expect((await app.inject(as('tags.read', '/v1/tags/new'))).body).toBe('shown');
  expect((await app.inject(as('none', '/v1/tags/new'))).statusCode).toBe(401);
});

test('the table holds where its hook is added, and in all plugins below', async () => {
  const app = Fastify();
  app.get('/before', async () => 'shown');
  app.addHook('onRequest', guardOf().guard.table);
  await app.register(async (plugin) => plugin.get('/new', async () => 'shown'), { prefix: '/nowhere' });
  expect((await app.inject(as('tags.read', '/nowhere/new'))).statusCode).toBe(404);
  expect((await app.inject(as('tags.read', '/before'))).statusCode).toBe(404);
});

describe('two guards of one request', () => {
  const notes = defineScopes('notes', { surfaces: { notes: ['read', 'write'] } });
  const ofNotes = defineRoutes(notes, { 'GET /api/tags/:id': 'notes:read' });
  const ofTags = defineRoutes(atender, { 'GET /api/:kind/new': 'tags:read' });
  const show = async (proven: object) => ({ proven });

  test.each([
    {
      inner: 'of another vocabulary',
      guarded: guardRoutes(ofNotes, { authenticate: () => 'notes:read' }).route('GET /api/tags/:id', show),
      given: { grant: ['notes:read'], params: { id: 'new' } },
    },
    {
      inner: 'of the same vocabulary',
      guarded: guardRoutes(ofTags, { authenticate: async () => 'tags:read' }).route(
        'GET /api/:kind/new',
        show,
      ),
      given: { grant: ['tags:read'], params: { kind: 'tags' } },
    },
    {
      inner: 'without a table',
      guarded: requireScope(atender, 'tags:read', { authenticate: () => 'tags:read' }, show),
      given: { grant: ['tags:read'] },
    },
  ])('give each handler what its own guard proved: $inner', async ({ guarded, given }) => {
    const app = Fastify();
    const outer = guardOf().guard.route('GET /api/tags/:name', async function (proven, request, reply) {
      const inner = await guarded.handler.call(this, request, reply);
      return { outer: proven, inner, fastify: request.params, changed: 'grant' in request };
    });
    app.route({ ...outer, url: '/api/tags/:called', onRequest: [outer.onRequest, guarded.onRequest] });
    expect((await app.inject(as('tags.write', '/api/tags/new'))).json()).toEqual({
      outer: { grant: ['tags:write'], params: { name: 'new' } },
      inner: { proven: given },
      fastify: { called: 'new' },
      changed: false,
    });
  });
});

test.each([
  {
    copy: 'a spread',
    copyOf: (request: FastifyRequest) =>
      Object.setPrototypeOf({ ...request }, Object.getPrototypeOf(request)),
  },
  { copy: 'an object that inherits', copyOf: (request: FastifyRequest) => Object.create(request) },
])('a copy of a request is authenticated anew: $copy', async ({ copyOf }) => {
  const { guard, authenticate } = guardOf();
  const app = Fastify();
  app.addHook('onRequest', guard.table);
  app.addHook('onRequest', function (request, reply, done) {
    const headers = { authorization: `Bearer ${request.headers['x-as']}` };
    const raw = { value: { ...request.raw, headers } };
    guard.table.call(this, Object.defineProperties(copyOf(request), { raw }), reply, done);
  });
  app.get('/api/tags/:name', async () => 'shown');
  const statusAs = async (token: string) => {
    const { headers, ...request } = as('tags.read', '/api/tags/new');
    return (await app.inject({ ...request, headers: { ...headers, 'x-as': token } })).statusCode;
  };
  expect(await statusAs('tags.read')).toBe(200);
  expect(authenticate).toHaveBeenCalledTimes(2);
  expect(await statusAs('none')).toBe(401);
});

describe('a guard that lets nobody in', () => {
  type Authenticate = Parameters<typeof guardRoutes>[1]['authenticate'];
  /** Gives all that goes on in an app whose hooks are slow, until nothing more can. */
  const happens = async (place: 'table' | 'route', how: 'async' | 'callback', authenticate: Authenticate) => {
    const seen: string[] = [];
    const guard = guardRoutes(api, { authenticate });
    const app = Fastify({
      logger: { level: 'warn', stream: { write: (line: string) => seen.push(JSON.parse(line).msg) } },
    });
    app.setErrorHandler((_error, _request, reply) => reply.code(500).send());
    addSlowHooks(app, how, seen);
    app.addContentTypeParser('text/plain', async () => seen.push('body'));
    for (const hook of ['preParsing', 'preValidation', 'preHandler'] as const)
      app.addHook(hook, async () => void seen.push(hook));
    app.addHook('onResponse', async (_request, { statusCode }) => void seen.push(`response ${statusCode}`));
    const next = async () => void seen.push('next onRequest');
    const handler = async () => {
      seen.push('handler');
      return { made: true };
    };
    const route = guard.route('POST /api/tags', handler);
    if (place === 'route') app.route({ ...route, onRequest: [route.onRequest, next] });
    else app.addHook('onRequest', guard.table).post('/api/tags', { onRequest: next }, handler);
    await app.inject({
      ...as('none', '/api/tags', 'POST'),
      headers: { 'content-type': 'text/plain' },
      payload: 'new',
    });
    await sleep(3 * slow); // what a second answer would take
    return seen;
  };
  const slow = 50;
  const addSlowHooks = (app: FastifyInstance, how: 'async' | 'callback', seen: string[]) => {
    if (how === 'async')
      app
        .addHook('onSend', async () => {
          seen.push('onSend');
          await sleep(slow);
        })
        .addHook('preSerialization', async (_request, _reply, payload) => sleep(slow, payload))
        .addHook('onError', async () => {
          seen.push('onError');
          await sleep(slow);
        });
    else
      app
        .addHook('onSend', (_request, _reply, payload, done) => {
          seen.push('onSend');
          setTimeout(done, slow, null, payload);
        })
        .addHook('preSerialization', (_request, _reply, payload, done) => {
          setTimeout(done, slow, null, payload);
        })
        .addHook('onError', (_request, _reply, _error, done) => {
          seen.push('onError');
          setTimeout(done, slow);
        });
  };
  const everywhere = (['table', 'route'] as const).flatMap((place) =>
    (['async', 'callback'] as const).map((how) => ({ place, how })),
  );

  test.each(everywhere)('answers once, before all else: $place, $how hooks', async ({ place, how }) => {
    for (const authenticate of [() => undefined, async () => undefined, () => sleep(1, undefined)])
      expect(await happens(place, how, authenticate)).toEqual(['onSend', 'response 401']);
  });

  test.each(everywhere)('fails once where authenticate does: $place, $how hooks', async ({ place, how }) => {
    for (const error of [new Error('down'), undefined]) {
      const seen = await happens(place, how, () => Promise.reject(error));
      expect(seen).toEqual(['onError', 'onSend', 'response 500']);
    }
  });
});

test('a handler does not run where a time-out has answered in its place', async () => {
  const handle = vi.fn(async () => 'shown');
  const slow = () => sleep(30, 'tags:read');
  const app = Fastify();
  app.addHook('onRequest', (_request, reply, done) => {
    setTimeout(() => reply.code(503).send('late'), 5);
    done();
  });
  app.route(guardRoutes(api, { authenticate: slow }).route('GET /api/tags/:name', handle));
  expect((await app.inject(as('tags.read', '/api/tags/new'))).statusCode).toBe(503);
  await sleep(60);
  expect(handle).not.toHaveBeenCalled();
});

describe('errors', () => {
  test('of authenticate go to the app', async () => {
    const down = new Error('down');
    const guard = guardRoutes(api, { authenticate: () => Promise.reject(down) });
    const app = Fastify();
    const handle = vi.fn(async () => 'shown');
    app.route(guard.route('GET /api/tags/:name', handle));
    app.setErrorHandler((error, _request, reply) => {
      expect(error).toBe(down);
      reply.code(503).send();
    });
    expect((await app.inject('/api/tags/new')).statusCode).toBe(503);
    expect(handle).not.toHaveBeenCalled();
  });
});

describe('what authenticate throws', () => {
  test.each([() => Promise.reject(), () => raise(undefined), () => raise(new Error('down'))])(
    'lets nobody in',
    async (authenticate) => {
      const app = Fastify();
      const handle = vi.fn(async () => 'shown');
      app.addHook('onRequest', guardRoutes(api, { authenticate }).table);
      app.get('/api/tags/:name', handle);
      expect((await app.inject('/api/tags/new')).statusCode).toBe(500);
      expect(handle).not.toHaveBeenCalled();
    },
  );
});

function raise(error: unknown): never {
  throw error;
}

describe('the guard of a requirement', () => {
  test('needs no table, and leaves the parameters of Fastify', async () => {
    const app = Fastify();
    app.post(
      '/notes/:id',
      requireScope(atender, 'tags:write', { authenticate: scopesOfToken }, async ({ grant }, { params }) => [
        params,
        grant,
      ]),
    );
    expect((await app.inject(as('tags.write', '/notes/42', 'POST'))).json()).toEqual([
      { id: '42' },
      ['tags:write'],
    ]);
    expect((await app.inject(as('tags.read', '/notes/42', 'POST'))).statusCode).toBe(403);
    expect((await app.inject(as('none', '/notes/42', 'POST'))).statusCode).toBe(401);
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

describe('what Fastify answers by another route than the table reads', () => {
  const app = () => {
    const fastify = Fastify();
    fastify.addHook('onRequest', guardRoutes(listed, { authenticate: scopesOfToken }).table);
    for (const url of ['/page', '/pub/*', '/health']) fastify.get(url, async () => 'listed');
    for (const url of ['/:page', '/:tenant/health']) fastify.get(url, async ({ params }) => params);
    return fastify;
  };

  test('HEAD, by what answers GET', async () => {
    expect((await app().inject({ url: '/page', method: 'HEAD' })).statusCode).toBe(401);
    expect((await app().inject(as('tags.read', '/page', 'HEAD'))).statusCode).toBe(200);
  });

  test('the beginning of the rest of a path, by a parameter', async () => {
    expect((await app().inject('/pub')).statusCode).toBe(401);
    expect((await app().inject(as('tags.read', '/pub'))).json()).toEqual({ page: 'pub' });
    expect((await app().inject('/pub/a')).body).toBe('listed');
  });
});
