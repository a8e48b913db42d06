/** Keys where people keep them. The page docs/key-stores.md shows these files. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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
  let handle: Handle;
  let sign: (claims: Record<string, unknown>, audience?: string, expires?: string) => Promise<string>;
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const { createHandle } = await import('./jose.js');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
    handle = createHandle(createLocalJWKSet({ keys: [jwk] }));
    sign = (claims, audience = 'https://api.example', expires = '1h') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setIssuer('https://id.example')
        .setAudience(audience)
        .setSubject('ada')
        .setExpirationTime(expires)
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
    expect(await status(await sign(claims))).toBe(expected);
  });

  test('refuses a token of others, an old one, and one that is none', async () => {
    const claims = { scope: 'contacts:read' };
    expect(await status(await sign(claims, 'https://other.example'))).toBe(401);
    expect(await status(await sign(claims, undefined, '1s ago'))).toBe(401);
    expect(await status('nope')).toBe(401);
    const [head, body] = (await sign(claims)).split('.');
    expect(await status(`${head}.${body}.AAAA`)).toBe(401);
  });

  test('throws where the keys of the issuer cannot be had', async () => {
    const { createHandle } = await import('./jose.js');
    const failing = createHandle(() => Promise.reject(new TypeError('fetch failed')));
    const token = await sign({ scope: 'contacts:read' });
    await expect(send(failing, 'GET /contacts/42', { authorization: `Bearer ${token}` })).rejects.toThrow(
      'fetch failed',
    );
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
