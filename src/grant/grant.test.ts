import { describe, expect, test, vi } from 'vitest';
import { type Atender, atender, declareAtender, definition } from '../../tests/support/atender.js';
import { type UntypedVocabulary, untyped } from '../../tests/support/without-types.js';
import {
  authenticated,
  defineScopes,
  type GrantOf,
  InsufficientScopeError,
  ScopeEscalationError,
} from '../index.js';

/** As a caller without types sees it. */
const loose = untyped<UntypedVocabulary>(atender);
const parse = (stored: unknown) => loose.parse(untyped<string>(stored));

const caught = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

const everyObjectsOwn = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'isPrototypeOf',
];

/** Another vocabulary of the same name. */
const sameName = declareAtender().atender;

describe('parse: what grants nothing', () => {
  test.each<[what: string, stored: unknown, unknown: string[]]>([
    ['an empty string', '', []],
    ['white space', ' \t\r\n\v\f ', []],
    ['an empty list', [], []],
    ['an empty set', new Set(), []],
    ['an empty string in a list', [''], ['']],
    ['white space in a list', [' ', '\n'], [' ', '\n']],
    ['an unknown scope', 'contacts:reed', ['contacts:reed']],
    ['several', 'nope contacts:nope :read', ['nope', 'contacts:nope', ':read']],
    ['each once, in order of appearance', 'b a b a c b', ['b', 'a', 'c']],
    [
      'other case',
      'Contacts:Read CONTACTS:READ contacts:Read',
      ['Contacts:Read', 'CONTACTS:READ', 'contacts:Read'],
    ],
    ['patterns', '* *:read contacts:*', ['*', '*:read', 'contacts:*']],
    ['bundles', 'basic read_all', ['basic', 'read_all']],
    ['surfaces and actions', 'contacts read write', ['contacts', 'read', 'write']],
    ['other separators', 'contacts:read,tags:read', ['contacts:read,tags:read']],
    [
      'a scope with white space around it in a list',
      [' contacts:read', 'contacts:read\n'],
      [' contacts:read', 'contacts:read\n'],
    ],
    ['two scopes in one element', ['contacts:read tags:read'], ['contacts:read tags:read']],
    ['a NUL', 'contacts:read\0', ['contacts:read\0']],
    ['a byte order mark', '\ufeffcontacts:read', ['\ufeffcontacts:read']],
    [
      'a no-break space, which parts nothing',
      'contacts:read\u00a0tags:read',
      ['contacts:read\u00a0tags:read'],
    ],
    [
      'a line separator, which parts nothing',
      'contacts:read\u2028tags:read',
      ['contacts:read\u2028tags:read'],
    ],
    ['look-alikes', 'сontacts:read contacts：read', ['сontacts:read', 'contacts：read']],
    ['half of a surrogate pair', '\ud83d', ['\ud83d']],
    ['properties of every object', everyObjectsOwn, everyObjectsOwn],
    [
      'the same on a surface',
      everyObjectsOwn.map((name) => `contacts:${name}`),
      everyObjectsOwn.map((name) => `contacts:${name}`),
    ],
    ['JSON', '["contacts:read"]', ['["contacts:read"]']],
  ])('%s', (_, stored, unknown) => {
    const parsed = parse(stored);
    expect(parsed.unknown).toEqual(unknown);
    expect(parsed.deprecated).toEqual([]);
    expect(parsed.grant.held).toEqual([]);
    expect(parsed.grant.minimal).toEqual([]);
    expect(String(parsed.grant)).toBe('');
    expect(JSON.stringify(parsed.grant)).toBe('[]');
    for (const scope of atender.scopes) expect(parsed.grant.has(scope)).toBe(false);
    expect(() => loose.authorize(parsed.grant, 'contacts:read')).toThrow(InsufficientScopeError);
  });

  test('unknown names beside known ones take nothing away and add nothing', () => {
    const parsed = parse('constructor contacts:read * __proto__ tags:write\tnope');
    expect(parsed.grant.held).toEqual(['contacts:read', 'tags:read', 'tags:write']);
    expect(parsed.unknown).toEqual(['constructor', '*', '__proto__', 'nope']);
  });
});

