/**
 * Nothing but the vocabulary itself makes a grant, a requirement, a key or a route table that it takes: not a copy of
 * a real one, not a class that an object's `constructor` leads to, not a vocabulary that looks the same, and not a
 * second copy of the library in the same process.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InsufficientScopeError } from 'scopeproof';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../../support/compile.js';
import { outcomeOf, thrownBy } from '../../support/thrown.js';
import { type UntypedExports, untyped } from '../../support/untyped.js';
import { declareAtender, tableOf } from './atender.js';

const { vocabulary, api } = declareAtender();
const all = vocabulary.parse(vocabulary.scopes).grant;
const none = vocabulary.parse('').grant;
const key = vocabulary.key('key', { scopes: ['contacts:admin'] });
const requirement = vocabulary.allOf('contacts:admin');

// The whole of it, for a module of its own that shares its chunks with the first would be no second copy.
const elsewhere = mkdtempSync(join(tmpdir(), 'scopeproof-copy-'));
cpSync(join(root, 'dist'), join(elsewhere, 'dist'), { recursive: true });
writeFileSync(join(elsewhere, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(elsewhere, { recursive: true }));
const copies: [string, UntypedExports][] = [
  ['a second copy as ESM', await import(pathToFileURL(join(elsewhere, 'dist/index.js')).href)],
  ['a second copy as CJS', createRequire(import.meta.url)(join(elsewhere, 'dist/index.cjs'))],
];

/** Whatever takes a grant. */
const entrances: [string, (grant: unknown) => unknown][] = [
  ['vocabulary.has', (grant) => vocabulary.has(grant, 'contacts:read')],
  ['vocabulary.authorize', (grant) => vocabulary.authorize(grant, 'contacts:read')],
  ['vocabulary.authorize of authenticated', (grant) => vocabulary.authorize(grant, untyped.authenticated)],
  ['vocabulary.check', (grant) => vocabulary.check(grant, 'contacts:read')],
  ['vocabulary.missing', (grant) => vocabulary.missing(grant, 'contacts:read')],
  ['vocabulary.attenuate', (grant) => vocabulary.attenuate(grant, ['contacts:read'])],
  ['vocabulary.attenuate to nothing', (grant) => vocabulary.attenuate(grant, [])],
  ['vocabulary.intersect', (grant) => vocabulary.intersect(grant, all)],
  ['vocabulary.intersect, on the other side', (grant) => vocabulary.intersect(all, grant)],
  ['vocabulary.without', (grant) => vocabulary.without(grant, ['contacts:read'])],
  ['vocabulary.without nothing', (grant) => vocabulary.without(grant, [])],
  ['api.authorize', (grant) => api.authorize(grant, 'GET /contacts/:id')],
  ['api.authorize of an open route', (grant) => api.authorize(grant, 'GET /health')],
  ['api.check', (grant) => api.check(grant, 'GET /contacts/:id')],
  ['a handler', (grant) => api.handler('GET /me', () => 'reached').handle({ grant, params: {} })],
];

const prototype: object = Object.getPrototypeOf(all);
const forgeries: [string, unknown][] = [
  ['a spread grant', { ...all }],
  ['an assigned grant', Object.assign(Object.create(prototype), all)],
  ['an heir of a grant', Object.create(all)],
  ['an object with the prototype of grants', Object.create(prototype)],
  ['an object whose prototype was set', Object.setPrototypeOf({ scopes: vocabulary.scopes }, prototype)],
  ['a proxy of a grant', new Proxy(all, {})],
  ['a structured clone', structuredClone(all)],
  ['a grant through JSON', JSON.parse(JSON.stringify(all))],
  ['a grant as a string', String(all)],
  ['an object that looks the same', { held: all.held, minimal: all.minimal, has: () => true }],
  ['the prototype of grants', prototype],
  ['what parse gives around a grant', vocabulary.parse('contacts:admin')],
  ['what check gives around a grant', vocabulary.check(all, 'contacts:read')],
  ['a key', key],
  ['a requirement', requirement],
  ['the vocabulary', vocabulary],
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['a function', () => all],
  ['a promise of a grant', Promise.resolve(all)],
  ['the grant of a vocabulary that is the same by name and definition', allOf(declareAtender().vocabulary)],
  ...copies.map(([name, library]): [string, unknown] => [
    `the grant of ${name}`,
    allOf(declareAtender(library).vocabulary),
  ]),
];

