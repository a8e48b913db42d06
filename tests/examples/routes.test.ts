/** What the guard refuses, on every route of the table. */
import { open } from 'scopeproof';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../examples/atender-api/api.js';
import { Service } from './service.js';

let service: Service;
let powerless: string;
beforeAll(async () => {
  service = await Service.start();
  powerless = (await service.key()).token;
});
afterAll(() => service.close());

/** A request that the table reads as the route. */
const requestFor = (route: string) => route.replace(/:\w+/g, '1');
const guarded = api.routes.filter((route) => api.needs(route) !== open && route !== 'GET /api/v1/me');
const opened = api.routes.filter((route) => api.needs(route) === open);

test('the database is the one that was asked for', async () => {
  const { rows } = await service.database.query('select version()', []);
  const embedded = /emcc|emscripten|clang|wasm/i.test(JSON.stringify(rows));
  expect(embedded).toBe(process.env.DATABASE_URL === undefined);
});

test('the app answers just what the table lists', () => {
  const answered = service.app.routes.filter(({ method }) => method !== 'ALL');
  expect(new Set(answered.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(api.routes));
});

describe.each(guarded)('%s', (route) => {
  test('refuses a key without scopes', async () => {
    const { status, headers, body } = await service.call(requestFor(route), powerless);
    const need = api.needs(route);
    const scope = typeof need === 'string' ? need : need.alternatives[0]?.join(' ');
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toBe(
      `Bearer realm="atender", error="insufficient_scope", scope="${scope}"`,
    );
    expect(body).toMatchObject({ title: 'Insufficient scope', held: [] });
  });

  test('refuses whoever has no key', async () => {
    const { status, headers } = await service.call(requestFor(route));
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="atender"');
  });
});

test.each(opened)('%s is open', async (route) => {
  expect((await service.call(route)).status).toBe(200);
});

describe('GET /api/v1/me', () => {
  test('is for any key', async () => {
    const { status, body } = await service.call('GET /api/v1/me', powerless);
    expect({ status, body }).toEqual({ status: 200, body: { scopes: [] } });
  });

  test('is for no one without a key', async () => {
    const { status, headers, body } = await service.call('GET /api/v1/me');
    expect(status).toBe(401);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'A key is needed.',
    });
  });

  test.each(['k_0123', `atd_${'0'.repeat(16)}_${'A'.repeat(43)}`])('is not for the key %s', async (token) => {
    const { status, headers } = await service.call('GET /api/v1/me', token);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="atender", error="invalid_token"');
  });

  test('is not for the id of a key with another secret', async () => {
    const forged = `${powerless.slice(0, -43)}${'A'.repeat(43)}`;
    expect((await service.call('GET /api/v1/me', forged)).status).toBe(401);
  });
});

test('what the table does not list is not found, whatever the key', async () => {
  const { token } = await service.key('settings:write');
  const { status, headers, body } = await service.call('GET /api/v1/settings', token);
  expect(status).toBe(404);
  expect(headers.get('www-authenticate')).toBeNull();
  expect(body).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is no such route.',
  });
});
