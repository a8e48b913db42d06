/**
 * The packed tarball in each kind of runtime that it is made for: all of them run suite.mjs, Node.js also as
 * CommonJS, and with both builds at once. Ends with 1 when one of them is missing or a check fails.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root } from '../../support/compile.js';
import { installTarball } from '../../support/tarball.js';
import { type Runtime, runtimes } from './runtimes.js';

const secondsToRun = 60;

interface Report {
  readonly version: string | undefined;
  readonly passed: number;
  readonly faults: readonly string[];
}
const notRun = (error: unknown): Report => ({ version: 'not run', passed: 0, faults: [String(error)] });

const folder = mkdtempSync(join(tmpdir(), 'scopeproof-runtimes-'));
try {
  installTarball(folder);
  writeSuites();
  for (const runtime of runtimes) {
    const { version, passed, faults } = await examine(runtime).catch(notRun);
    const ok = passed > 0 && faults.length === 0;
    console.log(`${ok ? 'ok ' : 'not ok'} ${runtime.name} (${version}): ${passed} passed`);
    for (const fault of faults) console.log(`  ${fault.trim().replaceAll('\n', '\n  ')}`);
    if (!ok) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeSuites(): void {
  const here = join(root, 'tests/package/runtimes');
  for (const file of ['suite.mjs', 'print.mjs', 'both-builds.mjs'])
    copyFileSync(join(here, file), join(folder, file));
  buildSync({
    entryPoints: [join(here, 'print.mjs')],
    outfile: join(folder, 'print.cjs'),
    bundle: true,
    format: 'cjs',
    external: ['scopeproof'],
  });
}

async function examine({ program, run }: Runtime): Promise<Report> {
  const path = await program().catch((error) => {
    throw new Error(`missing, and could not be fetched: ${error.message}`);
  });
  const version = /\d[\d.-]*/.exec(
    execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe' }),
  )?.[0];
  const signal = AbortSignal.timeout(secondsToRun * 1000);
  const results = await run(path, folder, signal).catch((error) => {
    throw signal.aborted ? new Error(`no answer within ${secondsToRun} seconds`) : error;
  });
  const faults = results.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`]));
  return { version, passed: results.length - faults.length, faults };
}
