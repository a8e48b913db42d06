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
    ['an unknown name, which is left out', ['tags:read', 'nonsense'], ['tags:read']],
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
    expect(migration.rewrite('people:read')).toBeUndefined();
    expect(migration.rewrite('people:write')).toEqual(['all']);
    expect(migration.rewrite('tags:read')).toEqual([]);
  });
});
