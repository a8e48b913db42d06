import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { defineRoutes, defineScopes } from '../../src/index.js';
import { toManifest } from '../../src/manifest/index.js';
import { root } from '../../tests/support/compile.js';
import { openDuckDb, quotedText } from '../src/databases/duckdb.js';
import { makeFolder } from './command.js';

/** The command where its optional packages are installed. */
const bin = join(root, 'cli/dist/main.js');

let folder: string;
let temporary: string;
beforeAll(() => {
  const desk = defineScopes('desk', { surfaces: { contacts: ['read', 'write'], tags: ['read'] } });
  const api = defineRoutes(desk, { 'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read' });
  folder = makeFolder('engine', {
    'api.json': JSON.stringify(toManifest(api)),
    'keys.csv': 'id,scopes\nk_2,tags:read nope\nk_1,contacts:write\n',
  });
  writeFileSync(join(folder, 'calls.jsonl'), line.repeat(3));
  temporary = join(folder, 'temporary');
  mkdirSync(temporary, { recursive: true });
});
const line = `${JSON.stringify({ key: 'k_1', method: 'GET', path: '/contacts/1', status: 200 })}\n`;

function start(calls: string, engine: string, keys = 'keys.csv') {
  const args = ['audit', 'api.json', '--keys', keys, '--calls', calls, '--engine', engine];
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    output.stdout += text;
  });
  child.stderr.on('data', (text) => {
    output.stderr += text;
  });
  return { child, output };
}

describe('the engine DuckDB', () => {
  test('prints what the other one prints, and leaves nothing behind', async () => {
    const [one, other] = await Promise.all(
      ['node', 'duckdb'].map(async (engine) => {
        const { child, output } = start('calls.jsonl', engine);
        const [code] = await once(child, 'close');
        return { code, ...output };
      }),
    );
    expect(one).toEqual(other);
    expect(one).toMatchObject({ code: 1, stderr: '' });
    expect(one?.stdout).toContain('missing     k_1: it called GET /contacts/:id and lacks contacts:read\n');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('leaves nothing behind where a key is wrong', async () => {
    const database = await openDuckDb('this test');
    const write = (name: string, query: string) =>
      database.connection.run(`copy (${query}) to ${quotedText(join(folder, name))} (format parquet)`);
    await write('wrong.parquet', `select 'k_1' as id, ['tags:read', null] as scopes`);
    await write('calls.parquet', `select 'k_1' as key, 'GET' as method, '/tags' as path, 200 as status`);
    database.close();
    const { child, output } = start('calls.parquet', 'duckdb', 'wrong.parquet');
    const [code] = await once(child, 'close');
    expect({ code, ...output }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scopeproof: wrong.parquet: row 1: a scope that is no text\n',
    });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind at %s', async (signal) => {
    const { child } = start('-', 'duckdb');
    child.stdin.write(line);
    const isThere = () => readdirSync(temporary).some((name) => name.startsWith('scopeproof-'));
    for (let tries = 0; !isThere() && tries < 600; tries++) await setTimeout(100);
    expect(isThere()).toBe(true);
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([null, signal]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
