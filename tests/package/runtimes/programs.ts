/** The programs that run the suite: a gigabyte on the disk, so they are kept from one time to the next. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../support/compile.js';

const execute = promisify(execFile);

const wanted = join(root, 'tests/package/runtimes/programs');
const cache = join(root, 'node_modules/.cache/scopeproof-runtimes');

let fetched: Promise<void> | undefined;

/** The path of a program of programs/package.json, at the version and hash that its lockfile names. */
export async function fromRegistry(program: string): Promise<string> {
  fetched ??= fetchAll();
  await fetched;
  return join(cache, 'node_modules', program);
}

async function fetchAll(): Promise<void> {
  const lock = await readFile(join(wanted, 'package-lock.json'), 'utf8');
  // Written last, so that what was interrupted is fetched again.
  const complete = join(cache, 'complete.json');
  if ((await readFile(complete, 'utf8').catch(() => undefined)) === lock) return;
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(join(wanted, file), join(cache, file));
  await execute('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: cache });
  await copyFile(join(cache, 'package-lock.json'), complete);
}
