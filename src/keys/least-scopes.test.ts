import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type UntypedTable, type UntypedVocabulary, untyped } from '../../tests/support/without-types.js';
import {
  type Audit,
  audit,
  authenticated,
  defineKey,
  defineRoutes,
  defineScopes,
  type Key,
  leastKey,
  leastScopes,
  open,
} from '../index.js';

/** As a caller without types sees it. */
interface Least {
  readonly scopes: readonly string[];
  readonly bundle: { readonly name: string; readonly excess: readonly string[] } | undefined;
  readonly exact: boolean;
}
const define = untyped<(name: string, definition: unknown) => UntypedVocabulary>(defineScopes);
const table = untyped<(vocabulary: unknown, routes: unknown) => UntypedTable>(defineRoutes);
const least = untyped<(api: unknown, routes: unknown) => Least>(leastScopes);
const keyFor = untyped<(api: unknown, name: string, declaration: unknown) => Key<string, never>>(leastKey);
const audited = untyped<(api: unknown, key: unknown, routes?: unknown) => Audit<typeof atender>>(audit);

const atender = defineScopes('atender', {
  surfaces: { knowledge: ['read', 'write'], contacts: ['read', 'write'], tags: ['read', 'write'] },
  scopes: ['export'],
  implies: { write: ['read'] },
  includes: { export: ['*:read'] },
  bundles: {
    read_all: ['*:read'],
    basic: ['contacts:read', 'tags:read'],
    write_all: ['*:write', 'export'],
    full_access: ['*'],
    tagging: ['tags:read', 'tags:write'],
    tag_writing: ['tags:write'],
  },
});
const api = defineRoutes(atender, {
  'GET /contacts': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /tags': 'tags:read',
  'POST /tags': 'tags:write',
  'PUT /contacts/:id/tags': atender.allOf('contacts:write', 'tags:read'),
  'GET /search': atender.anyOf('contacts:read', 'knowledge:read'),
  'GET /overview': atender.anyOf('knowledge:write', atender.allOf('contacts:read', 'tags:read')),
  'POST /export': 'export',
  'GET /me': authenticated,
  'GET /health': open,
});

const noRoutes = ['GET /nope', '', 'constructor', '__proto__', 'toString', undefined, null, 7, ['GET /tags']];

describe('what is no route of the table', () => {
  test.each(noRoutes)('%j', (route) => {
    const message = /^no such route: /;
    expect(() => least(api, [route])).toThrow(message);
    expect(() => least(api, ['GET /tags', route])).toThrow(message);
    expect(() => keyFor(api, 'key', { routes: ['GET /tags', route] })).toThrow(message);
    expect(() => audited(api, atender.key('key', { scopes: [] }), [route])).toThrow(message);
  });

  test('and what is no list of them', () => {
    const refused = new TypeError('routes: not an array');
    for (const none of [undefined, null, 7, {}, 'GET /tags']) {
      expect(() => least(api, none)).toThrow(refused);
      expect(() => keyFor(api, 'key', { routes: none })).toThrow(refused);
    }
    for (const none of [null, 7, {}, 'GET /tags'])
      expect(() => audited(api, atender.key('key', { scopes: [] }), none)).toThrow(refused);
    for (const none of [undefined, null, 'GET /tags'])
      expect(() => keyFor(api, 'key', none)).toThrow(new TypeError('a key: not an object'));
  });

  test('and what is no table', () => {
    for (const none of [undefined, null, {}, atender, { ...api }]) {
      expect(() => least(none, [])).toThrow('not a route table');
      expect(() => keyFor(none, 'key', { routes: [] })).toThrow('not a route table');
      expect(() => audited(none, atender.key('key', { scopes: [] }), [])).toThrow('not a route table');
    }
  });
});

