import { runInNewContext } from 'node:vm';
import { outcomeOf } from './thrown.js';

/**
 * Whether an act comes to an end, whatever it gives or throws. No measure of speed: to be given so much input that
 * a linear algorithm is done in a second or two, and a quadratic one takes hours. What does not end is cut off.
 */
export function ends(act: () => unknown, seconds = 60): boolean {
  try {
    runInNewContext('run()', { run: () => outcomeOf(act) }, { timeout: seconds * 1000 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}
