/** What the tests need of Debian's packages, installed where it is missing. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The path of a program that a package of the same name brings along. */
export async function programOfDebian(name: string): Promise<string> {
  const find = async () => (await execute('which', [name])).stdout.trim();
  return find().catch(async () => {
    await install(name);
    return find();
  });
}

/** Sees to it that a library can be loaded, which a package brings along. */
export async function libraryOfDebian(file: string, name: string): Promise<void> {
  const { stdout } = await execute('/sbin/ldconfig', ['--print-cache']);
  if (!stdout.includes(file)) await install(name);
}

/** Installs a package of Debian. */
export async function install(name: string): Promise<void> {
  await aptGet('update');
  await aptGet('install', '--yes', '--no-install-recommends', name);
}

const aptGet = (...args: readonly string[]) =>
  execute('apt-get', ['--quiet', '--option', 'Acquire::Retries=3', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 2 ** 26,
  });