describe('leastScopes', () => {
  test.each<[routes: string[], scopes: string[]]>([
    [[], []],
    [['GET /health', 'GET /me'], []],
    [['GET /tags'], ['tags:read']],
    [['GET /tags', 'GET /tags'], ['tags:read']],
    [['GET /tags', 'POST /tags'], ['tags:write']],
    [['PUT /contacts/:id/tags'], ['contacts:write', 'tags:read']],
    [
      ['PUT /contacts/:id/tags', 'POST /tags'],
      ['contacts:write', 'tags:write'],
    ],
    // a choice: the one that is declared first, where nothing else tells them apart
    [['GET /search'], ['knowledge:read']],
    // a choice that another route decides
    [['GET /search', 'GET /contacts'], ['contacts:read']],
    [['GET /search', 'POST /contacts'], ['contacts:write']],
    // two rights either way, but one scope rather than two
    [['GET /overview'], ['knowledge:write']],
    [['GET /overview', 'GET /search'], ['knowledge:write']],
    // one right more rather than two
    [
      ['GET /overview', 'GET /contacts'],
      ['contacts:read', 'tags:read'],
    ],
    [
      ['GET /overview', 'GET /tags', 'GET /search'],
      ['contacts:read', 'tags:read'],
    ],
    [['POST /export', 'GET /overview', 'GET /tags'], ['export']],
  ])('%j', (routes, scopes) => {
    expect(least(api, routes)).toMatchObject({ scopes, exact: true });
    expect(keyFor(api, 'key', { routes }).scopes).toEqual(scopes);
  });

  test('a bundle that brings nothing more', () => {
    expect(least(api, ['GET /contacts', 'GET /tags']).bundle).toEqual({ name: 'basic', excess: [] });
    expect(least(api, ['POST /tags']).bundle).toEqual({ name: 'tagging', excess: [] });
  });

  test('the narrowest bundle, with what it would bring beyond them', () => {
    expect(least(api, ['GET /contacts']).bundle).toEqual({ name: 'basic', excess: ['tags:read'] });
    expect(least(api, ['PUT /contacts/:id/tags']).bundle).toEqual({
      name: 'write_all',
      excess: ['knowledge:read', 'knowledge:write', 'tags:write', 'export'],
    });
  });

  test('the first of two bundles that are equally narrow', () => {
    expect(least(api, ['POST /export']).bundle?.name).toBe('write_all');
  });

  test('no bundle where none covers the routes', () => {
    const bare = define('bare', { scopes: ['a', 'b'], bundles: { only: ['a'] } });
    const routes = table(bare, { 'GET /a': 'a', 'GET /b': 'b' });
    expect(least(routes, ['GET /a']).bundle).toEqual({ name: 'only', excess: [] });
    expect(least(routes, ['GET /a', 'GET /b']).bundle).toBeUndefined();
    expect(
      least(table(define('none', { scopes: ['a'] }), { 'GET /a': 'a' }), ['GET /a']).bundle,
    ).toBeUndefined();
  });

  test('what it gives is frozen', () => {
    const result = least(api, ['GET /contacts']);
    for (const given of [result, result.scopes, result.bundle, result.bundle?.excess])
      expect(Object.isFrozen(given)).toBe(true);
  });

  test('a large table with choices that hang together, exactly', () => {
    const names = Array.from({ length: 300 }, (_, i) => `s${i}`);
    const vocabulary = define('large', { scopes: names });
    // Pairs in rows of three: the one in the middle serves both.
    const routes = Object.fromEntries(
      names
        .slice(0, -1)
        .flatMap((name, i) => (i % 3 === 2 ? [] : [[`GET /r${i}`, vocabulary.anyOf(name, names[i + 1])]])),
    );
    const found = least(table(vocabulary, routes), Object.keys(routes));
    expect(found.exact).toBe(true);
    expect(found.scopes).toEqual(names.filter((_, i) => i % 3 === 1));
  });

  test.each([
    ['in a row', (i: number) => i],
    ['out of order', (i: number) => (i * 37) % 100],
  ])('a hundred choices that are one chain, %s, exactly', (_, place) => {
    const names = Array.from({ length: 101 }, (_, i) => `s${i}`);
    const vocabulary = define('chain', { scopes: names });
    const links = Array.from({ length: 100 }, (_, i) => place(i));
    const routes = Object.fromEntries(
      links.map((i) => [`GET /r${i}`, vocabulary.anyOf(names[i], names[i + 1])]),
    );
    const found = least(table(vocabulary, routes), Object.keys(routes));
    expect(found.exact).toBe(true);
    expect(found.scopes).toHaveLength(50);
  });

  test('triangles in a row, of which each needs two of its three, exactly', () => {
    const triangles = 12;
    const vocabulary = define('triangles', {
      scopes: Array.from({ length: 3 * triangles }, (_, i) => `s${i}`),
    });
    const pairs = Array.from({ length: triangles }, (_, i) => 3 * i).flatMap((at) => [
      [at, at + 1],
      [at + 1, at + 2],
      [at, at + 2],
      ...(at > 0 ? [[at - 1, at]] : []),
    ]);
    const routes = Object.fromEntries(
      pairs.map(([a, b]) => [`GET /${a}/${b}`, vocabulary.anyOf(`s${a}`, `s${b}`)]),
    );
    const found = least(table(vocabulary, routes), Object.keys(routes));
    expect(found.exact).toBe(true);
    expect(found.scopes).toHaveLength(2 * triangles);
  });

  test('the same alternatives twice, in either order', () => {
    const vocabulary = define('twice', { scopes: ['a', 'b', 'c'] });
    const routes = table(vocabulary, {
      'GET /1': vocabulary.anyOf('b', 'a'),
      'GET /2': vocabulary.anyOf('a', 'b'),
      'GET /3': vocabulary.anyOf('b', 'a'),
    });
    expect(least(routes, ['GET /1', 'GET /2', 'GET /3'])).toMatchObject({ scopes: ['a'], exact: true });
  });

  describe('where it would have to guess', () => {
    // Any of three, drawn without an order: nothing falls away, nothing comes apart, and no bound sees far.
    const hard = (around: number) => {
      let state = 7;
      const next = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 8;
      };
      const names = Array.from({ length: 100 }, (_, i) => `s${i}`);
      const others = Array.from({ length: around }, (_, i) => `other${i}`);
      const vocabulary = define('hard', { scopes: [...others, ...names] });
      const some = () => names[next() % names.length];
      const routes = Object.fromEntries(
        Array.from({ length: 120 }, (_, i) => [`GET /r${i}`, vocabulary.anyOf(some(), some(), some())]),
      );
      const api = table(vocabulary, routes);
      return { vocabulary, api, found: least(api, api.routes) };
    };

    test('it says so, and what it gives still covers the routes', () => {
      const { vocabulary, api, found } = hard(0);
      expect(found.exact).toBe(false);
      const { grant } = vocabulary.parse(found.scopes);
      expect(api.routes.every((route) => api.check(grant, route).ok)).toBe(true);
      // Each of them is needed: without it, some route is not covered.
      for (const scope of found.scopes) {
        const rest = vocabulary.parse(found.scopes.filter((other) => other !== scope)).grant;
        expect(api.routes.some((route) => !api.check(rest, route).ok)).toBe(true);
      }
    });

    test('scopes that no route names change nothing', () => {
      expect(hard(1_000).found.scopes).toEqual(hard(0).found.scopes);
    });
  });

  test('what brings others along counts as one scope, among many rights that nobody can decide on', () => {
    const others = Array.from({ length: 40 }, (_, i) => `other${i}`);
    const many = define('many', {
      surfaces: {
        first: ['read'],
        second: ['read'],
        ...Object.fromEntries(others.map((surface) => [surface, ['read']])),
        last: ['read', 'write'],
      },
      implies: { write: ['read'] },
    });
    const choices = others.flatMap((surface, i) =>
      i % 2 ? [many.anyOf(`other${i - 1}:read`, `${surface}:read`)] : [],
    );
    const wide = table(many, {
      'GET /': many.anyOf(many.allOf('first:read', 'second:read'), 'last:write'),
      ...Object.fromEntries(choices.map((needs, i) => [`GET /${i}`, needs])),
    });
    const { scopes, exact } = least(wide, wide.routes);
    expect(exact).toBe(true);
    expect(scopes).toEqual([
      ...others.filter((_, i) => i % 2 === 0).map((name) => `${name}:read`),
      'last:write',
    ]);
  });
});

