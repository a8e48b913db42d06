/** Each runtime, and how it is made to run the suite in a folder where the package is installed. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { libraryOfDebian, programOfDebian } from '../../support/debian.js';
import { fromRegistry } from './programs.js';

export interface Result {
  readonly name: string;
  /** What is wrong; nothing where the check passed. */
  readonly error?: string;
}

export interface Runtime {
  readonly name: string;
  /** The path of its program, which is fetched where it is missing. */
  program(): Promise<string>;
  run(program: string, folder: string, signal: AbortSignal): Promise<readonly Result[]>;
}

export const runtimes: readonly Runtime[] = [
  ...['20', '22', '24', '26'].map((version) => ({
    name: `Node.js ${version}`,
    async program() {
      // Node.js 26 is linked to it; images of Debian often come without.
      await libraryOfDebian('libatomic.so.1', 'libatomic1');
      return fromRegistry(`node-${version}/bin/node`);
    },
    async run(program: string, folder: string, signal: AbortSignal) {
      const results: Result[] = [];
      for (const file of ['print.mjs', 'print.cjs', 'both-builds.mjs']) {
        const own = await printed(program, [file], folder, signal);
        results.push(...own.map(({ name, ...rest }) => ({ name: `${file}: ${name}`, ...rest })));
      }
      return results;
    },
  })),
  {
    name: 'Bun',
    program: () => fromRegistry('@oven/bun-linux-x64/bin/bun'),
    run: (program, folder, signal) => printed(program, ['run', 'print.mjs'], folder, signal),
  },
  {
    name: 'Deno',
    program: () => fromRegistry('@deno/linux-x64-glibc/deno'),
    // Without any permission.
    run: (program, folder, signal) => printed(program, ['run', '--no-prompt', 'print.mjs'], folder, signal),
  },
  {
    name: 'workerd',
    program: () => fromRegistry('@cloudflare/workerd-linux-64/bin/workerd'),
    run(program, folder, signal) {
      writeFileSync(join(folder, 'workerd.capnp'), workerdConfig(folder));
      return printed(program, ['test', 'workerd.capnp'], folder, signal);
    },
  },
  { name: 'Chromium', program: () => programOfDebian('chromium'), run: runInBrowser },
];

const execute = promisify(execFile);

/** The results that a program prints. */
async function printed(
  program: string,
  args: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const env = { ...process.env, DENO_DIR: join(folder, '.deno') };
  const { stdout } = await execute(program, args, { cwd: folder, env, signal, killSignal: 'SIGKILL' });
  return JSON.parse(stdout);
}

const installed = 'node_modules/scopeproof';

/** The module that an import of the package stands for, as its package.json says. */
function entryIn(folder: string): string {
  const { exports } = JSON.parse(readFileSync(join(folder, installed, 'package.json'), 'utf8'));
  return join(installed, exports['.'].import.default);
}

/** workerd has no file system: each module is named, with its text or the file to take it from. */
function workerdConfig(folder: string): string {
  const text = (name: string, code: string) => `(name = "${name}", esModule = ${JSON.stringify(code)})`;
  const file = (name: string) => `(name = "${name}", esModule = embed "${name}")`;
  const built = readdirSync(join(folder, installed, 'dist'), { recursive: true, encoding: 'utf8' });
  const modules = [
    text('main', "import './print.mjs'; export default { test() {} };"),
    text('scopeproof', `export * from './${entryIn(folder)}';`),
    ...['print.mjs', 'suite.mjs'].map(file),
    ...built.filter((name) => extname(name) === '.js').map((name) => file(join(installed, 'dist', name))),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "suite", worker = .suite)]);
const suite :Workerd.Worker = (compatibilityDate = "2026-01-01", modules = [${modules.join(', ')}]);
`;
}

async function runInBrowser(
  executablePath: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath });
  signal.addEventListener('abort', () => browser.close());
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate("import('/suite.mjs').then(({ checks, run }) => run(checks))");
  } finally {
    await browser.close();
    server.close();
  }
}

/** A page that knows where the package is, and the files of a folder. */
async function serve(folder: string): Promise<Server> {
  const imports = { scopeproof: `/${entryIn(folder)}` };
  const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const body = path === '/' ? page : await readFile(join(folder, path)).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': path === '/' ? 'text/html' : 'text/javascript',
    });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
