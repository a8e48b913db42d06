import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, scopeproof } from './command.js';

const api = (routes: string) => `
import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
const desk = defineScopes('desk', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
  bundles: { all: ['*'] },
});
export const api = defineRoutes(desk, { ${routes} });
export const reader = defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });
`;
const log = (key: string, request: string, status = 200) =>
  `1.1.1.1 - ${key} [01/Jun/2024:12:00:00 +0000] "${request} HTTP/1.1" ${status} 5 "-" "s3cret"\n`;

let folder: string;
beforeAll(() => {
  folder = makeFolder('commands', {
    'package.json': '{"type":"module"}',
    'old.ts': api(`'GET /contacts/:id': 'contacts:read', 'POST /contacts': 'contacts:write'`),
    'same.ts': api(`'POST /contacts': 'contacts:write', 'GET /contacts/:contact': 'contacts:read'`).replace(
      '/:id',
      '/:contact',
    ),
    'new.ts': api(`
      'GET /contacts/:id': 'contacts:read',
      'POST /contacts': desk.allOf('contacts:write', 'tags:read'),
      'GET /contacts/export': 'tags:read'`),
    'keys.csv':
      'id,scopes,created_at\nk_1,contacts:write,2024-01-01\nk_2,tags:read,2024-01-01\nk_3,contacts:read nope,\nk_4,contacts:write,2024-07-01\n',
    'keys.jsonl': '{"key":{"id":"k_1"},"granted":["contacts:write"]}\n',
    'calls.log': `${log('k_1', 'GET /contacts/1?token=s3cret')}${log('k_3', 'GET /contacts/2')}${log('k_3', 'POST /contacts', 403)}${log('k_3', 'GET /nope', 404)}`,
    'strange.csv': 'id,scopes\n"k\u001b[31m|<b>@team","contacts:write ::error::x"\n',
    'commands.log': log('::error::pwned', 'GET /contacts/1'),
    'blank.log': `${log('k_1', 'GET /contacts/1?q=a b')}${log('k_1', '-')}`,
    'cut.csv': 'id,scopes\nk_1,"s3cret',
    'never.txt': '# kept for the owner\ncontacts:*\n',
    'never-wrong.txt': 'contacts:reed\n',
  });
});
const run = (...args: readonly string[]) => scopeproof(folder, args);

describe('diff', () => {
  test.concurrent('finds nothing where only texts change', async () => {
    const { code, stdout, stderr } = await run('diff', 'old.ts', 'same.ts', '--keys', 'keys.csv');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '0 stored keys of 4 changed\nfound nothing\n',
      stderr: '',
    });
  });

  test.concurrent('finds what stored keys gain and lose', async () => {
    const { code, stdout, stderr } = await run('diff', 'old.ts', 'new.ts', '--keys', 'keys.csv');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('loss       k_1 can no longer call POST /contacts: it lacks tags:read\n');
    expect(stdout).toContain('k_2 can now call GET /contacts/export');
    expect(stdout).toMatch(/\n4 stored keys of 4 changed\nfound: .+\n$/);
  });

  test.concurrent('fails on the kinds that are asked for', async () => {
    expect((await run('diff', 'old.ts', 'new.ts', '--fail-on', 'none')).code).toBe(0);
    expect((await run('diff', 'old.ts', 'new.ts', '--fail-on', 'rename,removed')).code).toBe(0);
    expect((await run('diff', 'old.ts', 'new.ts', '--fail-on', 'loss')).code).toBe(1);
  });

  test.concurrent('leaves out what is acknowledged, as a list and as a report', async () => {
    const { stdout } = await run('diff', 'old.ts', 'new.ts', '--format', 'json');
    const fingerprints: string[] = JSON.parse(stdout).findings.map(
      (finding: { fingerprint: string }) => finding.fingerprint,
    );
    expect(fingerprints.length).toBeGreaterThan(1);
    makeFolder('commands', {
      'report.json': stdout,
      'list.txt': `# wanted\n${fingerprints.join('\n')}\ngone/api/x\n`,
    });
    const counted = fingerprints.length;
    expect(await run('diff', 'old.ts', 'new.ts', '--acknowledged', 'report.json')).toMatchObject({
      code: 0,
      stdout: `found nothing\n${counted} known findings not shown\n`,
    });
    const listed = await run('diff', 'old.ts', 'new.ts', '--acknowledged', 'list.txt');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain('1 known finding no longer found: remove from the list: gone/api/x\n');
    makeFolder('commands', { 'some.txt': `${fingerprints[0]}\n` });
    expect((await run('diff', 'old.ts', 'new.ts', '--acknowledged', 'some.txt')).code).toBe(1);
  });
});

