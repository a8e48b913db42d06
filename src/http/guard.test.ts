import { describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import { untyped } from '../../tests/support/without-types.js';
import { authenticated, defineRoutes, defineScopes, InsufficientScopeError, open } from '../index.js';
import type { StoredScopes } from './authenticate.js';
import { assertRequirement, guardRoutes, guardScopes } from './guard.js';

const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'HEAD /contacts/:id': 'tags:read',
  'GET /tags/all': 'contacts:write',
  'GET /tags/:name': 'tags:read',
  'GET /me': authenticated,
  'GET /health': open,
  'HEAD /health': open,
  'HEAD /me': open,
});

/** A guard of requests, each of which is asked for what its key has stored. */
const guardOf = (stored: unknown) => {
  const authenticate = vi.fn(() => untyped<StoredScopes>(stored));
  return { authenticate, guard: guardRoutes(api, { authenticate }) };
};
const call = (target: string, authorization?: string) => {
  const [method = '', path = ''] = target.split(' ');
  return { request: {}, authorization, method, path };
};

describe('who asks', () => {
  test.each([
    undefined,
    null,
    [],
    new Set(),
    new Map(),
    [].values(),
    new Uint8Array(0),
    Promise.resolve(undefined),
    Promise.resolve([]),
  ])('nobody: %j', async (stored) => {
    const { guard } = guardOf(stored);
    const { refuse } = guard;
    expect(await guard.table(call('GET /me'))).toEqual({ ok: false, refusal: refuse.missingCredentials });
    expect(await guard.table(call('GET /me', 'Basic azpw'))).toEqual({
      ok: false,
      refusal: refuse.missingCredentials,
    });
    expect(await guard.table(call('GET /me', 'Bearer abc'))).toEqual({
      ok: false,
      refusal: refuse.invalidToken,
    });
    expect(await guard.route(call('GET /me', 'Bearer abc'), 'GET /me')).toEqual({
      ok: false,
      refusal: refuse.invalidToken,
    });
  });

  test('the principal of the key comes with the grant, as it was given', async () => {
    const ada = { name: 'Ada' };
    for (const stored of [
      { scopes: 'tags:read', principal: ada },
      Promise.resolve({ scopes: ['tags:read'], principal: ada }),
    ]) {
      const { guard } = guardOf(stored);
      const decision = await guard.route(call('GET /tags/new'), 'GET /tags/:name');
      expect(decision.ok && decision.principal).toBe(ada);
      expect(decision.ok && String(decision.grant)).toBe('tags:read');
      const table = await guard.table(call('GET /tags/new'));
      expect(table.ok && table.principal).toBe(ada);
      // Nobody is asked for at an open route.
      const health = await guard.table(call('GET /health'));
      expect(health.ok && health.principal).toBeUndefined();
    }
    const { guard } = guardOf('tags:read');
    const decision = await guard.table(call('GET /tags/new'));
    expect(decision.ok && decision.principal).toBeUndefined();
  });

  test.each([{}, { scopes: undefined }, { scopes: 1 }, { scope: 'tags:read' }, { scopes: {} }, 1, true])(
    'a key that is none of that is an error, not nobody: %j',
    async (stored) => {
      await expect(guardOf(stored).guard.table(call('GET /me'))).rejects.toThrow(TypeError);
    },
  );

  test('a row of a class is read as well, whatever its class makes of a list', async () => {
    class Row {
      scopes = 'tags:read';
      get principal() {
        return 'ada';
      }
    }
    class Tags extends Set<string> {
      scopes = ['tags:read'];
      principal = 'ada';
    }
    for (const stored of [new Row(), new Tags()]) {
      const decision = await guardOf(stored).guard.table(call('GET /tags/new'));
      expect(decision.ok && [String(decision.grant), decision.principal]).toEqual(['tags:read', 'ada']);
    }
  });

  test.each(['route', '', 0, undefined, null, false])(
    'what is thrown and no error becomes one: %j',
    async (thrown) => {
      for (const authenticate of [
        () => Promise.reject(thrown),
        () => {
          throw thrown;
        },
      ]) {
        const guard = guardRoutes(api, { authenticate });
        await expect(guard.table(call('GET /me'))).rejects.toMatchObject({
          message: 'authenticate threw what is no error',
          cause: thrown,
        });
      }
    },
  );

  test('a polluted prototype gives no scopes and no principal', async () => {
    const prototype = Object.prototype as { scopes?: unknown; principal?: unknown };
    prototype.scopes = 'tags:write';
    prototype.principal = 'root';
    Object.assign(Array.prototype, prototype);
    try {
      await expect(guardOf({ id: 1 }).guard.table(call('GET /me'))).rejects.toThrow(TypeError);
      const decision = await guardOf({ scopes: 'tags:read' }).guard.table(call('GET /me'));
      expect(decision.ok && [String(decision.grant), decision.principal]).toEqual(['tags:read', undefined]);
      const list = await guardOf(['tags:read']).guard.table(call('GET /me'));
      expect(list.ok && [String(list.grant), list.principal]).toEqual(['tags:read', undefined]);
    } finally {
      for (const name of ['scopes', 'principal']) Reflect.deleteProperty(Array.prototype, name);
      delete prototype.scopes;
      delete prototype.principal;
    }
  });

  test.each([
    '',
    { scopes: null },
    { scopes: '' },
    { scopes: [] },
    { scopes: new Set<string>(), principal: 'ada' },
    Promise.resolve({ scopes: null }),
  ])('a key without scopes: %j', async (stored) => {
    const { guard } = guardOf(stored);
    expect(await guard.table(call('GET /me'))).toMatchObject({ ok: true, route: 'GET /me' });
    expect(await guard.table(call('GET /contacts/42'))).toMatchObject({
      ok: false,
      refusal: { status: 403 },
    });
  });

  test.each([false, true, 0, 1, {}, [undefined], [['tags:read']], Symbol('all')])(
    'a mistake, which lets nobody in: %s',
    async (stored) => {
      const { guard } = guardOf(stored);
      await expect(guard.table(call('GET /me'))).rejects.toThrow(TypeError);
      await expect(guard.route(call('GET /tags/x'), 'GET /tags/:name')).rejects.toThrow(TypeError);
    },
  );

  test('what authenticate throws is thrown', async () => {
    const down = new Error('down');
    for (const authenticate of [() => Promise.reject(down), () => raise(down)]) {
      const guard = guardRoutes(api, { authenticate });
      const asked = call('GET /me');
      await expect(guard.table(asked)).rejects.toBe(down);
      await expect(guard.route(asked, 'GET /me')).rejects.toBe(down);
    }
  });

  test('is asked once per request, and not of what is open or not there', async () => {
    const { authenticate, guard } = guardOf('contacts:write tags:read');
    const asked = call('GET /contacts/42');
    const decisions = await Promise.all([
      guard.table(asked),
      guard.route(asked, 'GET /contacts/:id'),
      guard.table(asked),
    ]);
    expect(decisions.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(authenticate).toHaveBeenCalledOnce();
    expect(authenticate).toHaveBeenCalledWith(asked.request);
    await guard.table({ ...asked, request: {} });
    expect(authenticate).toHaveBeenCalledTimes(2);

    const nobody = guardOf(null);
    for (let time = 0; time < 3; time++)
      expect((await nobody.guard.route(asked, 'GET /contacts/:id')).ok).toBe(false);
    expect((await nobody.guard.table(call('GET /me'))).ok).toBe(false);
    expect(nobody.authenticate).toHaveBeenCalledTimes(2);

    await guard.table(call('GET /health'));
    await guard.route(call('GET /health'), 'GET /health');
    await guard.table(call('GET /nowhere'));
    await guard.route(call('GET /me'), 'GET /health');
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  test('an open route proves nothing, whoever asks', async () => {
    const { guard } = guardOf('contacts:write');
    const decision = await guard.table(call('GET /health', 'Bearer abc'));
    expect(decision.ok && decision.grant.held).toEqual([]);
  });

  test('a grant is of the vocabulary that guards', async () => {
    const { guard } = guardOf('contacts:write');
    const decision = await guard.route(call('GET /contacts/4%202'), 'GET /contacts/:id');
    if (!decision.ok) throw new Error('refused');
    expect(atender.authorize(decision.grant, 'contacts:read')).toBe(decision.grant);
    expect(decision.route).toBe('GET /contacts/:id');
    expect({ ...decision.params }).toEqual({ id: '4 2' });
  });
});

function raise(error: Error): never {
  throw error;
}

describe('what is asked for', () => {
  test.each([
    'GET /nowhere',
    'POST /contacts/42',
    'get /contacts/42',
    'OPTIONS /contacts/42',
    'HEAD /nowhere',
    'GET /contacts/42/',
    'GET /contacts//42',
    'GET /contacts/../me',
    'GET /tags/__proto__/x',
    '__proto__ /me',
    'GET __proto__',
    'GET ',
  ])('%s is not there', async (target) => {
    const { guard } = guardOf('contacts:write tags:read');
    expect(await guard.table(call(target))).toEqual({ ok: false, refusal: guard.refuse.notFound });
  });

  test('missing scopes come as an error too', async () => {
    const { guard } = guardOf('tags:read');
    const decision = await guard.table(call('GET /contacts/42'));
    if (decision.ok || !decision.error) throw new Error('allowed');
    expect(decision.error).toBeInstanceOf(InsufficientScopeError);
    expect(decision.error.missing).toEqual(['contacts:read']);
    expect(decision.refusal).toEqual(guard.refuse.insufficientScope(decision.error));
  });

  test('a route does not answer for another', async () => {
    const { guard } = guardOf('contacts:write tags:read');
    const refused = { ok: false, refusal: guard.refuse.notFound };
    expect(await guard.route(call('GET /tags/all'), 'GET /tags/:name')).toEqual(refused);
    expect(await guard.route(call('GET /tags/some'), 'GET /tags/all')).toEqual(refused);
    expect(await guard.route(call('GET /tags/some'), 'HEAD /contacts/:id')).toEqual(refused);
    expect(await guard.route(call('GET /contacts/42'), 'HEAD /contacts/:id')).toEqual(refused);
    expect(await guard.route(call('GET /nowhere'), 'GET /tags/all')).toEqual(refused);
  });

  test.each([
    ['contacts:read tags:read', 200],
    ['contacts:read', 403],
    ['tags:read', 403],
    [undefined, 401],
  ])('HEAD, answered by the handler of GET, needs what both need: with %j %i', async (stored, status) => {
    const { guard } = guardOf(stored);
    const decision = await guard.route(call('HEAD /contacts/42'), 'GET /contacts/:id');
    expect(decision.ok ? 200 : decision.refusal.status).toBe(status);
    if (decision.ok) expect(decision.route).toBe('GET /contacts/:id');
  });

  test('HEAD of what is open to it alone', async () => {
    const { guard, authenticate } = guardOf(undefined);
    // A server that is not asked may answer it as GET.
    expect(await guard.table(call('HEAD /me'))).toMatchObject({ ok: false, refusal: { status: 401 } });
    expect(authenticate).toHaveBeenCalledOnce();
    expect(await guard.route(call('HEAD /me'), 'GET /me')).toMatchObject({
      ok: false,
      refusal: { status: 401 },
    });
    expect(await guard.route(call('HEAD /health'), 'GET /health')).toMatchObject({ ok: true });
  });
});

describe('a declaration', () => {
  test('of a route that the table does not list is refused', () => {
    const { guard } = guardOf('');
    const route = untyped<(asked: unknown, route: string) => unknown>(guard.route);
    expect(() => route(call('GET /me'), 'GET /nowhere')).toThrow('no such route: GET /nowhere');
  });

  test.each([
    'contacts:reed',
    ['tags:read'],
    undefined,
    defineScopes('b', { scopes: ['a', 'b'] }).allOf('a'),
  ])('of %s, which is no requirement of the vocabulary, is refused', (requirement) => {
    expect(() => assertRequirement(atender, requirement)).toThrow(TypeError);
  });

  test('of a requirement is taken', () => {
    expect(() => assertRequirement(atender, atender.anyOf('tags:read', 'contacts:read'))).not.toThrow();
    expect(() => assertRequirement(atender, open)).not.toThrow();
  });
});

describe('without a table', () => {
  const stored = new Map([
    ['k_tags', 'tags:read'],
    ['k_nothing', ''],
  ]);
  const guard = guardScopes(atender, {
    authenticate: ({ token }: { token: string }) => stored.get(token),
    realm: 'atender',
  });
  const asked = (token: string) => ({ request: { token }, authorization: `Bearer ${token}` });

  test('a requirement is met or not', async () => {
    const decision = await guard.check(asked('k_tags'), 'tags:read');
    expect(decision.ok && decision.grant.held).toEqual(['tags:read']);
    expect(await guard.check(asked('k_nothing'), authenticated)).toMatchObject({ ok: true });
    expect(await guard.check(asked('k_nothing'), 'tags:read')).toMatchObject({
      ok: false,
      error: { missing: ['tags:read'] },
      refusal: { status: 403 },
    });
    expect(await guard.check(asked('k_nobody'), authenticated)).toEqual({
      ok: false,
      refusal: guard.refuse.invalidToken,
    });
    expect(await guard.check(asked('k_nobody'), open)).toMatchObject({ ok: true });
  });
});
