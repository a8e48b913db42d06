import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeFolder, scopeproof } from './command.js';

const scopes = `
import { defineScopes } from 'scopeproof';
export const desk = defineScopes('desk', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
});
`;
const routes = `
import { defineKey, defineRoutes } from 'scopeproof';
import { desk } from './scopes.js';
export const api = defineRoutes(desk, { 'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read' });
export const reader = defineKey(api, 'reader', { scopes: ['tags:read'], routes: ['GET /tags'] });
export const limit: number = 7;
`;
const wanted = { routes: { 'GET /contacts/:id': [['contacts:read']], 'GET /tags': [['tags:read']] } };
const otherTable = `${routes.replaceAll('api', 'other')}${routes.replace(/import.*\n|export const limit.*/g, '').replaceAll('reader', 'second')}`;

/** Where commands make their temporary folders: apart from the project, whose packages would be in reach. */
const temporary = mkdtempSync(join(tmpdir(), 'cli-temporary-'));
afterAll(() => rmSync(temporary, { recursive: true }));
const run = (folder: string, ...args: readonly string[]) =>
  scopeproof(folder, args, '', { TMPDIR: temporary, TEMP: temporary });

const manifestOf = async (folder: string, source: string) => {
  const { code, stdout, stderr } = await run(folder, 'manifest', source);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};
const refusalOf = async (folder: string, source: string): Promise<string> => {
  const { code, stdout, stderr } = await run(folder, 'manifest', source);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^scopeproof: .+\n$/);
  return stderr.slice('scopeproof: '.length, -1);
};

