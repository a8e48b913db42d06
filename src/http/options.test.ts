import { afterEach, describe, expect, test, vi } from 'vitest';
import { atender } from '../../tests/support/atender.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  InsufficientScopeError,
  open,
  optional,
} from '../index.js';
import type { StoredScopes } from './authenticate.js';
import { guardRoutes, guardScopes, type RouteRequest } from './guard.js';
import { RefusalError } from './options.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const api = defineRoutes(atender, {
  'GET /tags': 'tags:read',
  'POST /tags': 'tags:write',
  'GET /me': authenticated,
  'GET /feed': optional,
  'GET /health': open,
});

const call = (target: string, authorization?: string, credential?: string): RouteRequest<object> => {
  const [method = '', path = ''] = target.split(' ');
  return { request: {}, method, path, authorization, credential };
};
const asked = (authorization?: string) => ({ request: {}, authorization });
const bearer = 'Bearer k_0123';

describe('refusal', () => {
  test('gives a refusal the form of an API', async () => {
    const request = {};
    const guard = guardScopes(atender, {
      authenticate: (_request: object) => 'tags:read',
      refusal: ({ status, headers, body }, given) => ({
        status: status === 403 ? 404 : status,
        headers: { ...headers, 'x-known': String(given === request) },
        body: { error: body.title },
      }),
    });
    const decision = await guard.check({ request, authorization: bearer }, 'tags:write');
    expect(decision.refusal).toMatchObject({
      status: 404,
      headers: { 'x-known': 'true' },
      body: { error: 'Insufficient scope' },
    });
    expect(decision.error?.missing).toEqual(['tags:write']);
  });

  test('refuses where it throws', async () => {
    const guard = guardScopes(atender, {
      authenticate: (_request: object) => undefined,
      refusal: () => {
        throw new Error('broken');
      },
    });
    await expect(guard.check(asked(), 'tags:read')).rejects.toThrow('broken');
  });
});

describe('a refusal', () => {
  test('is the same for all callers, so nobody can put anything into it', async () => {
    const seen: object[] = [];
    const guard = guardRoutes(api, {
      authenticate: (_request: object): StoredScopes => undefined,
      onRefusal: ({ refusal }) => seen.push(refusal, refusal.headers, refusal.body),
    });
    for (const [target, authorization] of [
      ['GET /tags', undefined],
      ['GET /tags', bearer],
      ['GET /nowhere', bearer],
    ] as const)
      await guard.match(call(target, authorization));
    const reader = guardRoutes(api, {
      authenticate: (_request: object) => 'tags:read',
      onRefusal: ({ refusal }) => seen.push(refusal, refusal.headers, refusal.body),
    });
    await reader.match(call('POST /tags', bearer));
    expect(seen).toHaveLength(12);
    for (const part of seen) expect(part).toSatisfy(Object.isFrozen);
  });
});

describe('onRefusal', () => {
  test.each(['onRefusal', 'onUnknown', 'onDeprecated'])(
    '%s is awaited, and may fail the request',
    async (hook) => {
      const waited: string[] = [];
      const options = (fails: boolean) => ({
        authenticate: (_request: object) => 'gone people:read',
        onUnknown: () => {},
        [hook]: async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (fails) throw new Error('the log is full');
          waited.push(hook);
        },
      });
      const check = (fails: boolean) =>
        guardScopes(atender, options(fails)).check({ request: {}, authorization: bearer }, 'tags:write');
      expect((await check(false)).refusal?.status).toBe(403);
      expect(waited).toEqual([hook]);
      await expect(check(true)).rejects.toThrow('the log is full');
    },
  );

  test.each([undefined, 'sync', 'async'])('learns who owns the key: %s', async (kind) => {
    const onRefusal = vi.fn();
    const owner = { name: 'Ada' };
    const key = { scopes: 'tags:read', principal: owner };
    const guard = guardScopes(atender, {
      authenticate: (_request: object) => (kind === 'async' ? Promise.resolve(key) : kind && key),
      onRefusal,
    });
    await guard.check({ request: {}, authorization: bearer }, 'tags:write');
    expect(onRefusal.mock.lastCall?.[0].principal).toBe(kind && owner);
  });

  test('learns of each refusal', async () => {
    const onRefusal = vi.fn();
    const guard = guardRoutes(api, { authenticate: (_request: object) => 'tags:read', onRefusal });
    const refused = call('POST /tags', bearer);
    await guard.route(refused, 'POST /tags');
    expect(onRefusal).toHaveBeenCalledWith(
      {
        refusal: expect.objectContaining({ status: 403 }),
        route: 'POST /tags',
        error: expect.any(InsufficientScopeError),
        isEnforced: true,
      },
      refused.request,
    );
    await guard.route(call('GET /tags', bearer), 'GET /tags');
    expect(onRefusal).toHaveBeenCalledOnce();
    await guard.table(call('GET /nowhere', bearer));
    expect(onRefusal.mock.lastCall?.[0]).toMatchObject({ refusal: { status: 404 }, route: undefined });
  });
});

