/** What the layouts of all frameworks have in common. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Handler, Routed } from '../oracle.js';
import { bySpecificity, partsOf } from '../paths.js';
import type { Random } from '../random.js';
import { type Api, type Listed, type Method, type RouteText, randomPath } from '../tables.js';

/** What stands before the handlers. */
export type Guarded = 'table' | 'route' | 'both';

/** What a layout is made of. */
export interface Plan {
  readonly guarded: Guarded;
  /** Leaves the guards out, for comparison. All else is the same. */
  readonly isOpen: boolean;
  readonly table: readonly Listed[];
  readonly api: Api;
  readonly handlers: readonly Planned[];
  /** Gives what is stored for the token of a request. */
  readonly storedFor: (authorization: string | undefined) => string | undefined;
  /** Takes note that a handler has run. */
  readonly ran: (id: string | undefined, handler: Handler, routed: Routed) => void;
}

/** A handler before its framework has it. */
export interface Planned {
  readonly method: Method | 'ALL';
  readonly path: string;
  /** The route of the table, where it has one. */
  readonly route: RouteText | undefined;
}

/** A server that is ready to listen. */
export interface Layout {
  readonly server: Server;
  /** What a reader has to know to build it again. */
  readonly notes: readonly string[];
  readonly close?: () => PromiseLike<unknown>;
}
export type Build = (plan: Plan, random: Random) => Layout | Promise<Layout>;

/** Header lines that the layouts read: which request it is, what middleware makes of it, how many handlers go on. */
export const headers = { id: 'x-id', url: 'x-url', method: 'x-method', skip: 'x-skip' } as const;

export const maxHeaderSize = 32 * 1024;
export const serverOf = (listener: RequestListener): Server => createServer({ maxHeaderSize }, listener);

/** Gives one of several headers of a request. */
export const headerOf = (
  { headers: given }: { readonly headers: Readonly<Record<string, string | string[] | undefined>> },
  name: string,
): string | undefined => {
  const value = given[name];
  return Array.isArray(value) ? value[0] : value;
};

/** The path of a target, as the guards read it in the words of RFC 9112. */
export const targetPath = (target: string): string => {
  const [path = ''] = target.split('?');
  return path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, '');
};

/** Draws which handlers an app has, in the order in which it registers them. */
export const plannedHandlers = (random: Random, table: readonly Listed[], hasMore: boolean): Planned[] => {
  const planned: Planned[] = table.map(({ route, method, path }) => ({ route, method, path }));
  if (hasMore) {
    const more = random.below(4);
    for (let i = 0; i < more; i++) {
      const path = randomPath(
        random,
        table.map((listed) => listed.path),
      );
      const method = random.pick(['GET', 'GET', 'POST', 'ALL'] as const);
      const listed = table.find((each) => each.method === method && each.path === path);
      planned.push({ method, path, route: listed?.route });
    }
    // One handler in the place of all of one path.
    if (random.chance(0.3)) {
      const { path } = random.pick(table);
      planned.push({ method: 'ALL', path, route: undefined });
    }
  }
  if (random.chance(0.4))
    return planned.sort(
      (a, b) => bySpecificity(partsOf(a.path), partsOf(b.path)) || (a.method === 'HEAD' ? -1 : 0),
    );
  return random.shuffled(planned);
};

/** Gives the route that guards a handler by itself, where it has one. */
export const guardedRoute = ({ guarded }: Plan, { route }: Planned): RouteText | undefined =>
  guarded === 'table' ? undefined : route;
