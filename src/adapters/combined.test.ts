import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { Hono } from 'hono';
import { some } from 'hono/combine';
import { afterEach, describe, expect, test } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { scopesOfToken } from '../../tests/support/token.js';
import { untyped } from '../../tests/support/without-types.js';
import { RefusalError } from '../http/index.js';
import * as onExpress from './express.js';
import * as onFastify from './fastify.js';
import * as onHono from './hono.js';

// A key or a session: a refusal goes on to the other guard.

const options = { authenticate: scopesOfToken, realm: 'atender', throws: true };
const asKey = { headers: { authorization: 'Bearer tags.read' } };
const asSession = { headers: { cookie: 'session=1' } };
const hasSession = (cookie: string | null | undefined) => cookie === 'session=1';

const running = new Set<{ close(): void }>();
afterEach(() => {
  for (const server of running) server.close();
  running.clear();
});

test('Hono tries them by `some`', async () => {
  const app = new Hono().use(
    some(onHono.requireScope(atender, 'tags:read', options), async (c, next) => {
      if (!hasSession(c.req.header('cookie'))) throw new Error('no session');
      await next();
    }),
  );
  app.get('/', (c) => c.text('shown'));
  expect(await (await app.request('/', asKey)).text()).toBe('shown');
  expect(await (await app.request('/', asSession)).text()).toBe('shown');
  const neither = new Hono().use(
    some(
      onHono.requireScope(atender, 'contacts:write', options),
      onHono.requireScope(atender, 'tags:write', options),
    ),
  );
  neither.get('/', (c) => c.text('shown'));
  const refused = await neither.request('/', asKey);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('www-authenticate')).toContain('scope="tags:write"');
});

test('Express hands the error to the other, and then to the error handler', async () => {
  const guard = onExpress.requireScope(atender, 'tags:read', options);
  const app = express();
  app.use((req, res, next) =>
    guard(req, res, (error?: unknown) => {
      if (error instanceof RefusalError && hasSession(req.headers.cookie)) next();
      else next(error);
    }),
  );
  app.get('/', (_req, res) => void res.send('shown'));
  app.use(
    (error: RefusalError, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
      res.status(error.status).set(error.headers).send({ error: error.message });
    },
  );
  const server = app.listen(0);
  running.add(server);
  await once(server, 'listening');
  const ask = (init = {}) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init);
  expect(await (await ask(asKey)).text()).toBe('shown');
  expect((await ask()).status).toBe(401);
  expect(await (await ask()).json()).toEqual({ error: 'refused with 401' });
});

describe('Fastify', () => {
  test('hands the error to the error handler', async () => {
    const app = Fastify();
    app.setErrorHandler((error: RefusalError, _request: FastifyRequest, reply: FastifyReply) =>
      reply.code(error.statusCode).headers(error.headers).send({ error: error.message }),
    );
    app.get('/', { onRequest: onFastify.requireScope(atender, 'tags:read', options) }, async () => 'shown');
    expect((await app.inject({ url: '/', ...asKey })).body).toBe('shown');
    const refused = await app.inject('/');
    expect(refused.statusCode).toBe(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="atender"');
    expect(refused.json()).toEqual({ error: 'refused with 401' });
  });

  test('answers where what is told of a refusal throws', async () => {
    const app = Fastify();
    const onRefusal = () => {
      throw new Error('broken');
    };
    app.get(
      '/',
      { onRequest: onFastify.requireScope(atender, 'tags:read', { ...options, onRefusal }) },
      async () => '',
    );
    expect((await app.inject('/')).statusCode).toBe(500);
  });
});

test('middleware without a handler checks its requirement when it is made', () => {
  for (const { requireScope } of [onExpress, onHono, onFastify])
    expect(() =>
      untyped<(...args: unknown[]) => unknown>(requireScope)(atender, 'tags:reed', options),
    ).toThrow('unknown scope tags:reed');
});

test('middleware of Express answers what it refuses', async () => {
  const app = express().use(onExpress.requireScope(atender, 'tags:read', { authenticate: scopesOfToken }));
  app.get('/', (_req, res) => void res.send('shown'));
  const server = app.listen(0);
  running.add(server);
  await once(server, 'listening');
  const ask = (init = {}) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init);
  expect((await ask()).status).toBe(401);
  expect((await ask(asKey)).status).toBe(200);
});
