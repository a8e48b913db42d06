/** Every adapter, over real sockets, gives the same answer to the same request. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, type Running, wording } from './api.js';
import { type Case, cases, refused } from './cases.js';
import { type Answer, send } from './client.js';
import { start as fetch } from './fetch.js';

interface Adapter {
  readonly name: string;
  readonly start: () => Promise<Running>;
}

const adapters: readonly Adapter[] = [{ name: 'fetch', start: fetch }];

describe.each(adapters)('$name', ({ start }) => {
  let server: Running;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  test.each(cases)('$name', async ({ lines, answer }) => {
    const given = await send(server.port, lines);
    expect(given.status).toBe(answer.status);
    if ('seen' in answer) expectSeen(given, answer.seen);
    else if (answer.problem) expectRefusal(given, answer, lines);
  });

  test.each(refused)('refuses $name', async ({ lines }) => {
    const { status } = await send(server.port, lines);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  test.each(api.routes.filter((route) => route !== 'GET /health' && route !== 'GET /api/v1/me'))(
    'refuses a key without scopes at %s',
    async (route) => {
      const lines = [`${pathIn(route)} HTTP/1.1`, 'Authorization: Bearer nothing'];
      const { status, headers } = await send(server.port, lines);
      expect(status).toBe(403);
      expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    },
  );

  test.each(api.routes.filter((route) => route !== 'GET /health'))('refuses nobody at %s', async (route) => {
    const { status, headers } = await send(server.port, [`${pathIn(route)} HTTP/1.1`]);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(new RegExp(`^Bearer realm="${wording.realm}", resource`));
  });
});

/** A request target that leads to a route. */
function pathIn(route: string): string {
  return route.replace(/:\w+/g, '42').replace('*', 'some/where');
}

function expectSeen({ headers, body }: Answer, seen: (Case['answer'] & { seen: unknown })['seen']): void {
  expect(headers.get('www-authenticate')).toBeUndefined();
  if (seen === undefined) expect(body).toBe('');
  else expect(JSON.parse(body)).toEqual(seen);
}

function expectRefusal(
  { headers, body }: Answer,
  { challenge, problem }: Extract<Case['answer'], { problem?: unknown }>,
  [requestLine = '']: readonly string[],
): void {
  expect(headers.get('www-authenticate')).toBe(challenge);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('cache-control')).toBe('no-store');
  if (requestLine.startsWith('HEAD ')) expect(body).toBe('');
  else expect(JSON.parse(body)).toEqual(problem);
}
