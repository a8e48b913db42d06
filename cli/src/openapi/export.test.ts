import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fromManifest, type RestoredApi, toManifest } from '../../../src/manifest/index.js';
import { readDocument } from './document.js';
import { type ExportedDocument, type ExportOptions, exportOpenApi } from './export.js';
import { importOpenApi } from './import.js';
import type { Layout } from './printer.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-export-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'openapi.yaml');
writeFileSync(file, '');
const layout: Layout = { indent: 'space', quotes: 'single' };

const vocabulary = {
  name: 'desk',
  format: '{surface}:{action}',
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  scopes: ['export'],
  includes: { 'contacts:write': ['contacts:read'], export: ['contacts:write', 'contacts:read', 'tags:read'] },
  bundles: { basic: ['contacts:read', 'tags:read'] },
  deprecated: { people: ['contacts:read'] },
  docs: { scopes: { 'contacts:read': { description: 'See contacts' }, export: { restricted: true } } },
};
type Api = RestoredApi['api'];
const apiOf = (routes: object, more: object = {}): Api =>
  fromManifest({ version: 1, vocabulary: { ...vocabulary, ...more }, routes, keys: [] }).api;

const exported = async (api: Api, text: string, options: ExportOptions = {}): Promise<ExportedDocument> =>
  exportOpenApi(api, await readDocument(file, text), options);
const found = ({ findings }: ExportedDocument): readonly string[] =>
  findings.map(({ kind, message }) => `${kind}: ${message.replaceAll(`${folder}/`, '')}`);

/** A document of one operation, with a scheme. */
const yaml = (operation: string, scheme = 'type: http\n      scheme: bearer', version = '3.1.0') =>
  `openapi: ${version}
paths:
  /contacts:
    get:
${operation}
components:
  securitySchemes:
    key:
      ${scheme}
`;
const plain = { extension: false };

/** Gives the lines of an operation afterwards. */
async function operationAfter(needs: unknown, operation: string): Promise<string> {
  const { text } = await exported(apiOf({ 'GET /contacts': needs }), yaml(operation), plain);
  const before = yaml('\n').split('\n\n');
  expect(text.startsWith(before[0] ?? '')).toBe(true);
  return text.slice(before[0]?.length, text.indexOf('components:')).replace(/^\n|\n$/g, '');
}