describe('diff --migrate', () => {
  const renamed = (deprecated: string) => `
    import { defineRoutes, defineScopes } from 'scopeproof';
    const desk = defineScopes('desk', {
      surfaces: { people: ['read', 'write'], tags: ['read'] },
      implies: { write: ['read'] },
      ${deprecated}
    });
    export const api = defineRoutes(desk, { 'GET /contacts/:id': 'people:read', 'POST /contacts': 'people:write' });
  `;
  beforeAll(() => {
    makeFolder('commands', {
      'renamed.ts': renamed(`deprecated: { 'contacts:read': 'people:read' },`),
      'narrow.ts': renamed('').replace("'people:write' }", "'people:read' }"),
      'quoted.csv': `key,granted\n"o'neil\\","contacts:write"\nb,tags:read\n`,
    });
  });
  const migrate = (now: string, ...args: readonly string[]) =>
    run(
      'diff',
      'old.ts',
      now,
      '--keys',
      'quoted.csv',
      '--key-column',
      'key',
      '--scopes-column',
      'granted',
      ...args,
    );

  const rewritten = ['contacts:write', 'people:write'];
  test.concurrent.each([
    [
      'postgres',
      'begin',
      `set "granted" = m.now\nfrom (\n  select * from (values\n    ('contacts:write', 'people:write')\n`,
    ],
    ['sqlite', 'begin', `set "granted" = m.now\nfrom (`],
    ['duckdb', 'begin', `set "granted" = m.now\nfrom (`],
    ['mysql', 'start transaction', 'set k.`granted` = convert(m.now using utf8mb4)'],
  ])('prints SQL for %s', async (dialect, begin, part) => {
    const { code, stdout, stderr } = await migrate('renamed.ts', '--migrate', dialect);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.startsWith(`${begin};\nupdate `)).toBe(true);
    expect(stdout.endsWith(';\ncommit;\n')).toBe(true);
    expect(stdout).toContain(part);
    for (const scope of rewritten)
      expect(stdout.split(`'${scope}'`).length - 1).toBe(dialect === 'mysql' ? 0 : 1);
    expect(stdout).not.toContain("o'neil");
  });

  test.concurrent('writes scopes as they are stored, into a table of a schema', async () => {
    makeFolder('commands', { 'comma.csv': 'id,scopes\nk_1,"contacts:write, tags:read"\n' });
    const args = ['--keys', 'comma.csv', '--stored', 'comma', '--table', 'auth.a"b', '--migrate', 'postgres'];
    const { stdout } = await run('diff', 'old.ts', 'renamed.ts', ...args);
    expect(stdout).toContain('update "auth"."a""b" as k set "scopes" = m.now\n');
    expect(stdout).toContain("('contacts:write, tags:read', 'people:write')\n");
  });

  test.concurrent.each([
    ['sqlite', 'array', '', '--migrate sqlite: stored: not one of the kinds that sqlite has: array'],
    ['postgres', 'list', 'x.', '--migrate postgres: an empty name'],
  ])('refuses what %s cannot hold: %s, %s', async (dialect, stored, table, message) => {
    makeFolder('commands', {
      'array.csv': 'id,scopes\nk_1,{contacts:write}\n',
      'list.csv': 'id,scopes\nk_1,contacts:write\n',
    });
    const args = ['--keys', `${stored}.csv`, '--stored', stored, ...(table ? ['--table', table] : [])];
    expect(await run('diff', 'old.ts', 'renamed.ts', ...args, '--migrate', dialect)).toEqual({
      code: 2,
      stdout: '',
      stderr: `scopeproof: ${message}\n`,
    });
  });

  test.concurrent('fails where no scopes give the same access', async () => {
    makeFolder('commands', { 'reader.csv': 'id,scopes\nk_1,contacts:read\n' });
    const { code, stdout } = await run(
      'diff',
      'old.ts',
      'narrow.ts',
      '--keys',
      'reader.csv',
      '--migrate',
      'sqlite',
    );
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^-- k_1: no scopes give it the same access\nbegin;\nupdate .*;\ncommit;\n$/s,
      ),
    });
  });

  test.concurrent('leaves alone what no version knows, and what may be rewritten already', async () => {
    makeFolder('commands', {
      'others.csv': 'id,scopes\nk_1,contacts:read openid\nk_2,openid *\nk_3,people:read\n',
    });
    const args = ['--keys', 'others.csv', '--migrate', 'sqlite'];
    expect(await run('diff', 'old.ts', 'old.ts', ...args)).toMatchObject({
      code: 0,
      stdout: expect.not.stringContaining('openid'),
    });
    const { code, stdout } = await run('diff', 'old.ts', 'renamed.ts', ...args);
    expect(code).toBe(1);
    expect(stdout).toContain("('contacts:read openid', 'people:read openid')");
    expect(stdout).not.toContain('*');
    expect(stdout).toContain(
      '-- k_3: it has a name that only the new version knows; was it rewritten already?\n',
    );
  });

  test.concurrent('asks how lists are stored', async () => {
    makeFolder('commands', { 'lists.jsonl': '{"id":"k_1","scopes":["contacts:write"]}\n' });
    const args = ['--keys', 'lists.jsonl', '--migrate', 'postgres'];
    expect(await run('diff', 'old.ts', 'renamed.ts', ...args)).toMatchObject({
      code: 2,
      stderr: 'scopeproof: lists.jsonl:1: scopes as a list: say --stored array, or --stored json\n',
    });
    const { stdout } = await run('diff', 'old.ts', 'renamed.ts', ...args, '--stored', 'array');
    expect(stdout).toContain(`('["contacts:write"]', '["people:write"]')`);
  });

  test.concurrent('needs keys', async () => {
    const { code, stderr } = await run('diff', 'old.ts', 'new.ts', '--migrate', 'sqlite');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'scopeproof: --migrate rewrites stored keys: say where they are with --keys\n',
    });
  });
});

