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

  test.each<[unknown, unknown, string]>([
    [[], 'authenticated', 'authenticated'],
    [[], 'optional', 'optional'],
    [[], 'open', 'open'],
    [[{}, { o: ['a'] }], 'authenticated', 'authenticated'],
    [[{}, { o: ['a'] }], 'open', 'optional'],
    [[{ o: [] }], 'optional', 'authenticated'],
    [[{ o: [] }], [['a'], ['b', 'c']], "apiScopes.anyOf('a', apiScopes.allOf('b', 'c'))"],
    [[], [['a']], "'a'"],
    [[{ o: ['a'] }], 'authenticated', "'a'"],
    [[{ o: ['a'] }], [['b']], "'a'"],
  ])('%j with an x-scopeproof %j ask for what is more', async (security, extension, expected) => {
    const paths = {
      '/a': { get: { security, 'x-scopeproof': extension } },
      '/z': { get: { security: [{ o: ['a'] }, { o: ['b'] }, { o: ['c'] }] } },
    };
    expect(routesOf(await imported({ operations: {}, more: { paths } }))[0]).toBe(`'GET /a': ${expected},`);
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
    const others = { o: ['a', 'b'], p: ['d'], staff: [] };
    await expect(imported({ operations: {}, schemes: others }, { scheme: 'staff' })).rejects.toThrow(
      /a\.json: no scope of staff is declared or used; o has 2, p has 1$/,
    );
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
      'refused: GET /a is left out: "no scope" is no scope',
      'refused: GET /c is left out: "\\"" is no scope',
    ]);
  });
});

