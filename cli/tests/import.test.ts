import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { check, type Options as PrettierOptions } from 'prettier';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, root } from '../../tests/support/compile.js';
import { makeFolder, scopeproof } from './command.js';

const require = createRequire(import.meta.url);
const figma = require.resolve('@figma/rest-api-spec/openapi/openapi.yaml');

/** A document of keys alone, with a doubtful AND and one of several schemes. */
const keys = {
  openapi: '3.0.3',
  info: { title: 'Keys' },
  security: [{ key: [] }],
  paths: {
    '/v1/contacts/{id}': {
      get: { tags: ['Contacts'] },
      put: { tags: ['Contacts'], security: [{ key: [], app: [] }] },
      delete: { tags: ['Contacts'], security: [{ key: [] }, {}] },
    },
    '/v1/{tenant}/tags': { get: {}, post: { security: [] } },
  },
  components: { securitySchemes: { key: { type: 'apiKey' }, app: { type: 'apiKey' } } },
};

/** A document with what is hard to lay out: long names, wide characters, quotes, and one of each requirement. */
const hard = {
  openapi: '3.1.0',
  info: { title: "Ada's Help Desk API", version: '1' },
  security: [{ oauth: [] }],
  paths: Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `/${'contacts/'.repeat(i % 9)}${'x'.repeat(i)}/{id}`,
      {
        get: { security: [{ oauth: ['contacts:read'] }, { oauth: [`${'a'.repeat(i)}:write`, "it's:read"] }] },
        put: { security: [{ oauth: [`${'a'.repeat(i)}:write`] }] },
        post: i % 2 ? {} : { security: [] },
        delete: { security: [{}, { oauth: ['contacts:read'] }] },
      },
    ]),
  ),
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          password: {
            scopes: Object.fromEntries([
              ['contacts:read', 'See "contacts"'],
              ['__proto__', 'A name'],
              ["it's:read", '連絡先を読む ⚠️ 👍🏻 🇩🇪 — e\u0301 \u202e \\ `'.repeat(2)],
              ...Array.from({ length: 60 }, (_, i) => [
                `${'a'.repeat(i)}:write`,
                `${'word '.repeat(i % 17)}${i % 3 ? 'é' : "'"}`,
              ]),
            ]),
          },
        },
      },
    },
  },
};

const desk = {
  swagger: '2.0',
  info: { title: 'Desk' },
  paths: { '/a': { get: { security: [{ o: ['a:read'] }] } } },
  securityDefinitions: { o: { type: 'oauth2', scopes: { 'a:read': 'A' } } },
};

let folder: string;
beforeAll(() => {
  folder = makeFolder('import', {
    'package.json': '{"type":"module"}',
    'figma.yaml': readFileSync(figma),
    'hard.json': JSON.stringify(hard),
    'desk.json': JSON.stringify(desk),
    'keys.json': JSON.stringify(keys),
    'wrong.json': '{"openapi":"3.0.0","paths":3}',
    'space/biome.json': '{ "formatter": { "indentStyle": "space" } }',
    'single/biome.json':
      '{ "formatter": { "indentStyle": "space" }, "javascript": { "formatter": { "quoteStyle": "single" } } }',
    'tab/biome.json': '{}',
  });
});
const run = (...args: readonly string[]) => scopeproof(folder, ['import', ...args]);

