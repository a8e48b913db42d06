import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { atender } from '../tests/support/atender.js';
import {
  apiKey,
  type CallerOptions,
  type CallOptions,
  type ClientOptions,
  createCaller,
  createClient,
  json,
  MissingScopesError,
} from './client.js';
import { bearerToken, guardRoutes } from './http/index.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  InsufficientScopeError,
  KeyScopeError,
  open,
} from './index.js';

const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'HEAD /contacts/:id': 'contacts:read',
  'GET /contacts/latest': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'PUT /contacts/:id/tags/:tag': atender.allOf('contacts:write', 'tags:read'),
  'GET /files/*': 'knowledge:read',
  'GET /search': atender.anyOf('tags:read', atender.allOf('contacts:read', 'knowledge:read')),
  'GET /me': authenticated,
  'GET /health': open,
});
const everything = atender.key('everything', { scopes: ['contacts:write', 'tags:read', 'knowledge:read'] });

/** As a caller without types uses it. */
type Loose = (route: string, options?: CallOptions & { readonly params?: unknown }) => Promise<Response>;

// -- a server that is guarded by the same table

const stored = new Map([
  ['all', 'contacts:write tags:read knowledge:read'],
  ['narrowed', 'contacts:read'],
]);
interface Arrived {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
/** What the server was sent, allowed or not. */
const arrived: Arrived[] = [];
/** What it answers next, instead of what the guard says. */
let nextAnswer: (() => Response) | undefined;

const guardedBy = (disclose: boolean) =>
  guardRoutes(api, {
    authenticate: (request: IncomingMessage) => stored.get(bearerToken(request) ?? ''),
    disclose,
  });
const guards = { open: guardedBy(true), discreet: guardedBy(false) };

const server = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request;
  arrived.push({ method, url, headers, body: await text(request) });
  const [, discreet, path = ''] = /^\/v1(\/discreet)?([^?]*)/.exec(url) ?? [];
  const call = { request, authorization: headers.authorization, method, path };
  const decision = await guards[discreet ? 'discreet' : 'open'].table(call);
  const answer =
    nextAnswer?.() ??
    (decision.ok
      ? Response.json({ route: decision.route, params: { ...decision.params } })
      : new Response(JSON.stringify(decision.refusal.body), decision.refusal));
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
});
let options: ClientOptions;
beforeAll(async () => {
  server.keepAliveTimeout = 60_000; // else it may close a connection that the next test takes
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  options = { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, token: 'all' };
});
afterAll(() => void server.close());
beforeEach(() => {
  arrived.length = 0;
  nextAnswer = undefined;
});

const client = (more: Partial<ClientOptions> = {}) => createClient(api, everything, { ...options, ...more });
const loose = (more: Partial<ClientOptions> = {}) => client(more) as Loose;

