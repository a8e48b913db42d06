/** Input that is cut off, damaged, too large, or no text at all: one line says so, and memory stays bounded. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { makeFolder, type Ran, scopeproof } from './command.js';

const api = `
import { defineRoutes, defineScopes } from 'scopeproof';
const desk = defineScopes('desk', { surfaces: { contacts: ['read', 'write'] }, implies: { write: ['read'] } });
export const api = defineRoutes(desk, { 'GET /contacts/:id': 'contacts:read' });
`;
const call = '1.1.1.1 - k_1 [01/Jun/2024:12:00:00 +0000] "GET /contacts/1 HTTP/1.1" 200 5 "-" "s3cret"\n';
const table = 'id,scopes,created_at\nk_1,contacts:read,2024-01-01\nk_2,contacts:write,2024-01-01\n';
const span = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":2,"attributes":[{"key":"s3cret';
const deep = `${'{"s3cret":'.repeat(100_000)}`;
const wide = Array.from({ length: 10_000 }, (_, i) => `s3cret${i}`).join(',');
const utf16 = (value: string) => Buffer.from(`\ufeff${value}`, 'utf16le');
// Two members of gzip, one after the other, are one file: a gigabyte on one line, in a megabyte.
const bomb = Buffer.concat(Array<Buffer>(64).fill(gzipSync(Buffer.alloc(16 * 1024 * 1024, 's3cret'))));

let folder: string;
beforeAll(async () => {
  const damaged = gzipSync(table.repeat(1000));
  damaged.fill(0xff, 40, 60);
  folder = makeFolder('hostile', {
    'package.json': '{"type":"module"}',
    'api.ts': api,
    'empty.csv': '',
    'blank.csv': '\n\n',
    'good.csv': table,
    'good.log': call,
    'row-cut.csv': `${table}k_s3cret,conta`,
    'quote-cut.csv': `${table}"k_s3cret`,
    'cut.jsonl': `{"id":"k_1","scopes":""}\n{"id":"s3cret","sc`,
    'cut.log': `${call}${call.slice(0, 40)}`,
    'cut.har': '{"log":{"entries":[{"request":{"url":"/s3cret',
    'cut-spans.jsonl': span,
    'cut.json': '{"version":1,"s3cret',
    'cut.csv.gz': gzipSync(table + 'k_3,contacts:read,2024-01-01\n'.repeat(10_000)).subarray(0, 200),
    'cut.log.gz': gzipSync(call.repeat(10_000)).subarray(0, 100),
    'damaged.csv.gz': damaged,
    'plain.csv.gz': table,
    'bomb.csv.gz': bomb,
    'bomb.log.gz': bomb,
    'wide-row.csv': `${table}${wide}\n`,
    'wide.csv': `${wide}\n`,
    'wide-good.csv': `id,scopes,${wide}\nk_1,contacts:read,${wide}\n`,
    'long.csv': `${table}k_3,${'s3cret '.repeat(200_000)},\n`,
    'open.csv': `${table}"${'s3cret\n'.repeat(200_000)}`,
    'null.csv': table.replace('k_2', 's3cret\0'),
    'utf16.csv': utf16(table),
    'utf16.log': utf16(call),
    'utf16.json': utf16('{"version":1}'),
    'utf16-unmarked.csv': utf16(table).subarray(2),
    'latin1.csv': Buffer.from(table.replace('k_2', 'Jürgen'), 'latin1'),
    'binary.csv': Buffer.from('89504e470d0a1a0a0000000d49484452733363726574ff', 'hex'),
    'binary.log': Buffer.from('7f454c46020101ff733363726574', 'hex'),
    'deep.jsonl': deep,
    'deep.har': deep,
    'deep.json': deep,
    'null.json': 'null',
    'text.json': '"s3cret"',
    'null.har': 'null',
    'entries.har': '{"log":{"entries":[null,7,"s3cret"]}}',
    // Reports how much memory each process took.
    'peak.mjs': `import { appendFileSync } from 'node:fs';
      process.on('exit', () => appendFileSync(process.env.PEAK_FILE, process.resourceUsage().maxRSS + '\\n'));`,
  });
  mkdirSync(join(folder, 'folder.json'));
  mkdirSync(join(folder, 'folder.csv'));
  for (const file of ['sparse.log', 'sparse.json']) {
    writeFileSync(join(folder, file), '');
    truncateSync(join(folder, file), 1024 ** 3);
  }
  const { stdout } = await scopeproof(folder, ['manifest', 'api.ts']);
  writeFileSync(join(folder, 'api.json'), stdout);
}, 60_000);

/** Expects one line on standard error, and nothing of the content of a file. */
function refusal({ code, stdout, stderr }: Ran): string {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^scopeproof: .+\n$/);
  expect(stderr).not.toMatch(/s3cret|a fault of the command/);
  return stderr.slice('scopeproof: '.length, -1);
}
const keysIn = (file: string) => ['forbid', 'api.json', 'contacts:read', '--keys', file];
const callsIn = (file: string) => ['least', 'api.json', '--calls', file, '--key', 'k_1'];

