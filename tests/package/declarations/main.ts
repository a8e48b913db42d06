/**
 * What a compiler writes into the declarations of a package that exports scopes, routes, handlers and keys, and
 * whether other packages can live with that: as project references, and in a workspace in which they do not reach
 * `scopeproof` themselves. And whether declarations grow no faster than their source.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  buildProject,
  type Compilation,
  type Compiler,
  compile,
  compilers,
  describeDiagnostic,
  type Options,
} from '../../support/compile.js';
import { modulesOf } from './generate.js';
import { makeWorkspace } from './workspace.js';

const sizes = [50, 100, 200, 400];
/** How much more of declarations for the same source is still no growth. */
const tolerance = 1.1;

await inWorkspace(reportReach);
for (const compiler of compilers) {
  await inWorkspace((workspace) => reportReferences(compiler, workspace));
  await inWorkspace((workspace) => reportPackages(compiler, workspace));
}
for (const compiler of ['5.4', '7.0'] as const) {
  await inWorkspace((workspace) => reportGrowth(compiler, join(workspace, 'api')));
}

/** That a workspace is what the rest takes it for. */
async function reportReach(workspace: string): Promise<void> {
  const reaches = (name: string): boolean => {
    try {
      return createRequire(join(workspace, name, 'index.js')).resolve('scopeproof') !== '';
    } catch {
      return false;
    }
  };
  report(
    'only api and extension reach scopeproof',
    ['api', 'client', 'extension', 'app'].filter(
      (name) => reaches(name) !== (name === 'api' || name === 'extension'),
    ),
  );
}

async function reportReferences(compiler: Compiler, workspace: string): Promise<void> {
  const built = await buildProject(compiler, join(workspace, 'tsconfig.json'));
  report(`TypeScript ${compiler} builds project references`, faultsOf(built));
}

/** One package after the other, each from the declarations of the one before. */
async function reportPackages(compiler: Compiler, workspace: string): Promise<void> {
  for (const name of ['api', 'client', 'app']) {
    const place = join(workspace, name);
    const compiled = await compile(
      compiler,
      [join(place, 'src/index.ts')],
      declaring(join(place, 'src'), join(place, 'dist')),
    );
    report(`TypeScript ${compiler} compiles ${name}`, faultsOf(compiled));
    if (compiled.diagnostics.length > 0) return;
  }
}

/** At each size the bytes of declarations for each byte of source. */
async function reportGrowth(compiler: Compiler, place: string): Promise<void> {
  const ratios = new Map<string, number[]>();
  for (const size of sizes) {
    const folder = join(place, String(size));
    const modules = Object.entries(modulesOf(size));
    mkdirSync(folder);
    for (const [name, source] of modules) writeFileSync(join(folder, name), source);
    const compiled = await compile(
      compiler,
      modules.map(([name]) => join(folder, name)),
      declaring(folder, folder),
    );
    report(
      `TypeScript ${compiler} compiles ${size} scopes  ${compiled.cost.totalSeconds} s`,
      faultsOf(compiled),
    );
    // Where something cannot be declared, there are no declarations to measure.
    if (compiled.diagnostics.length > 0) return;
    for (const [name, source] of modules) {
      const declared = readFileSync(join(folder, name.replace('.ts', '.d.ts')));
      ratios.set(name, [...(ratios.get(name) ?? []), declared.length / source.length]);
    }
    // At the next size the compiler could take minutes over what has grown already.
    if ([...ratios.values()].some(hasGrown)) break;
  }
  for (const [name, each] of ratios) {
    const shown = each.map((ratio) => ratio.toFixed(2)).join(', ');
    report(
      `TypeScript ${compiler} declares ${name} in ${shown} bytes for each of source`,
      hasGrown(each) ? ['grows'] : [],
    );
  }
}

function hasGrown([first = 0, ...more]: readonly number[]): boolean {
  return more.some((ratio) => ratio > first * tolerance);
}

function declaring(rootDir: string, outDir: string): Options {
  return { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir, outDir };
}

async function inWorkspace(work: (workspace: string) => Promise<void>): Promise<void> {
  const workspace = makeWorkspace();
  try {
    await work(workspace);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function faultsOf({ diagnostics }: Compilation): string[] {
  return diagnostics.map(describeDiagnostic);
}

function report(what: string, faults: readonly string[]): void {
  console.log(`${faults.length === 0 ? 'ok ' : 'not ok'} ${what}`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
