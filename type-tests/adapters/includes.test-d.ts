/** Adapters over a vocabulary whose scopes include others: none of them may have the compiler search all of it. */
import express from 'express';
import Fastify from 'fastify';
import { type Handler, Hono } from 'hono';
import { defineRoutes, type GrantOf } from 'scopeproof';
import { guardRoutes as guardExpress } from 'scopeproof/express';
import { guardRoutes as guardFastify } from 'scopeproof/fastify';
import { guardRoutes as guardHono } from 'scopeproof/hono';
import { type Decision, guardScopes } from 'scopeproof/http';
import { type Github, github } from '../atender.js';

const api = defineRoutes(github, { 'POST /orgs': 'write:org', 'GET /user': 'user' });
const authenticate = () => 'admin:org';
const readOrg = (grant: GrantOf<Github, 'read:org'>) => String(grant);

express().post(
  '/orgs',
  guardExpress(api, { authenticate }).route('POST /orgs', ({ grant }, _req, res) => {
    res.json(readOrg(grant));
  }),
);
Fastify().route(guardFastify(api, { authenticate }).route('POST /orgs', async ({ grant }) => readOrg(grant)));
const annotated: Handler = guardHono(api, { authenticate }).route('GET /user', (_, c) => c.text(''));
new Hono().get('/user', annotated).post(
  '/orgs',
  guardHono(api, { authenticate }).route('POST /orgs', ({ grant }, c) => c.text(readOrg(grant))),
);

const guard = guardScopes(github, { authenticate });
export const decide = (
  request: Request,
): Promise<Decision<{ readonly grant: GrantOf<Github, 'write:org'> }>> =>
  guard.check({ request, authorization: null }, 'write:org');
