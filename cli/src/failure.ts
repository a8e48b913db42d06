/**
 * Input or use that is wrong: the command says so in one line and ends with exit code 2. Its message never holds what a
 * file holds besides names, since a log or a table of keys may hold secrets.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Throws a {@link Failure}. */
export const fail = (message: string): never => {
  throw new Failure(message);
};

/** Gives the code that Node.js names an error by, such as `ENOENT`. */
export const codeOf = (error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
};

const reasons = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'a folder, not a file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'not readable'],
  ['EPERM', 'not readable'],
  ['ENAMETOOLONG', 'no such file'],
  ['Z_BUF_ERROR', 'the compressed data is cut off'],
  ['Z_DATA_ERROR', 'not compressed by gzip, or damaged'],
]);

/** Says why a file cannot be read. */
export const unreadable = (file: string, error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure(`${file}: ${reasons.get(codeOf(error)) ?? `not readable (${codeOf(error) || 'unknown'})`}`);
