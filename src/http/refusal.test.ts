import { describe, expect, test } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { defineScopes, type InsufficientScopeError, type Requirement, type ScopeOf } from '../index.js';
import { refusals } from './refusal.js';

/** The error of a key that lacks what a requirement asks. */
const lacking = (stored: string, requirement: Requirement<'atender', ScopeOf<typeof atender>>) => {
  const { error } = atender.check(atender.parse(stored).grant, requirement);
  if (!error) throw new Error('nothing is missing');
  return error;
};

describe('a refusal', () => {
  const wording = { realm: 'atender', resourceMetadata: 'https://api.example.com/m' };
  const said = 'realm="atender"';
  const metadata = 'resource_metadata="https://api.example.com/m"';

  test('of no credentials has no error code', () => {
    const { status, headers, body } = refusals(wording).missingCredentials;
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(`Bearer ${said}, ${metadata}`);
    expect(body).toEqual({ type: 'about:blank', title: 'Unauthorized', status, detail: 'A key is needed.' });
  });

  test('of an invalid key', () => {
    const { status, headers, body } = refusals(wording).invalidToken;
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(`Bearer ${said}, error="invalid_token", ${metadata}`);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status,
      detail: 'The key is not valid.',
    });
  });

  test('of a route that is not there has no challenge', () => {
    const { status, headers, body } = refusals(wording).notFound;
    expect(status).toBe(404);
    expect(headers).not.toHaveProperty('www-authenticate');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status,
      detail: 'There is no such route.',
    });
  });

  test('of missing scopes says which', () => {
    const error = lacking('contacts:write', atender.allOf('contacts:read', 'tags:write', 'tags:read'));
    const { status, headers, body } = refusals(wording).insufficientScope(error);
    expect(status).toBe(403);
    expect(headers['www-authenticate']).toBe(
      `Bearer ${said}, error="insufficient_scope", scope="contacts:read tags:write tags:read", ${metadata}`,
    );
    expect(body).toEqual({
      type: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
      title: 'Insufficient scope',
      status,
      detail: 'The key lacks tags:read, tags:write.',
      required: [['contacts:read', 'tags:write', 'tags:read']],
      missing: ['tags:read', 'tags:write'],
      held: ['contacts:read', 'contacts:write'],
    });
  });

  test.each([
    ['', 'tags:write'],
    ['contacts:read', 'tags:write'],
    ['contacts:write', 'contacts:write tags:read'],
    ['contacts:read tags:read', 'contacts:read tags:read tags:write'],
  ])('of alternatives names the first of the nearest: to who holds %j, %s', (stored, scope) => {
    const any = atender.anyOf(
      atender.allOf('contacts:read', 'tags:read', 'tags:write'),
      atender.allOf('contacts:write', 'tags:read'),
      'tags:write',
    );
    const { headers } = refusals().insufficientScope(lacking(stored, any));
    expect(headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", scope="${scope}"`);
  });

  test('of a large vocabulary has a bound', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `area${i}`);
    const large = defineScopes('large', {
      surfaces: Object.fromEntries(names.map((name) => [name, ['read'] as const])),
    });
    const all = large.scopes as [string, ...string[]];
    const refused = (stored: readonly string[], requirement: unknown) =>
      refusals().insufficientScope(
        (large.check as (...given: unknown[]) => { error: InsufficientScopeError })(
          large.parse(stored).grant,
          requirement,
        ).error,
      );
    const wide = refused([], (large.allOf as (...scopes: string[]) => unknown)(...all));
    expect(wide.headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
    expect(wide.body).toEqual({
      type: wide.body.type,
      title: 'Insufficient scope',
      status: 403,
      detail: 'The key lacks a scope that this needs.',
      held: [],
    });
    const rich = refused(all.slice(1), 'area0:read');
    expect(rich.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="area0:read"');
    expect(rich.body).toMatchObject({ missing: ['area0:read'], required: [['area0:read']] });
    expect(rich.body).not.toHaveProperty('held');
    // Up to 2,048 characters, all are listed.
    const some = refused([], (large.allOf as (...scopes: string[]) => unknown)(...all.slice(0, 160)));
    expect(some.body.missing).toHaveLength(160);
    expect(some.headers['www-authenticate']?.length).toBeLessThan(2100);
  });

  test('can keep scopes to itself', () => {
    const { headers, body } = refusals({ disclose: false }).insufficientScope(
      lacking('tags:read', 'contacts:read'),
    );
    expect(headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
    expect(JSON.stringify(body)).not.toMatch(/contacts|tags/);
    expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'detail']);
  });

  test('is a problem document that no cache keeps', () => {
    const { missingCredentials, invalidToken, notFound, insufficientScope } = refusals();
    for (const { headers } of [
      missingCredentials,
      invalidToken,
      notFound,
      insufficientScope(lacking('', 'tags:read')),
    ]) {
      expect(headers['content-type']).toBe('application/problem+json');
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  test('is a Response at once', async () => {
    const { notFound } = refusals();
    const response = new Response(JSON.stringify(notFound.body), notFound);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test.each([{ realm: 'a\nb' }, { resourceMetadata: 'https://münchen.example' }])(
    'that no header can carry fails when it is declared: %j',
    (options) => {
      expect(() => refusals(options)).toThrow(TypeError);
    },
  );
});

test('a polluted prototype is no part of a challenge', () => {
  const clean = refusals({ realm: 'r' });
  const names = { error: 'insufficient_scope', scope: ['admin'] };
  try {
    Object.assign(Object.prototype, names);
    expect(refusals({ realm: 'r' }).missingCredentials).toEqual(clean.missingCredentials);
  } finally {
    for (const name of Object.keys(names)) Reflect.deleteProperty(Object.prototype, name);
  }
});
