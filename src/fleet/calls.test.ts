import { describe, expect, test } from 'vitest';
import { untyped } from '../../tests/support/without-types.js';
import { defineRoutes, defineScopes } from '../index.js';
import { createCallLog, leastForCalls, refusedCalls } from './index.js';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
  bundles: { all: ['*'] },
});
const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /tags': 'tags:read',
});
const looseLog = untyped<(api: unknown, options?: unknown) => { add(call: unknown): void }>(createCallLog);

describe('what is no call', () => {
  const log = createCallLog(api);
  const add = untyped<(call: unknown) => void>(log.add);
  test.each([
    ['nothing', undefined, 'a key is an object'],
    ['no key', { route: 'GET /tags' }, 'the id of a key is a string'],
    ['an empty key', { key: '', route: 'GET /tags' }, 'an empty id'],
    ['no request', { key: 'k_17' }, 'a call has a method and a path, or a route'],
    ['no method', { key: 'k_17', path: '/tags' }, 'a call has a method and a path, or a route'],
    [
      'a path that is no text',
      { key: 'k_17', method: 'GET', path: 7 },
      'a call has a method and a path, or a route',
    ],
    [
      'a status that is no number',
      { key: 'k_17', route: 'GET /tags', status: '200' },
      'a status is a number',
    ],
    ['half a call', { key: 'k_17', route: 'GET /tags', count: 0.5 }, 'a count is a whole number'],
    ['less than no call', { key: 'k_17', route: 'GET /tags', count: -1 }, 'a count is a whole number'],
    ['a date as text', { key: 'k_17', route: 'GET /tags', at: '2026-01-01' }, 'at is a valid Date'],
    ['an invalid date', { key: 'k_17', route: 'GET /tags', at: new Date('?') }, 'at is a valid Date'],
  ])('%s', (_, call, message) => {
    expect(() => add(call)).toThrow(
      new TypeError(message.startsWith('an empty') ? `a key with ${message}` : message),
    );
    expect(log.counts).toEqual({ successful: 0, refused: 0, failed: 0, unmatched: 0, early: 0 });
  });

  test('no table, and no date to begin at', () => {
    expect(() => looseLog({ ...api })).toThrow('not a route table');
    expect(() => looseLog(api, 'today')).toThrow('options: not an object');
    expect(() => looseLog(api, { since: 'today' })).toThrow('since is a valid Date');
  });
});

describe('createCallLog', () => {
  test('keeps the routes of successful calls, in declaration order, with their number', () => {
    const log = createCallLog(api);
    log.add({ key: 'k_17', method: 'GET', path: '/tags', status: 304, count: 5 });
    log.add({ key: 'k_17', method: 'HEAD', path: '/contacts/42?fields=name' });
    log.add({ key: 'k_17', route: 'GET /contacts/:id', status: 200 });
    log.add({ key: 'k_18', route: 'POST /contacts', status: 200, count: 0 });
    const called = log.routesOf('k_17');
    expect([...called]).toEqual(['GET /contacts/:id', 'GET /tags']);
    expect([called.size, called.count(), called.count('GET /tags'), called.count('POST /contacts')]).toEqual([
      2, 7, 5, 0,
    ]);
    expect(called.count('GET /nonsense')).toBe(0);
    expect([...log.keys()]).toEqual(['k_17']);
    const none = log.routesOf('k_18');
    expect([[...none], none.size, none.count(), none.count('GET /tags')]).toEqual([[], 0, 0, 0]);
  });

  test('counts what became of the others', () => {
    const log = createCallLog(api, { since: new Date('2026-01-02') });
    log.add({ key: 'k', route: 'GET /tags', at: new Date('2026-01-01') });
    log.add({ key: 'k', route: 'GET /tags', at: new Date('2026-01-02') });
    log.add({ key: 'k', route: 'GET /tags', status: 401 });
    log.add({ key: 'k', route: 'GET /tags', status: 403, count: 2 });
    log.add({ key: 'k', route: 'GET /tags', status: 400 });
    log.add({ key: 'k', route: 'GET /nonsense' });
    log.add({ key: 'k', method: 'GET', path: '/constructor', status: 404, count: 3 });
    log.add({ key: 'k', method: 'GET', path: '/constructor', status: 404 });
    expect(log.counts).toEqual({ successful: 1, refused: 3, failed: 1, unmatched: 5, early: 1 });
    expect(log.unmatched).toEqual([
      { request: 'GET /nonsense', count: 1 },
      { request: 'GET /constructor', count: 4 },
    ]);
  });

  test('remembers a hundred unmatched requests, and counts them all', () => {
    const log = createCallLog(api);
    for (let i = 0; i < 300; i++) log.add({ key: 'k', method: 'GET', path: `/wp-admin/${i}` });
    expect([log.counts.unmatched, log.unmatched.length]).toEqual([300, 100]);
  });

  test('counts each of many routes apart', () => {
    const routes = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`GET /r${i}`, 'tags:read']));
    const wide = untyped<(vocabulary: unknown, table: object) => typeof api>(defineRoutes)(atender, routes);
    const log = createCallLog(wide);
    const names = Object.keys(routes);
    for (const round of [1, 2])
      for (const [i, route] of [...names.entries()].reverse()) log.add({ key: 'k', route, count: i + round });
    const called = log.routesOf('k');
    expect([...called]).toEqual(names);
    expect(names.map((route) => called.count(route))).toEqual(names.map((_, i) => 2 * i + 3));
  });
});

