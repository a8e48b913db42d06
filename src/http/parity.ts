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

/** Is thrown by `assertParity`, when an app starts whose routes are not those of its table. */
export class ParityError extends Error implements Parity {
  override readonly name = 'ParityError';
  readonly unlisted: readonly string[];
  readonly unhandled: readonly string[];

  constructor({ unlisted, unhandled }: Parity) {
    const lists = [
      ['the app has routes that the table does not list', unlisted],
      ['the table lists routes that the app has no handler for', unhandled],
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
}

/** Compares the routes of an app with those of a table. A route for `HEAD` may be answered as `GET`. */
export const assertParity = (
  api: UntypedRouteTable,
  routes: readonly ListedRoute[],
  { onMismatch }: ParityOptions = {},
): void => {
  const { coversOf, isSame } = createCovers(api);
  const methods = [...new Set(api.routes.map((route) => parseRoute(route).method))];
  const handled = new Set<string>();
  const unlisted = routes.filter((route) => {
    const covers = (route.method === 'ALL' ? methods : [route.method])
      .flatMap((method) => coversOf(method, route))
      .filter((cover) => isSame(cover, route));
    for (const cover of covers) {
      handled.add(cover);
      if (cover.startsWith('GET ')) handled.add(cover.replace('GET', 'HEAD'));
    }
    return covers.length === 0 && !route.isMiddleware;
  });
  const mismatch = new ParityError({
    unlisted: [...new Set(unlisted.map(({ text }) => text))],
    unhandled: api.routes.filter((route) => !handled.has(route)),
  });
  if (mismatch.unlisted.length + mismatch.unhandled.length === 0) return;
  if (!onMismatch) throw mismatch;
  onMismatch(mismatch);
};
