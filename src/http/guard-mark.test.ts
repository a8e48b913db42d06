import { describe, expect, test } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import * as express from '../adapters/express.js';
import * as fastify from '../adapters/fastify.js';
import * as hono from '../adapters/hono.js';
import { defineRoutes } from '../index.js';
import { guardMark, markGuard } from './guard-mark.js';

const api = defineRoutes(atender, { 'GET /tags': 'tags:read' });
const authenticate = () => undefined;
const markOf = (value: unknown): unknown => Reflect.get(Object(value), Symbol.for('scopeproof.guard'));

describe('the mark of a guard', () => {
  test('is found by any copy of the library, and is neither listed, copied nor changed', () => {
    const guard = markGuard(() => 1, 'GET /tags');
    expect(guardMark).toBe(Symbol.for('scopeproof.guard'));
    expect(guard()).toBe(1);
    expect(markOf(guard)).toBe('GET /tags');
    expect(markOf(Object.assign(() => {}, guard))).toBeUndefined();
    expect(Reflect.set(guard, guardMark, 'GET /other')).toBe(false);
  });

  test('is made where a prototype is polluted', () => {
    Object.assign(Object.prototype, { get: () => 'GET /polluted' });
    let guard: unknown;
    try {
      guard = markGuard(() => {});
    } finally {
      Reflect.deleteProperty(Object.prototype, 'get');
    }
    expect(markOf(guard)).toBe('');
  });

  test('is on the guards of hono and express', () => {
    const forHono = hono.guardRoutes(api, { authenticate });
    const forExpress = express.guardRoutes(api, { authenticate });
    expect([forHono.table, forExpress.table].map(markOf)).toEqual(['', '']);
    const routes = [
      forHono.route('GET /tags', () => new Response()),
      forExpress.route('GET /tags', () => {}),
    ];
    expect(routes.map(markOf)).toEqual(['GET /tags', 'GET /tags']);
  });

  test('is on the hooks of fastify, and not on handlers', () => {
    const guard = fastify.guardRoutes(api, { authenticate });
    expect(markOf(guard.table)).toBe('');
    const { onRequest, handler } = guard.route('GET /tags', () => {});
    expect([onRequest, handler].map(markOf)).toEqual(['GET /tags', undefined]);
    const all = guard.route('GET /tags', { onRequest: [async () => {}] }, () => {});
    expect([all.onRequest].flat().map(markOf)).toEqual(['GET /tags', undefined]);
  });

  test('is on guards without a table', () => {
    const options = { authenticate };
    const guards = [
      hono.requireScope(atender, 'tags:read', options),
      hono.requireScope(atender, 'tags:read', options, () => new Response()),
      express.requireScope(atender, 'tags:read', options),
      express.requireScope(atender, 'tags:read', options, () => {}),
      fastify.requireScope(atender, 'tags:read', options),
      fastify.requireScope(atender, 'tags:read', options, () => {}).onRequest,
    ];
    expect(guards.map(markOf)).toEqual(['', '', '', '', '', '']);
  });
});
