import { describe, expect, test } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { untyped } from '../../tests/support/without-types.js';
import { defineScopes, InsufficientScopeError } from '../index.js';
import { guardScopes } from './guard.js';

/** A guard of one key, over a vocabulary of which a member may be replaced. */
const guardOf = (vocabulary: object, stored: string | readonly string[], options: object = {}) =>
  guardScopes(untyped<typeof atender>(vocabulary), {
    authenticate: (_request: object) => ({ scopes: stored }),
    ...options,
  });
const asked = () => ({ request: {}, authorization: 'Bearer k_0123' });

const names = Array.from({ length: 2000 }, (_, i) => `area${i}`);
const large = defineScopes('large', {
  surfaces: Object.fromEntries(names.map((name) => [name, ['read'] as const])),
});
const [first = '', ...others] = large.scopes as readonly string[];

describe('a guard refuses as it does with the error', () => {
  const { allOf, anyOf } = atender;
  const requirements = [
    'tags:write',
    allOf('tags:write', 'contacts:read', 'tags:read'),
    anyOf(
      allOf('contacts:read', 'tags:read', 'tags:write'),
      allOf('export', 'knowledge:write'),
      'tags:write',
    ),
    anyOf('knowledge:write', 'tags:write'),
  ];
  test.each(['', 'contacts:read', 'knowledge:read contacts:admin', 'tags:read', 'export'])(
    'a key with %j',
    async (stored) => {
      const forms = [
        {},
        { disclose: false },
        { realm: 'a', scheme: { type: 'apiKey', in: 'header', name: 'X' } },
      ];
      for (const options of forms) {
        const guard = guardOf(atender, stored, options);
        // Again, with what the guard has remembered.
        for (const requirement of [...requirements, ...requirements]) {
          const { refusal, error } = await guard.check(
            { ...asked(), credential: 'k' },
            untyped<'tags:read'>(requirement),
          );
          expect(error).toBeInstanceOf(InsufficientScopeError);
          expect(refusal).toEqual(guard.refuse.insufficientScope(error as InsufficientScopeError));
        }
      }
    },
  );

  test.each([
    ['a key with nothing', []],
    ['a key with nearly everything', others.slice(0, -1)],
  ])('%s, in a large vocabulary', async (_, stored) => {
    const { allOf, anyOf } = untyped<{ [name in 'allOf' | 'anyOf']: (...all: unknown[]) => unknown }>(large);
    const last = others.at(-1);
    const wide = allOf(...large.scopes);
    for (const requirement of [first, wide, anyOf(wide, allOf(first, last)), allOf(last, first)]) {
      const guard = guardOf(large, stored);
      const { refusal, error } = await guard.check(asked(), untyped<'tags:read'>(requirement));
      expect(refusal).toEqual(guard.refuse.insufficientScope(error as InsufficientScopeError));
    }
  });
});

test('no error is made until somebody reads it', async () => {
  let made = 0;
  const counting = {
    ...atender,
    check(...given: Parameters<typeof atender.check>) {
      const result = atender.check(...given);
      return {
        ok: result.ok,
        get error() {
          made++;
          return result.error;
        },
      };
    },
  };
  const events: { readonly error?: unknown }[] = [];
  const onRefusal = (event: object) => events.push(event);
  const refusal = (given: object) => ({ ...given, status: 404 });
  for (const options of [{}, { onRefusal }, { refusal }]) {
    const decision = await guardOf(counting, '', options).check(asked(), 'tags:read');
    expect(made).toBe(0);
    expect(decision.error).toBeInstanceOf(InsufficientScopeError);
    made = 0;
  }
  expect(events[0]?.error).toBeInstanceOf(InsufficientScopeError);
});

test('a refusal reads no more scopes than it lists', async () => {
  let read = 0;
  const counted = new Proxy(large.scopes, {
    get(scopes, name, receiver) {
      if (typeof name === 'string' && /^\d+$/.test(name)) read++;
      return Reflect.get(scopes, name, receiver);
    },
  });
  const counting = { ...large, scopes: counted };
  const poor = await guardOf(counting, others.slice(0, 3)).check(asked(), untyped<'tags:read'>(first));
  expect(poor.refusal?.body.held).toEqual(others.slice(0, 3));
  expect(read).toBe(3);
  const rich = await guardOf(counting, others).check(asked(), untyped<'tags:read'>(first));
  expect(rich.refusal?.body).not.toHaveProperty('held');
  expect(read).toBeLessThan(200);
});

test('what a program does to a body stays in that body', async () => {
  const guard = guardOf(atender, '');
  const bodyOf = async () => (await guard.check(asked(), 'tags:read')).refusal?.body;
  const { required = [], missing } = { ...(await bodyOf()) };
  expect(() => untyped<string[][]>(required).push(['admin'])).toThrow(TypeError);
  expect(() => untyped<string[]>(required[0]).push('admin')).toThrow(TypeError);
  untyped<string[]>(missing).push('admin');
  expect(await bodyOf()).toMatchObject({ required: [['tags:read']], missing: ['tags:read'] });
});