describe('lists that look like alternatives', () => {
  const operations = {
    'GET /a/{id}': [{ o: ['x', 'x.read'] }],
    'GET /b': [{ o: ['k', 'l'] }, { o: ['x', 'x.read', 'k'] }],
    'GET /c': [{ o: ['k'] }],
    'GET /d': [{ o: ['l'] }],
    'DELETE /pet/{id}': [{ o: ['pet.write', 'pet.read'] }],
    'POST /loans': [{ o: ['items:write', 'loans:write'] }],
    'POST /items': [{ o: ['items:write', 'items:read', 'loans:write'] }],
    'PUT /loans': [{ o: ['items:read', 'loans:write', 'items:write'] }],
  };
  const routes = async (options: Partial<ImportOptions>, own: Parts['operations'] = operations) =>
    routesOf(await imported({ operations: own }, options));
  const doubts = async (options: Partial<ImportOptions>, parts: Parts = { operations }) =>
    found(await imported(parts, options)).filter((text) => /^(?:alternatives|loosened)/.test(text));

  test.each<[readonly string[], string]>([
    [['GET /a/:ix'], '--any-of GET /a/:ix: no such route; did you mean GET /a/:id?'],
    [['GET /a/{id}'], '--any-of GET /a/{id}: no such route; did you mean GET /a/:id?'],
    [['suspected'], '--any-of suspected: no such route'],
    [['GET /a/:id', 'GET /c'], '--any-of GET /c: it has no list of several scopes'],
  ])('%j is refused', async (anyOf, reason) => {
    await expect(imported({ operations }, { anyOf })).rejects.toThrow(reason);
  });

  test('are found each with its operation, and not where a method writes to several surfaces', async () => {
    expect(await doubts({})).toEqual([
      "alternatives: GET /a/:id: all of x, x.read are needed; if one of them is enough: --any-of 'GET /a/:id'",
      "alternatives: GET /b: all of x, x.read, k are needed; if one of them is enough: --any-of 'GET /b'",
      "alternatives: DELETE /pet/:id: all of pet.write, pet.read are needed; if one of them is enough: --any-of 'DELETE /pet/:id'",
    ]);
    const { findings } = await imported({ operations });
    expect(findings.find(({ kind }) => kind === 'alternatives')).toMatchObject({
      operation: 'GET /a/{id}',
      scopes: ['x', 'x.read'],
      fingerprint: 'alternatives/GET \\/a\\/{id}/x/x.read',
    });
  });

  test('are read so where they are named, and said to be', async () => {
    expect((await routes({ anyOf: ['GET /a/:id', 'POST /loans'] })).slice(0, 8)).toEqual([
      "'GET /a/:id': apiScopes.anyOf('x', 'x.read'),",
      "'GET /b': apiScopes.anyOf(",
      "apiScopes.allOf('k', 'l'),",
      "apiScopes.allOf('x', 'x.read', 'k'),",
      '),',
      "'GET /c': 'k',",
      "'GET /d': 'l',",
      "'DELETE /pet/:id': apiScopes.allOf('pet.write', 'pet.read'),",
    ]);
    expect((await doubts({ anyOf: ['GET /a/:id', 'GET /b', 'POST /loans'] })).slice(0, 2)).toEqual([
      'loosened: GET /a/:id: one of x, x.read is enough, as --any-of says',
      'loosened: GET /b: one of k, l (and 1 other list) is enough, as --any-of says',
    ]);
  });

  test('are all read so where that is asked for, and no others', async () => {
    const before = await routes({});
    const after = await routes({ anyOf: 'all' });
    expect(after.filter((line) => !before.includes(line))).toEqual([
      "'GET /a/:id': apiScopes.anyOf('x', 'x.read'),",
      "'GET /b': apiScopes.anyOf('x', 'x.read', 'k'),",
      "'DELETE /pet/:id': apiScopes.anyOf('pet.write', 'pet.read'),",
    ]);
    expect(await doubts({ anyOf: 'all' })).toHaveLength(3);
    expect((await doubts({ anyOf: 'all' })).every((text) => text.startsWith('loosened'))).toBe(true);
  });

  test('are settled where one scope gives the other', async () => {
    const own = {
      'GET /a': [{ o: ['a:write', 'a:read'] }],
      'POST /a': [{ o: ['a:write', 'a:read'] }],
    };
    expect(await doubts({}, { operations: own })).toHaveLength(2);
    for (const accept of ['all', ['a:write->a:read']] as const)
      expect(await doubts({ accept }, { operations: own })).toEqual([]);
    const more = {
      'x-scopeproof': {
        version: 1,
        scheme: 'o',
        name: 'a',
        surfaces: { a: ['read', 'write'] },
        includes: { 'a:write': ['a:read'] },
      },
    };
    expect(await doubts({}, { operations: own, more })).toEqual([]);
    // What changes something needs the more of the two then.
    expect(await routes({ accept: 'all', anyOf: 'all' }, own)).toEqual([
      "'GET /a': 'a:read',",
      "'POST /a': apiScopes.allOf('a:write', 'a:read'),",
    ]);
    expect(await routes({ accept: 'all', anyOf: ['POST /a'] }, own)).toEqual([
      "'GET /a': apiScopes.allOf('a:write', 'a:read'),",
      "'POST /a': 'a:read',",
    ]);
  });

  test('stand where the operation is when the document has them', async () => {
    const parts = {
      operations: { 'GET /a': undefined, 'GET /b': undefined },
      more: { security: [{ o: ['a:read', 'a:write'] }] },
    };
    const { findings } = await imported(parts);
    const found = findings.filter(({ kind }) => kind === 'alternatives');
    expect(found.map(({ operation }) => operation)).toEqual(['GET /a', 'GET /b']);
    expect(new Set(found.map(({ position }) => position.column)).size).toBe(2);
  });
});

describe('schemes that are needed together', () => {
  const companions = async (operations: Parts['operations'], options: Partial<ImportOptions> = {}) =>
    found(
      await imported({ operations, schemes: { oauth: ['m:read', 'm:write'], staff: [], mtls: [] } }, options),
    ).filter((text) => text.startsWith('together'));
  const say = (text: string, others: string, scheme: string) =>
    `together: ${text} ${others} beside ${scheme}, which a route table cannot say: authenticate has to ask for it`;

  test.each<[readonly object[], readonly string[], string | undefined]>([
    [[{ oauth: ['m:read'], staff: [] }], [say('GET /m needs', 'staff', 'oauth')], undefined],
    [[{ staff: [], oauth: ['m:read'], mtls: [] }], [say('GET /m needs', 'staff, mtls', 'oauth')], undefined],
    [[{ staff: [], mtls: [] }], [say('GET /m needs', 'mtls', 'staff')], undefined],
    [[{ oauth: ['m:read'], staff: ['m:write'] }], [say('GET /m needs', 'staff', 'oauth')], 'oauth'],
    // All scopes are needed, which the table says.
    [[{ oauth: ['m:read'], staff: ['m:write'] }], [], undefined],
    // A part of it is enough.
    [[{ oauth: ['m:read'], staff: [] }, { oauth: ['m:read'] }], [], undefined],
    [
      [{ oauth: ['m:read'], staff: [] }, { oauth: ['m:read'] }, { oauth: ['m:write'], staff: [] }],
      [say('GET /m needs', 'staff', 'oauth')],
      undefined,
    ],
    [
      [{ oauth: ['m:read'], staff: [] }, { oauth: ['m:write'] }],
      [say('GET /m needs', 'staff', 'oauth')],
      undefined,
    ],
    // The operation takes no key as well.
    [[{ oauth: ['m:read'], staff: [] }, {}], [], undefined],
  ])('%j', async (security, expected, scheme) => {
    expect(await companions({ 'GET /m': security }, { scheme })).toEqual(expected);
  });

  test('are found once where the document has them', async () => {
    const result = await imported({
      operations: { 'GET /a': undefined, 'GET /b': undefined, 'GET /c': [{ o: ['a'] }] },
      schemes: { o: ['a'], key: [] },
      more: { security: [{ o: ['a'], key: [] }] },
    });
    expect(found(result)).toEqual([say('2 operations need', 'key', 'o')]);
    expect(result.findings[0]?.fingerprint).toBe('together/o/key');
  });
});

