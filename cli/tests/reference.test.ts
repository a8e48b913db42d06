import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../tests/support/compile.js';
import { makeFolder, scopeproof } from './command.js';

const example = (file: string) => readFileSync(join(root, 'examples/atender', file), 'utf8');

let folder: string;
beforeAll(() => {
  const files = ['api.ts', 'keys.ts', 'routes.ts', 'scopes.ts', 'tasks.json', 'scopes.md'];
  folder = makeFolder('reference', {
    'package.json': '{"type":"module"}',
    ...Object.fromEntries(files.map((file) => [file, example(file)])),
    'around.md': '# Ours\n\nBefore.\n\n<!-- scopeproof:begin -->\nold\n<!-- scopeproof:end -->\n\nAfter.\n',
    'none.md': '# Ours\n',
    'bytes.md': Buffer.from([0xff, 0xfe, 0x0a]),
    'wrong.json': '{"Sync":["GET /api/v1/contact"]}',
    'list.json': '["GET /api/v1/contacts"]',
  });
});
const run = (...args: readonly string[]) => scopeproof(folder, ['reference', 'api.ts', ...args]);

describe('reference', () => {
  test.concurrent('the page of the example is up to date', async () => {
    expect(await run('--tasks', 'tasks.json', '--out', 'scopes.md', '--check')).toEqual({
      code: 0,
      stdout: 'scopes.md is up to date\n',
      stderr: '',
    });
    expect((await run('--tasks', 'tasks.json')).stdout).toBe(example('scopes.md'));
  });

  test.concurrent('is written between the markers of a page, and found stale', async () => {
    const stale = await run('--out', 'around.md', '--check');
    expect(stale).toEqual({
      code: 1,
      stdout: 'around.md is stale from line 6 on: run this without --check\n',
      stderr: '',
    });
    const old = readFileSync(join(folder, 'around.md'), 'utf8');
    expect(old).toContain('\nold\n');
    expect(await run('--out', 'around.md')).toEqual({
      code: 0,
      stdout: 'around.md is written\n',
      stderr: '',
    });
    const [before, after] = readFileSync(join(folder, 'around.md'), 'utf8').split(/<!--[\s\S]*-->/);
    expect([before, after]).toEqual(['# Ours\n\nBefore.\n\n', '\n\nAfter.\n']);
    expect((await run('--out', 'around.md')).stdout).toBe('around.md is up to date\n');
    expect((await run('--out', 'around.md', '--check')).code).toBe(0);
    writeFileSync(
      join(folder, 'around.md'),
      readFileSync(join(folder, 'around.md'), 'utf8').replace('## Bundles', '## Bundels'),
    );
    expect(await run('--out', 'around.md', '--check')).toMatchObject({ code: 1, stderr: '' });
  });

  test.concurrent('makes a page with a title, and fails without one', async () => {
    expect(await run('--out', 'made.md', '--check')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: made.md: no such file: run this without --check\n',
    });
    expect((await run('--out', 'made.md')).code).toBe(0);
    expect(readFileSync(join(folder, 'made.md'), 'utf8')).toBe((await run()).stdout);
  });

  test.concurrent('says which options a stale page was written with', async () => {
    const options = ['--realm', 'desk.example', '--task', 'List tags=GET /api/v1/tags'];
    expect((await run('--out', 'realm.md', ...options)).code).toBe(0);
    expect((await run('--out', 'realm.md', '--check', ...options)).code).toBe(0);
    expect(await run('--out', 'realm.md', '--check', '--realm', 'other')).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^realm\.md is stale from line \d+ on: run this without --check; it was written with --task 'List tags=GET \/api\/v1\/tags' --realm desk\.example, not with --realm other\n$/,
      ),
      stderr: '',
    });
  });

  test.concurrent('leaves out what it is told to, and names a realm', async () => {
    const { stdout } = await run(
      '--without',
      'graph,keys',
      '--realm',
      'api.example',
      '--task',
      'List=GET /api/v1/tags',
    );
    expect(stdout).not.toContain('mermaid');
    expect(stdout).not.toContain('vault-sync');
    expect(stdout).toContain('| List | `tags:read` | `GET /api/v1/tags` | `basic`, with 2 more scopes |\n');
    expect(stdout).toContain('Bearer realm="api.example", error="insufficient_scope"');
    expect((await run('--without', 'refusals')).stdout).not.toContain('## Refused requests');
  });

  test.concurrent.each([
    [['--check'], '--check compares a page: say which with --out'],
    [['--out', 'none.md'], 'none.md: it has no line <!-- scopeproof:begin -->'],
    [['--out', 'bytes.md'], 'bytes.md: not in UTF-8'],
    [['--out', '.'], '.: a folder, not a file'],
    [['--out', 'nowhere/scopes.md'], 'nowhere/scopes.md: no such folder'],
    [
      ['--tasks', 'wrong.json'],
      'wrong.json: Sync: no such route: GET /api/v1/contact; did you mean GET /api/v1/contacts?',
    ],
    [['--tasks', 'list.json'], 'list.json: not an object of names, each with a list of routes'],
    [['--tasks', 'nope.json'], 'nope.json: no such file'],
    [['--tasks', 'scopes.ts'], 'scopes.ts: not JSON'],
    [['--task', 'GET /api/v1/tags'], '--task GET /api/v1/tags: not a name, = and routes'],
    [['--realm', 'a\u00e9'], '--realm a\u00e9: '],
    [
      ['--without', 'nothing'],
      "option '--without <parts>' argument 'nothing' is invalid. Write some of keys,graph,refusals.",
    ],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`scopeproof: ${message}`);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
