/** No browser guesses what a response is: neither of an answer, nor of a refusal, nor of an error. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { atender } from '../../examples/atender/scopes.js';
import { api } from '../../examples/atender-api/api.js';
import { type Answer, Service } from './service.js';

let service: Service;
let all: string;
let powerless: string;
beforeAll(async () => {
  service = await Service.start();
  all = (await service.key(...atender.scopes)).token;
  powerless = (await service.key()).token;
});
afterAll(() => service.close());
afterEach(() => vi.restoreAllMocks());

function expectNosniff({ status, headers }: Pick<Answer, 'status' | 'headers'>, expected?: number) {
  if (expected !== undefined) expect(status).toBe(expected);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
}

describe.each(api.routes)('%s', (route) => {
  const request = route.replace(/:\w+/g, '1');

  test('whoever asks', async () => {
    for (const token of [undefined, 'guessed', powerless, all])
      expectNosniff(await service.call(request, token, route.startsWith('GET') ? undefined : '{'));
  });

  test('asked for with HEAD and OPTIONS', async () => {
    const path = request.replace(/^\w+ /, '');
    for (const method of ['HEAD', 'OPTIONS']) expectNosniff(await service.call(`${method} ${path}`, all));
  });
});

test('an answer with a body', async () => {
  expectNosniff(await service.call('POST /api/v1/tags', all, { name: 'billing' }), 201);
});

test('what is not there', async () => {
  expectNosniff(await service.call('GET /api/v1/secrets', all), 404);
  expectNosniff(await service.call('GET /favicon.ico'), 404);
  expectNosniff(await service.call('GET /api/v1/articles/1', all), 404);
  expectNosniff(await service.call('GET /api/v1/articles/%31', all), 404);
});

test('a body that is too large', async () => {
  expectNosniff(await service.call('POST /api/v1/tags', all, { name: 'n'.repeat(70_000) }), 413);
});

test('a route of the page that there is not', async () => {
  expectNosniff(await service.call('GET /least-scopes?route=GET+/secrets'), 400);
});

test('an error of the database, of which nothing is told', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  await service.database.query('alter table tags rename to labels', []);
  const answer = await service.call('GET /api/v1/tags', all);
  await service.database.query('alter table labels rename to tags', []);
  expectNosniff(answer, 500);
  expect(answer.text).not.toContain('relation');
  expect(logged).toHaveBeenCalledOnce();
});

/** What comes back for bytes, each response by itself. */
const send = (bytes: string) =>
  new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (data) => {
      received += data.toString('latin1');
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });

const close = 'Connection: close\r\n\r\n';
test.each([
  ['a request that is not HTTP', 400, 'HELLO\r\n\r\n'],
  ['a request without a host', 400, `GET / HTTP/1.1\r\n${close}`],
  ['a request of HTTP/1.0', 400, 'GET / HTTP/1.0\r\n\r\n'],
  ['a host that is none', 400, `GET / HTTP/1.1\r\nHost: a b\r\n${close}`],
  ['two lengths', 400, `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n${close}`],
  ['a request for no path', 400, `OPTIONS * HTTP/1.1\r\nHost: a\r\n${close}`],
  ['a method without a route', 404, `TRACE / HTTP/1.1\r\nHost: a\r\n${close}`],
  ['an expectation', 417, `GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n${close}`],
  ['an address that is too long', 431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n${close}`],
  ['the page', 200, `GET / HTTP/1.1\r\nHost: a\r\n${close}`],
])('%s', async (_, status, bytes) => {
  const [head = ''] = (await send(bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head.match(/^x-content-type-options: nosniff\r?$/gim)).toHaveLength(1);
});
