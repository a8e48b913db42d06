/** What a revocation takes along, and what it leaves: one request after the other, and at the same time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { atender } from '../../examples/atender/scopes.js';
import { makeTables, openDatabase } from '../../examples/atender-api/database.js';
import { Keys, type Minted } from '../../examples/atender-api/keys.js';
import { InvalidKey } from '../../examples/atender-api/problem.js';
import { type Answer, freshDatabase, Service } from './service.js';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());
beforeEach(() => service.database.query('delete from api_keys', []));

const minted = z.object({ id: z.string(), token: z.string(), scopes: z.array(z.string()) });
const everything = atender.bundle('full_access');

const requestMint = (minter: Minted, scopes: readonly string[]) =>
  service.call('POST /api/v1/keys', minter.token, { name: 'new', scopes, outside: false });

async function mint(minter: Minted, ...scopes: readonly string[]): Promise<Minted> {
  const { status, body } = await requestMint(minter, scopes);
  expect(status).toBe(201);
  return minted.parse(body);
}

const revoke = async (revoker: Minted, { id }: Minted) =>
  (await service.call(`DELETE /api/v1/keys/${id}`, revoker.token)).status;
const isValid = async ({ token }: Minted) => (await service.call('GET /api/v1/me', token)).status === 200;

const counted = z.tuple([z.object({ count: z.number() })]);
async function count(where: string): Promise<number> {
  const { rows } = await service.database.query(
    `select count(*)::int as count from api_keys key left join api_keys minter on minter.id = key.minted_by where ${where}`,
    [],
  );
  return counted.parse(rows)[0].count;
}
/** Keys that are valid although the key that minted them is not. */
const countOrphans = () => count('key.revoked_at is null and minter.revoked_at is not null');

describe('a key', () => {
  test('records which key minted it, and the list says so', async () => {
    const root = await service.key(...everything);
    const child = await mint(root, 'settings:write', 'tags:read');
    const grandchild = await mint(child, 'tags:read');
    const { body } = await service.call('GET /api/v1/keys', root.token);
    const listed = z.array(z.object({ id: z.string(), mintedBy: z.string().nullable() })).parse(body);
    expect(new Map(listed.map(({ id, mintedBy }) => [id, mintedBy]))).toEqual(
      new Map([
        [root.id, null],
        [child.id, root.id],
        [grandchild.id, child.id],
      ]),
    );
  });

  test('keeps its minter when it is rotated, by whomever', async () => {
    const root = await service.key(...everything);
    const child = await mint(root, 'settings:write');
    const grandchild = await mint(child, 'settings:write');
    const { body } = await service.call(`POST /api/v1/keys/${grandchild.id}/rotation`, root.token);
    expect(await revoke(root, child)).toBe(204);
    expect(await isValid(minted.parse(body))).toBe(false);
  });
});

describe('revoking a key', () => {
  test('revokes all that it minted, and what that minted, and nothing else', async () => {
    const root = await service.key(...everything);
    const child = await mint(root, 'settings:write');
    const sibling = await mint(root, 'settings:write');
    const family = [child];
    for (let depth = 0; depth < 20; depth++) {
      const minter = family.at(-1) ?? child;
      family.push(await mint(minter, 'settings:read'), await mint(minter, 'settings:write'));
    }
    const others = [root, sibling, await mint(sibling, 'settings:write')];
    expect(await revoke(others[2] ?? root, child)).toBe(204);
    for (const key of family) expect(await isValid(key)).toBe(false);
    for (const key of others) expect(await isValid(key)).toBe(true);
    expect(await count('key.revoked_at is not null')).toBe(family.length);
    const { rows } = await service.database.query(
      'select distinct revoked_at from api_keys where revoked_at is not null',
      [],
    );
    expect(rows).toHaveLength(1);
  });

  test('leaves what was revoked before as it is', async () => {
    const root = await service.key(...everything);
    const child = await mint(root, 'settings:write');
    const grandchild = await mint(child, 'settings:write');
    const revokedAt = async () => {
      const { rows } = await service.database.query('select revoked_at from api_keys where id = $1', [
        grandchild.id,
      ]);
      return rows;
    };
    expect(await revoke(root, grandchild)).toBe(204);
    const before = await revokedAt();
    expect(await revoke(root, child)).toBe(204);
    expect(await revokedAt()).toEqual(before);
    expect(await revoke(root, child)).toBe(404);
  });

  test('takes the revoker along where one of its own ancestors is revoked', async () => {
    const root = await service.key(...everything);
    const child = await mint(root, 'settings:write');
    const grandchild = await mint(child, 'settings:write');
    expect(await revoke(grandchild, child)).toBe(204);
    expect(await revoke(grandchild, root)).toBe(401);
  });
});

