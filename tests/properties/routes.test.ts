/** Which route answers a path: the router held to a reading of the documentation that knows no tree. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { law } from '../support/law.js';
import { untyped } from '../support/untyped.js';

const METHODS = ['GET', 'POST'];
const method = fc.constantFrom(...METHODS);
const literal = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'a.b', '(a)');

const routes = fc
  .uniqueArray(
    fc.record({
      method,
      segments: fc.array(fc.oneof(literal, fc.constantFrom(':x', ':y', ':__proto__')), { maxLength: 3 }),
      rest: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 8,
      // Two routes of one shape are refused.
      selector: ({ method, segments, rest }) =>
        [method, ...segments.map((segment) => (segment.startsWith(':') ? ':' : segment)), rest].join('/'),
    },
  )
  .map((drawn) =>
    drawn
      .filter(({ segments }) => isUnique(segments.filter(isParameter)))
      .map(({ method, segments, rest }) => `${method} /${[...segments, ...(rest ? ['*'] : [])].join('/')}`),
  );
const path = fc
  .array(fc.oneof(literal, fc.constantFrom('c', 'toString', '%20', 'd%C3%A9')), { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);

const vocabulary = untyped.defineScopes('routed', { scopes: ['any'] });

describe('match', () => {
  law('finds the most specific route, and its parameters', [routes, method, path], (routes, method, path) => {
    const api = untyped.defineRoutes(vocabulary, Object.fromEntries(routes.map((route) => [route, 'any'])));
    const [best] = routes.filter((route) => answers(route, method, path)).sort(bySpecificity);
    const found = api.match(method, path);
    expect(found?.route).toBe(best);
    if (best !== undefined) expect(Object.entries(found?.params ?? {})).toEqual(parametersOf(best, path));
  });
});

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function isParameter(segment: string): boolean {
  return segment.startsWith(':');
}

function segmentsOf(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

function answers(route: string, asked: string, path: string): boolean {
  const [method, pattern = ''] = route.split(' ');
  const [wanted, given] = [segmentsOf(pattern), segmentsOf(path)];
  const rest = wanted.at(-1) === '*';
  if (method !== asked || (rest ? given.length < wanted.length - 1 : given.length !== wanted.length))
    return false;
  return wanted.every((segment, at) => segment === '*' || isParameter(segment) || segment === given[at]);
}

/** At the first segment in which two routes differ: the end of one first, a literal, a parameter, the rest. */
function bySpecificity(one: string, other: string): number {
  const ranks = [one, other].map((route) =>
    segmentsOf(route.slice(route.indexOf('/'))).map((segment) =>
      segment === '*' ? 3 : isParameter(segment) ? 2 : 1,
    ),
  );
  const [left = [], right = []] = ranks;
  const at = left.findIndex((rank, index) => rank !== (right[index] ?? 0));
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0);
}

function parametersOf(route: string, path: string): [string, string][] {
  const given = segmentsOf(path);
  return segmentsOf(route.slice(route.indexOf('/'))).flatMap((segment, at): [string, string][] => {
    if (segment === '*') return [['*', given.slice(at).join('/')]];
    return isParameter(segment) ? [[segment.slice(1), decodeURIComponent(given[at] ?? '')]] : [];
  });
}