describe('sql', () => {
  test.concurrent('prints the audit as one query, with the columns that are named', async () => {
    const { code, stdout, stderr } = await run(
      ...['sql', 'old.ts', '--dialect', 'postgres', '--keys-table', 'auth.api_keys', '--stored', 'array'],
      ...[
        '--calls-table',
        'requests',
        '--key-field',
        'key_id',
        '--route-field',
        'route',
        '--no-status-field',
      ],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^with [^;]*;\n$/);
    for (const part of [
      '"auth"."api_keys" as k',
      'unnest(k."scopes")',
      '"requests" as k',
      'k."key_id"',
      'k."route"',
    ])
      expect(stdout).toContain(part);
    expect(stdout).not.toContain('"status"');
  });

  test.concurrent('makes tables of the API, and drops them', async () => {
    const { stdout } = await run(
      'sql',
      'old.ts',
      '--dialect',
      'mysql',
      '--tables',
      '--never-narrow',
      'never.txt',
    );
    const statements = stdout.split(';\n').map((statement) => statement.split(' ', 2).join(' '));
    expect(statements).toEqual([
      ...Array<string>(5).fill('create table'),
      'with `scopeproof_stored`',
      ...Array<string>(5).fill('drop table'),
      '',
    ]);
    expect(stdout).toContain('k.`status` < 400');
  });

  test.concurrent.each([
    [['--dialect', 'oracle'], "option '--dialect <name>' argument 'oracle' is invalid."],
    [[], "required option '--dialect <name>' not specified"],
    [
      ['--dialect', 'sqlite', '--stored', 'array'],
      'sql: stored: not one of the kinds that sqlite has: array',
    ],
    [['--dialect', 'duckdb', '--keys-table', 'scopeproof_x'], 'sql: scopeproof_x: names that begin with'],
    [
      ['--dialect', 'duckdb', '--never-narrow', 'never-wrong.txt'],
      'never-wrong.txt: unknown scope contacts:reed; did you mean contacts:read?',
    ],
    [
      ['--dialect', 'duckdb', '--route-field', 'r', '--path-field', 'p'],
      'sql: calls: a route stands in place of',
    ],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await run('sql', 'old.ts', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`scopeproof: ${message}`);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

describe('audit', () => {
  const audit = (...args: readonly string[]) =>
    run('audit', 'old.ts', '--keys', 'keys.csv', '--calls', 'calls.log', ...args);

  test.concurrent('finds what keys hold beside what they call', async () => {
    const { code, stdout, stderr } = await audit();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'excess      k_1: no called route needs contacts:write',
      'excess      k_2: no called route needs tags:read',
      'unknown     k_3: unknown scope nope, which grants nothing',
      '2 successful calls read',
      '1 call of no route',
      '3 stored keys of 4 with findings',
      'found: 2 excess, 1 unknown',
      '',
    ]);
  });

  test.concurrent('refuses a window over calls without times', async () => {
    makeFolder('commands', {
      'timeless.jsonl': '{"key":"k_1","method":"GET","path":"/contacts/1","status":200}\n',
      'nginx.jsonl':
        '{"remote_user":"k_1","request":"GET /contacts/1?x=1 HTTP/1.1","status":"200","time_local":"01/Jun/2024:12:00:00 +0000"}\n',
    });
    for (const args of [
      ['--since', '90d'],
      ['--time-field', 'nope'],
    ])
      expect(
        await run('audit', 'old.ts', '--keys', 'keys.csv', '--calls', 'timeless.jsonl', ...args),
      ).toEqual({
        code: 2,
        stdout: '',
        stderr: 'scopeproof: timeless.jsonl: no time in any call: name its field with --time-field\n',
      });
    const { stdout } = await run('audit', 'old.ts', '--keys', 'keys.csv', '--calls', 'nginx.jsonl');
    expect(stdout).toContain('1 successful call read\n');
    // Made after the log begins.
    expect(stdout).not.toContain('k_4');
  });

  test.concurrent('fails on the kinds that are asked for', async () => {
    expect((await audit('--fail-on', 'missing')).code).toBe(0);
    expect((await audit('--fail-on', 'missing,unknown')).code).toBe(1);
  });

  test.concurrent('keeps what is never to be narrowed, and what is known', async () => {
    const { stdout } = await audit('--never-narrow', 'never.txt', '--format', 'json');
    expect(JSON.parse(stdout).summary).toMatchObject({ excess: 1, unknown: 1, known: 0 });
    makeFolder('commands', { 'baseline.json': stdout });
    expect((await audit('--never-narrow', 'never.txt', '--baseline', 'baseline.json')).code).toBe(0);
    expect((await audit('--baseline', 'baseline.json')).code).toBe(1);
  });

  test.concurrent('of one key, read from stdin with other columns', async () => {
    const args = [
      'audit',
      'old.ts',
      '--keys',
      '-',
      '--key-column',
      'key.id',
      '--scopes-column',
      'granted',
      '--calls',
      'calls.log',
      '--key',
      'k_1',
    ];
    const { code, stdout } = await scopeproof(folder, args, readFileSync(join(folder, 'keys.jsonl'), 'utf8'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^excess {6}k_1: no called route needs contacts:write\n1 successful call read\n/);
  });

  test.concurrent.each([
    [['--since', '2024-07-01'], /^calls\.log: no successful call of a route of the API: .*4 too early$/],
    [['--key', 'k_9'], /^calls\.log: no successful call of k_9 of a route of the API: /],
    [
      ['--key-field', '1'],
      /^keys\.csv: none of 4 keys has calls in calls\.log: do --key-column and --key-field name the same id\?$/,
    ],
    [['--never-narrow', 'never-wrong.txt'], /^never-wrong\.txt: .*contacts:reed/],
    [['--baseline', 'nope.txt'], /^nope\.txt: no such file$/],
    [['--keys', 'cut.csv'], /^cut\.csv:2: a quote that is not closed: the file is cut off$/],
    [['--calls', 'keys.csv'], /^keys\.csv:1: not a line of a combined access log$/],
  ])('with %j is refused in one line, without a word of the files', async (args, message) => {
    const { code, stdout, stderr } = await audit(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^scopeproof: .+\n$/);
    expect(stderr.slice('scopeproof: '.length, -1)).toMatch(message);
    expect(stderr).not.toContain('s3cret');
  });
});

describe('drivers that are not installed', () => {
  beforeAll(() => {
    makeFolder('commands', { 'keys.parquet': 'PAR1', keys: 'PAR1', 'keys.db': '' });
  });

  test.concurrent.each<[string[], string]>([
    [
      ['--keys', 'keys.parquet'],
      'keys.parquet: Parquet needs DuckDB: npm install --save-dev @duckdb/node-api',
    ],
    [['--keys', 'keys'], 'keys: Parquet needs DuckDB: npm install --save-dev @duckdb/node-api'],
    [
      ['--keys', 'postgres://me:s3cret@localhost/desk', '--keys-query', 'select 1'],
      'PostgreSQL: the driver is missing: npm install --save-dev pg pg-cursor',
    ],
    [
      ['--keys', 'mysql://me:s3cret@localhost/desk', '--keys-query', 'select 1'],
      'MySQL: the driver is missing: npm install --save-dev mysql2',
    ],
    [
      ['--keys', 'postgres://me:s3cret@localhost/desk'],
      "PostgreSQL: say what to read with --keys-query 'select …'",
    ],
    [['--keys', 'keys.csv', '--keys-query', 'select 1'], 'keys.csv: --keys-query is for a database'],
  ])('%j are named', async (args, message) => {
    const { code, stdout, stderr } = await run('forbid', 'old.ts', 'contacts:read', ...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `scopeproof: ${message}\n` });
  });

  test.concurrent('as for the engine', async () => {
    const audit = ['audit', 'old.ts', '--keys', 'keys.csv', '--calls', 'calls.log', '--engine', 'duckdb'];
    expect(await run(...audit)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: --engine duckdb needs DuckDB: npm install --save-dev @duckdb/node-api\n',
    });
  });
});

describe('least', () => {
  test.concurrent('gives the narrowest scopes for the calls of each key', async () => {
    const { code, stdout } = await run('least', 'old.ts', '--calls', 'calls.log', '--format', 'json');
    expect(code).toBe(0);
    const least = {
      scopes: ['contacts:read'],
      bundle: { name: 'all', excess: ['contacts:write', 'tags:read'] },
    };
    expect(JSON.parse(stdout)).toEqual(
      ['k_1', 'k_3'].map((key) => ({ key, ...least, exact: true, routes: 1, calls: 1, refused: { all: 0 } })),
    );
  });

  test.concurrent('of one key', async () => {
    const { stdout } = await run('least', 'old.ts', '--calls', 'calls.log', '--key', 'k_3');
    expect(stdout).toBe(
      'k_3  contacts:read\n  for 1 call of 1 route\n  bundle all: also contacts:write tags:read\n1 successful call read\n1 call of no route\n',
    );
  });

  test.concurrent('begins no line with a command for GitHub Actions', async () => {
    const { stdout } = await run('least', 'old.ts', '--calls', 'commands.log');
    expect(stdout).toMatch(/^\\u\{3a\}:error::pwned {2}contacts:read\n/);
  });

  test.concurrent('says how many calls are no request', async () => {
    const { stdout } = await run('least', 'old.ts', '--calls', 'blank.log');
    expect(stdout).toMatch(/\n1 successful call read\n1 call that is no request was left out\n$/);
  });
});

describe('forbid', () => {
  test.skipIf(process.platform === 'win32')('reads keys from a named pipe', async () => {
    const pipe = join(folder, 'pipe');
    rmSync(pipe, { force: true });
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    const [{ code, stdout, stderr }] = await Promise.all([
      run('forbid', 'old.ts', 'tags:read', '--keys', 'pipe'),
      writeFile(pipe, '{"id":"k_1","scopes":"tags:read"}\n'),
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^forbidden {2}k_1 holds tags:read\n/);
  });

  test.concurrent('lists who holds a scope, by whatever name', async () => {
    const { code, stdout } = await run(
      'forbid',
      'old.ts',
      'contacts:read',
      '--keys',
      'keys.csv',
      '--unless',
      'k_3',
      '--unless',
      'k_4',
    );
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'forbidden  k_1 holds contacts:read, by contacts:write\ncontacts:read held by 1 stored key of 4 that may not\nfound: 1 forbidden\n',
    });
    const all = await run(
      'forbid',
      'old.ts',
      '*:write',
      '--keys',
      'keys.csv',
      '--unless',
      'k_1',
      '--unless',
      'k_4',
    );
    expect(all.code).toBe(0);
  });

  test.concurrent('refuses a scope that there is not', async () => {
    const { code, stderr } = await run('forbid', 'old.ts', 'contacts:reed', '--keys', 'keys.csv');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'scopeproof: unknown scope contacts:reed; did you mean contacts:read?\n',
    });
  });
});