describe('an operation', () => {
  test.each([
    ['open', '      responses: {}', '      responses: {}'],
    ['authenticated', '      responses: {}', '      security:\n        - key: []\n      responses: {}'],
    [
      'optional',
      '      responses: {}',
      '      security:\n        - {}\n        - key: []\n      responses: {}',
    ],
    [
      [['contacts:read']],
      '      # What comes back.\n      responses: {}',
      '      security:\n        - key:\n            - contacts:read\n      # What comes back.\n      responses: {}',
    ],
    [
      [['contacts:write', 'tags:read'], ['export']],
      '      security: # here\n      - key: [contacts:read] # why\n      # after',
      '      security: # here\n      - key: [contacts:write, tags:read]\n      - key: [export] # why\n      # after',
    ],
    ['open', '      security: # here\n      - key: [a] # why', '      security: [] # here # why'],
    ['open', '      security:\n        # above\n        - key: [a]', '      security: []\n        # above'],
    [
      [['contacts:read']],
      '      security: [] # why',
      '      security:\n        - key:\n            - contacts:read # why',
    ],
    [[['contacts:read']], '      security: [{ key: [] }]', '      security: [{ key: [contacts:read] }]'],
    [
      [['contacts:read']],
      "      security:\n        - 'key': ['a']",
      "      security:\n        - 'key': ['contacts:read']",
    ],
    [
      [['contacts:read']],
      '      description: |\n        Text.\n        # text',
      '      security:\n        - key:\n            - contacts:read\n      description: |\n        Text.\n        # text',
    ],
    [[['contacts:read']], '      {}', '      {security: [{key: [contacts:read]}]}'],
    [
      'authenticated',
      '      { security: [key: [a]], responses: {} }',
      '      { security: [{ key: [] }], responses: {} }',
    ],
    [
      'open',
      '      { security: [ # why\n        { key: [a,] }, ], responses: {} }',
      '      { security: [], responses: {} }',
    ],
    [
      [['export'], ['export', 'tags:read'], ['export']],
      '      responses: {}',
      '      security:\n        - key:\n            - export\n      responses: {}',
    ],
    // The same in other words.
    [
      [['contacts:read']],
      '      security: [{key: ["contacts:read"]}]',
      '      security: [{key: ["contacts:read"]}]',
    ],
    [
      [['export'], ['tags:read', 'contacts:read']],
      '      security:\n      - key: [contacts:read, tags:read, tags:read]\n      - key: [export]\n      - key: [export, tags:read]',
      '      security:\n      - key: [contacts:read, tags:read, tags:read]\n      - key: [export]\n      - key: [export, tags:read]',
    ],
    // Other schemes stay: beside the scheme, and as alternatives.
    [
      [['tags:read'], ['export']],
      '      security:\n        - cookie: []\n        - key: [a]\n          tenant: [t]',
      '      security:\n        - cookie: []\n        - key: [tags:read]\n          tenant: [t]\n        - key: [export]\n          tenant: [t]',
    ],
  ])('that requires %j', async (needs, before, after) => {
    expect(await operationAfter(needs, before)).toBe(after);
  });

  test('has quotes around what YAML reads as no text', async () => {
    const scopes = ['true', 'No', '123', '-a', 'a:'];
    const more = { surfaces: {}, scopes, includes: {}, bundles: {}, deprecated: {}, docs: {} };
    const { text } = await exported(apiOf({ 'GET /contacts': [scopes] }, more), yaml('      a: 1'), plain);
    expect(text).toContain(scopes.map((scope) => `            - '${scope}'\n`).join(''));
  });

  test('keeps what it inherits where that means the same', async () => {
    const text = `security: [{key: [contacts:read]}]\n${yaml('      responses: {}')}`;
    const same = await exported(apiOf({ 'GET /contacts': [['contacts:read']] }), text, plain);
    expect(same).toMatchObject({ text, operations: 1, changes: [], findings: [] });
    const open = await exported(apiOf({ 'GET /contacts': 'open' }), text, plain);
    expect(open.text).toBe(text.replace('      responses', '      security: []\n      responses'));
  });

  test.each([
    ['      security: &a\n        - key: []', 'its security: it has an anchor, an alias or a tag'],
    ['      x-a: &a [{key: []}]\n      security: *a', 'its security: it has an anchor, an alias or a tag'],
    ['      security:\n        - key: !!seq []', 'its security: it has an anchor, an alias or a tag'],
    ['      <<: { security: [{key: []}] }', 'its security comes from a merge key'],
    [
      '      security:\n        - key: []\n          a: []\n        - key: []',
      'its alternatives need different schemes beside key',
    ],
  ])('is not changed: %s', async (operation, reason) => {
    const text = yaml(operation);
    const result = await exported(apiOf({ 'GET /contacts': [['tags:read']] }), text, plain);
    expect(found(result)).toEqual([`unchanged: GET /contacts is not changed: ${reason}`]);
    expect(result).toMatchObject({ text, operations: 0, changes: [] });
  });

  test('that several paths have is changed once, or not at all', async () => {
    const text = `openapi: 3.1.0
paths:
  /a: { $ref: '#/components/pathItems/one' }
  /b: { $ref: '#/components/pathItems/one' }
  /c: { get: &op { responses: {} } }
  /d: { get: *op }
components:
  pathItems: { one: { get: { responses: {} } } }
  securitySchemes: { key: { type: http } }
`;
    const needs = {
      'GET /a': 'authenticated',
      'GET /b': 'authenticated',
      'GET /c': 'open',
      'GET /d': 'open',
    };
    const same = await exported(apiOf(needs), text, plain);
    expect(same.text).toBe(text.replace('one: { get: {', 'one: { get: { security: [{ key: [] }],'));
    expect(same).toMatchObject({ operations: 4, findings: [] });
    const other = await exported(
      apiOf({ ...needs, 'GET /b': 'optional', 'GET /c': 'optional', 'GET /d': 'optional' }),
      text,
      plain,
    );
    expect(other.text).toBe(text);
    const shared = 'other paths refer to it, and their routes require something else';
    expect(found(other)).toEqual([
      `unchanged: GET /a is not changed: ${shared}`,
      `unchanged: GET /b is not changed: ${shared}`,
      'unchanged: GET /c is not changed: an alias repeats it',
      'unchanged: GET /d is not changed: it is an alias',
    ]);
  });

  test('in another file is not changed', async () => {
    writeFileSync(join(folder, 'item.yaml'), 'get: {}\n');
    const text = yaml('      responses: {}').replace(/ {4}get:\n.*/, "    $ref: './item.yaml'");
    const result = await exported(apiOf({ 'GET /contacts': 'authenticated' }), text, plain);
    expect(result.text).toBe(text);
    expect(result.findings).toMatchObject([
      { kind: 'unchanged', message: /it is in another file, .*item\.yaml$/ },
    ]);
  });
});