describe('import', () => {
  test.concurrent('prints the module, and what it found to standard error', async () => {
    const { code, stdout, stderr } = await run('desk.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 scope, 1 route\nfound nothing\n' });
    expect(stdout).toBe(`// From desk.json: Desk
import { defineRoutes, defineScopes } from "scopeproof";

export const desk = defineScopes("desk", {
  scopes: ["a:read"],
  docs: {
    scopes: {
      "a:read": { description: "A" },
    },
  },
});

export const api = defineRoutes(desk, {
  "GET /a": "a:read",
});
`);
  });

  test.concurrent('writes a file, and keeps one that is there', async () => {
    const found = { code: 0, stdout: '1 scope, 1 route\nfound nothing\n', stderr: '' };
    expect(await run('desk.json', '--out', 'made.ts')).toEqual(found);
    expect(await run('desk.json', '--out', 'made.ts')).toEqual(found);
    expect(await run('desk.json', '--out', 'made.ts', '--name', 'other')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: made.ts: it is there already, and different: --force replaces it\n',
    });
    expect(readFileSync(join(folder, 'made.ts'), 'utf8')).toContain('defineScopes("desk"');
    expect((await run('desk.json', '--out', 'made.ts', '--name', 'other', '--force')).code).toBe(0);
    expect(readFileSync(join(folder, 'made.ts'), 'utf8')).toContain('const other = defineScopes("other"');
    expect((await run('desk.json', '--out', 'none/made.ts')).stderr).toBe(
      'scopeproof: none/made.ts: not writable (ENOENT)\n',
    );
  });

  test.concurrent.each([
    [['wrong.json'], 'scopeproof: wrong.json:1:20: paths is not an object\n'],
    [['none.json'], 'scopeproof: none.json: no such file\n'],
    [['desk.json', '--scheme', 'p'], 'scopeproof: desk.json: no security scheme p; did you mean o?\n'],
    [['desk.json', '--accept', 'a:read->b'], 'scopeproof: --accept a:read->b: no scope b\n'],
    [
      ['desk.json', '--any-of', 'GET /b'],
      'scopeproof: --any-of GET /b: no such route; did you mean GET /a?\n',
    ],
    [['desk.json', '--acknowledged', 'none.txt'], 'scopeproof: none.txt: no such file\n'],
    [
      ['keys.json'],
      'scopeproof: keys.json: no scope is declared or used, so that there is no vocabulary: --by-tag names scopes after tags and methods\n',
    ],
  ])('%j is wrong', async (args, stderr) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  test.concurrent('refuses a name that does not fit, and kinds that are not there', async () => {
    for (const args of [
      ['--name', 'x'.repeat(41)],
      ['--name', ''],
      ['--fail-on', 'unsued'],
      ['--any-of', 'some'],
      ['--any-of'],
    ])
      expect((await run('desk.json', ...args)).code).toBe(2);
  });

  test.concurrent('names scopes after tags, and takes what is known', async () => {
    const { code, stdout } = await run('keys.json', '--by-tag', '--accept', 'all', '--out', 'keys.ts');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `together      keys.json:1:165  PUT /v1/contacts/{id} needs app beside key, which a route table cannot say: authenticate has to ask for it
3 scopes, 5 routes
found: 1 together
`,
    });
    const text = readFileSync(join(folder, 'keys.ts'), 'utf8');
    expect(text.slice(text.indexOf('  surfaces'))).toBe(`  surfaces: {
    contacts: ["read", "write"],
    tags: ["read"],
  },
  includes: {
    "contacts:write": ["contacts:read"],
  },
});

export const api = defineRoutes(keys, {
  "GET /v1/contacts/:id": "contacts:read",
  "PUT /v1/contacts/:id": "contacts:write",
  "DELETE /v1/contacts/:id": optional,
  "GET /v1/:tenant/tags": "tags:read",
  "POST /v1/:tenant/tags": open,
});
`);
    writeFileSync(
      join(folder, 'known.txt'),
      '# The guard asks for it.\ntogether/PUT \\/v1\\/contacts\\/{id}/key/app\n',
    );
    const known = await run(
      'keys.json',
      '--by-tag',
      '--accept',
      'all',
      '--out',
      'keys.ts',
      '--acknowledged',
      'known.txt',
    );
    expect(known).toMatchObject({
      code: 0,
      stdout: '3 scopes, 5 routes\nfound nothing\n1 known finding not shown\n',
    });
  });

  test.concurrent('fails on the kinds that are asked for, in every format', async () => {
    expect((await run('figma.yaml')).code).toBe(1);
    expect((await run('figma.yaml', '--fail-on', 'unused,twice')).code).toBe(0);
    const json = await run('figma.yaml', '--format', 'json', '--out', 'json.ts');
    const { findings, summary } = JSON.parse(json.stdout);
    expect(summary).toMatchObject({ alternatives: 23, scheme: 4 });
    expect(findings[0]).toMatchObject({
      kind: 'alternatives',
      level: 'error',
      operation: 'GET /v1/files/{file_key}',
      scopes: ['file_content:read', 'files:read'],
      position: { file: 'figma.yaml', line: 117, column: 11 },
    });
    const sarif = await run('figma.yaml', '--format', 'sarif', '--out', 'sarif.ts');
    expect(JSON.parse(sarif.stdout).runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'figma.yaml' },
      region: { startLine: 117, startColumn: 11 },
    });
    const github = await run('figma.yaml', '--format', 'github', '--out', 'github.ts');
    expect(github.stdout).toMatch(/^::warning file=figma\.yaml,line=117,col=11,title=/);
  });
});

