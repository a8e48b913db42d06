import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { atender } from '../tests/support/atender.js';
import { authenticated, defineRoutes, open } from './index.js';
import { grantFor, grantForRoute } from './testing.js';

const untyped = <T>(value: unknown) => value as T;
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

test.each([
  ['production', false],
  ['test', true],
  ['', true],
])('with NODE_ENV=%s it loads: %j', (NODE_ENV, loads) => {
  const module = pathToFileURL('src/testing.ts').href;
  const load = () =>
    execFileSync(process.execPath, ['--import', 'tsx', '--eval', `await import('${module}')`], {
      env: { ...process.env, NODE_ENV },
      stdio: 'pipe',
    });
  if (loads) expect(load).not.toThrow();
  else expect(load).toThrow('does not load in production');
});
