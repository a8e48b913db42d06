import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, scopeproof } from './command.js';

const api = `
import { defineRoutes, defineScopes, open } from 'scopeproof';
const desk = defineScopes('desk', { surfaces: { contacts: ['read', 'write'] }, implies: { write: ['read'] } });
export const api = defineRoutes(desk, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /health': open,
  'GET /me': 'contacts:read',
});
`;
const document = `\ufeff# The API.\r
openapi: 3.1.0\r
paths:\r
  /contacts/{contact-id}:\r
    get:\r
      security: [{ oauth: ["contacts:read"] }] # same\r
  /contacts:\r
    post: { operationId: create }\r
    put: {}\r
components:\r
  securitySchemes:\r
    oauth:\r
      type: oauth2\r
      flows: { implicit: { scopes: { "contacts:read": See, "old": Old } } } # last`;
const expected = document
  .replace('{ operationId', '{ security: [{ oauth: ["contacts:write"] }], operationId')
  .replace('See, "old": Old', 'See, "contacts:write": ""')
  .replace(
    'paths:\r\n',
    `x-scopeproof:\r
  version: 1\r
  scheme: "oauth"\r
  name: "desk"\r
  surfaces:\r
    contacts: ["read", "write"]\r
  includes:\r
    contacts:write: ["contacts:read"]\r
paths:\r\n`,
  );

let folder: string;
beforeAll(() => {
  folder = makeFolder('export', {
    'package.json': '{"type":"module"}',
    'api.ts': api,
    'openapi.yaml': document,
    'cut.json': '{"openapi":"3.1.0","paths":{',
    'twice.yaml': 'openapi: 3.1.0\npaths:\n  /a: {}\n  /a: {}\n',
    'none.yaml': 'a: 1\n',
    'url.yaml': 'openapi: 3.1.0\npaths:\n  /a: { $ref: "https://example.com/a.yaml" }\n',
    'list.yaml': '- openapi: 3.1.0\n',
  });
});
const run = (...args: readonly string[]) => scopeproof(folder, args);
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

const findings = `unlisted      openapi.yaml:9:5  PUT /contacts: no route of the table
undocumented  GET /health: no operation of the document
undocumented  GET /me: no operation of the document
`;

describe('export', () => {
  test('prints the document, and findings to standard error', async () => {
    const { code, stdout, stderr } = await run('export', 'api.ts', 'openapi.yaml');
    expect({ code, stdout }).toEqual({ code: 1, stdout: expected });
    expect(stderr).toBe(
      `${findings}2 operations as in the table, 1 operation changed, 3 other changes\nfound: 1 unlisted, 2 undocumented\n`,
    );
    expect(read('openapi.yaml')).toBe(document);
  });

  test('checks, then writes, then checks again', async () => {
    writeFileSync(join(folder, 'copy.yaml'), document);
    const before = await run('export', 'api.ts#api', 'copy.yaml', '--check', '--fail-on', 'stale');
    expect(before.stdout.replaceAll('copy', 'openapi')).toBe(
      `stale         openapi.yaml:8:5  POST /contacts: the table requires contacts:write
stale         openapi.yaml:14:28  oauth: contacts:write is not declared
stale         openapi.yaml:14:60  oauth: old is no scope of the vocabulary
stale         openapi.yaml:2:1  x-scopeproof is missing
${findings}2 operations as in the table, 1 operation changed, 3 other changes
found: 1 unlisted, 2 undocumented, 4 stale
`,
    );
    expect(before).toMatchObject({ code: 1, stderr: '' });
    expect(read('copy.yaml')).toBe(document);
    const written = await run('export', 'api.ts', 'copy.yaml', '--write', '--fail-on', 'none');
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(read('copy.yaml')).toBe(expected);
    const after = await run('export', 'api.ts', 'copy.yaml', '--check', '--fail-on', 'stale');
    expect(after).toMatchObject({ code: 0 });
    expect(after.stdout).toContain('2 operations as in the table, 0 operations changed, 0 other changes\n');
  });

  test('is undone by import', async () => {
    writeFileSync(join(folder, 'whole.yaml'), expected);
    const { stdout } = await run('import', 'whole.yaml', '--quotes', 'single');
    expect(stdout).toContain(`defineScopes('desk', {
  surfaces: {
    contacts: ['read', 'write'],
  },
  includes: {
    'contacts:write': ['contacts:read'],
  },
`);
  });

  test('says where a route is, for formats that point at files', async () => {
    const { stderr } = await run('export', 'api.ts', 'openapi.yaml', '-f', 'github');
    expect(stderr).toContain(
      '::warning file=api.ts,line=7,title=scopeproof export%3A undocumented::GET /health',
    );
    expect(stderr).toMatch(/::warning file=openapi\.yaml,line=9,col=5,title=scopeproof export%3A unlisted::/);
  });

  test.each([
    ['cut.json', /^cut\.json:1:\d+: not valid JSON or YAML: /],
    ['twice.yaml', /^twice\.yaml:\d:\d: not valid JSON or YAML: duplicated mapping key$/],
    ['none.yaml', /^none\.yaml:1:1: no OpenAPI document: /],
    ['list.yaml', /^list\.yaml:1:1: the document is not an object$/],
    ['url.yaml', /^url\.yaml:3:\d+: a reference to a URL, which is not fetched: /],
    ['nope.yaml', /^nope\.yaml: no such file$/],
  ])('refuses %s', async (file, reason) => {
    const { code, stdout, stderr } = await run('export', 'api.ts', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice('scopeproof: '.length, -1)).toMatch(reason);
  });

  test.each([
    [['--write', '--check'], '--write and --check: one of them'],
    [['--scheme', 'oaut'], 'openapi.yaml: no security scheme oaut; did you mean oauth?'],
    [['--prefix', 'v1'], '--prefix v1: a path begins with /'],
  ])('refuses %j', async (options, reason) => {
    const { code, stderr } = await run('export', 'api.ts', 'openapi.yaml', ...options);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `scopeproof: ${reason}\n` });
  });
});
