/**
 * What is given to the library may be a proxy or have getters, and answer differently the second time that it is
 * asked. Whatever was checked has to be what is used: the outcome is the one of the first answers throughout, the one
 * of the later answers throughout, or a refusal, and never one that was checked by these and used by those.
 */
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../support/thrown.js';
import { type Untyped, type UntypedApi, type UntypedGrant, untyped } from '../../support/untyped.js';
import { declareAtender, definition, tableOf } from './atender.js';
import { lying } from './lying.js';

const { vocabulary, api } = declareAtender();
const all = vocabulary.parse(vocabulary.scopes).grant;
const writer = vocabulary.parse('contacts:write').grant;
const requests = ['/contacts/1', '/contacts', '/tags', '/me'].flatMap((path) =>
  ['GET', 'POST', 'DELETE'].map((method) => [method, path]),
);

// All that a vocabulary, a route table or a key says of itself.
const describeVocabulary = (made: Untyped): unknown => [
  made.scopes.map((scope) => [scope, made.implied(scope)]),
  made.surfaces,
  made.bundles.map((bundle) => [bundle, made.bundle(bundle)]),
  made.docs,
  ['labels', 'tickets']
    .map((old) => made.parse(old))
    .map(({ grant, deprecated }) => [grant.held, deprecated]),
];
const describeRoutes = (made: UntypedApi): unknown => [
  made.routes.map((route) => [route, made.needs(route), made.check(writer, route).ok]),
  requests.map(([method, path]) => made.match(method, path)),
];
const describeKey = (made: object): unknown => ({ ...made });

type Use<Given> = (given: Given) => unknown;
interface Liar {
  readonly honest: object;
  readonly lie: object;
  readonly use: Use<object>;
}
const liar = <Given extends object>(honest: Given, lie: Given, use: Use<Given>): Liar => ({
  honest,
  lie,
  use: use as Use<object>,
});

const { surfaces } = definition;
const { knowledge, contacts, tags } = surfaces;
const { read_all, ...otherBundles } = definition.bundles;
const { labels, ...otherNames } = definition.deprecated;
const defined = (lie: object) =>
  liar(definition, { ...definition, ...lie }, (given) =>
    describeVocabulary(untyped.defineScopes('atender', given)),
  );
const documented = { ...definition, docs: { scopes: { 'tags:read': { title: 'Tags' } } } };
const table = tableOf(untyped, vocabulary);
const routed = (lie: object) =>
  liar(table, lie as typeof table, (given) => describeRoutes(untyped.defineRoutes(vocabulary, given)));
const keyed = { scopes: ['contacts:read', 'tags:read'], routes: ['GET /contacts/:id', 'GET /tags'] };
const declaredKey = (lie: object) =>
  liar(keyed, { ...keyed, ...lie }, (given) => describeKey(untyped.defineKey(api, 'key', given)));

