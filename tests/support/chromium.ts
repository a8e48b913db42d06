import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The path of Debian's Chromium, which is installed where it is missing. */
export async function chromiumOfDebian(): Promise<string> {
  const find = async () => (await execute('which', ['chromium'])).stdout.trim();
  return find().catch(async () => {
    await aptGet('update');
    await aptGet('install', '--yes', '--no-install-recommends', 'chromium');
    return find();
  });
}

const aptGet = (...args: readonly string[]) =>
  execute('apt-get', ['--quiet', '--option', 'Acquire::Retries=3', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 2 ** 26,
  });
