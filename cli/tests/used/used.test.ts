import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../tests/support/compile.js';
import { makeFolder, scopeproof } from '../command.js';
import { findingsOf, makeProject, verdicts } from './project.js';

const routes = [
  { route: 'POST /less', needs: `'contacts:write'` },
  { route: 'POST /none', needs: `'contacts:write'` },
  { route: 'POST /lost', needs: `'contacts:write'` },
  { route: 'POST /all', needs: `'contacts:write'` },
  { route: 'POST /nobody', needs: `'contacts:write'` },
  { route: 'GET /me', needs: 'authenticated' },
];
const handlers = `import { guard } from './guard.js';
import type { Can } from './scopes.js';
const read = (_grant: Can<'contacts:read'>) => [];
const write = (_grant: Can<'contacts:write'>) => [];

export const less = guard.route('POST /less', ({ grant }) => Response.json(read(grant)));
export const none = guard.route('POST /none', () => new Response());
export const lost = guard.route('POST /lost', ({ grant }) => Response.json(grant));
export const all = guard.route('POST /all', ({ grant }) => Response.json(write(grant)));
export const me = guard.route('GET /me', ({ grant }) => Response.json(grant));
`;

let folder: string;
beforeAll(() => {
  folder = makeProject('used', routes, {
    'handlers.ts': handlers,
    'api.ts': `import { authenticated, defineRoutes } from 'scopeproof';
import { desk } from './scopes.js';
export const api = defineRoutes(desk, {
${routes.map(({ route, needs }) => `  '${route}': ${needs},`).join('\n')}
});
export const other = 1;
`,
  });
});
const used = (...args: readonly string[]) => scopeproof(folder, ['used', ...args]);

const less =
  'src/handlers.ts:6  POST /less requires contacts:write; its code takes no more than contacts:read';

describe('used', () => {
  test('says what each route takes, and where', async () => {
    expect(await used('src/api.ts#api')).toEqual({
      code: 1,
      stdout: `unused   ${less}
untaken  src/handlers.ts:7  POST /none requires contacts:write; its code takes no scope
unclear  src/handlers.ts:8  POST /lost: cannot tell what its code takes: a parameter of type any gets it
4 routes with a handler
no handler found of 1 route
found: 1 unused, 1 untaken, 1 unclear
`,
      stderr: '',
    });
  });

  test('fails on the kinds that are asked for', async () => {
    expect((await used('src/api.ts', '--fail-on', 'none')).code).toBe(0);
    expect((await used('src/api.ts', '--fail-on', 'untaken,unclear')).code).toBe(1);
    expect(await used('src/api.ts', '--fail-on', 'unusd')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No kind unusd; did you mean unused?'),
    });
  });

  test('leaves out what is acknowledged', async () => {
    makeFolder('used', { 'known.txt': 'unused/api/POST \\/less/contacts:write\n' });
    const { code, stdout } = await used('src/api.ts', '--acknowledged', 'known.txt');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('1 known finding not shown'),
    });
    expect(stdout).not.toContain('POST /less');
  });

  test.each([
    ['sarif', '"artifactLocation":{"uri":"src/handlers.ts"},"region":{"startLine":6}'],
    ['github', '::warning file=src/handlers.ts,line=6,title=scopeproof used%3A unused::POST /less'],
    ['markdown', '| unused | src/handlers.ts:6 '],
    ['json', '"position":{"file":"src/handlers.ts","line":6}'],
  ])('points at the handler in %s', async (format, text) => {
    const { code, stdout } = await used('src/api.ts', '--format', format);
    expect(code).toBe(1);
    expect(stdout).toContain(text);
    if (format === 'json') expect(findingsOf({ code, stdout, stderr: '' })).toHaveLength(3);
  });

  test('counts what a server asks for before it dispatches', async () => {
    const server = makeProject('used-server', [{ route: 'POST /a', needs: `'contacts:write'` }], {
      'server.ts': `import { guardRoutes } from 'scopeproof/http';
import { api } from './api.js';
import { type Can, desk } from './scopes.js';
const guard = guardRoutes(api, { authenticate: (_request: Request) => undefined });
const read = (_grant: Can<'contacts:read'>) => [];
export const one = api.handler('POST /a', ({ grant }) => read(grant));
export async function answer(call: { request: Request; authorization: string; method: string; path: string }) {
  const decision = await guard.match(call);
  if (decision.ok && desk.has(decision.grant, 'contacts:write')) return one.handle({ grant: decision.grant, params: {} });
  return decision;
}
`,
    });
    expect(await verdicts(server)).toEqual(new Map());
  });

  test('does not answer for a wrapper that keeps the grant of every route', async () => {
    const handlers = (before: string) => ({
      'handlers.ts': `import type { FetchContext } from 'scopeproof/fetch';
import { api } from './api.js';
import { guard } from './guard.js';
import type { Can } from './scopes.js';
type Routes = (typeof api)['routes'][number];
const kept: unknown[] = [];
export const on = <const Route extends Routes>(route: Route, act: (context: FetchContext<typeof api, Route>) => Response) =>
  guard.route(route, (context) => { ${before} return act(context); });
const read = (_grant: Can<'contacts:read'>) => kept;
export const one = on('POST /a', ({ grant }) => Response.json(read(grant)));
`,
    });
    const routes = [{ route: 'POST /a', needs: `'contacts:write'` }];
    const plain = makeProject('used-wrapper', routes, handlers(''));
    expect(await verdicts(plain)).toEqual(new Map([['POST /a', 'enough: contacts:read']]));
    const keeping = makeProject('used-keeper', routes, handlers('kept.push(context.grant);'));
    expect(await verdicts(keeping)).toEqual(new Map([['POST /a', 'unclear']]));
  });
});

