/** The API keys as a service stores them: a hash of the secret, and the scopes as plain text. */
import { createHash, randomBytes } from 'node:crypto';

interface StoredKey {
  readonly name: string;
  /** Space-delimited, as in a database column. It may be years old: the server parses it on every request. */
  readonly scopes: string;
  /** For the audit log only. What a key may do is never derived from who made it. */
  readonly createdBy: string;
}

export class KeyStore {
  // A stolen table of hashes opens nothing.
  readonly #keys = new Map<string, StoredKey>();

  /** Gives the secret, which is shown once and stored nowhere. */
  issue(key: { readonly name: string; readonly scopes: readonly string[] }, createdBy: string): string {
    const secret = `atd_${randomBytes(24).toString('base64url')}`;
    this.#keys.set(hash(secret), { name: key.name, scopes: key.scopes.join(' '), createdBy });
    return secret;
  }

  find(secret: string): StoredKey | undefined {
    return this.#keys.get(hash(secret));
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
