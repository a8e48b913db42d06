import {
  type MigrationDialect,
  type MigrationSql,
  migrationOf,
  migrationSql,
  type Rewrite,
} from '../../src/fleet/index.js';
import type { RestoredApi } from '../../src/manifest/index.js';
import { orFail } from './commands/or-fail.js';
import type { StoredKey } from './readers/keys.js';
import type { StoredForm } from './readers/stored.js';

/** The databases that a rewrite is written for. `mysql` is MariaDB as well. */
export const dialects = ['postgres', 'mysql', 'sqlite', 'duckdb'] as const satisfies MigrationDialect[];
export type Dialect = (typeof dialects)[number];

/** What a rewrite is written with. */
export interface RewriteOptions {
  readonly migrate: Dialect;
  readonly keyColumn?: string;
  readonly scopesColumn?: string;
  readonly stored: StoredForm;
  /** The table of keys in the database, with the schema before a dot. */
  readonly table: string;
}

/** A rewrite of stored keys. */
export interface KeyRewrite extends MigrationSql {
  /** The keys that stay as they are, with the reason. */
  readonly without: readonly (readonly [key: string, reason: LeftAlone])[];
}
/** `rewritten`: it has a name that only the later version knows, so that it may have been rewritten already. */
export type LeftAlone = 'none' | 'undecided' | 'rewritten';

/**
 * Writes the SQL that rewrites stored scopes so that no key gains or loses a route that both versions have. It keeps
 * the lists of scopes that change, each once.
 *
 * @param batches the rows of the table of keys.
 */
export async function rewriteKeys(
  before: RestoredApi,
  after: RestoredApi,
  batches: AsyncIterable<readonly StoredKey[]>,
  options: RewriteOptions,
): Promise<KeyRewrite> {
  const { rewrite } = migrationOf(before, after);
  const rewrites = new Map<string, Rewrite>();
  const without: [string, LeftAlone][] = [];
  const isOnlyLater = laterNames(before, after);
  for await (const batch of batches)
    for (const key of batch) {
      const names = namesOf(key);
      const now = names.some(isOnlyLater) ? 'rewritten' : rewrite(key.scopes);
      if (typeof now === 'string') {
        without.push([key.key, now]);
        continue;
      }
      if (names.length === now.length && names.every((name, i) => name === now[i])) continue;
      const stored = columnOf(key, names, options.stored);
      rewrites.set(JSON.stringify(stored), [stored, now]);
    }
  const { migrate, table, keyColumn = 'id', scopesColumn = 'scopes' } = options;
  const sql = orFail(
    (message) => `--migrate ${migrate}: ${message}`,
    () =>
      migrationSql(rewrites.values(), {
        dialect: migrate,
        table: table.split('.'),
        keyColumn,
        scopesColumn,
        stored: options.stored === 'list' ? 'text' : options.stored,
      }),
  );
  return { ...sql, without };
}

/** Makes what tells the names that only the later version reads. */
const laterNames = (before: RestoredApi, after: RestoredApi): ((name: string) => boolean) => {
  const isRead = ({ api: { vocabulary } }: RestoredApi, name: string) =>
    vocabulary.parse([name]).unknown.length === 0;
  const known = new Map<string, boolean>();
  return (name) => {
    const isLater = known.get(name) ?? (isRead(after, name) && !isRead(before, name));
    known.set(name, isLater);
    return isLater;
  };
};

const namesOf = ({ scopes }: StoredKey): readonly string[] =>
  typeof scopes === 'string' ? scopes.split(/[\t-\r ]/).filter((name) => name !== '') : scopes;

/** Gives what the column of a key holds, as the SQL compares it. */
const columnOf = ({ scopes, text }: StoredKey, names: readonly string[], form: StoredForm): Rewrite[0] => {
  if (form === 'json' || form === 'array') return names;
  return text ?? (typeof scopes === 'string' ? scopes : names.join(' '));
};