describe('parse: what is no stored scopes', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['a number', 7],
    ['a bigint', 7n],
    ['a symbol', Symbol('contacts:read')],
    ['an object', {}],
    ['an object with scopes as keys', { 'contacts:read': true }],
    ['an array-like', { 0: 'contacts:read', length: 1 }],
    ['a function', () => 'contacts:read'],
    ['a promise', Promise.resolve('contacts:read')],
    [
      'an asynchronous iterable',
      (async function* () {
        yield 'contacts:read';
      })(),
    ],
    ['a list with undefined', ['contacts:read', undefined]],
    ['a list with null', [null]],
    ['a list with a number', [1, 'contacts:read']],
    ['a list of lists', [['contacts:read']]],
    ['a list with a boxed string', [new String('contacts:read')]],
    ['a boxed string', new String('contacts:read')],
    ['a list with a gap', Array(1)],
    ['a list with what turns into a string', [{ toString: () => 'contacts:read' }]],
    ['a map', new Map([['contacts:read', true]])],
    ['bytes', new TextEncoder().encode('contacts:read')],
  ])('%s', (_, stored) => {
    expect(() => parse(stored)).toThrow(new TypeError('stored scopes are strings'));
  });

  test('what an iterable throws is thrown on', () => {
    const broken = (function* () {
      yield 'contacts:read';
      throw new RangeError('database gone');
    })();
    expect(() => atender.parse(broken)).toThrow(RangeError);
  });
});

describe('parse: much of it', () => {
  test('a megabyte in one word', () => {
    const word = 'x'.repeat(1_000_000);
    const { grant, unknown } = atender.parse(`contacts:read ${word}`);
    expect(unknown).toEqual([word]);
    expect(grant.held).toEqual(['contacts:read']);
  });

  test('a megabyte of white space', () => {
    const { grant, unknown } = atender.parse(
      `${' \t\n'.repeat(350_000)}contacts:read${' '.repeat(1_000_000)}`,
    );
    expect(unknown).toEqual([]);
    expect(grant.held).toEqual(['contacts:read']);
  });

  test('a megabyte of words', () => {
    const { grant, unknown } = atender.parse('a tags:read b\n'.repeat(75_000));
    expect(unknown).toEqual(['a', 'b']);
    expect(grant.held).toEqual(['tags:read']);
  });

  test('a million repeats', () => {
    const { grant, unknown, deprecated } = atender.parse(
      Array.from({ length: 1_000_000 }, (_, i) => ['contacts:write', 'people:read', 'nope'][i % 3] as string),
    );
    expect(unknown).toEqual(['nope']);
    expect(deprecated).toEqual(['people:read']);
    expect(grant.minimal).toEqual(['contacts:write']);
  });
});

describe('parse', () => {
  describe('remembers what it has read', () => {
    const long = (length: number) => 'tags:read'.padStart(length);
    /** Whether a text is read once only. */
    const isRemembered = (text: string) => {
      const parsed = atender.parse(text);
      return atender.parse(text) === parsed;
    };

    test('where all of it is known by its present name, and it is not too long', () => {
      for (const text of ['', 'contacts:read', ' tags:read\n', long(4096)])
        expect([text, isRemembered(text)]).toEqual([text, true]);
      for (const text of ['nope', 'contacts:read nope', 'people:read', long(4097)])
        expect([text, isRemembered(text)]).toEqual([text, false]);
    });

    test('of the last 256 texts at most, and reads each as it stands', () => {
      const fresh = defineScopes('fresh', { surfaces: { tags: ['read', 'write'] } });
      const texts = Array.from({ length: 257 }, (_, i) => `${' '.repeat(i)}tags:${i % 2 ? 'read' : 'write'}`);
      const [last = '', ...others] = texts.reverse();
      const first = others.map((text) => fresh.parse(text));
      const again = others.map((text) => fresh.parse(text));
      expect(again.every((parsed, i) => parsed === first[i])).toBe(true);
      fresh.parse(last);
      expect(others.some((text, i) => fresh.parse(text) === first[i])).toBe(false);
      expect(others.map((text) => String(fresh.parse(text).grant))).toEqual(
        others.map((text) => text.trim()),
      );
    });
  });

  test.each<[string, unknown]>([
    ['a string', 'tags:read contacts:write'],
    ['any ASCII white space', '\n\ttags:read\r\n\v\fcontacts:write  '],
    ['another order', 'contacts:write tags:read'],
    ['repeats', 'tags:read contacts:write tags:read tags:read'],
    ['what is implied listed as well', 'contacts:read tags:read contacts:write'],
    ['an array', ['tags:read', 'contacts:write']],
    ['a set', new Set(['tags:read', 'contacts:write'])],
    [
      'the keys of a map',
      new Map([
        ['tags:read', 1],
        ['contacts:write', 2],
      ]).keys(),
    ],
    [
      'a generator',
      (function* () {
        yield 'tags:read';
        yield 'contacts:write';
      })(),
    ],
  ])('%s', (_, stored) => {
    const { grant, unknown, deprecated } = parse(stored);
    expect(grant.held).toEqual(['contacts:read', 'contacts:write', 'tags:read']);
    expect(grant.minimal).toEqual(['contacts:write', 'tags:read']);
    expect(String(grant)).toBe('contacts:write tags:read');
    expect(`${grant}`).toBe('contacts:write tags:read');
    expect(JSON.stringify({ grant })).toBe('{"grant":["contacts:write","tags:read"]}');
    expect([...unknown, ...deprecated]).toEqual([]);
  });

  test('a deprecated name counts as its new names, and is listed once', () => {
    const { grant, unknown, deprecated } = atender.parse('people:read everything people:read nope');
    expect(grant.held).toEqual(['contacts:read', 'contacts:write', 'tags:read', 'tags:write']);
    expect(deprecated).toEqual(['people:read', 'everything']);
    expect(unknown).toEqual(['nope']);
    expect(grant.minimal).toEqual(['contacts:write', 'tags:write']);
  });

  test('what a grant says of itself is parsed to the same grant', () => {
    const { grant } = atender.parse('export contacts:write');
    expect(atender.parse(String(grant)).grant.held).toEqual(grant.held);
    expect(atender.parse(JSON.parse(JSON.stringify(grant)) as string[]).grant.held).toEqual(grant.held);
    expect(atender.parse(grant.held).grant.minimal).toEqual(grant.minimal);
  });
});

