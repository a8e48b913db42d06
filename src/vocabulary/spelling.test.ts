import { describe, expect, test } from 'vitest';
import { type UntypedVocabulary, untyped } from '../../tests/support/without-types.js';
import { ScopeDefinitionError } from '../errors.js';
import { spellScopes } from './spelling.js';
import { defineScopes } from './vocabulary.js';

/** As a caller without types sees it. */
const define = untyped<(name: unknown, definition?: unknown) => UntypedVocabulary>(defineScopes);

const refusal = (declare: () => unknown): ScopeDefinitionError => {
  try {
    declare();
  } catch (error) {
    if (error instanceof ScopeDefinitionError) return error;
    throw error;
  }
  throw new Error('the declaration was not refused');
};

const surfaces = { contacts: ['read', 'write'], tags: ['read'] };
const notAToken = 'not a scope-token of RFC 6749, or holds a *';
const badFormat = 'a format names {surface} once and {action} once';

test.each<[path: string, message: string, definition: unknown]>([
  // nothing there
  ['surfaces', 'an empty vocabulary', {}],
  ['surfaces', 'an empty vocabulary', { surfaces: {} }],
  ['surfaces', 'an empty vocabulary', { surfaces: {}, scopes: [] }],
  ['surfaces.contacts', 'an empty surface', { surfaces: { contacts: [] } }],
  ['surfaces.tags', 'an empty surface', { surfaces: { contacts: ['read'], tags: [] } }],
  ['surfaces.', 'an empty name', { surfaces: { '': ['read'] } }],
  ['surfaces.contacts[1]', 'an empty name', { surfaces: { contacts: ['read', ''] } }],
  ['scopes[0]', 'an empty name', { scopes: [''] }],
  ['scopes[1]', 'an empty name', { surfaces, scopes: ['gist', ''] }],
  // spelled twice
  [
    'surfaces.contacts[2]',
    'contacts:read is spelled twice',
    { surfaces: { contacts: ['read', 'write', 'read'] } },
  ],
  ['surfaces.a:b[0]', 'a:b:c is spelled twice', { surfaces: { a: ['b:c'], 'a:b': ['c'] } }],
  [
    'surfaces.b[1]',
    'aab is spelled twice',
    { format: '{action}{surface}', surfaces: { ab: ['a'], b: ['x', 'aa'] } },
  ],
  ['scopes[0]', 'tags:read is spelled twice', { surfaces, scopes: ['tags:read'] }],
  ['scopes[2]', 'gist is spelled twice', { scopes: ['gist', 'repo', 'gist'] }],
  // not of the right kind
  ['surfaces', 'not an object', { surfaces: null }],
  ['surfaces', 'not an object', { surfaces: 'contacts' }],
  ['surfaces', 'not an object', { surfaces: [['contacts', ['read']]] }],
  ['surfaces.contacts', 'not an array', { surfaces: { contacts: 'read' } }],
  ['surfaces.contacts', 'not an array', { surfaces: { contacts: { 0: 'read', length: 1 } } }],
  ['surfaces.contacts', 'not an array', { surfaces: { contacts: null } }],
  ['surfaces.contacts[0]', notAToken, { surfaces: { contacts: [7] } }],
  ['surfaces.contacts[0]', notAToken, { surfaces: { contacts: [['read']] } }],
  ['surfaces.contacts[1]', notAToken, { surfaces: { contacts: ['read', undefined] } }],
  ['scopes', 'not an array', { scopes: 'gist' }],
  ['scopes', 'not an array', { scopes: null }],
  ['scopes[0]', notAToken, { scopes: [null] }],
  // formats
  ['format', badFormat, { surfaces, format: '' }],
  ['format', badFormat, { surfaces, format: '{surface}' }],
  ['format', badFormat, { surfaces, format: '{action}' }],
  ['format', badFormat, { surfaces, format: 'surface:action' }],
  ['format', badFormat, { surfaces, format: '{surface}:{surface}' }],
  ['format', badFormat, { surfaces, format: '{surface}:{action}:{surface}' }],
  ['format', badFormat, { surfaces, format: '{action}{surface}:{action}' }],
  ['format', badFormat, { surfaces, format: '{Surface}:{Action}' }],
  ['format', badFormat, { surfaces, format: null }],
  ['format', badFormat, { surfaces, format: ['{surface}:{action}'] }],
])('refused at %s: %s (%j)', (path, message, definition) => {
  const error = refusal(() => define('wrong', definition));
  expect(error.path).toBe(path);
  expect(error.message).toBe(`${path}: ${message}`);
  expect(error.name).toBe('ScopeDefinitionError');
  expect(error).toBeInstanceOf(TypeError);
});

describe('names outside the scope-token characters', () => {
  test.each([' ', '\t', '\n', '"', '\\', '\0', '\x7f', '\x80', 'é', '\u00a0', '\u2028', '😀', '*', '\ud800'])(
    '%j',
    (character) => {
      for (const name of [character, `a${character}`, `${character}a`, `a${character}a`]) {
        expect(refusal(() => define('wrong', { surfaces: { [name]: ['read'] } })).path).toBe(
          `surfaces.${name}`,
        );
        expect(refusal(() => define('wrong', { surfaces: { a: ['read', name] } })).path).toBe(
          'surfaces.a[1]',
        );
        expect(refusal(() => define('wrong', { scopes: ['a', name] })).path).toBe('scopes[1]');
      }
    },
  );

  test.each([' ', '\t', '"', '\\', '*', 'é'])('a format that brings %j into every scope', (character) => {
    const format = `{surface}${character}{action}`;
    expect(() => define('wrong', { surfaces, format })).toThrow(ScopeDefinitionError);
  });

  test('a line break at the end of a name is no end of it', () => {
    expect(refusal(() => define('wrong', { scopes: ['gist\n'] })).path).toBe('scopes[0]');
  });

  test('every other printable ASCII character may stand in a name', () => {
    const allowed = Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCharCode(0x21 + i)).filter(
      (character) => !'"\\*'.includes(character),
    );
    expect(define('all', { scopes: allowed }).scopes).toEqual(allowed);
  });
});

