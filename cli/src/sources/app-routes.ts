/** Compares the routes of an app with those of a table, as the guard of its framework does. */
import { subscribe } from 'node:diagnostics_channel';
import { fail } from '../failure.js';

/** What an app and its route table do not have in common. */
export interface AppParity {
  /** Routes of the app that the table does not list. */
  readonly unlisted: readonly string[];
  /** Routes of the table that the app has no handler for. */
  readonly unhandled: readonly string[];
}

/** How the app of a module is read. */
export interface AppReading {
  /** Imports a module as the project does. */
  readonly load: (name: string) => Promise<object>;
  /** A route table of the project's copy of the library. */
  readonly api: unknown;
  /** The routes of each app of Fastify that was made since {@link watchFastify} was called. */
  readonly fastifyRoutes: ReadonlyMap<unknown, readonly unknown[]>;
}

/** Remembers the routes of each app of Fastify: they are told to hooks only, while they are registered. */
export function watchFastify(): AppReading['fastifyRoutes'] {
  const found = new Map<unknown, readonly unknown[]>();
  subscribe('fastify.initialization', (message) => {
    const app = memberOf(message, 'fastify');
    const routes: unknown[] = [];
    found.set(app, routes);
    call(app, 'addHook', 'onRoute', (route: unknown) => {
      routes.push(route);
    });
  });
  return found;
}

type Framework = 'hono' | 'express' | 'fastify' | 'nest';

/** Tells which framework has made a value. */
function frameworkOf(value: unknown): Framework | undefined {
  const has = (...names: readonly string[]) =>
    names.every((name) => typeof memberOf(value, name) === 'function');
  if (has('getHttpAdapter', 'init')) return 'nest';
  if (has('addHook', 'ready', 'inject')) return 'fastify';
  if (has('fetch', 'request') && Array.isArray(memberOf(value, 'routes'))) return 'hono';
  return typeof value === 'function' && has('handle', 'use', 'set') ? 'express' : undefined;
}

/** Tells whether a value is an app. */
export const isApp = (value: unknown): boolean => frameworkOf(value) !== undefined;

/**
 * Gives the app of an export: the export itself, what it promises, or what it returns.
 *
 * @throws Failure for an export that is no app, and makes none without arguments.
 */
export async function appOf(exported: unknown): Promise<unknown> {
  const value = await exported;
  const isFactory = typeof value === 'function' && !isApp(value) && value.length === 0;
  const app: unknown = isFactory ? await Reflect.apply(value, undefined, []) : value;
  return isApp(app)
    ? app
    : fail('no app of Hono, Express, Fastify or NestJS, and no function that makes one');
}

/** Compares an app with the table. */
export async function compareApp(app: unknown, reading: AppReading): Promise<AppParity> {
  const framework = frameworkOf(app);
  if (framework === 'nest') {
    await call(app, 'init');
    // Nest registers its routes with Express or Fastify.
    return compareApp(call(call(app, 'getHttpAdapter'), 'getInstance'), reading);
  }
  if (framework === undefined) return fail('its framework is none of Express and Fastify');
  const guard = await createGuard(framework, reading);
  let mismatch: unknown;
  const options = {
    onMismatch: (error: unknown) => {
      mismatch = error;
    },
  };
  if (framework === 'fastify') await compareFastify(app, guard, options, reading);
  else call(guard, 'assertParity', app, options);
  return parityOf(mismatch) ?? { unlisted: [], unhandled: [] };
}

/** Makes a guard of the project's copy of the library. It never sees a request. */
async function createGuard(framework: string, { load, api }: AppReading): Promise<unknown> {
  return call(await load(`scopeproof/${framework}`), 'guardRoutes', api, { authenticate: () => undefined });
}

async function compareFastify(
  app: unknown,
  guard: unknown,
  options: object,
  { fastifyRoutes }: AppReading,
): Promise<void> {
  const routes = fastifyRoutes.get(app) ?? fail('its Fastify does not tell of its routes: it has to be 5');
  try {
    await call(app, 'ready');
  } catch (error) {
    // The app makes the same comparison when it starts.
    if (parityOf(error) === undefined) throw error;
  }
  const hooks = new Map<string, (route?: unknown) => unknown>();
  const standIn = {
    addHook: (name: string, hook: (route?: unknown) => unknown) => {
      hooks.set(name, hook);
    },
  };
  call(guard, 'assertParity', standIn, options);
  for (const route of routes) hooks.get('onRoute')?.(route);
  await hooks.get('onReady')?.();
}

/** Gives the lists of a `ParityError`, which an app may throw itself while it is loaded. */
export function parityOf(error: unknown): AppParity | undefined {
  if (memberOf(error, 'name') !== 'ParityError') return undefined;
  const [unlisted, unhandled] = ['unlisted', 'unhandled'].map((name) => memberOf(error, name));
  const areTexts = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((each) => typeof each === 'string');
  return areTexts(unlisted) && areTexts(unhandled) ? { unlisted, unhandled } : undefined;
}

const memberOf = (value: unknown, name: string): unknown =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? Reflect.get(value, name)
    : undefined;

function call(value: unknown, name: string, ...args: readonly unknown[]): unknown {
  const method = memberOf(value, name);
  return typeof method === 'function'
    ? Reflect.apply(method, value, args)
    : fail(`it has no ${name}: its scopeproof or its framework is of another version`);
}