describe('keys', () => {
  test.concurrent.each([
    ['empty.csv', 'empty.csv: empty'],
    ['blank.csv', 'blank.csv: empty'],
    ['nowhere.csv', 'nowhere.csv: no such file'],
    ['folder.csv', 'folder.csv: a folder, not a file'],
    ['good.csv/keys.csv', 'good.csv/keys.csv: no such file'],
    ['row-cut.csv', 'row-cut.csv:4: 2 fields, where the first row has 3'],
    ['quote-cut.csv', 'quote-cut.csv:4: a quote that is not closed: the file is cut off'],
    ['cut.jsonl', 'cut.jsonl:2: not JSON'],
    ['deep.jsonl', 'deep.jsonl:1: not JSON'],
    ['cut.csv.gz', 'cut.csv.gz: the compressed data is cut off'],
    ['damaged.csv.gz', 'damaged.csv.gz: not compressed by gzip, or damaged'],
    ['plain.csv.gz', 'plain.csv.gz: not compressed by gzip, or damaged'],
    ['wide-row.csv', 'wide-row.csv:4: 10,000 fields, where the first row has 3'],
    ['wide.csv', 'wide.csv: no column id or key_id or key: name it with --key-column'],
    ['long.csv', 'long.csv:4: a line longer than 1000000 characters'],
    ['open.csv', 'open.csv:4: a row longer than 1000000 characters, or a quote that is not closed'],
    ['null.csv', 'null.csv:3: a null character: not text in UTF-8'],
    ['utf16.csv', 'utf16.csv: UTF-16, where UTF-8 is read'],
    ['utf16-unmarked.csv', 'utf16-unmarked.csv:1: a null character: not text in UTF-8'],
    ['latin1.csv', 'latin1.csv:3: not UTF-8'],
    ['binary.csv', 'binary.csv:1: not UTF-8'],
    ['good.log', 'good.log:1: a quote that does not enclose a field'],
  ])('%s', async (file, message) => {
    expect(refusal(await scopeproof(folder, keysIn(file)))).toBe(message);
  });

  test.concurrent('may have ten thousand columns', async () => {
    const { code, stderr } = await scopeproof(folder, keysIn('wide-good.csv'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });
});

describe('calls', () => {
  test.concurrent.each([
    ['empty.csv', 'empty.csv: no call of any key'],
    ['cut.log', 'cut.log:2: not a line of a combined access log'],
    ['cut.log.gz', 'cut.log.gz: the compressed data is cut off'],
    ['cut.jsonl', 'cut.jsonl:2: not JSON'],
    ['cut-spans.jsonl', 'cut-spans.jsonl:1: not JSON'],
    ['deep.jsonl', 'deep.jsonl:1: not JSON'],
    ['cut.har', 'cut.har: not JSON, or cut off'],
    ['deep.har', 'deep.har: not JSON, or cut off'],
    ['null.har', 'null.har: not an HTTP archive: it has no log.entries'],
    ['entries.har', 'entries.har: log.entries[0]: no request.method, request.url or response.status'],
    ['utf16.log', 'utf16.log: UTF-16, where UTF-8 is read'],
    ['binary.log', 'binary.log:1: not UTF-8'],
    ['good.csv', 'good.csv:1: not a line of a combined access log'],
    ['folder.csv', 'folder.csv: a folder, not a file'],
  ])('%s', async (file, message) => {
    expect(refusal(await scopeproof(folder, callsIn(file)))).toBe(message);
  });
});

describe('a manifest', () => {
  test.concurrent.each([
    ['cut.json', /^cut\.json: not JSON$/],
    ['deep.json', /^deep\.json: not JSON$/],
    ['utf16.json', /^utf16\.json: not JSON$/],
    ['null.json', /^null\.json: .*an object/],
    ['text.json', /^text\.json: not a manifest$/],
    ['folder.json', /^folder\.json: a folder, not a file$/],
  ])('%s', async (file, message) => {
    expect(refusal(await scopeproof(folder, ['manifest', file]))).toMatch(message);
  });
});

describe('what never ends', () => {
  const gigabyte = 1024 ** 3;
  /** Runs with a small heap; gives the greatest memory of a process, in kilobytes. */
  async function measured(name: string, args: readonly string[], input?: Readable) {
    const peakFile = join(folder, `${name}.peak`);
    rmSync(peakFile, { force: true });
    const bin = join(inject('consumer'), 'node_modules/@scopeproof/cli/dist/main.js');
    const limits = ['--max-old-space-size=200', '--import', `file://${folder}/peak.mjs`];
    const child: ChildProcess = spawn(process.execPath, [...limits, bin, ...args], {
      cwd: folder,
      env: { ...process.env, PEAK_FILE: peakFile },
    });
    const closed = new Promise<number>((settle) => child.once('close', (code) => settle(code ?? -1)));
    if (child.stdin) {
      child.stdin.on('error', () => {}); // it has read enough
      (input ?? Readable.from([])).pipe(child.stdin);
    }
    const [stdout, stderr] = await Promise.all(
      [child.stdout, child.stderr].map((each) => text(each as Readable)),
    );
    const ran = { code: await closed, stdout: stdout ?? '', stderr: stderr ?? '' };
    input?.destroy();
    return { ran, peak: Math.max(...readFileSync(peakFile, 'utf8').trim().split('\n').map(Number)) };
  }
  const oneLine = () => {
    const block = Buffer.alloc(1024 * 1024, 's3cret');
    return Readable.from(
      (function* () {
        for (let sent = 0; sent < gigabyte; sent += block.length) yield block;
      })(),
    );
  };

  test.concurrent.each([
    ['keys-bomb', keysIn('bomb.csv.gz'), 'bomb.csv.gz:1: a line longer than 1000000 characters'],
    ['calls-bomb', callsIn('bomb.log.gz'), 'bomb.log.gz:1: a line longer than 32000000 characters'],
    ['sparse', callsIn('sparse.log'), 'sparse.log:1: a line longer than 32000000 characters'],
    ['keys-stdin', keysIn('-'), 'stdin:1: a line longer than 1000000 characters'],
    ['calls-stdin', callsIn('-'), 'stdin:1: a line longer than 32000000 characters'],
    ['har-stdin', [...callsIn('-'), '--calls-format', 'har'], 'stdin: larger than 256 MB'],
    ['manifest-sparse', ['manifest', 'sparse.json'], 'sparse.json: larger than 256 MB'],
    ['har-sparse', [...callsIn('sparse.log'), '--calls-format', 'har'], 'sparse.log: larger than 256 MB'],
  ])('%s', async (name, args, message) => {
    const { ran, peak } = await measured(name, args, args.includes('-') ? oneLine() : undefined);
    expect(refusal(ran)).toBe(message);
    expect(peak).toBeLessThan(600_000);
  });

  test.runIf(process.platform !== 'win32')('a pipe that closes', { concurrent: true }, async () => {
    for (const [name, content, message] of [
      ['empty', '', 'pipe-empty: empty'],
      ['cut', `${table}k_s3cret`, 'pipe-cut:4: 1 field, where the first row has 3'],
    ]) {
      const pipe = join(folder, `pipe-${name}`);
      execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
      const ran = scopeproof(folder, keysIn(`pipe-${name}`));
      const writer = spawn('sh', ['-c', `cat > '${pipe}'`], { stdio: ['pipe', 'ignore', 'inherit'] });
      writer.stdin.end(content);
      expect(refusal(await ran)).toBe(message);
    }
  });

  // The superuser reads every file.
  test.runIf(process.getuid?.() !== 0)('a file that may not be read', async () => {
    writeFileSync(join(folder, 'closed.csv'), table, { mode: 0o000 });
    expect(refusal(await scopeproof(folder, keysIn('closed.csv')))).toBe('closed.csv: not readable');
  });
});

describe.runIf(process.platform === 'linux')('a pipe without a writer, or a device', () => {
  const pipes = ['pipe', 'pipe.json', 'pipe.ts', 'pipe.db', 'pipe.csv', 'pipe.csv.gz'];
  beforeAll(() => {
    execFileSync('sh', ['-c', 'mkfifo "$@"', 'sh', ...pipes], { cwd: folder });
    const schemes = {
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: { tokenUrl: 'https://id.example/token', scopes: { 'contacts:read': '' } },
        },
      },
    };
    const get = { security: [{ oauth: ['contacts:read'] }], responses: {} };
    const document = {
      openapi: '3.0.0',
      info: { title: 'desk', version: '1' },
      components: { securitySchemes: schemes },
      paths: { '/contacts/{id}': { get } },
    };
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  });
  /** Runs it with a limit, since a command that waits for a writer never ends. */
  const limited = (args: readonly string[], input = '') =>
    scopeproof(folder, args, input, {}, { timeout: 60_000, killSignal: 'SIGKILL' });
  const audit = ['audit', 'api.json', '--keys', 'good.csv', '--calls', 'good.log'];
  const sql = ['sql', 'api.json', '--dialect', 'sqlite'];

  test.concurrent.each([
    'reference api.json --out pipe',
    'reference api.json --out pipe --check',
    'reference api.json --out /dev/zero --check',
    'reference api.json --tasks pipe',
    'reference api.json --tasks /dev/zero',
    'parity api.json --reference pipe',
    'parity api.json --reference new.md --tasks pipe',
    'parity api.json --contract pipe',
    'parity api.json --contract pipe --update',
    'parity api.json --contract /dev/zero',
    'parity api.json --acknowledged pipe',
    'parity api.json --openapi pipe',
    'parity api.ts --app pipe.ts',
    'import pipe',
    'import openapi.json --out pipe',
    'import openapi.json --out pipe --force',
    'import openapi.json --out /dev/zero',
    'export api.json pipe',
    'export pipe.json openapi.json',
    'manifest pipe.json',
    'manifest pipe.ts',
    'diff pipe.json api.json',
    'diff api.json pipe.json',
    'diff api.json api.json --acknowledged pipe',
    'used pipe.ts',
    'used api.ts --acknowledged pipe',
    'forbid api.json contacts:read --keys good.csv --unless-in pipe',
    'least api.json --calls pipe --calls-format har --key k_1',
    [...audit, '--never-narrow pipe'].join(' '),
    [...audit, '--baseline pipe'].join(' '),
    [...audit, '--baseline /dev/zero'].join(' '),
    [...sql, '--never-narrow pipe'].join(' '),
  ])('%s', async (line) => {
    const args = line.split(' ');
    const file = args.find((each) => /^(?:pipe|\/dev\/zero)/.test(each));
    expect(refusal(await limited(args))).toBe(`${file}: not a file`);
  });

  test.concurrent('is no database', async () => {
    const query = ['--keys', 'sqlite:pipe.db', '--keys-query', 'select id, scopes from keys'];
    expect(refusal(await limited(['forbid', 'api.json', 'contacts:read', ...query]))).toBe(
      'pipe.db: not a file',
    );
  });

  test.concurrent('is no project', async () => {
    expect(refusal(await limited(['used', 'api.ts', '--project', 'pipe']))).toBe('pipe: no such file');
  });

  test('a device takes a module that replaces what is there', async () => {
    const { code } = await limited(['import', 'openapi.json', '--out', '/dev/null', '--force']);
    expect(code).toBe(0);
  });

  // A shell gives such a path for `<(…)`: its writer is there.
  test.each(['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])(
    'what a pipe of the shell has is read from %s',
    (file) => {
      const bin = join(inject('consumer'), 'node_modules/@scopeproof/cli/dist/main.js');
      const piped = (input: string, args: string) =>
        execFileSync('sh', ['-c', `printf '%s\\n' '${input}' | "${process.execPath}" "${bin}" ${args}`], {
          cwd: folder,
          encoding: 'utf8',
          timeout: 60_000,
        });
      // The command fails where a key that it finds is none of those that may.
      const keys = 'k_1\nk_2';
      expect(piped(keys, `forbid api.json contacts:read --keys good.csv --unless-in ${file}`)).toContain(
        '0 stored keys',
      );
      const tasks = '{"Read one":["GET /contacts/:id"]}';
      expect(piped(tasks, `reference api.json --tasks ${file}`)).toContain('Read one');
    },
  );

  test.concurrent.each([
    ['SIGINT', keysIn('pipe.csv')],
    ['SIGTERM', keysIn('pipe.csv')],
    ['SIGTERM', keysIn('pipe.csv.gz')],
    ['SIGTERM', callsIn('pipe.csv')],
  ] as const)('%s ends a command that waits for a table: %j', async (signal, args) => {
    const bin = join(inject('consumer'), 'node_modules/@scopeproof/cli/dist/main.js');
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: 'ignore' });
    const closed = once(child, 'close');
    // Node.js has started by then, and the command waits.
    await setTimeout(5000);
    child.kill(signal);
    const killed = setTimeout(30_000).then(() => child.kill('SIGKILL'));
    expect(await Promise.race([closed, killed])).toEqual([null, signal]);
  });
});

