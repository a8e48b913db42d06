/**
 * Polluted prototypes, as a careless merge of JSON leaves them behind, change no decision: whether they were polluted
 * before the library was loaded, between its loading and the declarations, or between the declarations and the
 * questions. Each case is a process of its own.
 *
 * Out of scope is code that runs in the process and replaces built-in functions, or defines accessors and well-known
 * symbols on built-in prototypes: whoever can do that can do anything, and no module can tell.
 */
import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { root } from '../../support/compile.js';
import { askAll, declareAll } from './battery.js';

/** Where in a process the pollution may stand. */
const PLACES = [
  'before the library is loaded',
  'before anything is declared',
  'before anything is asked',
] as const;
type Place = (typeof PLACES)[number];

/** Statements that stand at the top of a module, where imports run in their order. */
const LOADERS = {
  ESM: "import * as library from 'scopeproof';",
  CJS: `import { createRequire } from 'node:module';
        const library = createRequire(process.cwd() + '/')('scopeproof');`,
};

async function answersOf(
  loader: keyof typeof LOADERS,
  pollution: string,
  place?: Place,
): Promise<[string, unknown][]> {
  const at = (where: Place, statement: string): string => (where === place ? statement : '');
  const program = `
    ${at('before the library is loaded', `import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(pollution)}`)};`)}
    ${LOADERS[loader]}
    const declareAll = ${declareAll};
    const askAll = ${askAll};
    ${at('before anything is declared', pollution)}
    const declared = declareAll(library);
    ${at('before anything is asked', pollution)}
    const answers = askAll(declared);
    // Taken away again, so that what is written is what was answered.
    for (const prototype of [Object.prototype, Array.prototype])
      for (const key of Object.keys(prototype)) delete prototype[key];
    process.stdout.write(JSON.stringify(answers));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout);
}

const onObjects = (polluted: Record<string, unknown>): string =>
  `Object.assign(Object.prototype, ${JSON.stringify(polluted)});`;

/** A node of a router's tree that answers every path with a route that is open. */
const anyPath = {
  GET: [{ data: { route: 'GET /health', needs: 'contacts:read' }, paramsMap: [[-1, '_', true]] }],
};

const pollutions: [string, string][] = [
  [
    'scopes that are true',
    onObjects({ 'contacts:read': true, 'contacts:admin': true, 'contacts:delete': true }),
  ],
  ['scopes that are numbers', onObjects({ 'contacts:admin': 0, 'contacts:delete': 0, constructor: 0 })],
  ['surfaces', onObjects({ surfaces: { secrets: ['read'] } })],
  ['a surface', onObjects({ contacts: ['delete'], secrets: ['read'] })],
  ['scopes', onObjects({ scopes: ['contacts:admin'] })],
  ['a format', onObjects({ format: '{action}:{surface}' })],
  ['implications', onObjects({ implies: { read: ['admin'] } })],
  ['what an action implies', onObjects({ read: ['admin'] })],
  ['inclusions', onObjects({ includes: { 'contacts:read': ['*'] } })],
  ['what a scope includes', onObjects({ 'contacts:read': ['*'] })],
  ['bundles', onObjects({ bundles: { readers: ['*'] } })],
  ['a bundle', onObjects({ bundle: 'readers', readers: ['*'] })],
  ['old names', onObjects({ deprecated: { 'contacts:delete': 'contacts:admin' } })],
  ['texts', onObjects({ docs: { scopes: {} }, restricted: true, title: 'polluted' })],
  ['routes', onObjects({ routes: ['POST /contacts'], 'GET /secrets': 'contacts:read' })],
  ['results', onObjects({ ok: true, grant: {}, error: undefined, exact: true })],
  ['what a router keeps', onObjects({ static: {}, param: {}, methods: {}, key: 'polluted' })],
  ['a branch for any segment', onObjects({ param: { methods: anyPath } })],
  ['a branch for the rest of any path', onObjects({ wildcard: { methods: anyPath } })],
  ['handlers of any path', onObjects({ methods: anyPath })],
  [
    'branches for some paths',
    onObjects({ static: { secrets: { methods: anyPath }, '/secrets': { methods: anyPath } } }),
  ],
  ['parameters', onObjects({ params: { id: '1' }, paramsMap: [[0, 'id', true]], paramsRegexp: [] })],
  [
    'what is named like a part of the library',
    onObjects({
      names: ['contacts:admin'],
      numbers: {},
      closures: [[-1]],
      checks: {},
      needed: [[]],
      masks: [[]],
      kind: 'open',
      alternatives: [[]],
      needs: {},
    }),
  ],
  [
    'what is named like a part of another',
    onObjects({
      has: true,
      get: true,
      bits: [-1],
      mask: 0,
      held: ['contacts:admin'],
      length: 1,
      size: 1,
      index: 0,
      at: 0,
    }),
  ],
  [
    'numbers',
    onObjects({ 0: 'contacts:admin', 1: 'contacts:admin', 2: 'contacts:delete', '-1': 'contacts:admin' }),
  ],
  [
    'elements of every array',
    "Object.assign(Array.prototype, ['contacts:admin', 'contacts:delete', -1, -1]);",
  ],
  ['conversions', "Object.prototype.toJSON = () => ['contacts:admin'];"],
  ['functions like those of a map', 'Object.prototype.has = Object.prototype.get = () => true;'],
];

/** Both formats hold the same code; they differ in what happens while they are loaded. */
const cases = [
  ...PLACES.map((place) => ({ loader: 'ESM', place }) as const),
  { loader: 'CJS', place: PLACES[0] } as const,
];

/** With these, Node's own `require` finds no package. */
const unloadable = new Set(['numbers', 'elements of every array']);
const casesOf = (name: string) =>
  unloadable.has(name) ? cases.filter(({ loader }) => loader === 'ESM') : cases;

describe('a process whose prototypes are clean', async () => {
  const right = await answersOf('ESM', '');

  test('has answers to everything', () => {
    expect(right.length).toBeGreaterThan(300);
    expect(Object.fromEntries(right)).toMatchObject({
      'reader may contacts:read': true,
      'reader may contacts:write': false,
      'writer may GET /search': true,
      'match GET /secrets': 'nothing',
      'leastKey of nothing': expect.stringContaining('not an array'),
    });
  });

  describe.each(pollutions)('and one with %s on the prototype', (name, pollution) => {
    test.concurrent.each(casesOf(name))('agree: $loader, polluted $place', async ({ loader, place }) => {
      const answers = await answersOf(loader, pollution, place);
      expect(answers.map(([question]) => question)).toEqual(right.map(([question]) => question));
      expect(answers.filter(([, answer], at) => !isDeepStrictEqual(answer, right[at]?.[1]))).toEqual([]);
    });
  });
});
