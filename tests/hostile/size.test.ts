/**
 * Whatever comes from outside costs time in proportion to its length, however it was chosen: ten million characters,
 * a million entries, and patterns that send a careless regular expression astray.
 *
 * What is asserted is a ratio of processor times within one run: 64 times as much input may take at most twelve times
 * what a linear algorithm would, where a quadratic one would take 64 times that.
 */
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../support/thrown.js';
import { untyped } from '../support/untyped.js';
import { declareAtender } from './atender.js';

const { vocabulary, api } = declareAtender();
const all = vocabulary.parse(vocabulary.scopes).grant;

const LINEAR = 64;
const ALLOWANCE = 12;
const CHARACTERS = 10 * 2 ** 20;
const ENTRIES = 2 ** 20;
const PATH = 2 ** 20;

/** The processor time of an act, in microseconds. */
function cost(act: () => unknown): number {
  const before = process.cpuUsage();
  outcomeOf(act);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** What costs less than this counts as this. */
const GRAIN = 200;
/** A machine that is busy gets several goes. */
const GOES = [1, 2, 3, 4, 5];

function expectLinear<Given>(
  make: (size: number) => Given,
  use: (given: Given) => unknown,
  size: number,
): void {
  // Up to a smaller size at first: what is quadratic is found out there, and not after an hour.
  for (const large of [size / LINEAR, size]) {
    const [given, more] = [make(large / LINEAR), make(large)];
    const base = Math.max(GRAIN, Math.min(...GOES.map(() => cost(() => use(given)))));
    const limit = LINEAR * ALLOWANCE * base;
    expect(GOES.some(() => cost(() => use(more)) <= limit)).toBe(true);
  }
}

test('the measure tells what is linear from what is not', () => {
  const work = (steps: number): number => {
    let sum = 0;
    for (let step = 0; step < steps; step++) sum = (sum + step) | 0;
    return sum;
  };
  const itself = (size: number): number => size;
  expectLinear(itself, (size) => work(64 * size), ENTRIES);
  expect(() => expectLinear(itself, (size) => work(32 * size * size), 2 ** 12)).toThrow(
    'expected false to be true',
  );
});

const repeated = (text: string) => (size: number) => text.repeat(Math.ceil(size / text.length));
const distinct = (size: number): string[] => Array.from({ length: size }, (_, at) => `unknown:${at}`);
const cycled = (size: number): string[] =>
  Array.from({ length: size }, (_, at) => vocabulary.scopes[at % vocabulary.scopes.length] ?? '');

describe('a stored string of ten million characters', () => {
  test.each([
    ['one long name', 'x'],
    ['nothing but spaces', ' '],
    ['white space of all kinds', ' \t\n\v\f\r'],
    ['no-break spaces', '\u00a0'],
    ['one scope over and over', 'contacts:read '],
    ['an unknown name over and over', 'contacts:raed\t'],
    ['an old name over and over', 'labels\n'],
    ['names of one character', 'a '],
    ['beginnings of a scope', 'contacts:rea'],
    ['stars', '* '],
    ['lone surrogates', '\ud83d'],
  ])('of %s', (_, text) => {
    expectLinear(repeated(text), (stored) => vocabulary.parse(stored), CHARACTERS);
  });

  test('of names that are all different', () => {
    expectLinear(
      (size) => distinct(size / 15).join(' '),
      (stored) => vocabulary.parse(stored),
      CHARACTERS,
    );
  });

  test('asked as a scope', () => {
    expectLinear(
      repeated('x'),
      (scope) => [vocabulary.isScope(scope), all.has(scope), outcomeOf(() => vocabulary.check(all, scope))],
      CHARACTERS,
    );
  });

  test('is granted and refused for what it is', () => {
    expect(vocabulary.parse(repeated('contacts:read ')(CHARACTERS)).grant.scopes).toEqual(['contacts:read']);
    expect(vocabulary.parse(repeated('x')(CHARACTERS)).unknown[0]).toHaveLength(CHARACTERS);
  });
});

describe('a list of a million entries', () => {
  test.each<[string, (size: number) => string[], (list: string[]) => unknown]>([
    ['unknown scopes to parse', distinct, (list) => vocabulary.parse(list)],
    ['scopes to parse', cycled, (list) => vocabulary.parse(list)],
    ['scopes that are held', cycled, (list) => vocabulary.missing(list, 'contacts:read')],
    ['scopes that are required', cycled, (list) => vocabulary.missing([], list)],
    ['scopes to reduce', cycled, (list) => [vocabulary.minimal(list), vocabulary.redundant(list)]],
    ['scopes to hand on', cycled, (list) => vocabulary.attenuate(all, list)],
    ['scopes to hand on that do not exist', distinct, (list) => vocabulary.attenuate(all, list)],
    ['scopes of a key', cycled, (scopes) => vocabulary.key('key', { scopes })],
    [
      'routes of a key',
      (size) => new Array<string>(size).fill('GET /contacts/:id'),
      (routes) => untyped.defineKey(api, 'key', { scopes: ['contacts:read'], routes }),
    ],
  ])('of %s', (_, make, use) => {
    expectLinear(make, use, ENTRIES);
  });

  test('is granted and refused for what it is', () => {
    const { grant, unknown } = vocabulary.parse([...distinct(ENTRIES), 'contacts:read']);
    expect([grant.scopes, unknown.length]).toEqual([['contacts:read'], ENTRIES]);
  });
});

describe('a path of a million characters', () => {
  test.each([
    ['slashes', '', '/'],
    ['encoded slashes', '/files/', '%2f'],
    ['dot segments', '', '/.'],
    ['double-dot segments', '', '/..'],
    ['almost dot segments', '', '/...'],
    ['dots', '/files/', '.'],
    ['encoded dots', '/files/', '%2e'],
    ['short segments', '/files', '/a'],
    ['segments of a parameter', '/contacts', '/1'],
    ['one segment', '/contacts/', 'a'],
    ['one segment of the rest', '/files/', 'a'],
    ['encoded spaces', '/contacts/', '%20'],
    ['encoded percent signs', '/contacts/', '%25'],
    ['bytes that are no UTF-8', '/contacts/', '%ff'],
    ['percent signs', '/contacts/', '%'],
    ['half escapes', '/contacts/', '%2'],
    ['white space', '/contacts/', ' '],
    ['backslashes', '/contacts/', '\\'],
    ['nulls', '/contacts/', '\0'],
    ['lone surrogates', '/contacts/', '\ud83d'],
    ['letters without a slash before them', '', 'a'],
  ])('of %s', (_, beginning, text) => {
    for (const end of ['', '%'])
      expectLinear(
        (size) => beginning + repeated(text)(size) + end,
        (path) => [api.match('GET', path), api.match('DELETE', path)],
        PATH,
      );
  });

  test('matches what a short one matches', () => {
    const rest = repeated('/a')(PATH).slice(1);
    expect(api.match('GET', `/files/${rest}`)).toMatchObject({
      route: 'GET /files/*',
      params: { '*': rest },
    });
    expect(api.match('GET', `/contacts/${rest}`)).toBeUndefined();
    expect(api.match('GET', `/contacts/${'a'.repeat(PATH)}`)?.params.id).toHaveLength(PATH);
  });
});

describe('a declaration that is too long', () => {
  test.each<[string, (text: string) => unknown, string]>([
    ['the name of a surface', (name) => untyped.defineScopes('a', { surfaces: { [name]: ['read'] } }), 'a'],
    [
      'a format',
      (text) => untyped.defineScopes('a', { surfaces: { a: ['read'] }, format: `{surface}${text}{action}` }),
      'a',
    ],
    [
      'a format without an end',
      (text) => untyped.defineScopes('a', { surfaces: { a: ['read'] }, format: text }),
      '{surface}',
    ],
    [
      'a format of beginnings',
      (text) => untyped.defineScopes('a', { surfaces: { a: ['read'] }, format: text }),
      '{surface',
    ],
    ['a route', (text) => untyped.defineRoutes(vocabulary, { [`GET ${text}`]: 'tags:read' }), '/a'],
    ['a route of slashes', (text) => untyped.defineRoutes(vocabulary, { [`GET ${text}`]: 'tags:read' }), '/'],
    ['a route of spaces', (text) => untyped.defineRoutes(vocabulary, { [`GET ${text}`]: 'tags:read' }), ' '],
  ])('as %s', (_, use, text) => {
    expectLinear(repeated(text), use, PATH);
  });
});
