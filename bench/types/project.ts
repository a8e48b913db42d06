/** A stranger's project, in which programs are compiled. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Compilation, type Compiler, compile, type Options } from '../../tests/support/compile.js';
import { ours, packageOf, peers } from '../peers.js';
import type { Modules } from './programs.js';

export interface Project {
  readonly folder: string;
  /** Compiles one program, of one module or of several, under `strict`, and nothing but it and what it imports. */
  compile(compiler: Compiler, program: string | Modules, options?: Options): Promise<Compilation>;
}

/** Makes a project far from this repository, where no `@types` is found on the way up, for as long as the work takes. */
export async function inProject<Result>(work: (project: Project) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'scopeproof-bench-'));
  try {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    for (const peer of [ours, ...peers]) await install(folder, peer.name, packageOf(peer));
    return await work({
      folder,
      async compile(compiler, program, options) {
        const modules = typeof program === 'string' ? { 'program.ts': program } : program;
        const files = Object.keys(modules).map((file) => join(folder, file));
        for (const [file, text] of Object.entries(modules)) await writeFile(join(folder, file), text);
        return compile(compiler, files, options);
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function install(folder: string, name: string, from: string): Promise<void> {
  const link = join(folder, 'node_modules', name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(from, link, 'junction');
}
