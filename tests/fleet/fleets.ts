/** Random APIs with their stored keys and calls. */
import fc from 'fast-check';
import { authenticated, open, optional } from '../../src/index.js';
import type { Content } from './engines/engine.js';
import { library } from './library.js';

/** An API, with what it was declared with. */
export interface DrawnApi {
  readonly api: ReturnType<typeof library.defineRoutes>;
  readonly deprecated: { readonly [old: string]: readonly string[] };
  readonly patterns: { readonly [pattern: string]: readonly string[] };
  readonly restricted: readonly string[];
}

export interface Fleet extends Content {
  readonly drawn: DrawnApi;
  readonly neverNarrowed: readonly string[];
}

const surfaces = ['contacts', "o'brien", 'a.b', '$x', '{y}', '[z]', 'A.B', '--', 'k;'];
const actions = ['read', 'write', 'admin', "d'o"];
const bare = ['export', "it's", '()', 'Export', '`x`', '%_'];
const olds = ['people', "old'name", 'contacts.read', 'EXPORT', 'x/y'];

const vocabulary = fc
  .record({
    names: fc.subarray(surfaces, { minLength: 1, maxLength: 4 }),
    scopes: fc.subarray(bare, { maxLength: 3 }),
    format: fc.constantFrom('{surface}:{action}', '{action}_{surface}', "{surface}'{action}"),
    expands: fc.boolean(),
    implies: fc.boolean(),
    links: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
    old: fc.array(fc.tuple(fc.constantFrom(...olds), fc.array(fc.nat(), { minLength: 1, maxLength: 3 })), {
      maxLength: 3,
    }),
    restricted: fc.array(fc.nat(), { maxLength: 3 }),
  })
  .map(({ names, scopes, format, expands, implies, links, old, restricted }) => {
    const spell = (surface: string, action: string) =>
      format.replace(/\{(surface|action)\}/g, (_, part) => (part === 'surface' ? surface : action));
    const all = [...names.flatMap((name) => actions.map((action) => spell(name, action))), ...scopes];
    const at = (place: number) => all[place % all.length] as string;
    const implied = { admin: ['write'], write: ['read'] };
    const rank = (scope: string) => actions.findIndex((action) => scope.includes(action));
    const includes: Record<string, string[]> = {};
    // From a later surface to an earlier one, so that nothing is a cycle; chains stay short.
    for (const [from, to] of links) {
      const [one, other] = [from % all.length, to % all.length];
      const later = Math.max(one, other);
      const earlier = Math.min(one, other);
      if (Math.floor(later / actions.length) > Math.floor(earlier / actions.length) && rank(at(earlier)) <= 0)
        includes[at(later)] = [...new Set([...(includes[at(later)] ?? []), at(earlier)])];
    }
    const deprecated = Object.fromEntries(
      old.flatMap(([name, places]) => (all.includes(name) ? [] : [[name, [...new Set(places.map(at))]]])),
    );
    const restrictedScopes = [...new Set(restricted.map(at))];
    const patterns = Object.fromEntries([
      ['*', all],
      ...names.map((name) => [spell(name, '*'), actions.map((action) => spell(name, action))]),
      ...actions.map((action) => [spell('*', action), names.map((name) => spell(name, action))]),
    ]);
    return {
      deprecated,
      restricted: restrictedScopes,
      patterns: expands ? patterns : {},
      made: library.defineScopes('drawn', {
        surfaces: Object.fromEntries(names.map((name) => [name, actions])),
        scopes,
        format,
        includes,
        ...(implies && { implies: implied }),
        deprecated,
        docs: { scopes: Object.fromEntries(restrictedScopes.map((scope) => [scope, { restricted: true }])) },
        ...(expands && { storedPatterns: 'expand' }),
      }),
    };
  });

const methods = ['GET', 'HEAD', 'POST', 'DELETE'];
const routeSegments = [
  'a',
  'b',
  'A',
  'a.b',
  ':x',
  ':x',
  'v-:x',
  ':x.json',
  'v-:x.json',
  "it's",
  '(x)',
  '$1',
  'a:b',
  '~',
  '1',
];
const route = fc
  .tuple(
    fc.constantFrom(...methods),
    fc.array(fc.constantFrom(...routeSegments), { maxLength: 3 }),
    fc.constantFrom('', '', '', '/', '/*'),
  )
  .map(([method, segments, ending]) => {
    const path = segments.map((segment, i) => `/${segment.replace(':x', `:x${i}`)}`).join('');
    return `${method} ${path + ending || '/'}`;
  });
/** Routes of one shape are one route. */
const shapeOf = (text: string) => text.replace(/:x\d/g, ':');

const requirement = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('open', 'optional', 'authenticated') },
  {
    weight: 5,
    arbitrary: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  },
);

const drawnApi: fc.Arbitrary<DrawnApi> = fc
  .tuple(
    vocabulary,
    fc.uniqueArray(route, { selector: shapeOf, minLength: 1, maxLength: 12 }),
    fc.array(requirement, { minLength: 12, maxLength: 12 }),
  )
  .map(([{ made, ...declared }, routes, needs]) => {
    const at = (place: number) => made.scopes[place % made.scopes.length] as string;
    const read = (need: string | number[][] | undefined) =>
      need === 'open'
        ? open
        : need === 'optional'
          ? optional
          : typeof need === 'string' || need === undefined
            ? authenticated
            : made.anyOf(...need.map((places) => made.allOf(...places.map(at))));
    const table = Object.fromEntries(routes.map((text, i) => [text, read(needs[i])]));
    return { api: library.defineRoutes(made, table), ...declared };
  });

