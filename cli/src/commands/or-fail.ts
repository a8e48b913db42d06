import { didYouMean } from '../../../src/internal/nearest-name.js';
import { Failure } from '../failure.js';

/** Does what throws a TypeError for a wrong name in a file or an argument, and fails with what `say` makes of its message. */
export function orFail<Result>(say: (message: string) => string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof TypeError ? new Failure(say(error.message)) : error;
  }
}

/** Says which name of the file of `--never-narrow` is wrong, with the nearest scope; nothing for another message. */
export function wrongName(
  message: string,
  file: string | undefined,
  scopes: readonly string[],
): string | undefined {
  const [, fault, name] = /^neverNarrowed: (.*? ?(\S*))$/s.exec(message) ?? [];
  return fault === undefined || name === undefined
    ? undefined
    : `${file}: ${fault}${didYouMean(name, scopes)}`;
}
