import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Failure } from '../failure.js';
import { type OpenApiDocument, readDocument } from './document.js';
import { pointerOf, positionOf } from './node.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-openapi-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes files, and reads the first one as a document. */
async function read(files: Readonly<Record<string, unknown>>): Promise<OpenApiDocument> {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return readDocument(join(folder, Object.keys(files)[0] ?? ''));
}

async function refusal(files: Readonly<Record<string, unknown>>): Promise<string> {
  const error = await read(files).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  const { message } = error as Failure;
  expect(message).not.toContain('\n');
  return message.replaceAll(/\S*cli-openapi-\w+\//g, '');
}

const summary = ({ operations }: OpenApiDocument) =>
  operations.map(({ method, path, servers, security }) => [
    `${method} ${servers.map((server) => server.path).join('|')} ${path}`,
    security?.alternatives.map(({ schemes }) =>
      schemes.map(({ name, scopes }) => [name, ...scopes.map((scope) => scope.name)].join(' ')),
    ),
  ]);

describe('a document', () => {
  test('of OpenAPI 3.2 has operations with their servers and their security', async () => {
    const document = await read({
      'a.yaml': `
openapi: 3.2.0
info: { title: Desk, version: 2 }
servers:
  - url: https://{region}.desk.example/{base}/
    variables: { region: { default: eu }, base: { default: v2 } }
security: [{ oauth: [] }]
paths:
  /contacts/{id}:
    servers: [{ url: /v3 }, { url: 'https://desk.example' }]
    get: {}
    query: { security: [{ oauth: [a, b], key: [] }, {}] }
    additionalOperations: { COPY: { servers: [{ url: /v4 }], security: [] } }
    x-more: 1
    GET: {}
  x-path: {}
  contacts: {}
webhooks: { new: { post: { security: [{ oauth: [no] }] } } }
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { x-flow: 1, implicit: { scopes: { a: A, b: '' } }, password: { scopes: { b: B, x-c: C } } } }
    key: { type: apiKey }
`,
    });
    expect(document).toMatchObject({ version: '3.2.0', title: 'Desk', apiVersion: '' });
    expect(document.schemes.map(({ name, type, scopes }) => [name, type, scopes.map((s) => s.name)])).toEqual(
      [
        ['oauth', 'oauth2', ['a', 'b']],
        ['key', 'apiKey', []],
      ],
    );
    expect(document.schemes[0]?.scopes.map(({ description }) => description)).toEqual(['A', 'B']);
    expect(summary(document)).toEqual([
      ['GET /v3| /contacts/{id}', [['oauth']]],
      ['QUERY /v3| /contacts/{id}', [['oauth a b', 'key'], []]],
      ['COPY /v4 /contacts/{id}', []],
    ]);
    expect(document.strangers.map(({ name }) => name)).toEqual(['GET /contacts/{id}', 'contacts']);
    const node = document.operations[1]?.security?.alternatives[0]?.schemes[0]?.scopes[1]?.node;
    if (!node) throw new Error('no scope');
    expect(pointerOf(node)).toBe('/paths/~1contacts~1{id}/query/security/0/oauth/1');
    expect(positionOf(node)).toMatchObject({ line: 12, column: 38 });
  });

  test('of Swagger 2.0 has a base path', async () => {
    const document = await read({
      'swagger.json': {
        swagger: '2.0',
        basePath: '/api/',
        paths: {
          '/a': { servers: [{ url: '/b' }], get: { servers: 1, security: [{ o: ['x'] }] }, trace: {} },
        },
        securityDefinitions: {
          o: { type: 'oauth2', flow: 'implicit', scopes: { x: 'X' } },
          b: { type: 'basic' },
        },
      },
    });
    expect(summary(document)).toEqual([['GET /api /a', [['o x']]]]);
    expect(document.schemes.map(({ scopes }) => scopes.length)).toEqual([1, 0]);
    expect(document.strangers.map(({ name }) => name)).toEqual(['servers /a', 'trace /a']);
  });

  test('of several files is read where references lead', async () => {
    const document = await read({
      'many/openapi.yaml': `
openapi: 3.1.0
paths:
  /a: { $ref: 'paths/a%20b.yaml', summary: beside }
  /b: { get: { $ref: 'paths/a%20b.yaml#/get' }, put: { $ref: '#/x-ops/0/put' } }
x-ops: [{ $ref: 'paths/a%20b.yaml' }]
components: { $ref: 'components.json' }
`,
      'many/paths/a b.yaml': 'get: { security: [{ o: [a] }] }\nput:\n  security: [{ o: [b] }]\n',
      'many/components.json': {
        securitySchemes: { o: { $ref: '#/o' } },
        o: { type: 'oauth2', scopes: { a: '' } },
      },
    });
    expect(summary(document)).toEqual([
      ['GET  /a', [['o a']]],
      ['PUT  /a', [['o b']]],
      ['GET  /b', [['o a']]],
      ['PUT  /b', [['o b']]],
    ]);
    const last = document.operations[3];
    if (!last?.security) throw new Error('no security');
    expect(positionOf(last.node)).toMatchObject({ line: 5, column: 49 });
    expect(positionOf(last.security.node)).toMatchObject({ line: 3, column: 3 });
    expect(pointerOf(last.object)).toBe('/put');
  });

  test('of OpenAPI 3.2 may name a scheme by its address', async () => {
    const address = 'schemes.json#/o';
    const document = await read({
      'address.json': { openapi: '3.2.0', paths: { '/a': { get: { security: [{ [address]: ['a'] }] } } } },
      'schemes.json': { o: { type: 'oauth2', flows: { f: { scopes: { a: 'A' } } } } },
    });
    expect(document.schemes.map(({ name, scopes }) => [name, scopes.length])).toEqual([[address, 1]]);
  });

  test('keeps names that objects have by themselves', async () => {
    const text =
      '{"openapi":"3.0.0","paths":{"/__proto__":{"get":{"security":[{"__proto__":["constructor"]}]}}}}';
    expect(summary(await read({ 'proto.json': text }))).toEqual([
      ['GET  /__proto__', [['__proto__ constructor']]],
    ]);
  });
});

const withPaths = (paths: unknown) => ({ openapi: '3.1.0', paths });
const withSecurity = (security: unknown) => withPaths({ '/a': { get: { security } } });

describe('is refused with its place', () => {
  test.each<[string, string, unknown]>([
    ['text', 'x.yaml:1:1: the document is not an object', 'just text'],
    ['nothing', 'x.yaml:1:1: the document is not an object', ''],
    ['a list', 'x.yaml:1:1: the document is not an object', []],
    [
      'JSON that is cut off',
      'x.yaml:1:21: not valid JSON or YAML: unexpected end of the stream within a flow collection',
      '{"openapi": "3.0.0",',
    ],
    [
      'YAML with a tab',
      'x.yaml:2:1: not valid JSON or YAML: tab characters must not be used in indentation',
      'openapi: 3.0.0\n\tpaths: {}',
    ],
    [
      'a key that is there twice',
      'x.yaml:3:1: not valid JSON or YAML: duplicated mapping key',
      'openapi: 3.0.0\npaths: {}\npaths: {}\n',
    ],
    [
      'deep nesting',
      'x.yaml:1:100: not valid JSON or YAML: nesting exceeded maxDepth (100)',
      '['.repeat(100_000),
    ],
    ['another thing', 'x.yaml:1:1: no OpenAPI document: it has neither openapi nor swagger', {}],
    [
      'an older version',
      'x.yaml:1:2: a version that is not known: OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are',
      { swagger: '1.2' },
    ],
    [
      'a version of the other',
      'x.yaml:1:2: a version that is not known: OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are',
      { openapi: '2.0' },
    ],
    ['paths', 'x.yaml:1:20: paths is not an object', withPaths(3)],
    ['a path item', 'x.yaml:1:29: a path item is not an object', withPaths({ '/a': null })],
    ['an operation', 'x.yaml:1:35: an operation is not an object', withPaths({ '/a': { get: [] } })],
    ['security', 'x.yaml:1:42: security is not a list', withSecurity('x')],
    ['no security', 'x.yaml:1:42: security is not a list', withSecurity(null)],
    ['a requirement', 'x.yaml:1:54: a security requirement is not an object', withSecurity(['o'])],
    ['a list of scopes', 'x.yaml:1:55: a list of scopes is not a list', withSecurity([{ o: 'a' }])],
    ['a scope', 'x.yaml:1:60: a scope is not a text', withSecurity([{ o: [3] }])],
    ['servers', 'x.yaml:1:20: servers is not a list', { openapi: '3.0.0', servers: {} }],
    ['a server', 'x.yaml:1:31: a server without a url', { openapi: '3.0.0', servers: [{}] }],
    [
      'scopes',
      'x.yaml:1:72: scopes is not an object',
      { openapi: '3.0.0', components: { securitySchemes: { o: { flows: { f: { scopes: null } } } } } },
    ],
    [
      'a type',
      'x.yaml:1:53: a security scheme without a type',
      { openapi: '3.0.0', components: { securitySchemes: { o: {} } } },
    ],
    [
      'a URL',
      'x.yaml:1:35: a reference to a URL, which is not fetched: https://x.example/a.json',
      withPaths({ '/a': { $ref: 'https://x.example/a.json#/b' } }),
    ],
    [
      'another URL',
      'x.yaml:1:35: a reference to a URL, which is not fetched: file:///etc/passwd',
      withPaths({ '/a': { $ref: 'file:///etc/passwd' } }),
    ],
    [
      'no file',
      'x.yaml:1:35: a reference to nope.json: no such file',
      withPaths({ '/a': { $ref: 'nope.json' } }),
    ],
    [
      'a file outside',
      'x.yaml:1:35: a reference to /etc/passwd, outside the folder of the document',
      withPaths({ '/a': { $ref: '/etc/passwd' } }),
    ],
    [
      'a link to a file outside',
      'x.yaml:1:35: a reference to link.json, outside the folder of the document',
      withPaths({ '/a': { $ref: 'link.json' } }),
    ],
    [
      'a folder',
      'x.yaml:1:35: a reference to ., outside the folder of the document',
      withPaths({ '/a': { $ref: '.' } }),
    ],
    [
      'nothing there',
      'x.yaml:1:35: a reference to #/x~1y: nothing is there',
      withPaths({ '/a': { $ref: '#/x~1y' } }),
    ],
    [
      'a circle',
      'x.yaml:1:63: a reference that leads in a circle',
      withPaths({ '/a': { $ref: '#/paths/~1b' }, '/b': { $ref: '#/paths/~1a' } }),
    ],
    [
      'a circle by a file',
      'x.yaml:1:35: a reference that leads in a circle',
      withPaths({ '/a': { $ref: 'x.yaml#/paths/~1a' } }),
    ],
    ['a number', 'x.yaml:1:35: $ref is not a text', withPaths({ '/a': { $ref: 3 } })],
  ])('%s', async (_, message, content) => {
    try {
      symlinkSync('/etc/passwd', join(folder, 'link.json'));
    } catch {
      // It is there already.
    }
    expect(await refusal({ 'x.yaml': content })).toBe(message);
  });

  test('a chain of references that does not end soon', async () => {
    const chain = Array.from({ length: 5_000 }, (_, i) => ({ $ref: `#/x/${i + 1}` }));
    const message = await refusal({ 'x.json': { ...withPaths({ '/a': { $ref: '#/x/0' } }), x: chain } });
    expect(message).toMatch(/^x\.json:1:\d+: a chain of more than 100 references$/);
  });

  test('aliases of YAML that multiply', async () => {
    const list = (item: string) => `[${Array.from({ length: 2_000 }, () => item).join(',')}]`;
    const paths = Array.from({ length: 9 }, (_, i) => `  /${i}: { get: { security: *c } }`);
    const text = `openapi: 3.1.0\na: &a ${list('x')}\nb: &b { o: *a }\nc: &c ${list('*b')}\npaths:\n${paths.join('\n')}\n`;
    expect(await refusal({ 'bomb.yaml': text })).toMatch(
      /: more than 1,000,000 security requirements and servers$/,
    );
  });

  test('another encoding, and a file that is too long', async () => {
    writeFileSync(join(folder, 'latin.yaml'), Buffer.from('openapi: "caf\xe9"', 'latin1'));
    await expect(readDocument(join(folder, 'latin.yaml'))).rejects.toThrow(/latin\.yaml: not UTF-8$/);
    writeFileSync(join(folder, 'big.yaml'), '');
    truncateSync(join(folder, 'big.yaml'), 101 * 1024 * 1024);
    await expect(readDocument(join(folder, 'big.yaml'))).rejects.toThrow(/big\.yaml: more than 100 MB$/);
    await expect(readDocument('/dev/zero')).rejects.toThrow('/dev/zero: not a file');
    await expect(readDocument(folder)).rejects.toThrow(/: a folder, not a file$/);
  });
});
