import { describe, expect, test } from 'vitest';
import { markGuard } from '../../../src/http/guard-mark.js';
import { expressGuards } from './express.js';
import { fastifyGuards } from './fastify.js';
import { guardOf } from './guards.js';
import { honoGuards } from './hono.js';

const guard = markGuard(() => {});
const handler = (_request: unknown) => {};

describe('a guard', () => {
  test('is what has a mark, and nothing else', () => {
    expect(guardOf(markGuard(() => {}, 'GET /a'))).toBe('GET /a');
    const wrong = () => {};
    Reflect.set(wrong, Symbol.for('scopeproof.guard'), true);
    for (const value of [handler, wrong, undefined, 'text', { handler }])
      expect(guardOf(value)).toBeUndefined();
  });
});

describe('middleware of Hono', () => {
  const isGuarded = (pattern: string, path: string) =>
    honoGuards({
      routes: [
        { method: 'ALL', path: pattern, handler: guard },
        { method: 'GET', path, handler },
      ],
    }).routes[0]?.isGuarded;

  test.each([
    ['/*', '/'],
    ['/*', '/a/:id'],
    ['*', '/a'],
    ['/v2/*', '/v2'],
    ['/v2/*', '/v2/a/b'],
    ['/:any/a', '/b/a'],
    ['/*/a', '/b/a'],
    ['/:id{[0-9]+}/a', '/:x/a'],
  ])('at %s stands before %s', (pattern, path) => {
    expect(isGuarded(pattern, path)).toBe(true);
  });

  test.each([
    ['/v2/*', '/v3/a'],
    ['/v2/*', '/v22'],
    ['/v2', '/v2/a'],
    ['/v2/a/*', '/v2/*'],
    ['/v2/me', '/v2/:id'],
    ['/:any', '/*'],
    ['/a/:b', '/a'],
  ])('at %s does not stand before %s', (pattern, path) => {
    expect(isGuarded(pattern, path)).toBe(false);
  });
});

describe('what cannot be seen', () => {
  test('is where routers before 2.3 are mounted', () => {
    const route = { path: '/a', methods: { get: true }, stack: [{ method: 'get', handle: handler }] };
    const layer = { route, handle: () => {}, match: () => true };
    expect(expressGuards({ router: { stack: [layer] } })).toBeUndefined();
    const newer = expressGuards({ router: { stack: [{ ...layer, rawPath: '/a' }] } });
    expect(newer?.routes).toMatchObject([{ text: 'GET /a', isGuarded: false }]);
  });

  test('is what Fastify keeps elsewhere', () => {
    const options = { method: 'GET', url: '/a', onRequest: [guard] };
    expect(fastifyGuards([{ options, instance: {} }])).toBeUndefined();
    const instance = Object.create({ [Symbol('fastify.hooks')]: { onRequest: [] } });
    expect(fastifyGuards([{ options, instance }])?.routes).toMatchObject([{ isGuarded: true }]);
  });
});