describe('passwords in arguments', () => {
  test.concurrent.each([
    [['forbid', 'old.ts', 'tags:read', '--keys', 'mssql://sa:hunter2@h/db']],
    [['forbid', 'old.ts', 'tags:read', '--keys', 'jdbc:postgresql://sa:hun/ter2@h/db']],
    [['forbid', 'old.ts', 'tags:read', '--keys', ' postgres://sa:hunter2@h/db']],
    [['forbid', 'old.ts', 'tags:read', '--keys', 'sqlite://u:hunter2@h/db']],
    [['forbid', 'old.ts', 'tags:read', '--keys', 'mssql://h/db?user=sa&password=hunter2']],
    [['manifest', 'mssql://sa:hunter2@h/db']],
  ])('%j: are in no message', async (args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/hun|ter2/);
  });
});

describe('wrong use', () => {
  test.concurrent.each<[string[], RegExp]>([
    [['dif'], /^scopeproof: unknown command 'dif' \(Did you mean diff\?\)\n$/],
    [['diff', 'old.ts'], /^scopeproof: missing required argument 'new'\n$/],
    [['diff', 'old.ts', 'new.ts', 'x.ts'], /^scopeproof: too many arguments/],
    [
      ['diff', 'old.ts', 'new.ts', '--fromat', 'json'],
      /^scopeproof: unknown option '--fromat' \(Did you mean --format\?\)\n$/,
    ],
    [
      ['diff', 'old.ts', 'new.ts', '--format', 'xml'],
      /^scopeproof: .*xml.* Allowed choices are text, json, markdown, sarif, github\.\n$/,
    ],
    [
      ['diff', 'old.ts', 'new.ts', '--fail-on', 'lost'],
      /^scopeproof: .*No kind lost; did you mean loss\?\n$/,
    ],
    [['diff', 'old.ts', 'new.ts', '--limit', 'few'], /^scopeproof: .*Write a number\.\n$/],
    [
      ['audit', 'old.ts', '--calls', 'calls.log'],
      /^scopeproof: required option '--keys <file>' not specified\n$/,
    ],
    [
      ['audit', 'old.ts', '--keys', 'keys.csv', '--calls', 'calls.log', '--since', 'soon'],
      /^scopeproof: .*Write 90d, 12w, 36h or a date\.\n$/,
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.concurrent('nothing at all shows the help, and is no success', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: scopeproof/);
  });

  test.concurrent('help of each command fits into a terminal of 24 lines of 80', async () => {
    for (const command of [
      [],
      ['manifest'],
      ['diff'],
      ['audit'],
      ['least'],
      ['forbid'],
      ['sql'],
      ['used'],
      ['import'],
      ['reference'],
      ['parity'],
    ]) {
      const { code, stdout } = await run(...command, '--help');
      const lines = stdout.trimEnd().split('\n');
      expect(code).toBe(0);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
      expect(lines.length).toBeLessThanOrEqual(24);
    }
  });

  test.concurrent('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('names that would be markup', () => {
  const forbid = async (format: string) =>
    (await run('forbid', 'old.ts', 'contacts:read', '--keys', 'strange.csv', '--format', format)).stdout;

  test.concurrent('are text on a terminal', async () => {
    expect(await forbid('text')).toMatch(
      /^forbidden {2}k\\u\{1b\}\[31m\|<b>@team holds contacts:read, by contacts:write\n/,
    );
  });

  test.concurrent('are text in Markdown', async () => {
    expect(await forbid('markdown')).toContain(
      '| forbidden | k\\\\u\\{1b\\}\\[31m\\|&lt;b&gt;@<!-- -->team holds contacts:read, by contacts:write |\n',
    );
  });

  test.concurrent('are text in a workflow command', async () => {
    expect(await forbid('github')).toMatch(
      /^::warning file=old\.ts,line=1,title=scopeproof forbid%3A forbidden::k\\u\{1b\}\[31m\|<b>@team holds contacts:read, by contacts:write\n/,
    );
  });

  test.concurrent('are as they are in JSON', async () => {
    expect(JSON.parse(await forbid('json')).findings[0]).toMatchObject({
      kind: 'forbidden',
      key: 'k\u001b[31m|<b>@team',
      level: 'error',
    });
  });
});

test('SARIF points at the line of the route', async () => {
  const { code, stdout } = await run('diff', 'old.ts', 'new.ts', '--format', 'sarif');
  expect(code).toBe(1);
  const { version, runs } = JSON.parse(stdout);
  expect(version).toBe('2.1.0');
  const [{ tool, results }] = runs;
  const lines = readFileSync(join(folder, 'new.ts'), 'utf8').split('\n');
  expect(results.length).toBeGreaterThan(0);
  for (const result of results) {
    expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    const [{ physicalLocation, logicalLocations }] = result.locations;
    expect(physicalLocation.artifactLocation).toEqual({ uri: 'new.ts' });
    const route: string = logicalLocations[0].fullyQualifiedName;
    expect(lines[physicalLocation.region.startLine - 1]).toContain(`'${route}'`);
    expect(result.partialFingerprints['scopeproof/v1']).toMatch(/^(gain|new|loss)\//);
  }
});

test('a limit is told', async () => {
  const { code, stdout } = await run('diff', 'old.ts', 'new.ts', '--keys', 'keys.csv', '--limit', '1');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^\w+ .+\n4 stored keys of 4 changed\nfound: .+\n\d+ findings not shown: --limit, or --format json\n$/,
  );
});
