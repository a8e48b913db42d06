import { describe, expect, test } from 'vitest';
import { untyped } from '../../tests/support/without-types.js';
import { defineRoutes, defineScopes } from '../index.js';
import { createAuditor, createCallLog, type Finding, holdersOf } from './index.js';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write', 'purge'], tags: ['read'] },
  implies: { write: ['read'], purge: ['write'] },
  deprecated: { people: ['contacts:read'], labels: 'tags:read' },
  storedPatterns: 'expand',
  docs: {
    scopes: { 'contacts:purge': { restricted: true }, 'tags:read': { restricted: false, title: 'Tags' } },
  },
});
const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /tags': atender.anyOf('tags:read', atender.allOf('contacts:read', 'contacts:purge')),
});
type LooseAuditor = { findings(key: unknown, routes: unknown): readonly Finding[] };
const loose = untyped<(api: unknown, options?: unknown) => LooseAuditor>(createAuditor);
const texts = (findings: Iterable<Finding>) => Array.from(findings, ({ message }) => message);
const auditor = createAuditor(api);

describe('what no auditor takes', () => {
  test.each([
    ['a copy of a table', { ...api }, {}, 'not a route table'],
    ['options that are none', api, 7, 'options: not an object'],
    ['a date as text', api, { since: '2026-01-01' }, 'since is a valid Date'],
    ['an invalid date', api, { since: new Date('?') }, 'since is a valid Date'],
    ['an unknown scope', api, { neverNarrowed: ['contacts:reed'] }, 'unknown scope contacts:reed'],
  ])('%s', (_, table, options, message) => {
    expect(() => loose(table, options)).toThrow(message);
  });

  test.each([
    ['no key', undefined, [], 'a key is an object'],
    ['no id', { scopes: '' }, [], 'the id of a key is a string'],
    ['no scopes', { key: 'k' }, [], 'key k: stored scopes are strings'],
    ['no routes', { key: 'k', scopes: '' }, undefined, 'key k: called routes are an iterable of routes'],
    [
      'a route alone',
      { key: 'k', scopes: '' },
      'GET /tags',
      'key k: called routes are an iterable of routes',
    ],
    ['an unknown route', { key: 'k', scopes: '' }, ['GET /tag'], 'key k: no such route: GET /tag'],
  ])('%s', (_, key, routes, message) => {
    expect(() => loose(api).findings(key, routes)).toThrow(message);
  });
});

