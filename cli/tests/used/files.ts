/** The files of a project that has handlers. */

export interface Route {
  /** A method and a path. */
  readonly route: string;
  /** The requirement, as code. */
  readonly needs: string;
}

const scopes = `import { defineScopes, type GrantOf, type ScopeOf } from 'scopeproof';
export const desk = defineScopes('desk', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'], notes: ['read', 'write'] },
  implies: { write: ['read'] },
});
export type Desk = typeof desk;
export type Can<Scope extends ScopeOf<Desk>> = GrantOf<Desk, Scope>;
`;

const table = (routes: readonly Route[]): string => `import { defineRoutes } from 'scopeproof';
import { desk } from './scopes.js';
export const api = defineRoutes(desk, {
${routes.map(({ route, needs }) => `  '${route}': ${needs},`).join('\n')}
});
`;

const guard = `import { guardRoutes } from 'scopeproof/fetch';
import { api } from './api.js';
export const guard = guardRoutes(api, { authenticate: () => 'contacts:write' });
export type Api = typeof api;
`;

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    experimentalDecorators: true,
    noEmit: true,
  },
  include: ['src'],
});

/** Gives the files of a project with a route table and what is given. */
export const projectFiles = (
  routes: readonly Route[],
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  'package.json': '{"type":"module"}',
  'tsconfig.json': tsconfig,
  'src/scopes.ts': scopes,
  'src/api.ts': table(routes),
  'src/guard.ts': guard,
  ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`src/${file}`, text])),
});
