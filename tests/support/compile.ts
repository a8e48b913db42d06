/**
 * Runs a real TypeScript compiler, of any of the supported versions, and gives its diagnostics as data.
 * Each compiler is its own process: version 7 has no JavaScript API, and one path for all is easier to trust.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The TypeScript versions that the package supports, each installed under an alias of its own. */
export const compilers = ['5.4', '5.9', '6.0', '7.0'] as const;
export type Compiler = (typeof compilers)[number];

export interface Diagnostic {
  /** Absolute; empty for a diagnostic that belongs to no file, such as a wrong option. */
  readonly file: string;
  /** 1-based, as the compiler counts. */
  readonly line: number;
  /** 1-based, as the compiler counts. */
  readonly column: number;
  /** The whole source line, each tab shown as one space. */
  readonly source: string;
  /** The part of `source` that the compiler underlines. */
  readonly marked: string;
  /** For example `TS2322`. */
  readonly code: string;
  /** The compiler's words; the elaboration follows on indented lines. */
  readonly message: string;
}

export interface Cost {
  readonly types: number;
  readonly instantiations: number;
  readonly memoryKilobytes: number;
  readonly checkSeconds: number;
  readonly totalSeconds: number;
}

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  readonly cost: Cost;
}

/** Compiler options, as a `tsconfig.json` spells them. */
export type Options = Readonly<Record<string, unknown>>;

const defaultOptions: Options = {
  strict: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022'],
  types: [],
  typeRoots: [join(root, 'node_modules/@types')],
  moduleDetection: 'force',
  skipLibCheck: false,
  noEmit: true,
};

/** Compiles files on the disk, and nothing but them and what they import. */
export async function compile(
  compiler: Compiler,
  files: readonly string[],
  options: Options = {},
): Promise<Compilation> {
  // Outside of the repository, so that no other tsconfig.json or @types is found on the way up.
  const folder = await mkdtemp(join(tmpdir(), 'scopeproof-compile-'));
  try {
    const project = join(folder, 'tsconfig.json');
    const compilerOptions = { ...defaultOptions, ...options };
    await writeFile(project, JSON.stringify({ compilerOptions, files: files.map((file) => resolve(file)) }));
    return await compileProject(compiler, project);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Compiles a `tsconfig.json`. */
export function compileProject(compiler: Compiler, project: string): Promise<Compilation> {
  return compilation(compiler, ['--project', project]);
}

/** Builds a `tsconfig.json` and those that it refers to. The cost is that of the first of them. */
export function buildProject(compiler: Compiler, project: string): Promise<Compilation> {
  return compilation(compiler, ['--build', project]);
}

async function compilation(compiler: Compiler, what: readonly string[]): Promise<Compilation> {
  const { status, output } = await run(tsc(compiler), [...what, '--pretty', 'true', '--extendedDiagnostics']);
  const diagnostics = parseDiagnostics(output);
  if (status !== 0 && diagnostics.length === 0) {
    throw new Error(`TypeScript ${compiler} ended with ${status} and no diagnostic:\n${output}`);
  }
  return { diagnostics, cost: parseCost(output) };
}

/**
 * Compiles sources that are on no disk yet: file name → text. They may import each other, and `scopeproof`
 * as a user does: they are written into a folder of the repository, whose own name is `scopeproof`.
 * The diagnostics name the files as the caller did.
 */
export async function compileSources(
  compiler: Compiler,
  sources: Readonly<Record<string, string>>,
  options: Options = {},
): Promise<Compilation> {
  await mkdir(join(root, '.scratch'), { recursive: true });
  const folder = await mkdtemp(join(root, '.scratch/'));
  try {
    for (const [name, text] of Object.entries(sources)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const files = Object.keys(sources).map((name) => join(folder, name));
    const { diagnostics, cost } = await compile(compiler, files, options);
    const named = (file: string) => (file.startsWith(folder) ? relative(folder, file) : file);
    return { cost, diagnostics: diagnostics.map((found) => ({ ...found, file: named(found.file) })) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One diagnostic on one line, for a report to a person. */
export function describeDiagnostic({ file, line, column, code, message }: Diagnostic): string {
  return `${file === '' ? '' : `${relative(root, file)}:${line}:${column} `}${code} ${message}`;
}

/** A message with its unions sorted: before version 7 they are shown in the order in which the compiler met them. */
export function inOneOrder(message: string): string {
  return message.replace(/"[^"]*"(?: \| "[^"]*")+/g, (union) => union.split(' | ').sort().join(' | '));
}

function tsc(compiler: Compiler): string {
  const alias = compiler === '6.0' ? 'typescript' : `typescript-${compiler}`;
  return join(root, 'node_modules', alias, 'bin/tsc');
}

function run(script: string, args: readonly string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', fail).on('close', (status) => done({ status, output }));
  });
}

// Only the coloured output tells where a squiggle ends, and its colours tell its parts apart:
// a red word opens a diagnostic, an inverse gutter a source line, red tildes are the squiggle, and
// what is cyan is related information, which is left out.
const esc = '\u001b\\[';
const heading = new RegExp(
  `^(?:${esc}96m(.+?)${esc}0m:${esc}93m(\\d+)${esc}0m:${esc}93m(\\d+)${esc}0m - )?${esc}91merror${esc}0m${esc}90m (TS\\d+): ${esc}0m(.*)$`,
);
const sourceLine = new RegExp(`^${esc}7m *\\d+${esc}0m (.*)$`);
const squiggle = new RegExp(`^${esc}7m *${esc}0m ${esc}91m( *)(~+)${esc}0m$`);

/** Reads what `tsc --pretty true` prints. */
function parseDiagnostics(output: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const text of output.split(/\r?\n/)) {
    const [, file, line, column, code, message] = heading.exec(text) ?? [];
    if (code !== undefined && message !== undefined) {
      const position = {
        file: file === undefined ? '' : resolve(root, file),
        line: Number(line ?? 0),
        column: Number(column ?? 0),
      };
      diagnostics.push({ ...position, source: '', marked: '', code, message });
      continue;
    }
    const last = diagnostics.pop();
    if (last !== undefined) diagnostics.push(continued(last, text));
  }
  return diagnostics;
}

/** A diagnostic, with what one more line of output says about it. */
function continued(diagnostic: Diagnostic, text: string): Diagnostic {
  const { source, marked, message } = diagnostic;
  if (source === '') {
    const shown = sourceLine.exec(text)?.[1];
    if (shown !== undefined) return { ...diagnostic, source: shown };
    // Elaborations are indented by two or more; the blank line after them is not.
    return text.startsWith('  ') ? { ...diagnostic, message: `${message}\n${text}` } : diagnostic;
  }
  // Where the squiggle spans several lines, its first one will do.
  const [, before, tildes] = (marked === '' && squiggle.exec(text)) || [];
  if (before === undefined || tildes === undefined) return diagnostic;
  return { ...diagnostic, marked: source.slice(before.length, before.length + tildes.length) };
}

function parseCost(output: string): Cost {
  const figure = (name: string) =>
    Number(new RegExp(`^${name}: +([\\d.]+)`, 'm').exec(output)?.[1] ?? Number.NaN);
  return {
    types: figure('Types'),
    instantiations: figure('Instantiations'),
    memoryKilobytes: figure('Memory used'),
    checkSeconds: figure('Check time'),
    totalSeconds: figure('Total time'),
  };
}