describe('what is no grant of this vocabulary', () => {
  test('every entrance lets a real one in', () => {
    for (const [, enter] of entrances) expect(() => enter(all)).not.toThrow();
  });

  describe.each(forgeries)('%s', (_, forged) => {
    // A list is no forgery there: `missing` takes one for what it says.
    const closed = entrances.filter(([name]) => name !== 'vocabulary.missing' || !Array.isArray(forged));
    test.each(closed)('is refused by %s', (_, enter) => {
      expect(() => enter(forged)).toThrow(TypeError);
    });
  });

  test('the other copies are others, and work among themselves', () => {
    for (const [, library] of copies) {
      expect(library.defineScopes).not.toBe(untyped.defineScopes);
      const other = declareAtender(library);
      expect(other.api.check(allOf(other.vocabulary), 'POST /contacts').ok).toBe(true);
    }
  });
});

/** Every function that code can get hold of which holds only this object. */
function functionsBehind(made: object): Function[] {
  const found: Function[] = [];
  for (let at: object | null = made; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const owner of Object.hasOwn(at, 'constructor') ? [at, at.constructor] : [at])
      for (const { value, get, set } of Object.values(Object.getOwnPropertyDescriptors(owner)))
        found.push(...[value, get, set].filter((held) => typeof held === 'function'));
  return found;
}

const walked = { grant: none, requirement, key, vocabulary, 'route table': api, open: untyped.open };
const bait = [
  none,
  all,
  vocabulary,
  requirement,
  key,
  [0, 1, 2],
  [-1],
  -1,
  {},
  undefined,
  { only: 'inside' },
];
const argumentLists: unknown[][] = [
  [],
  ...bait.map((one) => [one]),
  ...bait.flatMap((one) => bait.map((other) => [one, other])),
  ...bait.flatMap((one) => bait.map((other) => [one, other, []])),
];

describe('a walk along constructors', () => {
  test.each(Object.entries(walked))('from a %s leads to no grant of more', (_, made) => {
    for (const held of functionsBehind(made))
      for (const given of argumentLists)
        for (const act of [
          () => Reflect.construct(held, given),
          () => Reflect.construct(held, given, none.constructor),
          () => Reflect.apply(held, made, given),
          () => Reflect.apply(held, made.constructor, given),
        ]) {
          const result = outcomeOf(act);
          // The baits are real: what merely hands one of them back, or makes a grant of the same, has made nothing.
          const isOfBait =
            given[0] === all &&
            (held === vocabulary.without || (held === vocabulary.intersect && given[1] === all));
          if (result !== all && !isOfBait)
            expect(outcomeOf(() => vocabulary.check(result, 'contacts:read').ok)).not.toBe(true);
        }
  });

  test('leads to no class', () => {
    for (const made of Object.values(walked)) expect(made.constructor).toBe(Object);
  });
});

