/** Every adapter, over real sockets, gives the same answer to the same request. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, type Guarded, type Running, type Seen } from './api.js';
import { type Allowed, cases, type Denied, readDifferently, refused } from './cases.js';
import { type Answer, send } from './client.js';
import { start as express } from './express.js';
import { start as fastify } from './fastify.js';
import { start as fetch } from './fetch.js';
import { start as hono } from './hono.js';
import { startOnExpress, startOnFastify } from './nest.js';

interface Adapter {
  readonly name: string;
  readonly guarded: Guarded;
  readonly start: () => Promise<Running>;
}

const guardedEachWay = (name: string, start: (guarded: Guarded) => Promise<Running>): Adapter[] =>
  (['both', 'table', 'route'] as const).map((guarded) => ({ name, guarded, start: () => start(guarded) }));

const adapters: readonly Adapter[] = [
  { name: 'fetch', guarded: 'both', start: fetch },
  ...guardedEachWay('hono', hono),
  ...guardedEachWay('express', express),
  ...guardedEachWay('fastify', fastify),
  { name: 'nest on express', guarded: 'requirement', start: startOnExpress },
  { name: 'nest on fastify', guarded: 'requirement', start: startOnFastify },
];

describe.each(adapters)('$name, guarded by: $guarded', ({ guarded, start }) => {
  let server: Running;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  test.each(cases)('$name', async ({ lines, answer }) => {
    const given = await send(server.port, lines);
    if ('seen' in answer) expectAllowed(given, answer, guarded);
    else if (guarded === 'requirement' && answer.status === 404) expectRequirementMet(given);
    // Where nothing guards the whole, the framework has its own answer to what is not there: Express to OPTIONS a 200.
    else if (guarded === 'route' && answer.status === 404) expect(given.body).not.toContain('"route":');
    else expectDenied(given, answer, lines);
  });

  test.each(refused)('refuses $name', async ({ lines }) => {
    const given = await send(server.port, lines);
    if (guarded === 'requirement') expectRequirementMet(given);
    else expect(given.status).toBeGreaterThanOrEqual(400);
  });

  test.each(readDifferently)('lets nobody in who lacks a scope: $name', async ({ lines }) => {
    expectRequirementMet(await send(server.port, lines));
  });

  test.each(api.routes.filter((route) => route !== 'GET /health' && route !== 'GET /api/v1/me'))(
    'refuses a key without scopes at %s',
    async (route) => {
      const lines = [`${requestFor(route)} HTTP/1.1`, 'Authorization: Bearer nothing'];
      const { status, headers } = await send(server.port, lines);
      expect(status).toBe(403);
      expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    },
  );

  test.each(api.routes.filter((route) => route !== 'GET /health'))('refuses nobody at %s', async (route) => {
    const { status, headers } = await send(server.port, [`${requestFor(route)} HTTP/1.1`]);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="atender", resource_metadata="[^"]+"$/);
  });
});

/** A method and a target that lead to a route. */
function requestFor(route: string): string {
  return route.replace(/(?<!\w):\w+/g, '42').replace('*', 'some/where');
}

function expectAllowed({ status, headers, body }: Answer, { seen }: Allowed, guarded: Guarded): void {
  expect(status).toBe(200);
  expect(headers.get('www-authenticate')).toBeUndefined();
  if (seen === undefined) expect(body).toBe('');
  else if (guarded === 'requirement') expect(JSON.parse(body)).toEqual({ ...seen, params: {} });
  else expect(JSON.parse(body)).toEqual(guarded === 'table' ? { route: seen.route } : seen);
}

/** Whichever handler has answered, the key holds what it requires. */
function expectRequirementMet({ status, body }: Answer): void {
  const isSeen = body.includes('"route":');
  expect(isSeen).toBe(isSeen && status === 200);
  if (!isSeen) return;
  // Behind the table alone, handlers see no grant; who asks there has contacts:read.
  const { route, held = 'contacts:read' }: Partial<Seen> = JSON.parse(body);
  const listed = api.routes.filter((known) => known === route);
  const { grant } = api.vocabulary.parse(held);
  expect(listed.map((known) => api.check(grant, known).ok)).toEqual([true]);
}

function expectDenied(
  { headers, body }: Answer,
  { challenge, problem }: Denied,
  lines: readonly string[],
): void {
  expect(headers.get('www-authenticate')).toBe(challenge);
  if (problem === undefined) return;
  // Fastify adds a charset to the object that Nest hands to it.
  expect(headers.get('content-type')?.replace('; charset=utf-8', '')).toBe('application/problem+json');
  expect(headers.get('cache-control')).toBe('no-store');
  if (lines[0]?.startsWith('HEAD ')) expect(body).toBe('');
  else expect(JSON.parse(body)).toEqual(problem);
}
