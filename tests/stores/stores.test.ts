/** Keys where people keep them. The page docs/key-stores.md shows these files. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

type Handle = (request: Request) => Response | Promise<Response>;
const send = async (handle: Handle, route: string, headers: Record<string, string>) => {
  const [method = '', path = ''] = route.split(' ');
  const response = await handle(new Request(`http://localhost${path}`, { method, headers }));
  return { status: response.status, body: await response.json() };
};

describe('better-auth', () => {
  let handle: Handle;
  const keyWith = async (permissions: Record<string, string[]> | undefined) => {
    const { auth } = await import('./better-auth.js');
    const key = await auth.api.createApiKey({ body: { userId, ...(permissions && { permissions }) } });
    return { id: key.id, header: { 'X-API-Key': key.key } };
  };
  let userId: string;
  beforeAll(async () => {
    process.env.BETTER_AUTH_SECRET = 'wO0cV1sJ3yKq7Zt5Rb9Xn2Lf8Gd4Hm6P';
    const { auth, handle: made } = await import('./better-auth.js');
    handle = made;
    const { user } = await auth.api.signUpEmail({
      body: { email: 'ada@example.com', password: 'correct horse', name: 'Ada' },
    });
    userId = user.id;
  });

  test('lets a key in where its permissions are enough', async () => {
    const { header } = await keyWith({ contacts: ['write'] });
    const { status, body } = await send(handle, 'GET /contacts/42', header);
    expect({ status, body }).toEqual({
      status: 200,
      body: { id: '42', grant: ['contacts:write'], principal: userId },
    });
    expect((await send(handle, 'POST /tags', header)).status).toBe(403);
  });

  test.each([
    [undefined],
    [{}],
    [{ contacts: [] }],
    [{ contacts: ['*'] }],
    [{ 'contacts:read contacts': ['read'] }],
    [{ tags: ['reed'], nope: ['read'] }],
  ])('a key with %j has no scope', async (permissions) => {
    const { header } = await keyWith(permissions);
    expect((await send(handle, 'GET /contacts/42', header)).status).toBe(403);
  });

  test('refuses a key that is revoked, wrong or missing', async () => {
    const { id, header } = await keyWith({ contacts: ['read'] });
    const { auth } = await import('./better-auth.js');
    await auth.api.updateApiKey({ body: { keyId: id, userId, enabled: false } });
    for (const headers of [header, { 'X-API-Key': 'nope' }, { 'X-API-Key': '' }, {}])
      expect((await send(handle, 'GET /contacts/42', headers)).status).toBe(401);
  });

  test.each([
    ['nope', false],
    ['null', false],
    ['{}', false],
    ['{"contacts":"read"}', true],
    ['{"contacts":null}', true],
    ['{"contacts":{"read":true}}', true],
    ['{"contacts":[["read"]]}', true],
    ['{"contacts":["read"],"tags":"read"}', true],
    ['"contacts:read"', true],
    ['["contacts:read"]', true],
    ['5', true],
  ])('a key whose permissions are stored as %s has no scope', async (permissions, isTold) => {
    const { id, header } = await keyWith({ contacts: ['read'] });
    const { auth } = await import('./better-auth.js');
    const { adapter, logger } = await auth.$context;
    const told = vi.spyOn(logger, 'error').mockImplementation(() => {});
    await adapter.update({ model: 'apikey', where: [{ field: 'id', value: id }], update: { permissions } });
    expect((await send(handle, 'GET /contacts/42', header)).status).toBe(403);
    expect(told.mock.calls.filter(([message]) => message.includes(id))).toHaveLength(isTold ? 1 : 0);
    told.mockRestore();
  });

  test('refuses the key of a user who is deleted', async () => {
    const { auth } = await import('./better-auth.js');
    const { user } = await auth.api.signUpEmail({
      body: { email: 'grace@example.com', password: 'correct horse', name: 'Grace' },
    });
    const { key } = await auth.api.createApiKey({
      body: { userId: user.id, permissions: { contacts: ['read'] } },
    });
    const status = async () => (await send(handle, 'GET /contacts/42', { 'X-API-Key': key })).status;
    expect(await status()).toBe(200);
    await (await auth.$context).internalAdapter.deleteUser(user.id);
    expect(await status()).toBe(401);
  });

  test('throws where the user cannot be looked up', async () => {
    const { header } = await keyWith({ contacts: ['read'] });
    const { auth } = await import('./better-auth.js');
    const { internalAdapter } = await auth.$context;
    const failing = vi.spyOn(internalAdapter, 'findUserById').mockRejectedValue(new Error('no database'));
    await expect(send(handle, 'GET /contacts/42', header)).rejects.toThrow('no database');
    failing.mockRestore();
  });
});

describe("Unkey's SDK", () => {
  let server: Server;
  let handle: Handle;
  const keys: Record<string, object> = {
    reader: { valid: true, code: 'VALID', keyId: 'key_1', permissions: ['contacts:read', 'nope'] },
    none: { valid: true, code: 'VALID', keyId: 'key_2' },
    wildcard: { valid: true, code: 'VALID', keyId: 'key_3', permissions: ['*', 'contacts:*'] },
    disabled: { valid: false, code: 'DISABLED', keyId: 'key_4', permissions: ['contacts:read'] },
  };
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let text = '';
      for await (const part of request) text += part;
      const data = keys[JSON.parse(text).key] ?? { valid: false, code: 'NOT_FOUND' };
      response.setHeader('content-type', 'application/json');
      if (JSON.parse(text).key === 'broken') response.statusCode = 401;
      response.end(JSON.stringify({ meta: { requestId: 'req_1' }, data }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env.UNKEY_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.UNKEY_ROOT_KEY = 'unkey_test';
    ({ handle } = await import('./unkey.js'));
  });
  afterAll(() => server.close());

  test.each([
    ['reader', 200],
    ['none', 403],
    ['wildcard', 403],
    ['disabled', 401],
    ['unknown', 401],
  ])('the key %s: %i', async (key, status) => {
    expect((await send(handle, 'GET /contacts/42', { authorization: `Bearer ${key}` })).status).toBe(status);
  });

  test('hands on who it is', async () => {
    const { body } = await send(handle, 'GET /contacts/42', { authorization: 'Bearer reader' });
    expect(body).toEqual({ id: '42', grant: ['contacts:read'], principal: 'key_1' });
  });

  test('throws where Unkey fails', async () => {
    await expect(send(handle, 'GET /contacts/42', { authorization: 'Bearer broken' })).rejects.toThrow();
  });
});

describe('access tokens, by jose', () => {
  interface Token {
    readonly claims?: Record<string, unknown>;
    readonly header?: Record<string, unknown>;
  }
  let handle: Handle;
  let createHandle: typeof import('./jose.js').createHandle;
  let keySet: { readonly keys: object[] };
  /** Signs a token that is good, but for what is said. A claim that is `undefined` is left out. */
  let sign: (token?: Token) => Promise<string>;
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    ({ createHandle } = await import('./jose.js'));
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
    keySet = { keys: [jwk] };
    handle = createHandle(createLocalJWKSet({ keys: [jwk] }));
    sign = ({ claims, header } = {}) =>
      new SignJWT({
        iss: 'https://id.example',
        aud: 'https://api.example',
        sub: 'ada',
        exp: inSeconds(3600),
        scope: 'contacts:read',
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'at+jwt', ...header })
        .sign(privateKey);
  });
  const status = async (token: string) =>
    (await send(handle, 'GET /contacts/42', { authorization: `Bearer ${token}` })).status;

  test.each([
    [{ scope: 'openid contacts:read' }, 200],
    [{ scp: 'contacts:read' }, 200],
    [{ scp: ['openid', 'contacts:write'] }, 200],
    [{ scope: 'tags:read' }, 403],
    [{ scope: '', scp: 'contacts:read' }, 403],
    [{ scp: [['contacts:read']] }, 403],
    [{ scope: { 'contacts:read': true } }, 403],
    [{}, 403],
  ])('%j: %i', async (claims, expected) => {
    expect(await status(await sign({ claims: { scope: undefined, ...claims } }))).toBe(expected);
  });

  test.each<[string, Token]>([
    ['of another audience', { claims: { aud: 'https://other.example' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['that has expired', { claims: { exp: inSeconds(-1) } }],
    ['that is not valid yet', { claims: { nbf: inSeconds(3600) } }],
    ['that never expires', { claims: { exp: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['for a logout', { header: { typ: 'logout+jwt' } }],
    ['of a plain JWT', { header: { typ: 'JWT' } }],
    ['without a type', { header: { typ: undefined } }],
    ['by a key that the set does not have', { header: { kid: 'two' } }],
  ])('refuses a token %s', async (_, token) => {
    expect(await status(await sign(token))).toBe(401);
  });

  test('refuses a token that is none, is changed, or is not signed by the issuer', async () => {
    const [head, body] = (await sign()).split('.');
    const encode = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    const heads = [
      { alg: 'none' },
      { alg: 'HS256', kid: 'one' },
      { alg: 'ES256', kid: 'one' },
      { alg: 'RS256', kid: 'one', crit: ['more'], more: 1 },
      { alg: 'RS256', kid: 7 },
    ].map((header) => encode({ typ: 'at+jwt', ...header }));
    for (const token of ['nope', `${head}.${body}.`, `${head}.${body}.!`])
      expect([token, await status(token)]).toEqual([token, 401]);
    for (const each of [head, ...heads])
      expect([each, await status(`${each}.${body}.AAAA`)]).toEqual([each, 401]);
  });

  describe('the keys of the issuer', () => {
    let server: Server;
    let url: URL;
    let answer: { readonly status: number; readonly text: string };
    beforeAll(async () => {
      server = createServer((_, response) => {
        response.writeHead(answer.status, { location: '/elsewhere' }).end(answer.text);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
    });
    afterAll(() => server.close());
    const sent = async () => {
      const headers = { authorization: `Bearer ${await sign()}` };
      return send(createHandle(createRemoteJWKSet(url)), 'GET /contacts/42', headers);
    };

    test('are fetched', async () => {
      answer = { status: 200, text: JSON.stringify(keySet) };
      expect((await sent()).status).toBe(200);
    });

    test.each([
      [500, 'no'],
      [302, ''],
      [200, '<html>'],
      [200, '{}'],
      [200, '{"keys":7}'],
    ])('an answer of %i with %j throws', async (code, text) => {
      answer = { status: code, text };
      await expect(sent()).rejects.toThrow('the keys of the issuer cannot be read');
    });

    test('a connection that fails throws', async () => {
      const failing = createHandle(() => Promise.reject(new TypeError('fetch failed')));
      const headers = { authorization: `Bearer ${await sign()}` };
      await expect(send(failing, 'GET /contacts/42', headers)).rejects.toMatchObject({
        message: 'the keys of the issuer cannot be read',
        cause: { message: 'fetch failed' },
      });
    });

    test('a key of the set that is damaged throws', async () => {
      const [key] = keySet.keys;
      answer = { status: 200, text: JSON.stringify({ keys: [{ ...key, n: undefined }] }) };
      await expect(sent()).rejects.toThrow('the keys of the issuer cannot be read');
    });
  });
});

test('the page shows these files', () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const page = read('../../docs/key-stores.md');
  for (const file of ['api.ts', 'better-auth.ts', 'unkey.ts', 'jose.ts'])
    expect(page).toContain(`\`\`\`ts\n// ${file}\n${read(file)}\`\`\`\n`);

  // What is tested is what the page installs; npm finds no versions of better-auth on its own.
  const { devDependencies } = JSON.parse(read('package.json'));
  for (const name of ['@unkey/api', 'jose']) expect(page).toContain(` ${name}@${devDependencies[name]}\n`);
  for (const name of ['better-auth', '@better-auth/api-key', '@better-auth/core'])
    expect(page).toContain(` ${name}@${devDependencies[name].slice(1)}`);
});
