/**
 * Loads a module of the project and sends its manifest to the process above. It is a process of its own, since the module
 * may print, start a server, or end the process; and since two revisions of it are to be two modules.
 */
import { createJiti, type Jiti } from 'jiti';
import { didYouMean } from '../../../src/internal/nearest-name.js';
import { codeOf, Failure, fail } from '../failure.js';
import {
  type AppParity,
  type AppReading,
  appOf,
  compareApp,
  isApp,
  parityOf,
  watchFastify,
} from './app-routes.js';
import { appIsNext } from './module-messages.js';

/** What is sent at the end. */
export type ModuleAnswer = LoadedModule | { readonly failure: string };

/** A module that was loaded. */
export interface LoadedModule {
  /** The manifest of its API, as JSON. */
  readonly manifest: string;
  /** The files of the project that it consists of, as absolute paths. */
  readonly files: readonly string[];
  /** How the routes of an app differ from those of the API, where an app is asked for. */
  readonly app?: AppParity;
}

/** An export of a module. */
export interface ModuleExport {
  /** An absolute path. */
  readonly file: string;
  /** Empty for the only one. */
  readonly name: string;
}

type ToManifest = (api: unknown, keys?: readonly unknown[]) => object;

async function manifestOf(
  { file, name }: ModuleExport,
  app: ModuleExport | undefined,
): Promise<LoadedModule> {
  const fastifyRoutes = app && watchFastify();
  // No cache on the disk: the folder for it may be one that others can write to.
  const jiti = createJiti(file, { tsconfigPaths: true, fsCache: false, interopDefault: false });
  const toManifest = await projectsToManifest(jiti);
  const exported = await load(jiti, file);
  const isTable = (value: unknown) =>
    hasMembers(value, 'match', 'vocabulary') && accepts(() => toManifest(value));
  const isKeyOf = (table: unknown) => (value: unknown) => accepts(() => toManifest(table, [value]));
  const declared = [...new Set(exported.values())].filter((value) => hasMembers(value, 'scopes', 'held'));
  const ofKeys = () => tablesOf(jiti, isTable).filter(([, table]) => declared.every(isKeyOf(table)));
  const api = tableOf(exported, name, isTable, declared.length > 0 ? ofKeys : undefined);
  const keys = declared.filter(isKeyOf(api));
  const parity =
    app &&
    fastifyRoutes &&
    (await appParity(jiti, app, { load: (each) => jiti.import(each), api, fastifyRoutes }));
  const files = Object.keys(jiti.cache).filter((each) => !isInstalled(each));
  return {
    manifest: JSON.stringify(toManifest(api, keys)),
    files: [...new Set([file, ...files])],
    ...(parity && { app: parity }),
  };
}

async function appParity(jiti: Jiti, { file, name }: ModuleExport, reading: AppReading): Promise<AppParity> {
  const wrong = (error: unknown): never =>
    fail(error instanceof Failure ? error.message : `it cannot be made: ${firstLine(error)}`);
  send?.(appIsNext);
  let exported: ReadonlyMap<string, unknown>;
  try {
    exported = await load(jiti, file);
  } catch (error) {
    const cause = error instanceof Failure ? error.cause : undefined;
    // An app of Express or Hono compares its routes while it is loaded.
    return parityOf(cause) ?? wrong(error);
  }
  try {
    return await compareApp(await appOf(name === '' ? onlyApp(exported) : namedApp(exported, name)), reading);
  } catch (error) {
    return wrong(error);
  }
}

function onlyApp(exported: ReadonlyMap<string, unknown>): unknown {
  const names = [...exported.keys()].filter((name) => isApp(exported.get(name)));
  const apps = [...new Set(names.map((name) => exported.get(name)))];
  if (apps.length > 1) fail(`several exports are apps: say which, as #${names[0]}`);
  return apps[0] ?? fail('no export is an app: say which makes one, as #createApp');
}

const namedApp = (exported: ReadonlyMap<string, unknown>, name: string): unknown =>
  exported.has(name) ? exported.get(name) : fail(`no export ${name}${didYouMean(name, exported.keys())}`);

