import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineRoutes, defineScopes, open } from '../../index.js';
import { doubtful, refused, routePatterns, wellFormed } from './path-pattern.js';

const vocabulary = defineScopes('paths', { scopes: ['x'] });
const routes = [
  'GET /',
  'POST /*',
  'GET /contacts',
  'GET /contacts/',
  'GET /contacts/:id',
  'HEAD /contacts/:other',
  'GET /contacts/export',
  'DELETE /contacts/:id/*',
  'DELETE /contacts/:id/notes',
  'GET /files/*',
  'GET /files/:name.json',
  'GET /files/v-:name',
  'GET /files/v-:name.json',
  "PUT /it's/(a)/$1+/a.b",
  'GET /deep/:a/x',
  'GET /deep/y/:b',
] as const;
const api = defineRoutes(
  vocabulary,
  Object.fromEntries(routes.map((route) => [route, open])) as never,
) as unknown as {
  match(method: string, path: string): { readonly route: string } | undefined;
};

const patterns = routePatterns(routes);
/** Finds the route of a path as the SQL does; `undefined` where it cannot tell. */
const find = (method: string, path: string): string | null | undefined => {
  if (new RegExp(wellFormed).test(path) && !new RegExp(doubtful).test(path))
    return (
      patterns.find(
        (one) => one.method === method && path.startsWith(one.prefix) && new RegExp(one.pattern).test(path),
      )?.route ?? null
    );
  return new RegExp(refused).test(path) ? null : undefined;
};
const matched = (method: string, path: string): string | null => api.match(method, path)?.route ?? null;

describe('the patterns of routes', () => {
  test.each([
    ['GET /', '^/$'],
    ['POST /*', '^/(.*[^/])?$'],
    ['GET /contacts/', '^/contacts/$'],
    ['DELETE /contacts/:id/*', '^/contacts/[^/]+(/.*[^/])?$'],
    ['GET /files/v-:name.json', '^/files/v-[^/]+[.]json$'],
    ["PUT /it's/(a)/$1+/a.b", "^/it's/[(]a[)]/[$]1[+]/a[.]b$"],
  ])('%s', (route, pattern) => {
    expect(patterns.find((one) => one.route === route)?.pattern).toBe(pattern);
  });

  test.each([
    ['GET /', '/'],
    ['POST /*', '/'],
    ['GET /contacts/', '/contacts/'],
    ['GET /contacts/:id', '/contacts/'],
    ['DELETE /contacts/:id/*', '/contacts/'],
    ['GET /files/*', '/files'],
    ['GET /files/v-:name.json', '/files/v-'],
    ['GET /contacts/export', '/contacts/export'],
  ])('%s begins with %s', (route, prefix) => {
    expect(patterns.find((one) => one.route === route)?.prefix).toBe(prefix);
  });

  test('stand in order, the most specific first', () => {
    expect(patterns.map(({ place }) => place)).toEqual(patterns.map((_, i) => i));
    const placeOf = (route: string) => patterns.findIndex((one) => one.route === route);
    const inOrder = [
      'GET /files/v-:name.json',
      'GET /files/v-:name',
      'GET /files/:name.json',
      'GET /files/*',
    ];
    expect(inOrder.map(placeOf)).toEqual(inOrder.map(placeOf).sort((a, b) => a - b));
    expect(placeOf('DELETE /contacts/:id/notes')).toBeLessThan(placeOf('DELETE /contacts/:id/*'));
  });

  test('answer HEAD where GET has no HEAD of its own', () => {
    expect(find('HEAD', '/contacts/export')).toBe('GET /contacts/export');
    expect(find('HEAD', '/contacts/7')).toBe('HEAD /contacts/:other');
    expect(patterns.some(({ route, method }) => route === 'GET /contacts/:id' && method === 'HEAD')).toBe(
      false,
    );
    expect(find('HEAD', '/anything')).toBe(null);
  });
});

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'get', ''];
const words = [
  'contacts',
  'files',
  'export',
  'notes',
  '7',
  'v-1.json',
  'v-',
  '.json',
  "it's",
  '(a)',
  '$1+',
  'a.b',
  'axb',
  'deep',
  'x',
  'y',
  '',
];
const odd = [
  '.',
  '..',
  ';',
  ';a',
  '.;',
  '..;',
  '%',
  '%4',
  '%zz',
  '%2f',
  '%5C',
  '%00',
  '%1f',
  '%7F',
  '%2e',
  '%41',
  '%7e',
  '%25',
  '%252f',
  '%25255c',
  '.%3b',
  '..%253B',
  'é',
  ' ',
  '?',
  '#',
  '\\',
  '\n',
  '"',
  '<',
  '[',
  '^',
  '`',
  '{',
  '|',
];
const encodedText = fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => {
  try {
    return encodeURIComponent(text);
  } catch {
    return '';
  }
});
const byte = fc.nat({ max: 255 }).map((n) => `%${n.toString(16).padStart(2, '0')}`);
const bytes = fc.array(byte, { maxLength: 4 }).map((list) => list.join(''));
const piece = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: encodedText },
  { weight: 1, arbitrary: bytes },
);
const segment = fc.array(piece, { minLength: 1, maxLength: 2 }).map((pieces) => pieces.join(''));
const path = fc
  .tuple(
    fc.array(segment, { maxLength: 4 }),
    fc.constantFrom('/', '/', '/', '/', '/', '', '//'),
    fc.constantFrom('', '', '', '/', '\n'),
  )
  .map(([segments, start, end]) => start + segments.join('/') + end);

describe('SQL and the router', () => {
  test('take a path for the same route, wherever SQL decides', () => {
    let decided = 0;
    let found = 0;
    fc.assert(
      fc.property(fc.constantFrom(...methods), path, (method, drawn) => {
        const own = find(method, drawn);
        if (own === undefined) return;
        decided++;
        if (own !== null) found++;
        expect([drawn, own]).toEqual([drawn, matched(method, drawn)]);
      }),
      { seed: 1, numRuns: 20_000 },
    );
    expect(decided).toBeGreaterThan(12_000);
    expect(found).toBeGreaterThan(1000);
  });

  test('decide every path of plain characters, and every text that is encoded once', () => {
    const plain = fc.stringMatching(/^\/[\w!$&'()*+,;=:@~./-]*$/);
    const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((one) => !/[\p{Cc}/\\%.]/u.test(one));
    fc.assert(
      fc.property(plain, (drawn) => find('GET', drawn) !== undefined),
      { seed: 1, numRuns: 2000 },
    );
    fc.assert(
      fc.property(text, (drawn) => {
        const encoded = `/contacts/${encodeURIComponent(drawn)}`;
        expect(find('GET', encoded)).toBe(matched('GET', encoded));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test.each([
    '/contacts/%C3%A9',
    '/contacts/%e2%82%ac',
    '/contacts/%F0%9F%98%80',
    '/contacts/a%20b',
    '/contacts/100%25',
  ])('%s is decided', (encoded) => {
    expect(find('GET', encoded)).toBe('GET /contacts/:id');
    expect(matched('GET', encoded)).toBe('GET /contacts/:id');
  });

  test.each([
    '/contacts/%41',
    '/contacts/%2e',
    '/files/%252f',
    '/contacts/é',
    '/contacts/a\n',
    '/contacts/%c3%28',
    '/contacts/"',
  ])('%j is not decided', (undecided) => {
    expect(find('GET', undecided)).toBe(undefined);
  });
});