describe('operations and routes', () => {
  const document = (paths: readonly string[]) =>
    `openapi: 3.1.0\nservers:\n  - url: /v1\npaths:\n${paths
      .map((path) => `  ${path}: { get: {} }\n`)
      .join('')}components: { securitySchemes: { key: { type: http } } }\n`;

  test('that only one of the two has are found', async () => {
    const api = apiOf({ 'GET /v1/a/:x': 'open', 'GET /v1/b': 'open', 'POST /v1/a/:x': 'open' });
    const result = await exported(api, document(['/a/{id}', '/c', '/{x}{y}', '/d/{rest+}']), plain);
    expect(found(result)).toEqual([
      'unlisted: GET /c: no route of the table',
      'unlisted: GET /{x}{y}: a segment has one parameter at most',
      'unlisted: GET /d/{rest+}: no route of the table',
      'undocumented: GET /v1/b: no operation of the document',
      'undocumented: POST /v1/a/:x: no operation of the document',
    ]);
    expect(result.findings[0]).toMatchObject({ position: { line: 6, column: 9 } });
    expect(result.findings[3]).toMatchObject({ route: 'GET /v1/b' });
  });

  test('match where a route has the rest of a path', async () => {
    const needs = {
      'GET /kb/*': 'authenticated',
      'POST /kb/*': 'open',
      'GET /kb/a': 'open',
      'GET /x/*': 'open',
    };
    const result = await exported(apiOf(needs), document(['/kb', '/kb/a', '/kb/{id}/b', '/kb/{path+}']), {
      ...plain,
      prefix: '/',
    });
    expect(found(result)).toEqual(['undocumented: GET /x/*: no operation of the document']);
    expect(result.text.match(/.*security.*(?=responses|\})/g)).toEqual([
      '  /kb: { get: { security: [{ key: [] }] } ',
      '  /kb/{id}/b: { get: { security: [{ key: [] }] } ',
      '  /kb/{path+}: { get: { security: [{ key: [] }] } ',
      'components: { securitySchemes: { key: { type: http } } ',
    ]);
  });
});

describe('the scopes of the scheme', () => {
  const oauth = (scopes: string, more = '') => `openapi: 3.0.3
paths: {}
components:
  securitySchemes:
    key:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://example.com/token
          scopes:${scopes}${more}`;
  const api = apiOf({});

  test.each([
    [
      'are added at the end, and removed with their lines',
      `
            # Old ones.
            people: |
              All people.
              # text
            # Of contacts.
            contacts:read: 'See'   # why
            x-order: 1

            "contacts:write": Change contacts`,
      `
            # Old ones.
            # Of contacts.
            contacts:read: See contacts   # why
            x-order: 1

            "contacts:write": Change contacts
            tags:read: ''
            export: ''`,
    ],
    [
      'keep descriptions that differ in white space',
      `
            contacts:read: >-
              See
              contacts
            contacts:write: b
            tags:read:
            export: d\n`,
      `
            contacts:read: >-
              See
              contacts
            contacts:write: b
            tags:read:
            export: d\n`,
    ],
    [
      'are described where they are not',
      `\r
            contacts:read:   # why\r
            contacts:write: b\r
            tags:read: ""\r
            export: d\r\n`,
      `\r
            contacts:read: See contacts   # why\r
            contacts:write: b\r
            tags:read: ""\r
            export: d\r\n`,
    ],
    [
      'in braces',
      ` { people: All, 'contacts:read': "See", tags:read: t } # why`,
      ` { contacts:read: 'See contacts', tags:read: t, contacts:write: '', export: '' } # why`,
    ],
    [
      'in braces that are empty',
      ` {}`,
      ` {contacts:read: 'See contacts', contacts:write: '', tags:read: '', export: ''}`,
    ],
  ])('%s', async (_, before, after) => {
    const result = await exported(api, oauth(before), plain);
    expect(result.text).toBe(oauth(after));
    expect(result.findings).toEqual([]);
    expect((await exported(api, result.text, plain)).changes).toEqual([]);
  });

  test.each([
    [' &a { people: x }\nx-a: *a\n', 'an alias repeats it'],
    [' { people: &a x }', 'it has an anchor, an alias or a tag'],
    [' { <<: { people: x } }', 'it has a merge key'],
    [' {\n            people: x, # why\n            a: b }', 'it has a comment'],
  ])('are not changed: %s', async (scopes, reason) => {
    const result = await exported(api, oauth(scopes), plain);
    expect(found(result)).toEqual([`unchanged: the scopes of key are not changed: ${reason}`]);
    expect(result.text).toBe(oauth(scopes));
  });

  test('are said, each with its place', async () => {
    const { changes } = await exported(
      api,
      oauth('\n            people: x\n            contacts:read: y'),
      plain,
    );
    expect(changes.map(({ message, position: { line } }) => `${line}: ${message}`)).toEqual([
      '10: key: contacts:write is not declared',
      '10: key: tags:read is not declared',
      '10: key: export is not declared',
      '11: key: people is no scope of the vocabulary',
      '12: key: contacts:read has another description',
    ]);
  });

  test('are those of every flow, of Swagger 2.0, and of a flow without any', async () => {
    const flows = `openapi: 3.0.3
paths: {}
components: { securitySchemes: { key: { type: oauth2, flows: { password: { tokenUrl: u }, implicit: { scopes: { export: e } } } } } }
`;
    const { text } = await exported(
      apiOf({}, { surfaces: {}, includes: {}, bundles: {}, deprecated: {}, docs: {} }),
      flows,
      plain,
    );
    expect(text).toBe(flows.replace('{ tokenUrl', "{ scopes: { export: '' }, tokenUrl"));
    const swagger =
      'swagger: "2.0"\nbasePath: /v1\npaths: {}\nsecurityDefinitions:\n  key:\n    type: oauth2\n    scopes:\n      a: b\n';
    expect((await exported(api, swagger, plain)).text).toBe(
      swagger.replace(
        'a: b',
        "contacts:read: See contacts\n      contacts:write: ''\n      tags:read: ''\n      export: ''",
      ),
    );
  });
});

