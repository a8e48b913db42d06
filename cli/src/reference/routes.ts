/** Routes of one path that a page shows together. */
export interface RouteGroup {
  /** For people: `GET, HEAD /contacts`. */
  readonly text: string;
  readonly routes: readonly [string, ...string[]];
}

/**
 * Puts routes together that have the same path, in their order.
 *
 * @param textOf gives the same text for routes that may stand together; by default, all of a path may.
 */
export function groupByPath(
  routes: readonly string[],
  textOf: (route: string) => string = () => '',
): readonly RouteGroup[] {
  const groups = new Map<
    string,
    { readonly path: string; readonly methods: string[]; readonly routes: [string, ...string[]] }
  >();
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    const key = JSON.stringify([path, textOf(route)]);
    const group = groups.get(key);
    if (group) {
      group.methods.push(method);
      group.routes.push(route);
    } else groups.set(key, { path, methods: [method], routes: [route] });
  }
  return Array.from(groups.values(), ({ path, methods, routes }) => ({
    text: `${methods.join(', ')} ${path}`,
    routes,
  }));
}

/** Gives routes as texts, those of a path together. */
export const byPath = (routes: readonly string[]): readonly string[] =>
  groupByPath(routes).map(({ text }) => text);