describe('input that is wrong', () => {
  const refused = (message: string) => ({ code: 2, stdout: '', stderr: `scopeproof: ${message}\n` });

  test('a manifest', async () => {
    const { stdout } = await scopeproof(folder, ['manifest', 'src/api.ts']);
    makeFolder('used', { 'manifest.json': stdout });
    expect(await used('manifest.json')).toEqual(
      refused('manifest.json: not a module: the code of the routes is to be read'),
    );
  });

  test('a revision of git', async () => {
    expect(await used('main:src/api.ts')).toEqual(
      refused('main:src/api.ts: a revision of git; its code is read in the work tree alone'),
    );
  });

  test('a module that is not there', async () => {
    expect(await used('src/nothing.ts')).toEqual(refused('src/nothing.ts: no such file'));
  });

  test('an export that is no route table', async () => {
    expect(await used('src/api.ts#other')).toMatchObject({ code: 2, stdout: '' });
  });

  test('no tsconfig.json', async () => {
    const bare = makeFolder('used-bare', {
      'package.json': '{"type":"module"}',
      'api.ts': `import { defineRoutes, defineScopes } from 'scopeproof';
export const api = defineRoutes(defineScopes('a', { surfaces: { b: ['c'] } }), { 'GET /': 'b:c' });`,
    });
    expect(await scopeproof(bare, ['used', 'api.ts'])).toEqual(
      refused('api.ts: no tsconfig.json above it: say which with --project'),
    );
    expect(await scopeproof(bare, ['used', 'api.ts', '--project', 'tsconfig.json'])).toEqual(
      refused('tsconfig.json: no such file'),
    );
  });

  test('a tsconfig.json that has not the module, or cannot be read', async () => {
    makeFolder('used', {
      'tsconfig.other.json': '{"files":["src/scopes.ts"]}',
      'tsconfig.wrong.json': '{"compilerOptions":{"module":"nothing"}}',
    });
    expect(await used('src/api.ts', '--project', 'tsconfig.other.json')).toEqual(
      refused('src/api.ts: not in the program of tsconfig.other.json: say which with --project'),
    );
    const { code, stderr } = await used('src/api.ts', '--project', 'tsconfig.wrong.json');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^scopeproof: tsconfig\.wrong\.json: .+\n$/),
    });
  });

  test('code that does not compile', async () => {
    const wrong = makeProject('used-wrong', [{ route: 'GET /a', needs: `'tags:read'` }], {
      'handlers.ts': `import { guard } from './guard.js';\nexport const one = guard.route('GET /b', () => new Response());\n`,
    });
    const { code, stderr } = await scopeproof(wrong, ['used', 'src/api.ts']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /^scopeproof: src\/handlers\.ts:2: does not compile with TypeScript 6\.0\.\d+: .+\n$/,
      ),
    });
  });

  test('a tsconfig.json that only refers to others', async () => {
    const built = makeProject('used-references', [{ route: 'GET /a', needs: `'tags:read'` }], {
      'handlers.ts': `import { guard } from './guard.js';\nexport const one = guard.route('GET /a', () => new Response());\n`,
    });
    const { readFileSync } = await import('node:fs');
    const inner = readFileSync(join(built, 'tsconfig.json'), 'utf8');
    makeFolder('used-references', {
      'tsconfig.json': '{"files":[],"references":[{"path":"./tsconfig.app.json"}]}',
      'tsconfig.app.json': inner,
    });
    expect(await verdicts(built)).toEqual(new Map([['GET /a', 'untaken']]));
  });
});

describe('the examples', () => {
  // By hand: each handler of them takes all that its route requires, or gets a key from the scopes of the grant.
  test.each([
    ['atender', 'routes.ts', 28, 76],
    ['atender-api', 'api.ts', 31, 0],
  ])('%s requires no more than it takes', async (example, file, withHandler, without) => {
    const config = makeFolder(`used-${example}`, {
      'tsconfig.json': JSON.stringify({
        extends: join(root, 'tsconfig.tools.json'),
        compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
        include: [join(root, 'examples', example)],
        exclude: [],
      }),
    });
    const source = join(root, 'examples', example, file);
    const { code, stdout, stderr } = await scopeproof(config, [
      'used',
      source,
      '--project',
      join(config, 'tsconfig.json'),
    ]);
    const sentences = [
      `${withHandler} routes with a handler`,
      ...(without > 0 ? [`no handler found of ${without} routes`] : []),
      'found nothing',
    ];
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${sentences.join('\n')}\n`, stderr: '' });
  });
});
