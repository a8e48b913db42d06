import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { defineScopes } from '../index.js';
import { scopesSchema } from './index.js';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  scopes: ['export'],
  implies: { write: ['read'] },
  bundles: { basic: ['*:read'], 'contacts:read': ['tags:read'] },
  deprecated: { 'people:read': ['contacts:read', 'tags:read'] },
  storedPatterns: 'expand',
  docs: {
    scopes: {
      'contacts:read': { title: 'Read contacts', description: 'Names\n  and addresses.' },
      export: { restricted: true },
    },
    bundles: { basic: { description: 'All that reads.' } },
  },
});
const untyped: (vocabulary: unknown, options?: unknown) => ReturnType<typeof scopesSchema> =
  scopesSchema as never;
const validate = (value: unknown, options?: object) => untyped(atender, options)['~standard'].validate(value);
const all = { bundles: true, stored: true, text: true };

describe('a list', () => {
  test.each([
    [
      ['contacts:read', 'export'],
      ['contacts:read', 'export'],
    ],
    [
      ['tags:read', 'contacts:write', 'tags:read'],
      ['tags:read', 'contacts:write'],
    ],
    [[], []],
  ])('%j is valid', (value, scopes) => {
    expect(validate(value)).toEqual({ value: scopes });
  });

  test('gives a list of its own', () => {
    const value = ['contacts:read'];
    const result = validate(value);
    expect('value' in result && result.value).not.toBe(value);
  });

  test.each([
    [['contacts:raed'], 0, 'unknown scope contacts:raed; did you mean contacts:read?'],
    [['tags:read', 'TAGS:READ'], 1, 'unknown scope TAGS:READ; did you mean tags:read?'],
    [['nonsense'], 0, 'unknown scope nonsense'],
    [['basic'], 0, 'unknown scope basic'],
    [['people:read'], 0, 'unknown scope people:read'],
    [['*'], 0, 'unknown scope *'],
    [[''], 0, 'unknown scope '],
    [['contacts:read tags:read'], 0, 'unknown scope contacts:read tags:read'],
    [['__proto__'], 0, 'unknown scope __proto__'],
    [[null], 0, 'not a scope: no text'],
    [[['contacts:read']], 0, 'not a scope: no text'],
    [[{ toString: () => 'contacts:read' }], 0, 'not a scope: no text'],
    [new Array(1), 0, 'not a scope: no text'],
  ])('%j has an issue at %i', (value, index, message) => {
    expect(validate(value)).toEqual({ issues: [{ message, path: [index] }] });
  });

  test.each([
    'contacts:read',
    null,
    undefined,
    7,
    {},
    { length: 1, 0: 'contacts:read' },
    new Set(['export']),
  ])('%j is none', (value) => {
    expect(validate(value)).toEqual({ issues: [{ message: 'not a list of scopes' }] });
  });

  test('of a million faults is told a hundred, and long names in part', () => {
    const started = performance.now();
    const { issues = [] } = validate(Array<string>(1_000_000).fill('x'.repeat(10_000)));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(issues).toHaveLength(100);
    expect(issues[0]?.message).toBe(`unknown scope ${'x'.repeat(100)}…`);
  });
});

describe('with options', () => {
  test.each([
    [['basic'], { bundles: true }, ['contacts:read', 'tags:read']],
    // A bundle of the same name is not what the client of a scope means.
    [['contacts:read'], all, ['contacts:read']],
    [['people:read', 'contacts:read'], { stored: true }, ['contacts:read', 'tags:read']],
    [['contacts:*'], { stored: true }, ['contacts:read', 'contacts:write']],
    [' tags:read\tcontacts:read  ', { text: true }, ['tags:read', 'contacts:read']],
    [['tags:read'], { text: true }, ['tags:read']],
    ['', { text: true }, []],
    ['basic people:read', all, ['contacts:read', 'tags:read']],
  ])('%j, %j is valid', (value, options, scopes) => {
    expect(validate(value, options)).toEqual({ value: scopes });
  });

  test.each([
    [['basc'], { bundles: true }, { message: 'unknown scope basc; did you mean basic?', path: [0] }],
    [['people:read'], { bundles: true }, { message: 'unknown scope people:read', path: [0] }],
    [['tags:*'], {}, { message: 'unknown scope tags:*', path: [0] }],
    ['tags:read x', { text: true }, { message: 'unknown scope x' }],
    [7, { text: true }, { message: 'not a list of scopes, and not a text' }],
  ])('%j, %j is not', (value, options, issue) => {
    const { issues = [] } = validate(value, options);
    expect(issues).toEqual([issue]);
  });

  test('reads no patterns where the vocabulary reads none', () => {
    const plain = defineScopes('plain', { surfaces: { tags: ['read'] } });
    expect(scopesSchema(plain, { stored: true })['~standard'].validate(['*']).issues).toHaveLength(1);
  });

  test.each([
    [{}, undefined, 'not a vocabulary'],
    [undefined, undefined, 'not a vocabulary'],
    [atender, { bundle: true }, 'no such option: bundle'],
    [atender, { bundles: 'yes' }, 'bundles is true or false'],
    [atender, 7, 'options'],
    [atender, null, 'options'],
  ])('throws for %o, %j', (vocabulary, options, message) => {
    expect(() => untyped(vocabulary, options)).toThrow(TypeError);
    expect(() => untyped(vocabulary, options)).toThrow(message);
  });
});

