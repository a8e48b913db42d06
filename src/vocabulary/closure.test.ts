import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type UntypedVocabulary, untyped } from '../../tests/support/without-types.js';
import { ScopeDefinitionError } from '../errors.js';
import { defineScopes } from './vocabulary.js';

/** As a caller without types sees it. */
const define = untyped<(name: unknown, definition: unknown) => UntypedVocabulary>(defineScopes);

const refusal = (definition: unknown): ScopeDefinitionError => {
  try {
    define('wrong', definition);
  } catch (error) {
    if (error instanceof ScopeDefinitionError) return error;
    throw error;
  }
  throw new Error('the declaration was not refused');
};

const surfaces = { contacts: ['read', 'write', 'admin'], tags: ['read', 'write'] };
const numbered = (length: number, prefix = 'n') => Array.from({ length }, (_, i) => `${prefix}${i}`);
/** Each name to the one after it: one link fewer than names. */
const linked = (names: readonly string[]) =>
  Object.fromEntries(names.slice(1).map((name, i) => [names[i] as string, [name]]));
/** The same, and from the last back to the first. */
const inACircle = (names: readonly string[]) => ({ ...linked(names), [names.at(-1) as string]: [names[0]] });

const cycle = 'a cycle of implications';
const tooLong = 'a chain of implications longer than 16';

test.each<[path: string, message: string, definition: object]>([
  ['implies.nope', 'no surface has the action nope', { implies: { nope: ['read'] } }],
  ['implies.write[0]', 'no surface has the action nope', { implies: { write: ['nope'] } }],
  ['implies.write[1]', 'no surface has the action nope', { implies: { write: ['read', 'nope'] } }],
  [
    'implies.contacts:write',
    'no surface has the action contacts:write',
    { implies: { 'contacts:write': ['read'] } },
  ],
  ['implies.write[0]', 'no surface has the action *', { implies: { write: ['*'] } }],
  ['implies.constructor', 'no surface has the action constructor', { implies: { constructor: ['read'] } }],
  ['implies.gist', 'no surface has the action gist', { scopes: ['gist'], implies: { gist: ['read'] } }],
  ['implies.write', 'not an array', { implies: { write: 'read' } }],
  ['implies.write[0]', 'no surface has the action 7', { implies: { write: [7] } }],
  ['implies', 'not an object', { implies: [['write', ['read']]] }],
  ['implies.write', cycle, { implies: { write: ['write'] } }],
  ['implies.write', cycle, { implies: { write: ['read', 'write'] } }],
  ['implies.read', cycle, { implies: { write: ['read'], read: ['write'] } }],
  ['implies.read', cycle, { implies: { admin: ['write'], write: ['read'], read: ['admin'] } }],
  ['includes.nope', 'unknown scope nope', { includes: { nope: ['tags:read'] } }],
  ['includes.*:nope', 'unknown scope *:nope', { includes: { '*:nope': ['tags:read'] } }],
  ['includes.*:write[0]', cycle, { includes: { '*:write': ['*:write'] } }],
  ['includes.*:write', cycle, { includes: { '*:write': ['tags:read'], '*:read': ['*:write'] } }],
  ['includes.toString', 'unknown scope toString', { includes: { toString: ['tags:read'] } }],
  ['includes.tags:write[0]', 'unknown scope nope', { includes: { 'tags:write': ['nope'] } }],
  ['includes.tags:write[1]', 'unknown scope *:nope', { includes: { 'tags:write': ['tags:read', '*:nope'] } }],
  ['includes.tags:write[0]', 'unknown scope undefined', { includes: { 'tags:write': [undefined] } }],
  ['includes.tags:write', 'not an array', { includes: { 'tags:write': 'tags:read' } }],
  ['includes', 'not an object', { includes: 'tags:read' }],
  ['includes.tags:read[0]', cycle, { includes: { 'tags:read': ['tags:read'] } }],
  [
    'includes.contacts:read',
    cycle,
    { includes: { 'tags:read': ['contacts:read'], 'contacts:read': ['tags:read'] } },
  ],
  ['includes.tags:read', cycle, { implies: { write: ['read'] }, includes: { 'tags:read': ['tags:write'] } }],
  ['includes.tags:read', cycle, { implies: { write: ['read'] }, includes: { 'tags:read': ['tags:*'] } }],
])('refused at %s: %s (%j)', (path, message, definition) => {
  const error = refusal({ surfaces, ...definition });
  expect(error.path).toBe(path);
  expect(error.message).toBe(`${path}: ${message}`);
});