describe('the modules', () => {
  const layouts: readonly (readonly [string, readonly string[], PrettierOptions])[] = [
    ['space', [], {}],
    ['tab', ['--indent', 'tab'], { useTabs: true }],
    ['single', ['--quotes', 'single'], { singleQuote: true }],
  ];

  test.concurrent.each(layouts)(
    'with %s are as Prettier and Biome write them',
    async (layout, args, options) => {
      const files: string[] = [];
      for (const [document, ...more] of [
        ['figma.yaml'],
        ['figma.yaml', '--any-of', 'all', '--accept', 'all'],
        ['keys.json', '--by-tag'],
        ['hard.json'],
      ]) {
        const file = `${layout}/${files.length}.ts`;
        await run(document ?? '', '--out', file, ...args, ...more);
        const text = readFileSync(join(folder, file), 'utf8');
        expect(await check(text, { parser: 'typescript', ...options })).toBe(true);
        files.push(file.slice(layout.length + 1));
      }
      // It ends with 1 where it would change a file.
      execFileSync(join(root, 'node_modules/.bin/biome'), ['format', ...files], {
        cwd: join(folder, layout),
      });
    },
  );

  test.concurrent('compile, and decide as the document says', async () => {
    await run('figma.yaml', '--scheme', 'OAuth2', '--any-of', 'all', '--accept', 'all', '--out', 'figma.ts');
    await run('keys.json', '--by-tag', '--out', 'tagged.ts');
    await run('hard.json', '--out', 'hard.ts');
    for (const compiler of ['5.9', '7.0'] as const) {
      const files = ['figma.ts', 'hard.ts', 'tagged.ts'].map((file) => join(folder, file));
      expect((await compile(compiler, files)).diagnostics).toEqual([]);
    }
    const { vocabulary, routes } = JSON.parse((await scopeproof(folder, ['manifest', 'figma.ts'])).stdout);
    expect(Object.keys(routes)).toHaveLength(50);
    expect(routes['GET /v1/files/:file_key']).toEqual([['file_content:read']]);
    expect(routes['POST /v2/webhooks']).toEqual([['webhooks:write']]);
    expect(vocabulary.includes['file_comments:write']).toEqual(['file_comments:read']);
    const loaded = JSON.parse((await scopeproof(folder, ['manifest', 'hard.ts'])).stdout);
    expect(loaded.vocabulary.scopes).toContain('__proto__');
    expect(loaded.routes).toMatchObject({
      'GET /contacts/x/:id': [['contacts:read'], ['a:write', "it's:read"]],
      'PUT /contacts/x/:id': [['a:write']],
      'POST /contacts/x/:id': 'authenticated',
      'DELETE /contacts/x/:id': 'optional',
      'POST /contacts/contacts/xx/:id': 'open',
    });
  });
});
