import { type AppGuards, guardOf, listOf, memberOf } from './guards.js';

/** A route of Fastify, as its hooks are told of it, and the app or plugin that has it. */
export interface FastifyRoute {
  readonly options: unknown;
  readonly instance: unknown;
}

/** The hooks that run before a handler. */
const hooksBefore = ['onRequest', 'preParsing', 'preValidation', 'preHandler'];

/** Reads the guards of the routes of a Fastify app that is ready; nothing where its hooks cannot be seen. */
export function fastifyGuards(found: readonly FastifyRoute[]): AppGuards | undefined {
  const routes = found.map(({ options, instance }) => {
    const hooks = hooksOf(instance);
    const own = guardsIn(options);
    return { options, hooks, own, all: [...guardsIn(hooks), ...own] };
  });
  if (routes.some(({ hooks }) => hooks === undefined)) return undefined;
  return {
    isAnySeen: routes.some(({ all }) => all.length > 0),
    routes: routes.flatMap(({ options, own, all }) =>
      [memberOf(options, 'method')].flat().map((method) => ({
        text: `${method} ${memberOf(options, 'url')}`,
        isGuarded: all.length > 0,
        guardedAs: own.filter((guard) => guard !== ''),
        alone: { method, url: memberOf(options, 'url') },
      })),
    ),
  };
}

/** Gives the guards among the hooks of a route, or of an app, that run before handlers. */
const guardsIn = (hooks: unknown): readonly string[] =>
  hooksBefore
    .flatMap((name) => {
      const given = memberOf(hooks, name);
      return Array.isArray(given) ? listOf(given) : [given];
    })
    .map(guardOf)
    .filter((guard) => guard !== undefined);

/** Gives the hooks of an app or a plugin, those of the apps around it included. Fastify keeps them for itself. */
function hooksOf(instance: unknown): unknown {
  for (let at = instance; at instanceof Object; at = Object.getPrototypeOf(at)) {
    const symbol = Object.getOwnPropertySymbols(at).find(
      ({ description }) => description === 'fastify.hooks',
    );
    if (symbol !== undefined) return memberOf(at, symbol);
  }
  return undefined;
}
