/** The API keys: who has which scopes. */
import { timingSafeEqual } from 'node:crypto';
import type { Grant, ScopeOf } from 'scopeproof';
import { z } from 'zod';
import { type Atender, atender } from '../atender/scopes.js';
import type { Can } from './api.js';
import { type Database, row, rows } from './database.js';
import { found, Problem } from './problem.js';
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

const stored = z.object({ hash: z.instanceof(Uint8Array), scopes: z.array(z.string()) });
const identified = z.object({ id: z.string() });
const listed = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  outside: z.boolean(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});

export class Keys {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The stored scopes of a key that is valid now. A list alone would be no key where it is empty. */
  async authenticate(token: string | undefined): Promise<{ readonly scopes: readonly string[] } | undefined> {
    const id = token === undefined ? undefined : idIn(token);
    if (token === undefined || id === undefined) return undefined;
    const key = await this.#valid(id);
    if (key === undefined || !timingSafeEqual(key.hash, hashOf(token))) return undefined;
    await this.#database.query('update api_keys set last_used_at = now() where id = $1', [id]);
    return { scopes: key.scopes };
  }

  /** @throws ScopeEscalationError for a scope that the minter does not hold. */
  async mint(minter: Can<'settings:write'>, wanted: Wanted): Promise<Minted> {
    return this.#store(wanted, atender.attenuate(minter, wanted.scopes));
  }

  /** The key that mints all others, of a service that has none yet. */
  async mintFirst(): Promise<Minted | undefined> {
    if ((await rows(this.#database, identified, 'select id from api_keys limit 1')).length > 0)
      return undefined;
    const scopes = atender.bundle('full_access');
    return this.#store({ name: 'first', scopes, outside: false }, atender.parse(scopes).grant);
  }

  async list(_grant: Can<'settings:read'>) {
    return rows(
      this.#database,
      listed,
      `select id, name, scopes, outside, created_at as "createdAt", last_used_at as "lastUsedAt",
        revoked_at as "revokedAt"
      from api_keys order by created_at, id`,
    );
  }

  /**
   * Gives a key another secret. Whoever rotates a key can use it afterwards, so it must not open more than theirs.
   *
   * @throws ScopeEscalationError
   */
  async rotate(rotator: Can<'settings:write'>, id: string): Promise<Minted> {
    const { scopes } = found(await this.#valid(id), 'key');
    atender.attenuate(rotator, atender.parse(scopes).grant.minimal.filter(atender.isScope));
    const token = newToken(id);
    const rotated = await row(
      this.#database,
      identified,
      'update api_keys set hash = $2 where id = $1 and revoked_at is null returning id',
      id,
      hashOf(token),
    );
    return { ...found(rotated, 'key'), token, scopes };
  }

  async revoke(_grant: Can<'settings:write'>, id: string): Promise<void> {
    const key = await row(
      this.#database,
      identified,
      'update api_keys set revoked_at = now() where id = $1 and revoked_at is null returning id',
      id,
    );
    found(key, 'key');
  }

  #valid(id: string) {
    return row(
      this.#database,
      stored,
      'select hash, scopes from api_keys where id = $1 and revoked_at is null',
      id,
    );
  }

  async #store({ name, outside }: Wanted, grant: Grant<'atender', never>): Promise<Minted> {
    if (outside) refuseRestricted(grant);
    const id = newId();
    const token = newToken(id);
    await this.#database.query(
      'insert into api_keys (id, hash, name, scopes, outside) values ($1, $2, $3, $4, $5)',
      [id, hashOf(token), name, grant.minimal, outside],
    );
    return { id, token, scopes: grant.minimal };
  }
}

/** The vocabulary says which scopes do not leave the company. */
function refuseRestricted(grant: Grant<'atender', never>): void {
  const restricted = atender.scopes.filter(
    (scope) => grant.has(scope) && atender.docs.scopes?.[scope]?.restricted,
  );
  if (restricted.length === 0) return;
  const detail = `No outside integration gets ${restricted.join(', ')}.`;
  throw new Problem(403, 'Restricted scope', detail, { restricted });
}
