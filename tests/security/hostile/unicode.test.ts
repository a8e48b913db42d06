/**
 * Text that looks like something else. Scopes are compared code unit by code unit, nothing is normalised, folded or
 * trimmed, and only the six white-space characters of ASCII part what is stored.
 */
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../support/thrown.js';
import { untyped } from '../../support/untyped.js';
import { declareAtender } from './atender.js';

const { vocabulary, api } = declareAtender();
const all = vocabulary.parse(vocabulary.scopes).grant;
/** Every code unit of UTF-16, lone surrogates among them. */
const codeUnits = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
/** RFC 6749 §3.3, as it is written there. */
const scopeToken = codeUnits.filter((unit) => {
  const code = unit.charCodeAt(0);
  return code === 0x21 || (code >= 0x23 && code <= 0x5b) || (code >= 0x5d && code <= 0x7e);
});
const inPlainWords = (units: readonly string[]): string[] =>
  units.map((unit) => `U+${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const lookAlikes: [string, string][] = [
  ['a Cyrillic letter', 'сontacts:read'],
  ['a Greek letter', 'cοntacts:read'],
  ['full-width letters', 'ｃｏｎｔａｃｔｓ:read'],
  ['a full-width colon', 'contacts：read'],
  ['a modifier letter colon', 'contacts꞉read'],
  ['a ratio for a colon', 'contacts∶read'],
  ['a mathematical letter', '\u{1d41c}ontacts:read'],
  ['a ligature', 'contaﬅs:read'],
  ['a long s, which folds to s', 'contactſ:read'],
  ['capitals', 'CONTACTS:READ'],
  ['one capital', 'Contacts:read'],
  ['a combining mark', 'co\u0301ntacts:read'],
  ['the same precomposed', 'c\u00f3ntacts:read'],
  ['a zero-width space', 'contacts\u200b:read'],
  ['a zero-width joiner', 'contacts:\u200dread'],
  ['a word joiner', '\u2060contacts:read'],
  ['a soft hyphen', 'con\u00adtacts:read'],
  ['a byte order mark', '\ufeffcontacts:read'],
  ['a no-break space', 'contacts:read\u00a0'],
  ['an ideographic space', '\u3000contacts:read'],
  ['a line separator', 'contacts:read\u2028'],
  ['a next-line', 'contacts:read\u0085'],
  ['a right-to-left override', '\u202econtacts:read'],
  ['a variation selector', 'contacts\ufe0f:read'],
  ['a tag character', 'contacts:read\u{e0072}'],
  ['a high surrogate', 'contacts:read\ud83d'],
  ['a low surrogate', '\udc00contacts:read'],
  ['a null', 'contacts:read\0'],
  ['a null in between', 'contacts\0:read'],
  ['an escape that nobody decodes', 'contacts%3Aread'],
  ['another that nobody decodes', 'contacts\\u003aread'],
  ['a comma', 'contacts:read,tags:read'],
  ['a plus for a space', 'contacts:read+tags:read'],
  ['quotes', '"contacts:read"'],
  ['brackets', '["contacts:read"]'],
];

describe.each(lookAlikes)('a scope with %s', (_, fake) => {
  test('grants nothing and is listed as it stands', () => {
    for (const stored of [fake, [fake]]) {
      const { grant, unknown } = vocabulary.parse(stored);
      expect(grant.held).toEqual([]);
      expect(unknown).toEqual([fake]);
    }
  });

  test('is no scope, is not held, and is not asked for', () => {
    expect(vocabulary.isScope(fake)).toBe(false);
    expect(all.has(fake)).toBe(false);
    for (const act of [
      () => vocabulary.check(all, fake),
      () => vocabulary.allOf('contacts:read', fake),
      () => vocabulary.implied(fake),
      () => vocabulary.minimal([fake]),
      () => vocabulary.missing(all, fake),
      () => untyped.defineRoutes(vocabulary, { 'GET /x': fake }),
      () => untyped.defineKey(api, 'key', { scopes: [fake], routes: ['GET /contacts/:id'] }),
    ])
      expect(act).toThrow(TypeError);
  });
});

describe('of all code units', () => {
  test('six part a stored string', () => {
    const parting = codeUnits.filter(
      (unit) => vocabulary.parse(`tags:read${unit}contacts:read`).grant.held.length > 0,
    );
    expect(inPlainWords(parting)).toEqual(inPlainWords(['\t', '\n', '\v', '\f', '\r', ' ']));
  });

  test('none parts an element of a list', () => {
    expect(
      codeUnits.filter((unit) => vocabulary.parse([`tags:read${unit}contacts:read`]).unknown.length !== 1),
    ).toEqual([]);
  });

  test('the same six may surround a scope', () => {
    const around = codeUnits.filter((unit) =>
      vocabulary.parse(`${unit}tags:read${unit}`).grant.has('tags:read'),
    );
    expect(around).toHaveLength(6);
  });

  const declared = scopeToken.filter((unit) => unit !== '*');
  test.each<[string, (unit: string) => object, string[]]>([
    ['a surface', (unit) => ({ surfaces: { [`a${unit}`]: ['read'] } }), declared],
    ['an action', (unit) => ({ surfaces: { a: [`read${unit}`] } }), declared],
    ['a scope', (unit) => ({ scopes: [`gist${unit}`] }), declared],
    ['a bundle', (unit) => ({ scopes: ['gist'], bundles: { [`all${unit}`]: ['gist'] } }), declared],
    ['an old name', (unit) => ({ scopes: ['gist'], deprecated: { [`old${unit}`]: 'gist' } }), declared],
    ['a format', (unit) => ({ surfaces: { a: ['read'] }, format: `{surface}${unit}{action}` }), declared],
  ])('those of a scope-token but the star can stand in %s', (_, definition, allowed) => {
    const taken = codeUnits.filter(
      (unit) => !(outcomeOf(() => untyped.defineScopes('named', definition(unit))) instanceof Error),
    );
    expect(inPlainWords(taken)).toEqual(inPlainWords(allowed));
  });

  test('none leads a path or a method to another route', () => {
    const led = codeUnits.filter((unit) =>
      [
        ['GET', `/health${unit}`],
        ['GET', `/${unit}health`],
        ['GET', `/he${unit}alth`],
        ['GET', `${unit}/health`],
        [`GET${unit}`, '/health'],
        [`${unit}GET`, '/health'],
      ].some(([method, path]) => api.match(method, path) !== undefined),
    );
    expect(inPlainWords(led)).toEqual([]);
  });

  test('each is in a parameter as it stood in the path, or the path matches nothing', () => {
    const changed = codeUnits.filter((unit) => {
      const match = api.match('GET', `/contacts/a${unit}b`);
      return match !== undefined && (match.route !== 'GET /contacts/:id' || match.params.id !== `a${unit}b`);
    });
    expect(inPlainWords(changed)).toEqual([]);
  });
});

describe('of all encoded bytes', () => {
  const hex = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, '0'));
  const encoded = hex.flatMap((digits) => [`%${digits}`, `%${digits.toUpperCase()}`]);

  test('none spells a literal segment', () => {
    for (const byte of encoded)
      for (const path of [`/healt${byte}`, `/${byte}ealth`, `${byte}health`, `/health${byte}`, `/me${byte}`])
        expect(api.match('GET', path)?.route, path).toBeUndefined();
  });

  test('each is decoded once in a parameter, and never to a slash, a backslash, a control character or a dot alone', () => {
    for (const byte of encoded) {
      const match = api.match('GET', `/contacts/${byte}`);
      if (match === undefined) continue;
      expect(match.params.id).toBe(decodeURIComponent(byte));
      expect(match.params.id).not.toMatch(/[/\\\p{Cc}]|^\.$/u);
    }
  });

  test('each stays encoded in the rest of a path, but for unreserved characters', () => {
    for (const byte of encoded) {
      const match = api.match('GET', `/files/${byte}`);
      if (match === undefined) continue;
      const text = decodeURIComponent(byte);
      expect(match.params['*']).toBe(/^[\w\-.~]$/.test(text) ? text : byte);
    }
  });
});

describe('separators inside names', () => {
  test('are never taken for the separator of the format', () => {
    const nested = untyped.defineScopes('nested', {
      surfaces: { a: ['b:c', 'read'], 'a:b': ['read', 'write'], b: ['read'] },
      implies: { write: ['read'] },
      bundles: { a: ['a:*'], reads: ['*:read'], 'a:b': ['a:b:*'] },
    });
    expect(nested.scopes).toEqual(['a:b:c', 'a:read', 'a:b:read', 'a:b:write', 'b:read']);
    expect(nested.implied('a:b:write')).toEqual(['a:b:read', 'a:b:write']);
    expect(nested.bundle('a')).toEqual(['a:b:c', 'a:read']);
    expect(nested.bundle('reads')).toEqual(['a:read', 'a:b:read', 'b:read']);
    expect(nested.bundle('a:b')).toEqual(['a:b:read', 'a:b:write']);
    expect(nested.parse('a:b b:c a:b: :a:b:read').unknown).toEqual(['a:b', 'b:c', 'a:b:', ':a:b:read']);
  });

  test.each([
    [{ surfaces: { a: ['b:c'], 'a:b': ['c'] } }, 'surfaces.a:b[0]'],
    [{ surfaces: { a: ['b'] }, scopes: ['a:b'] }, 'scopes[0]'],
    [{ format: '{surface}{action}', surfaces: { ab: ['c'], a: ['bc'] } }, 'surfaces.a[0]'],
  ])('%j spells one scope twice', (definition, path) => {
    expect(outcomeOf(() => untyped.defineScopes('twice', definition))).toMatchObject({
      name: 'ScopeDefinitionError',
      path,
    });
  });
});
