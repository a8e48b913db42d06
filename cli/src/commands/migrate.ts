import { createOutput } from '../output.js';
import { readKeys } from '../readers/keys.js';
import { type LeftAlone, type RewriteOptions, rewriteKeys } from '../rewrite-keys.js';
import type { Source } from '../sources/source.js';
import { printable } from '../words.js';
import { type KeyOptions, keyTable } from './options.js';

/** Why a key stays as it is. */
const reasons: Readonly<Record<LeftAlone, string>> = {
  none: 'no scopes give it the same access',
  undecided: 'no scopes were found that give it the same access',
  rewritten: 'it has a name that only the new version knows; was it rewritten already?',
};

/**
 * Prints the SQL that rewrites the keys of a table. A key for which there are no scopes stands in a comment.
 *
 * @returns the exit code: 1 where there is such a key, else 0.
 */
export async function printMigration(
  before: Source,
  after: Source,
  options: KeyOptions & RewriteOptions & { readonly keys: string },
): Promise<number> {
  const keys = readKeys({ ...keyTable(options.keys, options), strictly: true });
  const { update, without } = await rewriteKeys(before, after, keys, options);
  const output = createOutput();
  for (const [key, reason] of without) await output.write(`-- ${printable(key)}: ${reasons[reason]}\n`);
  const begin = options.migrate === 'mysql' ? 'start transaction' : 'begin';
  await output.write(`${begin};\n${update};\ncommit;\n`);
  await output.end();
  return without.length === 0 ? 0 : 1;
}