describe('createAuditor', () => {
  test('finds a route that a key called and may not call now, with what it lacks', () => {
    expect(
      auditor.findings({ key: 'k/1', scopes: 'contacts:read' }, [
        'POST /contacts',
        'GET /tags',
        'GET /contacts/:id',
      ]),
    ).toEqual([
      {
        kind: 'missing',
        subject: 'stored',
        key: 'k/1',
        route: 'POST /contacts',
        scopes: ['contacts:write'],
        message: 'k/1: it called POST /contacts and lacks contacts:write',
        fingerprint: String.raw`missing/stored/k\/1/POST \/contacts`,
      },
      expect.objectContaining({ route: 'GET /tags', scopes: ['tags:read'] }),
    ]);
  });

  test('finds what a key need not hold', () => {
    expect(
      texts(auditor.findings({ key: 'k', scopes: 'tags:read contacts:write' }, ['GET /contacts/:id'])),
    ).toEqual(['k: no called route needs contacts:write', 'k: no called route needs tags:read']);
    expect(texts(auditor.findings({ key: 'k', scopes: '*:write' }, []))).toEqual([
      'k: no called route needs contacts:write, which *:write names',
    ]);
    expect(
      auditor.findings({ key: 'k', scopes: 'contacts:write contacts:read' }, ['POST /contacts']),
    ).toMatchObject([
      {
        kind: 'redundant',
        scopes: ['contacts:read'],
        message: 'k: contacts:write gives all of contacts:read',
      },
    ]);
  });

  test('finds what the names of a key are worth', () => {
    const found = auditor.findings(
      { key: 'k', scopes: ['people', 'contacts:purge', 'nonsense', 'constructor', 'people'] },
      ['GET /tags', 'GET /contacts/:id'],
    );
    expect(found.map(({ kind, scopes, now }) => [kind, scopes, now])).toEqual([
      ['redundant', ['people'], undefined],
      ['unknown', ['nonsense'], undefined],
      ['unknown', ['constructor'], undefined],
      ['deprecated', ['people'], ['contacts:read']],
      ['restricted', ['contacts:purge'], undefined],
    ]);
    expect(texts(found)).toContain('k: unknown scope nonsense, which grants nothing');
    expect(texts(found)).toContain('k: people is now contacts:read');
    expect(texts(found)).toContain('k: it holds contacts:purge, which is restricted');
  });

  test('takes the later one of two names with the same scopes for redundant', () => {
    const scopes = ['people', 'contacts:read'];
    const redundant = (list: string[]) =>
      auditor
        .findings({ key: 'k', scopes: list }, ['GET /contacts/:id'])
        .filter(({ kind }) => kind === 'redundant');
    expect(redundant(scopes)).toMatchObject([{ scopes: ['contacts:read'] }]);
    expect(redundant([...scopes].reverse())).toMatchObject([{ scopes: ['people'] }]);
  });

  test('leaves alone what is never narrowed, and keys that are younger than the log', () => {
    const since = new Date('2026-01-02');
    const { findings } = createAuditor(api, { since, neverNarrowed: ['contacts:write', 'tags:*'] });
    const row = { key: 'k', scopes: 'contacts:read contacts:write tags:read contacts:purge' };
    const excess = (createdAt?: Date) =>
      findings({ ...row, createdAt }, [])
        .filter(({ kind }) => kind === 'excess')
        .flatMap(({ scopes }) => scopes);
    expect(excess()).toEqual(['contacts:purge']);
    expect(excess(since)).toEqual(['contacts:purge']);
    expect(excess(new Date('2026-01-03'))).toEqual([]);
  });

  test('takes what a call log gives', () => {
    const log = createCallLog(api);
    log.add({ key: 'k', method: 'GET', path: '/contacts/42', count: 7 });
    const row = { key: 'k', scopes: 'contacts:read tags:read' };
    expect(texts(auditor.findings(row, log.routesOf('k')))).toEqual(['k: no called route needs tags:read']);
    expect(auditor.findings(row, log.routesOf('k'))).toEqual(auditor.findings(row, ['GET /contacts/:id']));
  });

  test('reads each key as it stands, however many there are', () => {
    for (let i = 0; i < 20_050; i++)
      auditor.findings({ key: 'k', scopes: `tags:read nonsense${i}` }, ['GET /tags']);
    expect(texts(auditor.findings({ key: 'k', scopes: 'tags:read nonsense0' }, ['GET /tags']))).toEqual([
      'k: unknown scope nonsense0, which grants nothing',
    ]);
    const long = `tags:read${' '.repeat(5000)}`;
    expect(texts(auditor.findings({ key: 'k', scopes: long }, []))).toEqual([
      'k: no called route needs tags:read',
    ]);
    expect(texts(auditor.findings({ key: 'k', scopes: ['tags:read '] }, []))).toEqual([
      'k: unknown scope tags:read , which grants nothing',
    ]);
  });
});

describe('holdersOf', () => {
  const keys = [
    { key: 'k_1', scopes: 'contacts:purge' },
    { key: 'k_2', scopes: 'tags:read' },
    { key: 'k_3', scopes: ['*'] },
    { key: 'k_4', scopes: 'nonsense contacts:write people' },
  ];
  const holders =
    untyped<(api: unknown, keys: Iterable<unknown>, scope: unknown, options?: unknown) => Iterable<Finding>>(
      holdersOf,
    );

  test('refuses what is no table, scope, option or key', () => {
    expect(() => holders({ ...api }, [], 'tags:read')).toThrow('not a route table');
    expect(() => holders(api, [], 'tags:reed')).toThrow('unknown scope tags:reed');
    expect(() => holders(api, [], 'people')).toThrow('unknown scope people');
    expect(() => holders(api, [], 'tags:read', 7)).toThrow('options: not an object');
    expect(() => [...holders(api, [{ key: 'k' }], 'tags:read')]).toThrow('key k: stored scopes are strings');
    expect(() => [...holders(api, [{}], 'tags:read')]).toThrow('the id of a key is a string');
  });

  test('finds who holds a scope by whatever name', () => {
    expect(texts(holdersOf(api, keys, 'contacts:read'))).toEqual([
      'k_1 holds contacts:read, by contacts:purge',
      'k_3 holds contacts:read, by *',
      'k_4 holds contacts:read, by contacts:write people',
    ]);
    expect([...holdersOf(api, keys, 'contacts:purge')].map(({ fingerprint }) => fingerprint)).toEqual([
      'forbidden/stored/k_1/contacts:purge',
      'forbidden/stored/k_3/contacts:purge',
    ]);
  });

  test('takes a pattern, and leaves out who may', () => {
    expect(texts(holdersOf(api, keys, '*:read', { unless: ['k_3', 'k_4'] }))).toEqual([
      'k_1 holds contacts:read, by contacts:purge',
      'k_2 holds tags:read',
    ]);
    expect(texts(holdersOf(api, keys, 'tags:read', { unless: ({ key }) => key === 'k_2' }))).toEqual([
      'k_3 holds tags:read, by *',
    ]);
  });
});
