import { type Migration, migrationOf } from '../../../src/fleet/index.js';
import { fail } from '../failure.js';
import { createOutput } from '../output.js';
import { readKeys, type StoredKey } from '../readers/keys.js';
import type { StoredForm } from '../readers/stored.js';
import type { Source } from '../sources/source.js';
import { printable } from '../words.js';
import { type KeyOptions, keyTable } from './options.js';

/** The databases that a rewrite is written for. `mysql` is MariaDB as well. */
export const dialects = ['postgres', 'mysql', 'sqlite'] as const;
export type Dialect = (typeof dialects)[number];

/** What a rewrite is printed with. */
export interface MigrateOptions extends KeyOptions {
  readonly migrate: Dialect;
  readonly keys: string;
  /** The table of keys in the database. */
  readonly table: string;
}

/**
 * Prints the SQL that rewrites stored scopes so that no key gains or loses a route that both versions have. A key for
 * which there are no such scopes stands in a comment, and is left as it is.
 *
 * @returns the exit code: 1 where there is such a key, else 0.
 */
export async function printMigration(
  before: Source,
  after: Source,
  options: MigrateOptions,
): Promise<number> {
  const { rewrite } = migrationOf(before, after);
  const output = createOutput();
  const update = updateWriter(options);
  let exitCode = 0;
  await output.write(`${options.migrate === 'mysql' ? 'start transaction' : 'begin'};\n`);
  for await (const batch of readKeys(keyTable(options.keys, options)))
    for (const key of batch) {
      const scopes = rewrite(key.scopes);
      if (scopes === undefined) {
        exitCode = 1;
        await output.write(`-- ${printable(key.key)}: no scopes give it the same access\n`);
      } else if (!isAsStored(key, scopes)) await output.write(update(key, scopes));
    }
  await output.write('commit;\n');
  await output.end();
  return exitCode;
}

const isAsStored = ({ scopes }: StoredKey, now: ReturnType<Migration['rewrite']>): boolean => {
  const names = typeof scopes === 'string' ? scopes.split(/[\t-\r ]/).filter((name) => name !== '') : scopes;
  return names.length === now?.length && names.every((name, i) => name === now[i]);
};

/** Makes what writes the statement for one key. It changes a row only while the row is as it was read. */
function updateWriter({ migrate, table, keyColumn = 'id', scopesColumn = 'scopes', stored }: MigrateOptions) {
  const name = (text: string) => (migrate === 'mysql' ? quoted(text, '`') : quoted(text, '"'));
  // MySQL and MariaDB read a backslash as the begin of an escape.
  const text = (value: string) => quoted(migrate === 'mysql' ? value.replaceAll('\\', '\\\\') : value, "'");
  return ({ key, scopes }: StoredKey, now: readonly string[]): string => {
    const isText = typeof scopes === 'string' && stored === 'list';
    const asRead = isText ? ` and ${name(scopesColumn)} = ${text(scopes)}` : '';
    const value = text(storedText(now, stored));
    return `update ${name(table)} set ${name(scopesColumn)} = ${value} where ${name(keyColumn)} = ${text(key)}${asRead};\n`;
  };
}

const quoted = (text: string, quote: string): string => quote + text.replaceAll(quote, quote + quote) + quote;

/** Writes scopes in the form in which they are stored. */
function storedText(scopes: readonly string[], form: StoredForm): string {
  switch (form) {
    case 'list':
      return scopes.join(' ');
    case 'json':
      return JSON.stringify(scopes);
    case 'comma':
      return scopes.some((scope) => scope.includes(','))
        ? fail('a scope has a comma, so that --stored comma cannot hold it')
        : scopes.join(',');
    case 'array':
      // A scope has neither a double quote nor a backslash (RFC 6749 §3.3).
      return `{${scopes.map((scope) => `"${scope}"`).join(',')}}`;
  }
}
