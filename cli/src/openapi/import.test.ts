import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readDocument } from './document.js';
import { type ImportedDocument, type ImportOptions, importOpenApi } from './import.js';
import { vocabularyName } from './module-text.js';
import { routePathOf } from './route-path.js';
import { serverPathOf } from './servers.js';
import { chooseSpelling } from './spelling.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Parts {
  /** operation → its security */
  readonly operations: Readonly<Record<string, unknown>>;
  /** scheme → its scopes; of type `http` where it has none */
  readonly schemes?: Readonly<Record<string, readonly string[]>>;
  readonly more?: object;
}

/** Imports a document that is made of operations. */
async function imported(
  { operations, schemes = { o: [] }, more = {} }: Parts,
  options: Partial<ImportOptions> = {},
): Promise<ImportedDocument> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operation, security] of Object.entries(operations)) {
    const [method = '', path = ''] = operation.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: security === undefined ? {} : { security } };
  }
  const securitySchemes = Object.fromEntries(
    Object.entries(schemes).map(([name, scopes]) => [
      name,
      scopes.length === 0
        ? { type: 'http' }
        : {
            type: 'oauth2',
            flows: { f: { scopes: Object.fromEntries(scopes.map((scope) => [scope, ''])) } },
          },
    ]),
  );
  const file = join(folder, 'a.json');
  writeFileSync(file, JSON.stringify({ openapi: '3.2.0', paths, components: { securitySchemes }, ...more }));
  return importOpenApi(await readDocument(file), {
    layout: { indent: 'space', quotes: 'single' },
    ...options,
  });
}

/** Gives the lines of the route table. */
const routesOf = ({ text }: ImportedDocument): readonly string[] =>
  (/defineRoutes\(\w+, \{\n([\s\S]*?)\n\}\)/.exec(text)?.[1] ?? '').split('\n').map((line) => line.trim());
const found = ({ findings }: ImportedDocument): readonly string[] =>
  findings.map(({ kind, message }) => `${kind}: ${message}`);

describe('requirements', () => {
  const needs = async (security: unknown, options?: Partial<ImportOptions>, schemes?: Parts['schemes']) => {
    const result = await imported(
      {
        operations: { 'GET /a': security, 'GET /z': [{ o: ['a'] }, { o: ['b'] }, { o: ['c'] }] },
        ...(schemes && { schemes }),
      },
      options,
    );
    return routesOf(result)[0]
      ?.replace(/^'GET \/a': /, '')
      .replace(/,$/, '');
  };

  test.each<[unknown, string]>([
    [[], 'open'],
    [[{}], 'open'],
    [undefined, 'open'],
    [[{ o: ['a'] }, {}], 'optional'],
    [[{ o: [] }], 'authenticated'],
    [[{ o: ['a'] }], "'a'"],
    [[{ o: ['a', 'b', 'a'] }], "api.allOf('a', 'b')"],
    [[{ o: ['a'], p: ['b'] }], "api.allOf('a', 'b')"],
    [[{ o: ['a'], p: [] }], "'a'"],
    [[{ o: ['a'] }, { o: ['b', 'c'] }], "api.anyOf('a', api.allOf('b', 'c'))"],
    // Whoever has the first has what the second needs.
    [[{ o: ['a', 'b'] }, { o: ['b'] }, { o: ['b'] }], "'b'"],
    // A key of p may have no scope, but so may one of o, and a route cannot tell them apart.
    [[{ p: [] }, { o: ['a'] }], "'a'"],
    // Here a key of o is enough without a scope.
    [[{ o: [] }, { o: ['a'] }], 'authenticated'],
    [[{ o: [] }, { o: ['a'], p: [] }], 'authenticated'],
  ])('%j', async (security, expected) => {
    expect((await needs(security))?.replaceAll('apiScopes', 'api')).toBe(expected);
  });

  test('of one scheme', async () => {
    const schemes = { o: ['a', 'b', 'c'], p: ['d'] };
    expect(await needs([{ p: ['d'] }, { o: ['a'], p: ['d'] }], { scheme: 'o' }, schemes)).toBe("'a'");
    expect(await needs([{ p: [] }, {}], { scheme: 'o' }, schemes)).toBe('optional');
    const result = await imported({ operations: { 'GET /a': [{ p: ['d'] }] }, schemes }, { scheme: 'o' });
    expect(routesOf(result)).toEqual(['']);
    expect(found(result)).toContain('refused: GET /a is left out: no key of o is enough for it');
    await expect(imported({ operations: {}, schemes }, { scheme: 'O' })).rejects.toThrow(
      /no security scheme O; did you mean o\?$/,
    );
  });

  test('of lists that are read as alternatives', async () => {
    const list = [{ o: ['x', 'x.read'] }];
    const operations = {
      'GET /a': list,
      'GET /b': [{ o: ['k', 'l'] }],
      'GET /c': [{ o: ['k'] }],
      'GET /d': [{ o: ['l'] }],
    };
    const lines = async (anyOf: ImportOptions['anyOf']) =>
      routesOf(await imported({ operations }, { anyOf })).slice(0, 2);
    expect(await lines(undefined)).toEqual([
      "'GET /a': apiScopes.allOf('x', 'x.read'),",
      "'GET /b': apiScopes.allOf('k', 'l'),",
    ]);
    expect(await lines('suspected')).toEqual([
      "'GET /a': apiScopes.anyOf('x', 'x.read'),",
      "'GET /b': apiScopes.allOf('k', 'l'),",
    ]);
    expect(await lines('all')).toEqual([
      "'GET /a': apiScopes.anyOf('x', 'x.read'),",
      "'GET /b': apiScopes.anyOf('k', 'l'),",
    ]);
    expect(found(await imported({ operations })).filter((text) => text.startsWith('alternatives'))).toEqual([
      'alternatives: all of x, x.read are needed here; if one of them is enough: --any-of',
    ]);
  });

  test('that name what is no scope grant nothing', async () => {
    const result = await imported({
      operations: {
        'GET /a': [{ o: ['no scope'] }],
        'GET /b': [{ o: ['é'] }, { o: ['a'] }],
        'GET /c': [{ p: [] }, { o: ['"'] }],
      },
    });
    expect(routesOf(result)).toEqual(["'GET /b': 'a',"]);
    expect(found(result).filter((text) => text.includes('left out'))).toEqual([
      'refused: GET /a is left out: what it needs is no scope',
      'refused: GET /c is left out: what it needs is no scope',
    ]);
  });
});

