/** The API keys: who has which scopes. */
import { timingSafeEqual } from 'node:crypto';
import type { Grant, ScopeOf } from 'scopeproof';
import { z } from 'zod';
import { type Atender, atender } from '../atender/scopes.js';
import type { Can } from './api.js';
import { type Database, type Queries, row, rows } from './database.js';
import { found, InvalidKey, Problem } from './problem.js';
import { hashOf, idIn, newId, newToken } from './token.js';

/** What somebody wants a key for. */
export interface Wanted {
  readonly name: string;
  readonly scopes: readonly ScopeOf<Atender>[];
  /** Whether it leaves the company. */
  readonly outside: boolean;
}

export interface Minted {
  readonly id: string;
  /** Shown this once. */
  readonly token: string;
  readonly scopes: readonly string[];
}

/** Who changes keys. */
export interface Administrator {
  readonly grant: Can<'settings:write'>;
  /** The id of its key; `null` for who runs the service, and needs none. */
  readonly key: string | null;
}

/** What an administrator may hold that some valid key must go on holding: else nobody could hand it out again. */
const indispensable = [['settings:write'], atender.bundle('full_access')] as const;

const identified = z.object({ id: z.string() });
const secret = z.object({ hash: z.instanceof(Uint8Array) });
const scoped = z.object({ scopes: z.array(z.string()) });
const listed = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  outside: z.boolean(),
  mintedBy: z.string().nullable(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});

export class Keys {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The stored scopes of a key that is valid now, and its id as the principal. */
  async authenticate(token: string | undefined) {
    const id = token === undefined ? undefined : idIn(token);
    if (token === undefined || id === undefined) return undefined;
    const key = await row(this.#database, secret, 'select hash from api_keys where id = $1', id);
    if (key === undefined || !timingSafeEqual(key.hash, hashOf(token))) return undefined;
    const used = await row(
      this.#database,
      scoped,
      `update api_keys set last_used_at = now() where id = $1 and hash = $2 and revoked_at is null returning scopes`,
      id,
      key.hash,
    );
    return used && { scopes: used.scopes, principal: id };
  }

  /**
   * @throws ScopeEscalationError for a scope that the minter does not hold.
   * @throws InvalidKey for a minter whose key was revoked in the meantime.
   */
  async mint(minter: Administrator, wanted: Wanted): Promise<Minted> {
    const grant = atender.attenuate(minter.grant, wanted.scopes);
    return this.#change(minter.key, (queries) => insertKey(queries, minter.key, wanted, grant));
  }

  /** The key that mints all others, of a service that has none yet. */
  async mintFirst(): Promise<Minted | undefined> {
    return this.#change(null, async (queries) => {
      if (await row(queries, identified, 'select id from api_keys limit 1')) return undefined;
      const scopes = atender.bundle('full_access');
      return insertKey(queries, null, { name: 'first', scopes, outside: false }, atender.parse(scopes).grant);
    });
  }

  async list(_grant: Can<'settings:read'>) {
    return rows(
      this.#database,
      listed,
      `select id, name, scopes, outside, minted_by as "mintedBy", created_at as "createdAt",
        last_used_at as "lastUsedAt", revoked_at as "revokedAt"
      from api_keys order by created_at, id`,
    );
  }

  /**
   * Gives a key another secret. Whoever rotates a key can use it afterwards, so it must not open more than theirs.
   *
   * @throws ScopeEscalationError
   * @throws InvalidKey for a rotator whose key was revoked in the meantime.
   */
  async rotate(rotator: Administrator, id: string): Promise<Minted> {
    return this.#change(rotator.key, async (queries) => {
      const valid = 'select scopes from api_keys where id = $1 and revoked_at is null';
      const { scopes } = found(await row(queries, scoped, valid, id), 'key');
      atender.attenuate(rotator.grant, atender.parse(scopes).grant.minimal.filter(atender.isScope));
      const token = newToken(id);
      await queries.query('update api_keys set hash = $2 where id = $1', [id, hashOf(token)]);
      return { id, token, scopes };
    });
  }

  /**
   * Revokes a key, with every key that it minted, and every key that those minted.
   *
   * @throws Problem 409 if nobody could hand out keys afterwards.
   * @throws InvalidKey for a revoker whose key was revoked in the meantime.
   */
  async revoke(revoker: Administrator, id: string): Promise<void> {
    await this.#change(revoker.key, async (queries) => {
      const revoked = await rows(
        queries,
        scoped,
        `with recursive family as (
          select id from api_keys where id = $1 and revoked_at is null
          union
          select minted.id from api_keys minted join family on minted.minted_by = family.id
        )
        update api_keys set revoked_at = now()
        where id in (select id from family) and revoked_at is null returning scopes`,
        id,
      );
      found(revoked[0], 'key');
      const valid = await rows(
        queries,
        scoped,
        'select distinct scopes from api_keys where revoked_at is null',
      );
      if (indispensable.some((scopes) => isHeld(revoked, scopes) && !isHeld(valid, scopes)))
        throw lastAdministrator();
    });
  }

  /**
   * Does one change of the keys at a time: a lock of the one row of `keyring` is held until the change is committed. A
   * caller that was revoked while it waited for the lock changes nothing.
   */
  #change<Result>(caller: string | null, change: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.#database.transaction(async (queries) => {
      const locked = await queries.query('select one from keyring for update', []);
      if (locked.rows.length !== 1)
        throw new Error('the table keyring has not one row, so that nothing is locked');
      const valid = 'select id from api_keys where id = $1 and revoked_at is null';
      if (caller !== null && (await row(queries, identified, valid, caller)) === undefined)
        throw new InvalidKey();
      return change(queries);
    });
  }
}

async function insertKey(
  queries: Queries,
  minter: string | null,
  { name, outside }: Wanted,
  grant: Grant<'atender', never>,
): Promise<Minted> {
  if (outside) refuseRestricted(grant);
  const id = newId();
  const token = newToken(id);
  await queries.query(
    'insert into api_keys (id, hash, name, scopes, outside, minted_by) values ($1, $2, $3, $4, $5, $6)',
    [id, hashOf(token), name, grant.minimal, outside, minter],
  );
  return { id, token, scopes: grant.minimal };
}

type Scoped = z.infer<typeof scoped>;

/** Tells whether one of the keys holds all of the scopes. */
const isHeld = (keys: readonly Scoped[], scopes: readonly ScopeOf<Atender>[]): boolean =>
  keys.some((key) => {
    const { grant } = atender.parse(key.scopes);
    return scopes.every((scope) => grant.has(scope));
  });

const lastAdministrator = () =>
  new Problem(
    409,
    'Conflict',
    'No key that is left could hand out what this one can. Rotate this key instead.',
  );

/** The vocabulary says which scopes do not leave the company. */
function refuseRestricted(grant: Grant<'atender', never>): void {
  const restricted = atender.scopes.filter(
    (scope) => grant.has(scope) && atender.docs.scopes?.[scope]?.restricted,
  );
  if (restricted.length === 0) return;
  const detail = `No outside integration gets ${restricted.join(', ')}.`;
  throw new Problem(403, 'Restricted scope', detail, { restricted });
}