/** What stands in a parameter: plain, encoded, and what no router takes. */
const pieces = [
  'x',
  '1',
  'A',
  'a',
  'b',
  '7.json',
  'v-1',
  'v-1.json',
  '.json',
  'v-',
  "it's",
  '(x)',
  '$1',
  'a:b',
  '~',
  '!',
  '*',
  'x%20y',
  '%C3%A9',
  '%c3%a9',
  '%E2%82%AC',
  '%F0%9F%98%80',
  '%40',
  '%3b',
  'a%2Cb',
  '%25',
  '100%25',
  'v-%20.json',
  '%2520',
];
const oddPieces = [
  '',
  '.',
  '..',
  ';',
  'x;y',
  '.;',
  '..;a',
  '%',
  '%z',
  '%4',
  '%zz',
  '%2f',
  '%2F',
  '%5c',
  '%00',
  '%0a',
  '%7f',
  '%2e',
  '%2e%2e',
  '%41',
  '%61',
  '%7e',
  '%252f',
  '%25252e',
  '.%3b',
  '..%253B',
  '%c3',
  '%c3%28',
  '%C0%80',
  '%ED%A0%80',
  '%F4%90%80%80',
  '%E0%80%80',
  'é',
  '€',
  'a b',
  'x?y',
  'x#y',
  'a\\b',
  'a\n',
  '\t',
  '"',
  '<>',
  '[x]',
  '^',
  '{x}',
  '|',
  '`',
  '\u00a0',
  '\u2028',
  'x\r',
  '%FF',
];
/** A path that resembles a route. */
const pathLike = (routes: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...routes),
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...pieces) },
          { weight: 1, arbitrary: fc.constantFrom(...oddPieces) },
        ),
        {
          minLength: 4,
          maxLength: 4,
        },
      ),
      fc.constantFrom('', '', '', '', '', '/', '/x', '/x/y', '\n', '/..'),
      fc.boolean(),
    )
    .map(([text, [p0 = '', p1 = '', p2 = '', rest = ''], ending, exact]) => {
      const path = text.slice(text.indexOf(' ') + 1);
      const filled = path
        .replace(':x0', () => p0)
        .replace(':x1', () => p1)
        .replace(':x2', () => p2)
        .replace(/\*$/, () => rest);
      return exact ? filled : filled + ending;
    });

const keyIds = ['k1', 'K1', 'k2', "o'k", 'k1 ', 'ключ', 'a"b', 'back\\slash', 'k3', 'k4'];
const strangers = [
  'nonsense',
  'é',
  "x'y",
  'a"b',
  'back\\slash',
  '*',
  'contacts:*',
  ';drop',
  '\u00a0',
  '%',
  'null',
  '\\n',
];
/** What a list can have and a text cannot. */
const listStrangers = ['', ' ', 'two words', 'tab\t', '\n'];
const spaces = [' ', '  ', '\t', '\n', '\r\n', ' \v\f'];

const contentOf = (drawn: DrawnApi): fc.Arbitrary<Content> => {
  const { api, deprecated, patterns } = drawn;
  const { scopes } = api.vocabulary;
  const known = [
    ...scopes,
    ...scopes,
    ...Object.keys(deprecated),
    ...Object.keys(deprecated),
    ...Object.keys(patterns),
  ];
  const near = scopes.flatMap((scope) => [scope.toUpperCase(), `${scope}'`, `${scope}\u00a0`]);
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom(...strangers, ...near) },
  );
  const key = fc.constantFrom(...keyIds);
  return fc.record({
    keys: fc
      .tuple(
        fc.uniqueArray(key, { maxLength: 6 }),
        fc.array(fc.array(name, { maxLength: 6 }), { minLength: 6, maxLength: 6 }),
        fc.array(fc.constantFrom(...spaces), { minLength: 7, maxLength: 7 }),
      )
      .map(([ids, lists, gaps]) =>
        ids.map((id, i) => {
          const names = lists[i] ?? [];
          return { key: id, names, text: (gaps[6] ?? '') + names.map((each, n) => each + gaps[n]).join('') };
        }),
      ),
    calls: fc.array(
      fc.record({
        key: fc.option(key, { freq: 15 }),
        method: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...methods) },
          { weight: 1, arbitrary: fc.constantFrom('get', 'PUT', 'GET ') },
        ),
        path: pathLike(api.routes),
        route: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...api.routes) },
          { weight: 1, arbitrary: fc.constantFrom('GET /nowhere', "x'", 'get /') },
        ),
        status: fc.constantFrom(200, 200, 200, 204, 304, 399, 400, 404, 500),
      }),
      { maxLength: 25 },
    ),
  });
};

export const fleet: fc.Arbitrary<Fleet> = drawnApi.chain((drawn) =>
  fc
    .tuple(contentOf(drawn), fc.subarray([...drawn.api.vocabulary.scopes], { maxLength: 2 }))
    .map(([content, neverNarrowed]) => ({
      ...content,
      drawn,
      neverNarrowed,
      [fc.toStringMethod]: () =>
        JSON.stringify({
          ...content,
          neverNarrowed,
          scopes: drawn.api.vocabulary.scopes,
          routes: drawn.api.routes.map((route) => [route, drawn.api.needs(route)]),
          deprecated: drawn.deprecated,
        }),
    })),
);

/** Adds to lists what no text of names can hold. */
export const withListStrangers = (content: Fleet, place: number): Fleet => ({
  ...content,
  keys: content.keys.map((key, i) =>
    i === place % 7
      ? { ...key, names: [...key.names, listStrangers[place % listStrangers.length] as string] }
      : key,
  ),
});