describe('scopes after tags', () => {
  /** Imports a document whose operations have tags and security. */
  const tagged = async (
    operations: Readonly<Record<string, object>>,
    { schemes = { key: [] }, more = {}, ...options }: Partial<ImportOptions> & Partial<Parts> = {},
  ) => {
    const paths: Record<string, Record<string, unknown>> = {};
    for (const [operation, object] of Object.entries(operations)) {
      const [method = '', path = ''] = operation.split(' ');
      paths[path] = { ...paths[path], [method.toLowerCase()]: object };
    }
    return imported({ operations: {}, schemes, more: { paths, ...more } }, { byTag: true, ...options });
  };
  const key = [{ key: [] }];

  test.each<[object, string]>([
    [{ tags: 'a' }, 'tags is not a list'],
    [{ tags: [1] }, 'a tag is not a text'],
  ])('of %j are refused', async (object, reason) => {
    await expect(tagged({ 'GET /a': { security: key, ...object } })).rejects.toThrow(reason);
  });

  test('are not for a document that declares its vocabulary', async () => {
    const more = { 'x-scopeproof': { version: 1, scheme: 'key', name: 'a', scopes: ['a'] } };
    await expect(tagged({ 'GET /a': { security: key } }, { more })).rejects.toThrow(
      /a\.json: --by-tag: x-scopeproof names the scopes already$/,
    );
  });

  test('are of the first tag and the method, else of the path', async () => {
    const result = await tagged({
      'POST /a': { security: key, tags: ['Code Scanning', 'x'] },
      'GET /a': { security: key, tags: ['Code Scanning'] },
      'HEAD /a': { security: key, tags: ['code-scanning'] },
      'QUERY /b': { security: key, tags: ["Ada's Café/Menü"] },
      'DELETE /b': { security: key, tags: ['日本'] },
      'GET /v1/{id}/2024-01/tags/x': { security: key, tags: [] },
      'PUT /{id}': { security: key },
      'GET /42': { security: key, tags: ['42'] },
      'GET /health': { security: [], tags: ['health'] },
      'GET /maybe': { security: [{}, ...key], tags: ['maybe'] },
      'GET /none': { tags: ['none'] },
    });
    expect(routesOf(result)).toEqual([
      "'POST /a': 'code-scanning:write',",
      "'GET /a': 'code-scanning:read',",
      "'HEAD /a': 'code-scanning:read',",
      "'QUERY /b': 'adas-cafe-menu:read',",
      "'DELETE /b': 'b:write',",
      "'GET /v1/:id/2024-01/tags/x': 'tags:read',",
      "'PUT /:id': 'api:write',",
      "'GET /42': 'n42:read',",
      "'GET /health': open,",
      "'GET /maybe': optional,",
      "'GET /none': open,",
    ]);
    expect(result.text).toContain(`  surfaces: {
    'code-scanning': ['read', 'write'],
    'adas-cafe-menu': ['read'],
    b: ['write'],
    tags: ['read'],
    api: ['write'],
    n42: ['read'],
  },
});`);
    expect(found(result)).toEqual([
      'unsecured: GET /none has no security, and neither has the document, so that it is open',
      'proposal: code-scanning:write->code-scanning:read: by their names',
    ]);
  });

  test('are of every operation where the document says nothing of security', async () => {
    const result = await tagged(
      { 'GET /a': { tags: ['a'] }, 'PATCH /a': { tags: ['a'] }, 'GET /b': { tags: ['b'], security: [] } },
      { schemes: {}, accept: 'all' },
    );
    expect(routesOf(result)).toEqual(["'GET /a': 'a:read',", "'PATCH /a': 'a:write',", "'GET /b': open,"]);
    expect(result.text).toContain("  includes: {\n    'a:write': ['a:read'],\n  },\n");
    expect(found(result)).toEqual([]);
  });

  test('leave scopes that are there', async () => {
    const result = await tagged(
      {
        'GET /a': { tags: ['b'], security: [{ key: ['a:read'] }] },
        'GET /b': { tags: ['b'], security: [{ key: [] }] },
        'GET /c': { tags: ['b'], security: [{ key: [] }], 'x-scopeproof': [['a:write']] },
        'GET /d': { tags: ['a'], security: [{ other: [] }, { key: ['a:read'] }] },
      },
      { schemes: { key: ['a:read', 'b:read'], other: [] } },
    );
    expect(routesOf(result)).toEqual([
      "'GET /a': 'a:read',",
      "'GET /b': 'b:read',",
      "'GET /c': 'a:write',",
      "'GET /d': 'a:read',",
    ]);
    expect(found(result).filter((text) => text.startsWith('unused'))).toEqual([]);
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

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['one scheme', { 'GET /a': [{ o: ['a'] }], 'GET /b': [{ o: [] }], 'GET /c': [] }, []],
    ['the same schemes', { 'GET /a': [{ o: ['a'] }, { p: ['a'] }], 'GET /b': [{ p: [] }, { o: [] }] }, []],
    ['schemes together', { 'GET /a': [{ o: ['a'] }], 'GET /b': [{ o: ['a'], k: [] }] }, []],
    ['others that are not needed', { 'GET /a': [{ o: ['a'] }], 'GET /b': [{}, { p: ['a'] }] }, []],
    ['different ones', { 'GET /a': [{ o: ['a'] }], 'GET /b': [{ p: ['a'] }] }, ['p: GET /a']],
    [
      'different ones without scopes',
      { 'GET /a': [{ o: ['a'] }], 'GET /b': [{ k: [] }], 'GET /c': [{ o: [] }] },
      ['k: GET /a and 1 more'],
    ],
    ['one that is more', { 'GET /a': [{ o: ['a'] }, { p: ['a'] }], 'GET /b': [{ p: ['a'] }] }, ['o: GET /b']],
    [
      'three',
      { 'GET /a': [{ o: ['a'] }], 'GET /b': [{ p: ['a'] }], 'GET /c': [{ k: [] }] },
      ['p: GET /a and 1 more', 'k: GET /a and 1 more'],
    ],
    ['one beside several', { 'GET /a': [{ o: ['a'], p: ['a'] }], 'GET /b': [{ k: [] }] }, ['k: GET /a']],
  ])('about %s as ways into operations', async (_, operations, expected) => {
    const schemes = { o: ['a'], p: ['a'], k: [] };
    const result = await imported({ operations, schemes });
    const messages = found(result).filter((text) => text.startsWith('scheme'));
    expect(messages).toEqual(
      expected.map((text) => {
        const [name, ways] = text.split(': ');
        return `scheme: ${name} is no way into ${ways} by the document, but a route does not tell its keys from others; --scheme picks one`;
      }),
    );
    const picked = await imported({ operations, schemes }, { scheme: 'o' });
    expect(found(picked).filter((text) => text.startsWith('scheme'))).toEqual([]);
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
      'twice: GET /x/{other} is left out: /x/{id} at a.json matches the same requests, and requires more',
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

describe('operations that match the same requests', () => {
  const get = (...all: readonly (readonly [string, unknown])[]) =>
    imported({ operations: Object.fromEntries(all.map(([path, security]) => [`GET ${path}`, security])) });

  test('are the strictest of them', async () => {
    const result = await get(
      ['/x/{a}', []],
      ['/x/{b}', [{ o: ['r'] }, { o: ['w'] }]],
      ['/x/{c}', [{ o: ['r', 'w'] }]],
      ['/x/{d}', [{ o: [] }]],
      ['/x/{e}', [{ o: ['w', 'r'] }]],
    );
    expect(routesOf(result)).toEqual([`'GET /x/:c': apiScopes.allOf('r', 'w'),`]);
    const twice = (path: string, more = ''): unknown =>
      expect.stringMatching(
        new RegExp(
          `^twice: GET /x/{${path}} is left out: /x/{c} at \\S+:1:\\d+ matches the same requests${more}$`,
        ),
      );
    expect(found(result).filter((text) => text.startsWith('twice'))).toEqual([
      ...['a', 'b', 'd'].map((path) => twice(path, ', and requires more')),
      twice('e'),
    ]);
  });

  test('are no route where each lets in others', async () => {
    const result = await get(
      ['/x/{a}', [{ o: ['r'] }]],
      ['/x/{b}', [{ o: ['w'] }]],
      ['/{any}/{c}', [{ o: ['r'] }]],
      ['/{any}/{c}/d', [{ o: ['r'] }]],
    );
    expect(routesOf(result)).toEqual(["'GET /:any/:c/d': 'r',"]);
    expect(found(result).map((text) => text.replace(/ \S*a\.json:\d+:\d+/, ' a.json'))).toEqual([
      'twice: GET /x/{a} is left out: /x/{b} at a.json matches the same requests, and requires something else, so that neither is a route; write one by hand',
      'twice: GET /x/{b} is left out: /x/{a} at a.json matches the same requests, and requires something else, so that neither is a route; write one by hand',
      'refused: GET /{any}/{c} is left out: it would answer requests for GET /x/{b} at a.json, which is left out and requires something else; write both by hand',
    ]);
  });
});

describe('a route that would open what is left out', () => {
  const admin = [{ o: ['a'] }];
  const nobody = [{ o: ['no scope'] }];
  const read = [{ o: ['r'] }];
  const left = async (operations: Record<string, unknown>) => {
    const result = await imported({ operations: { 'PUT /z': read, ...operations } });
    return routesOf(result)
      .slice(1)
      .map((line) => /'(.*?)'/.exec(line)?.[1]);
  };

  test('is left out, too, and both are named', async () => {
    const result = await imported({ operations: { 'GET /users/{id}': read, 'GET /users/root': nobody } });
    expect(routesOf(result)).toEqual(['']);
    expect(found(result).map((text) => text.replace(/ \S*a\.json:\d+:\d+/, ' a.json'))).toContain(
      'refused: GET /users/{id} is left out: it would answer requests for GET /users/root at a.json, which is left out and requires something else; write both by hand',
    );
  });

  test.each<[string, unknown, string, unknown]>([
    ['GET /users/{id}', read, 'GET /users/naïve', admin],
    ['GET /users/{id}', read, 'GET /users/na%C3%AFve', admin],
    ['GET /users/root', read, 'GET /users/r%6Fot', admin],
    ['GET /users/root', read, 'GET /users/./root', admin],
    ['GET /users/root', read, 'GET /x/../users/root', admin],
    ['GET /users/root', read, 'GET /users//root', admin],
    ['GET /users/{id}', read, 'GET /users/{a}.{b}', admin],
    ['GET /users/{id}.json', read, 'GET /users/{a}.{b}', admin],
    ['GET /{x}', read, 'GET /{a}_b', admin],
    ['GET /users/{rest+}', read, 'GET /users/{a}-{b}', admin],
    ['GET /{rest+}', read, 'GET /users/{a}-{b}/x', admin],
    ['GET /users', read, 'GET /users?kind=root', admin],
    ['GET /users', read, 'GET /users{?kind}', admin],
    ['GET /users', read, 'GET /users#root', admin],
    ['GET /users', read, 'GET /users{/id}', admin],
    ['GET /users', read, 'GET /users/{id?}', nobody],
    ['GET /users/{a}/{b}', read, 'GET /users/{rest+}/x', admin],
    ['GET /files/{id}', [], 'GET /files/*', read],
    ['GET /{a}/{b}/{c}', [], 'GET /files/*', read],
    ['GET /users/{id}', read, 'GET /users/:name', admin],
    ['GET /users/{id}', read, 'GET /users/{a', admin],
    ['GET /doc', [], 'HEAD /doc', nobody],
    ['GET /{x}', [], 'HEAD /doc', nobody],
    ['HEAD /{x}', [], 'GET /doc', nobody],
    ['GET /{x}', [{ o: [] }], 'GET /doc', nobody],
    ['GET /{x}', [{ o: ['r'] }, { o: ['a'] }], 'GET /é', admin],
    ['GET /{x}', admin, 'GET /é', [{ o: ['a', 'r'] }]],
  ])('%s %j beside %s %j', async (route, needs, closed, others) => {
    expect(await left({ [route]: needs, [closed]: others })).toEqual([]);
    expect(await left({ [closed]: others, [route]: needs })).toEqual([]);
  });

  test.each<[string, unknown, string, unknown]>([
    // It lets in no others.
    ['GET /users/{id}', admin, 'GET /users/naïve', admin],
    ['GET /users/{id}', [{ o: ['a', 'r'] }], 'GET /users/naïve', [{ o: ['a'] }, { o: ['b'] }]],
    ['GET /users/{id}', admin, 'GET /users/naïve', [{ o: [] }]],
    ['GET /users/{id}', read, 'GET /users/naïve', []],
    ['GET /users/{id}', [], 'GET /users/naïve', [{}, { o: ['a'] }]],
    // It has no requests in common with it.
    ['POST /users/{id}', read, 'GET /users/naïve', admin],
    ['HEAD /users/{id}', read, 'POST /users/naïve', admin],
    ['GET /users/{id}', read, 'GET /users/naïve/x', admin],
    ['GET /users/{id}', read, 'GET /users', nobody],
    ['GET /users/{id}.json', read, 'GET /users/é.xml', admin],
    ['GET /users/{id}.json', read, 'GET /users/{a}-{b}.xml', admin],
    ['GET /users/list', read, 'GET /users/{a}.{b}', admin],
    ['GET /x-{a}', read, 'GET /y-{b}c', admin],
    // The document means it for its requests, since it is more concrete.
    ['GET /users/a.b', read, 'GET /users/{a}.{b}', admin],
    ['GET /users/root', read, 'GET /users/{id}', nobody],
    ['GET /files/public/{id}', [], 'GET /files/{rest+}', nobody],
    ['GET /files/public/{id}', [], 'GET /files/*', admin],
    ['HEAD /doc', [], 'GET /doc', nobody],
  ])('is not %s %j beside %s %j', async (route, needs, closed, others) => {
    expect(await left({ [route]: needs, [closed]: others })).toHaveLength(1);
    expect(await left({ [closed]: others, [route]: needs })).toHaveLength(1);
  });

  test('is looked for again for each that is left out', async () => {
    expect(
      await left({
        'GET /users/é': nobody,
        'GET /users/{id}': [{ o: ['r', 'a'] }],
        'GET /{kind}/{id}': read,
        'GET /{rest+}': [],
        'POST /{rest+}': [],
        'GET /other': [],
      }),
    ).toEqual(['POST /*', 'GET /other']);
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
      "  includes: {\n    all: ['a:read', 'b:read', 'c:read'],\n    'c:write': ['c:read'],\n  },\n",
    );
    const some = await imported({ operations }, { accept: ['c:write->c:read', 'b:read -> a:read'] });
    expect(some.text).toContain(
      "  includes: {\n    'c:write': ['c:read'],\n    'b:read': ['a:read'],\n  },\n",
    );
    expect(some.proposals).toHaveLength(3);
  });

  test('are a rule of actions only where several surfaces have it, and no other has both actions', async () => {
    const more = { ...operations, 'POST /b': [{ o: ['b:write'] }] };
    const some = await imported({ operations: more }, { accept: ['c:write->c:read'] });
    expect(some.text).toContain("  includes: {\n    'c:write': ['c:read'],\n  },\n");
    const all = await imported(
      { operations: more },
      { accept: ['c:write->c:read', 'b:write->b:read', 'all->c:read'] },
    );
    expect(all.text).toContain(
      "  implies: { write: ['read'] },\n  includes: {\n    all: ['c:read'],\n  },\n",
    );
  });

  test('leave out alternatives that others cover, where they are accepted', async () => {
    const routes = async (accept: ImportOptions['accept']) =>
      routesOf(
        await imported(
          {
            operations: {
              'GET /f': [{ o: ['files:read'] }, { o: ['file_content:read'] }],
              'GET /g': [{ o: ['files:read', 'x:read'] }, { o: ['file_content:read'] }],
              'GET /h': [{ o: ['files:read'] }, { o: ['file_content:read', 'x:read'] }],
              'GET /i': [{ o: ['files:all'] }, { o: ['file_content:read'] }, { o: ['x:read'] }],
            },
          },
          { accept },
        ),
      );
    const before = [
      "'GET /f': apiScopes.anyOf('files:read', 'file_content:read'),",
      "'GET /g': apiScopes.anyOf(",
      "apiScopes.allOf('files:read', 'x:read'),",
      "'file_content:read',",
      '),',
      "'GET /h': apiScopes.anyOf(",
      "'files:read',",
      "apiScopes.allOf('file_content:read', 'x:read'),",
      '),',
      "'GET /i': apiScopes.anyOf('files:all', 'file_content:read', 'x:read'),",
    ];
    expect(await routes(undefined)).toEqual(before);
    expect(await routes(['files:read->file_content:read', 'files:all->files:read'])).toEqual([
      "'GET /f': 'file_content:read',",
      "'GET /g': 'file_content:read',",
      ...before.slice(5, 9),
      "'GET /i': apiScopes.anyOf('file_content:read', 'x:read'),",
    ]);
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
      /no scope is declared or used, so that there is no vocabulary: --by-tag names scopes after tags and methods$/,
    );
    for (const byTag of [false, true])
      await expect(imported({ operations: {} }, { byTag })).rejects.toThrow(/there is no vocabulary$/);
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

  test.each(['exports', 'require', 'module', 'arguments', 'eval', 'undefined', 'global-this', 'api', 'of'])(
    'has no constant %s, which a module cannot have',
    async (name) => {
      const { text } = await imported({ operations: { 'GET /a': [{ o: ['a'] }] } }, { name });
      const camel = name === 'global-this' ? 'globalThis' : name;
      expect(text).toContain(`export const ${camel}Scopes = defineScopes('${name}', `);
    },
  );

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
    ['/a/*', 'a * is text here, and the rest of a path in a route table; {rest+} is the rest of a path'],
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
    ['//ada:secret@example.com/v1', '/v1'],
    ['https://{host}.example.com/v1', '/v1'],
    ['/v1', '/v1'],
    ['v1', '/v1'],
    ['./v1', '/v1'],
    ['/@v1', '/@v1'],
    ['/', ''],
    ['', ''],
  ])('%s', (url, path) => {
    const variables = new Map([
      ['base', { default: 'v2', values: ['v2'] }],
      ['host', { default: 'eu', values: ['eu', 'us'] }],
      ['unused', { default: 'a', values: ['a', 'b'] }],
    ]);
    expect(serverPathOf(url, variables)).toEqual({ path });
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

  test.each([
    ['https://ada:secret@h.example/{tenant}/v1', '/{tenant}/v1', 'https://h.example/{tenant}/v1'],
    ['https://secret@h.example/{tenant}/v1?key=secret', '/{tenant}/v1', 'https://h.example/{tenant}/v1'],
    ['//ada:sec/secret@h.example/../v1#secret', '', '//h.example/../v1'],
    ['ada:secret@h/v1', '/v1', 'h/v1'],
    ['secret@h.example:8080/v1?secret', '/v1', 'h.example:8080/v1'],
    ['ada:secret@h', '', 'h'],
  ])('%s is shown without what may be secret', (url, path, shown) => {
    const read = serverPathOf(url, new Map());
    expect(read.path).toBe(path);
    expect(read.doubt).toContain(` server ${shown} `);
    expect(read.doubt).not.toMatch(/secret|ada/);
  });

  test('is doubtful where a variable has several values', () => {
    const variables = new Map([
      ['version', { default: 'v1', values: ['v1', 'v2'] }],
      ['base', { default: '', values: ['', 'a', 'b', 'c', 'd'] }],
    ]);
    expect(serverPathOf('https://{base}.example.com/{version}', variables)).toEqual({
      path: '/v1',
      doubt:
        'the path of the server https://{base}.example.com/{version} may be /v2 as well: /v1 counts; --prefix says what else',
    });
    expect(serverPathOf('/{base}', variables)).toEqual({
      path: '',
      doubt: 'the path of the server /{base} may be /a, /b, /c, … as well: / counts; --prefix says what else',
    });
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