describe('the last administrator', () => {
  const conflict = { type: 'about:blank', title: 'Conflict', status: 409 };

  test('stays', async () => {
    const admin = await service.key('settings:write');
    const reader = await mint(admin, 'settings:read');
    const { status, headers, body } = await service.call(`DELETE /api/v1/keys/${admin.id}`, admin.token);
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject(conflict);
    expect(body).toMatchObject({ detail: expect.stringMatching(/Rotate this key instead\.$/) });
    for (const key of [admin, reader]) expect(await isValid(key)).toBe(true);
    expect(await count('key.revoked_at is not null')).toBe(0);
  });

  test('stays, also where others are administrators by its leave alone', async () => {
    const root = await service.key(...everything);
    const deputy = await mint(root, ...everything);
    expect(await revoke(deputy, root)).toBe(409);
    for (const key of [root, deputy]) expect(await isValid(key)).toBe(true);
    expect(await revoke(root, deputy)).toBe(204);
  });

  test('stays, where others could not hand out all that it can', async () => {
    const root = await service.key(...everything);
    const other = await service.key('settings:write', 'contacts:write');
    expect(await revoke(other, root)).toBe(409);
    expect(await isValid(root)).toBe(true);
    const successor = await service.key(...everything);
    expect(await revoke(other, root)).toBe(204);
    expect(await revoke(other, successor)).toBe(409);
    expect(await revoke(successor, other)).toBe(204);
  });

  test('is no matter to keys that are no administrators', async () => {
    const admin = await service.key('settings:write', 'contacts:read');
    const reader = await mint(admin, 'contacts:read');
    expect(await revoke(admin, reader)).toBe(204);
  });

  test('is given another secret, if its own has leaked', async () => {
    const admin = await service.key(...everything);
    const { status, body } = await service.call(`POST /api/v1/keys/${admin.id}/rotation`, admin.token);
    expect(status).toBe(200);
    expect([await isValid(admin), await isValid(minted.parse(body))]).toEqual([false, true]);
  });
});

/** Sends mints, and after so many of them a revocation. Gives the answers to the mints. */
async function race(
  mints: readonly (() => Promise<Answer>)[],
  revocation: () => Promise<number>,
  after: number,
) {
  const before = mints.slice(0, after).map((send) => send());
  const revoked = revocation();
  const answers = await Promise.all([...before, ...mints.slice(after).map((send) => send())]);
  expect(await revoked).toBe(204);
  return answers;
}

/** Often enough that, without the lock, some round goes wrong on a PostgreSQL server. */
const rounds = Array.from({ length: 25 }, (_, round) => round);