describe('what was made stays as it was made', () => {
  const own: [string, (grant: object) => unknown][] = [
    ['another prototype', (grant) => Reflect.setPrototypeOf(grant, { has: () => true })],
    ['another method', (grant) => Reflect.set(grant, 'has', () => true)],
    ['another getter', (grant) => Reflect.defineProperty(grant, 'scopes', { get: () => vocabulary.scopes })],
    ['another method of the class', (grant) => Reflect.set(Object.getPrototypeOf(grant), 'has', () => true)],
    ['no method of the class', (grant) => Reflect.deleteProperty(Object.getPrototypeOf(grant), 'has')],
    [
      'another class above',
      (grant) => Reflect.setPrototypeOf(Object.getPrototypeOf(grant), { proven: true }),
    ],
  ];
  test.each(own)('a grant takes %s from nobody', (_, change) => {
    expect(change(none)).toBe(false);
    expect([none.has('contacts:read'), none.held]).toEqual([false, []]);
  });

  test('what is handed out are copies, or frozen', () => {
    const refusal = thrownBy(() => vocabulary.authorize(none, requirement)) as InsufficientScopeError;
    const lists = [
      vocabulary.scopes,
      vocabulary.implied('contacts:admin'),
      vocabulary.bundle('read_all'),
      vocabulary.select('*'),
      vocabulary.minimal(['tags:read']),
      all.held,
      all.minimal,
      vocabulary.parse('nothing labels').unknown,
      vocabulary.parse('nothing labels').deprecated,
      api.routes,
      key.scopes,
      key.held,
      key.routes,
      untyped.leastScopes(api, ['GET /contacts/:id']).scopes,
      refusal.held,
      ...refusal.required,
      ...Object.values(requirement).filter(Array.isArray),
    ];
    const before = JSON.stringify([everyAnswer(), all, none]);
    for (const list of lists) {
      Reflect.set(list, 0, 'export');
      Reflect.set(list, 'length', 1);
    }
    expect(JSON.stringify([everyAnswer(), all, none])).toBe(before);
  });

  function everyAnswer(): unknown {
    return [
      vocabulary.scopes.map((scope) => vocabulary.implied(scope)),
      vocabulary.bundles.map((bundle) => vocabulary.bundle(bundle)),
      api.routes.map((route) => [
        route,
        api.check(none, route).ok,
        vocabulary.missing(none, api.needs(route)),
      ]),
      [key.scopes, key.held],
    ];
  }
});

describe('what belongs to another vocabulary', () => {
  const others: [string, UntypedExports][] = [
    ['a vocabulary of the same name and definition', untyped],
    ...copies,
  ];

  describe.each(others)('%s', (_, library) => {
    const other = declareAtender(library);
    test.each<[string, () => unknown]>([
      ['a requirement', () => vocabulary.check(all, other.vocabulary.allOf('contacts:read'))],
      [
        'a requirement in an any-of',
        () => vocabulary.anyOf(other.vocabulary.allOf('contacts:read', 'tags:read')),
      ],
      [
        'a requirement in a route table',
        () => untyped.defineRoutes(vocabulary, { 'GET /x': other.vocabulary.anyOf('tags:read') }),
      ],
      ['a key', () => untyped.audit(api, other.vocabulary.key('key', { scopes: ['tags:read'] }))],
    ])('%s of it is refused', (_, act) => {
      expect(act).toThrow(TypeError);
    });
  });

  test.each(copies)(
    '%s: its vocabulary, its route table, its open and authenticated are refused',
    (_, library) => {
      const other = declareAtender(library);
      for (const act of [
        () => untyped.defineRoutes(other.vocabulary, {}),
        () => untyped.mount(other.vocabulary, '/tags', 'tags'),
        () => untyped.defineKey(other.api, 'key', { routes: ['GET /health'] }),
        () => untyped.leastScopes(other.api, []),
        () => untyped.defineRoutes(vocabulary, { 'GET /x': library.open }),
        () => untyped.defineRoutes(vocabulary, { 'GET /x': library.authenticated }),
        () => untyped.defineRoutes(vocabulary, tableOf({ ...library, mount: untyped.mount }, vocabulary)),
      ])
        expect(act).toThrow(TypeError);
    },
  );

  test.each<[string, (made: object) => object]>([
    ['a proxy', (made) => new Proxy(made, {})],
    ['an heir', (made) => Object.create(made)],
    ['a spread', (made) => ({ ...made })],
  ])('%s of a vocabulary, a route table, a requirement or a key is refused', (_, forge) => {
    expect(() => untyped.defineRoutes(forge(vocabulary), {})).toThrow(TypeError);
    expect(() => untyped.leastScopes(forge(api), [])).toThrow(TypeError);
    expect(() => vocabulary.check(all, forge(requirement))).toThrow(TypeError);
    expect(() => vocabulary.check(all, forge(untyped.open))).toThrow(TypeError);
    expect(() => untyped.audit(api, forge(key))).toThrow(TypeError);
  });
});

function allOf(other: { parse(stored: unknown): { grant: object }; scopes: readonly string[] }): object {
  return other.parse(other.scopes).grant;
}