describe('has', () => {
  const { grant } = atender.parse('contacts:write');
  const all = atender.parse(atender.scopes).grant;

  test.each([
    ...everyObjectsOwn,
    '',
    ' ',
    '*',
    '*:read',
    'contacts:*',
    'contacts',
    'basic',
    'people:read',
    'Contacts:read',
    'contacts:read ',
    'contacts:read tags:read',
  ])('never %j', (name) => {
    for (const held of [grant, all]) expect([held.has(name), loose.has(held, name)]).toEqual([false, false]);
  });

  test.each<[unknown]>([
    [undefined],
    [null],
    [0],
    [true],
    [{}],
    [['contacts:read']],
    [new String('contacts:read')],
    [Symbol.iterator],
  ])('never %s, which is no string', (value) => {
    expect(grant.has(untyped<string>(value))).toBe(false);
    expect(loose.has(grant, untyped<string>(value))).toBe(false);
  });

  test('what is held, and what that brings along', () => {
    expect(atender.scopes.filter((scope) => grant.has(scope))).toEqual(['contacts:read', 'contacts:write']);
    expect(atender.scopes.filter((scope) => atender.has(grant, scope))).toEqual([
      'contacts:read',
      'contacts:write',
    ]);
  });
});

describe('what is no grant of the vocabulary', () => {
  const { grant } = atender.parse(atender.scopes);
  const again = defineScopes('other', definition);
  class Subclass extends untyped<new (...args: unknown[]) => object>(Object) {}
  const lookalike = { ...grant, has: () => true, held: atender.scopes, minimal: atender.scopes };

  const forged: [what: string, value: unknown][] = [
    ['undefined', undefined],
    ['null', null],
    ['a string', 'contacts:write'],
    ['a list of scopes', ['contacts:write']],
    ['true', true],
    ['an object', {}],
    ['an object without a prototype', Object.create(null)],
    ['a function', () => grant],
    ['a spread', { ...grant }],
    ['a spread with methods', lookalike],
    [
      'an assigned copy',
      Object.assign(Object.create(Object.getPrototypeOf(grant) as object) as object, grant),
    ],
    ['what inherits from a grant', Object.create(grant)],
    ['what has the prototype of a grant', Object.create(Object.getPrototypeOf(grant) as object)],
    ['what was given the prototype of a grant', Object.setPrototypeOf(new Subclass(), grant)],
    ['the prototype of a grant', Object.getPrototypeOf(grant)],
    ['the class of a grant', grant.constructor],
    ['a structured clone', structuredClone(grant)],
    ['JSON', JSON.parse(JSON.stringify(grant))],
    ['a proxy', new Proxy(grant, {})],
    ['a proxy that says yes to everything', new Proxy(grant, { get: () => () => true, has: () => true })],
    ['a result of parse', atender.parse('contacts:write')],
    ['a key', atender.key('key', { scopes: ['contacts:write'] })],
    ['a vocabulary', atender],
    ['a grant of another vocabulary of the same name', sameName.parse('contacts:read').grant],
    ['a grant of another vocabulary', again.parse('contacts:read').grant],
  ];

  test.each(forged)('%s', (_, value) => {
    expect(() => loose.authorize(value, 'contacts:read')).toThrow(TypeError);
    expect(() => loose.authorize(value, authenticated)).toThrow(TypeError);
    expect(() => loose.check(value, 'contacts:read')).toThrow(TypeError);
    expect(() => loose.has(value, 'contacts:read')).toThrow(TypeError);
    expect(() => loose.has(value, 'nope')).toThrow(TypeError);
    expect(() => loose.attenuate(value, ['contacts:read'])).toThrow(TypeError);
    expect(() => loose.attenuate(value, [])).toThrow(TypeError);
    if (!Array.isArray(value)) expect(() => loose.missing(value, 'contacts:read')).toThrow(TypeError);
  });

  test('is told what it is', () => {
    expect(() => loose.authorize({ ...grant }, 'contacts:read')).toThrow('not a grant');
    expect(() => loose.authorize(sameName.parse('').grant, 'contacts:read')).toThrow(
      'not a grant of this vocabulary',
    );
  });

  test('nor is a grant of another copy of the library', async () => {
    vi.resetModules();
    const copy = await import('../index.js');
    expect(copy.defineScopes).not.toBe(defineScopes);
    const theirs = declareAtender(copy).atender;
    const { grant: foreign } = theirs.parse('contacts:read');
    expect(theirs.has(foreign, 'contacts:read')).toBe(true);
    expect(() => loose.authorize(foreign, 'contacts:read')).toThrow('not a grant');
    expect(() => loose.authorize(grant, copy.authenticated)).toThrow(TypeError);
    expect(() => untyped<UntypedVocabulary>(theirs).authorize(grant, 'contacts:read')).toThrow('not a grant');
  });

  test('nothing leads to the class that makes it', () => {
    for (const made of [grant, atender.allOf('contacts:read'), atender.anyOf('contacts:read')]) {
      for (let at: object | null = made; at; at = untyped<object | null>(Object.getPrototypeOf(at))) {
        const holder = untyped<{ constructor: unknown }>(at);
        expect(holder.constructor).toBe(Object);
        expect(at === Object.prototype || Object.isFrozen(at)).toBe(true);
      }
    }
  });

  test('the methods of a grant work on grants alone', () => {
    const prototype = untyped<{ has(scope: string): boolean }>(Object.getPrototypeOf(grant));
    for (const none of [{}, Object.create(grant) as object, new Proxy(grant, {})]) {
      expect(() => Reflect.apply(prototype.has, none, ['contacts:read'])).toThrow(TypeError);
      expect(() => Reflect.get(prototype, 'held', none)).toThrow(TypeError);
      expect(() => Reflect.get(prototype, 'minimal', none)).toThrow(TypeError);
    }
  });
});

