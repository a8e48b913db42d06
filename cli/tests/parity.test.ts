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
import { guardRoutes as guardHono } from 'scopeproof/hono';
import { api } from './api.js';

export const hono = new Hono();
hono.use(async (_c, next) => next());
hono.use(guardHono(api, { authenticate: () => undefined }).table);
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
  write('exits.ts', `process.exit(3); export {};`);
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
    ['apps.ts', '--app apps.ts: several exports are apps: say which, as #another'],
    ['apps.ts#hone', '--app apps.ts#hone: no export hone; did you mean hono?'],
    ['apps.ts#failing', '--app apps.ts#failing: it cannot be made: no database'],
    [
      'apps.ts#withArgument',
      '--app apps.ts#withArgument: no app of Hono, Express, Fastify or NestJS, and no function that makes one',
    ],
    ['api.ts', '--app api.ts: no export is an app: say which makes one, as #createApp'],
    ['throws.ts', '--app throws.ts: it cannot be loaded: PORT is not set'],
    ['exits.ts', '--app exits.ts: it ends the process while it is loaded, with exit code 3'],
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

describe('the guards of an app', () => {
  beforeAll(() => {
    write(
      'guarded.ts',
      `import { Hono } from 'hono';
import { except } from 'hono/combine';
import express from 'express';
import Fastify from 'fastify';
import * as forExpress from 'scopeproof/express';
import * as forFastify from 'scopeproof/fastify';
import * as forHono from 'scopeproof/hono';
import { api, desk } from './api.js';

const options = { authenticate: () => undefined };
const guard = forHono.guardRoutes(api, options);
const text = (c: any) => c.text('');
const validator = async (_c: any, next: any) => next();
const routes = (app: Hono, h = text) =>
  app.get('/health', h).get('/contacts/:key', h).post('/contacts', h).get('/kb/*', h).delete('/export', h);

export const honoTable = routes(new Hono().use(guard.table));
export const honoRoutes = new Hono()
  .get('/health', text)
  .get('/contacts/:id', validator, guard.route('GET /contacts/:id', (_p, c) => c.text('')))
  .post('/contacts', validator, guard.route('POST /contacts', (_p, c, _next) => c.text('')))
  .get('/kb/*', validator)
  .get('/kb/*', forHono.requireScope(desk, 'tags:read', options), text)
  .delete('/export', forHono.requireScope(desk, 'export', options, (_p, c) => c.text('')));
export const honoSubApps = new Hono()
  .get('/health', text)
  .post('/contacts', validator, text)
  .route('/contacts', new Hono().onError((_e, c) => c.text('')).get('/:id', guard.route('GET /contacts/:id', (_p, c) => c.text(''))))
  .route('/kb', new Hono().use(guard.table).get('/*', text))
  .delete('/export', text)
  .use('/export', guard.table)
  .use('/exports/*', guard.table);
export const honoMixed = new Hono()
  .get('/health', text)
  .get('/contacts/:id', guard.route('GET /kb/*', (_p, c) => c.text('')))
  .post('/contacts', validator, text)
  .use('/kb/articles/*', guard.table)
  .get('/kb/*', text)
  .all('/export', guard.route('DELETE /export', (_p, c) => c.text('')));
export const honoNone = routes(new Hono());
export const honoHidden = routes(new Hono().use(except('/health', guard.table)));

const guardE = forExpress.guardRoutes(api, options);
const end = (_req: unknown, res: any) => res.end();
const pass = (_req: unknown, _res: unknown, next: any) => next();
export const expressTable = () => {
  const app = express();
  app.use(guardE.table);
  const kb = express.Router();
  kb.get('/*rest', end);
  app.get('/health', end).get('/contacts/:key/', end).post('/contacts', end).use('/kb', kb);
  app.route('/export').delete(end);
  return app;
};
export const expressMixed = () => {
  const app = express();
  app.get('/contacts/:id', pass);
  app.get('/contacts/:id', guardE.route('POST /contacts', (_p, _req, res) => res.end()));
  app.get('/health', end);
  app.post('/contacts', pass, end);
  const kb = express.Router();
  kb.get('/*rest', pass, forExpress.requireScope(desk, 'tags:read', options), end);
  app.use('/kb', kb);
  app.use('/exports', guardE.table);
  app.all('/export', end);
  app.use(guardE.table);
  return app;
};
export const expressNested = () => {
  const app = express();
  const inner = express.Router();
  const guards = express.Router();
  guards.use(guardE.table);
  inner.get('/:id', end);
  app.use('/contacts', guards);
  app.use('/contacts', inner);
  app.get('/health', end).post('/contacts', end);
  app.all('/kb/*rest', forExpress.requireScope(desk, 'tags:read', options));
  app.get('/kb/*rest', end);
  app.delete('/export', end);
  return app;
};

const guardF = forFastify.guardRoutes(api, options);
export const fastifyTable = async () => {
  const app = Fastify();
  app.get('/health', end);
  app.get('/contacts/:key', end);
  app.post('/contacts', end);
  app.register(async (kb) => { kb.get('/*', end); }, { prefix: '/kb' });
  app.delete('/export', end);
  app.addHook('onRequest', guardF.table);
  return app;
};
export const fastifyMixed = async () => {
  const app = Fastify();
  app.get('/health', end);
  app.route(guardF.route('GET /contacts/:id', () => ''));
  app.post('/contacts', { preHandler: [forFastify.requireScope(desk, 'contacts:write', options)] }, end);
  app.register(async (kb) => { kb.addHook('onRequest', guardF.table); }, { prefix: '/kb' });
  app.register(async (kb) => { kb.get('/*', end); }, { prefix: '/kb' });
  app.route({ ...guardF.route('GET /contacts/:id', () => ''), method: 'DELETE', url: '/export' });
  return app;
};
`,
    );
  });
  const guardsOf = async (name: string) =>
    (await messagesOf('api.ts', '--app', `guarded.ts#${name}`)).map((message) =>
      message.replace('the app has ', '').replace(' before its handler', ''),
    );

  test.concurrent.each([
    ['honoTable', []],
    ['honoRoutes', []],
    [
      'honoSubApps',
      ['unguarded: POST /contacts without a guard', 'unguarded: DELETE /export without a guard'],
    ],
    [
      'honoMixed',
      [
        'unguarded: POST /contacts without a guard',
        'unguarded: GET /kb/* without a guard',
        'misplaced: GET /contacts/:id with the guard of GET /kb/*',
      ],
    ],
    ['expressTable', []],
    [
      'expressMixed',
      [
        'unguarded: POST /contacts without a guard',
        'unguarded: ALL /export without a guard',
        'misplaced: GET /contacts/:id with the guard of POST /contacts',
      ],
    ],
    ['expressNested', ['unguarded: DELETE /export without a guard']],
    ['fastifyTable', []],
    [
      'fastifyMixed',
      [
        'unguarded: GET /kb/* without a guard',
        'misplaced: DELETE /export with the guard of GET /contacts/:id',
      ],
    ],
  ])('%s', async (name, expected) => {
    expect(await guardsOf(name)).toEqual(expected);
  });

  test.concurrent.each(['honoNone', 'honoHidden'])('%s has none that can be seen', async (name) => {
    expect(await run('api.ts', '--app', `guarded.ts#${name}`)).toEqual({
      code: 0,
      stdout: `5 routes compared with guarded.ts#${name}
no guard of scopeproof was found in the app: whether one stands before its handlers is not known
found nothing
`,
      stderr: '',
    });
  });
});

