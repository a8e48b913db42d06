import { type AppGuards, type AppRoute, guardOf, listOf, memberOf, textOf } from './guards.js';

/** A layer of a router that is no router itself: middleware, or the handlers of a route for one method. */
interface Step {
  /** The layers that a request passes, from the router of the app inwards. */
  readonly layers: readonly unknown[];
  /** The method of a route; none for middleware. */
  readonly method: string | undefined;
  readonly handlers: readonly unknown[];
  /** The routers' path, and that of the route; none for middleware and for what is no text. */
  readonly base: string | undefined;
  readonly path: string | undefined;
  readonly isStrict: boolean;
}

/** Reads the guards of an Express app; nothing before router 2.3, which does not say where a router is mounted. */
export function expressGuards(app: unknown): AppGuards | undefined {
  const steps = stepsOf(memberOf(app, 'router'), [], '');
  if (steps.some(({ layers }) => layers.some((layer) => !('rawPath' in Object(layer))))) return undefined;
  const guards = steps.flatMap((step, place) =>
    step.handlers.some((each) => guardOf(each) !== undefined) ? [{ ...step, place }] : [],
  );
  const routes = steps.flatMap((step, place): AppRoute[] => {
    const { method, handlers, base, path, isStrict } = step;
    if (method === undefined || base === undefined || path === undefined) return [];
    const sample = sampleOf(base + path);
    if (sample === undefined) return [];
    const own = handlers.map(guardOf).filter((guard) => guard !== undefined);
    const isGuarded =
      own.length > 0 ||
      // What may go on to the next route may be middleware of a guarded one.
      guards.some(
        (each) => (each.place < place || mayGoOn(handlers.at(-1))) && standsAt(each, method, sample),
      );
    const route = { path, methods: { [method === 'ALL' ? '_all' : method.toLowerCase()]: true } };
    const router = { stack: [{ rawPath: base, handle: { stack: [{ route }], strict: isStrict } }] };
    return [
      {
        // Unless its router is strict, a slash at the end makes no difference.
        text: `${method} ${isStrict ? base + path : (base + path).replace(/(.)\/$/, '$1')}`,
        isGuarded,
        guardedAs: own.filter((guard) => guard !== ''),
        alone: { router },
      },
    ];
  });
  return { isAnySeen: guards.length > 0, routes };
}

/** Lists what a router has, and what the routers in it have, in the order in which a request comes to it. */
function stepsOf(router: unknown, outer: readonly unknown[], base: string | undefined): readonly Step[] {
  const isStrict = memberOf(router, 'strict') === true;
  return listOf(memberOf(router, 'stack')).flatMap((layer): readonly Step[] => {
    const [handle, route, own] = ['handle', 'route', 'rawPath'].map((name) => memberOf(layer, name));
    const layers = [...outer, layer];
    if (route === undefined && Array.isArray(memberOf(handle, 'stack')))
      return stepsOf(
        handle,
        layers,
        base === undefined || typeof own !== 'string' ? undefined : `${base}${own}`.replace(/\/$/, ''),
      );
    const middleware = { layers, method: undefined, handlers: [handle], base, path: undefined, isStrict };
    if (route === undefined) return [middleware];
    return methodsOf(route).flatMap((method) => {
      const handlers = listOf(memberOf(route, 'stack'))
        .filter((each) => isFor(method, memberOf(each, 'method')))
        .map((each) => memberOf(each, 'handle'));
      return [memberOf(route, 'path')]
        .flat()
        .map((path) => ({ layers, method, handlers, base, path: pathOf(path), isStrict }));
    });
  });
}

const pathOf = (path: unknown): string | undefined => (typeof path === 'string' ? path : undefined);

/** Gives the methods of a route. `app.all` adds every method that Node.js knows. */
function methodsOf(route: unknown): readonly string[] {
  const names = Object.keys(Object(memberOf(route, 'methods')));
  return names.length > 9 || names.includes('_all') ? ['ALL'] : names.map((name) => name.toUpperCase());
}

/** Tells whether a handler that was added for a method, or for all, runs for a request of another. */
const isFor = (method: string, added: unknown): boolean =>
  typeof added !== 'string' || added === (method === 'ALL' ? 'get' : method.toLowerCase());

/** A handler without `next` ends the request. Others may have their arguments in a list. */
const mayGoOn = (handler: unknown): boolean =>
  typeof handler === 'function' && handler.length !== 1 && handler.length !== 2;

/** Gives a path that a route matches; nothing where its path has parts that are optional. */
function sampleOf(path: string): string | undefined {
  if (/(?<!\\)[{}()[\]"+?!]/.test(path)) return undefined;
  return path
    .replace(/(\\.)|:[\w$]+|\*\w+/g, (_, escaped: string | undefined) => escaped ?? '%C3%97')
    .replace(/\\(.)/g, '$1');
}

/** Tells whether a request comes to a step. */
function standsAt({ layers, method }: Step, wanted: string, path: string): boolean {
  if (method !== undefined && method !== 'ALL' && method !== wanted) return false;
  let rest = path;
  return layers.every((layer) => {
    const taken = matchedPath(layer, rest);
    if (taken !== undefined) rest = rest.slice(taken.replace(/\/$/, '').length) || '/';
    return taken !== undefined;
  });
}

function matchedPath(layer: unknown, path: string): string | undefined {
  const match = memberOf(layer, 'match');
  if (typeof match !== 'function') return undefined;
  const matched: unknown = Reflect.apply(match, layer, [path]);
  if (!matched) return undefined;
  return textOf(memberOf(matched === true ? layer : matched, 'path'));
}