test('a cycle of patterns is a cycle', () => {
  const error = refusal({ surfaces, includes: { 'contacts:read': ['*:read'], 'tags:read': ['*:read'] } });
  expect(error.message).toBe(`includes.contacts:read: ${cycle}`);
});

test('the path of a cycle is one that the declaration has', () => {
  const includes = { 'tags:read': ['tags:write'] };
  const error = refusal({ surfaces: { tags: ['write', 'read'] }, implies: { write: ['read'] }, includes });
  expect(error.path).toBe('includes.tags:read');
});

describe('cycles of any length are refused', () => {
  test.each([2, 3, 15, 16, 17, 18, 31, 32, 33, 34, 64, 100])('%i links', (length) => {
    const names = numbered(length);
    const ofActions = refusal({ surfaces: { s: names }, implies: inACircle(names) });
    expect(ofActions.path).toBe('implies.n0');
    const ofScopes = refusal({ scopes: names, includes: inACircle(names) });
    expect(ofScopes.path).toBe('includes.n0');
    // Beyond that it need not be seen that the chain closes.
    if (length <= 16)
      expect([ofActions.message, ofScopes.message].every((text) => text.endsWith(cycle))).toBe(true);
  });
});

describe('chains', () => {
  test.each([17, 18, 31, 32, 33, 48, 100])('of %i links are refused', (links) => {
    const names = numbered(links + 1);
    const ofActions = refusal({ surfaces: { s: names }, implies: linked(names) });
    expect([ofActions.path, ofActions.message]).toEqual(['implies.n0', `implies.n0: ${tooLong}`]);
    const ofScopes = refusal({ scopes: names, includes: linked(names) });
    expect([ofScopes.path, ofScopes.message]).toEqual(['includes.n0', `includes.n0: ${tooLong}`]);
  });

  test.each([1, 2, 8, 15, 16])('of %i links are closed', (links) => {
    const names = numbered(links + 1);
    const ofActions = define('actions', { surfaces: { s: names }, implies: linked(names) });
    const ofScopes = define('scopes', { scopes: names, includes: linked(names) });
    names.forEach((name, i) => {
      expect(ofActions.implied(`s:${name}`)).toEqual(names.slice(i).map((other) => `s:${other}`));
      expect(ofScopes.implied(name)).toEqual(names.slice(i));
    });
  });

  test('the order of declaration does not matter to their length', () => {
    const backwards = (names: readonly string[]) =>
      Object.fromEntries(Object.entries(linked(names)).reverse());
    const sixteen = numbered(17);
    const vocabulary = define('backwards', { scopes: [...sixteen].reverse(), includes: backwards(sixteen) });
    expect(vocabulary.implied('n0')).toHaveLength(17);
    const seventeen = numbered(18);
    const error = refusal({ scopes: [...seventeen].reverse(), includes: backwards(seventeen) });
    expect(error.path).toBe('includes.n0');
  });

  test('the shortest way counts: a shortcut makes a long chain short', () => {
    const names = numbered(18);
    const includes = { ...linked(names), n0: ['n1', 'n2'] };
    expect(define('shortcut', { scopes: names, includes }).implied('n0')).toEqual(names);
  });

  test('16 links over implies and includes together', () => {
    const actions = numbered(9, 'a');
    const bare = numbered(8, 'b');
    const vocabulary = define('both', {
      surfaces: { s: actions },
      scopes: bare,
      implies: linked(actions),
      includes: { 's:a8': ['b0'], ...linked(bare) },
    });
    expect(vocabulary.implied('s:a0')).toEqual([...actions.map((action) => `s:${action}`), ...bare]);
  });

  test('a chain by includes that starts at a scope which only implies is refused where the declaration has it', () => {
    const bare = numbered(17, 'b');
    const error = refusal({
      surfaces: { s: ['write', 'read'] },
      scopes: bare,
      implies: { write: ['read'] },
      includes: { 's:read': ['b0'], ...linked(bare) },
    });
    expect([error.path, error.message]).toEqual(['includes.s:read', `includes.s:read: ${tooLong}`]);
  });
});