describe('a prefix', () => {
  test.concurrent('that the app does not have explains all', async () => {
    write(
      'prefixed.ts',
      api(routes.replace(/(?<=[A-Z] )\//g, '/v2/')).replace(
        "'GET /contacts/:id'] }",
        "'GET /v2/contacts/:id'] }",
      ),
    );
    for (const [table, app, has] of [
      ['prefixed.ts', 'apps.ts#hono', 'does not have'],
      ['api.ts', 'prefixed-app.ts', 'has'],
    ] as const) {
      write(
        'prefixed-app.ts',
        `import { hono } from './apps.js';\nimport { Hono } from 'hono';\nexport const app = new Hono().route('/v2', hono);`,
      );
      const { stdout } = await run(table, '--app', app);
      expect(stdout).toContain(
        `\nunlisted and unhandled routes differ by /v2 alone, which the app ${has}: scopeproof import has --prefix for that\n`,
      );
    }
    expect((await run('prefixed.ts', '--app', 'apps.ts#another')).stdout).not.toContain('alone');
  });

  test.concurrent('that the document has not, or has, is that of an option', async () => {
    const paths = `  /health: { get: { security: [] } }
  /contacts/{id}: { get: {} }
  /contacts: { post: { security: [{ oauth: [contacts:write] }] } }
  /kb/{id}: { get: { security: [{ oauth: [tags:read] }] } }
  /export: { delete: { security: [{ oauth: [export] }] } }
`;
    write('short.yaml', document(paths.replace(/.*kb.*\n/, '')));
    write(
      'served.yaml',
      `servers: [{ url: https://a.example/v2 }]\n${document(paths.replace(/.*kb.*\n/, ''))}`,
    );
    write(
      'v2.ts',
      api(routes.replace(/(?<=[A-Z] )\//g, '/v2/').replace(/.*kb.*\n/, '')).replace(
        "'GET /contacts/:id'] }",
        "'GET /v2/contacts/:id'] }",
      ),
    );
    write('v1.ts', api(routes.replace(/.*kb.*\n/, '')));
    const hint = async (...args: string[]) => (await run(...args)).stdout.match(/.*alone.*/)?.[0];
    expect(await hint('v2.ts', '--openapi', 'short.yaml')).toBe(
      'unlisted and undocumented routes differ by /v2 alone, which the document does not have: --prefix /v2',
    );
    expect(await hint('v1.ts', '--openapi', 'served.yaml')).toBe(
      'unlisted and undocumented routes differ by /v2 alone, which the document has: --prefix /',
    );
    for (const [table, file, prefix] of [
      ['v2.ts', 'short.yaml', '/v2'],
      ['v1.ts', 'served.yaml', '/'],
    ] as const)
      expect(await messagesOf(table, '--openapi', file, '--prefix', prefix)).toEqual([]);
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
      'mismatch: GET /contacts/:key needs contacts:read in the table, and contacts:raed in the document; unknown scope contacts:raed; did you mean contacts:read?',
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

describe('a document that lets in others than its scopes say', () => {
  const messages = async (file: string, paths: string, more = '') => {
    write(file, document(paths).replace('security: [{', `${more}security: [{`));
    const found = await findingsOf('api.ts', '--openapi', file);
    return found
      .filter(({ kind }) => kind !== 'undocumented')
      .map(({ kind, message }) => `${kind}: ${message}`);
  };

  test.concurrent('by another scheme', async () => {
    const schemes = '    key: { type: apiKey, in: header, name: x }\n';
    expect(
      await messages(
        'schemes.yaml',
        `  /contacts/{id}: { get: { security: [{ oauth: [contacts:read] }, { key: [] }] } }\n`,
        schemes,
      ),
    ).toEqual([
      expect.stringMatching(/^scheme: key needs no scope on one operation where another scheme does/),
    ]);
    expect(
      await messages(
        'together.yaml',
        `  /contacts/{id}: { get: { security: [{ oauth: [contacts:read], key: [] }] } }\n`,
        schemes,
      ),
    ).toEqual([expect.stringMatching(/^together: GET \/contacts\/{id} needs key beside oauth/)]);
  });

  test.concurrent('to whoever does not read x-scopeproof', async () => {
    const beside = 'in the document for whoever does not read its x-scopeproof';
    expect(
      await messages(
        'beside.yaml',
        `  /contacts/{id}: { get: { security: [], x-scopeproof: [[contacts:read]] } }
  /kb/a: { get: { security: [{ oauth: [] }], x-scopeproof: [[tags:read]] } }
  /health: { get: { security: [], x-scopeproof: open } }
`,
      ),
    ).toEqual([
      `mismatch: GET /contacts/:id needs contacts:read in the table, and no key ${beside}`,
      `mismatch: GET /kb/a needs tags:read in the table, and any valid key ${beside}`,
    ]);
    write(
      'silent.yaml',
      `openapi: 3.0.3
components: { securitySchemes: { key: { type: apiKey, in: header, name: x } } }
paths:
  /contacts/{id}: { get: { security: [{ key: [] }], x-scopeproof: [[contacts:read]] } }
`,
    );
    const found = await findingsOf('api.ts', '--openapi', 'silent.yaml');
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['undocumented']));
  });

  test.concurrent('at other servers', async () => {
    expect(
      await messages('servers.yaml', '  /contacts/{id}: { servers: [{ url: / }, { url: /v2 }], get: {} }\n'),
    ).toEqual(['server: paths begin with /, not with /v2 of the other servers; --prefix says what else']);
  });

  test.concurrent('at a path that no route has', async () => {
    write(
      'inside.yaml',
      document(
        '  /contacts/{id}: { get: {} }\n  /contacts/é: { get: { security: [{ oauth: [export] }] } }\n',
      ),
    );
    const found = await messagesOf('api.ts', '--openapi', 'inside.yaml');
    expect(found.filter((text) => text.includes('/contacts'))).toEqual([
      expect.stringMatching(/^refused: GET \/contacts\/é is left out: /),
      expect.stringMatching(/^refused: GET \/contacts\/{id} is left out: it would answer requests for GET/),
      'undocumented: the document does not have POST /contacts',
    ]);
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
      'stale: not the reference of the API any more: scopeproof reference writes it; it was written with --realm desk.example',
    ]);
    expect(await run('api.ts', '--reference', 'none.md')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: none.md: no such file: scopeproof reference writes it\n',
    });
  });
});

describe('a contract', () => {
  test('says what changes in access', async () => {
    expect(await run('api.ts', '--contract', 'contract.json')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: contract.json: no such file: --update writes it\n',
    });
    for (const state of ['is written', 'is up to date'])
      expect(await run('api.ts', '--contract', 'contract.json', '--update')).toEqual({
        code: 0,
        stdout: `5 routes compared with contract.json\ncontract.json ${state}\nfound nothing\n`,
        stderr: '',
      });
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
