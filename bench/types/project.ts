/** A stranger's project, in which programs are compiled. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Compilation, type Compiler, compile, type Options } from '../../tests/support/compile.js';
import { ours, packageOf, peers } from '../peers.js';

export interface Project {
  readonly folder: string;
  /** Compiles one program, under `strict`, and nothing but it and what it imports. */
  compile(compiler: Compiler, text: string, options?: Options): Promise<Compilation>;
}

/** Makes a project far from this repository, where no `@types` is found on the way up, for as long as the work takes. */
export async function inProject<Result>(work: (project: Project) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'scopeproof-bench-'));
  try {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    for (const peer of [ours, ...peers]) await install(folder, peer.name, packageOf(peer));
    return await work({
      folder,
      async compile(compiler, text, options) {
        const program = join(folder, 'program.ts');
        await writeFile(program, text);
        return compile(compiler, [program], options);
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