describe('as JSON Schema', () => {
  const input = (target: string, options?: object) =>
    untyped(atender, options)['~standard'].jsonSchema.input({ target });

  test.each(['draft-2020-12', 'draft-07', 'openapi-3.0'])('%s', (target) => {
    expect(input(target)).toEqual({
      type: 'array',
      items: {
        type: 'string',
        enum: ['contacts:read', 'contacts:write', 'tags:read', 'export'],
        description: '- `contacts:read`: Read contacts – Names and addresses.\n- `export`: (restricted)',
      },
    });
    expect(JSON.parse(JSON.stringify(input(target, all)))).toEqual({
      anyOf: [
        {
          type: 'array',
          items: {
            type: 'string',
            enum: [
              ...['contacts:read', 'contacts:write', 'tags:read', 'export', 'basic', 'people:read'],
              ...['*', '*:read', 'contacts:*', '*:write', 'tags:*'],
            ],
            description: [
              '- `contacts:read`: Read contacts – Names and addresses.',
              '- `export`: (restricted)',
              '- `basic`: All that reads.',
              '- `people:read`: deprecated, now contacts:read tags:read',
            ].join('\n'),
          },
        },
        {
          type: 'string',
          pattern: `^[\\t-\\r ]*(?:(?:${[
            ...['contacts:read', 'contacts:write', 'tags:read', 'export', 'basic', 'people:read'],
            ...['\\*', '\\*:read', 'contacts:\\*', '\\*:write', 'tags:\\*'],
          ].join('|')})(?:[\\t-\\r ]+|$))*$`,
          description: 'Scopes with white space between them.',
        },
      ],
    });
  });

  test('has no description where docs say nothing', () => {
    const plain = defineScopes('plain', { scopes: ['a'] });
    const { output } = scopesSchema(plain)['~standard'].jsonSchema;
    expect(output({ target: 'draft-07' })).toEqual({ type: 'array', items: { type: 'string', enum: ['a'] } });
  });

  test('of what comes out has scopes alone', () => {
    const { output } = untyped(atender, all)['~standard'].jsonSchema;
    expect(output({ target: 'draft-2020-12' })).toEqual(input('draft-2020-12'));
  });

  test.each(['draft-04', '', 'toString'])('throws for the target %j', (target) => {
    expect(() => input(target)).toThrow(`target: not one of draft-2020-12, draft-07, openapi-3.0: ${target}`);
  });

  const lists = [
    ['contacts:read'],
    ['basic', 'x'],
    ['basic'],
    [],
    [1],
    'contacts:read',
    {},
    ['people:read', '*'],
  ];
  const texts = [
    ...[
      '',
      ' ',
      'contacts:read',
      ' \t\n\v\f\rtags:read  export ',
      'basic',
      'people:read',
      '*',
      'contacts:* *:read',
    ],
    ...[
      'nonsense',
      'contacts:read nonsense',
      'x contacts:read',
      'contacts:readtags:read',
      'contacts:rea',
      'TAGS:READ',
    ],
    ...[
      'contacts:read,tags:read',
      'contacts:read\u00a0tags:read',
      'contacts:read\u2028',
      'tags:',
      '**',
      'contactsXread',
    ],
    ...['contacts:read\0', 'export\n\nexport\nx', '\ud800', 'contacts:read contacts:read'],
  ];
  const compilers: [string, (schema: object) => ValidateFunction][] = [
    ['draft-07', (schema) => new Ajv({ allErrors: true }).compile(schema)],
    ['draft-07', (schema) => new Ajv({ unicodeRegExp: false }).compile(schema)],
    ['draft-2020-12', (schema) => new Ajv2020().compile(schema)],
    ['openapi-3.0', (schema) => new Ajv().compile(schema)],
  ];
  test.each(compilers)('%s lets in what the schema lets in', (target, compile) => {
    for (const options of [{}, { bundles: true }, { stored: true }, { bundles: true, stored: true }])
      for (const text of [false, true]) {
        const isValid = compile(input(target, { ...options, text }));
        for (const value of [...lists, ...texts])
          expect([value, isValid(value)]).toEqual([
            value,
            validate(value, { ...options, text }).issues === undefined,
          ]);
      }
  });

  test('takes names that a regular expression would read in another way', () => {
    const names = [
      'a.b',
      'a+',
      '(c)',
      '[d]',
      '{e}',
      'f|g',
      'h?',
      '^i$',
      'j/k',
      "l-m!#%&',;<=>@_`~",
      'a',
      'ab',
    ];
    const schema = scopesSchema(defineScopes('odd', { scopes: names }), { text: true })['~standard'];
    for (const ajv of [new Ajv(), new Ajv({ unicodeRegExp: false })]) {
      const isValid = ajv.compile(schema.jsonSchema.input({ target: 'draft-07' }));
      expect(isValid(names.join(' '))).toBe(true);
      for (const name of ['aXb', 'aa', 'c', 'd', 'e', 'f', 'g', 'h', '', 'i', 'aab', 'abb'])
        expect([name, isValid(`a ${name}`)]).toEqual([name, name === '']);
    }
  });

  test('reads a text of a million names in the time that it takes to look at it', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `a${i}`);
    const schema = scopesSchema(defineScopes('many', { scopes: ['a', ...names] }), { text: true })[
      '~standard'
    ];
    const isValid = new Ajv().compile(schema.jsonSchema.input({ target: 'draft-07' }));
    const started = performance.now();
    expect(isValid('a '.repeat(1_000_000))).toBe(true);
    expect(isValid(`${'a999 '.repeat(1_000_000)}b`)).toBe(false);
    expect(isValid(`a${' '.repeat(1_000_000)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

test('cannot be changed', () => {
  const schema = scopesSchema(atender);
  for (const part of [schema, schema['~standard'], schema['~standard'].jsonSchema])
    expect(Object.isFrozen(part)).toBe(true);
});
