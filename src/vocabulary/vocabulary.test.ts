import { describe, expect, test } from 'vitest';
import { type UntypedVocabulary, untyped } from '../../tests/support/without-types.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  membersOf,
  open,
  ScopeDefinitionError,
} from '../index.js';
import { vocabularyInternals } from './internals.js';

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

/** Runs with properties on every object there is. */
const polluted = <T>(properties: Record<string, unknown>, run: () => T): T => {
  for (const [name, value] of Object.entries(properties))
    Object.defineProperty(Object.prototype, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  try {
    return run();
  } finally {
    for (const name of Object.keys(properties)) Reflect.deleteProperty(Object.prototype, name);
  }
};

const surfaces = { contacts: ['read', 'write'], tags: ['read'] };
const everyObjectsOwn = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
/** An object with a property of its own, whatever its name. */
const own = (name: string, value: unknown) => Object.fromEntries([[name, value]]);
const notAToken = 'not a scope-token of RFC 6749, or holds a *';

describe('a wrong definition is refused', () => {
  test.each([undefined, null, 7, 'surfaces', true, Symbol('surfaces')])('%s is none', (definition) => {
    expect(refusal(() => define('wrong', definition)).path).toBe('definition');
  });

  test.each([undefined, null, 7, {}, ['atender'], Symbol('atender')])('%s is no name', (name) => {
    expect(refusal(() => define(name, { surfaces })).message).toBe('name: not a string');
  });

  test('nor is nothing', () => {
    expect(refusal(() => define('', { surfaces })).message).toBe('name: an empty name');
  });

  test.each<[path: string, message: string, definition: object]>([
    ['surface', 'no such option: surface', { surface: {} }],
    ['imply', 'no such option: imply', { imply: undefined }],
    ['__proto__', 'no such option: __proto__', own('__proto__', {})],
    ['bundles', 'not an object', { bundles: null }],
    ['bundles', 'not an object', { bundles: ['contacts:read'] }],
    ['bundles', 'not an object', { bundles: () => ({}) }],
    ['bundles.basic', 'an empty bundle', { bundles: { basic: [] } }],
    ['bundles.basic', 'not an array', { bundles: { basic: 'contacts:read' } }],
    ['bundles.basic', 'not an array', { bundles: { basic: undefined } }],
    ['bundles.basic[0]', 'unknown scope contacts:reed', { bundles: { basic: ['contacts:reed'] } }],
    ['bundles.basic[1]', 'unknown scope tags:write', { bundles: { basic: ['contacts:read', 'tags:write'] } }],
    ['bundles.basic[0]', 'unknown scope *:nope', { bundles: { basic: ['*:nope'] } }],
    ['bundles.basic[0]', 'unknown scope nope:*', { bundles: { basic: ['nope:*'] } }],
    ['bundles.basic[0]', 'unknown scope ', { bundles: { basic: [''] } }],
    ['bundles.basic[0]', 'unknown scope null', { bundles: { basic: [null] } }],
    ['bundles.basic[0]', 'unknown scope contacts:read', { bundles: { basic: [['contacts:read']] } }],
    ['bundles.basic[0]', 'unknown scope constructor', { bundles: { basic: ['constructor'] } }],
    ['bundles.all[0]', 'unknown scope basic', { bundles: { basic: ['contacts:read'], all: ['basic'] } }],
    ['bundles.', 'an empty name', { bundles: { '': ['*'] } }],
    ['bundles.a b', notAToken, { bundles: { 'a b': ['*'] } }],
    ['bundles.*', notAToken, { bundles: { '*': ['*'] } }],
    ['deprecated', 'not an object', { deprecated: [['old', 'tags:read']] }],
    [
      'deprecated.tags:read',
      'tags:read is still a live scope',
      { deprecated: { 'tags:read': 'contacts:read' } },
    ],
    ['deprecated.tags:read', 'tags:read is still a live scope', { deprecated: { 'tags:read': 'tags:read' } }],
    ['deprecated.old', 'unknown scope tags:reed', { deprecated: { old: 'tags:reed' } }],
    ['deprecated.old', 'unknown scope *', { deprecated: { old: '*' } }],
    ['deprecated.old', 'unknown scope older', { deprecated: { older: 'tags:read', old: 'older' } }],
    ['deprecated.old', 'an empty list', { deprecated: { old: [] } }],
    ['deprecated.old', 'unknown scope ', { deprecated: { old: '' } }],
    ['deprecated.old', 'not an array', { deprecated: { old: null } }],
    ['deprecated.', 'an empty name', { deprecated: { '': 'tags:read' } }],
    ['deprecated.tags: read', notAToken, { deprecated: { 'tags: read': 'tags:read' } }],
    ['docs', 'not an object', { docs: 'text' }],
    ['docs.surfaces', 'not an object', { docs: { surfaces: 'text' } }],
    ['docs.scopes.tags:read', 'not an object', { docs: { scopes: { 'tags:read': 'text' } } }],
    ['docs.surfaces.nope', 'not declared', { docs: { surfaces: { nope: {} } } }],
    ['docs.scopes.tags', 'not declared', { docs: { scopes: { tags: {} } } }],
    ['docs.bundles.basic', 'not declared', { docs: { bundles: { basic: {} } } }],
    ['docs.routes.x', 'not declared', { docs: { routes: { x: {} } } }],
  ])('at %s: %s (%j)', (path, message, definition) => {
    const error = refusal(() => define('wrong', { surfaces, ...definition }));
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${message}`);
  });

  test('at the element of a list of new names', () => {
    const deprecated = { old: ['tags:read', 'tags:reed'] };
    expect(refusal(() => define('wrong', { surfaces, deprecated })).path).toBe('deprecated.old[1]');
  });

  test.each(everyObjectsOwn)('when its texts speak of %s', (name) => {
    expect(refusal(() => define('wrong', { surfaces, docs: own(name, { x: {} }) })).path).toBe(
      `docs.${name}.x`,
    );
    expect(refusal(() => define('wrong', { surfaces, docs: { scopes: own(name, {}) } })).path).toBe(
      `docs.scopes.${name}`,
    );
  });

  test('when a list has a gap where a name should be', () => {
    expect(refusal(() => define('wrong', { surfaces: { ...surfaces, gap: Array(1) } })).path).toMatch(
      /^surfaces\.gap/,
    );
    expect(refusal(() => define('wrong', { surfaces, bundles: { gap: Array(1) } })).path).toMatch(
      /^bundles\.gap/,
    );
  });
});

describe('what every object inherits adds nothing to a definition', () => {
  const definition = { surfaces: { contacts: ['read', 'write'] } };

  test.each<[string, unknown, unknown]>([
    ['surfaces', { admin: ['all'] }, { scopes: ['gist'] }],
    ['surfaces', { admin: ['all'] }, { surfaces: { contacts: ['read', 'write'] } }],
    ['scopes', ['admin'], definition],
    ['format', '{action}.{surface}', definition],
    ['implies', { read: ['write'] }, definition],
    ['includes', { 'contacts:read': ['*'] }, definition],
    ['bundles', { basic: ['*'] }, definition],
    ['deprecated', { read: 'contacts:write' }, definition],
    ['docs', { scopes: { 'contacts:read': { title: 'x' } } }, definition],
  ])('%s', (name, value, given) => {
    const clean = define('clean', given);
    const vocabulary = polluted({ [name]: value }, () => define('polluted', given));
    expect(vocabulary.scopes).toEqual(clean.scopes);
    expect(vocabulary.surfaces).toEqual(clean.surfaces);
    expect(vocabulary.bundles).toEqual([]);
    expect(vocabulary.docs).toEqual({});
    for (const scope of vocabulary.scopes) expect(vocabulary.implied(scope)).toEqual([scope]);
    expect(vocabulary.parse('read admin').unknown).toEqual(['read', 'admin']);
  });

  test('nor to its tables', () => {
    const given = {
      surfaces: { contacts: ['read', 'write'], tags: ['read'] },
      implies: {},
      includes: {},
      bundles: { all: ['*'] },
      deprecated: {},
    };
    const lists = { admin: ['read'], read: ['write'], 'contacts:read': ['contacts:write'] };
    const vocabulary = polluted(lists, () => define('polluted', given));
    expect(vocabulary.surfaces).toEqual(['contacts', 'tags']);
    expect(vocabulary.bundles).toEqual(['all']);
    expect(vocabulary.implied('contacts:read')).toEqual(['contacts:read']);
    expect(vocabulary.parse('admin read').unknown).toEqual(['admin', 'read']);
  });

  test('nor to what is asked of it afterwards', () => {
    const vocabulary = define('clean', definition);
    const answers = polluted({ admin: true, 'contacts:admin': 0, 0: 'contacts:write' }, () => ({
      isScope: vocabulary.isScope('contacts:admin'),
      grant: vocabulary.parse('admin contacts:admin contacts:read').grant,
    }));
    expect(answers.isScope).toBe(false);
    expect(answers.grant.held).toEqual(['contacts:read']);
  });

  test('a definition that inherits its parts has none', () => {
    expect(refusal(() => define('inherits', Object.create(definition))).path).toBe('surfaces');
  });

  test('a definition without a prototype is one', () => {
    const bare = Object.assign(Object.create(null) as object, {
      surfaces: Object.assign(Object.create(null) as object, surfaces),
    });
    expect(define('bare', bare).scopes).toEqual(['contacts:read', 'contacts:write', 'tags:read']);
  });
});

const atender = defineScopes('atender', {
  surfaces: { knowledge: ['read', 'write'], contacts: ['read', 'write'], tags: ['read', 'write'] },
  scopes: ['export'],
  implies: { write: ['read'] },
  includes: { export: ['*:read'] },
  bundles: { read_all: ['*:read'], basic: ['tags:read', 'contacts:read', 'tags:read'], full_access: ['*'] },
  deprecated: { 'people:read': 'contacts:read' },
  docs: {
    surfaces: { tags: { title: 'Tags' } },
    scopes: {
      'contacts:write': { title: 'Write contacts', description: 'Creates contacts', restricted: true },
    },
    bundles: { basic: { description: 'To begin with' } },
  },
});
const loose = untyped<UntypedVocabulary>(atender);

const noScopes: [string, unknown][] = [
  ...[
    ...everyObjectsOwn,
    '',
    ' ',
    '*',
    '*:read',
    'contacts:*',
    'contacts',
    'read',
    'basic',
    'people:read',
    'Tags:read',
    'tags:read ',
    'tags:read\n',
  ].map((name): [string, unknown] => [JSON.stringify(name), name]),
  ['undefined', undefined],
  ['null', null],
  ['a number', 0],
  ['a symbol', Symbol('tags:read')],
  ['a list', ['tags:read']],
  ['a boxed scope', new String('tags:read')],
  ['what turns into a scope', { toString: () => 'tags:read' }],
];

describe.each(noScopes)('%s is no scope', (_, value) => {
  const name = untyped<string>(value);

  test('and is nothing that a method takes for one', () => {
    expect(loose.isScope(value)).toBe(false);
    expect(() => loose.implied(name)).toThrow(TypeError);
    expect(() => loose.minimal([name])).toThrow(TypeError);
    expect(() => loose.redundant(['tags:read', name])).toThrow(TypeError);
    expect(() => loose.missing([], [name])).toThrow(TypeError);
    if (!Array.isArray(value)) expect(() => loose.missing([], name)).toThrow(TypeError);
  });

  test('nor a bundle, unless it names one', () => {
    if (value === 'basic') expect(loose.bundle(name)).toEqual(['contacts:read', 'tags:read']);
    else expect(() => loose.bundle(name)).toThrow(/^unknown bundle /);
  });

  test('and what is held and unknown counts for nothing', () => {
    if (typeof value !== 'string') expect(() => loose.missing([value], 'tags:write')).toThrow(TypeError);
    else expect(loose.missing([value], 'tags:write')).toEqual(['tags:write']);
  });
});

describe('what is no vocabulary', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a name', 'atender'],
    ['an object', {}],
    ['a copy', { ...atender }],
    ['what inherits from one', Object.create(atender)],
    ['a proxy', new Proxy(atender, {})],
  ])('%s', (_, value) => {
    expect(() => vocabularyInternals(value)).toThrow('not a vocabulary');
    expect(() => defineRoutes(untyped<typeof atender>(value), {})).toThrow('not a vocabulary');
  });
});

describe('a vocabulary cannot be changed', () => {
  test('it and its lists are frozen', () => {
    for (const given of [atender, atender.scopes, atender.surfaces, atender.bundles, atender.docs])
      expect(Object.isFrozen(given)).toBe(true);
    expect(() => Object.assign(atender, { authorize: () => true })).toThrow(TypeError);
    expect(() => untyped<string[]>(atender.scopes).push('admin')).toThrow(TypeError);
    expect(() => Object.assign(untyped<{ surfaces: object }>(atender.docs).surfaces, { x: {} })).toThrow(
      TypeError,
    );
    expect(() =>
      Object.assign(untyped<{ surfaces: { tags: object } }>(atender.docs).surfaces.tags, { title: 'x' }),
    ).toThrow(TypeError);
  });

  test('nor by what its methods give', () => {
    const lists = [
      () => loose.implied('tags:write'),
      () => loose.bundle('basic'),
      () => loose.select('*:read'),
      () => loose.minimal(['tags:write']),
      () => loose.redundant(['tags:write', 'tags:read']),
      () => loose.missing([], ['tags:write']),
    ];
    for (const list of lists) {
      const before = [...list()];
      expect(() => untyped<unknown[]>(list()).push('contacts:write')).toThrow(TypeError);
      expect(list()).toEqual(before);
    }
  });

  test('nor by its definition', () => {
    const given = {
      surfaces: { tags: ['read', 'write'] },
      implies: { write: [] as string[] },
      bundles: { all: ['tags:read'] },
      docs: { surfaces: { tags: { title: 'Tags' } } },
    };
    const vocabulary = define('changing', given);
    given.surfaces.tags.push('admin');
    given.implies.write.push('read');
    given.bundles.all.push('tags:write');
    given.docs.surfaces.tags.title = 'changed';
    expect(vocabulary.scopes).toEqual(['tags:read', 'tags:write']);
    expect(vocabulary.implied('tags:write')).toEqual(['tags:write']);
    expect(vocabulary.bundle('all')).toEqual(['tags:read']);
    expect(vocabulary.docs).toEqual({ surfaces: { tags: { title: 'Tags' } } });
  });
});

describe('what a vocabulary says', () => {
  test('its lists, in declaration order', () => {
    expect(atender.name).toBe('atender');
    expect(atender.scopes).toEqual([
      'knowledge:read',
      'knowledge:write',
      'contacts:read',
      'contacts:write',
      'tags:read',
      'tags:write',
      'export',
    ]);
    expect(atender.surfaces).toEqual(['knowledge', 'contacts', 'tags']);
    expect(atender.bundles).toEqual(['read_all', 'basic', 'full_access']);
    expect(atender.docs).toEqual({
      surfaces: { tags: { title: 'Tags' } },
      scopes: {
        'contacts:write': { title: 'Write contacts', description: 'Creates contacts', restricted: true },
      },
      bundles: { basic: { description: 'To begin with' } },
    });
  });

  test('isScope', () => {
    expect(atender.scopes.every((scope) => atender.isScope(scope))).toBe(true);
  });

  test('implied', () => {
    expect(atender.implied('tags:write')).toEqual(['tags:read', 'tags:write']);
    expect(atender.implied('tags:read')).toEqual(['tags:read']);
    expect(atender.implied('export')).toEqual(['knowledge:read', 'contacts:read', 'tags:read', 'export']);
  });

  test('bundle: as listed, patterns expanded, in declaration order, no closure', () => {
    expect(atender.bundle('read_all')).toEqual(['knowledge:read', 'contacts:read', 'tags:read']);
    expect(atender.bundle('basic')).toEqual(['contacts:read', 'tags:read']);
    expect(atender.bundle('full_access')).toEqual(atender.scopes);
    expect(
      define('b', { surfaces, implies: { write: ['read'] }, bundles: { w: ['*:write'] } }).bundle('w'),
    ).toEqual(['contacts:write']);
  });

  test('select', () => {
    expect(atender.select()).toEqual([]);
    expect(atender.select('tags:*', 'knowledge:read', 'tags:read')).toEqual([
      'knowledge:read',
      'tags:read',
      'tags:write',
    ]);
  });

  test('minimal and redundant part a list in two', () => {
    const scopes = ['tags:read', 'export', 'contacts:write', 'knowledge:read', 'tags:read'] as const;
    expect(atender.minimal(scopes)).toEqual(['contacts:write', 'export']);
    expect(atender.redundant(scopes)).toEqual(['knowledge:read', 'tags:read']);
    expect(atender.minimal([])).toEqual([]);
    expect(atender.redundant(['tags:read'])).toEqual([]);
  });

  test('missing, of lists', () => {
    expect(atender.missing([], ['tags:write', 'contacts:read'])).toEqual(['contacts:read', 'tags:write']);
    expect(atender.missing(['export'], ['tags:read', 'tags:write'])).toEqual(['tags:write']);
    expect(atender.missing(['tags:write'], ['tags:read', 'tags:write'])).toEqual([]);
    expect(atender.missing(['tags:write'], [])).toEqual([]);
    expect(atender.missing(['people:read'], ['contacts:read'])).toEqual([]);
  });

  test('missing, of a grant and of requirements', () => {
    const { grant } = atender.parse('tags:read');
    expect(atender.missing(grant, 'tags:read')).toEqual([]);
    expect(atender.missing(grant, 'tags:write')).toEqual(['tags:write']);
    expect(atender.missing(grant, atender.allOf('tags:read', 'export', 'contacts:read'))).toEqual([
      'contacts:read',
      'export',
    ]);
    expect(
      atender.missing(grant, atender.anyOf(atender.allOf('export', 'contacts:read'), 'tags:write')),
    ).toEqual(['tags:write']);
    expect(atender.missing([], open)).toEqual([]);
    expect(atender.missing([], authenticated)).toEqual([]);
    for (const held of [undefined, null, 'tags:read', {}, new Set(['tags:read'])])
      expect(() => loose.missing(held, 'tags:read')).toThrow('not a grant');
  });
});

describe.each([1, 31, 32, 33, 63, 64, 65, 200, 1000])('a vocabulary of %i scopes', (size) => {
  const names = Array.from({ length: size }, (_, i) => `s${i}`);
  const last = names.at(-1) as string;
  const vocabulary = define('large', {
    scopes: names,
    includes: size > 1 ? { [last]: ['s0'] } : {},
    bundles: { all: ['*'], ends: [last] },
    deprecated: { old: [last, 's0'] },
  });

  test('grants each scope and no other', () => {
    const step = Math.max(1, Math.floor(size / 40));
    for (let i = 0; i < size - 1; i += step) {
      const { grant } = vocabulary.parse(`s${i}`);
      expect(grant.held).toEqual([`s${i}`]);
      expect(names.filter((name) => grant.has(name))).toEqual([`s${i}`]);
      expect(vocabulary.check(grant, last).ok).toBe(false);
    }
    expect(vocabulary.parse(last).grant.held).toEqual(size > 1 ? ['s0', last] : ['s0']);
  });

  test('holds all and misses all', () => {
    const { grant } = vocabulary.parse(names);
    expect(grant.held).toEqual(names);
    expect(grant.minimal).toEqual(size > 1 ? names.slice(1) : names);
    expect(vocabulary.check(grant, vocabulary.allOf(...names)).ok).toBe(true);
    expect(vocabulary.missing([], names)).toEqual(names);
    expect(vocabulary.missing(names, names)).toEqual([]);
    expect(vocabulary.check(vocabulary.parse('').grant, vocabulary.anyOf(...names)).ok).toBe(false);
  });

  test('expands, reduces and renames across its words', () => {
    expect(vocabulary.bundle('all')).toEqual(names);
    expect(vocabulary.bundle('ends')).toEqual([last]);
    expect(vocabulary.select('*')).toEqual(names);
    expect(vocabulary.minimal(names)).toEqual(size > 1 ? names.slice(1) : names);
    expect(vocabulary.redundant(names)).toEqual(size > 1 ? ['s0'] : []);
    expect(vocabulary.parse('old').grant.has(last)).toBe(true);
  });

  test('attenuates across its words', () => {
    const { grant } = vocabulary.parse(names);
    const narrower = untyped<typeof grant>(vocabulary.attenuate(grant, [last]));
    expect(narrower.held).toEqual(vocabulary.implied(last));
    expect(() => vocabulary.attenuate(vocabulary.parse('').grant, [last])).toThrow(last);
  });
});

describe('membersOf', () => {
  const vocabulary = defineScopes('crm', { surfaces: { contacts: ['read', 'write'] } });

  test.each([undefined, null, 'crm', {}, { ...vocabulary }, defineRoutes(vocabulary, { 'GET /': open })])(
    'refuses what is no vocabulary: %s',
    (value) => {
      expect(() => membersOf(untyped<typeof vocabulary>(value))).toThrow('not a vocabulary');
    },
  );

  test('gives the members of a vocabulary, which need no object to be called on', () => {
    const { parse, has, authorize, check, scopes, isScope, minimal, missing } = membersOf(vocabulary);
    const { grant } = parse('contacts:read');
    expect(scopes.map((scope) => [isScope(scope), has(grant, scope)])).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(authorize(grant, 'contacts:read')).toBe(grant);
    expect(check(grant, 'contacts:write').ok).toBe(false);
    expect(minimal(scopes)).toEqual(scopes);
    expect(missing(grant, scopes)).toEqual(['contacts:write']);
  });
});

describe('a pattern as a key of includes', () => {
  const vocabulary = define('keys', {
    surfaces: { contacts: ['read', 'write'], tags: ['read'], metadata: ['read', 'write'] },
    scopes: ['root'],
    includes: { '*:read': ['metadata:read'], 'contacts:*': ['root'], '*': [] },
  });

  test('is a key for each scope that it names', () => {
    expect(vocabulary.implied('contacts:read')).toEqual(['contacts:read', 'metadata:read', 'root']);
    expect(vocabulary.implied('contacts:write')).toEqual(['contacts:write', 'root']);
    expect(vocabulary.implied('tags:read')).toEqual(['tags:read', 'metadata:read']);
    expect(vocabulary.implied('metadata:write')).toEqual(['metadata:write']);
    expect(vocabulary.implied('root')).toEqual(['root']);
  });

  test('includes none of itself where it names what it includes', () => {
    expect(vocabulary.implied('metadata:read')).toEqual(['metadata:read']);
  });

  test('adds to the entries of its scopes', () => {
    const both = define('both', {
      surfaces: { a: ['read'], b: ['read'] },
      scopes: ['x', 'y'],
      includes: { 'a:read': ['x'], '*:read': ['y'] },
    });
    expect(both.implied('a:read')).toEqual(['a:read', 'x', 'y']);
    expect(both.implied('b:read')).toEqual(['b:read', 'y']);
  });
});

describe('storedPatterns', () => {
  const definition = {
    surfaces: { contacts: ['read', 'write'], tags: ['read'] },
    scopes: ['root'],
    implies: { write: ['read'] },
    bundles: { basic: ['tags:read'] },
    deprecated: { labels: 'tags:read' },
  };

  test.each(['', 'expnd', null, true, ['expand'], Symbol.iterator])('is not %s', (storedPatterns) => {
    expect(() => define('wrong', { ...definition, storedPatterns })).toThrow(ScopeDefinitionError);
    expect(() => define('wrong', { ...definition, storedPatterns })).toThrow(
      /^storedPatterns: no such option: /,
    );
  });

  test('unless given, a stored pattern is an unknown scope', () => {
    for (const { parse } of [
      define('plain', definition),
      define('names', { ...definition, storedPatterns: 'names' }),
    ]) {
      const { grant, unknown } = parse('* contacts:* *:read');
      expect(unknown).toEqual(['*', 'contacts:*', '*:read']);
      expect(grant.held).toEqual([]);
    }
  });

  describe('expand', () => {
    const vocabulary = define('expanding', { ...definition, storedPatterns: 'expand' });
    const read = (stored: unknown) => {
      const { grant, unknown, deprecated } = vocabulary.parse(stored);
      return [grant.held, unknown, deprecated];
    };

    test.each<[stored: unknown, held: readonly string[], unknown: readonly string[]]>([
      ['*', ['contacts:read', 'contacts:write', 'tags:read', 'root'], []],
      ['contacts:*', ['contacts:read', 'contacts:write'], []],
      ['*:write', ['contacts:read', 'contacts:write'], []],
      [['*:read'], ['contacts:read', 'tags:read'], []],
      [
        '*:nope nope:* ** *:* contacts:re* basic',
        [],
        ['*:nope', 'nope:*', '**', '*:*', 'contacts:re*', 'basic'],
      ],
      ['constructor __proto__', [], ['constructor', '__proto__']],
    ])('%j', (stored, held, unknown) => {
      expect(read(stored)).toEqual([held, unknown, []]);
      expect(read(stored)).toEqual([held, unknown, []]);
    });

    test('leaves old names and the rest as they are', () => {
      expect(read('labels')).toEqual([['tags:read'], [], ['labels']]);
      expect(vocabulary.isScope('contacts:*')).toBe(false);
      expect(vocabulary.missing(['contacts:*'], ['contacts:read', 'tags:read'])).toEqual(['tags:read']);
      for (const ask of [
        () => vocabulary.implied('contacts:*'),
        () => vocabulary.allOf('contacts:*'),
        () => vocabulary.key('k', { scopes: ['contacts:*'] }),
        () => vocabulary.authorize(vocabulary.parse('*').grant, '*'),
      ])
        expect(ask).toThrow(TypeError);
    });
  });

  describe('names', () => {
    const smart = define('smart', {
      scopes: ['patient/*.read', 'patient/*.write', 'patient/Observation.read', 'launch', '*/Patient.read'],
      surfaces: { notes: ['read', 'write'] },
      includes: { 'patient/*.write': ['patient/*.read'], 'patient/*.read': ['patient/Observation.read'] },
      bundles: { reading: ['patient/*.read', '*:read'], all: ['*'] },
      storedPatterns: 'names',
    });

    test('a star is a character of a scope', () => {
      expect(smart.scopes).toEqual(expect.arrayContaining(['patient/*.read', '*/Patient.read']));
      expect(smart.isScope('patient/*.read')).toBe(true);
      const { grant, unknown } = smart.parse('patient/*.write *');
      expect(grant.held).toEqual(['patient/*.read', 'patient/*.write', 'patient/Observation.read']);
      expect(unknown).toEqual(['*']);
      expect(smart.bundle('reading')).toEqual(['notes:read', 'patient/*.read']);
      expect(smart.bundle('all')).toHaveLength(smart.scopes.length);
      expect(smart.select('patient/*.read')).toEqual(['patient/*.read']);
    });

    test('a scope that is spelled as a pattern is the scope', () => {
      const both = define('both', {
        surfaces: { a: ['read', 'write'] },
        scopes: ['a:*'],
        bundles: { one: ['a:*'] },
        storedPatterns: 'names',
      });
      expect(both.bundle('one')).toEqual(['a:*']);
      expect(both.parse('a:*').grant.held).toEqual(['a:*']);
    });

    test.each([
      ['surfaces.*', { surfaces: { '*': ['read'] } }],
      ['surfaces.a[0]', { surfaces: { a: ['*'] } }],
      ['bundles.*', { surfaces: { a: ['read'] }, bundles: { '*': ['a:read'] } }],
      ['scopes[0]', { scopes: ['*'] }],
      ['scopes[0]', { scopes: ['a *'] }],
    ])('only scopes without a surface have one: %s', (path, wrong) => {
      expect(() => define('wrong', { ...wrong, storedPatterns: 'names' })).toThrow(
        `${path}: not a scope-token of RFC 6749, or holds a *`,
      );
    });
  });
});
