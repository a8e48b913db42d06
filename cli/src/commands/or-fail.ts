import { Failure } from '../failure.js';

/** Does what throws a TypeError for a wrong name in a file or an argument, and fails with what `say` makes of its message. */
export function orFail<Result>(say: (message: string) => string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof TypeError ? new Failure(say(error.message)) : error;
  }
}
