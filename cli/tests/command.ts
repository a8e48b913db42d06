import { type ExecFileOptions, execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the installed command, as a child process. */
export function scopeproof(
  folder: string,
  args: readonly string[],
  input = '',
  more: NodeJS.ProcessEnv = {},
  limits: Pick<ExecFileOptions, 'timeout' | 'killSignal'> = {},
): Promise<Ran> {
  const bin = join(inject('consumer'), 'node_modules/@scopeproof/cli/dist/main.js');
  // A test runner in CI may force colours.
  const { FORCE_COLOR: _, ...env } = process.env;
  return new Promise((settle) => {
    const child = execFile(
      process.execPath,
      [bin, ...args],
      { cwd: folder, env: { ...env, ...more }, maxBuffer: 256 * 1024 * 1024, ...limits },
      (error, stdout, stderr) =>
        settle({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
    child.stdin?.on('error', () => {}); // a command that refuses its options reads nothing
    child.stdin?.end(input);
  });
}

/** Makes a folder in the project, with files. */
export function makeFolder(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(inject('consumer'), name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}
