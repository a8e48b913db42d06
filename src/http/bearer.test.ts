import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ends } from '../../tests/support/ends.js';
import { untyped } from '../../tests/support/without-types.js';
import { authorizationOf, bearerChallenge, bearerToken } from './bearer.js';

describe('a challenge', () => {
  test.each([
    [{}, 'Bearer'],
    [{ realm: 'atender' }, 'Bearer realm="atender"'],
    [{ realm: '' }, 'Bearer realm=""'],
    [{ error: 'invalid_token' }, 'Bearer error="invalid_token"'],
    [{ scope: ['tags:read', 'tags:write'] }, 'Bearer scope="tags:read tags:write"'],
    [{ scope: [] }, 'Bearer'],
    [{ realm: undefined, error: undefined, scope: undefined, resourceMetadata: undefined }, 'Bearer'],
    [
      {
        resourceMetadata: 'https://api.example.com/m',
        scope: ['gist'],
        error: 'insufficient_scope',
        realm: 'a "b" \\c',
      },
      'Bearer realm="a \\"b\\" \\\\c", error="insufficient_scope", scope="gist", resource_metadata="https://api.example.com/m"',
    ],
  ] as const)('%j', (challenge, header) => {
    expect(bearerChallenge(challenge)).toBe(header);
  });

  test('without anything', () => {
    expect(bearerChallenge()).toBe('Bearer');
  });

  const printable = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });

  test('nothing leads out of its quotes', () => {
    fc.assert(
      fc.property(printable, printable, (realm, resourceMetadata) => {
        const header = bearerChallenge({ realm, scope: ['tags:read'], resourceMetadata });
        expect(parametersOf(header)).toEqual([
          ['realm', realm],
          ['scope', 'tags:read'],
          ['resource_metadata', resourceMetadata],
        ]);
      }),
    );
  });

  test.each(['a\r\nset-cookie: b', 'a\nb', 'a\0', 'tab\t', '\x7f', 'münchen', '\u2028', '🔑'])(
    'no header can carry %j',
    (text) => {
      expect(() => bearerChallenge({ realm: text })).toThrow(TypeError);
      expect(() => bearerChallenge({ resourceMetadata: text })).toThrow(TypeError);
      expect(() => bearerChallenge({ scope: [text] })).toThrow(TypeError);
    },
  );

  test.each(['', 'two scopes', 'a"b', 'a\\b'])('%j is no scope', (scope) => {
    expect(() => bearerChallenge({ scope: ['tags:read', scope] })).toThrow('not a scope-token');
  });
});

/** Takes a challenge apart as RFC 9110 §11.2 says. */
function parametersOf(header: string): [string, string][] {
  const parameters = /([a-z_]+)="((?:[^"\\]|\\.)*)"(?:, |$)/y;
  parameters.lastIndex = 'Bearer '.length;
  const read: [string, string][] = [];
  while (parameters.lastIndex < header.length) {
    const [, name = '', value = ''] = parameters.exec(header) ?? [];
    if (name === '') throw new Error(`no parameter in ${header}`);
    read.push([name, value.replace(/\\(.)/g, '$1')]);
  }
  return read;
}

describe('the token of', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer aZ09-._~+/==', 'aZ09-._~+/=='],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer  ', undefined],
    ['Bearerabc', undefined],
    ['Bearer\tabc', undefined],
    ['Bearer abc ', undefined],
    [' Bearer abc', undefined],
    ['Bearer abc def', undefined],
    ['Bearer abc,Bearer def', undefined],
    ['Bearer abc, Bearer def', undefined],
    ['Bearer =', undefined],
    ['Bearer a=b', undefined],
    ['Bearer "abc"', undefined],
    ['Bearer käse', undefined],
    ['Bearer abc\n', undefined],
    ['Basic abc', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j', (value, token) => {
    expect(bearerToken(value)).toBe(token);
  });

  test.each([
    ['headers of fetch', new Headers({ authorization: 'Bearer abc' })],
    ['a request of fetch', new Request('http://localhost', { headers: { authorization: 'Bearer abc' } })],
    ['headers of Node', { authorization: 'Bearer abc' }],
    [
      'a request of Node',
      { headers: { authorization: 'Bearer abc' }, rawHeaders: ['Authorization', 'Bearer abc'] },
    ],
    [
      'a request of Hono',
      { raw: new Request('http://localhost', { headers: { authorization: 'Bearer abc' } }) },
    ],
    ['a request of Fastify', { raw: { headers: { authorization: 'Bearer abc' } }, headers: {} }],
    [
      'headers of Node that are named like ours',
      { authorization: 'Bearer abc', get: 'out', headers: 'x', raw: 'y', rawheaders: 'z' },
    ],
    [
      'a header whose value is the name',
      { headers: { authorization: 'Bearer abc' }, rawHeaders: ['a', 'Authorization'] },
    ],
  ])('%s', (_, from) => {
    expect(bearerToken(from)).toBe('abc');
  });

  test.each([
    ['empty headers', new Headers()],
    [
      'a header that fetch has joined',
      new Headers([
        ['authorization', 'Bearer abc'],
        ['authorization', 'Bearer abc'],
      ]),
    ],
    [
      'a header that came twice',
      {
        headers: { authorization: 'Bearer abc' },
        rawHeaders: ['Authorization', 'Bearer abc', 'AUTHORIZATION', 'Bearer abc'],
      },
    ],
    ['a list', untyped<object>({ authorization: ['Bearer abc'] })],
    ['no headers', untyped<object>({ headers: null })],
    ['nothing raw', untyped<object>({ raw: null })],
    ['an object', {}],
  ])('%s is none', (_, from) => {
    expect(bearerToken(from)).toBeUndefined();
  });

  test('anything: never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(typeof bearerToken(untyped<string>(anything))).toMatch(/string|undefined/);
      }),
    );
  });

  test.each([
    `Bearer ${'a'.repeat(2e6)}`,
    `Bearer ${'='.repeat(2e6)}`,
    `Bearer${' '.repeat(2e6)}`,
    'Bearer a'.repeat(3e5),
  ])('a header of megabytes, in linear time', (value) => {
    expect(ends(() => bearerToken(`${value}!`))).toBe(true);
  });
});

test('the header itself is read whatever its scheme', () => {
  expect(authorizationOf(new Headers({ authorization: 'Basic azpw' }))).toBe('Basic azpw');
});
