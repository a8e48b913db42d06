import { afterEach, describe, expect, test, vi } from 'vitest';
import { atender } from '../tests/support/atender.js';
import { untyped } from '../tests/support/without-types.js';
import { authenticated, defineRoutes, open } from './index.js';
import { grantFor, grantForRoute } from './testing.js';

const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /search': atender.anyOf('tags:read', atender.allOf('contacts:read', 'knowledge:read')),
  'GET /me': authenticated,
  'GET /health': open,
});

describe('what makes no grant', () => {
  test.each([
    'contacts:raed',
    '*',
    'read_all',
    '',
    undefined,
    null,
    5,
    {},
    ['contacts:read'],
    { alternatives: [[]] },
  ])('%j as a requirement', (requirement) => {
    expect(() => grantFor(atender, untyped<'tags:read'>(requirement))).toThrow(TypeError);
  });

  test('a requirement of another vocabulary, and a route that is not there', () => {
    const other = untyped<typeof atender>({ ...atender });
    expect(() => grantFor(atender, untyped<'tags:read'>(defineRoutes))).toThrow(TypeError);
    expect(() => grantForRoute(api, untyped<'GET /me'>('GET /nowhere'))).toThrow(
      'no such route: GET /nowhere',
    );
    expect(() => grantForRoute(untyped<typeof api>(other), 'GET /me')).toThrow(TypeError);
  });
});

test.each([
  ['contacts:read', ['contacts:read']],
  ['contacts:write', ['contacts:read', 'contacts:write']],
  [atender.allOf('contacts:read', 'tags:read'), ['contacts:read', 'tags:read']],
  [atender.anyOf('tags:read', 'contacts:write'), ['tags:read']],
  [authenticated, []],
  [open, []],
] as const)('a requirement gives what it asks for, and no more: %j', (requirement, held) => {
  const grant = grantFor(atender, requirement);
  expect(grant.held).toEqual(held);
  expect(atender.authorize(grant, requirement)).toBe(grant);
});

test('a route gives what it requires', () => {
  expect(api.routes.map((route) => grantForRoute(api, route).held)).toEqual([
    ['contacts:read'],
    ['contacts:read', 'contacts:write'],
    ['tags:read'],
    [],
    [],
  ]);
});

describe('is loaded', () => {
  const load = () => {
    vi.resetModules();
    return import('./testing.js');
  };
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  test('never with NODE_ENV=production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(load()).rejects.toThrow('does not load in production');
  });

  test.each(['test', 'development', '', undefined])('with NODE_ENV=%s', async (value) => {
    vi.stubEnv('NODE_ENV', value);
    expect(await load()).toHaveProperty('grantFor');
  });

  test('where there is no process, as in a browser', async () => {
    vi.stubGlobal('process', undefined);
    expect(await load()).toHaveProperty('grantFor');
  });
});
