import { describe, expect, test } from 'vitest';
import { untyped } from '../../tests/support/without-types.js';
import { authenticated, defineKey, defineRoutes, defineScopes, open, optional } from '../index.js';
import { createDiff, diffAccess, type Finding, type FleetKey } from './index.js';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
  bundles: { basic: ['contacts:read'], all: ['*'] },
});
const api = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read' });
const next = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write', 'export'], tags: ['read', 'list'] },
  implies: { write: ['read', 'export'] },
  bundles: { basic: ['contacts:read', 'tags:read'], all: ['*'] },
  deprecated: { 'labels:read': ['tags:read', 'tags:list'] },
});
const nextApi = defineRoutes(next, {
  'GET /contacts/export': 'contacts:export',
  'GET /contacts/:contact': 'contacts:read',
  'GET /tags': 'tags:read',
  'GET /exports': 'contacts:export',
});

type Loose = (before: unknown, after: unknown, stored?: Iterable<unknown>) => Iterable<Finding>;
const loose = untyped<Loose>(diffAccess);
const messages = (findings: Iterable<Finding>) => Array.from(findings, ({ message }) => message);

describe('what is no version of an API, and no key', () => {
  test.each([
    ['nothing', undefined, 'a version: not an object'],
    ['no table', {}, 'not a route table'],
    ['a table itself', api, 'not a route table'],
    ['a copy of a table', { api: { ...api } }, 'made by another copy of scopeproof'],
    ['a vocabulary', { api: atender }, 'not a route table'],
  ])('%s', (_, version, message) => {
    expect(() => loose(version, { api })).toThrow(message);
    expect(() => loose({ api }, version)).toThrow(message);
  });

  test('keys of another vocabulary', () => {
    const keys = [next.key('reader', { scopes: ['tags:read'] })];
    expect(() => loose({ api, keys }, { api: nextApi })).toThrow('not a key of this vocabulary');
    expect(() => loose({ api }, { api: nextApi, keys: [{}] })).toThrow('not a key of this vocabulary');
  });

  test.each([
    ['no object', 'k_17', 'a key is an object'],
    ['no id', { scopes: '' }, 'the id of a key is a string'],
    ['an empty id', { key: '', scopes: '' }, 'an empty id'],
    ['no scopes', { key: 'k_17' }, 'key k_17: stored scopes are strings'],
    ['a number among the scopes', { key: 'k_17', scopes: [1] }, 'key k_17: stored scopes are strings'],
    ['a boxed string', { key: 'k_17', scopes: new String('') }, 'key k_17: stored scopes are strings'],
  ])('%s, when it is read', (_, key, message) => {
    const findings = loose({ api }, { api }, [key]);
    expect(() => [...findings]).toThrow(message);
  });

  test('what an iterable of scopes throws is thrown on', () => {
    const scopes = (function* () {
      yield 'tags:read';
      throw new RangeError('database gone');
    })();
    expect(() => [...diffAccess({ api }, { api }, [{ key: 'k_17', scopes }])]).toThrow(RangeError);
  });
});

