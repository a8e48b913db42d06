/**
 * Each adapter as a new user comes to it: the framework's own starter, the packed tarball, the program of the page
 * pasted, compiled as the starter does it, run, and asked what the page says to ask. `npm run test:quickstarts`; installs
 * from the registry, listens on this machine alone, ends with 1 where something is not as the page says.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../support/compile.js';
import { type Command, readPage } from './page.js';
import { type Starter, starters } from './starters.js';

const { positionals } = parseArgs({ allowPositionals: true });
const wanted = starters.filter(({ page }) => positionals.length === 0 || positionals.includes(page));

/** No step may take longer. */
const milliseconds = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'scopeproof-quickstarts-'));
try {
  run(root, ['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) as string);
  for (const starter of wanted) {
    const faults = await examine(starter, tarball).catch((error: Error) => [error.message]);
    const { page, section = '', variant = '' } = starter;
    console.log(
      [faults.length === 0 ? 'ok ' : 'not ok', `docs/${page}`, section, variant].filter(Boolean).join(' '),
    );
    for (const fault of faults) console.log(`  ${fault.trim().replaceAll('\n', '\n  ')}`);
    if (faults.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function examine(starter: Starter, tarball: string): Promise<string[]> {
  const project = mkdtempSync(join(folder, starter.page.replace('.md', '-')));
  const port = await freePort();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text.replaceAll('3000', String(port)));
  };
  write('package.json', JSON.stringify({ name: 'starter', version: '1.0.0', type: 'module' }));
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--silent'];
  const { generate, devDependencies, dependencies } = starter;
  const needsCompiler = generate?.includes('tsc');
  if (needsCompiler) run(project, [...install, '--save-dev', ...devDependencies]);
  if (generate) run(project, generate);
  else if (devDependencies.length > 0) run(project, [...install, '--save-dev', ...devDependencies]);
  for (const [file, text] of Object.entries(starter.files ?? {})) write(file, text);
  if (starter.amended) {
    const { file, from, to } = starter.amended;
    const text = readFileSync(join(project, file), 'utf8');
    if (!text.includes(to)) writeFileSync(join(project, file), text.replace(from, to));
  }
  run(project, [...install, tarball, ...dependencies]);

  const page = readPage(starter.page, starter.section);
  write(starter.file, page.program);
  if (starter.client) write(starter.client.file, readPage(starter.client.page).program);
  run(project, starter.build);

  const args = (starter.args ?? []).map((text) => text.replace('3000', String(port)));
  const server = spawn(process.execPath, [starter.output, ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await listening(server, port);
    const answers = page.commands.map((command) => ask(command, page.functions, port));
    if (answers.length === 0) throw new Error('no command on the page');
    if (starter.client) answers.push(callFrom(project, starter.client.output));
    return answers.flat();
  } finally {
    const ended = once(server, 'exit');
    if (server.kill()) await ended;
  }
}

/** What is wrong with the answer to a command. */
function ask({ line, status, words }: Command, functions: string, port: number): string[] {
  const script = `${functions}${line}`.replaceAll('3000', String(port));
  const answer = run(folder, ['bash', '-c', script.replaceAll('curl -i', 'curl -sSi --max-time 10')]);
  const lacking = words.filter((word) => !answer.toLowerCase().includes(word.toLowerCase()));
  const asSaid = answer.split(' ', 2)[1] === status && lacking.length === 0;
  return asSaid ? [] : [`${line}\nshould give ${status} ${words.join(': ')}, but gives\n${answer}`];
}

function callFrom(project: string, output: string): string[] {
  const answer = run(project, [process.execPath, output]);
  return answer.startsWith('200 ') ? [] : [`${output} prints\n${answer}`];
}

function run(cwd: string, [command = '', ...args]: readonly string[]): string {
  try {
    // As from a terminal: what npm tells the scripts that it runs is not meant for these.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    return execFileSync(command, args, {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: milliseconds,
    });
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    throw new Error([message, stdout, stderr].join('\n').slice(0, 4_000));
  }
}

async function listening(server: ChildProcess, port: number): Promise<void> {
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (text) => {
      said += text;
    });
  for (const until = Date.now() + milliseconds; Date.now() < until; ) {
    if (server.exitCode !== null) throw new Error(`the server has ended:\n${said}`);
    if (await isOpen(port)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the server does not listen:\n${said}`);
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
