import { readFileSync, writeFileSync } from 'node:fs';
import { codeOf, fail, unreadable } from '../failure.js';
import { newPage, replacePart } from './page.js';

/** A page on the disk, and what it should be. */
export interface PageFile {
  /** What is there; nothing where there is no file. */
  readonly now: string | undefined;
  readonly wanted: string;
}

/**
 * Reads the page that a reference is written into.
 *
 * @param title the title of a page that is not there yet.
 * @throws Failure for a file that cannot be read, is not in UTF-8, or does not have both markers.
 */
export function readPage(file: string, title: string, part: string): PageFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unreadable(file, error);
    return { now: undefined, wanted: newPage(title, part) };
  }
  const now = decode(file, bytes);
  return { now, wanted: replacePart(file, now, part) };
}

// Other bytes would not be the same when they are written again.
function decode(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail(`${file}: not in UTF-8`);
  }
}

/**
 * Writes a page.
 *
 * @throws Failure for a file that cannot be written.
 */
export function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    const code = codeOf(error);
    fail(`${file}: ${code === 'ENOENT' ? 'no such folder' : `not writable (${code || 'unknown'})`}`);
  }
}

/** Gives the number of the first line that is not as it should be, from 1; nothing for a page that is up to date. */
export function staleLine({ now, wanted }: PageFile): number | undefined {
  if (now === wanted) return undefined;
  const lines = (now ?? '').split('\n');
  const at = wanted.split('\n').findIndex((line, i) => line !== lines[i]);
  return (at < 0 ? wanted.split('\n').length : at) + 1;
}
