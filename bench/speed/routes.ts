/** Finding the route of a request, and the least scopes for many. */
import { defineRoutes, leastScopes } from '../../dist/index.js';
import type { Effort } from '../effort.js';
import { grouped, times } from '../format.js';
import { casbin, ours, plainSet } from '../peers.js';
import type { Section } from '../report.js';
import { asking, compare, making, type Timing, timingsTable, type Way } from './compare.js';
import { casbinHolding } from './holders.js';
import { literal, numbersFrom, received, type Scope, scopesOf, vocabularyOf } from './scopes.js';

const vocabulary = vocabularyOf(600);
const names = scopesOf(600).map(({ name }) => name);
const sizes = [20, 700, 11_000] as const;

/** A match costs as much in the largest table as in the smallest, but for what the caches of a processor add. */
const mostGrowth = 1.25;

interface Request {
  readonly method: string;
  readonly path: string;
}

export async function measureRoutes(effort: Effort): Promise<Section> {
  const matching = await compare((await Promise.all(sizes.map(waysToMatch))).flat(), effort);
  const time = (size: number) =>
    matching.find(({ name }) => name === matchName(size))?.nanoseconds ?? Number.NaN;
  const growth = time(sizes[2]) / time(sizes[0]);
  return {
    title: 'Run time: routes',
    about: [
      'match finds the route of a request; half of the routes have a parameter. A Set of whole paths is the limit. ' +
        'casbin compares the path with each policy (keyMatch2), and says whether one of them allows it, not which.',
      'What a grant may call is a filter of all routes by check: for a grant that holds all scopes, and for one without any.',
      'leastScopes is called for 700 routes. Every third of them needs any of three scopes, the others need one.',
    ],
    tables: [
      timingsTable('match', matching),
      timingsTable('The routes that a grant may call, of 1,000', await compare(waysToFilter(), effort)),
      timingsTable('Once, at the start of a program', await starting(effort)),
    ],
    goals: [
      {
        name: `match among ${grouped(sizes[2])} routes`,
        aim: `≤ ${mostGrowth} × that among ${sizes[0]}`,
        measured: times(growth),
        holds: growth <= mostGrowth,
      },
    ],
  };
}

const matchName = (routes: number): string => `scopeproof, match among ${grouped(routes)}`;

async function waysToMatch(count: number): Promise<readonly Way[]> {
  const entries = Array.from({ length: count }, (_, i): [route: string, scope: Scope] => {
    const path = `/surface${i % 300}/part${Math.floor(i / 300)}`;
    return [i % 2 === 0 ? `GET ${path}/:id` : `POST ${path}`, names[i % names.length] as Scope];
  });
  const table: { readonly [route: `GET /${string}`]: Scope } = Object.fromEntries(entries);
  const api = defineRoutes(vocabulary, table);
  const split = entries.map(([route]) => route.split(' ') as [string, string]);
  const enforcer = await casbinHolding(
    split.map(([method, path]) => [path, method]),
    'r.act == p.act && keyMatch2(r.obj, p.obj)',
  );
  const paths = split.map(([, path], i) => path.replace(':id', `id${i}`));
  const requests = Array.from({ length: 256 }, (_, i): Request => {
    const route = (i * 41) % count;
    return { method: literal(split[route]?.[0] ?? ''), path: received(paths[route] ?? '') };
  });
  const known = new Set(paths);
  // It takes so long that a few requests will do.
  const few = requests.filter((_, i) => i % 64 === 0);
  return [
    asking(
      matchName(count),
      ours,
      requests,
      requests.length,
      ({ method, path }) => !!api.match(method, path),
    ),
    asking(`Set.has among ${grouped(count)}`, plainSet, requests, requests.length, ({ path }) =>
      known.has(path),
    ),
    asking(`casbin, keyMatch2 among ${grouped(count)}`, casbin, few, few.length, ({ method, path }) =>
      enforcer.enforceSync('caller', path, method),
    ),
  ];
}

/** Filters all routes, as a list of what a caller may do does. */
function waysToFilter(): readonly Way[] {
  const table: { readonly [route: `GET /${string}`]: Scope } = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [`GET /route${i}`, names[i % names.length] as Scope]),
  );
  const api = defineRoutes(vocabulary, table);
  const filtering = (name: string, stored: readonly string[], expected: number) => {
    const { grant } = vocabulary.parse(stored);
    const allowed = () => api.routes.filter((route) => api.check(grant, route).ok).length;
    return asking(name, ours, [expected], 1, (count) => allowed() === count);
  };
  return [filtering('a grant of all scopes', names, 1_000), filtering('a grant of nothing', [], 0)];
}

function starting(effort: Effort): Promise<Timing[]> {
  const next = numbersFrom(3);
  const some = () => names[next() % names.length] as Scope;
  const needs = (i: number) => (i % 3 === 0 ? vocabulary.anyOf(some(), some(), some()) : some());
  const table: { readonly [route: `GET /${string}`]: ReturnType<typeof needs> } = Object.fromEntries(
    Array.from({ length: 700 }, (_, i) => [`GET /route${i}`, needs(i)]),
  );
  const api = defineRoutes(vocabulary, table);
  if (!leastScopes(api, api.routes).exact) throw new Error('leastScopes did not find the exact answer');
  return compare(
    [
      making('leastScopes, 700 routes', ours, [api], () => leastScopes(api, api.routes)),
      making('defineScopes, 2,100 scopes', ours, [2_100], vocabularyOf),
    ],
    effort,
  );
}
