/** The small example: what it answers to bad input. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { internalAdmin, vaultSync } from '../../examples/atender/keys.js';
import { createApi } from '../../examples/atender/server.js';
import { KeyStore } from '../../examples/atender/store.js';

let server: Server;
let origin: string;
let admin: string;
let editor: string;
beforeAll(async () => {
  const keys = new KeyStore();
  admin = keys.issue(internalAdmin, 'owner');
  editor = keys.issue(vaultSync, 'owner');
  server = createApi(keys).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
// Whatever is sent, nothing breaks.
const logged = vi.spyOn(console, 'error');
afterEach(() => expect(logged).not.toHaveBeenCalled());

async function call(route: string, body?: string | object, key = admin) {
  const [method = '', path = ''] = route.split(' ');
  const sent = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
  const response = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: sent ? body : JSON.stringify(body), duplex: 'half' }),
  });
  const text = await response.text();
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  return { status: response.status, headers: response.headers, text };
}

/** Sends what is refused with a 400, and with few words. */
async function refuse(route: string, body: string | object) {
  const { status, headers, text } = await call(route, body);
  expect(status, text.slice(0, 200)).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(text.length).toBeLessThan(500);
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const texts: readonly (readonly [string, (text: string) => object])[] = [
  ['POST /api/v1/kb/articles/2', (title) => ({ title })],
  ['POST /api/v1/conversations', (message) => ({ message })],
  ['POST /api/v1/conversations/1/messages', (message) => ({ message })],
  ['PATCH /api/v1/conversations/1', (status) => ({ status })],
  ['PUT /api/v1/conversations/1/assignee', (agent) => ({ agent })],
  ['POST /api/v1/contacts', (name) => ({ name })],
  ['PUT /api/v1/contacts/1/fields/plan', (value) => ({ value })],
  ['POST /api/v1/bulk/contacts', (name) => ({ names: [name] })],
  ['POST /api/v1/tags', (name) => ({ name })],
  ['PUT /api/v1/analytics/dashboards/1', (title) => ({ title })],
  ['PATCH /api/v1/settings', (name) => ({ name, value: 'en' })],
  ['PATCH /api/v1/settings', (value) => ({ name: 'language', value })],
];

describe.each(texts)('%s', (route, bodyWith) => {
  test('takes a text of 1,000 characters, and no longer one', async () => {
    expect((await call(route, bodyWith('x'.repeat(1_000)))).status).toBe(200);
    await refuse(route, bodyWith('x'.repeat(1_001)));
    await refuse(route, bodyWith('x'.repeat(60_000)));
  });

  test.each(['', 'a\0b', 'a\ud800b', '\udfff'])('never takes %j', async (text) => {
    await refuse(route, bodyWith(text));
  });

  test('takes no other type for a text', async () => {
    await refuse(route, JSON.stringify(bodyWith('|')).replace('"|"', nested(25_000)));
    await refuse(route, JSON.stringify(bodyWith('|')).replace('"|"', '1'));
  });
});

describe('a body', () => {
  test('has a list of at most 500 texts', async () => {
    const names = (length: number) => ({ names: Array(length).fill('Ada') });
    expect((await call('POST /api/v1/bulk/contacts', names(500))).status).toBe(200);
    await refuse('POST /api/v1/bulk/contacts', names(501));
    await refuse('POST /api/v1/bulk/contacts', { names: Array(10_000).fill(1) });
    await refuse('POST /api/v1/bulk/contacts', { names: 'Ada' });
  });

  test.each([
    ['no JSON', '{'],
    ['deep nesting', nested(30_000)],
    ['a long name', { ['x'.repeat(60_000)]: 1 }],
    ['bytes that are no text', Buffer.from([...Buffer.from('{"name":"'), 0xed, 0xa0, 0x80, 0x22, 0x7d])],
  ])('is not %s', async (_, body) => {
    await refuse('POST /api/v1/tags', body);
  });

  test('has at most 64 KiB, also where it does not say how long it is', async () => {
    const large = ' '.repeat(64 * 1024 + 1);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from(large)) });
    for (const body of [large, endless]) {
      const { status, headers } = await call('POST /api/v1/tags', body);
      expect(status).toBe(413);
      expect(headers.get('connection')).toBe('close');
    }
    expect((await call('POST /api/v1/tags', '{"name":"a"}'.padEnd(64 * 1024))).status).toBe(200);
  });
});

test('an address is bounded', async () => {
  const search = '/api/v1/search?q=';
  expect((await call(`GET ${search.padEnd(2_000, 'x')}`)).status).toBe(200);
  for (const path of [search, '/api/v1/kb/', '/api/v1/contacts/', '/'])
    expect((await call(`GET ${path.padEnd(2_001, 'x')}`)).status).toBe(414);
});

test('an id has one spelling', async () => {
  await call('POST /api/v1/kb/articles/1', { title: 'Passwords' }, editor);
  for (const route of ['GET /api/v1/conversations/', 'GET /api/v1/contacts/']) {
    expect((await call(`${route}1`)).status).toBe(200);
    for (const id of ['01', '+1', '1e0', '%201', '1%20', '%31', '1.0', '%EF%BC%91'])
      expect((await call(route + id)).status, id).toBe(404);
  }
  for (const path of ['%61rticles/1', 'articles%2F1', 'articles/%31', 'articles//1', 'articles/1%20'])
    expect((await call(`DELETE /api/v1/kb/${path}`, undefined, editor)).status, path).toBe(404);
  expect((await call('DELETE /api/v1/kb/articles/1', undefined, editor)).status).toBe(200);
});

test.each([
  ['GET /health', 200],
  ['GET /api/v1/secrets', 404],
  ['GET /api/v1/users/1', 501],
  ['DELETE /api/v1/tags/unknown', 404],
])('no browser guesses what the answer to %s is', async (route, expected) => {
  expect((await call(route)).status).toBe(expected);
  expect([200, 401, 404]).toContain((await call(route, undefined, 'guessed')).status);
  expect([200, 403, 404]).toContain((await call(route, undefined, editor)).status);
});