const liars: [string, Liar][] = [
  ['the action of a surface', defined({ surfaces: { ...surfaces, contacts: ['read', 'write', 'delete'] } })],
  ['the name of a surface', defined({ surfaces: { knowledge, contacts, secrets: tags } })],
  ['a scope', defined({ scopes: ['contacts:everything'] })],
  ['the format', defined({ format: '{action}:{surface}' })],
  ['what an action implies', defined({ implies: { admin: ['write'], write: ['admin'] } })],
  ['which action implies', defined({ implies: { admin: ['write'], read: ['write'] } })],
  ['an item of a bundle', defined({ bundles: { ...definition.bundles, read_all: ['*:write'] } })],
  ['the name of a bundle', defined({ bundles: { ...otherBundles, readers: read_all } })],
  ['an old name', defined({ deprecated: { ...otherNames, tickets: labels } })],
  ['what is meant by an old name', defined({ deprecated: { ...otherNames, labels: 'contacts:admin' } })],
  [
    'one of several scopes that are meant by an old name',
    liar(
      { ...definition, deprecated: { labels: ['tags:read', 'tags:write'] } },
      { ...definition, deprecated: { labels: ['tags:read', 'contacts:admin'] } },
      (given) => describeVocabulary(untyped.defineScopes('atender', given)),
    ),
  ],
  [
    'what a scope includes',
    liar(
      { ...definition, includes: { export: ['tags:read'] } },
      { ...definition, includes: { export: ['*'] } },
      (given) => describeVocabulary(untyped.defineScopes('atender', given)),
    ),
  ],
  [
    'what a text is about',
    liar<object>(
      documented,
      { ...documented, docs: { scopes: { 'tags:none': { title: 'Tags' } } } },
      (given) => describeVocabulary(untyped.defineScopes('atender', given)),
    ),
  ],
  ['a requirement in a route table', routed({ ...table, 'POST /contacts': untyped.open })],
  [
    'a route in a route table',
    routed({ 'GET /me': untyped.authenticated, 'GET /contacts': 'contacts:read' }),
  ],
  [
    'the action of a method',
    liar({ GET: 'read' }, { GET: 'write' }, (given) => untyped.mount(vocabulary, '/tags', 'tags', given)),
  ],
  ['a scope of a key', declaredKey({ scopes: ['contacts:read', 'contacts:admin'] })],
  ['a scope of a key, misspelt', declaredKey({ scopes: ['contacts:read', 'tags:reed'] })],
  ['a route of a key', declaredKey({ routes: ['GET /contacts/:id', 'DELETE /contacts/*'] })],
  ['a route of a key, misspelt', declaredKey({ routes: ['GET /contacts/:id', 'GET /tgas'] })],
  [
    'the bundle of a key',
    liar({ bundle: 'basic' }, { bundle: 'full_access' }, (given) =>
      describeKey(untyped.defineKey(api, 'key', given)),
    ),
  ],
  [
    'a scope of a key without routes',
    liar({ scopes: ['tags:read'] }, { scopes: ['contacts:admin'] }, (given) =>
      describeKey(vocabulary.key('key', given)),
    ),
  ],
  [
    'a route of a derived key',
    liar({ routes: ['GET /search'] }, { routes: ['DELETE /contacts/*'] }, (given) =>
      describeKey(untyped.leastKey(api, 'key', given)),
    ),
  ],
  [
    'a route that scopes are searched for',
    liar(['GET /search'], ['DELETE /contacts/*'], (given) => untyped.leastScopes(api, given)),
  ],
  [
    'a route that a key is compared with',
    liar(['GET /search'], ['DELETE /contacts/*'], (given) =>
      untyped.audit(api, vocabulary.key('key', { scopes: ['tags:read'] }), given),
    ),
  ],
  ['a stored scope', liar(['tags:read'], ['contacts:admin'], parsed)],
  [
    'a stored scope that is held',
    liar(['tags:read'], ['contacts:admin'], (given) => vocabulary.missing(given, 'contacts:read')),
  ],
  [
    'a required scope',
    liar(['contacts:admin'], ['tags:read'], (given) => vocabulary.missing(['tags:read'], given)),
  ],
  [
    'one of several scopes',
    liar(['tags:read', 'tags:write'], ['tags:read', 'contacts:read'], (given) => vocabulary.minimal(given)),
  ],
  ['a scope to hand on', liar(['tags:read'], ['contacts:admin'], (given) => attenuated(all, given))],
  [
    'a scope to hand on, that is not held',
    liar(['contacts:read'], ['contacts:admin'], (given) => attenuated(writer, given)),
  ],
  [
    'a scope to hand on, misspelt',
    liar(['contacts:read'], ['contacts:wirte'], (given) => attenuated(writer, given)),
  ],
];

const REFUSAL = 'a refusal';
const resultOf = (act: () => unknown): unknown => {
  const result = outcomeOf(act);
  return result instanceof Error ? REFUSAL : result;
};

describe.each(liars)('%s that changes while it is read', (_, { honest, lie, use }) => {
  const truth = resultOf(() => use(honest));
  const untruth = resultOf(() => use(lie));

  test('matters', () => {
    expect(truth).not.toEqual(REFUSAL);
    expect(resultOf(() => use(lying(honest, lie, Number.POSITIVE_INFINITY)))).toEqual(truth);
    expect(resultOf(() => use(lying(honest, lie, 0)))).toEqual(untruth);
    expect(untruth).not.toEqual(truth);
  });

  test.each([1, 2, 3, 4, 5, 6])('after %i readings', (honestReads) => {
    expect([truth, untruth, REFUSAL]).toContainEqual(resultOf(() => use(lying(honest, lie, honestReads))));
  });
});

describe('a list whose own methods lie', () => {
  const methods = Object.getOwnPropertyNames(Array.prototype).filter(
    (name) => name !== 'length' && name !== 'constructor',
  );
  const uses: [string, readonly string[], Use<readonly string[]>][] = [
    [
      'the scopes of a key',
      ['contacts:admin'],
      (scopes) => describeKey(untyped.defineKey(api, 'key', { scopes })),
    ],
    [
      'the routes of a key',
      ['DELETE /contacts/*'],
      (routes) => describeKey(untyped.defineKey(api, 'key', { routes })),
    ],
    [
      'the scopes of a key without routes',
      ['tags:read'],
      (scopes) => describeKey(vocabulary.key('key', { scopes })),
    ],
    [
      'the routes of a derived key',
      ['DELETE /contacts/*'],
      (routes) => describeKey(untyped.leastKey(api, 'key', { routes })),
    ],
    [
      'the routes that scopes are searched for',
      ['DELETE /contacts/*'],
      (routes) => untyped.leastScopes(api, routes),
    ],
    ['stored scopes', ['tags:read'], parsed],
    ['scopes to hand on', ['contacts:admin'], (scopes) => attenuated(writer, scopes)],
    ['required scopes', ['contacts:admin'], (scopes) => vocabulary.missing([], scopes)],
    [
      'the scopes of a vocabulary',
      ['gist'],
      (scopes) => describeVocabulary(untyped.defineScopes('github', { scopes })),
    ],
  ];

  test.each(uses)('as %s', (_, list, use) => {
    const truth = resultOf(() => use(list));
    for (const method of methods)
      for (const answer of [[], [0], undefined, true]) {
        const own = Object.assign([...list], { [method]: () => answer });
        expect([truth, REFUSAL], `with its own ${method}`).toContainEqual(resultOf(() => use(own)));
      }
  });
});

