import { expect, test } from 'vitest';
import * as scopeproof from '../index.js';
import { onlyInside, type Secret, secret } from './secret.js';

const untyped = <T>(value: unknown) => value as T;

test.each([
  undefined,
  null,
  true,
  {},
  { only: 'inside' },
  'inside',
  structuredClone(secret),
  Object.create(secret),
])('%j is not the secret', (value) => {
  expect(() => onlyInside(untyped<Secret>(value))).toThrow(TypeError);
});

test('the secret is taken for itself', () => {
  expect(() => onlyInside(secret)).not.toThrow();
});

test('and is not for sale', () => {
  expect(Object.values(scopeproof)).not.toContain(secret);
});

test('what the classes offer to the library alone is refused to others', () => {
  const vocabulary = scopeproof.defineScopes('atender', { scopes: ['gist'] });
  const { grant } = vocabulary.parse('gist');
  const routes = scopeproof.defineRoutes(vocabulary, { 'GET /gists': 'gist' });
  const key = vocabulary.key('key', { scopes: ['gist'] });
  for (const made of [vocabulary, grant, routes, key, scopeproof.open]) {
    const statics = Object.values(Object.getOwnPropertyDescriptors(made.constructor)).flatMap(
      ({ value, writable }) =>
        typeof value === 'function' && (writable || Object.isFrozen(made.constructor))
          ? [value as () => unknown]
          : [],
    );
    expect(statics.length).toBeGreaterThan(0);
    for (const method of statics)
      for (const given of [[], [made], [made, vocabulary], [made, vocabulary, { only: 'inside' }]])
        expect(() => Reflect.apply(method, made.constructor, given)).toThrow(TypeError);
  }
});
