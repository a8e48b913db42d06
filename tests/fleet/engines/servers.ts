/** Database servers from Debian's packages, each with a folder of its own that goes with it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { install } from '../../support/debian.js';

const execute = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** A server that was started. */
export interface Server {
  /** The folder of its socket. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/** Starts PostgreSQL. Its user is `fleet`. */
export async function startPostgres(): Promise<Server> {
  const tools = (await postgresTools()) ?? (await installPostgres());
  const folder = await folderFor('postgres');
  const data = join(folder, 'data');
  const asOwner = (program: string, ...args: readonly string[]): readonly [string, readonly string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args];
  await execute(
    ...asOwner(
      join(tools, 'initdb'),
      '-D',
      data,
      '-U',
      'fleet',
      '--auth=trust',
      '--encoding=UTF8',
      '--no-sync',
    ),
    { env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  const server = spawn(
    ...asOwner(
      join(tools, 'postgres'),
      '-D',
      data,
      '-c',
      'listen_addresses=',
      '-k',
      folder,
      '-c',
      'fsync=off',
    ),
    { stdio: 'ignore' },
  );
  await socketIn(folder, '.s.PGSQL.5432', server);
  return { folder, stop: () => stop(server, folder) };
}

async function postgresTools(): Promise<string | undefined> {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? await readdir(root) : [];
  const folders = versions.map((version) => join(root, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

async function installPostgres(): Promise<string> {
  await install('postgresql-common');
  // The package would start a server of its own.
  await appendFile('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n');
  await install('postgresql');
  return (await postgresTools()) ?? Promise.reject(new Error('postgresql has no initdb'));
}

/** Starts MariaDB. Its user is `root`. */
export async function startMariadb(): Promise<Server> {
  if (!existsSync('/usr/sbin/mariadbd')) await install('mariadb-server');
  const folder = await folderFor('mysql');
  const data = join(folder, 'data');
  const owner = isRoot ? ['--user=mysql'] : [];
  await execute('mariadb-install-db', [
    '--no-defaults',
    ...owner,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const server = spawn(
    '/usr/sbin/mariadbd',
    ['--no-defaults', ...owner, `--datadir=${data}`, `--socket=${folder}/socket`, '--skip-networking'],
    { stdio: 'ignore' },
  );
  await socketIn(folder, 'socket', server);
  return { folder, stop: () => stop(server, folder) };
}

async function folderFor(owner: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  if (isRoot) await execute('chown', [owner, folder]);
  return folder;
}

async function socketIn(folder: string, name: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; !existsSync(join(folder, name)); tries++) {
    if (server.exitCode !== null || tries > 600)
      throw new Error(`no server at ${folder}: ${server.spawnargs}`);
    await setTimeout(100);
  }
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  // PostgreSQL stops fast at SIGINT, and `runuser` passes on SIGTERM alone.
  server.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
}
