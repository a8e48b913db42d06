/** Whether tests can compare grants, keys and requirements: equal ones are equal, others are not. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as chai from 'chai';
import { expect as jestExpect } from 'expect';
import { describe, expect, test } from 'vitest';
import { atender } from '../tests/support/atender.js';
import { authenticated, defineKey, defineRoutes, defineScopes, open } from './index.js';

const actions = ['read', 'write'] as const;
const surfaces = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`surface${i}`, actions]));
const large = defineScopes('large', { surfaces });
/** Another vocabulary of the same name, with as many scopes. */
const namesake = defineScopes('atender', {
  surfaces: { users: ['read', 'write'], teams: ['read', 'write'] },
});
const api = defineRoutes(atender, { 'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read' });
const grantOf = (stored: string) => atender.parse(stored).grant;

/** For each name two values that are equal, and none is equal to one of another name. */
const refused = (stored: string, scope: 'tags:read' | 'tags:write') => atender.check(grantOf(stored), scope);
const values: { readonly [name: string]: readonly [unknown, unknown] } = {
  'a grant of nothing': [grantOf(''), atender.parse([]).grant],
  'a grant of one scope': [grantOf('contacts:read'), grantOf('contacts:read unknown')],
  'a grant of another scope': [grantOf('tags:read'), grantOf(' tags:read')],
  'a grant of a scope that implies another': [
    grantOf('contacts:write'),
    atender.parse(['contacts:read', 'contacts:write']).grant,
  ],
  'a grant of everything': [atender.parse(atender.scopes).grant, atender.parse([...atender.scopes]).grant],
  'a grant of nothing, of a namesake': [namesake.parse('').grant, namesake.parse([]).grant],
  'a grant of its first scope': [
    namesake.parse(namesake.scopes.slice(0, 1)).grant,
    namesake.parse('users:read').grant,
  ],
  'a grant of nothing, among many scopes': [large.parse('').grant, large.parse([]).grant],
  'a grant of one of many scopes': [large.parse('surface1:read').grant, large.parse(['surface1:read']).grant],
  'a grant of another of many scopes': [
    large.parse('surface17:read').grant,
    large.parse(['surface17:read']).grant,
  ],
  'a grant of two of many scopes': [
    large.parse('surface39:read surface1:read').grant,
    large.parse(['surface1:read', 'surface39:read']).grant,
  ],
  'a key': [
    atender.key('reader', { scopes: ['contacts:read'] }),
    atender.key('reader', { scopes: ['contacts:read'] }),
  ],
  'a key with a route': [
    defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] }),
    defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] }),
  ],
  'a key of another scope': [
    atender.key('reader', { scopes: ['tags:read'] }),
    atender.key('reader', { scopes: ['tags:read'] }),
  ],
  'a key of nothing': [atender.key('none', { scopes: [] }), atender.key('none', { scopes: [] })],
  'a key of nothing, of a namesake': [
    namesake.key('none', { scopes: [] }),
    namesake.key('none', { scopes: [] }),
  ],
  'all of one scope': [atender.allOf('tags:read'), atender.allOf('tags:read')],
  'all of two scopes': [
    atender.allOf('tags:read', 'contacts:read'),
    atender.allOf('tags:read', 'contacts:read'),
  ],
  'any of two scopes': [
    atender.anyOf('tags:read', 'contacts:read'),
    atender.anyOf('tags:read', 'contacts:read'),
  ],
  'all of one scope, of a namesake': [namesake.allOf('users:read'), namesake.allOf('users:read')],
  'a refused check': [refused('', 'tags:read'), refused('', 'tags:read')],
  'a refused check of another scope': [refused('', 'tags:write'), refused('', 'tags:write')],
  'a refused check of another grant': [
    refused('tags:read', 'tags:write'),
    refused('tags:read', 'tags:write'),
  ],
  open: [open, open],
  authenticated: [authenticated, authenticated],
};

type Compare = (one: unknown, other: unknown) => void;
const tools: { readonly [tool: string]: readonly [equal: Compare, unequal: Compare] } = {
  'assert.deepStrictEqual': [
    (one, other) => assert.deepStrictEqual(one, other),
    (one, other) => assert.notDeepStrictEqual(one, other),
  ],
  'toEqual of vitest': [
    (one, other) => expect(one).toEqual(other),
    (one, other) => expect(one).not.toEqual(other),
  ],
  'toStrictEqual of vitest': [
    (one, other) => expect(one).toStrictEqual(other),
    (one, other) => expect(one).not.toStrictEqual(other),
  ],
  'toEqual of jest': [
    (one, other) => jestExpect(one).toEqual(other),
    (one, other) => jestExpect(one).not.toEqual(other),
  ],
  'toStrictEqual of jest': [
    (one, other) => jestExpect(one).toStrictEqual(other),
    (one, other) => jestExpect(one).not.toStrictEqual(other),
  ],
  'deep.equal of chai': [
    (one, other) => chai.expect(one).to.deep.equal(other),
    (one, other) => chai.expect(one).not.to.deep.equal(other),
  ],
};

describe.each(Object.entries(tools))('%s', (_, [equal, unequal]) => {
  test.each(Object.entries(values))('takes %s for itself alone', (name, [one, same]) => {
    equal(one, same);
    for (const [otherName, [other]] of Object.entries(values)) if (otherName !== name) unequal(one, other);
  });
});

describe('printed', () => {
  test('a grant names its vocabulary and the scopes to store', () => {
    expect(inspect(grantOf('contacts:write tags:read'))).toBe('Grant<atender>(contacts:write tags:read)');
    expect(inspect({ grant: grantOf('') })).toBe('{ grant: Grant<atender>() }');
  });

  test('a key and a requirement show what they are of', () => {
    expect(inspect(atender.key('reader', { scopes: ['tags:read'] }))).toMatch(
      /vocabulary: 'atender'.*name: 'reader'.*'tags:read'/s,
    );
    expect(inspect(atender.allOf('tags:read'))).toMatch(/vocabulary: 'atender'.*'tags:read'/s);
  });

  test('a refused check shows who lacks what', () => {
    expect(inspect(refused('tags:read', 'tags:write'))).toBe(
      "{ ok: false, by: Grant<atender>(tags:read), requirement: 'tags:write' }",
    );
  });

  test.each([
    ['vitest', expect],
    ['jest', jestExpect],
  ])('%s shows by which scopes two grants differ', (_, run) => {
    const compare = () => run(grantOf('contacts:write')).toEqual(grantOf('tags:read'));
    expect(compare).toThrow(/contacts:write.*tags:read|tags:read.*contacts:write/s);
  });
});
