/**
 * Programs of any size, as an API of that size would write them: once with this library, once with plain string
 * unions, where nothing is checked and nothing proven.
 */

/** A program of several modules: file → source. */
export type Modules = { readonly [file: string]: string };

export interface Size {
  /** An even number: each surface has `read` and `write`, and write implies read. */
  readonly scopes: number;
  readonly routes: number;
  /** A function asking for each route's grant with a handler calling it, and ten keys over all routes; or the table alone. */
  readonly whole: boolean;
  /** Whether the handlers pass on the parameters of their path as well. */
  readonly params?: boolean;
}

/** Where a program has its one mistake. */
export const mistakes = ["a key's routes", "a key's scopes", 'a handler', 'the scope of a route'] as const;
export type Mistake = (typeof mistakes)[number];

interface Route {
  readonly name: string;
  readonly surface: string;
  readonly action: 'read' | 'write';
  readonly scope: string;
}

interface Key {
  readonly scopes: readonly string[];
  readonly routes: readonly string[];
}

const keys = 10;

export function checked(size: Size, mistake?: Mistake): string {
  const { surfaces, routes } = apiOf(size);
  const table = mistake === 'the scope of a route' ? withFirst(routes, misspelt) : routes;
  return linesOf(
    "import { defineKey, defineRoutes, defineScopes, type GrantOf } from 'scopeproof';",
    "export const vocabulary = defineScopes('api', {",
    '  surfaces: {',
    ...surfaces.map((surface) => `    ${surface}: ['read', 'write'],`),
    '  },',
    "  implies: { write: ['read'] },",
    "  bundles: { read_all: ['*:read'], full_access: ['*'] },",
    '});',
    'export const api = defineRoutes(vocabulary, {',
    ...table.map(({ name, scope }) => `  '${name}': '${scope}',`),
    '});',
    ...(size.whole
      ? [
          // The second route is written to, the first one read.
          ...routes.flatMap((route, i) =>
            handled(route, i, size, mistake === 'a handler' && i === 0 ? 1 : i),
          ),
          ...keysOver(routes, mistake).map(
            (key, i) =>
              `export const key${i} = defineKey(api, 'key${i}', { scopes: [${quoted(key.scopes)}], routes: [${quoted(key.routes)}] });`,
          ),
        ]
      : ['export type Unused = [typeof defineKey, GrantOf<typeof vocabulary, never>];']),
  );
}

/** The same without keys: the table in one module, and in each of the others a handler, or an `authorize`, of 250 routes. */
export function checkedInModules(size: Omit<Size, 'whole'>, use: 'handler' | 'authorize'): Modules {
  const { routes } = apiOf(size);
  const modules: { [file: string]: string } = { 'api.ts': checked({ ...size, whole: false }) };
  for (let from = 0; from < routes.length; from += 250)
    modules[`routes${from}.ts`] = linesOf(
      "import type { GrantOf } from 'scopeproof';",
      "import { api, vocabulary } from './api.js';",
      'export type Unused = GrantOf<typeof vocabulary, never>;',
      "const { grant } = vocabulary.parse('');",
      ...routes
        .slice(from, from + 250)
        .flatMap((route, i) =>
          use === 'handler'
            ? handled(route, i, size)
            : `export const proven${i} = api.authorize(grant, '${route.name}');`,
        ),
    );
  return modules;
}

/** A function that asks for a route's grant, and the handler that calls it, or another one. */
function handled(
  { name, scope }: Route,
  i: number,
  { params }: Pick<Size, 'params'>,
  called = i,
): readonly string[] {
  const taken = params ? 'grant, params' : 'grant';
  return [
    `function answer${i}(grant: GrantOf<typeof vocabulary, '${scope}'>${params ? ', _params: object' : ''}) { return String(grant); }`,
    `export const handler${i} = api.handler('${name}', ({ ${taken} }) => answer${called}(${taken}));`,
  ];
}

export function plain(size: Size): string {
  const { surfaces, routes } = apiOf(size);
  return linesOf(
    'export type Scope =',
    ...surfaces.flatMap((surface) => [`  | '${surface}:read'`, `  | '${surface}:write'`]),
    '  ;',
    'interface Grant { readonly scopes: readonly string[] }',
    'interface Key { readonly scopes: readonly Scope[]; readonly routes: readonly (keyof typeof api)[] }',
    'export const api = {',
    ...routes.map(({ name, scope }) => `  '${name}': '${scope}',`),
    '} as const satisfies { readonly [route: string]: Scope };',
    'export function handler<Route extends keyof typeof api, Result>(',
    '  route: Route, handle: (context: { readonly grant: Grant }) => Result,',
    ') { return { route, needs: api[route], handle }; }',
    ...(size.whole
      ? [
          ...routes.flatMap(({ name }, i) => [
            `function answer${i}(grant: Grant) { return String(grant); }`,
            `export const handler${i} = handler('${name}', ({ grant }) => answer${i}(grant));`,
          ]),
          ...keysOver(routes).map(
            (key, i) =>
              `export const key${i}: Key = { scopes: [${quoted(key.scopes)}], routes: [${quoted(key.routes)}] };`,
          ),
        ]
      : ['export type Unused = Key;']),
  );
}

/** Routes go over the surfaces again and again, reading and writing in turn. */
function apiOf(size: Pick<Size, 'scopes' | 'routes'>): {
  surfaces: readonly string[];
  routes: readonly Route[];
} {
  const surfaces = Array.from({ length: size.scopes / 2 }, (_, i) => `surface${i}`);
  const routes = Array.from({ length: size.routes }, (_, i): Route => {
    const nth = Math.floor(i / 2);
    const surface = surfaces[nth % surfaces.length] as string;
    const action = i % 2 === 0 ? 'read' : 'write';
    const path = `/${surface}/part${Math.floor(nth / surfaces.length)}`;
    const name = action === 'read' ? `GET ${path}/:id` : `POST ${path}`;
    return { name, surface, action, scope: `${surface}:${action}` };
  });
  return { surfaces, routes };
}

/** Each key is for a tenth of the routes and lists what those name, without a read that a write brings along. */
function keysOver(routes: readonly Route[], mistake?: Mistake): readonly Key[] {
  const right = Array.from({ length: keys }, (_, key): Key => {
    const own = routes.slice((routes.length * key) / keys, (routes.length * (key + 1)) / keys);
    const written = new Set(own.filter(({ action }) => action === 'write').map(({ surface }) => surface));
    const scopes = own.filter(({ action, surface }) => action === 'write' || !written.has(surface));
    return { scopes: [...new Set(scopes.map(({ scope }) => scope))], routes: own.map(({ name }) => name) };
  });
  if (mistake === "a key's routes")
    return withFirst(right, (key) => ({ ...key, routes: [...key.routes, routes.at(-1)?.name ?? ''] }));
  if (mistake === "a key's scopes")
    return withFirst(right, (key) => ({ ...key, scopes: [...key.scopes, 'surface0:wirte'] }));
  return right;
}

const withFirst = <Item>(
  [first, ...rest]: readonly Item[],
  changed: (first: Item) => Item,
): readonly Item[] => (first === undefined ? [] : [changed(first), ...rest]);

const misspelt = (route: Route): Route => ({ ...route, scope: `${route.surface}:raed` });

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

export const linesOf = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
