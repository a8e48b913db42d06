import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../tests/support/compile.js';
import { scopeproof } from './command.js';

/** A folder in the repository, whose packages the apps import. */
let folder: string;
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

const api = (routes: string, more = '') => `
import { authenticated, defineKey, defineRoutes, defineScopes, open, optional } from 'scopeproof';
export const desk = defineScopes('desk', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'], audit: ['read'] },
  scopes: ['export'],
  implies: { write: ['read'] },
  bundles: { readers: ['*:read'], all: ['*'] },
  ${more}
});
export const api = defineRoutes(desk, { ${routes} });
export const reader = defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });
`;
const routes = `
  'GET /health': open,
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': desk.anyOf('contacts:write', desk.allOf('contacts:write', 'tags:read')),
  'GET /kb/*': 'tags:read',
  'DELETE /export': 'export',`;

const document = (paths: string) => `openapi: 3.1.0
info: { title: Desk, version: '1' }
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://a.example, scopes: {} } } }
security: [{ oauth: [contacts:read] }]
paths:
${paths}`;

beforeAll(() => {
  mkdirSync(join(root, '.scratch'), { recursive: true });
  folder = mkdtempSync(join(root, '.scratch/parity-'));
  write('api.ts', api(routes));
  write(
    'apps.ts',
    `import { Hono } from 'hono';
import express from 'express';
import Fastify from 'fastify';
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { guardRoutes } from 'scopeproof/fastify';
import { api } from './api.js';

export const hono = new Hono();
hono.use(async (_c, next) => next());
hono.get('/health', (c) => c.text(''));
hono.get('/contacts/:key', (c) => c.text(''));
hono.post('/contacts', (c) => c.text(''));
hono.get('/kb/articles/:id', (c) => c.text(''));
hono.delete('/export', (c) => c.text(''));

export const another = new Hono();

export function createExpress() {
  const app = express();
  app.use(express.json());
  app.get('/health', () => {});
  app.get('/contact/:id', () => {});
  return app;
}
export async function createFastify() {
  const app = Fastify();
  guardRoutes(api, { authenticate: () => undefined }).assertParity(app);
  app.register(async (inner) => { inner.get('/contacts/:id', () => ''); inner.get('/fast', () => ''); });
  return app;
}
class Contacts { show() { return ''; } }
Get('contacts/:id/nest')(Contacts.prototype, 'show', Object.getOwnPropertyDescriptor(Contacts.prototype, 'show')!);
Controller()(Contacts);
class Root {}
Module({ controllers: [Contacts] })(Root);
export const createNest = () => NestFactory.create(Root, { logger: false });
export const createNestOnFastify = () => NestFactory.create(Root, new FastifyAdapter(), { logger: false });
export const failing = () => { throw new Error('no database'); };
export const withArgument = (port: number) => port;
`,
  );
  write(
    'asserts.ts',
    `import { Hono } from 'hono';
import { guardRoutes } from 'scopeproof/hono';
import { api } from './api.js';
export const app = new Hono();
app.get('/other', (c) => c.text(''));
guardRoutes(api, { authenticate: () => undefined }).assertParity(app);
`,
  );
  write('throws.ts', `throw new Error('PORT is not set');`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => scopeproof(folder, ['parity', ...args]);
interface Told {
  readonly kind: string;
  readonly message: string;
  readonly fingerprint: string;
}
async function findingsOf(...args: readonly string[]): Promise<readonly Told[]> {
  const { code, stdout, stderr } = await run(...args, '--format', 'json');
  const { findings }: { findings: readonly Told[] } = JSON.parse(stdout);
  expect({ code, stderr }).toEqual({ code: findings.length > 0 ? 1 : 0, stderr: '' });
  return findings;
}
const messagesOf = async (...args: readonly string[]) =>
  (await findingsOf(...args)).map(({ kind, message }) => `${kind}: ${message}`);

describe('an app', () => {
  test.concurrent('with the routes of the table has parity', async () => {
    expect(await run('api.ts', '--app', 'apps.ts#hono')).toEqual({
      code: 0,
      stdout: '5 routes compared with apps.ts#hono\nfound nothing\n',
      stderr: '',
    });
  });

  test.concurrent.each([
    ['createExpress', ['GET /contact/:id'], ['GET /health']],
    ['createFastify', ['GET /fast', 'HEAD /fast'], ['GET /contacts/:id']],
    ['createNest', ['GET /contacts/:id/nest'], []],
    ['createNestOnFastify', ['GET /contacts/:id/nest', 'HEAD /contacts/:id/nest'], []],
    ['another', [], []],
  ])('%s', async (name, unlisted, handled) => {
    const all = ['GET /health', 'GET /contacts/:id', 'POST /contacts', 'GET /kb/*', 'DELETE /export'];
    const unhandled = all.filter((route) => !handled.includes(route));
    expect(await messagesOf('api.ts', '--app', `apps.ts#${name}`)).toEqual([
      ...unlisted.map((route) => `unlisted: the app has ${route}, which the table does not list`),
      ...unhandled.map((route) => `unhandled: the app has no handler for ${route}`),
    ]);
  });

  test.concurrent('that compares itself while it is loaded is compared all the same', async () => {
    const messages = await messagesOf('api.ts', '--app', 'asserts.ts');
    expect(messages).toHaveLength(6);
    expect(messages[0]).toBe('unlisted: the app has GET /other, which the table does not list');
  });

  test.concurrent.each([
    ['apps.ts', 'api.ts: --app: several exports are apps: say which, as #another'],
    ['apps.ts#hone', 'api.ts: --app: no export hone; did you mean hono?'],
    ['apps.ts#failing', 'api.ts: --app: no database'],
    [
      'apps.ts#withArgument',
      'api.ts: --app: no app of Hono, Express, Fastify or NestJS, and no function that makes one',
    ],
    ['api.ts', 'api.ts: --app: no export is an app: say which makes one, as #createApp'],
    ['throws.ts', 'api.ts: --app: it cannot be loaded: PORT is not set'],
    ['nope.ts', '--app nope.ts: no such file'],
    ['package.json', '--app package.json: not a module of the work tree'],
  ])('%s is refused', async (app, message) => {
    expect(await run('api.ts', '--app', app)).toEqual({
      code: 2,
      stdout: '',
      stderr: `scopeproof: ${message}\n`,
    });
  });
});

describe('a document', () => {
  test.concurrent('that says the same has parity', async () => {
    write(
      'same.yaml',
      document(`  /health: { get: { security: [] } }
  /contacts/{id}: { get: {} }
  /contacts: { post: { security: [{ oauth: [contacts:read, contacts:write] }] } }
  /kb/articles/{id}: { get: { security: [{ oauth: [tags:read] }] } }
  /export: { delete: { security: [{ oauth: [export] }] } }
`),
    );
    expect(await run('api.ts', '--openapi', 'same.yaml')).toMatchObject({ code: 0, stderr: '' });
  });

  test.concurrent('is compared with what each route needs', async () => {
    write(
      'other.yaml',
      document(`  /health: { get: {} }
  /contacts/{key}: { get: { security: [{ oauth: [contacts:raed] }] }, patch: {} }
  /kb/articles: { get: { security: [{ oauth: [tags:read] }, { oauth: [contacts:write] }] } }
  /export: { delete: { security: [{}, { oauth: [export] }] } }
  /a#b: { get: {} }
`),
    );
    const findings = await findingsOf('api.ts', '--openapi', 'other.yaml');
    expect(findings.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringMatching(/^refused: GET \/a#b is left out: /),
      'mismatch: GET /health needs no key in the table, and contacts:read in the document',
      'mismatch: GET /contacts/:key needs contacts:read in the table, and contacts:raed in the document',
      'unlisted: the document has PATCH /contacts/:key, which the table does not list',
      'mismatch: GET /kb/articles needs tags:read in the table, and tags:read, or contacts:write in the document',
      'mismatch: DELETE /export needs export in the table, and no key, or a valid one in the document',
      'undocumented: the document does not have POST /contacts',
    ]);
    expect(findings[1]).toMatchObject({
      position: { file: 'other.yaml', line: 8 },
      fingerprint: 'mismatch/openapi/GET \\/health',
    });
    expect(await run('api.ts', '--openapi', 'other.yaml', '--scheme', 'oath')).toMatchObject({
      code: 2,
      stderr: 'scopeproof: other.yaml: no security scheme oath; did you mean oauth?\n',
    });
  });
});

describe('scopes', () => {
  test.concurrent('without any use are orphans', async () => {
    write('orphans.ts', api(routes.replace(`'DELETE /export': 'export',`, '')));
    expect(await messagesOf('orphans.ts')).toEqual([
      'orphan: export opens nothing: no route needs it, and no other scope or bundle uses it',
    ]);
    write(
      'bundled.ts',
      api(routes.replace(`'DELETE /export': 'export',`, '')).replace("['*:read']", "['export']"),
    );
    expect(await messagesOf('bundled.ts')).toEqual([
      'orphan: audit:read opens nothing: no route needs it, and no other scope or bundle uses it',
    ]);
  });
});

describe('a page', () => {
  test.concurrent('is stale when the API changes', async () => {
    expect(
      (await scopeproof(folder, ['reference', 'api.ts', '--out', 'page.md', '--realm', 'desk.example'])).code,
    ).toBe(0);
    expect(await messagesOf('api.ts', '--reference', 'page.md', '--realm', 'desk.example')).toEqual([]);
    expect(await messagesOf('api.ts', '--reference', 'page.md')).toEqual([
      'stale: not the reference of the API any more: scopeproof reference writes it',
    ]);
  });
});

describe('a contract', () => {
  test('says what changes in access', async () => {
    expect(await run('api.ts', '--contract', 'contract.json')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: contract.json: no such file: --update writes it\n',
    });
    expect((await run('api.ts', '--contract', 'contract.json', '--update')).code).toBe(0);
    const text = readFileSync(join(folder, 'contract.json'), 'utf8');
    expect(await messagesOf('api.ts', '--contract', 'contract.json')).toEqual([]);
    write('windows.json', text.replaceAll('\n', '\r\n'));
    expect(await messagesOf('api.ts', '--contract', 'windows.json')).toEqual([]);

    write(
      'changed.ts',
      api(routes.replace(`'GET /kb/*': 'tags:read'`, `'GET /kb/*': 'labels:read'`))
        .replace("tags: ['read']", "labels: ['read']")
        .replaceAll('tags:read', 'labels:read')
        .replace("audit: ['read']", '')
        .replace('bundles:', "deprecated: { 'tags:read': 'labels:read' }, bundles:")
        .replace(`'GET /contacts/:id': 'contacts:read'`, `'GET /contacts/:id': 'export'`)
        .replace("scopes: ['contacts:read'], routes", "scopes: ['export'], routes"),
    );
    const messages = await messagesOf('changed.ts', '--contract', 'contract.json');
    expect(messages).toEqual(
      expect.arrayContaining([
        'rename: tags:read is now labels:read',
        'loss: a key with contacts:read can no longer call GET /contacts/:id',
        'gain: a key with export can now call GET /contacts/:id',
        'dropped: audit:read is no scope any more, and has no new name: a key that stores it loses it',
      ]),
    );
    expect((await run('changed.ts', '--contract', 'contract.json', '--fail-on', 'orphan')).code).toBe(0);

    write('text.ts', api(routes, `docs: { surfaces: { contacts: { title: 'People' } } },`));
    expect(await messagesOf('text.ts', '--contract', 'contract.json')).toEqual([
      'stale: not what the API is now, though access is the same: --update writes it',
    ]);
  });

  test.concurrent('has to be a manifest', async () => {
    write('wrong.json', '{"version":7}');
    const { code, stderr } = await run('api.ts', '--contract', 'wrong.json');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^scopeproof: wrong\.json: version: /),
    });
    expect(await run('api.ts', '--update')).toMatchObject({ code: 2 });
  });
});

describe('all of it', () => {
  test('has one exit code, and known findings', async () => {
    const args = ['api.ts', '--app', 'apps.ts#another', '--format', 'json'];
    const { stdout } = await run(...args);
    write('known.json', stdout);
    expect(await run('api.ts', '--app', 'apps.ts#another', '--acknowledged', 'known.json')).toMatchObject({
      code: 0,
      stdout: '5 routes compared with apps.ts#another\nfound nothing\n5 known findings not shown\n',
    });
    expect(await run('api.ts')).toMatchObject({
      code: 0,
      stdout: '5 routes compared with nothing\nfound nothing\n',
    });
  });
});