describe('standard output', () => {
  /** Runs the command in a shell, which gives its exit code as the last line of standard error. */
  const inShell = (args: string, then: string): string => {
    const bin = join(inject('consumer'), 'node_modules/@scopeproof/cli/dist/main.js');
    const command = `{ "${process.execPath}" "${bin}" ${args} ${then}; echo "code $?" >&2; }`;
    return execFileSync('sh', ['-c', `{ ${command} ${then.startsWith('>') ? '' : '| head -n 1'}; } 2>&1`], {
      cwd: folder,
      encoding: 'utf8',
    });
  };
  beforeAll(() => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `k_${i},contacts:write\n`);
    writeFileSync(join(folder, 'many.csv'), `id,scopes\n${rows.join('')}`);
  });

  test.each(['text', 'json', 'sarif'])('that nobody reads to the end ends it: %s', (format) => {
    const output = inShell(
      `forbid api.json 'contacts:*' --keys many.csv --format ${format} --limit 50000`,
      '',
    );
    expect(output).toMatch(/^[^\n]+\ncode 2\n$/);
  });

  test.runIf(process.platform === 'linux')('that is full is told', () => {
    const output = inShell('manifest api.json', '> /dev/full');
    expect(output).toBe('scopeproof: the output cannot be written (ENOSPC)\ncode 2\n');
  });
});