/** Gives `toManifest` of the library that the project uses: another copy does not know the project's tables. */
async function projectsToManifest(jiti: Jiti): Promise<ToManifest> {
  let found: unknown;
  try {
    found = Reflect.get(await jiti.import<object>('scopeproof/manifest'), 'toManifest');
  } catch (error) {
    const isOld = codeOf(error) === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    return fail(
      isOld
        ? 'the scopeproof that it imports is older than this command: update it'
        : 'no scopeproof is installed there',
    );
  }
  return typeof found === 'function'
    ? (api, keys) => found(api, keys)
    : fail('the scopeproof that it imports has no toManifest');
}

async function load(jiti: Jiti, file: string): Promise<ReadonlyMap<string, unknown>> {
  let loaded: object;
  try {
    loaded = await jiti.import<object>(file);
  } catch (error) {
    throw new Failure(`it cannot be loaded: ${firstLine(error)}`, { cause: error });
  }
  const entries = new Map<string, unknown>(Object.entries(loaded));
  // A CommonJS module that is imported natively has its exports in `default`, too.
  const inner = entries.get('default');
  if (typeof inner === 'object' && inner !== null && !hasMembers(inner, 'match', 'vocabulary'))
    for (const [name, value] of Object.entries(inner)) if (!entries.has(name)) entries.set(name, value);
  return entries;
}

/** An export that is a route table. */
type NamedTable = readonly [name: string, table: unknown];

/** Gives the route tables that the loaded modules of the project export. */
const tablesOf = (jiti: Jiti, isTable: (value: unknown) => boolean): readonly NamedTable[] =>
  Object.entries(jiti.cache)
    .filter(([file]) => !isInstalled(file))
    .flatMap(([, module]) => Object.entries<unknown>(Object(module?.exports)))
    .filter(([, value]) => isTable(value));

/**
 * Finds the route table of a module.
 *
 * @param name its export; empty for the only one.
 * @param ofKeys gives the tables that the keys of the module may be of, where it exports keys. They count where it exports
 * no table.
 */
function tableOf(
  exported: ReadonlyMap<string, unknown>,
  name: string,
  isTable: (value: unknown) => boolean,
  ofKeys: (() => readonly NamedTable[]) | undefined,
): unknown {
  if (exported.has(name))
    return isTable(exported.get(name))
      ? exported.get(name)
      : fail(`the export ${name} is not a route table: what defineRoutes gives`);
  const own = [...exported].filter(([, value]) => isTable(value));
  const tables = own.length > 0 ? own : (ofKeys?.() ?? []);
  const wanted = name === '' ? tables : tables.filter(([each]) => each === name);
  const different = [...new Set(wanted.map(([, table]) => table))];
  if (different.length > 1) {
    const whose = own.length > 0 ? 'exports are route tables' : 'route tables may be that of its keys';
    fail(`several ${whose}: say which, as #${tables[0]?.[0]}`);
  }
  if (different.length === 1) return different[0];
  if (name !== '')
    return fail(
      `no export ${name}${didYouMean(name, [...exported.keys(), ...tables.map(([each]) => each)])}`,
    );
  return ofKeys
    ? fail('no export is a route table, and no module that it imports exports that of its keys')
    : fail('no export is a route table: what defineRoutes gives');
}

const isInstalled = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file);

const hasMembers = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => Object.hasOwn(value, name));

function accepts(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

const longestReason = 500;

/** Gives the first line of what was thrown, which may be anything. */
function firstLine(error: unknown): string {
  try {
    const text = String(error instanceof Error ? error.message : error);
    const lines = text.split('\n').map((line) => line.trim());
    return lines.find((line) => line !== '')?.slice(0, longestReason) ?? 'it throws';
  } catch {
    return 'it throws';
  }
}

// The module may change the process.
const send = process.send?.bind(process);
const answer = (message: ModuleAnswer): void => {
  send?.(message, () => process.exit());
};
const answerFailure = (error: unknown): void =>
  answer({ failure: error instanceof Failure ? error.message : `it cannot be loaded: ${firstLine(error)}` });

process.on('uncaughtException', answerFailure);
process.on('unhandledRejection', answerFailure);
const [file = '', name = '', appFile, appName = ''] = process.argv.slice(2);
const app = appFile === undefined ? undefined : { file: appFile, name: appName };
manifestOf({ file, name }, app).then(answer, answerFailure);