describe('leastScopes against trying everything', () => {
  interface Case {
    readonly size: number;
    readonly includes: readonly (readonly [number, number])[];
    readonly choices: readonly (readonly (readonly number[])[])[];
    readonly bundles: readonly (readonly number[])[];
  }
  const drawn: fc.Arbitrary<Case> = fc.integer({ min: 1, max: 8 }).chain((size) => {
    const one = fc.nat(size - 1);
    const some = fc.uniqueArray(one, { minLength: 1, maxLength: 3 });
    return fc.record({
      size: fc.constant(size),
      includes: fc.array(fc.tuple(one, one), { maxLength: 8 }),
      choices: fc.array(fc.array(some, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      bundles: fc.array(some, { maxLength: 4 }),
    });
  });

  test('fewest rights, then fewest scopes, then declaration order; the narrowest bundle', () => {
    fc.assert(
      fc.property(drawn, ({ size, includes, choices, bundles }) => {
        const names = Array.from({ length: size }, (_, i) => `s${i}`);
        // In a fixed shuffle, so that what includes others is not always declared first; no cycles.
        const place = (n: number) => (n * 5 + 3) % 17;
        const links = includes.filter(([from, to]) => place(from) < place(to));
        const vocabulary = define('drawn', {
          scopes: names,
          includes: Object.fromEntries(
            names.map((name, from) => [
              name,
              links.filter(([one]) => one === from).map(([, to]) => `s${to}`),
            ]),
          ),
          bundles: Object.fromEntries(bundles.map((list, i) => [`b${i}`, list.map((n) => `s${n}`)])),
        });
        const routes = Object.fromEntries(
          choices.map((choice, i) => [
            `GET /r${i}`,
            vocabulary.anyOf(...choice.map((all) => vocabulary.allOf(...all.map((n) => `s${n}`)))),
          ]),
        );

        const grow = (held: Set<number>): Set<number> => {
          const before = held.size;
          for (const [from, to] of links) if (held.has(from)) held.add(to);
          return held.size === before ? held : grow(held);
        };
        const covers = (held: Set<number>) =>
          choices.every((choice) => choice.some((all) => all.every((n) => held.has(n))));
        /** Compares [rights, scopes, first, second, …]. */
        const before = (one: readonly number[], other: readonly number[]) => {
          const at = one.findIndex((n, i) => n !== other[i]);
          return at >= 0 && (one[at] as number) < (other[at] as number);
        };
        let best: number[] | undefined;
        for (let subset = 0; subset < 1 << size; subset++) {
          const listed = names.flatMap((_, n) => (subset & (1 << n) ? [n] : []));
          const held = grow(new Set(listed));
          const rank = [held.size, listed.length, ...listed];
          if (covers(held) && (!best || before(rank, best))) best = rank;
        }

        const found = least(table(vocabulary, routes), Object.keys(routes));
        expect(found.exact).toBe(true);
        expect(found.scopes).toEqual(best?.slice(2).map((n) => `s${n}`));

        const needed = grow(new Set(best?.slice(2)));
        const covering = bundles
          .map((list, i) => ({ name: `b${i}`, held: grow(new Set(list)) }))
          .filter(({ held }) => covers(held));
        const fewest = Math.min(...covering.map(({ held }) => held.size));
        const narrowest = covering.find(({ held }) => held.size === fewest);
        expect(found.bundle).toEqual(
          narrowest && {
            name: narrowest.name,
            excess: names.filter((_, n) => narrowest.held.has(n) && !needed.has(n)),
          },
        );
      }),
      { seed: 1, numRuns: 1500 },
    );
  });
});

describe('leastKey', () => {
  test('is the key that defineKey would accept', () => {
    const routes = ['POST /contacts', 'GET /search', 'GET /tags', 'GET /me'] as const;
    const key = leastKey(api, 'crm-sync', { routes });
    expect(key.name).toBe('crm-sync');
    expect(key.scopes).toEqual(['contacts:write', 'tags:read']);
    expect(key.held).toEqual(['contacts:read', 'contacts:write', 'tags:read']);
    expect(key.routes).toEqual(routes);
    expect(key.bundle).toBeUndefined();
    const checked = defineKey(api, 'crm-sync', { scopes: ['contacts:write', 'tags:read'], routes });
    expect(checked.held).toEqual(key.held);
  });

  test('has nothing that an audit would complain about', () => {
    const key = leastKey(api, 'tags', { routes: ['POST /tags', 'GET /tags'] });
    expect(audit(api, key)).toEqual({
      missing: [],
      excess: [],
      redundant: [],
      equivalentBundles: ['tagging', 'tag_writing'],
      unusedRoutes: [],
    });
  });

  test('of no routes holds nothing', () => {
    expect(leastKey(api, 'none', { routes: [] }).held).toEqual([]);
  });
});

describe('audit', () => {
  const clean = { missing: [], excess: [], redundant: [], equivalentBundles: [], unusedRoutes: [] };
  const key = (...scopes: string[]) => untyped<UntypedVocabulary>(atender).key('key', { scopes });

  test.each<[field: string, scopes: string[], routes: string[], found: object]>([
    ['nothing', ['contacts:read'], ['GET /contacts'], {}],
    ['nothing of a key of nothing', [], ['GET /health', 'GET /me'], {}],
    [
      'missing',
      ['contacts:read'],
      ['GET /contacts', 'POST /contacts', 'GET /tags'],
      { missing: ['contacts:write', 'tags:read'] },
    ],
    ['missing for the nearest alternative', [], ['GET /overview'], { missing: ['knowledge:write'] }],
    [
      'missing for the first of two that are as near',
      ['contacts:read'],
      ['GET /overview'],
      { missing: ['knowledge:write'] },
    ],
    [
      'missing with nothing held',
      [],
      ['POST /contacts', 'GET /tags'],
      { missing: ['contacts:write', 'tags:read'] },
    ],
    [
      'excess that no route needs',
      ['contacts:read', 'knowledge:read'],
      ['GET /contacts'],
      { excess: ['knowledge:read'] },
    ],
    ['excess where less is enough', ['contacts:write'], ['GET /contacts'], { excess: ['contacts:write'] }],
    [
      'excess of everything',
      ['contacts:write', 'knowledge:read'],
      [],
      { excess: ['knowledge:read', 'contacts:write'] },
    ],
    ['redundant', ['contacts:read', 'contacts:write'], ['POST /contacts'], { redundant: ['contacts:read'] }],
    [
      'redundant across surfaces',
      ['export', 'contacts:read'],
      ['POST /export'],
      { redundant: ['contacts:read'] },
    ],
    ['equivalent bundles', ['tags:write'], ['POST /tags'], { equivalentBundles: ['tagging', 'tag_writing'] }],
    [
      'equivalent bundles by the closure',
      ['contacts:read', 'tags:read'],
      ['GET /contacts', 'GET /tags'],
      { equivalentBundles: ['basic'] },
    ],
    [
      'all at once',
      ['tags:read', 'tags:write'],
      ['POST /contacts'],
      {
        missing: ['contacts:write'],
        excess: ['tags:read', 'tags:write'],
        redundant: ['tags:read'],
        equivalentBundles: ['tagging', 'tag_writing'],
      },
    ],
  ])('%s: %j for %j', (_, scopes, routes, found) => {
    expect(audited(api, key(...scopes), routes)).toEqual({ ...clean, ...found });
  });

  test('a bundle is not equivalent for being spelled alike', () => {
    const commas = defineScopes('commas', {
      scopes: ['a', 'b,c', 'a,b', 'c'],
      bundles: { other: ['a,b', 'c'], same: ['b,c', 'a'] },
    });
    const listed = defineRoutes(commas, { 'GET /': commas.allOf('a', 'b,c') });
    const held = commas.key('k', { scopes: ['a', 'b,c'] });
    expect(audit(listed, held).equivalentBundles).toEqual(['same']);
  });

  test('two bundles that hold the same by their closures', () => {
    const writing = audited(api, defineKey(api, 'migration', { bundle: 'write_all' }), []);
    expect(writing.equivalentBundles).toEqual(['write_all', 'full_access']);
    const full = audited(api, defineKey(api, 'admin', { bundle: 'full_access' }), []);
    expect(full.equivalentBundles).toEqual(['write_all', 'full_access']);
  });

  test('of a bundle the excess is no error, but told', () => {
    const basic = defineKey(api, 'reader', { bundle: 'basic', routes: ['GET /tags'] });
    expect(audit(api, basic)).toEqual({ ...clean, excess: ['contacts:read'], equivalentBundles: ['basic'] });
  });

  test('the routes of the key, or those that are really called', () => {
    const crmSync = defineKey(api, 'crm-sync', {
      scopes: ['contacts:write', 'tags:read'],
      routes: ['GET /contacts', 'POST /contacts', 'GET /tags'],
    });
    expect(audit(api, crmSync)).toEqual(clean);
    expect(audit(api, crmSync, ['GET /contacts', 'POST /tags'])).toEqual({
      ...clean,
      missing: ['tags:write'],
      excess: ['contacts:write', 'tags:read'],
      unusedRoutes: ['POST /contacts', 'GET /tags'],
    });
    expect(audit(api, crmSync, []).unusedRoutes).toEqual(crmSync.routes);
  });

  test('what it gives is frozen', () => {
    const report = audit(api, atender.key('key', { scopes: ['tags:read'] }));
    expect(Object.isFrozen(report)).toBe(true);
    expect(Object.values(report).every((list) => Object.isFrozen(list))).toBe(true);
  });
});

describe('of equal rights, the scopes that open the fewest routes', () => {
  const mail = defineScopes('mail', { scopes: ['full', 'readonly', 'labels', 'send'] });
  const { anyOf, allOf } = mail;
  const inbox = defineRoutes(mail, {
    'GET /messages': anyOf('full', 'readonly'),
    'DELETE /messages/:id': 'full',
    'POST /messages': anyOf('full', 'send'),
    'GET /labels': anyOf('labels', 'full', 'readonly'),
    'PUT /labels': allOf('labels', 'readonly'),
    'GET /drafts': anyOf('labels', 'send'),
    'PUT /drafts': anyOf('labels', 'send'),
  });

  test.each<[routes: readonly string[], scopes: readonly string[]]>([
    [['GET /messages'], ['readonly']],
    [['POST /messages'], ['send']],
    [['GET /messages', 'POST /messages'], ['full']],
    [['GET /labels'], ['readonly']],
    // Both open two more.
    [['GET /drafts'], ['labels']],
    [['DELETE /messages/:id', 'GET /messages'], ['full']],
  ])('%j', (routes, scopes) => {
    expect(least(inbox, routes)).toMatchObject({ scopes, exact: true });
    expect(keyFor(inbox, 'k', { routes }).scopes).toEqual(scopes);
  });

  test('where a route asks for what two choices could add', () => {
    const both = define('both', { scopes: ['a', 'b', 'x', 'y'] });
    const joined = table(both, {
      'GET /1': both.anyOf('a', 'b'),
      'GET /2': both.anyOf('x', 'y'),
      'GET /3': both.allOf('a', 'x'),
      'GET /4': both.allOf('b', 'x'),
    });
    expect(least(joined, ['GET /1', 'GET /2']).scopes).toEqual(['a', 'y']);
  });

  test('then those declared first', () => {
    const even = define('even', { scopes: ['a', 'b'] });
    const routes = table(even, { 'GET /1': even.anyOf('b', 'a'), 'GET /a': 'a', 'GET /b': 'b' });
    expect(least(routes, ['GET /1']).scopes).toEqual(['a']);
  });
});
