import { describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { untyped } from '../../tests/support/without-types.js';
import { authenticated, defineRoutes, open } from '../index.js';
import { createFetch, guardRoutes, requireScope } from './fetch.js';

const api = defineRoutes(atender, {
  'GET /tags/:name': 'tags:read',
  'GET /me': authenticated,
  'GET /health': open,
});
const handlers = {
  'GET /tags/:name': ({ params }: { params: { name: string } }) => new Response(params.name),
  'GET /me': () => new Response('me'),
  'GET /health': () => new Response('up'),
};
const at = (path: string) => new Request(`http://localhost${path}`);

describe('a server’s fetch', () => {
  test('gives the handler of the route what was proven, and the request', async () => {
    const show = vi.fn(() => new Response('shown'));
    const handle = createFetch(
      api,
      { authenticate: () => 'tags:read' },
      { ...handlers, 'GET /tags/:name': show },
    );
    const request = at('/tags/a%20b?q');
    expect(await (await handle(request)).text()).toBe('shown');
    expect(show).toHaveBeenCalledExactlyOnceWith({
      request,
      params: { name: 'a b' },
      grant: expect.objectContaining({ held: ['tags:read'] }),
    });
  });

  test('takes what api.handler gives, which checks once more', async () => {
    const show = api.handler('GET /tags/:name', ({ params }) => new Response(params.name));
    const handle = createFetch(
      api,
      { authenticate: () => 'tags:read' },
      { ...handlers, 'GET /tags/:name': show.handle },
    );
    expect(await (await handle(at('/tags/new'))).text()).toBe('new');
  });

  test('hands on what the server hands over', async () => {
    const authenticate = vi.fn((_request: Request, env: { keys: string }, _context: object) => env.keys);
    const me = vi.fn((_given: object, _env: object, _context: object) => new Response());
    const handle = createFetch(api, { authenticate }, { ...handlers, 'GET /me': me });
    const [request, env, context] = [at('/me'), { keys: '' }, {}];
    expect((await handle(request, env, context)).status).toBe(200);
    expect(authenticate).toHaveBeenCalledExactlyOnceWith(request, env, context);
    expect(me).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ request }), env, context);
  });

  test('asks anew where the server sends the same request twice', async () => {
    const authenticate = vi.fn((): string | undefined => '');
    const handle = createFetch(api, { authenticate }, handlers);
    const request = at('/me');
    expect((await handle(request)).status).toBe(200);
    authenticate.mockReturnValue(undefined);
    expect((await handle(request)).status).toBe(401);
  });

  test('refuses', async () => {
    const handle = createFetch(api, { authenticate: () => '', realm: 'atender' }, handlers);
    const response = await handle(at('/tags/new'));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="atender", error="insufficient_scope", scope="tags:read"',
    );
    expect(await response.json()).toMatchObject({ missing: ['tags:read'] });
    expect((await handle(at('/nowhere'))).status).toBe(404);
  });

  test('closes the body that HEAD leaves out, and hands on an answer without one', async () => {
    const cancel = vi.fn();
    const streamed = () => new Response(new ReadableStream({ cancel }));
    const failing = () => Response.error();
    const handle = createFetch(
      api,
      { authenticate: () => '' },
      { ...handlers, 'GET /me': streamed, 'GET /health': failing },
    );
    expect((await handle(new Request(at('/me'), { method: 'HEAD' }))).status).toBe(200);
    expect(cancel).toHaveBeenCalledOnce();
    expect((await handle(new Request(at('/health'), { method: 'HEAD' }))).type).toBe('error');
  });

  test.each([() => new Promise<void>(() => {}), () => Promise.reject(new Error('closed'))])(
    'does not wait for a body that HEAD leaves out',
    async (cancel) => {
      const streamed = () => new Response(new ReadableStream({ cancel }));
      const handle = createFetch(api, { authenticate: () => '' }, { ...handlers, 'GET /me': streamed });
      expect((await handle(new Request(at('/me'), { method: 'HEAD' }))).status).toBe(200);
    },
  );

  test('answers HEAD as GET, without a body', async () => {
    const shown = vi.fn(() => new Response('me', { status: 203, headers: { etag: '"1"' } }));
    const handle = createFetch(api, { authenticate: () => '' }, { ...handlers, 'GET /me': shown });
    const response = await handle(new Request(at('/me'), { method: 'HEAD' }));
    expect(shown).toHaveBeenCalledOnce();
    expect(response.status).toBe(203);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(await response.text()).toBe('');
    expect(await (await handle(at('/me'))).text()).toBe('me');
  });

  test('refuses dot segments that the server has seen and URL has resolved', async () => {
    const authenticate = (_request: Request, _env: object) => 'tags:read';
    const handle = createFetch(api, { authenticate }, handlers);
    expect((await handle(at('/tags/../me'), {})).status).toBe(200);
    expect((await handle(at('/tags/../me'), { incoming: { url: '/tags/../me' } })).status).toBe(404);
    expect((await handle(at('/me'), { incoming: { url: '/me?/../' } })).status).toBe(200);
  });

  test('fails as authenticate and the handler fail', async () => {
    const down = new Error('down');
    const broken = () => Promise.reject(down);
    await expect(createFetch(api, { authenticate: broken }, handlers)(at('/me'))).rejects.toBe(down);
    const handle = createFetch(api, { authenticate: () => '' }, { ...handlers, 'GET /me': broken });
    await expect(handle(at('/me'))).rejects.toBe(down);
  });

  test.each([
    ['missing', { 'GET /me': undefined }],
    ['no function', { 'GET /me': 'me' }],
  ])('needs a handler for each route: one that is %s', (_, wrong) => {
    const declare = () => createFetch(api, { authenticate: () => '' }, untyped({ ...handlers, ...wrong }));
    expect(declare).toThrow('no handler for GET /me');
  });
});

