import { describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { untyped } from '../../tests/support/without-types.js';
import { authenticated, defineRoutes, open } from '../index.js';
import { createFetch } from './fetch.js';

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
