import { codeOf, fail } from './failure.js';

/**
 * Loads a package that the command works without, such as the driver of a database.
 *
 * @param load imports it.
 * @param need what says who needs it, such as `keys.parquet: Parquet needs DuckDB`.
 * @param packages what to install.
 * @throws Failure where it is not installed, and where it does not run on this machine.
 */
export async function loadDriver<Module>(
  load: () => Promise<Module>,
  need: string,
  ...packages: readonly string[]
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (isMissing(error, packages)) return fail(`${need}: npm install --save-dev ${packages.join(' ')}`);
    return fail(`${need}: ${packages[0]} is installed, and does not load (${codeOf(error) || 'unknown'})`);
  }
}

const isMissing = (error: unknown, packages: readonly string[]): boolean =>
  codeOf(error) === 'ERR_MODULE_NOT_FOUND' &&
  packages.some((name) => String(Object(error).message).includes(`'${name}'`));