describe('a grant cannot be changed into more', () => {
  test('nor anything that it gives', () => {
    const parsed = atender.parse('contacts:read people:read nope');
    const { grant } = parsed;
    for (const given of [parsed, parsed.unknown, parsed.deprecated, grant, grant.held, grant.minimal])
      expect(Object.isFrozen(given)).toBe(true);
    expect(() => untyped<string[]>(grant.held).push('contacts:write')).toThrow(TypeError);
    expect(() => untyped<string[]>(grant.minimal).splice(0, 1, 'contacts:write')).toThrow(TypeError);
    expect(() => Object.assign(grant, { has: () => true })).toThrow(TypeError);
    expect(() => Object.defineProperty(grant, 'held', { value: atender.scopes })).toThrow(TypeError);
    expect(() => Object.setPrototypeOf(grant, { has: () => true })).toThrow(TypeError);
    expect(() => Object.assign(parsed, { grant: atender.parse('contacts:write').grant })).toThrow(TypeError);
    expect(grant.has('contacts:write')).toBe(false);
    expect(grant.held).toEqual(['contacts:read']);
  });

  test('nor what it inherits', () => {
    const { grant } = atender.parse('contacts:read');
    const prototype = untyped<{ has: unknown }>(Object.getPrototypeOf(grant));
    const { has } = prototype;
    try {
      Reflect.set(prototype, 'has', () => true);
      expect(grant.has('contacts:write')).toBe(false);
    } finally {
      Reflect.set(prototype, 'has', has);
    }
  });

  test('nor by what it was parsed from', () => {
    const stored = ['contacts:read'];
    const { grant } = atender.parse(stored);
    stored.push('contacts:write');
    expect(grant.held).toEqual(['contacts:read']);
  });

  test('nor by a narrower or a wider grant beside it', () => {
    const { grant } = atender.parse('contacts:read');
    atender.parse('contacts:write tags:write');
    atender.attenuate(atender.parse('export').grant, ['export']);
    expect(grant.held).toEqual(['contacts:read']);
    expect(atender.parse('').grant.held).toEqual([]);
  });

  test('its properties are there to be compared, and none of them can be changed', () => {
    const { grant } = atender.parse('contacts:write');
    expect(Reflect.ownKeys(grant)).toEqual(['vocabulary', 'serial', 'bits']);
    for (const [name, value] of Object.entries(grant)) {
      expect(Object.isFrozen(value)).toBe(true);
      expect(Reflect.set(grant, name, value)).toBe(false);
      expect(Reflect.deleteProperty(grant, name)).toBe(false);
    }
  });
});

