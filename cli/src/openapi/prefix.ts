import { fail } from '../failure.js';

/**
 * Reads the option `--prefix`: what stands before every path, in place of the paths of the servers.
 *
 * @throws Failure for what is no path.
 */
export function prefixOf(prefix: string | undefined): string | undefined {
  if (prefix === undefined) return undefined;
  return prefix.startsWith('/')
    ? prefix.replace(/\/$/, '')
    : fail(`--prefix ${prefix}: a path begins with /`);
}
