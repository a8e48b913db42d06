import { describe, expect, test } from 'vitest';
import { declareAtender, atender as typed } from '../tests/support/atender.js';
import { type UntypedVocabulary, untyped } from '../tests/support/without-types.js';
import { authenticated, defineRoutes, defineScopes, open, optional, RouteDefinitionError } from './index.js';

/** As a caller without types sees it. */
const atender = untyped<UntypedVocabulary>(typed);
const other = untyped<UntypedVocabulary>(declareAtender().atender);

const route = untyped<(vocabulary: unknown, table: unknown) => unknown>(defineRoutes);
const define = untyped<(name: string, definition: unknown) => UntypedVocabulary>(defineScopes);

const grantOf = (...scopes: string[]) => atender.parse(scopes).grant;
const meets = (requirement: unknown, ...scopes: string[]) =>
  atender.check(grantOf(...scopes), requirement).ok;

/** What is no requirement of the vocabulary, however it is made. */
const noRequirements: [what: string, value: unknown][] = [
  ['an unknown scope', 'contacts:reed'],
  ['the empty string', ''],
  ['a scope in other case', 'Contacts:Read'],
  ['two scopes in one string', 'contacts:read tags:read'],
  ['a pattern', '*'],
  ['a pattern', 'contacts:*'],
  ['the name of a bundle', 'basic'],
  ['the name of a surface', 'contacts'],
  ['a property of every object', 'constructor'],
  ['a property of every object', '__proto__'],
  ['undefined', undefined],
  ['null', null],
  ['false', false],
  ['true', true],
  ['a number', 0],
  ['a bare array', ['contacts:read']],
  ['a bare array of several', ['contacts:read', 'tags:read']],
  ['an empty array', []],
  ['a boxed scope', new String('contacts:read')],
  ['a function', () => true],
  ['an object', {}],
  ['what other libraries write', { and: [] }],
  ['what other libraries write', { constructor: ['contacts:read'] }],
  ['an OpenAPI requirement', { oauth: [] }],
  ['what looks like open', { kind: 'open', alternatives: [[]] }],
  ['a copy of open', { ...open }],
  ['what inherits from open', Object.create(open)],
  ['a stand-in for open', new Proxy(open, {})],
  ['open through JSON', JSON.parse(JSON.stringify(open))],
  ['a structured clone of open', structuredClone(open)],
  ['a copy of allOf', { ...atender.allOf('contacts:read') }],
  ['a vocabulary', atender],
  ['a grant', grantOf('contacts:read')],
  ['allOf of another vocabulary', other.allOf('contacts:read')],
  ['anyOf of another vocabulary', other.anyOf('contacts:read')],
];

describe.each(noRequirements)('%s is no requirement', (_, value) => {
  const everything = grantOf(...atender.scopes);

  test('and is refused, whatever the grant holds', () => {
    expect(() => atender.authorize(everything, value)).toThrow(TypeError);
    expect(() => atender.check(everything, value)).toThrow(TypeError);
    if (!Array.isArray(value)) expect(() => atender.missing(everything, value)).toThrow(TypeError);
  });

  test('nor is it an alternative', () => {
    expect(() => atender.anyOf(value)).toThrow(TypeError);
    expect(() => atender.anyOf('contacts:read', value)).toThrow(TypeError);
  });

  test('nor is it one of all', () => {
    expect(() => atender.allOf(value)).toThrow(TypeError);
    expect(() => atender.allOf('contacts:read', value)).toThrow(TypeError);
  });

  test('nor does it make a route', () => {
    expect(() => route(typed, { 'GET /': value })).toThrow(RouteDefinitionError);
  });
});

test('what is no scope and no allOf is no alternative, and what one is is said', () => {
  for (const value of [undefined, null, 7, {}, atender.anyOf('tags:read'), open, authenticated])
    expect(() => atender.anyOf('contacts:read', value)).toThrow(/^not a requirement of this vocabulary/);
});

test('a symbol is no requirement', () => {
  expect(() => atender.authorize(grantOf(), Symbol('contacts:read'))).toThrow(TypeError);
  expect(() => atender.allOf(Symbol.iterator)).toThrow(TypeError);
});

test('a requirement of nothing is refused', () => {
  expect(() => atender.allOf()).toThrow(/^an empty requirement$/);
  expect(() => atender.anyOf()).toThrow(/^an empty requirement$/);
  expect(() => atender.allOf(...[])).toThrow(TypeError);
});

test('nothing nests deeper than any of all', () => {
  const any = atender.anyOf('contacts:read', 'tags:read');
  const all = atender.allOf('contacts:read', 'tags:read');
  for (const nested of [any, open, optional, authenticated]) {
    expect(() => atender.anyOf('knowledge:read', nested)).toThrow('not a requirement of this vocabulary');
    expect(() => atender.allOf('knowledge:read', nested)).toThrow(TypeError);
  }
  expect(() => atender.allOf(all)).toThrow(TypeError);
});

test('a misspelt scope is named', () => {
  expect(() => atender.allOf('contacts:read', 'contacts:reed')).toThrow('unknown scope contacts:reed');
  expect(() => atender.anyOf('contacts:reed')).toThrow('unknown scope contacts:reed');
  expect(() => atender.authorize(grantOf(), 'contacts:reed')).toThrow('unknown scope contacts:reed');
});