describe('a call', () => {
  test('is sent with the method, the path and the key of its route', async () => {
    const response = await client()('GET /contacts/:id', { params: { id: '42' } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ route: 'GET /contacts/:id', params: { id: '42' } });
    expect(arrived).toMatchObject([
      { method: 'GET', url: '/v1/contacts/42', headers: { authorization: 'Bearer all' }, body: '' },
    ]);
  });

  test('says its query: of a list each element, of undefined nothing', async () => {
    const query = { name: 'Ö & Ü', page: 2, all: true, tag: ['a', undefined, 'b'], none: undefined };
    await client()('GET /search', { query });
    await client()('GET /search', { query: new URLSearchParams({ name: 'a b' }) });
    expect(arrived.map(({ url }) => url)).toEqual([
      '/v1/search?name=%C3%96+%26+%C3%9C&page=2&all=true&tag=a&tag=b',
      '/v1/search?name=a+b',
    ]);
  });

  test.each([
    [{ json: { name: 'Ada' } }, '{"name":"Ada"}', 'application/json'],
    [{ json: null }, 'null', 'application/json'],
    [{ json: [1], headers: { 'content-type': 'application/ld+json' } }, '[1]', 'application/ld+json'],
    [
      { body: new URLSearchParams('name=Ada') },
      'name=Ada',
      'application/x-www-form-urlencoded;charset=UTF-8',
    ],
    [{ body: 'Ada', headers: { 'content-type': 'text/csv' } }, 'Ada', 'text/csv'],
  ])('sends %j', async (sent, body, type) => {
    await client()('POST /contacts', sent);
    expect(arrived).toMatchObject([{ method: 'POST', body, headers: { 'content-type': type } }]);
  });

  test('passes on what fetch takes, but neither another method nor another key', async () => {
    const given = { method: 'DELETE', headers: { Authorization: 'Bearer other', 'x-trace': '7' } };
    await loose()('GET /me', given);
    expect(arrived).toMatchObject([
      { method: 'GET', headers: { authorization: 'Bearer all', 'x-trace': '7' } },
    ]);
    const abandoned = client()('GET /me', { signal: AbortSignal.abort() });
    await expect(abandoned).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  test('goes below the path of the base', async () => {
    for (const base of [`${options.baseUrl}/`, `${options.baseUrl}?a=b#c`, new URL(options.baseUrl)])
      await client({ baseUrl: base })('GET /health');
    expect(arrived.map(({ url }) => url)).toEqual(Array(3).fill('/v1/health'));
  });

  test('asks for its key each time where that is a function', async () => {
    const tokens = ['all', 'narrowed'];
    const call = client({ token: async () => tokens.shift() ?? '' });
    await call('GET /me');
    await call('GET /me');
    expect(arrived.map(({ headers }) => headers.authorization)).toEqual(['Bearer all', 'Bearer narrowed']);
  });

  test('is sent by the given fetch', async () => {
    const sent: unknown[] = [];
    const call = client({
      fetch: (url, { method }) => {
        sent.push(url.href, method);
        return new Response('from afar');
      },
    });
    expect(await (await call('GET /health')).text()).toBe('from afar');
    expect(sent).toEqual([`${options.baseUrl}/health`, 'GET']);
    expect(arrived).toEqual([]);
  });
});

describe('the path', () => {
  test.each([
    ['a b', '/v1/contacts/a%20b'],
    ['ö?x=1#y', '/v1/contacts/%C3%B6%3Fx%3D1%23y'],
    ['100%', '/v1/contacts/100%25'],
    ['%2e%2e', '/v1/contacts/%252e%252e'],
    ['...', '/v1/contacts/...'],
    [':id', '/v1/contacts/%3Aid'],
    ['constructor', '/v1/contacts/constructor'],
  ])('holds the parameter %j', async (id, url) => {
    const response = await client()('GET /contacts/:id', { params: { id } });
    expect(await response.json()).toEqual({ route: 'GET /contacts/:id', params: { id } });
    expect(arrived).toMatchObject([{ url }]);
  });

  test.each([
    ['', '/v1/files'],
    ['a', '/v1/files/a'],
    ['a b/c?', '/v1/files/a%20b/c%3F'],
  ])('holds the rest %j, segment by segment', async (rest, url) => {
    expect((await client()('GET /files/*', { params: { '*': rest } })).status).toBe(200);
    expect(arrived).toMatchObject([{ url }]);
  });

  test('of everything is the root', async () => {
    const all = defineRoutes(atender, { 'GET /*': open });
    const call = createClient(all, everything, {
      ...options,
      fetch: ({ pathname }) => new Response(pathname),
    });
    expect(await (await call('GET /*', { params: { '*': '' } })).text()).toBe('/v1/');
  });

  test.each(['', '.', '..', 'a/b', './me', 'latest', '\0', 'a\nb'])('is not made with %j', async (id) => {
    const called = client()('GET /contacts/:id', { params: { id } });
    await expect(called).rejects.toThrow(
      /^GET \/contacts\/:id: .* is the path of another route, or of none$/,
    );
    await expect(called).rejects.toBeInstanceOf(TypeError);
    expect(arrived).toEqual([]);
  });

  test.each(['/', 'a/', '/a', 'a//b', '.', 'a/..', 'a/./b'])('is not made with the rest %j', async (rest) => {
    await expect(client()('GET /files/*', { params: { '*': rest } })).rejects.toThrow('another route');
    expect(arrived).toEqual([]);
  });

  test.each([
    [undefined, 'params.id'],
    [{}, 'params.id'],
    [{ id: 42 }, 'params.id'],
    [{ id: '\ud800' }, 'params.id'],
    [Object.create({ id: '42' }), 'params.id'],
  ])('is not made with the parameters %j', async (params, named) => {
    await expect(loose()('GET /contacts/:id', { params })).rejects.toThrow(
      `${named}: not a well-formed string`,
    );
    expect(arrived).toEqual([]);
  });

  test('leads to its own route, with its own parameters, or nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (id, tag) => {
        let sent: URL | undefined;
        const call = client({
          baseUrl: 'https://api.example.com',
          fetch: (url) => {
            sent = url;
            return new Response();
          },
        });
        const params = { id, tag };
        await call('PUT /contacts/:id/tags/:tag', { params }).catch((error) => {
          expect(error).toBeInstanceOf(TypeError);
        });
        if (sent) {
          const found = api.match('PUT', sent.pathname);
          expect(found).toMatchObject({ route: 'PUT /contacts/:id/tags/:tag', params });
          expect(sent.search + sent.hash).toBe('');
        } else
          expect([id, tag].some((value) => /^\.{0,2}$|[/\\\p{Cc}\p{Surrogate}]/u.test(value))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a refusal', () => {
  test('comes back as the error that the server threw', async () => {
    const narrowed = client({ token: 'narrowed' });
    const refused = narrowed('PUT /contacts/:id/tags/:tag', { params: { id: '42', tag: 'vip' } });
    const error = await refused.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InsufficientScopeError);
    expect(error).toMatchObject({
      required: [['contacts:write', 'tags:read']],
      missing: ['contacts:write', 'tags:read'],
      held: ['contacts:read'],
      message: 'insufficient scope: missing contacts:write, tags:read',
    });
    await expect(narrowed('GET /search')).rejects.toMatchObject({
      required: [['tags:read'], ['contacts:read', 'knowledge:read']],
      missing: ['tags:read'],
    });
  });

  test('that names no scopes is returned', async () => {
    const { baseUrl } = options;
    const response = await client({ baseUrl: `${baseUrl}/discreet`, token: 'narrowed' })('POST /contacts');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ title: 'Insufficient scope' });
  });

  test('without a body is returned', async () => {
    const call = client({ token: 'narrowed' });
    stored.set('narrowed', '');
    const response = await call('HEAD /contacts/:id', { params: { id: '42' } });
    stored.set('narrowed', 'contacts:read');
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  const problem = (type: string, body: unknown) => () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), {
      status: 403,
      headers: { 'content-type': type },
    });
  const members = { required: [['tags:read']], missing: ['tags:read'], held: [] };

  test.each(['application/problem+json', 'Application/Problem+JSON ; charset=utf-8'])(
    'is read as %s',
    async (type) => {
      nextAnswer = problem(type, members);
      await expect(client()('GET /me')).rejects.toMatchObject(members);
    },
  );

  test.each([
    ['text/html', '<h1>Forbidden</h1>'],
    ['application/json', members],
    ['application/problem+jsonp', members],
    ['application/problem+json', '{"required":'],
    ['application/problem+json', null],
    ['application/problem+json', 'null'],
    ['application/problem+json', '"required"'],
    ['application/problem+json', { ...members, required: ['tags:read'] }],
    ['application/problem+json', { ...members, required: 'tags:read' }],
    ['application/problem+json', { ...members, missing: [1] }],
    ['application/problem+json', { ...members, missing: 'tags:read' }],
    ['application/problem+json', { ...members, held: undefined }],
  ])('of another kind is returned: %s %j', async (type, body) => {
    nextAnswer = problem(type, body);
    const response = await client()('GET /me');
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(typeof body === 'string' ? body : JSON.stringify(body));
  });

  test('without a content type is returned', async () => {
    const call = client({ fetch: () => new Response(null, { status: 403 }) });
    expect((await call('GET /me')).status).toBe(403);
  });

  test.each([200, 401, 404, 409, 500])('of status %i is returned', async (status) => {
    nextAnswer = () =>
      Response.json(members, { status, headers: { 'content-type': 'application/problem+json' } });
    const response = await client()('GET /me');
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(members);
  });
});

describe('without a request, for callers without types', () => {
  test('a route that the key does not cover is refused', async () => {
    const reader = atender.key('reader', { scopes: ['contacts:read'] });
    const call = createClient(api, reader, options) as Loose;
    const refused = call('PUT /contacts/:id/tags/:tag', { params: { id: '42', tag: 'vip' } });
    await expect(refused).rejects.toBeInstanceOf(KeyScopeError);
    await expect(refused).rejects.toMatchObject({
      message: 'key reader: PUT /contacts/:id/tags/:tag: key lacks contacts:write and tags:read',
      missing: ['contacts:write', 'tags:read'],
      excess: [],
    });
    expect(arrived).toEqual([]);
  });

  test.each(['GET /nowhere', '/contacts', 'constructor', '', undefined])(
    'the route %j is refused',
    async (route) => {
      await expect(loose()(route as string)).rejects.toThrow('no such route');
      expect(arrived).toEqual([]);
    },
  );

  test.each(['', 'a b', 'a,b', 'a\r\nx: y', 'ö', ' a', 'a '])('the token %j is refused', async (token) => {
    const refused = client({ token })('GET /me');
    await expect(refused).rejects.toThrow(new TypeError('token: not a b64token of RFC 6750'));
    await expect(client({ token: () => token })('GET /me')).rejects.toThrow(TypeError);
    expect(arrived).toEqual([]);
  });

  test('a key of another vocabulary is refused', () => {
    const other = defineScopes('other', { surfaces: { gists: ['read'] } });
    const key = other.key('gists', { scopes: ['gists:read'] });
    expect(() => createClient(api, key as never, options)).toThrow(
      new TypeError('a key of another vocabulary'),
    );
  });

  test('a base that is no address is refused', () => {
    expect(() => client({ baseUrl: '/v1' })).toThrow(TypeError);
  });
});

test('what the network does not deliver rejects as fetch does', async () => {
  const call = client({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
  await expect(call('GET /me')).rejects.toThrow(new TypeError('fetch failed'));
});

// -- from types alone

type LooseCaller = (route: string, options?: object) => Promise<Response>;

const caller = (more: Partial<CallerOptions> = {}) =>
  createCaller<typeof api, typeof everything>({
    baseUrl: String(options.baseUrl),
    token: 'all',
    ...more,
  });
const looseCaller = (more: Partial<CallerOptions> = {}) => caller(more) as LooseCaller;

describe('a caller, which has no table', () => {
  test.each([undefined, {}, { id: undefined }, { id: 42 }, { id: null }])(
    'sends nothing for the parameters %j',
    async (params) => {
      await expect(looseCaller()('GET /contacts/:id', { params })).rejects.toThrow(TypeError);
      expect(arrived).toEqual([]);
    },
  );

  test.each(['', '.', '..', '...', 'a/b', '/', '../me', 'a\\b', '..\\'])(
    'sends nothing for the parameter %j',
    async (id) => {
      await expect(caller()('GET /contacts/:id', { params: { id } })).rejects.toThrow(/^not \/.*\/$/);
      expect(arrived).toEqual([]);
    },
  );

  test.each(['/', 'a/', '/a', 'a//b', '.', 'a/..', 'a/./b', 'a\\..', undefined])(
    'sends nothing for the rest %j',
    async (rest) => {
      await expect(looseCaller()('GET /files/*', { params: { '*': rest } })).rejects.toThrow(TypeError);
      expect(arrived).toEqual([]);
    },
  );

  test('sends nothing for text that no address can hold', async () => {
    await expect(caller()('GET /contacts/:id', { params: { id: '\ud800' } })).rejects.toThrow(URIError);
    expect(arrived).toEqual([]);
  });

  test.each(['', 'a b', 'a,b', 'a\r\nx: y', 'ö', ' a', 'a '])(
    'sends nothing for the token %j',
    async (token) => {
      const refused = caller({ token })('GET /me');
      await expect(refused).rejects.toThrow(new TypeError('not /^[\\w\\-.~+/]+=*$/'));
      await expect(caller({ token: async () => token })('GET /me')).rejects.toThrow(TypeError);
      expect(arrived).toEqual([]);
    },
  );

  test('sends the method, the path, the query and the key', async () => {
    const response = await caller()('GET /contacts/:id', {
      params: { id: 'a b?' },
      query: String(new URLSearchParams({ q: 'ö' })),
    });
    expect(await response.json()).toEqual({ route: 'GET /contacts/:id', params: { id: 'a b?' } });
    expect(arrived).toMatchObject([
      { method: 'GET', url: '/v1/contacts/a%20b%3F?q=%C3%B6', headers: { authorization: 'Bearer all' } },
    ]);
  });

  test.each([
    ['', '/v1/files'],
    ['a b/c?', '/v1/files/a%20b/c%3F'],
  ])('sends the rest %j, segment by segment', async (rest, url) => {
    expect((await caller()('GET /files/*', { params: { '*': rest } })).status).toBe(200);
    expect(arrived).toMatchObject([{ url }]);
  });

  test('takes a colon after a letter for text, as the table does', async () => {
    const books = defineRoutes(atender, { 'POST /v1:batch/.:id:purge': open, 'GET /:a.json': open });
    const sent: string[] = [];
    const call = createCaller<typeof books, typeof everything>({
      baseUrl: 'https://api.example.com',
      token: 'all',
      fetch: ({ pathname }) => {
        sent.push(pathname);
        return new Response();
      },
    });
    await call('POST /v1:batch/.:id:purge', { params: { id: '42' } });
    await call('GET /:a.json', { params: { a: 'b' } });
    expect(sent).toEqual(['/v1:batch/.42:purge', '/b.json']);
  });

  test('passes on what fetch takes, but neither another method nor another key', async () => {
    const given = { method: 'DELETE', headers: { Authorization: 'Bearer other', 'x-trace': '7' } };
    await looseCaller({ token: async () => 'narrowed' })('GET /me', given);
    expect(arrived).toMatchObject([
      { method: 'GET', headers: { authorization: 'Bearer narrowed', 'x-trace': '7' } },
    ]);
    await caller()('POST /contacts', json({ name: 'Ada' }));
    expect(arrived[1]).toMatchObject({
      method: 'POST',
      body: '{"name":"Ada"}',
      headers: { 'content-type': 'application/json' },
    });
    const abandoned = caller()('GET /me', { signal: AbortSignal.abort() });
    await expect(abandoned).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  test('leads to its own route among those that differ in their shape, or nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (id, tag) => {
        let sent: URL | undefined;
        const call = caller({
          baseUrl: 'https://api.example.com',
          fetch: (url) => {
            sent = url;
            return new Response();
          },
        });
        await call('PUT /contacts/:id/tags/:tag', { params: { id, tag } }).catch((error) => {
          expect(error.name).toMatch(/^(Type|URI)Error$/);
        });
        // A table knows one reading of the path, or refuses it for what it encodes.
        const found = sent && api.match('PUT', sent.pathname);
        if (found) expect(found).toMatchObject({ route: 'PUT /contacts/:id/tags/:tag', params: { id, tag } });
        if (sent) expect(sent.search + sent.hash).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test('rejects with what the server says is missing', async () => {
    const narrowed = caller({ token: 'narrowed' });
    const refused = narrowed('PUT /contacts/:id/tags/:tag', { params: { id: '42', tag: 'vip' } });
    await expect(refused).rejects.toBeInstanceOf(MissingScopesError);
    await expect(refused).rejects.toMatchObject({
      required: [['contacts:write', 'tags:read']],
      missing: ['contacts:write', 'tags:read'],
      held: ['contacts:read'],
      message: 'The key lacks contacts:write, tags:read.',
    });
  });

  test.each([
    [403, '<h1>Forbidden</h1>'],
    [403, 'null'],
    [403, '{"title":"Insufficient scope"}'],
    [401, '{"missing":["tags:read"]}'],
    [200, '{"missing":["tags:read"]}'],
  ])('returns any other answer: %i %s', async (status, body) => {
    nextAnswer = () => new Response(body, { status });
    const response = await caller()('GET /me');
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
  });

  test('rejects as fetch does', async () => {
    const failing = caller({ fetch: () => Promise.reject(new TypeError('fetch failed')) })('GET /me');
    await expect(failing).rejects.toThrow(new TypeError('fetch failed'));
    await expect(caller({ baseUrl: '/v1' })('GET /me')).rejects.toThrow(TypeError);
  });
});

describe('an API key', () => {
  const sentBy = async (scheme: CallerOptions['scheme'], token: string) => {
    let sent: { readonly url: URL; readonly init: RequestInit } | undefined;
    const fetch = (url: URL, init: RequestInit) => {
      sent = { url, init };
      return new Response();
    };
    await caller({ scheme, token, fetch })('GET /search', { query: 'q=1' });
    return {
      url: sent?.url.href,
      headers: Object.fromEntries(new Headers(sent?.init.headers)),
      init: sent?.init,
    };
  };

  test.each(['', 'a b', 'a;b', 'a,b', 'a"b', 'a\\b', 'a\r\nx: y', 'ö'])(
    '%j is sent nowhere',
    async (token) => {
      for (const place of ['header', 'query', 'cookie'] as const)
        await expect(sentBy(apiKey({ in: place, name: 'key' }), token)).rejects.toThrow(/^not \/.*\/$/);
    },
  );

  test('is sent in a header, in the query or as a cookie, and not as a bearer token', async () => {
    expect(
      (await sentBy(apiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }), 'a:b|c')).headers,
    ).toEqual({
      'x-api-key': 'a:b|c',
    });
    expect((await sentBy(apiKey({ in: 'header', name: 'X-API-Key' }), 'k')).init?.redirect).toBe('error');
    expect((await sentBy(apiKey({ in: 'query', name: 'key' }), 'k')).init?.redirect).toBe(undefined);
    expect(await sentBy(apiKey({ in: 'query', name: 'key' }), 'a+b')).toMatchObject({
      url: `${options.baseUrl}/search?q=1&key=a%2Bb`,
      headers: {},
    });
    expect((await sentBy(apiKey({ in: 'cookie', name: 'key' }), 'a=b')).headers).toEqual({
      cookie: 'key=a=b',
    });
  });

  test('arrives, from a client with a table, too', async () => {
    await client({ scheme: apiKey({ in: 'cookie', name: 'key' }), token: 'k_0123' })('GET /health');
    expect(arrived[0]?.headers).toMatchObject({ cookie: 'key=k_0123' });
    expect(arrived[0]?.headers).not.toHaveProperty('authorization');
  });

  test('is left to a browser where it is a cookie', async () => {
    // As in a browser, which drops the header of a request.
    vi.stubGlobal(
      'Request',
      class {
        headers = new Headers();
      },
    );
    const { headers, init } = await sentBy(apiKey({ in: 'cookie', name: 'key' }), '');
    vi.unstubAllGlobals();
    expect(init).toMatchObject({ credentials: 'include' });
    expect(headers).toEqual({});
  });
});
