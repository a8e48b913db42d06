import { didYouMean } from '../../../src/internal/nearest-name.js';
import { readNames } from '../readers/names.js';
import type { Source } from '../sources/source.js';
import { orFail } from './or-fail.js';

/**
 * Makes sure that a name is a scope or a pattern of an API.
 *
 * @param place what comes before the message, such as the file that has the name.
 * @throws Failure with the nearest scope.
 */
export const checkScope = ({ vocabulary }: Source['api'], name: string, place = ''): void => {
  orFail(
    () => `${place}unknown scope ${name}${didYouMean(name, vocabulary.scopes)}`,
    () => vocabulary.select(name),
  );
};

/** Reads the file of `--never-narrow`, where there is one. */
export async function readNeverNarrow(file: string | undefined, { api }: Source): Promise<readonly string[]> {
  const names = file === undefined ? [] : [...(await readNames(file))];
  for (const name of names) checkScope(api, name, `${file}: `);
  return names;
}