describe('findings', () => {
  test('about scopes', async () => {
    const schemes = { o: ['contacts:read', 'contacts:write'], p: ['tags:read'] };
    const result = await imported({
      schemes,
      operations: {
        'GET /a': [{ o: ['contacts:raed'] }],
        'GET /b': [{ o: ['contacts:read'] }, { q: ['x'] }],
        'GET /c': [{ p: ['tags:read'] }],
        'GET /d': undefined,
      },
    });
    expect(found(result)).toEqual([
      'undeclared: contacts:raed is used once and not declared; did you mean contacts:read?',
      'undeclared: no security scheme q is declared; did you mean o?',
      'unsecured: GET /d has no security, and neither has the document, so that it is open',
      'unused: contacts:write is declared, and no operation uses it',
      'scheme: p declares other scopes than o: one vocabulary has both; --scheme picks one',
      'proposal: contacts:write->contacts:read: by their names',
    ]);
    expect(result.findings.map(({ position }) => position.line)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(new Set(result.findings.map(({ fingerprint }) => fingerprint)).size).toBe(6);
  });

  test('about paths', async () => {
    const security = [{ o: ['a'] }];
    const result = await imported({
      operations: {
        'GET /x/{id}': security,
        'GET /x/{other}': [],
        'GET /y#z': security,
        'GET /y/{user-id}/{user.id}': security,
        'GET /z/{a}.{b}': security,
      },
    });
    expect(routesOf(result)).toEqual(["'GET /x/:id': 'a',", "'GET /y/:user_id/:user_id_2': 'a',"]);
    expect(found(result).map((text) => text.replace(/ \S*a\.json:\d+:\d+/, ' a.json'))).toEqual([
      'twice: GET /x/{other} is left out: /x/{id} at a.json matches the same requests, and requires something else',
      'refused: GET /y#z is left out: a # begins a fragment, which no request has',
      'renamed: GET /y/{user-id}/{user.id}: the parameter user-id is user_id now',
      'renamed: GET /y/{user-id}/{user.id}: the parameter user.id is user_id_2 now',
      'refused: GET /z/{a}.{b} is left out: a segment has one parameter at most',
    ]);
  });

  test('about servers', async () => {
    const operations = { 'GET /a': [{ o: ['a'] }] };
    const more = { servers: [{ url: 'https://a.example/v1' }, { url: 'https://b.example' }, { url: '/v2' }] };
    const result = await imported({ operations, more });
    expect(routesOf(result)).toEqual(["'GET /v1/a': 'a',"]);
    expect(found(result)).toEqual([
      'server: paths begin with /v1, not with / or /v2 of the other servers; --prefix says what else',
    ]);
    const prefixed = await imported({ operations, more }, { prefix: '/api/' });
    expect([routesOf(prefixed), found(prefixed)]).toEqual([["'GET /api/a': 'a',"], []]);
    await expect(imported({ operations }, { prefix: 'v1' })).rejects.toThrow(
      '--prefix v1: a path begins with /',
    );
  });
});

describe('implications', () => {
  const operations = {
    'GET /a': [{ o: ['a:read'] }, { o: ['all'] }],
    'GET /b': [{ o: ['b:read'] }, { o: ['all'] }],
    'GET /c': [{ o: ['c:read'] }, { o: ['all'] }],
    'POST /c': [{ o: ['c:write'] }],
    'GET /d': [{ o: ['all', 'd:read'] }],
  };

  test('are proposed, and written where they are accepted', async () => {
    const result = await imported({ operations });
    expect(result.text).not.toMatch(/impl|includes/);
    expect(result.proposals.map(({ scope, implied }) => `${scope}->${implied}`)).toEqual([
      'all->a:read',
      'all->b:read',
      'all->c:read',
      'c:write->c:read',
    ]);
    const all = await imported({ operations }, { accept: 'all' });
    expect(all.proposals).toEqual([]);
    expect(all.text).toContain(
      "  implies: { write: ['read'] },\n  includes: {\n    all: ['a:read', 'b:read', 'c:read'],\n  },\n",
    );
    const some = await imported({ operations }, { accept: ['c:write->c:read', 'b:read -> a:read'] });
    expect(some.text).toContain(
      "  implies: { write: ['read'] },\n  includes: {\n    'b:read': ['a:read'],\n  },\n",
    );
    expect(some.proposals).toHaveLength(3);
  });

  test('are a rule of actions only where every surface has them', async () => {
    const result = await imported(
      { operations: { ...operations, 'POST /b': [{ o: ['b:write'] }] } },
      { accept: ['c:write->c:read'] },
    );
    expect(result.text).toContain("  includes: {\n    'c:write': ['c:read'],\n  },\n");
  });

  test('are refused where they name what is not there, or are a cycle', async () => {
    const accept = (...list: readonly string[]) => imported({ operations }, { accept: list });
    await expect(accept('c:wirte->c:read')).rejects.toThrow(
      '--accept c:wirte->c:read: no scope c:wirte; did you mean c:write?',
    );
    await expect(accept('c:write->none')).rejects.toThrow('--accept c:write->none: no scope none');
    await expect(accept('c:write')).rejects.toThrow('--accept c:write: write <scope>-><scope>, or all');
    await expect(accept('c:write->c:read', 'c:read->c:write')).rejects.toThrow(/cycle/);
  });
});

describe('a module', () => {
  test('has the same bytes for the same document, and no scope is no module', async () => {
    const parts = { operations: { 'GET /a': [{ o: ['a:read'] }] } };
    expect((await imported(parts)).text).toBe((await imported(parts)).text);
    await expect(imported({ operations: { 'GET /a': [{ o: [] }] } })).rejects.toThrow(
      /no scope is declared or used, so that there is no vocabulary$/,
    );
  });

  test('keeps names that are special in JavaScript', async () => {
    const scopes = ['__proto__', '2024:read', "it's:read", 'x:*', 'a:read', 'a:write'];
    const result = await imported(
      { schemes: { o: scopes }, operations: { 'GET /a': [{ o: scopes }] } },
      { accept: ['__proto__->a:read'], name: 'new' },
    );
    expect(result.text).toContain("export const newScopes = defineScopes('new', {");
    expect(result.text).toContain("  scopes: ['__proto__', '2024:read', 'x:*'],");
    expect(result.text).toContain("    ['__proto__']: ['a:read'],");
    expect(result.text).toContain("  storedPatterns: 'names',");
    expect(result.text).toContain(`    "it's": ['read'],`);
  });

  test.each([
    ['Help Desk REST API v2', 'help-desk'],
    ["Ada's Café", 'adas-cafe'],
    ['API', 'api'],
    ['日本', 'api'],
    ['A title that has far too many words for a name', 'a-title-that-has-far'],
    ['Donaudampfschifffahrtsgesellschaft', 'donaudampfschifffahrtsg'],
  ])('takes its name from the title %s', (title, name) => {
    expect(vocabularyName(title)).toBe(name);
  });
});

describe('a path', () => {
  test.each([
    ['/', '/'],
    ['/a/', '/a/'],
    ['/a/{id}', '/a/:id'],
    ['/{id}.json', '/:id.json'],
    ['/thumbnail.{extension}', '/thumbnail.:extension'],
    ['/a:batchGet', '/a:batchGet'],
    ['/a/{id}:purge', '/a/:id:purge'],
    ['/@{user}', '/@:user'],
    ['/a/{proxy+}', '/a/*'],
    ['/a/*', '/a/*'],
    ['/{2fa}/{a b}', '/:_2fa/:a_b'],
  ])('%s', (template, path) => {
    expect(routePathOf(template)).toMatchObject({ path });
  });

  test.each([
    ['/a?b', 'a ? begins a query, which is no part of a path'],
    ['/{a}-{b}', 'a segment has one parameter at most'],
    ['/{a', 'a brace without its other one'],
    ['/a}', 'a brace without its other one'],
    ['/{}', '{} is an expression, not a parameter'],
    ['/a{?b}', 'a ? begins a query, which is no part of a path'],
    ['/{;a}', '{;a} is an expression, not a parameter'],
    ['/{a+}/b', '{a+} is the rest of a path, which ends there'],
    ['/{id}json', 'the text beside the parameter would be a part of its name'],
    ['/{a}_b', 'the text beside the parameter would be a part of its name'],
  ])('%s is refused', (template, refused) => {
    expect(routePathOf(template)).toEqual({ refused });
  });

  test.each(['/a//b', '/a/../b', '/a b', '/é', '/%41', '/:a', '/a:{id}', '/a/*/b'])(
    '%s is refused by the table',
    (template) => {
      expect(routePathOf(template)).toHaveProperty('refused');
    },
  );
});

describe('the path of a server', () => {
  test.each([
    ['https://api.example.com', ''],
    ['https://api.example.com/', ''],
    ['https://api.example.com/v1/', '/v1'],
    ['https://{tenant}.example.com:{port}/{base}', '/v2'],
    ['{scheme}://example.com/v1', '/v1'],
    ['{server}/v1', '/v1'],
    ['//example.com/v1?x#y', '/v1'],
    ['/v1', '/v1'],
    ['v1', '/v1'],
    ['./v1', '/v1'],
    ['/', ''],
    ['', ''],
  ])('%s', (url, path) => {
    expect(serverPathOf(url, new Map([['base', 'v2']]))).toEqual({ path });
  });

  test.each([
    ['api.example.com/v1', '/v1'],
    ['localhost:3000', ''],
    ['../v1', ''],
    ['https://example.com/{version}', '/{version}'],
  ])('%s is doubtful', (url, path) => {
    const read = serverPathOf(url, new Map());
    expect(read.path).toBe(path);
    expect(read.doubt).toContain(url);
  });
});

describe('the format', () => {
  const spelled = (...scopes: readonly string[]) => {
    const { format, surfaces, bare } = chooseSpelling(scopes);
    return { format, surfaces: Object.fromEntries(surfaces), bare };
  };

  test.each<[readonly string[], string, Record<string, readonly string[]>, readonly string[]]>([
    [
      ['a:read', 'a:write', 'b:list', 'openid'],
      '{surface}:{action}',
      { a: ['read', 'write'], b: ['list'] },
      ['openid'],
    ],
    [
      ['okta.a.read', 'okta.a.manage', 'okta.b.c.read'],
      'okta.{surface}.{action}',
      { a: ['read', 'manage'], 'b.c': ['read'] },
      [],
    ],
    [
      ['read:org', 'admin:org', 'write:org', 'repo:status', 'repo'],
      '{action}:{surface}',
      { org: ['read', 'admin', 'write'] },
      ['repo:status', 'repo'],
    ],
    [
      ['read_products', 'write_products', 'read_orders'],
      '{action}_{surface}',
      { products: ['read', 'write'], orders: ['read'] },
      [],
    ],
    [
      ['chat:write', 'chat:write:bot', 'users:read'],
      '{surface}:{action}',
      { chat: ['write', 'write:bot'], users: ['read'] },
      [],
    ],
    [
      ['Mail.Read', 'Mail.Read.Shared', 'Mail.ReadWrite'],
      '{surface}.{action}',
      { Mail: ['Read', 'Read.Shared', 'ReadWrite'] },
      [],
    ],
    [
      ['x.a', 'x.a.read', 'x.b', 'x.b.read'],
      '{surface}:{action}',
      {},
      ['x.a', 'x.a.read', 'x.b', 'x.b.read'],
    ],
    [
      ['user-top', 'streaming', 'user-library-read'],
      '{surface}:{action}',
      {},
      ['user-top', 'streaming', 'user-library-read'],
    ],
    [['one'], '{surface}:{action}', {}, ['one']],
  ])('of %j', (scopes, format, surfaces, bare) => {
    expect(spelled(...scopes)).toEqual({ format, surfaces, bare });
  });
});