describe('JSON', () => {
  const document = (operation: object, scopes: object) => ({
    openapi: '3.1.0',
    paths: { '/contacts': { get: operation } },
    components: { securitySchemes: { key: { type: 'oauth2', flows: { implicit: { scopes } } } } },
  });
  const before = document(
    { operationId: 'a', responses: {} },
    { people: 'x', 'contacts:read': 'See contacts' },
  );
  const after = {
    ...document(
      { operationId: 'a', security: [{ key: ['contacts:read'] }], responses: {} },
      { 'contacts:read': 'See contacts', 'contacts:write': '', 'tags:read': '', export: '' },
    ),
  };
  const api = apiOf({ 'GET /contacts': [['contacts:read']] });

  test.each([
    ['two spaces', (value: object) => JSON.stringify(value, undefined, 2)],
    ['four spaces and a line end', (value: object) => `${JSON.stringify(value, undefined, 4)}\n`],
    ['tabs', (value: object) => JSON.stringify(value, undefined, '\t')],
    ['CRLF', (value: object) => JSON.stringify(value, undefined, 2).replaceAll('\n', '\r\n')],
    ['one line', (value: object) => JSON.stringify(value)],
  ])('with %s', async (_, write) => {
    const result = await exported(api, write(before), plain);
    expect(result.text).toBe(write(after));
    const whole = await exported(api, write(before));
    const { 'x-scopeproof': extension, ...rest } = JSON.parse(whole.text);
    expect(rest).toEqual(after);
    // It stands before the paths.
    const { openapi, ...others } = after;
    expect(whole.text).toBe(write({ openapi, 'x-scopeproof': extension, ...others }));
  });

  test('with lists on one line', async () => {
    const text = `{
  "openapi": "3.1.0",
  "paths": { "/contacts": { "get": { "security": [{ "key": ["a"] }] },
    "post": {
      "security": []
    } } },
  "components": { "securitySchemes": { "key": { "type": "http" } } }
}`;
    const result = await exported(
      apiOf({
        'GET /contacts': [['tags:read'], ['export']],
        'POST /contacts': [['contacts:write', 'tags:read']],
      }),
      text,
      plain,
    );
    expect(result.text).toBe(
      text
        .replace('[{ "key": ["a"] }]', '[{ "key": ["tags:read"] }, { "key": ["export"] }]')
        .replace('"security": []', '"security": [{ "key": ["contacts:write", "tags:read"] }]'),
    );
  });
});

