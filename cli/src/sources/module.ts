import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fail } from '../failure.js';
import { appIsNext } from './module-messages.js';
import type { LoadedModule, ModuleAnswer, ModuleExport } from './module-process.js';

const longestLoad = 60_000;

/**
 * Loads a module of the project, and gives the manifest of its API. The project's own `scopeproof/manifest` makes it.
 *
 * @param table the route table.
 * @param label what messages call the file.
 * @param app an app whose routes are compared with the table, and what messages call it.
 * @throws Failure for a module that throws or ends the process, and for one without such an export.
 */
export async function loadModule(
  table: ModuleExport,
  label: string,
  app?: ModuleExport & { readonly label: string },
): Promise<LoadedModule> {
  const args = [table, ...(app ? [app] : [])].flatMap(({ file, name }) => [file, name]);
  const child = fork(fileURLToPath(new URL('./module-process.js', import.meta.url)), args, {
    execArgv: [],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    // What the module prints is no part of the command's output.
    stdio: ['ignore', 2, 2, 'ipc'],
    timeout: longestLoad,
    killSignal: 'SIGKILL',
  });
  let loading = label;
  const answer = await new Promise<ModuleAnswer>((settle) => {
    child.on('message', (message) => {
      if (message === appIsNext && app) loading = app.label;
      if (isAnswer(message)) settle(message);
    });
    child.once('error', () => settle({ failure: 'no process can be started for it' }));
    child.once('exit', (code, signal) =>
      settle({
        failure: child.killed
          ? `it takes longer than ${longestLoad / 1000} s to load`
          : `it ends the process while it is loaded, with ${code === null ? signal : `exit code ${code}`}`,
      }),
    );
  });
  return 'failure' in answer ? fail(`${loading}: ${answer.failure}`) : answer;
}

/** Tells an answer from what the module sends itself, such as the `ready` of a process manager. */
function isAnswer(message: unknown): message is ModuleAnswer {
  const { failure, manifest, files }: Record<string, unknown> = Object(message);
  return typeof failure === 'string' || (typeof manifest === 'string' && Array.isArray(files));
}
