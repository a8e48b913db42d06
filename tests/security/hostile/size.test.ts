/**
 * Whatever comes from outside costs time in proportion to its length, however it was chosen: ten million characters,
 * millions of entries, and patterns that send a careless regular expression astray. Each is so long that nothing but
 * a linear algorithm is ever done with it.
 */
import { defineScopes } from 'scopeproof';
import { describe, expect, test } from 'vitest';
import { ends } from '../../support/ends.js';
import { untyped } from '../../support/untyped.js';
import { declareAtender } from './atender.js';

const { vocabulary, api } = declareAtender();
const all = vocabulary.parse(vocabulary.scopes).grant;

const CHARACTERS = 10 * 2 ** 20;
const ENTRIES = 2 ** 20;
const PATH = 2 ** 22;

test('what does not end is noticed', () => {
  const forever = () => {
    for (;;);
  };
  expect(ends(forever, 0.1)).toBe(false);
  expect(ends(() => /^(a+)+$/.test(`${'a'.repeat(64)}!`), 0.1)).toBe(false);
  expect(ends(() => 'at once')).toBe(true);
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
    const stored = repeated(text)(CHARACTERS);
    expect(ends(() => vocabulary.parse(stored))).toBe(true);
  });

  test('of names that are all different', () => {
    const stored = distinct(CHARACTERS / 15).join(' ');
    expect(ends(() => vocabulary.parse(stored))).toBe(true);
  });

  test('asked as a scope', () => {
    const scope = repeated('x')(CHARACTERS);
    for (const ask of [
      () => vocabulary.isScope(scope),
      () => all.has(scope),
      () => vocabulary.check(all, scope),
      () => vocabulary.implied(scope),
    ])
      expect(ends(ask)).toBe(true);
  });

  test('is granted and refused for what it is', () => {
    expect(vocabulary.parse(repeated('contacts:read ')(CHARACTERS)).grant.held).toEqual(['contacts:read']);
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
    const list = make(ENTRIES);
    expect(ends(() => use(list))).toBe(true);
  });

  test('of one scope that brings ten thousand others along', () => {
    const scopes = Array.from({ length: 10_000 }, (_, at) => `s${at}`);
    const wide = defineScopes('wide', { scopes: ['admin', ...scopes], includes: { admin: ['*'] } });
    const table = untyped.defineRoutes(wide, { 'GET /': 'admin' });
    const { grant } = wide.parse('admin');
    const list = new Array<'admin'>(ENTRIES).fill('admin');
    const uses = [
      () => wide.parse(list),
      () => wide.missing([], list),
      () => wide.minimal(list),
      () => wide.redundant(list),
      () => wide.attenuate(grant, list),
      () => wide.key('key', { scopes: list }),
      () => untyped.defineKey(table, 'key', { scopes: list, routes: ['GET /'] }),
    ];
    const done = uses.filter((use) => ends(use));
    expect(done).toEqual(uses);
    for (const use of uses) expect(use).not.toThrow();
  });

  test('of a log, of which there are ten thousand routes', () => {
    const routes = Array.from({ length: 10_000 }, (_, at) => `GET /p${at}`);
    const table = untyped.defineRoutes(
      vocabulary,
      Object.fromEntries(routes.map((route) => [route, 'contacts:read'])),
    );
    const key = untyped.defineKey(table, 'key', { scopes: ['contacts:read'], routes });
    const log = Array.from({ length: ENTRIES }, (_, at) => routes[at % 5_000]);
    expect(ends(() => untyped.audit(table, key, log))).toBe(true);
  });

  test('is granted and refused for what it is', () => {
    const { grant, unknown } = vocabulary.parse([...distinct(ENTRIES), 'contacts:read']);
    expect([grant.held, unknown.length]).toEqual([['contacts:read'], ENTRIES]);
  });
});

describe('a path of four million characters', () => {
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
      for (const method of ['GET', 'DELETE']) {
        const path = beginning + repeated(text)(PATH) + end;
        expect(ends(() => api.match(method, path))).toBe(true);
      }
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
    const long = repeated(text)(PATH);
    expect(ends(() => use(long))).toBe(true);
  });
});