describe('leastForCalls', () => {
  test('refuses what is no table, and no routes of it', () => {
    const loose = untyped<(api: unknown, routes: unknown) => unknown>(leastForCalls);
    expect(() => loose({ ...api }, [])).toThrow('not a route table');
    expect(() => loose(api, ['GET /nonsense'])).toThrow('no such route: GET /nonsense');
    expect(() => loose(api, 'GET /tags')).toThrow('called routes are an iterable of routes');
    expect(() => loose(api, undefined)).toThrow('called routes are an iterable of routes');
  });

  test('gives the narrowest scopes and bundle for names, and for what a log gives', () => {
    const log = createCallLog(api);
    for (const route of ['POST /contacts', 'GET /contacts/:id'] as const) log.add({ key: 'k', route });
    const least = { scopes: ['contacts:write'], bundle: { name: 'all', excess: ['tags:read'] }, exact: true };
    expect(leastForCalls(api, log.routesOf('k'))).toEqual(least);
    expect(leastForCalls(api, ['GET /contacts/:id', 'POST /contacts', 'POST /contacts'])).toEqual(least);
    expect(leastForCalls(api, []).scopes).toEqual([]);
  });

  test('reads the log of another table by names', () => {
    const other = defineRoutes(atender, { 'GET /other': 'tags:read', 'GET /tags': 'contacts:read' });
    const log = createCallLog(other);
    log.add({ key: 'k', route: 'GET /tags' });
    expect(leastForCalls(api, log.routesOf('k')).scopes).toEqual(['tags:read']);
    log.add({ key: 'k', route: 'GET /other' });
    expect(() => leastForCalls(api, log.routesOf('k'))).toThrow('no such route: GET /other');
  });
});

describe('refusedCalls', () => {
  const log = createCallLog(api);
  log.add({ key: 'k', route: 'GET /tags', count: 300 });
  log.add({ key: 'k', route: 'POST /contacts', count: 2 });

  test('refuses what are no scopes', () => {
    const loose = untyped<(api: unknown, scopes: unknown, called: unknown) => number>(refusedCalls);
    expect(() => loose({ ...api }, '', log.routesOf('k'))).toThrow('not a route table');
    expect(() => loose(api, 7, log.routesOf('k'))).toThrow('stored scopes are strings');
    const calledElsewhere = Object.assign(['GET /other'], { count: () => 1 });
    expect(() => loose(api, '', calledElsewhere)).toThrow('no such route: GET /other');
  });

  test('counts the calls that narrower scopes would not have allowed', () => {
    const called = log.routesOf('k');
    expect(refusedCalls(api, 'tags:read', called)).toBe(2);
    expect(refusedCalls(api, ['contacts:read', 'nonsense'], called)).toBe(302);
    expect(refusedCalls(api, leastForCalls(api, called).scopes, called)).toBe(0);
  });
});