describe('authorize and check', () => {
  const { grant } = atender.parse('contacts:read');

  test('a refusal names all that is missing', () => {
    const needed = atender.allOf('tags:write', 'contacts:read', 'knowledge:write');
    const error = untyped<InsufficientScopeError>(caught(() => atender.authorize(grant, needed)));
    expect(error).toBeInstanceOf(InsufficientScopeError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('InsufficientScopeError');
    expect(error.required).toEqual([['tags:write', 'contacts:read', 'knowledge:write']]);
    expect(error.missing).toEqual(['knowledge:write', 'tags:write']);
    expect(error.held).toEqual(['contacts:read']);
    expect(error.message).toBe('insufficient scope: missing knowledge:write, tags:write');
  });

  test('of alternatives it names what the nearest lacks, the first of equals', () => {
    const refusal = (...alternatives: Parameters<typeof atender.anyOf>) => {
      const result = atender.check(grant, atender.anyOf(...alternatives));
      if (result.ok) throw new Error('not refused');
      return result.error;
    };
    const nearer = refusal(
      atender.allOf('knowledge:write', 'tags:write'),
      atender.allOf('contacts:read', 'tags:read'),
    );
    expect(nearer.missing).toEqual(['tags:read']);
    expect(nearer.required).toEqual([
      ['knowledge:write', 'tags:write'],
      ['contacts:read', 'tags:read'],
    ]);
    expect(refusal('tags:write', 'knowledge:write').missing).toEqual(['tags:write']);
    expect(refusal('knowledge:write', 'tags:write').missing).toEqual(['knowledge:write']);
  });

  test('of a single scope', () => {
    const result = atender.check(grant, 'contacts:write');
    expect(result.ok).toBe(false);
    expect(result.error).toBeInstanceOf(InsufficientScopeError);
    expect(result.error?.required).toEqual([['contacts:write']]);
    expect(result.error?.missing).toEqual(['contacts:write']);
    expect('grant' in result).toBe(false);
  });

  test('a pass gives the grant back, proven', () => {
    const proven: GrantOf<Atender, 'contacts:read'> = atender.authorize(grant, 'contacts:read');
    expect(proven).toBe(grant);
    const result = atender.check(grant, 'contacts:read');
    expect(result).toEqual({ ok: true, grant });
    expect(result.grant).toBe(grant);
    expect('error' in result).toBe(false);
  });
});

describe('intersect', () => {
  const grantOf = (stored: string) => atender.parse(stored).grant;

  test.each([
    ['contacts:write', 'contacts:read', 'contacts:read'],
    ['contacts:read', 'contacts:write', 'contacts:read'],
    ['contacts:write tags:read', 'tags:write contacts:read', 'contacts:read tags:read'],
    ['contacts:write', 'tags:write', ''],
    ['contacts:write', '', ''],
    ['', '', ''],
  ])('%j and %j: %j', (one, other, both) => {
    expect(String(atender.intersect(grantOf(one), grantOf(other)))).toBe(both);
  });

  test.each([
    ['nothing', undefined],
    ['scopes', 'contacts:read'],
    ['a look-alike', { ...grantOf('contacts:read') }],
    ['a grant of a namesake', sameName.parse('').grant],
  ])('refuses %s on either side', (_, value) => {
    expect(() => loose.intersect(value, grantOf('contacts:read'))).toThrow('not a grant of this vocabulary');
    expect(() => loose.intersect(grantOf('contacts:read'), value)).toThrow('not a grant of this vocabulary');
  });
});

describe('without', () => {
  const { grant } = atender.parse('contacts:write tags:read');

  test('refuses what is no list of scopes', () => {
    expect(() => loose.without(grant, untyped('contacts:read'))).toThrow('scopes: not an array');
    expect(() => loose.without(grant, untyped(undefined))).toThrow('scopes: not an array');
    for (const unknown of ['contacts:raed', 'contacts:*', '*', 'read_all', '', '__proto__', 5, null])
      expect(() => loose.without(grant, ['contacts:read', unknown])).toThrow(`unknown scope ${unknown}`);
  });

  test('refuses what is no grant of the vocabulary', () => {
    for (const value of [undefined, 'contacts:read', { ...grant }, sameName.parse('').grant])
      expect(() => loose.without(value, [])).toThrow('not a grant of this vocabulary');
  });

  test('takes a scope and all that imply it', () => {
    expect(String(atender.without(grant, ['contacts:read']))).toBe('tags:read');
    expect(atender.without(grant, ['contacts:write']).held).toEqual(['contacts:read', 'tags:read']);
    expect(atender.without(grant, ['contacts:read', 'tags:read']).held).toEqual([]);
  });

  test('leaves the grant as it was, and all of it where nothing of it is taken', () => {
    expect(atender.without(grant, [])).toEqual(grant);
    expect(atender.without(grant, ['tags:write', 'knowledge:read'])).toEqual(grant);
    expect(grant.held).toEqual(['contacts:read', 'contacts:write', 'tags:read']);
  });
});

describe('attenuate', () => {
  const { grant } = atender.parse('contacts:write tags:read');

  test.each<[scopes: string[], missing: string[]]>([
    [['tags:write'], ['tags:write']],
    [
      ['contacts:read', 'knowledge:read', 'tags:write'],
      ['knowledge:read', 'tags:write'],
    ],
    [
      ['tags:write', 'knowledge:read', 'tags:write'],
      ['knowledge:read', 'tags:write'],
    ],
    [['export'], ['export']],
    [['*'], ['*']],
    [['read_all'], ['read_all']],
    [
      ['contacts:*', 'tags:write'],
      ['tags:write', 'contacts:*'],
    ],
    [['people:read'], ['people:read']],
    [
      ['constructor', '__proto__'],
      ['constructor', '__proto__'],
    ],
    [[''], ['']],
  ])('refuses %j', (scopes, missing) => {
    const error = untyped<ScopeEscalationError>(caught(() => loose.attenuate(grant, scopes)));
    expect(error).toBeInstanceOf(ScopeEscalationError);
    expect(error.name).toBe('ScopeEscalationError');
    expect(error.missing).toEqual(missing);
    expect(error.message).toBe(`the grant does not hold ${missing.join(', ')}`);
  });

  test('refuses what is no string', () => {
    for (const value of [undefined, null, 7, Symbol('contacts:read'), ['contacts:read']])
      expect(() => loose.attenuate(grant, [value])).toThrow(ScopeEscalationError);
    expect(() => loose.attenuate(grant, untyped('contacts:read'))).toThrow(
      new TypeError('scopes: not an array'),
    );
  });

  test('nothing is held after narrowing to nothing: empty never means all', () => {
    expect(atender.attenuate(grant, []).held).toEqual([]);
  });

  test('gives a narrower grant, and leaves the wider one as it was', () => {
    const reading = atender.attenuate(grant, ['contacts:read', 'tags:read']);
    expect(reading.held).toEqual(['contacts:read', 'tags:read']);
    expect(reading.has('contacts:write')).toBe(false);
    expect(atender.attenuate(grant, ['contacts:write']).held).toEqual(['contacts:read', 'contacts:write']);
    expect(grant.held).toEqual(['contacts:read', 'contacts:write', 'tags:read']);
    expect(Object.isFrozen(reading)).toBe(true);
  });

  test('there is no way back up', () => {
    const reading = atender.attenuate(grant, ['contacts:read']);
    expect(() => loose.attenuate(reading, ['contacts:write'])).toThrow(ScopeEscalationError);
    expect(() => loose.authorize(reading, 'contacts:write')).toThrow(InsufficientScopeError);
  });

  test('each single scope of a grant that holds all by what it includes', () => {
    const { grant: all } = atender.parse('export');
    for (const scope of ['knowledge:read', 'contacts:read', 'tags:read'] as const)
      expect(untyped<typeof all>(loose.attenuate(all, [scope])).held).toEqual([scope]);
  });
});