describe('implies', () => {
  test('stays on its surface', () => {
    const vocabulary = define('same surface', { surfaces, implies: { write: ['read'] } });
    expect(vocabulary.implied('contacts:write')).toEqual(['contacts:read', 'contacts:write']);
    expect(vocabulary.implied('contacts:read')).toEqual(['contacts:read']);
    expect(vocabulary.implied('contacts:admin')).toEqual(['contacts:admin']);
  });

  test('leaves out what a surface does not have, and goes on behind it', () => {
    const vocabulary = define('gaps', {
      surfaces: { full: ['admin', 'write', 'read'], gap: ['admin', 'read'], none: ['write'] },
      implies: { admin: ['write'], write: ['read'] },
    });
    expect(vocabulary.implied('gap:admin')).toEqual(['gap:admin', 'gap:read']);
    expect(vocabulary.implied('none:write')).toEqual(['none:write']);
  });

  test('an empty list, and none, bring nothing along', () => {
    expect(define('none', { surfaces, implies: { write: [] } }).implied('tags:write')).toEqual([
      'tags:write',
    ]);
    expect(define('none', { surfaces, implies: {}, includes: {} }).implied('tags:write')).toEqual([
      'tags:write',
    ]);
    expect(define('none', { surfaces, includes: { 'tags:write': [] } }).implied('tags:write')).toEqual([
      'tags:write',
    ]);
  });
});

describe('includes', () => {
  test('go across surfaces, and on by what is implied there', () => {
    const vocabulary = define('across', {
      surfaces,
      scopes: ['repo', 'repo:status'],
      implies: { write: ['read'] },
      includes: { repo: ['repo:status', 'tags:write'], 'tags:read': ['contacts:read'] },
    });
    expect(vocabulary.implied('repo')).toEqual([
      'contacts:read',
      'tags:read',
      'tags:write',
      'repo',
      'repo:status',
    ]);
    expect(vocabulary.implied('tags:write')).toEqual(['contacts:read', 'tags:read', 'tags:write']);
  });

  test('a pattern that matches the scope itself is no cycle', () => {
    const vocabulary = define('everything', {
      surfaces,
      scopes: ['root'],
      includes: { root: ['*'], 'tags:read': ['*:read'] },
    });
    expect(vocabulary.implied('root')).toEqual(vocabulary.scopes);
    expect(vocabulary.implied('tags:read')).toEqual(['contacts:read', 'tags:read']);
  });
});

test('the closure is what a walk over the declaration finds', () => {
  const size = 40;
  const names = numbered(size);
  // From lower to higher numbers alone, and never over more than 16 levels: neither cycles nor long chains.
  const links = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 60 });
  fc.assert(
    fc.property(links, (pairs) => {
      const level = (n: number) => n % 16;
      const includes: Record<string, string[]> = {};
      for (const [from, to] of pairs)
        if (level(from) < level(to)) includes[`n${from}`] = [...(includes[`n${from}`] ?? []), `n${to}`];
      const walk = (name: string, seen: Set<string>): Set<string> => {
        if (!seen.has(name)) {
          seen.add(name);
          for (const next of includes[name] ?? []) walk(next, seen);
        }
        return seen;
      };
      const vocabulary = define('random', { scopes: names, includes });
      for (const name of names) {
        const reached = walk(name, new Set());
        expect(vocabulary.implied(name)).toEqual(names.filter((other) => reached.has(other)));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