describe('names that are properties of every object', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

  test('are no scopes unless they are declared', () => {
    const vocabulary = define('plain', { surfaces });
    for (const name of names) {
      expect(vocabulary.isScope(name)).toBe(false);
      expect(vocabulary.isScope(`contacts:${name}`)).toBe(false);
      expect(vocabulary.isScope(`${name}:read`)).toBe(false);
    }
  });

  test('can be declared', () => {
    const own = Object.fromEntries(names.map((name) => [name, names]));
    const vocabulary = define('odd', { surfaces: own, scopes: names });
    expect(vocabulary.scopes).toHaveLength(names.length * names.length + names.length);
    expect(vocabulary.isScope('__proto__:constructor')).toBe(true);
    expect(vocabulary.select('__proto__:*')).toEqual(names.map((name) => `__proto__:${name}`));
    expect(vocabulary.implied('toString')).toEqual(['toString']);
  });
});

describe('formats', () => {
  test.each([
    [undefined, ['contacts:read', 'contacts:write', 'tags:read']],
    ['{surface}:{action}', ['contacts:read', 'contacts:write', 'tags:read']],
    ['{action}:{surface}', ['read:contacts', 'write:contacts', 'read:tags']],
    ['{action}_{surface}', ['read_contacts', 'write_contacts', 'read_tags']],
    ['{action}{surface}', ['readcontacts', 'writecontacts', 'readtags']],
    [
      'crm.objects.{surface}.{action}',
      ['crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.objects.tags.read'],
    ],
    ['<{surface}>$&{action}$1', ['<contacts>$&read$1', '<contacts>$&write$1', '<tags>$&read$1']],
  ])('%s', (format, scopes) => {
    expect(define('formatted', { surfaces, format }).scopes).toEqual(scopes);
  });

  test('what stands in a name is never read as a placeholder', () => {
    const vocabulary = define('braces', { surfaces: { '{action}': ['{surface}', 'read'] } });
    expect(vocabulary.scopes).toEqual(['{action}:{surface}', '{action}:read']);
  });

  test('a separator inside a name is part of the name', () => {
    const vocabulary = define('dots', {
      format: 'okta.{surface}.{action}',
      surfaces: { apps: ['read'], 'apps.interclientTrust': ['manage', 'read'] },
      implies: { manage: ['read'] },
    });
    expect(vocabulary.implied('okta.apps.interclientTrust.manage')).toEqual([
      'okta.apps.interclientTrust.manage',
      'okta.apps.interclientTrust.read',
    ]);
    expect(vocabulary.select('okta.apps.*')).toEqual(['okta.apps.read']);
  });
});

describe('patterns', () => {
  const vocabulary = define('patterns', {
    surfaces: { ...surfaces, sla: ['manage'] },
    scopes: ['gist', 'offline_access'],
  });

  test.each([
    '',
    '**',
    '*:*',
    '*:nope',
    'nope:*',
    'contacts',
    ':read',
    '*read',
    'con*:read',
    '*:',
    ':*',
    'read:*',
    '* ',
    'gist:*',
  ])('%j names nothing', (pattern) => {
    const error = refusal(() => vocabulary.select('gist', pattern));
    expect(error.path).toBe('select[1]');
    expect(error.message).toContain(`unknown scope ${pattern}`);
  });

  test.each<[string, string[]]>([
    ['*', ['contacts:read', 'contacts:write', 'tags:read', 'sla:manage', 'gist', 'offline_access']],
    ['*:read', ['contacts:read', 'tags:read']],
    ['*:manage', ['sla:manage']],
    ['contacts:*', ['contacts:read', 'contacts:write']],
    ['gist', ['gist']],
  ])('%s', (pattern, scopes) => {
    expect(vocabulary.select(pattern)).toEqual(scopes);
  });

  test('a pattern stands in the format of its vocabulary', () => {
    const turned = define('turned', { format: '{action}:{surface}', surfaces });
    expect(turned.select('read:*')).toEqual(['read:contacts', 'read:tags']);
    expect(turned.select('*:contacts')).toEqual(['read:contacts', 'write:contacts']);
    expect(refusal(() => turned.select('contacts:*')).path).toBe('select[0]');
  });

  test('a scope without a surface is matched by * alone, whatever it looks like', () => {
    const lookalike = define('lookalike', {
      surfaces: { contacts: ['read'] },
      scopes: ['tags:read', 'contacts:write'],
    });
    expect(lookalike.select('*:read')).toEqual(['contacts:read']);
    expect(lookalike.select('contacts:*')).toEqual(['contacts:read']);
    expect(lookalike.select('*')).toEqual(['contacts:read', 'tags:read', 'contacts:write']);
  });

  test('are no scopes', () => {
    for (const pattern of ['*', '*:read', 'contacts:*']) expect(vocabulary.isScope(pattern)).toBe(false);
  });
});

test('scopes are numbered in declaration order, those without a surface last', () => {
  const list = spellScopes({ b: ['y', 'x'], a: ['y'] }, ['0']);
  expect(list.names).toEqual(['b:y', 'b:x', 'a:y', '0']);
  expect([...list.numbers]).toEqual([
    ['b:y', 0],
    ['b:x', 1],
    ['a:y', 2],
    ['0', 3],
  ]);
  expect([...list.surfaces]).toEqual([
    ['b', ['y', 'x']],
    ['a', ['y']],
  ]);
});