describe('a context whose grant changes while it is read', () => {
  const none = vocabulary.parse('').grant;
  const create = api.handler('POST /contacts', (context: { grant: UntypedGrant }) =>
    context.grant.has('contacts:write'),
  );
  const [honest, lie] = [{ grant: writer }, { grant: none }];

  test.each([0, 1, 2, 3])(
    'gives no handler a grant that was not checked, after %i readings',
    (honestReads) => {
      const result = resultOf(() => create.handle(lying(honest, lie, honestReads)));
      expect([true, REFUSAL]).toContain(result);
    },
  );
});

describe('what only looks like a string', () => {
  const disguises: [string, (text: string) => unknown][] = [
    ['an array of it', (text) => [text]],
    ['a String of it', (text) => Object(text)],
    ['an object that converts to it', (text) => ({ toString: () => text })],
    ['a function that converts to it', (text) => ({ [Symbol.toPrimitive]: () => text })],
    ['a proxy of a String of it', (text) => new Proxy(Object(text), {})],
  ];

  describe.each(disguises)('%s', (_, disguised) => {
    test.each<[string, (as: typeof disguised) => unknown]>([
      ['a requirement', (as) => vocabulary.check(all, as('contacts:read'))],
      ['one of an all-of', (as) => vocabulary.allOf(as('contacts:read'))],
      ['one of an any-of', (as) => vocabulary.anyOf(as('contacts:read'))],
      [
        'a requirement in a route table',
        (as) => untyped.defineRoutes(vocabulary, { 'GET /x': as('contacts:read') }),
      ],
      ['a scope to ask about', (as) => vocabulary.implied(as('contacts:read'))],
      ['a bundle', (as) => vocabulary.bundle(as('basic'))],
      ['the bundle of a key', (as) => untyped.defineKey(api, 'key', { bundle: as('basic') })],
      [
        'a scope of a key',
        (as) =>
          untyped.defineKey(api, 'key', { scopes: [as('contacts:read')], routes: ['GET /contacts/:id'] }),
      ],
      [
        'a route of a key',
        (as) =>
          untyped.defineKey(api, 'key', { scopes: ['contacts:read'], routes: [as('GET /contacts/:id')] }),
      ],
      ['a route', (as) => api.check(all, as('GET /health'))],
      ['a scope to hand on', (as) => vocabulary.attenuate(all, [as('contacts:read')])],
      ['a stored scope', (as) => vocabulary.parse([as('contacts:read')])],
      ['a scope of a vocabulary', (as) => untyped.defineScopes('github', { scopes: [as('gist')] })],
      [
        'an item of a bundle',
        (as) => untyped.defineScopes('github', { scopes: ['gist'], bundles: { all: [as('gist')] } }),
      ],
      [
        'a format',
        (as) => untyped.defineScopes('github', { ...definition, format: as('{action}:{surface}') }),
      ],
      ['the name of a vocabulary', (as) => untyped.defineScopes(as('github'), { scopes: ['gist'] })],
    ])('is refused as %s', (_, act) => {
      expect(() => act(disguised)).toThrow();
    });

    test('is no scope, is not held, and matches no route', () => {
      expect(vocabulary.isScope(disguised('contacts:read'))).toBe(false);
      expect(vocabulary.has(all, disguised('contacts:read'))).toBe(false);
      expect(all.has(disguised('contacts:read'))).toBe(false);
      expect(api.match(disguised('GET'), '/health')).toBeUndefined();
      expect(api.match('GET', disguised('/health'))).toBeUndefined();
    });
  });
});

describe('a route that the table does not list itself', () => {
  const { open } = untyped;
  test.each([
    ['inherited', Object.create({ 'GET /secrets': open })],
    ['hidden', Object.defineProperty({}, 'GET /secrets', { value: open, enumerable: false })],
    ['under a symbol', { [Symbol('GET /secrets')]: open }],
  ])('%s, is not there', (_, table) => {
    const made = untyped.defineRoutes(vocabulary, table);
    expect(made.routes).toEqual([]);
    expect(made.match('GET', '/secrets')).toBeUndefined();
    expect(() => made.authorize(all, 'GET /secrets')).toThrow(TypeError);
  });
});

function parsed(stored: unknown): unknown {
  const { grant, unknown, deprecated } = vocabulary.parse(stored);
  return [grant.held, unknown, deprecated];
}

function attenuated(grant: UntypedGrant, scopes: unknown): unknown {
  return vocabulary.attenuate(grant, scopes).held;
}
