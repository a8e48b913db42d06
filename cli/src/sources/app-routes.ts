/** Compares the routes of an app with those of a table, as the guard of its framework does. */
import { subscribe } from 'node:diagnostics_channel';
import { fail } from '../failure.js';
import { expressGuards } from '../guards/express.js';
import { type FastifyRoute, fastifyGuards } from '../guards/fastify.js';
import { type AppGuards, listOf, memberOf } from '../guards/guards.js';
import { honoGuards } from '../guards/hono.js';

/** What an app and its route table do not have in common. */
export interface AppParity {
  /** Routes of the app that the table does not list. */
  readonly unlisted: readonly string[];
  /** Routes of the table that the app has no handler for. */
  readonly unhandled: readonly string[];
  /** How the app guards its routes, where that can be seen. */
  readonly guards?: GuardParity;
}

/** How the guards of an app stand before the routes of a table. */
export interface GuardParity {
  /** Whether the app has any guard that can be seen. */
  readonly isAnySeen: boolean;
  /** Routes of the app without a guard. */
  readonly unguarded: readonly ComparedRoute[];
  /** Routes of the app that have the guard of other routes. */
  readonly misplaced: readonly (ComparedRoute & { readonly guards: readonly string[] })[];
}

/** A route of an app, with the routes of the table that it answers. */
export interface ComparedRoute {
  readonly route: string;
  readonly listed: readonly string[];
}

/** How the app of a module is read. */
export interface AppReading {
  /** Imports a module as the project does. */
  readonly load: (name: string) => Promise<object>;
  /** A route table of the project's copy of the library. */
  readonly api: unknown;
  /** The routes of each app of Fastify that was made since {@link watchFastify} was called. */
  readonly fastifyRoutes: ReadonlyMap<unknown, readonly FastifyRoute[]>;
}

/** Remembers the routes of each app of Fastify: they are told to hooks only, while they are registered. */
export function watchFastify(): AppReading['fastifyRoutes'] {
  const found = new Map<unknown, readonly FastifyRoute[]>();
  subscribe('fastify.initialization', (message) => {
    const app = memberOf(message, 'fastify');
    const routes: FastifyRoute[] = [];
    found.set(app, routes);
    call(app, 'addHook', 'onRoute', function (this: unknown, options: unknown) {
      routes.push({ options, instance: this });
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
    // Nest registers its routes with Express or Fastify, and keeps its guards for itself.
    const { unlisted, unhandled } = await compareApp(
      call(call(app, 'getHttpAdapter'), 'getInstance'),
      reading,
    );
    return { unlisted, unhandled };
  }
  if (framework === undefined) return fail('its framework is none of Express and Fastify');
  const guard = await createGuard(framework, reading);
  if (framework === 'fastify') return compareFastify(app, guard, reading);
  const compare = (each: unknown): Comparison => {
    let mismatch: unknown;
    call(guard, 'assertParity', each, {
      onMismatch: (error: unknown) => {
        mismatch = error;
      },
    });
    return parityOf(mismatch) ?? { unlisted: [], unhandled: [] };
  };
  const guards = framework === 'hono' ? honoGuards(app) : expressGuards(app);
  return { ...compare(app), ...(guards && { guards: await compareGuards(guards, compare, reading) }) };
}

type Comparison = Pick<AppParity, 'unlisted' | 'unhandled'>;

/** Makes a guard of the project's copy of the library. It never sees a request. */
async function createGuard(framework: string, { load, api }: AppReading): Promise<unknown> {
  return call(await load(`scopeproof/${framework}`), 'guardRoutes', api, { authenticate: () => undefined });
}

async function compareFastify(app: unknown, guard: unknown, reading: AppReading): Promise<AppParity> {
  const routes =
    reading.fastifyRoutes.get(app) ?? fail('its Fastify does not tell of its routes: it has to be 5');
  try {
    await call(app, 'ready');
  } catch (error) {
    // The app makes the same comparison when it starts.
    if (parityOf(error) === undefined) throw error;
  }
  const compare = async (some: readonly unknown[]): Promise<Comparison> => {
    let mismatch: unknown;
    const hooks = new Map<string, (route?: unknown) => unknown>();
    const standIn = {
      addHook: (name: string, hook: (route?: unknown) => unknown) => {
        hooks.set(name, hook);
      },
    };
    call(guard, 'assertParity', standIn, {
      onMismatch: (error: unknown) => {
        mismatch = error;
      },
    });
    for (const route of some) hooks.get('onRoute')?.(route);
    await hooks.get('onReady')?.();
    return parityOf(mismatch) ?? { unlisted: [], unhandled: [] };
  };
  const guards = fastifyGuards(routes);
  return {
    ...(await compare(routes.map(({ options }) => options))),
    ...(guards && { guards: await compareGuards(guards, (each) => compare([each]), reading) }),
  };
}

/** Compares the guards of an app with the table, which says what each route of the app answers. */
async function compareGuards(
  { isAnySeen, routes }: AppGuards,
  compare: (alone: unknown) => Comparison | Promise<Comparison>,
  { api }: AppReading,
): Promise<GuardParity> {
  const all = listOf(memberOf(api, 'routes')).map(String);
  const listedFor = async (alone: unknown): Promise<readonly string[]> => {
    const unhandled = new Set((await compare(alone)).unhandled);
    return all.filter((route) => !unhandled.has(route));
  };
  const unguarded: ComparedRoute[] = [];
  const misplaced: (ComparedRoute & { readonly guards: readonly string[] })[] = [];
  for (const { text, isGuarded, guardedAs, alone } of routes) {
    // A guard of another table says nothing about this one.
    const suspected = guardedAs.filter((guard) => guard !== text && all.includes(guard));
    if (isGuarded && suspected.length === 0) continue;
    const listed = await listedFor(alone);
    // A route that the table does not list is a finding already.
    if (listed.length === 0) continue;
    if (!isGuarded) unguarded.push({ route: text, listed });
    const guards = suspected.filter((guard) => !answers(listed, guard));
    if (guards.length > 0) misplaced.push({ route: text, listed, guards });
  }
  return { isAnySeen, unguarded, misplaced };
}

/** Tells whether a guard is that of one of some routes. `HEAD` may be guarded as `GET`. */
const answers = (listed: readonly string[], guard: string): boolean =>
  listed.some((route) => route === guard || route.replace(/^HEAD /, 'GET ') === guard);

/** Gives the lists of a `ParityError`, which an app may throw itself while it is loaded. */
export function parityOf(error: unknown): AppParity | undefined {
  if (memberOf(error, 'name') !== 'ParityError') return undefined;
  const [unlisted, unhandled] = ['unlisted', 'unhandled'].map((name) => memberOf(error, name));
  const areTexts = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((each) => typeof each === 'string');
  return areTexts(unlisted) && areTexts(unhandled) ? { unlisted, unhandled } : undefined;
}

function call(value: unknown, name: string, ...args: readonly unknown[]): unknown {
  const method = memberOf(value, name);
  return typeof method === 'function'
    ? Reflect.apply(method, value, args)
    : fail(`it has no ${name}: its scopeproof or its framework is of another version`);
}