describe('a scope', () => {
  test('is met by itself and by what brings it along, by nothing else', () => {
    const met = atender.scopes.filter((scope) => meets('contacts:read', scope));
    expect(met).toEqual(['contacts:read', 'contacts:write', 'contacts:admin', 'export']);
    expect(atender.scopes.filter((scope) => meets('contacts:write', scope))).toEqual([
      'contacts:write',
      'contacts:admin',
    ]);
    expect(meets('contacts:read')).toBe(false);
  });
});

describe('allOf', () => {
  const both = atender.allOf('tags:read', 'contacts:write');

  test('needs every one', () => {
    expect(meets(both, 'tags:read', 'contacts:write')).toBe(true);
    expect(meets(both, 'tags:write', 'contacts:write')).toBe(true);
    expect(meets(both, 'tags:read')).toBe(false);
    expect(meets(both, 'contacts:write')).toBe(false);
    expect(meets(both, 'tags:read', 'contacts:read')).toBe(false);
    expect(meets(both)).toBe(false);
  });

  test('of one scope is that scope', () => {
    expect(meets(atender.allOf('tags:read'), 'tags:read')).toBe(true);
    expect(meets(atender.allOf('tags:read'), 'contacts:write')).toBe(false);
  });

  test('says what it needs in the order in which it was said, each once', () => {
    expect(typed.allOf('tags:read', 'contacts:write', 'tags:read')).toMatchObject({
      kind: 'allOf',
      alternatives: [['tags:read', 'contacts:write']],
    });
  });
});

describe('anyOf', () => {
  const either = atender.anyOf('knowledge:read', atender.allOf('tags:write', 'contacts:read'));

  test('needs one alternative, and all of it', () => {
    expect(meets(either, 'knowledge:read')).toBe(true);
    expect(meets(either, 'tags:write', 'contacts:read')).toBe(true);
    expect(meets(either, 'tags:write')).toBe(false);
    expect(meets(either, 'contacts:read', 'tags:read')).toBe(false);
    expect(meets(either)).toBe(false);
  });

  test('of one alternative is that alternative', () => {
    expect(meets(atender.anyOf('tags:read'), 'tags:read')).toBe(true);
    expect(meets(atender.anyOf('tags:read'), 'knowledge:read')).toBe(false);
    expect(meets(atender.anyOf(atender.allOf('tags:read', 'knowledge:read')), 'tags:read')).toBe(false);
  });

  test('says its alternatives', () => {
    expect(either).toMatchObject({
      kind: 'anyOf',
      alternatives: [['knowledge:read'], ['tags:write', 'contacts:read']],
    });
  });
});

describe('open, optional and authenticated', () => {
  test.each([
    ['open', open],
    ['optional', optional],
    ['authenticated', authenticated],
  ])('%s: any grant meets it, of whatever vocabulary', (kind, requirement) => {
    expect(requirement.kind).toBe(kind);
    expect(requirement.alternatives).toEqual([[]]);
    expect(meets(requirement)).toBe(true);
    expect(meets(requirement, 'tags:read')).toBe(true);
    expect(other.check(other.parse('').grant, requirement).ok).toBe(true);
    expect(atender.missing([], requirement)).toEqual([]);
  });

  test.each([open, optional, authenticated])('what is no grant does not meet %o', (requirement) => {
    for (const none of [undefined, null, {}, 'contacts:read', other.parse('contacts:read').grant])
      expect(() => atender.authorize(none, requirement)).toThrow(TypeError);
  });

  test('are told apart', () => {
    expect(open).not.toBe(authenticated);
    expect(untyped<object>(open)).not.toEqual(authenticated);
    expect(untyped<object>(optional)).not.toEqual(open);
    expect(untyped<object>(optional)).not.toEqual(authenticated);
  });
});

test('a requirement cannot be changed into less', () => {
  for (const requirement of [
    atender.allOf('tags:read', 'knowledge:read'),
    atender.anyOf('tags:read'),
    open,
  ]) {
    const { alternatives } = untyped<{ alternatives: string[][] }>(requirement);
    expect(Object.isFrozen(requirement)).toBe(true);
    expect(Object.isFrozen(alternatives)).toBe(true);
    expect(alternatives.every((scopes) => Object.isFrozen(scopes))).toBe(true);
    expect(() => alternatives.push([])).toThrow(TypeError);
    expect(() => alternatives[0]?.pop()).toThrow(TypeError);
  }
});

test('the arguments may change afterwards: a requirement is compiled when it is declared', () => {
  const scopes = ['tags:read', 'knowledge:read'];
  const requirement = atender.allOf(...scopes);
  scopes.length = 0;
  expect(meets(requirement, 'tags:read')).toBe(false);
});

test('alternatives beyond one and two machine words', () => {
  const names = Array.from({ length: 100 }, (_, i) => `s${i}`);
  const wide = define('wide', { scopes: names });
  const requirement = wide.anyOf('s0', wide.allOf('s31', 's32', 's63', 's64', 's99'));
  const met = (...scopes: string[]) => wide.check(wide.parse(scopes).grant, requirement).ok;
  expect(met('s0')).toBe(true);
  expect(met('s31', 's32', 's63', 's64', 's99')).toBe(true);
  for (const left of ['s31', 's32', 's63', 's64', 's99'])
    expect(met(...names.filter((name) => name !== 's0' && name !== left))).toBe(false);
});
