/**
 * Programs of any size, as an API of that size would write them: once with this library, once with plain string
 * unions, where nothing is checked and nothing proven.
 */

export interface Size {
  /** An even number: each surface has `read` and `write`, and write implies read. */
  readonly scopes: number;
  readonly routes: number;
  /** A function asking for each route's grant with a handler calling it, and ten keys over all routes; or the table alone. */
  readonly whole: boolean;
}

interface Route {
  readonly name: string;
  readonly surface: string;
  readonly action: 'read' | 'write';
  readonly scope: string;
}

const keys = 10;

export function checked(size: Size): string {
  const { surfaces, routes } = apiOf(size);
  return program(
    "import { defineKey, defineRoutes, defineScopes, type GrantOf } from 'scopeproof';",
    "export const vocabulary = defineScopes('api', {",
    '  surfaces: {',
    ...surfaces.map((surface) => `    ${surface}: ['read', 'write'],`),
    '  },',
    "  implies: { write: ['read'] },",
    "  bundles: { read_all: ['*:read'], full_access: ['*'] },",
    '});',
    'export const api = defineRoutes(vocabulary, {',
    ...routes.map(({ name, scope }) => `  '${name}': '${scope}',`),
    '});',
    ...(size.whole
      ? [
          ...routes.flatMap(({ name, scope }, i) => [
            `function answer${i}(grant: GrantOf<typeof vocabulary, '${scope}'>) { return String(grant); }`,
            `export const handler${i} = api.handler('${name}', ({ grant }) => answer${i}(grant));`,
          ]),
          ...keysOver(routes).map(
            ({ scopes, names }, i) =>
              `export const key${i} = defineKey(api, 'key${i}', { scopes: [${scopes}], routes: [${names}] });`,
          ),
        ]
      : ['export type Unused = [typeof defineKey, GrantOf<typeof vocabulary, never>];']),
  );
}

export function plain(size: Size): string {
  const { surfaces, routes } = apiOf(size);
  return program(
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
            ({ scopes, names }, i) =>
              `export const key${i}: Key = { scopes: [${scopes}], routes: [${names}] };`,
          ),
        ]
      : ['export type Unused = Key;']),
  );
}

/** Routes go over the surfaces again and again, reading and writing in turn. */
function apiOf(size: Size): { surfaces: readonly string[]; routes: readonly Route[] } {
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
function keysOver(routes: readonly Route[]): readonly { scopes: string; names: string }[] {
  return Array.from({ length: keys }, (_, key) => {
    const own = routes.slice((routes.length * key) / keys, (routes.length * (key + 1)) / keys);
    const written = new Set(own.filter(({ action }) => action === 'write').map(({ surface }) => surface));
    const scopes = own.filter(({ action, surface }) => action === 'write' || !written.has(surface));
    return {
      scopes: quoted(new Set(scopes.map(({ scope }) => scope))),
      names: quoted(own.map(({ name }) => name)),
    };
  });
}

const quoted = (names: Iterable<string>): string => [...names].map((name) => `'${name}'`).join(', ');

const program = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
