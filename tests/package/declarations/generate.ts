/** Modules of any size, each of one kind of export. Only in `named.ts` the exports name their types. */

/** So many scopes and twice as many routes: file → source. */
export function modulesOf(scopes: number): Readonly<Record<string, string>> {
  const surfaces = Array.from({ length: scopes / 2 }, (_, surface) => `surface${surface}`);
  const routes = surfaces.flatMap((surface) => [
    { route: `GET /${surface}/:id`, needs: `${surface}:read` },
    { route: `POST /${surface}`, needs: `${surface}:write` },
    { route: `PUT /${surface}/:id`, needs: `${surface}:write` },
    { route: `DELETE /${surface}/:id`, needs: `${surface}:write` },
  ]);
  const each = <Item>(items: readonly Item[], line: (item: Item, index: number) => string) =>
    items.map((item, index) => `${line(item, index)}\n`).join('');

  return {
    'scopes.ts': `import { defineScopes } from 'scopeproof';
export const vocabulary = defineScopes('api', {
  surfaces: {
${each(surfaces, (surface) => `    ${surface}: ['read', 'write'],`)}  },
  implies: { write: ['read'] },
});
`,
    'routes.ts': `import { defineRoutes } from 'scopeproof';
import { vocabulary } from './scopes.js';
export const api = defineRoutes(vocabulary, {
${each(routes, ({ route, needs }) => `  '${route}': '${needs}',`)}});
`,
    'handlers.ts': `import { api } from './routes.js';
${each(routes, ({ route }, index) => `export const handle${index} = api.handler('${route}', ({ grant }) => grant.held);`)}`,
    'keys.ts': `import { defineKey } from 'scopeproof';
import { api } from './routes.js';
${each(routes, ({ route, needs }, index) => `export const key${index} = defineKey(api, 'key${index}', { scopes: ['${needs}'], routes: ['${route}'] });`)}`,
    'named.ts': `import type { Match } from 'scopeproof';
import { guardRoutes, type RouteGuard } from 'scopeproof/http';
import { api } from './routes.js';
export const guard: RouteGuard<typeof api, object> = guardRoutes(api, { authenticate: () => null });
export const match: Match<typeof api> | undefined = api.match('GET', '/');
`,
    'grants.ts': `import { vocabulary } from './scopes.js';
${each(routes, ({ needs }, index) => `export const authorize${index} = (stored: string) => vocabulary.authorize(vocabulary.parse(stored).grant, '${needs}');`)}`,
  };
}