describe('the scheme', () => {
  const api = apiOf({ 'GET /contacts': [['contacts:read']] });

  test.each([
    [yaml('      {}', 'type: mutualTLS'), {}, 'no security scheme that keys or tokens are sent by'],
    [
      yaml('      {}', 'type: http\n    cookie:\n      type: apiKey'),
      {},
      'several security schemes: --scheme names one of key, cookie',
    ],
    [yaml('      {}'), { scheme: 'kex' }, 'no security scheme kex; did you mean key?'],
    [
      yaml('      {}', 'type: apiKey', '3.0.3'),
      plain,
      'key is of type apiKey, whose requirements list no scopes before OpenAPI 3.1: they stand in x-scopeproof, so without --no-extension',
    ],
    [
      'swagger: "2.0"\nsecurityDefinitions: { key: { type: apiKey } }\n',
      plain,
      'key is of type apiKey, whose requirements list no scopes before OpenAPI 3.1: they stand in x-scopeproof, so without --no-extension',
    ],
  ])('is refused: %#', async (text, options, reason) => {
    await expect(exported(api, text, options)).rejects.toThrow(reason);
  });

  test('has its scopes in the extension where requirements can list none', async () => {
    const text = yaml('      {}', 'type: apiKey', '3.0.3');
    const other = apiOf({ 'GET /contacts': [['contacts:read', 'tags:read'], ['export']] });
    const result = await exported(other, text);
    expect(result.findings).toEqual([]);
    expect(result.text).toContain(
      '      {security: [{key: []}], x-scopeproof: [[contacts:read, tags:read], [export]]}\n',
    );
    const document = await readDocument(file, result.text);
    expect(exportOpenApi(other, document)).toMatchObject({ changes: [], operations: 1 });
    // The other alternative implies the first, so that the first says it all.
    expect(toManifest(importOpenApi(document, { layout }).api)).toEqual(
      toManifest(apiOf({ 'GET /contacts': [['contacts:read', 'tags:read']] })),
    );
    // It follows the table, and alone it never opens an operation.
    const open = await exported(apiOf({ 'GET /contacts': 'open' }), result.text);
    expect(open.text).toContain('      {security: [], x-scopeproof: open}\n');
    const closed = open.text.replace('security: []', 'security: [{key: []}]');
    const imported = importOpenApi(await readDocument(file, closed), { layout });
    expect(toManifest(imported.api).routes).toEqual({ 'GET /contacts': 'authenticated' });
  });

  test.each([
    ['[]', 'x-scopeproof without an alternative'],
    ['[[]]', 'an alternative without a scope'],
    ['[contacts:read]', 'an alternative is not a list'],
    ['none', 'x-scopeproof is not a list'],
  ])('has its scopes in an extension that is right: %s', async (content, reason) => {
    const text = yaml(`      x-scopeproof: ${content}`);
    await expect(exported(api, text)).rejects.toThrow(reason);
  });

  test('has scopes in its requirements that come before those in the extension', async () => {
    const text = yaml('      security: [{key: [contacts:read]}]\n      x-scopeproof: [[export]]');
    const imported = importOpenApi(await readDocument(file, text), { layout });
    expect(toManifest(imported.api).routes).toEqual({ 'GET /contacts': [['contacts:read']] });
    const result = await exported(api, text, plain);
    expect(result.text).toBe(text.replace('[[export]]', '[[contacts:read]]'));
    const closed = yaml('      security: []\n      x-scopeproof: [[contacts:read]]').replace(
      'paths:',
      'x-scopeproof: { version: 1, scheme: key, name: a, scopes: [contacts:read] }\npaths:',
    );
    const strict = importOpenApi(await readDocument(file, closed), { layout });
    expect(toManifest(strict.api).routes).toEqual({ 'GET /contacts': [['contacts:read']] });
  });

  const several = `type: http
    oauth:
      type: oauth2
      flows: { implicit: { scopes: {} } }
    cookie:
      type: apiKey`;

  test('is the one that x-scopeproof names, else the only one of OAuth', async () => {
    const text = yaml('      {}', several);
    const schemeOf = async (document: string, options: ExportOptions = {}) =>
      /security: \[\{ ?(\w+):/.exec((await exported(api, document, options)).text)?.[1];
    expect(await schemeOf(text)).toBe('oauth');
    expect(await schemeOf(text, { scheme: 'key' })).toBe('key');
    const declared = (scheme: string) => `x-scopeproof: { version: 1, scheme: ${scheme}, name: a }\n${text}`;
    expect(await schemeOf(declared('key'))).toBe('key');
    expect(await schemeOf(declared('key'), { scheme: 'oauth' })).toBe('oauth');
    await expect(schemeOf(declared('kex'))).rejects.toThrow('no security scheme kex; did you mean key?');
    expect(await schemeOf(declared('[key]'))).toBe('oauth');
    await expect(schemeOf(yaml('      {}', several.replace('type: apiKey', 'type: oauth2')))).rejects.toThrow(
      'several security schemes: --scheme names one of oauth, cookie',
    );
  });

  test('is not added where any key of another one is enough', async () => {
    const text = yaml('      security: [{ cookie: [] }]', several);
    const any = await exported(apiOf({ 'GET /contacts': 'authenticated' }), text, plain);
    expect(any).toMatchObject({ operations: 1, findings: [] });
    expect(any.changes.filter(({ operation }) => operation !== undefined)).toEqual([]);
    const { text: now } = await exported(apiOf({ 'GET /contacts': 'authenticated' }), text);
    expect(now).toContain('      security: [{ cookie: [] }]\n');
    const again = importOpenApi(await readDocument(file, now), { layout });
    expect(toManifest(again.api).routes).toEqual({ 'GET /contacts': 'authenticated' });
    // One with scopes asks for a key that has some of the table.
    const scoped = text.replace('cookie: []', 'cookie: [a]');
    for (const [needs, document, security] of [
      [[['contacts:read']], text, '[{ oauth: [contacts:read] }, { cookie: [] }]'],
      ['authenticated', scoped, '[{ oauth: [] }, { cookie: [a] }]'],
      ['open', text, '[]'],
      ['optional', text, '[{}, { oauth: [] }, { cookie: [] }]'],
    ] as const)
      expect((await exported(apiOf({ 'GET /contacts': needs }), document, plain)).text).toContain(
        `      security: ${security}\n`,
      );
  });

  test('keeps what is decided the same for every grant', async () => {
    const text = yaml('      security: [{ key: [contacts:read] }, { key: [export] }]');
    const result = await exported(api, text, plain);
    expect(result).toMatchObject({ text, changes: [], operations: 1 });
    const more = await exported(apiOf({ 'GET /contacts': [['export']] }), text, plain);
    expect(more.text).toBe(yaml('      security: [{ key: [export] }]'));
  });

  test('may be of any type where no route requires a scope', async () => {
    const text = yaml('      {}', 'type: apiKey', '3.0.3');
    const result = await exported(apiOf({ 'GET /contacts': 'authenticated' }), text, plain);
    expect(result.text).toBe(text.replace('{}', '{security: [{key: []}]}'));
  });
});

describe('the extension', () => {
  const api = apiOf({ 'GET /contacts': [['contacts:read']] });
  const text = yaml('      security: [{ key: [contacts:read] }]');
  const extension = `x-scopeproof:
  version: 1
  scheme: key
  name: desk
  surfaces:
    contacts: [read, write]
    tags: [read]
  scopes: [export]
  includes:
    contacts:write: [contacts:read]
    export: [contacts:write, tags:read]
  bundles:
    basic: [contacts:read, tags:read]
  deprecated:
    people: [contacts:read]
  docs:
    scopes:
      contacts:read:
        description: See contacts
      export:
        restricted: true
`;

  test('has what OpenAPI cannot say, and stays where it says the same', async () => {
    const result = await exported(api, text);
    expect(result.text).toBe(text.replace('paths:', `${extension}paths:`));
    const reordered = result.text
      .replace('  version: 1\n', '')
      .replace('  name: desk', '  # why\n  name: "desk"\n  version: 1');
    expect((await exported(api, reordered)).text).toBe(reordered);
  });

  test('is replaced where it says something else', async () => {
    const result = await exported(api, text.replace('paths:', 'x-scopeproof:\n   version: 0 # old\npaths:'));
    expect(result.text).toBe(
      text.replace(
        'paths:',
        `${extension.replaceAll(/^( +)/gm, (_, { length }) => ' '.repeat((length / 2) * 3))} # old\npaths:`.replace(
          '\n #',
          ' #',
        ),
      ),
    );
    expect(result.changes.map(({ message }) => message)).toEqual(['x-scopeproof is another']);
  });

  test('is read by import: the vocabulary is the same then', async () => {
    const { text: now } = await exported(api, text);
    const imported = importOpenApi(await readDocument(file, now), { layout });
    expect(imported.findings).toEqual([]);
    expect(toManifest(imported.api)).toEqual(toManifest(api));
    // A rule of actions would count for surfaces that are added later, too.
    expect(imported.text).toContain(`  includes: {
    'contacts:write': ['contacts:read'],
    export: ['contacts:write', 'tags:read'],
  },
  bundles: {
    basic: ['contacts:read', 'tags:read'],
  },
  deprecated: {
    people: ['contacts:read'],
  },
  docs: {
    scopes: {
      'contacts:read': { description: 'See contacts' },
      export: { restricted: true },
    },
  },
`);
  });

  test('refuses scopes that it does not have', async () => {
    const { text: now } = await exported(api, text);
    const after = async (security: string) => {
      const other = now.replace('security: [{ key: [contacts:read] }]', security);
      const { findings, routes } = importOpenApi(await readDocument(file, other), { layout });
      expect(routes).toBe(0);
      return findings.map(({ kind, message }) => `${kind}: ${message}`);
    };
    expect(await after('security: [{ key: [people:all] }]')).toEqual([
      'refused: GET /contacts is left out: people:all is no scope',
      'undeclared: people:all is no scope of x-scopeproof, so that nothing can have it',
    ]);
    expect(await after('security: [{ key: [contacts:wirte, a] }]')).toEqual([
      'refused: GET /contacts is left out: contacts:wirte and 1 other name are no scopes',
      'undeclared: contacts:wirte is no scope of x-scopeproof, so that nothing can have it; did you mean contacts:write?',
      'undeclared: a is no scope of x-scopeproof, so that nothing can have it',
    ]);
    expect(await after('{ security: [{ key: [] }], x-scopeproof: [[contacts:raed]] }')).toEqual([
      'refused: GET /contacts is left out: contacts:raed is no scope',
      'undeclared: contacts:raed is no scope of x-scopeproof, so that nothing can have it; did you mean contacts:read?',
    ]);
    expect(await after('security: [{ other: [contacts:read] }]')).toEqual([
      'refused: GET /contacts is left out: no key of key, nor one without scopes of another scheme, is enough for it',
      'undeclared: no security scheme other is declared',
    ]);
  });

  test('of an operation names scopes where the document has none: they count, and are said', async () => {
    const oauth =
      'type: oauth2\n      flows: { implicit: { scopes: { contacts:read: See, tags:read: See } } }';
    const other = yaml(
      '      {security: [{ key: [] }], x-scopeproof: [[contacts:raed], [tags:read]]}',
      oauth,
    );
    const { api: restored, findings } = importOpenApi(await readDocument(file, other), { layout });
    expect(toManifest(restored).routes).toEqual({ 'GET /contacts': [['contacts:raed'], ['tags:read']] });
    expect(findings.map(({ kind, message, position }) => `${position.line} ${kind}: ${message}`)).toEqual([
      '5 undeclared: contacts:raed is used once and not declared; did you mean contacts:read?',
      '10 unused: contacts:read is declared, and no operation uses it',
    ]);
  });

  test.each([
    ['version: 2', 'x-scopeproof: a version that is not known'],
    ['version: 1', 'x-scopeproof: no scheme'],
    [
      'version: 1\n  scheme: key\n  name: a\n  scopes: [a]\n  includes: { a: [b] }',
      'x-scopeproof: includes.a[0]: ',
    ],
    ['version: 1\n  scheme: key\n  name: a\n  scopes: [a]\n  more: 1', 'x-scopeproof: more: '],
    ['version: 1\n  scheme: [key]\n  name: a\n  scopes: [a]', 'the scheme is not a text'],
  ])('that is wrong is refused by import: %#', async (content, reason) => {
    const document = await readDocument(file, `x-scopeproof:\n  ${content}\n${text}`);
    expect(() => importOpenApi(document, { layout })).toThrow(reason);
  });
});

describe('any table and any document', () => {
  const names = ['contacts:read', 'contacts:write', 'tags:read', 'export', 'true', '-x.y', 'a/b', '123'];
  const subset = (pool: readonly string[], minLength = 0) =>
    fc.shuffledSubarray([...pool], { minLength, maxLength: Math.min(4, pool.length) });
  const routes = ['', '{id}', 'files/{name}.json', 'x/{a}/{b}'].flatMap((path) =>
    ['get', 'post', 'delete'].map((method) => [`/${path}`, method] as const),
  );
  const needsOf = (pool: readonly string[]) =>
    fc.oneof(
      fc.constantFrom('open', 'optional', 'authenticated'),
      fc.array(subset(pool, 1), { minLength: 1, maxLength: 3 }),
    );
  const requirement = fc
    .uniqueArray(fc.tuple(fc.constantFrom('key', 'cookie'), subset([...names, 'old', 'no scope'])), {
      maxLength: 2,
      selector: ([scheme]) => scheme,
    })
    .map((schemes): Record<string, readonly string[]> => Object.fromEntries(schemes));
  // Alternatives of the scheme with different ones beside it are not changed: they have no place here.
  const security = fc.option(
    fc
      .array(requirement, { maxLength: 3 })
      .map((list) => list.map(({ key, ...others }) => (key ? { key } : others))),
    { nil: undefined },
  );
  const table = subset(names, 1).chain((scopes) =>
    fc.record({
      scopes: fc.constant(scopes),
      includes: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 4 }),
      bundle: subset(scopes, 1),
      routes: fc.array(needsOf(scopes), { minLength: routes.length, maxLength: routes.length }),
    }),
  );
  const style = fc.record({
    kind: fc.constantFrom('block', 'json', 'tight', 'tabs'),
    version: fc.constantFrom('3.0.3', '3.1.0'),
    type: fc.constantFrom('oauth2', 'oauth2', 'apiKey'),
    dash: fc.constantFrom('', '  '),
    inline: fc.boolean(),
    scopesInline: fc.boolean(),
    quote: fc.constantFrom('"', "'"),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    final: fc.boolean(),
  });
  interface Style extends Exclude<Awaited<ReturnType<typeof pick>>, undefined> {}
  const pick = () => fc.sample(style, 1)[0];

  /** Writes a document as people do, with comments. */
  function write(
    operations: readonly (readonly [
      string,
      string,
      readonly Record<string, readonly string[]>[] | undefined,
    ])[],
    declared: readonly string[],
    { kind, version, type, dash, inline, scopesInline, quote, lineEnd, final }: Style,
  ): string {
    const flows = {
      implicit: { scopes: Object.fromEntries(declared.map((name) => [name, `About ${name}`])) },
    };
    const key = type === 'oauth2' ? { type, flows } : { type };
    const securitySchemes = { key, cookie: { type: 'http' } };
    if (kind !== 'block') {
      const paths: Record<string, Record<string, unknown>> = {};
      for (const [path, method, list] of operations)
        paths[path] = { ...paths[path], [method]: { ...(list && { security: list }), responses: {} } };
      const value = { openapi: version, paths, components: { securitySchemes } };
      const text = JSON.stringify(value, undefined, { json: 2, tight: 0, tabs: '\t' }[kind]);
      return (final ? `${text}\n` : text).replaceAll('\n', lineEnd);
    }
    const quoted = (name: string) => quote + name + quote;
    const flow = (list: readonly string[]) => `[${list.map(quoted).join(', ')}]`;
    const lines = ['# The API', `openapi: ${version}`, 'paths:'];
    for (const path of new Set(operations.map(([each]) => each))) {
      lines.push(`  ${path}: # ${path}`);
      for (const [, method, list] of operations.filter(([each]) => each === path)) {
        lines.push(`    ${method}:`, '      summary: |', '        Text', '        # text');
        if (list !== undefined && (inline || list.length === 0)) {
          const items = list.map(
            (each) => `{ ${Object.entries(each).map(([name, scopes]) => `${name}: ${flow(scopes)}`)} }`,
          );
          lines.push(`      security: [${items.join(', ')}]`);
        } else if (list !== undefined) {
          lines.push('      security:');
          for (const each of list) {
            if (Object.keys(each).length === 0) lines.push(`      ${dash}- {}`);
            for (const [i, [name, scopes]] of Object.entries(each).entries()) {
              const key = `      ${dash}${i === 0 ? '-' : ' '} ${name}:`;
              if (scopesInline || scopes.length === 0) lines.push(`${key} ${flow(scopes)}`);
              else lines.push(key, ...scopes.map((scope) => `      ${dash}    - ${quoted(scope)}`));
            }
          }
        }
        lines.push('      # What comes back', '      responses: {} # nothing');
      }
    }
    lines.push('components:', '  securitySchemes:', '    cookie: { type: http }', '    key:');
    lines.push(`      type: ${type}`);
    if (type === 'oauth2') lines.push('      flows:', '        implicit:');
    if (type !== 'oauth2') return lines.join(lineEnd) + (final ? lineEnd : '');
    if (declared.length === 0) lines.push('          scopes: {}');
    else lines.push('          scopes:', ...declared.map((name) => `            ${quoted(name)}: About`));
    return lines.join(lineEnd) + (final ? lineEnd : '');
  }

  const drawn = table.chain(({ scopes, includes, bundle, routes: needs }) =>
    fc.record({
      api: fc.constant(
        fromManifest({
          version: 1,
          vocabulary: {
            name: 'any',
            format: '{surface}:{action}',
            surfaces: {},
            scopes,
            // From one scope to a later one, so that there is no circle.
            includes: Object.fromEntries(
              scopes.map((scope, i) => [
                scope,
                [
                  ...new Set(
                    includes.filter(([from]) => from === i).flatMap(([, by]) => scopes[i + 1 + by] ?? []),
                  ),
                ],
              ]),
            ),
            bundles: { all: bundle },
            deprecated: { old: [scopes[0] ?? ''] },
            docs: {},
          },
          routes: Object.fromEntries(
            routes.map(([path, method], i) => [
              `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
              needs[i],
            ]),
          ),
          keys: [],
        }).api,
      ),
      securities: fc.array(security, { minLength: routes.length, maxLength: routes.length }),
      declared: subset([...names, 'old']),
      style,
    }),
  );
  /** What a route takes: any key or none, or the sets of scopes that are enough, as the vocabulary decides. */
  const decided = (api: Api, route: string) => {
    const needs = toManifest(api).routes[route];
    if (typeof needs === 'string') return needs;
    const { parse, scopes } = api.vocabulary;
    return Array.from({ length: 2 ** scopes.length }, (_, bits) =>
      scopes.filter((_, i) => (bits >> i) & 1),
    ).filter((set) => api.check(parse(set).grant, route).ok);
  };
  const decisions = (api: Api) => api.routes.map((route) => [route, decided(api, route)]).sort();
  /** What is neither security nor scopes. */
  const rest = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.entries(value)
      .filter(([key]) => !['security', 'scopes', 'x-scopeproof'].includes(key))
      .map(([key, each]) => [key, rest(each)]);
  };

  test('export, then import: the same vocabulary and the same requirements', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ api, securities, declared, style: drawnStyle }) => {
        const text = write(
          routes.map(([path, method], i) => [path, method, securities[i]] as const),
          declared,
          drawnStyle,
        );
        const before = await readDocument(file, text);
        const result = exportOpenApi(api, before, { scheme: 'key' });
        const after = await readDocument(file, result.text);
        expect(result).toMatchObject({ findings: [], operations: routes.length });
        expect(rest(after.root.value)).toEqual(rest(before.root.value));
        expect(result.text.includes('\r\n')).toBe(text.includes('\r\n'));
        expect(/[^\r]\n/.test(result.text)).toBe(/[^\r]\n/.test(text));
        expect(result.text.endsWith('\n')).toBe(text.endsWith('\n'));
        expect(result.text.match(/#.*/g)).toEqual(text.match(/#.*/g));
        const imported = importOpenApi(after, { layout });
        const { docs: _, ...vocabularyNow } = toManifest(imported.api).vocabulary;
        const { docs: __, ...vocabularyThen } = toManifest(api).vocabulary;
        expect(vocabularyNow).toEqual(vocabularyThen);
        expect(decisions(imported.api)).toEqual(decisions(api));
        expect(exportOpenApi(api, after, { scheme: 'key' })).toMatchObject({
          text: result.text,
          changes: [],
        });
      }),
      { numRuns: 150 },
    );
  });

  test('import, then export: not a byte changes', async () => {
    const lists = fc.array(fc.option(fc.array(requirement, { maxLength: 3 }), { nil: undefined }), {
      minLength: routes.length,
      maxLength: routes.length,
    });
    const declared = subset([...names, 'old']);
    await fc.assert(
      fc.asyncProperty(
        lists,
        declared,
        style,
        fc.boolean(),
        async (drawnLists, more, drawnStyle, isNamed) => {
          // A table of several schemes with scopes is about more than one scheme can say, without its name.
          const without = (each: Readonly<Record<string, readonly string[]>>) =>
            Object.fromEntries(
              Object.entries(each).map(([name, scopes]) => [name, name === 'key' ? scopes : []]),
            );
          const securities = drawnLists.map((list) => (isNamed ? list : list?.map(without)));
          const operations = routes.map(
            ([path, method], i) => [path, method, i === 0 ? [{ key: ['export'] }] : securities[i]] as const,
          );
          const before = await readDocument(file, write(operations, more, drawnStyle));
          const { api } = importOpenApi(before, { layout, ...(isNamed && { scheme: 'key' }) });
          const result = exportOpenApi(api, before, { scheme: 'key' });
          const canList = drawnStyle.type === 'oauth2' || drawnStyle.version !== '3.0.3';
          const changed = result.changes.filter(({ operation }) => operation !== undefined);
          if (canList) expect(changed).toEqual([]);
          // The document has the vocabulary now: the extension, and scopes that were not declared.
          const after = await readDocument(file, result.text);
          const { api: again } = importOpenApi(after, { layout });
          expect(exportOpenApi(again, after)).toMatchObject({ text: result.text, changes: [] });
        },
      ),
      { numRuns: 150 },
    );
  });
});
