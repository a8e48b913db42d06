/**
 * Runs Stryker, with what arguments there are, and holds what it found to survivors.ts. Stryker itself fails where
 * too many mutants survive.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/compile.js';
import { survivors } from './survivors.js';

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Found[] }>>;
}
interface Found {
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
/** 1-based, both of them. */
interface Place {
  readonly line: number;
  readonly column: number;
}

const here = join(root, 'tests/mutation');
rmSync(join(here, 'report'), { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
    'run',
    join(here, 'stryker.config.mjs'),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', timeout: 40 * 60_000 },
);
if (status !== 0) process.exitCode = 1;

const { files }: Report = JSON.parse(readFileSync(join(here, 'report/mutants.json'), 'utf8'));

/** Each mutant of the run, with what became of it; of several that read alike, the survivor counts. */
const fates = new Map<string, string>();
for (const [file, { source, mutants }] of Object.entries(files))
  for (const { status, replacement = '', location } of mutants) {
    const mutant = named(file, textAt(source, location), replacement);
    const survived = status === 'Survived' || status === 'NoCoverage';
    if (survived || !fates.has(mutant)) fates.set(mutant, survived ? 'survived' : status);
  }

const explained = survivors.flatMap(({ mutants }) => mutants);
const known = new Set(explained.map(([file, source, replacement]) => named(file, source, replacement)));
report(
  'each survivor is explained in tests/mutation/survivors.ts',
  [...fates].flatMap(([mutant, fate]) => (fate === 'survived' && !known.has(mutant) ? [mutant] : [])),
);
report(
  'each mutant that is explained survives',
  // A run of some files says nothing of the others; where time ran out, nothing was found.
  explained.flatMap(([file, source, replacement]) => {
    const mutant = named(file, source, replacement);
    const fate = fates.get(mutant) ?? 'is none any more';
    return file in files && fate !== 'survived' && fate !== 'Timeout' ? [`${mutant}  ${fate}`] : [];
  }),
);

function named(file: string, source: string, replacement: string): string {
  return JSON.stringify([file, source, replacement].map((text) => text.replaceAll(/\s+/g, ' ')));
}

function textAt(source: string, { start, end }: { readonly start: Place; readonly end: Place }): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join('\n');
}

// Some mutants only take longer: a clock ends them on one machine and lets them live on another. So it is whoever works
// on the tests that is held to the list; CI prints it, and is held to the share that Stryker asks for.
function report(what: string, faults: readonly string[]): void {
  console.log(`${faults.length === 0 ? 'ok ' : 'not ok'} ${what}`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0 && !process.env.CI) process.exitCode = 1;
}
