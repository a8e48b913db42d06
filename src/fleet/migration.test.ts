import { describe, expect, test } from 'vitest';
import { untyped } from '../../tests/support/without-types.js';
import { authenticated, defineRoutes, defineScopes } from '../index.js';
import { migrationOf } from './index.js';

const before = defineScopes('atender', {
  surfaces: { people: ['read', 'write'], tags: ['read'] },
  scopes: ['export'],
  implies: { write: ['read'] },
  storedPatterns: 'expand',
});
const api = defineRoutes(before, {
  'GET /people/:id': 'people:read',
  'POST /people': 'people:write',
  'GET /tags': 'tags:read',
  'GET /export': before.anyOf('export', before.allOf('people:read', 'tags:read')),
  'GET /old': 'people:read',
});
const after = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read', 'write'], billing: ['read'] },
  scopes: ['export', 'everything'],
  implies: { write: ['read'] },
  includes: { everything: ['*:read'] },
  deprecated: { 'people:read': 'contacts:read', 'people:write': 'everything' },
  storedPatterns: 'expand',
});
const next = defineRoutes(after, {
  'GET /people/:person': 'contacts:read',
  'POST /people': after.anyOf('contacts:write', 'everything'),
  'GET /tags': 'tags:read',
  'GET /export': 'export',
  'GET /billing': 'billing:read',
  'GET /me': authenticated,
});
const { rewrite } = migrationOf({ api }, { api: next });

describe('migrationOf', () => {
  test('refuses what is no version, and what are no scopes', () => {
    const loose = untyped<(before: unknown, after: unknown) => unknown>(migrationOf);
    expect(() => loose(undefined, { api })).toThrow('a version: not an object');
    expect(() => loose({ api }, { api: { ...api } })).toThrow('not a route table');
    expect(() => untyped<(scopes: unknown) => unknown>(rewrite)(7)).toThrow('stored scopes are strings');
    expect(() => untyped<(scopes: unknown) => unknown>(rewrite)([7])).toThrow('stored scopes are strings');
  });

  test.each([
    ['nothing', '', []],
    ['what means the same', ' tags:read ', ['tags:read']],
    ['an old name', 'people:read', ['contacts:read']],
    ['a name that no version knows, which stays', ['nonsense', 'tags:read'], ['nonsense', 'tags:read']],
    ['such a name beside others that change', 'people:write nonsense', ['contacts:write', 'nonsense']],
    // Its new name gives the tags as well, so it is not what the key had.
    ['an old name whose new name gives more', 'people:write', ['contacts:write']],
    ['a pattern that gives the tags as well now', '*:write', ['contacts:write']],
    // The pattern would give the new billing:read.
    ['a pattern that names more now', '*:read', ['contacts:read', 'tags:read', 'export']],
  ])('%s', (_, stored, rewritten) => {
    expect(rewrite(stored)).toEqual(rewritten);
    expect(Object.isFrozen(rewrite(stored))).toBe(true);
  });

  test('says so where no scopes give the same access', () => {
    const wider = defineScopes('atender', { scopes: ['all'], deprecated: { 'people:read': 'all' } });
    const fewer = defineRoutes(wider, { 'GET /people/:id': 'all', 'POST /people': 'all' });
    const migration = migrationOf({ api }, { api: fewer });
    expect(migration.rewrite('people:read')).toBe('none');
    expect(migration.rewrite('people:write')).toEqual(['all']);
    expect(migration.rewrite('tags:read')).toEqual([]);
  });
});

describe('a rewrite that has to choose', () => {
  const old = defineScopes('atender', { scopes: ['a', 'b', 'c', 'd'] });
  const now = defineScopes('atender', {
    scopes: ['p', 'q', 'r', 's', 't', 'pq', 'rs'],
    includes: { pq: ['p', 'q'], rs: ['r', 's', 't'] },
  });
  const tables = (more: Record<string, string> = {}) => {
    const define = untyped<(vocabulary: unknown, table: unknown) => typeof api>(defineRoutes);
    return [
      { api: define(old, { 'GET /1': 'a', 'GET /2': 'a', 'GET /3': 'b' }) },
      {
        api: define(now, {
          'GET /1': now.anyOf('rs', 'pq'),
          'GET /2': now.anyOf('s', 'q'),
          'GET /3': now.allOf('p', 't'),
          ...more,
        }),
      },
    ] as const;
  };

  test('takes the fewest rights', () => {
    expect(migrationOf(...tables()).rewrite('a')).toEqual(['pq']);
  });

  test('opens the fewest new routes first', () => {
    expect(migrationOf(...tables({ 'GET /new': 'q' })).rewrite('a')).toEqual(['rs']);
  });

  test('never opens what the key could not call', () => {
    const [before, after] = tables({ 'GET /new': 'q' });
    expect(migrationOf(before, after).rewrite('b')).toEqual(['p', 't']);
    expect(migrationOf(before, after).rewrite('a b')).toEqual(
      ['p', 't', 'rs'].filter((scope) => scope !== 't'),
    );
    expect(migrationOf(before, after).rewrite('c')).toEqual([]);
  });

  test('gives up after many steps', () => {
    // Ten pigeons in nine holes: no choice avoids what the key could not call.
    const [pigeons, holes] = [10, 9].map((count) => Array.from({ length: count }, (_, i) => i)) as [
      number[],
      number[],
    ];
    const name = (pigeon: number, hole: number) => `p${pigeon}.${hole}`;
    const define =
      untyped<
        (name: string, definition: unknown) => Record<'allOf' | 'anyOf', (...of: unknown[]) => unknown>
      >(defineScopes);
    const table = untyped<(vocabulary: unknown, table: unknown) => typeof api>(defineRoutes);
    const after = define('atender', {
      scopes: pigeons.flatMap((pigeon) => holes.map((hole) => name(pigeon, hole))),
    });
    const placed = pigeons.map((pigeon) => [
      `GET /${pigeon}`,
      after.anyOf(...holes.map((hole) => name(pigeon, hole))),
    ]);
    const pairs = holes.flatMap((hole) =>
      pigeons.flatMap((pigeon) =>
        pigeons.slice(pigeon + 1).map((next) => after.allOf(name(pigeon, hole), name(next, hole))),
      ),
    );
    const migration = migrationOf(
      {
        api: table(old, {
          ...Object.fromEntries(pigeons.map((pigeon) => [`GET /${pigeon}`, 'a'])),
          'GET /pair': 'b',
        }),
      },
      { api: table(after, { ...Object.fromEntries(placed), 'GET /pair': after.anyOf(...pairs) }) },
    );
    expect(migration.rewrite('a')).toBe('undecided');
  });
});
