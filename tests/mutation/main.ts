/**
 * Runs Stryker on the sources, or on those that `--mutate` lists, and holds what it found to survivors.ts. Stryker
 * itself fails where too many mutants survive. `--sixth` takes a sixth of the files: the number of commits says which,
 * so that six commits in a row take all.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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
const { mutate, sixth } = parseArgs({
  options: { mutate: { type: 'string' }, sixth: { type: 'boolean' } },
}).values;
const files = mutate?.split(',') ?? (sixth ? sixthOf(sources()) : sources());
rmSync(join(here, 'report'), { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
    'run',
    join(here, 'stryker.config.mjs'),
    '--mutate',
    files.join(','),
  ],
  { cwd: root, stdio: 'inherit', timeout: 40 * 60_000 },
);
if (status !== 0) process.exitCode = 1;

const { files: found }: Report = JSON.parse(readFileSync(join(here, 'report/mutants.json'), 'utf8'));

/** Each mutant of the run, with what became of it; of several that read alike, the survivor counts. */
const fates = new Map<string, string>();
for (const [file, { source, mutants }] of Object.entries(found))
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
    return file in found && fate !== 'survived' && fate !== 'Timeout' ? [`${mutant}  ${fate}`] : [];
  }),
);

/** Gives the files that are mutated: a new one is, unless it is excluded here. */
function sources(): readonly string[] {
  const excluded = [
    /\.test\.ts$/,
    // Adapters are tested against their frameworks,
    /^(http|adapters)\/|^client\.ts$/,
    // what reads and writes whole tables against the core.
    /^(manifest|fleet)\//,
  ];
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !excluded.some((pattern) => pattern.test(file)))
    .map((file) => `src/${file}`);
}

/** Gives a sixth of some files, by size. */
function sixthOf(files: readonly string[]): readonly string[] {
  const commits = Number(execFileSync('git', ['rev-list', '--count', 'HEAD'], { cwd: root }));
  const largestFirst = files
    .map((file) => ({ file, size: statSync(join(root, file)).size }))
    .sort((a, b) => b.size - a.size);
  const parts = Array.from({ length: 6 }, () => ({ size: 0, files: [] as string[] }));
  for (const { file, size } of largestFirst) {
    const smallest = parts.reduce((least, other) => (other.size < least.size ? other : least));
    smallest.files.push(file);
    smallest.size += size;
  }
  return parts[commits % parts.length]?.files ?? [];
}

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
