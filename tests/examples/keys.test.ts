/** The life of a key. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Keys } from '../../examples/atender-api/keys.js';
import { Service } from './service.js';

let service: Service;
let admin: string;
beforeAll(async () => {
  service = await Service.start();
  const { token } = await service.key('settings:write', 'contacts:write', 'analytics:write');
  admin = token;
});
afterAll(() => service.close());

const minted = z.object({ id: z.string(), token: z.string(), scopes: z.array(z.string()) });
const listed = z.array(
  z.object({ id: z.string(), lastUsedAt: z.string().nullable(), revokedAt: z.string().nullable() }),
);

async function mint(scopes: readonly string[], outside = false, minter = admin) {
  const answer = await service.call('POST /api/v1/keys', minter, { name: 'new', scopes, outside });
  expect(answer.status).toBe(201);
  return minted.parse(answer.body);
}

async function entryOf(id: string) {
  const { body } = await service.call('GET /api/v1/keys', admin);
  return listed.parse(body).find((key) => key.id === id);
}

const statusOf = async (route: string, token: string) => (await service.call(route, token)).status;

describe('minting', () => {
  test('gives a key that opens what it was minted for, and nothing else', async () => {
    const { token, scopes } = await mint(['contacts:read']);
    expect(scopes).toEqual(['contacts:read']);
    expect(await statusOf('GET /api/v1/contacts', token)).toBe(200);
    expect(await statusOf('GET /api/v1/tags', token)).toBe(403);
  });

  test('shows the token to nobody but who minted it', async () => {
    const answer = await service.call('POST /api/v1/keys', admin, { name: 'n', scopes: [], outside: true });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token } = minted.parse(answer.body);
    const secret = token.slice(-43);
    const { text } = await service.call('GET /api/v1/keys', admin);
    expect(text).toContain(minted.parse(answer.body).id);
    expect(text).not.toContain(secret);
  });

  test('never gives more than the minter holds', async () => {
    const asked = { name: 'more', scopes: ['contacts:read', 'tags:read', 'bulk:write'], outside: false };
    const { status, headers, body } = await service.call('POST /api/v1/keys', admin, asked);
    expect(status).toBe(403);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      title: 'Scope escalation',
      status: 403,
      missing: ['tags:read', 'bulk:write'],
    });
  });

  test('gives restricted scopes to insiders only', async () => {
    const asked = { name: 'partner', scopes: ['contacts:read', 'analytics:write'], outside: true };
    const refused = await service.call('POST /api/v1/keys', admin, asked);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ title: 'Restricted scope', restricted: ['analytics:write'] });
    const { scopes } = await mint(asked.scopes, false);
    expect(scopes).toEqual(asked.scopes);
  });

  test.each([
    ['no JSON', '{'],
    ['no name', { scopes: [], outside: true }],
    ['not said whether it leaves the company', { name: 'n', scopes: [] }],
    ['a scope that there is not', { name: 'n', scopes: ['contacts:admin'], outside: true }],
    ['a pattern', { name: 'n', scopes: ['*'], outside: true }],
    ['a name with a null character', { name: 'a\0b', scopes: [], outside: true }],
  ])('refuses a wish with %s', async (_, wish) => {
    const { status, body } = await service.call('POST /api/v1/keys', admin, wish);
    expect(status).toBe(400);
    expect(body).toMatchObject({ title: 'Bad Request', status: 400 });
  });

  test('refuses a wish that is too large', async () => {
    const { status } = await service.call('POST /api/v1/keys', admin, { name: 'n'.repeat(70_000) });
    expect(status).toBe(413);
  });
});

describe('rotation', () => {
  test('gives another secret to the same key, at once', async () => {
    const { id, token } = await mint(['contacts:read']);
    const { status, body } = await service.call(`POST /api/v1/keys/${id}/rotation`, admin);
    const rotated = minted.parse(body);
    expect({ status, id: rotated.id, scopes: rotated.scopes }).toEqual({
      status: 200,
      id,
      scopes: ['contacts:read'],
    });
    expect(await statusOf('GET /api/v1/contacts', token)).toBe(401);
    expect(await statusOf('GET /api/v1/contacts', rotated.token)).toBe(200);
  });

  test('is no way to a key that opens more', async () => {
    const { token: small } = await mint(['settings:write']);
    const { id, token } = await mint(['contacts:write']);
    const { status, body } = await service.call(`POST /api/v1/keys/${id}/rotation`, small);
    expect(status).toBe(403);
    expect(body).toMatchObject({ missing: ['contacts:write'] });
    expect(await statusOf('GET /api/v1/contacts', token)).toBe(200);
  });
});

describe('revocation', () => {
  test('takes effect with the next request', async () => {
    const { id, token } = await mint(['contacts:read']);
    expect(await statusOf('GET /api/v1/contacts', token)).toBe(200);
    expect(await statusOf(`DELETE /api/v1/keys/${id}`, admin)).toBe(204);
    const { status, headers } = await service.call('GET /api/v1/contacts', token);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="atender", error="invalid_token"');
    expect((await entryOf(id))?.revokedAt).toEqual(expect.any(String));
  });

  test('is for good', async () => {
    const { id } = await mint([]);
    await service.call(`DELETE /api/v1/keys/${id}`, admin);
    expect(await statusOf(`DELETE /api/v1/keys/${id}`, admin)).toBe(404);
    expect(await statusOf(`POST /api/v1/keys/${id}/rotation`, admin)).toBe(404);
  });
});

test('a key is last used when a request came with it', async () => {
  const { id, token } = await mint([]);
  expect((await entryOf(id))?.lastUsedAt).toBeNull();
  const before = Date.now();
  await service.call('GET /api/v1/contacts', token);
  const used = Date.parse((await entryOf(id))?.lastUsedAt ?? '');
  expect(used).toBeGreaterThanOrEqual(before - 1000);
  expect(used).toBeLessThanOrEqual(Date.now() + 1000);
});

test('whoever guesses at a secret does not count as a use', async () => {
  const { id, token } = await mint([]);
  await service.call('GET /api/v1/me', `${token.slice(0, -43)}${'A'.repeat(43)}`);
  expect((await entryOf(id))?.lastUsedAt).toBeNull();
});

test('the database has a hash of the token, and the token nowhere', async () => {
  const { id, token } = await mint(['contacts:read']);
  const { rows } = await service.database.query(
    `select api_keys::text as text, encode(hash, 'hex') = encode(sha256(convert_to($2, 'UTF8')), 'hex') as hashed
    from api_keys where id = $1`,
    [id, token],
  );
  const [row] = z.array(z.object({ text: z.string(), hashed: z.boolean() })).parse(rows);
  expect(row?.hashed).toBe(true);
  expect(row?.text).toContain(id);
  expect(row?.text).not.toContain(token.slice(-43));
  expect(row?.text).not.toContain(Buffer.from(token).toString('hex').slice(-86));
});

test('only a database without keys is given a first one', async () => {
  expect(await new Keys(service.database).mintFirst()).toBeUndefined();
});
