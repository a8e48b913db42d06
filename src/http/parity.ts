import { parseRoute } from '../routes/router.js';
import { createCovers, type FrameworkRoute } from './framework-route.js';
import type { UntypedRouteTable } from './untyped.js';

/** What an app and its route table do not have in common. */
export interface Parity {
  /** Routes of the app that the table does not list, as method and path. */
  readonly unlisted: readonly string[];
  /** Routes of the table that the app has no handler for. */
  readonly unhandled: readonly string[];
}

/** What a message calls an app and its routes: a router has procedures, a server has tools. */
export interface ParityNames {
  readonly app: string;
  readonly routes: string;
}

/** Is thrown by `assertParity`, when an app starts whose routes are not those of its table. */
export class ParityError extends Error implements Parity {
  override readonly name = 'ParityError';
  readonly unlisted: readonly string[];
  readonly unhandled: readonly string[];

  constructor(
    { unlisted, unhandled }: Parity,
    { app, routes }: ParityNames = { app: 'app', routes: 'routes' },
  ) {
    const lists = [
      [`the ${app} has ${routes} that the table does not list`, unlisted],
      [`the table lists ${routes} that the ${app} has no handler for`, unhandled],
    ] as const;
    super(
      lists
        .filter(([, routes]) => routes.length > 0)
        .map(([what, routes]) => `${what}: ${routes.join(', ')}`)
        .join('; '),
    );
    this.unlisted = unlisted;
    this.unhandled = unhandled;
  }
}

/** The options of `assertParity`. */
export interface ParityOptions {
  /** Takes what does not fit, in place of the error: to report it, and start nevertheless. */
  readonly onMismatch?: ((mismatch: ParityError) => void) | undefined;
}

/** A route of an app, with its text for people. */
export interface ListedRoute extends FrameworkRoute {
  readonly text: string;
  /** The same route with the other paths that it answers, one with a slash at the end for example. */
  readonly others?: readonly FrameworkRoute[] | undefined;
}

/** A route of an app, and the routes of the table that it has the paths of. */
interface CoveringRoute {
  readonly text: string;
  readonly covers: readonly string[];
  readonly isMiddleware?: boolean | undefined;
}

/** Compares what an app has with all that a table lists. */
export const compareRoutes = (
  listed: Iterable<string>,
  routes: readonly CoveringRoute[],
  { onMismatch }: ParityOptions = {},
  names?: ParityNames,
): void => {
  const handled = new Set(routes.flatMap(({ covers }) => covers));
  const unlisted = routes.filter(({ covers, isMiddleware }) => covers.length === 0 && !isMiddleware);
  const parity: Parity = {
    unlisted: [...new Set(unlisted.map(({ text }) => text))],
    unhandled: [...listed].filter((route) => !handled.has(route)),
  };
  if (parity.unlisted.length + parity.unhandled.length === 0) return;
  const mismatch = new ParityError(parity, names);
  if (!onMismatch) throw mismatch;
  onMismatch(mismatch);
};

/** Compares the routes of an app with those of a table. A route for `HEAD` may be answered as `GET`. */
export const assertParity = (
  api: UntypedRouteTable,
  routes: readonly ListedRoute[],
  options?: ParityOptions,
): void => {
  const { coversOf, isSame } = createCovers(api);
  const methods = [...new Set(api.routes.map((route) => parseRoute(route).method))];
  const covering = routes.map((route) => {
    const covers = (route.method === 'ALL' ? methods : [route.method])
      .flatMap((method) =>
        [route, ...(route.others ?? [])].flatMap((each) =>
          coversOf(method, each).filter((cover) => isSame(cover, each)),
        ),
      )
      .flatMap((cover) => (cover.startsWith('GET ') ? [cover, cover.replace('GET', 'HEAD')] : [cover]));
    return { text: route.text, covers, isMiddleware: route.isMiddleware };
  });
  compareRoutes(api.routes, covering, options);
};
