/** Which route answers a path: the router held to a reading of the documentation that knows no tree. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { law } from '../support/law.js';
import { untyped } from '../support/untyped.js';

const METHODS = ['GET', 'HEAD', 'POST'];
const method = fc.constantFrom(...METHODS);
const literal = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'a.b', '(a)', 'a:b', '@a', 'a.json');
const parameter = fc.constantFrom(
  ...[':x', ':y', ':__proto__', ':x.json', '@:x', '@:y.json', ':y:b', ':x.b.json', '(:x)'],
);

const routes = fc
  .uniqueArray(
    fc.record({
      method,
      segments: fc.array(fc.oneof(literal, parameter), { maxLength: 3 }),
      end: fc.constantFrom('', '', '*', '/'),
    }),
    {
      minLength: 1,
      maxLength: 8,
      // Two routes of one shape are refused.
      selector: ({ method, segments, end }) =>
        [method, ...segments.map((segment) => segment.replace(name, ':')), end].join(' '),
    },
  )
  .map((drawn) =>
    drawn
      .filter(({ segments }) => isUnique(segments.flatMap((segment) => name.exec(segment)?.[1] ?? [])))
      .map(({ method, segments, end }) => {
        const path = segments.map((segment) => `/${segment}`).join('');
        return `${method} ${end === '*' ? `${path}/*` : path === '' ? '/' : path + end}`;
      }),
  )
  .filter((drawn) => isUnique(drawn));
const given = fc.constantFrom(
  'c',
  'toString',
  '%20',
  'd%C3%A9',
  'c.json',
  '@c',
  '@c.b.json',
  'c:b',
  '.json',
  '(c)',
);
const path = fc
  .tuple(fc.array(fc.oneof(literal, given), { maxLength: 4 }), fc.constantFrom('', '', '/'))
  .map(([segments, end]) => (segments.length === 0 ? '/' : `/${segments.join('/')}${end}`));

const vocabulary = untyped.defineScopes('routed', { scopes: ['any'] });
const tableOf = (routes: readonly string[]) =>
  untyped.defineRoutes(vocabulary, Object.fromEntries(routes.map((route) => [route, 'any'])));

describe('match', () => {
  law('finds the most specific route, and its parameters', [routes, method, path], (routes, method, path) => {
    const [best] = routes.filter((route) => answers(route, method, path)).sort(bySpecificity);
    const found = tableOf(routes).match(method, path);
    expect(found?.route).toBe(best);
    if (best !== undefined) expect(Object.entries(found?.params ?? {})).toEqual(parametersOf(best, path));
  });

  law('does not depend on the order of declaration', [routes, method, path], (routes, method, path) => {
    expect(tableOf([...routes].reverse()).match(method, path)).toEqual(tableOf(routes).match(method, path));
  });

  law(
    'finds the same for a path with encoded characters, or nothing',
    [routes, method, path, fc.func(fc.boolean())],
    (routes, method, path, isEncoded) => {
      const api = tableOf(routes);
      const encoded = path.replace(/(?<!%.?)[a-z\-._~]/gi, (letter, at) =>
        isEncoded(at) ? `%${letter.charCodeAt(0).toString(16)}` : letter,
      );
      expect([undefined, api.match(method, path)?.route]).toContain(api.match(method, encoded)?.route);
    },
  );
});

const name = /(?<!\w):(\w+)/;

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function pathOf(route: string): string {
  return route.slice(route.indexOf('/'));
}

function segmentsOf(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

/** The text before and after the parameter of a segment; nothing for a segment without one. */
function textAround(segment: string): readonly [before: string, after: string] | undefined {
  const found = name.exec(segment);
  return found ? [segment.slice(0, found.index), segment.slice(found.index + found[0].length)] : undefined;
}

function valueIn(segment: string, given: string): string | undefined {
  const text = textAround(segment);
  if (!text) return undefined;
  const [before, after] = text;
  const fits =
    given.startsWith(before) && given.endsWith(after) && given.length > before.length + after.length;
  return fits ? given.slice(before.length, given.length - after.length) : undefined;
}

function answers(route: string, asked: string, path: string): boolean {
  const [method] = route.split(' ');
  if (method !== asked && !(method === 'GET' && asked === 'HEAD')) return false;
  const [wanted, given] = [segmentsOf(pathOf(route)), segmentsOf(path)];
  const rest = wanted.at(-1) === '*';
  if (rest ? given.length < wanted.length - 1 || given.at(-1) === '' : given.length !== wanted.length)
    return false;
  return wanted.every(
    (segment, at) =>
      segment === '*' || segment === given[at] || valueIn(segment, given[at] as string) !== undefined,
  );
}

/**
 * At the first segment in which two routes differ: the end of one first, a literal, the parameter with the most text
 * before it, then after it, the rest. Of two routes that differ in nothing but their method, HEAD.
 */
function bySpecificity(one: string, other: string): number {
  const [left, right] = [segmentsOf(pathOf(one)), segmentsOf(pathOf(other))];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [ranks, others] = [ranksOf(left[at]), ranksOf(right[at])];
    const differing = ranks.findIndex((rank, index) => rank !== others[index]);
    if (differing >= 0) return (ranks[differing] as number) - (others[differing] as number);
  }
  return other.startsWith('HEAD ') ? 1 : -1;
}

function ranksOf(segment: string | undefined): readonly [number, number, number] {
  if (segment === undefined) return [0, 0, 0];
  const text = textAround(segment);
  if (!text) return [segment === '*' ? 3 : 1, 0, 0];
  return [2, -text[0].length, -text[1].length];
}

function parametersOf(route: string, path: string): [string, string][] {
  const given = segmentsOf(path);
  return segmentsOf(pathOf(route)).flatMap((segment, at): [string, string][] => {
    if (segment === '*') return [['*', given.slice(at).join('/')]];
    const value = valueIn(segment, given[at] ?? '');
    return value === undefined ? [] : [[name.exec(segment)?.[1] as string, decodeURIComponent(value)]];
  });
}