describe('a module', () => {
  let folder: string;
  beforeAll(() => {
    folder = makeFolder('modules', {
      'package.json': '{"type":"module"}',
      'src/scopes.ts': scopes,
      'src/routes.ts': routes,
      'src/two.ts': otherTable,
      'src/default.ts': `export { api as default } from './routes.js';`,
      'src/paths.ts': routes.replace('./scopes.js', '#scopes/scopes').replace('#scopes', '@app'),
      'tsconfig.json': `{ "compilerOptions": { "paths": { "@app/*": ["./src/*"] } } }`,
      'src/keys.ts': `import { defineKey } from 'scopeproof'; import { api } from './routes.js';
        export const reader = defineKey(api, 'reader', { scopes: ['tags:read'], routes: ['GET /tags'] });`,
      'src/keys-of-parts.ts': `import { defineKey } from 'scopeproof'; import { api, tags } from './parts.js';
        export const reader = defineKey(api, 'reader', { scopes: ['tags:read'], routes: ['GET /tags'] });`,
      'src/keys-of-all.ts': `import { api } from './parts.js'; import { defineKey } from 'scopeproof';
        export * from './keys-of-parts.js';
        export const other = defineKey(api, 'other', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });`,
      'src/keys-alone.ts': `import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
        const routes = defineRoutes(defineScopes('x', { scopes: ['a'] }), { 'GET /a': 'a' });
        export const key = defineKey(routes, 'k', { scopes: ['a'], routes: ['GET /a'] });`,
      'src/parts.ts': `import { defineRoutes, mergeRoutes } from 'scopeproof'; import { desk } from './scopes.js';
        const contacts = defineRoutes(desk, { 'GET /contacts/:id': 'contacts:read' });
        export const tags = defineRoutes(desk, { 'GET /tags': 'tags:read' });
        export const api = mergeRoutes(contacts, tags);`,
      'src/none.ts': 'export const nothing = 1;',
      'src/throws.ts': `import './routes.js'; throw new Error('DATABASE_URL is not set\\n    at nowhere');`,
      'src/rejects.ts': `${routes}\nawait Promise.reject(new Error('no network'));`,
      'src/exits.ts': 'process.exit(0);',
      'src/hangs.ts': 'await new Promise(() => {});',
      'src/waits.ts': 'setInterval(() => {}, 1000); await new Promise(() => {});',
      'src/killed.ts': `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`,
      'src/null.ts': 'throw null;',
      'src/no-text.ts': `throw { toString() { throw new Error('s3cret'); } };`,
      'src/long.ts': `throw new Error('x'.repeat(1_000_000));`,
      'src/sends.ts': `${routes}\nprocess.send?.('ready'); process.send?.({ failure: 1 });`,
      'src/missing.ts': `import './nowhere.js';`,
      'src/syntax.ts': 'export const = 1;',
      'src/prints.ts': `${routes}\nconsole.log('starting'); setInterval(() => {}, 1000);`,
      'src/foreign.ts': `${routes}\nimport { defineScopes } from 'scopeproof';
        export const foreign = defineScopes('foreign', { scopes: ['a'] }).key('foreign', { scopes: ['a'] });`,
      'src/text.txt': 'x',
      'strange#name.ts': routes.replace('./scopes', './src/scopes'),
      'common/package.json': '{"type":"commonjs"}',
      'common/scopes.ts': scopes,
      'common/routes.ts': routes,
      'common/plain.cjs': `
        const { defineRoutes, defineScopes } = require('scopeproof');
        const desk = defineScopes('desk', { scopes: ['contacts:read', 'tags:read'] });
        module.exports = { api: defineRoutes(desk, ${JSON.stringify({ 'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read' })}) };`,
      'src/plain.mjs': `
        import { defineRoutes, defineScopes } from 'scopeproof';
        const desk = defineScopes('desk', { scopes: ['contacts:read', 'tags:read'] });
        export const api = defineRoutes(desk, ${JSON.stringify({ 'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read' })});`,
      'manifest.json': '{"version":1}',
      'broken.json': '{"version":1',
      'package-old/node_modules/scopeproof/package.json':
        '{"name":"scopeproof","exports":{".":"./index.js"},"type":"module"}',
      'package-old/node_modules/scopeproof/index.js': 'export const defineRoutes = () => ({ routes: [] });',
      'package-old/api.ts': `import { defineRoutes } from 'scopeproof'; export const api = defineRoutes();`,
    });
  });

  // The first, since it takes a minute beside the others.
  test.concurrent('has a minute', async () => {
    expect(await refusalOf(folder, 'src/waits.ts')).toBe('src/waits.ts: it takes longer than 60 s to load');
  });

  test.concurrent.each([
    ['src/keys.ts', ['reader']],
    ['src/keys.ts#api', ['reader']],
    ['src/keys-of-all.ts', ['other', 'reader']],
    ['src/keys-of-parts.ts#api', ['reader']],
  ])('%s has the table of its keys', async (source, names) => {
    const manifest = await manifestOf(folder, source);
    expect(manifest).toMatchObject(wanted);
    expect(manifest.keys.map(({ name }: { name: string }) => name).sort()).toEqual(names);
  });

  test.concurrent.each([
    'src/routes.ts',
    'src/routes.ts#api',
    'src/default.ts',
    'src/default.ts#default',
    'src/two.ts#other',
    'src/paths.ts',
    'src/foreign.ts',
    'src/sends.ts',
    'strange#name.ts',
    'strange#name.ts#api',
    'common/routes.ts',
    'common/plain.cjs',
    'common/plain.cjs#api',
    'src/plain.mjs',
  ])('%s', async (source) => {
    expect(await manifestOf(folder, source)).toMatchObject(wanted);
  });

  test.concurrent('gives the keys that it exports, and none of another vocabulary', async () => {
    for (const source of ['src/routes.ts', 'src/foreign.ts'])
      expect((await manifestOf(folder, source)).keys).toEqual([
        { name: 'reader', scopes: ['tags:read'], routes: ['GET /tags'] },
      ]);
    expect((await manifestOf(folder, 'src/default.ts')).keys).toEqual([]);
  });

  test.concurrent('may print and go on running: neither is part of the output', async () => {
    const { code, stdout, stderr } = await run(folder, 'manifest', 'src/prints.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'starting\n' });
    expect(JSON.parse(stdout)).toMatchObject(wanted);
  });

  test.concurrent.each([
    ['src/routs.ts', /^src\/routs\.ts: no such file$/],
    ['src/routes.ts#apo', /^src\/routes\.ts#apo: no export apo; did you mean api\?$/],
    ['src/routes.ts#zzzzzz', /^src\/routes\.ts#zzzzzz: no export zzzzzz$/],
    ['src/routes.ts#limit', /: the export limit is not a route table: what defineRoutes gives$/],
    ['src/routes.ts#reader', /: the export reader is not a route table: what defineRoutes gives$/],
    [
      'src/keys-of-parts.ts',
      /^src\/keys-of-parts\.ts: several route tables may be that of its keys: say which, as #/,
    ],
    ['src/keys-of-parts.ts#tag', /^src\/keys-of-parts\.ts#tag: no export tag; did you mean tags\?$/],
    [
      'src/keys-alone.ts',
      /^src\/keys-alone\.ts: no export is a route table, and no module that it imports exports that of its keys$/,
    ],
    ['src/none.ts', /^src\/none\.ts: no export is a route table: what defineRoutes gives$/],
    ['src/two.ts', /^src\/two\.ts: several exports are route tables: say which, as #(api|other)$/],
    ['src/throws.ts', /^src\/throws\.ts: it cannot be loaded: DATABASE_URL is not set$/],
    ['src/rejects.ts', /^src\/rejects\.ts: it cannot be loaded: no network$/],
    ['src/exits.ts', /^src\/exits\.ts: it ends the process while it is loaded, with exit code 0$/],
    ['src/hangs.ts', /^src\/hangs\.ts: it ends the process while it is loaded, with exit code (0|13)$/],
    ['src/killed.ts', /^src\/killed\.ts: it ends the process while it is loaded, with SIGKILL$/],
    ['src/null.ts', /^src\/null\.ts: it cannot be loaded: null$/],
    ['src/no-text.ts', /^src\/no-text\.ts: it cannot be loaded: it throws$/],
    ['src/long.ts', /^src\/long\.ts: it cannot be loaded: x{500}$/],
    ['src/missing.ts', /^src\/missing\.ts: it cannot be loaded: .*nowhere\.js/],
    ['src/syntax.ts', /^src\/syntax\.ts: it cannot be loaded: /],
    ['src/text.txt', /^src\/text\.txt: neither a module nor a manifest in JSON$/],
    ['package-old/api.ts', /: the scopeproof that it imports is older than this command: update it$/],
    ['manifest.json#api', /^manifest\.json#api: a manifest has one route table, so no #api$/],
    ['manifest.json', /^manifest\.json: vocabulary: /],
    ['broken.json', /^broken\.json: not JSON$/],
    ['nope.json', /^nope\.json: no such file$/],
    ['src', /^src: neither a module nor a manifest in JSON$/],
    ['', /^: neither a module nor a manifest in JSON$/],
  ])('%s is refused', async (source, message) => {
    expect(await refusalOf(folder, source)).toMatch(message);
  });

  test.concurrent('is refused in a project without the library', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'cli-without-'));
    writeFileSync(join(elsewhere, 'api.ts'), 'export const api = 1;');
    try {
      expect(await refusalOf(elsewhere, 'api.ts')).toBe('api.ts: no scopeproof is installed there');
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test.concurrent('and its manifest say the same', async () => {
    const { stdout } = await run(folder, 'manifest', 'src/routes.ts');
    writeFileSync(join(folder, 'written.json'), `\ufeff${stdout}`);
    expect((await run(folder, 'manifest', 'written.json')).stdout).toBe(stdout);
  });
});

describe('a revision of git', () => {
  let folder: string;
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const left = () => readdirSync(temporary);

  beforeAll(() => {
    // A workspace: the package of the scopes is linked into node_modules, as npm does.
    folder = makeFolder('repository', {
      '.gitignore': 'node_modules\n',
      'package.json': '{"type":"module","workspaces":["packages/*"]}',
      'packages/scopes/package.json': '{"name":"@desk/scopes","type":"module","exports":"./scopes.ts"}',
      'packages/scopes/scopes.ts': scopes,
      'packages/api/package.json': '{"name":"@desk/api","type":"module"}',
      'packages/api/src/api.ts': routes.replace('./scopes.js', '@desk/scopes'),
      'packages/api/src/throws.ts': `throw new Error('not in ' + import.meta.url);`,
      'packages/api/src/manifest.json': '{"version":7}',
    });
    mkdirSync(join(folder, 'node_modules/@desk'), { recursive: true });
    symlinkSync('../../packages/scopes', join(folder, 'node_modules/@desk/scopes'));
    cpSync(join(inject('consumer'), 'node_modules/scopeproof'), join(folder, 'node_modules/scopeproof'), {
      recursive: true,
    });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=one');
    // Only in the work tree: another scope, another route.
    writeFileSync(
      join(folder, 'packages/scopes/scopes.ts'),
      scopes.replace("tags: ['read']", "tags: ['read', 'write']"),
    );
    writeFileSync(
      join(folder, 'packages/api/src/api.ts'),
      routes
        .replace('./scopes.js', '@desk/scopes')
        .replace("'GET /tags': 'tags:read' }", "'GET /tags': 'tags:read', 'POST /tags': 'tags:write' }"),
    );
  });

  test('gives the API as it was, with the packages of the workspace as they were', async () => {
    const before = git('status', '--porcelain=v2', '--branch') + git('worktree', 'list');
    const old = await manifestOf(folder, 'HEAD:packages/api/src/api.ts#api');
    expect(old.vocabulary.surfaces.tags).toEqual(['read']);
    expect(old.routes).toEqual(wanted.routes);
    const now = await manifestOf(folder, 'packages/api/src/api.ts#api');
    expect(now.vocabulary.surfaces.tags).toEqual(['read', 'write']);
    expect(Object.keys(now.routes)).toContain('POST /tags');
    expect(git('status', '--porcelain=v2', '--branch') + git('worktree', 'list')).toBe(before);
    expect(left()).toEqual([]);
  });

  test('from a folder inside, by the path from there or from the top', async () => {
    const inside = join(folder, 'packages/api');
    for (const source of ['main:src/api.ts', 'main:./src/api.ts', 'main:packages/api/src/api.ts'])
      expect(await manifestOf(inside, source)).toMatchObject(wanted);
  });

  test.each([
    ['nope:packages/api/src/api.ts', /^nope: no such revision$/],
    ['--help:packages/api/src/api.ts', /^--help: no such revision$/],
    ['HEAD:packages/api/src/nope.ts', /^HEAD: no file packages\/api\/src\/nope\.ts at this revision$/],
    ['HEAD:../outside.ts', /^HEAD: no file \.\.\/outside\.ts at this revision$/],
    [
      'HEAD:packages/api/src/api.ts#apo',
      /^HEAD:packages\/api\/src\/api\.ts#apo: no export apo; did you mean api\?$/,
    ],
    [
      'HEAD:packages/api/src/throws.ts',
      /^HEAD:packages\/api\/src\/throws\.ts: it cannot be loaded: not in file:\/\/packages\/api/,
    ],
    ['HEAD:packages/api/src/manifest.json', /^HEAD:packages\/api\/src\/manifest\.json: version: /],
    ['HEAD:nope.json', /^HEAD: no file nope\.json at this revision$/],
  ])('%s is refused, and nothing is left behind', async (source, message) => {
    // After `--`, a source may begin with a dash.
    const { code, stdout, stderr } = await run(folder, 'manifest', '--', source);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice('scopeproof: '.length, -1)).toMatch(message);
    expect(left()).toEqual([]);
  });

  test('is refused where git is not installed', async () => {
    const source = 'HEAD:packages/api/src/api.ts';
    const { code, stdout, stderr } = await scopeproof(folder, ['manifest', source], '', { PATH: '' });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: git is not installed\n',
    });
  });

  test('is refused outside of a repository', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'cli-without-'));
    try {
      expect(await refusalOf(elsewhere, 'main:api.ts')).toMatch(/^main: .* is not in a work tree of git$/);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
