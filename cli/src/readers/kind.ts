import { type Stats, statSync } from 'node:fs';
import { fail } from '../failure.js';

/**
 * Makes sure that there is a file behind a path, before it is opened: opening a named pipe waits until somebody writes to
 * it, and a device may never end. Where there is nothing, opening it says so.
 *
 * @param besides whether a device may be there as well: one takes all that is written to it, as `/dev/null` does.
 * @throws Failure for a folder, a pipe or a device.
 */
export function checkFile(file: string, besides?: 'device'): void {
  const found = kindOf(file);
  if (found === undefined || (besides === 'device' && found.isCharacterDevice())) return;
  checkKind(file, found);
}

/**
 * Makes sure of the same for what is only read. Standard input may be a pipe, and so may a descriptor that the shell has
 * opened: `<(…)` of Bash is `/dev/fd/63`, and its writer is there.
 *
 * @param file a path, or `-` for standard input.
 * @throws Failure as {@link checkFile}.
 */
export function checkReadable(file: string): void {
  if (file !== '-' && !descriptor.test(file)) checkFile(file);
}

const descriptor = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/;

/** Throws a Failure for what is no file. */
export function checkKind(name: string, found: Stats): void {
  if (found.isDirectory()) fail(`${name}: a folder, not a file`);
  if (!found.isFile()) fail(`${name}: not a file`);
}

function kindOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