describe('at the same time', () => {
  test('four mints and the revocation of their minter leave no key behind', async () => {
    const root = await service.key(...everything);
    const statuses = new Set<number>();
    for (const round of rounds) {
      const child = await mint(root, 'settings:write');
      const mints = Array.from({ length: 4 }, () => () => requestMint(child, ['settings:read']));
      const answers = await race(mints, () => revoke(root, child), round % 5);
      for (const { status, text, body } of answers) {
        expect([201, 401], text).toContain(status);
        statuses.add(status);
        if (status === 201) expect(await isValid(minted.parse(body))).toBe(false);
      }
      expect(await countOrphans()).toBe(0);
    }
    expect(statuses).toContain(401);
    expect(await count('key.revoked_at is null')).toBe(1);
  });

  test('nor do four mints by keys that it minted', async () => {
    const root = await service.key(...everything);
    for (const round of rounds) {
      const child = await mint(root, 'settings:write');
      const minters = [child, await mint(child, 'settings:write')];
      minters.push(await mint(minters[1] ?? child, 'settings:write'), await mint(child, 'settings:write'));
      const mints = minters.map((minter) => () => requestMint(minter, ['settings:write']));
      const answers = await race(mints, () => revoke(root, child), round % 5);
      for (const { status } of answers) expect([201, 401]).toContain(status);
      expect(await count('key.revoked_at is null')).toBe(1);
    }
  });

  test.each([
    ['settings:write', ['settings:write']],
    ['every scope', everything],
  ] as const)('two administrators with %s that revoke themselves leave one', async (_, scopes) => {
    for (const _round of rounds) {
      await service.database.query('delete from api_keys', []);
      const admins = [await service.key(...scopes), await service.key(...scopes)];
      const statuses = await Promise.all(admins.map((admin) => revoke(admin, admin)));
      expect(new Set(statuses)).toEqual(new Set([204, 409]));
      expect(await Promise.all(admins.map(isValid))).toEqual(statuses.map((status) => status === 409));
    }
  });

  test('two administrators that revoke each other leave one', async () => {
    for (const _ of rounds) {
      await service.database.query('delete from api_keys', []);
      const one = await service.key(...everything);
      const other = await service.key(...everything);
      const statuses = await Promise.all([revoke(one, other), revoke(other, one)]);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      // Whoever comes second is no longer valid.
      expect(statuses.filter((status) => status === 401)).toHaveLength(1);
      expect(await count('key.revoked_at is null')).toBe(1);
    }
  });

  test('two revocations of a family, from above and from within, end', async () => {
    const root = await service.key(...everything);
    for (const _ of rounds) {
      const chain = [await mint(root, 'settings:write')];
      for (let depth = 0; depth < 4; depth++) chain.push(await mint(chain.at(-1) ?? root, 'settings:write'));
      const statuses = await Promise.all(chain.map((key) => revoke(root, key)));
      for (const status of statuses) expect([204, 404]).toContain(status);
      expect(statuses[0]).toBe(204);
      expect(await count('key.revoked_at is null')).toBe(1);
    }
  });

  test('two services that start on one database give it one first key', async () => {
    const keys = new Keys(service.database);
    const firsts = await Promise.all([keys.mintFirst(), keys.mintFirst(), keys.mintFirst()]);
    expect(firsts.filter((first) => first !== undefined)).toHaveLength(1);
    expect(await count('true')).toBe(1);
  });

  test.skipIf(process.env.DATABASE_URL === undefined)('several processes make the tables', async () => {
    const { url, drop } = await freshDatabase();
    const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase(url)));
    const firsts = await Promise.all(databases.map((database) => new Keys(database).mintFirst()));
    expect(firsts.filter((first) => first !== undefined)).toHaveLength(1);
    for (const database of databases) await database.close();
    await drop();
  });
});

test.skipIf(process.env.DATABASE_URL === undefined)(
  'a connection that breaks while it waits for the lock breaks nothing else',
  async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const root = await service.key(...everything);
    let waiting: Promise<Answer> | undefined;
    await service.database.transaction(async (queries) => {
      await queries.query('select one from keyring for update', []);
      waiting = requestMint(root, []);
      await expect
        .poll(async () => {
          const { rows } = await service.database.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database() and pid <> pg_backend_pid()`,
            [],
          );
          return rows.length;
        })
        .toBe(1);
    });
    expect((await waiting)?.status).toBe(500);
    expect(logged).toHaveBeenCalled();
    logged.mockRestore();
    expect(await count('true')).toBe(1);
    expect(await isValid(await mint(root))).toBe(true);
  },
);

test('what a key asked for before it was revoked is not done afterwards', async () => {
  const keys = new Keys(service.database);
  const root = await service.key(...everything);
  const grant = atender.authorize(atender.parse(['settings:write']).grant, 'settings:write');
  const child = await mint(root, 'settings:write');
  const other = await mint(root, 'settings:write');
  expect(await revoke(root, child)).toBe(204);
  const late = { grant, key: child.id };
  const wanted = { name: 'late', scopes: [], outside: false } as const;
  await expect(keys.mint(late, wanted)).rejects.toThrow(InvalidKey);
  await expect(keys.rotate(late, other.id)).rejects.toThrow(InvalidKey);
  await expect(keys.revoke(late, other.id)).rejects.toThrow(InvalidKey);
  expect(await isValid(other)).toBe(true);
});

test('a database from before keys had minters is given what it lacks', async () => {
  const { url, drop } = await freshDatabase();
  const database = await openDatabase(url);
  await database.query('drop table keyring', []);
  await database.query('alter table api_keys drop column minted_by', []);
  await makeTables(database);
  expect(await new Keys(database).mintFirst()).toBeDefined();
  await database.close();
  await drop();
});