describe('diffAccess', () => {
  const rows: FleetKey[] = [
    { key: 'k_1', scopes: 'contacts:write' },
    { key: 'k/2', scopes: ['contacts:read', 'tags:read'] },
    { key: 'k_3', scopes: 'labels:read nonsense' },
  ];
  const findings = [...diffAccess({ api }, { api: nextApi }, rows)];
  const of = (subject: string) => findings.filter((finding) => finding.subject === subject);

  test('gives the API, then each stored key', () => {
    expect(messages(findings)).toEqual([
      'labels:read is now tags:read tags:list',
      'a key with contacts:read can no longer call GET /contacts/export, where GET /contacts/:id was',
      'a key with contacts:write can now call GET /exports',
      'the bundle basic can no longer call GET /contacts/export, where GET /contacts/:id was: it lacks contacts:export',
      'the bundle basic can now call GET /tags, by tags:read',
      'the bundle all can now call GET /exports, by contacts:write',
      'k_1 can now call GET /exports, by contacts:write',
      'k/2 can no longer call GET /contacts/export, where GET /contacts/:id was: it lacks contacts:export',
      'k_3 can now call GET /tags, by labels:read',
    ]);
  });

  test('says all of a finding in its members', () => {
    expect(of('stored')[1]).toEqual({
      kind: 'loss',
      subject: 'stored',
      key: 'k/2',
      route: 'GET /contacts/export',
      was: 'GET /contacts/:id',
      request: 'GET /contacts/export',
      scopes: ['contacts:read'],
      message: expect.any(String),
      fingerprint: String.raw`loss/stored/k\/2/GET \/contacts\/export/GET \/contacts\/:id`,
    });
    expect(of('bundle')[0]).toMatchObject({
      bundle: 'basic',
      fingerprint: expect.stringMatching('^loss/bundle/basic/GET'),
    });
    expect(findings[0]).toMatchObject({
      kind: 'rename',
      scopes: ['labels:read'],
      now: ['tags:read', 'tags:list'],
    });
    for (const finding of findings) expect(Object.isFrozen(finding)).toBe(true);
  });

  test('compares the declared keys that both versions have', () => {
    const before = [
      defineKey(api, 'tagger', { scopes: ['tags:read'], routes: ['GET /tags'] }),
      defineKey(api, 'old', { scopes: ['tags:read'], routes: ['GET /tags'] }),
    ];
    const after = [
      defineKey(nextApi, 'new', { scopes: ['tags:read'], routes: ['GET /tags'] }),
      defineKey(nextApi, 'tagger', { scopes: ['contacts:read'], routes: ['GET /contacts/:contact'] }),
    ];
    const found = [...diffAccess({ api, keys: before }, { api: nextApi, keys: after })];
    expect(messages(found.filter(({ subject }) => subject === 'key'))).toEqual([
      'the key tagger can now call GET /contacts/:contact, by contacts:read',
      'the key tagger can no longer call GET /tags: it lacks tags:read',
    ]);
  });

  test('tells who is let in without a key, and with any', () => {
    const before = defineRoutes(atender, {
      'GET /a': open,
      'GET /b': authenticated,
      'GET /c': 'tags:read',
      'GET /d': open,
      'GET /e': open,
    });
    const after = defineRoutes(atender, {
      'GET /a': authenticated,
      'GET /b': open,
      'GET /c': optional,
      'GET /e': optional,
      'GET /f': open,
    });
    const found = [...diffAccess({ api: before }, { api: after })];
    expect(messages(found.filter(({ subject }) => subject !== 'bundle'))).toEqual([
      'any key can now call GET /c',
      'any key can now call GET /f',
      'any key can no longer call GET /d, which is removed',
      'a caller without a key can no longer call GET /a',
      'a caller without a key can now call GET /b',
      'a caller without a key can now call GET /c',
      'a caller without a key can now call GET /f',
      'a caller without a key can no longer call GET /d, which is removed',
    ]);
  });

  test('finds what a pattern comes to name', () => {
    const expanding = (surfaces: { readonly [surface: string]: readonly string[] }) => {
      const vocabulary = untyped<(name: string, definition: unknown) => unknown>(defineScopes)('atender', {
        surfaces,
        storedPatterns: 'expand',
      });
      return untyped<typeof api>(
        untyped<(v: unknown, t: unknown) => unknown>(defineRoutes)(
          vocabulary,
          Object.fromEntries(Object.keys(surfaces).map((surface) => [`GET /${surface}`, `${surface}:read`])),
        ),
      );
    };
    const one = expanding({ contacts: ['read'] });
    const other = expanding({ contacts: ['read'], billing: ['read'] });
    expect(
      messages(
        diffAccess({ api: one }, { api: other }, [
          { key: 'k_1', scopes: '*:read' },
          { key: 'k_2', scopes: 'contacts:read' },
        ]),
      ),
    ).toEqual(['a key with * can now call GET /billing', 'k_1 can now call GET /billing, by *:read']);
  });

  test('tells new names of an old one from the same in another order', () => {
    const renaming = (now: readonly string[]) => {
      const vocabulary = untyped<(name: string, definition: unknown) => unknown>(defineScopes)('atender', {
        scopes: ['a', 'b', 'c'],
        deprecated: { old: now },
      });
      return {
        api: untyped<(vocabulary: unknown, table: unknown) => typeof api>(defineRoutes)(vocabulary, {}),
      };
    };
    expect(messages(diffAccess(renaming(['a', 'b']), renaming(['b', 'a'])))).toEqual([]);
    expect(messages(diffAccess(renaming(['a', 'b']), renaming(['b', 'c'])))).toEqual(['old is now b c']);
  });

  test('finds the narrowest key: the fewest rights, then the fewest names, then those that come first', () => {
    const define = untyped<(name: string, definition: unknown) => UntypedVocabulary>(defineScopes);
    const table = untyped<(vocabulary: unknown, table: unknown) => typeof api>(defineRoutes);
    const vocabulary = define('atender', {
      scopes: ['wide', 'a', 'b', 'c', 'd', 'ab'],
      includes: { wide: ['a', 'b', 'c'], ab: ['a', 'b'] },
      deprecated: { both: ['c', 'd'] },
    });
    const narrowest = (needs: unknown) =>
      [...diffAccess({ api: table(vocabulary, {}) }, { api: table(vocabulary, { 'GET /a': needs }) })][0]
        ?.scopes;
    expect(narrowest(vocabulary.allOf('a', 'b'))).toEqual(['a', 'b']);
    expect(narrowest(vocabulary.allOf('d', 'c'))).toEqual(['both']);
    expect(narrowest(vocabulary.anyOf('ab', vocabulary.allOf('c', 'd', 'a'), 'wide'))).toEqual(['ab']);
    expect(narrowest(vocabulary.anyOf('b', 'a'))).toEqual(['a']);
  });

  test('finds nothing between equal versions, and for a key that nothing concerns', () => {
    expect([...diffAccess({ api }, { api }, rows)]).toEqual([]);
    const { findingsOf } = createDiff({ api }, { api: nextApi });
    expect(findingsOf({ key: 'k_4', scopes: 'tags:read' })).toEqual([]);
    // The same, as a list, which is worked out once.
    expect(findingsOf({ key: 'k_5', scopes: new Set(['tags:read']) })).toEqual([]);
    expect(messages(findingsOf({ key: 'k_6', scopes: ['contacts:write', 'tags:read '] }))).toEqual([
      'k_6 can now call GET /exports, by contacts:write',
    ]);
  });

  test('says so where there are too many ways to combine scopes', () => {
    // Ten pigeons in nine holes: each has one of nine names, and the earlier version lets in whoever has two of one hole.
    const [pigeons, holes] = [10, 9].map((count) => Array.from({ length: count }, (_, i) => i)) as [
      number[],
      number[],
    ];
    const name = (pigeon: number, hole: number) => `p${pigeon}.${hole}`;
    const all = pigeons.flatMap((pigeon) => holes.map((hole) => name(pigeon, hole)));
    const placed = pigeons.map((pigeon) => `placed${pigeon}`);
    const define = untyped<(name: string, definition: unknown) => UntypedVocabulary>(defineScopes);
    const table = untyped<(vocabulary: unknown, table: unknown) => typeof api>(defineRoutes);
    const one = define('pigeons', { scopes: all });
    const other = define('pigeons', {
      scopes: [...all, ...placed],
      includes: Object.fromEntries(
        pigeons.flatMap((pigeon) => holes.map((hole) => [name(pigeon, hole), [`placed${pigeon}`]])),
      ),
    });
    const pairs = holes.flatMap((hole) =>
      pigeons.flatMap((pigeon) =>
        pigeons.slice(pigeon + 1).map((next) => one.allOf(name(pigeon, hole), name(next, hole))),
      ),
    );
    const found = diffAccess(
      { api: table(one, { 'GET /a': one.anyOf(...pairs) }) },
      { api: table(other, { 'GET /a': other.allOf(...placed) }) },
    );
    expect(messages([...found].filter(({ kind }) => kind !== 'loss'))).toEqual([
      'too many ways to combine scopes: some key may gain GET /a',
    ]);
  });
});

interface UntypedVocabulary {
  allOf(...scopes: readonly string[]): unknown;
  anyOf(...alternatives: readonly unknown[]): unknown;
}