describe('a module that exports a function of a request', () => {
  const asking = (method: string, path: string) => new Request(`http://localhost${path}`, { method });
  const guard = (stored?: string) => guardRoutes(api, { authenticate: () => stored, realm: 'atender' });
  const shown = () => new Response('shown');

  test.each(['GET /nowhere', 'GET /tags/new', '', undefined])('is made for no route %j', (route) => {
    expect(() => guard('').route(untyped<never>(route), shown)).toThrow('no such route');
  });

  test.each([undefined, null, {}, shown()])('is made with no handler %j', (handle) => {
    const message = 'a handler is a function';
    expect(() => guard('').route('GET /me', untyped<never>(handle))).toThrow(message);
    expect(() =>
      requireScope(atender, 'tags:read', { authenticate: () => '' }, untyped<never>(handle)),
    ).toThrow(message);
  });

  test('is made for no requirement of another vocabulary', () => {
    const declare = () =>
      requireScope(atender, untyped<never>('gists:read'), { authenticate: () => '' }, shown);
    expect(declare).toThrow(TypeError);
  });

  test.each([
    ['without a key', undefined, 'GET', '/tags/new', 401],
    ['with too few scopes', 'contacts:read', 'GET', '/tags/new', 403],
    ['for another route', 'tags:read', 'GET', '/me', 404],
    ['for another method', 'tags:read', 'POST', '/tags/new', 404],
    ['for a path of no route', 'tags:read', 'GET', '/v2/tags/new', 404],
    ['for a path with one segment more', 'tags:read', 'GET', '/tags/new/all', 404],
    ['for an encoded slash', 'tags:read', 'GET', '/tags/a%2Fb', 404],
  ])('refuses a request %s', async (_, stored, method, path, status) => {
    const show = vi.fn(shown);
    const response = await guard(stored).route('GET /tags/:name', show)(asking(method, path));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status });
    expect(show).not.toHaveBeenCalled();
  });

  test('gives the handler what was proven and the request, and then what the framework passes', async () => {
    const show = vi.fn((_context: object, _event: object, _more: number) => new Response('shown'));
    const authenticate = vi.fn((_request: Request, _event: object) => ({
      scopes: 'tags:read',
      principal: 'Ada',
    }));
    const GET = guardRoutes(api, { authenticate }).route('GET /tags/:name', show);
    const [request, event] = [at('/tags/a%20b'), {}];
    expect(await (await GET(request, event, 7)).text()).toBe('shown');
    const grant = expect.objectContaining({ held: ['tags:read'] });
    const context = { request, params: { name: 'a b' }, principal: 'Ada', grant };
    expect(show).toHaveBeenCalledExactlyOnceWith(context, event, 7);
    expect(authenticate).toHaveBeenCalledExactlyOnceWith(request, event, 7);
  });

  test('asks nobody for an open route', async () => {
    const authenticate = vi.fn(() => '');
    const GET = guardRoutes(api, { authenticate }).route('GET /health', shown);
    expect((await GET(at('/health'))).status).toBe(200);
    expect(authenticate).not.toHaveBeenCalled();
  });

  test('of HEAD and GET needs what both need, and sends no body', async () => {
    const both = defineRoutes(atender, { 'GET /tags': 'tags:write', 'HEAD /tags': 'contacts:read' });
    const answerTo = (stored: string) =>
      guardRoutes(both, { authenticate: () => stored }).route('GET /tags', shown)(asking('HEAD', '/tags'));
    expect((await answerTo('contacts:read')).status).toBe(403);
    expect((await answerTo('tags:write')).status).toBe(403);
    const response = await answerTo('tags:write contacts:read');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('streams what the handler streams', async () => {
    const cancel = vi.fn();
    const streamed = new Response(new ReadableStream({ cancel }));
    const GET = guard('tags:read').route('GET /tags/:name', () => streamed);
    expect(await GET(at('/tags/new'))).toBe(streamed);
    expect(cancel).not.toHaveBeenCalled();
  });

  test.each([new Response(null, { status: 302 }), new Error('NEXT_REDIRECT'), 'thrown'])(
    'passes on what the handler throws: %s',
    async (thrown) => {
      const fail = () => {
        throw thrown;
      };
      await expect(guard('tags:read').route('GET /tags/:name', fail)(at('/tags/new'))).rejects.toBe(thrown);
      const POST = requireScope(atender, 'tags:read', { authenticate: () => 'tags:read' }, async () =>
        fail(),
      );
      await expect(POST(at('/anywhere'))).rejects.toBe(thrown);
    },
  );

  test('passes on what authenticate throws, a response too', async () => {
    const login = new Response(null, { status: 302 });
    const authenticate = (): string => {
      throw login;
    };
    await expect(guardRoutes(api, { authenticate }).route('GET /me', shown)(at('/me'))).rejects.toBe(login);
  });

  test('without a table checks the requirement, whatever the path', async () => {
    const show = vi.fn((_context: object, _event: object) => new Response());
    const as = (stored?: string) => requireScope(atender, 'tags:read', { authenticate: () => stored }, show);
    const [request, event] = [at('/any/where'), {}];
    expect((await as()(request, event)).status).toBe(401);
    expect((await as('contacts:read')(request, event)).status).toBe(403);
    expect(show).not.toHaveBeenCalled();
    expect((await as('tags:write')(request, event)).status).toBe(200);
    const grant = expect.objectContaining({ held: ['tags:read', 'tags:write'] });
    expect(show).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ request, grant }), event);
  });
});