describe('enforce', () => {
  const reporting = (enforce: boolean | ((route: string | undefined) => boolean), stored: StoredScopes) => {
    const onRefusal = vi.fn();
    const authenticate = async (_request: object) => stored;
    return { onRefusal, guard: guardRoutes(api, { authenticate, onRefusal, enforce }) };
  };

  test.each(['POST /tags', 'HEAD /tags', 'GET /tags/', 'GET /nowhere', 'GET /me'])(
    'false lets pass and tells: %s',
    async (target) => {
      const { guard, onRefusal } = reporting(false, undefined);
      const request = call(target);
      const decision = await guard.table(request);
      expect(decision).toMatchObject({ ok: true, params: {} });
      expect(decision.grant?.held).toEqual([]);
      await guard.table(request); // a second guard of the table tells nothing new
      expect(onRefusal).toHaveBeenCalledOnce();
      expect(onRefusal.mock.lastCall?.[0]).toMatchObject({ isEnforced: false });
    },
  );

  test('may be false for some routes', async () => {
    const { guard, onRefusal } = reporting((route) => route !== 'GET /tags', 'contacts:read');
    expect((await guard.table(call('GET /tags', bearer))).ok).toBe(true);
    expect((await guard.table(call('POST /tags', bearer))).ok).toBe(false);
    expect((await guard.table(call('GET /nowhere', bearer))).ok).toBe(false);
    expect(onRefusal).toHaveBeenCalledTimes(3);
  });

  test('lets no handler run that gets proof', async () => {
    const { guard } = reporting(false, undefined);
    expect((await guard.route(call('GET /tags'), 'GET /tags')).ok).toBe(false);
    expect((await guard.match(call('GET /tags'))).ok).toBe(false);
  });

  test('is no property of a polluted prototype', async () => {
    const polluted = { enforce: false, scheme: { type: 'apiKey', in: 'header', name: 'x' } };
    Object.assign(Object.prototype, polluted);
    try {
      const guard = guardRoutes(api, { authenticate: (_request: object) => undefined });
      expect((await guard.table(call('GET /tags'))).ok).toBe(false);
      expect((await guard.table(call('GET /feed', bearer))).ok).toBe(false);
    } finally {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

describe('throws', () => {
  test('hands a refusal on as an error', async () => {
    const guard = guardScopes(atender, { authenticate: (_request: object) => 'tags:read', throws: true });
    expect(await guard.check(asked(bearer), 'tags:read')).toMatchObject({ ok: true });
    const error = await guard.check(asked(bearer), 'tags:write').catch((thrown: unknown) => thrown);
    if (!(error instanceof RefusalError)) throw new Error('no RefusalError');
    expect(error).toMatchObject({
      name: 'RefusalError',
      status: 403,
      statusCode: 403,
      message: 'refused with 403',
    });
    expect(error.cause).toBeInstanceOf(InsufficientScopeError);
    const response = error.getResponse();
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(await response.json()).toMatchObject({ missing: ['tags:write'] });
    const missing = await guardScopes(atender, {
      authenticate: (_request: object) => undefined,
      refusal: (refusal) => ({ ...refusal, body: 'no key' }),
      throws: true,
    })
      .check(asked(), 'tags:read')
      .catch((thrown: RefusalError) => thrown.getResponse());
    expect(await (missing as Response).text()).toBe('no key');
  });
});

describe('optional', () => {
  test.each([
    ['nobody', undefined, undefined, { ok: true, principal: undefined }],
    ['a key', { scopes: 'tags:read', principal: 'Ada' }, bearer, { ok: true, principal: 'Ada' }],
    ['a revoked key', undefined, bearer, { ok: false, refusal: { status: 401 } }],
  ])('%s', async (_who, stored, authorization, expected) => {
    const guard = guardRoutes(api, { authenticate: (_request: object) => stored });
    expect(await guard.table(call('GET /feed', authorization))).toMatchObject(expected);
    expect(await guard.route(call('GET /feed', authorization), 'GET /feed')).toMatchObject(expected);
  });

  test('holds what the key has', async () => {
    const guard = guardScopes(atender, { authenticate: (_request: object) => 'tags:write' });
    const { grant } = await guard.check(asked(bearer), optional);
    expect(grant?.has('tags:read')).toBe(true);
    expect(atender.check(atender.parse('').grant, optional).ok).toBe(true);
    expect(optional).toEqual({ kind: 'optional', alternatives: [[]] });
  });

  test('an API key', async () => {
    const guard = guardRoutes(api, {
      scheme: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      authenticate: (_request: object) => undefined,
    });
    expect(await guard.table(call('GET /feed'))).toMatchObject({ ok: true });
    expect(await guard.table(call('GET /feed', bearer))).toMatchObject({ ok: true });
    expect(await guard.table(call('GET /feed', undefined, 'k_revoked'))).toMatchObject({ ok: false });
    expect(await guard.table(call('GET /tags', undefined, 'k_revoked'))).toMatchObject({
      refusal: { body: { detail: 'The key in the header X-API-Key is not valid.' } },
    });
  });
});

const renamed = defineScopes('renamed', {
  surfaces: { tags: ['read'] },
  deprecated: { 'labels:read': 'tags:read' },
});

describe('what is stored', () => {
  test('that nobody knows is told, and so is what is deprecated', async () => {
    const onUnknown = vi.fn();
    const onDeprecated = vi.fn();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const stored = ['labels:read', 'contacts:reed', '["tags:read"]', 'tags:read'];
    const request = {};
    const guard = guardScopes(renamed, {
      authenticate: (_request: object) => stored,
      onUnknown,
      onDeprecated,
    });
    expect((await guard.check({ request, authorization: bearer }, 'tags:read')).ok).toBe(true);
    expect(onUnknown).toHaveBeenCalledExactlyOnceWith(['contacts:reed', '["tags:read"]'], request);
    expect(onDeprecated).toHaveBeenCalledExactlyOnceWith(['labels:read'], request);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['["tags:read","contacts:read"]', ['contacts:read', 'tags:read'], 0],
    ['[]', [], 0],
    ['', [], 0],
    ['tags:read', ['tags:read'], 0],
    ['["tags:read"', [], 1],
    ['["contacts:read", tags:read ', [], 1],
    ['tags:read knowledge:read', [], 1],
    ['null', [], 1],
    ['["tags:read",7]', [], 1],
    ['{"scopes":"tags:read"}', [], 1],
    [['tags:read'], ['tags:read'], 0],
  ])('as JSON is read where an option says so: %j', async (scopes, held, times) => {
    const onUnknown = vi.fn();
    const authenticate = (_request: object) => ({ scopes });
    const guard = guardScopes(atender, { authenticate, stored: 'json', onUnknown });
    const { grant } = await guard.check(asked(bearer), authenticated);
    expect(grant?.held).toEqual(held);
    expect(onUnknown).toHaveBeenCalledTimes(times);
    const asList = guardScopes(atender, { authenticate, onUnknown });
    expect((await asList.check(asked(bearer), 'contacts:read')).ok).toBe(false);
  });

  test.each([
    ['development', 1],
    ['', 1],
    ['production', 0],
  ])('a warning stands once for onUnknown, with NODE_ENV "%s"', async (environment, times) => {
    vi.stubEnv('NODE_ENV', environment);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const guard = guardScopes(atender, { authenticate: (_request: object) => ['a'.repeat(500), 'b'] });
    for (let i = 0; i < 3; i++) await guard.check(asked(bearer), authenticated);
    expect(warn).toHaveBeenCalledTimes(times);
    if (times > 0)
      expect(warn.mock.lastCall?.[0]).toBe(
        `scopeproof: a key has unknown scopes, which grant nothing: "${'a'.repeat(80)}" and 1 more. Give the guard \`onUnknown\` to learn of all.`,
      );
  });
});
