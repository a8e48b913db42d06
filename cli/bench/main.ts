/**
 * How fast the command reads fleets: `npm run bench:cli`. It makes the keys and their calls in a temporary folder, runs
 * the command on them, and prints seconds and memory beside just reading the same files. `-- --full` takes a million
 * keys, 12 million calls, and a log of 3 million lines; a time never fails.
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Data, makeData } from './data.js';

const bin = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What a run took. */
interface Run {
  readonly seconds: number;
  /** The most memory that the process had, in bytes; only where Linux says it. */
  readonly memory: number;
  readonly lastLine: string;
}

/** Runs the command, with what it prints thrown away but for its last line. */
function run(args: readonly string[]): Promise<Run> {
  const start = performance.now();
  return new Promise((settle, refuse) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let memory = 0;
    let end = '';
    const watch = setInterval(() => {
      memory = Math.max(memory, peakOf(child.pid));
    }, 50);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      end = (end + text).slice(-300);
    });
    child.once('error', refuse);
    child.once('close', (code) => {
      clearInterval(watch);
      if (code !== 0 && code !== 1) refuse(new Error(`scopeproof ${args.join(' ')} ended with ${code}`));
      settle({
        seconds: (performance.now() - start) / 1000,
        memory,
        lastLine: end.trim().split('\n').at(-1) ?? '',
      });
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    // The process has ended, or this is no Linux.
    return 0;
  }
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

async function readLines(...files: readonly string[]): Promise<void> {
  for (const file of files) for await (const _ of createInterface({ input: createReadStream(file) }));
}

/** Lets DuckDB read all columns, and keep none. */
async function readTables(...files: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const file of files) await connection.run(`select count(*), max(hash(columns(*))) from '${file}'`);
  connection.closeSync();
  instance.closeSync();
}

interface Measurement {
  readonly name: string;
  readonly args: (data: Data) => readonly string[];
  readonly read: (data: Data) => Promise<void>;
}

const audit = (data: Data, keys: string, calls: string, ...more: readonly string[]) => [
  'audit',
  data.api,
  '--keys',
  keys,
  '--calls',
  calls,
  '--never-narrow',
  data.never,
  ...more,
];
const measurements: readonly Measurement[] = [
  {
    name: 'forbid, CSV',
    args: ({ api, keysCsv }) => ['forbid', api, 's0:write', '--keys', keysCsv],
    read: ({ keysCsv }) => readLines(keysCsv),
  },
  {
    name: 'audit, CSV and access log',
    args: (data) => audit(data, data.keysCsv, data.log),
    read: ({ keysCsv, log }) => readLines(keysCsv, log),
  },
  {
    name: 'the same, by DuckDB',
    args: (data) => audit(data, data.keysCsv, data.log, '--engine', 'duckdb'),
    read: ({ keysCsv, log }) => readLines(keysCsv, log),
  },
  {
    name: 'audit, Parquet, by Node.js',
    args: (data) => audit(data, data.keysParquet, data.callsParquet, '--engine', 'node'),
    read: ({ keysParquet, callsParquet }) => readTables(keysParquet, callsParquet),
  },
  {
    name: 'the same, by DuckDB',
    args: (data) => audit(data, data.keysParquet, data.callsParquet),
    read: ({ keysParquet, callsParquet }) => readTables(keysParquet, callsParquet),
  },
];

const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const amounts =
  values.full && !values.quick
    ? { keys: 1_000_000, callsOfKey: 13, logLines: 3_000_000 }
    : { keys: 20_000, callsOfKey: 13, logLines: 60_000 };
const folder = mkdtempSync(join(tmpdir(), 'scopeproof-bench-'));
try {
  const data = await makeData(folder, amounts);
  console.log(
    `${amounts.keys} keys of 8 scopes, ${amounts.keys * amounts.callsOfKey} calls, ${amounts.logLines} lines`,
  );
  for (const { name, args, read } of measurements) {
    const bare = await secondsOf(() => read(data));
    const { seconds, memory, lastLine } = await run(args(data));
    const figures = [
      name.padEnd(28),
      `${seconds.toFixed(1)} s`.padStart(8),
      `${(memory / 1e6).toFixed(0)} MB`.padStart(8),
      `${(seconds / bare).toFixed(1)} times reading`.padStart(20),
    ];
    console.log(`${figures.join('')}  ${lastLine}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
