import { readFileSync, writeFileSync } from 'node:fs';
import { codeOf, fail, unreadable } from '../failure.js';
import { checkFile } from '../readers/kind.js';
import { comparedLines, type Generated, newPage, optionsOf, replacePart } from './page.js';

/** A page on the disk, and what it should be. */
export interface PageFile {
  /** What is there; nothing where there is no file. */
  readonly now: string | undefined;
  readonly wanted: string;
  /** The options that it should be written with. */
  readonly options: string;
}

/**
 * Reads the page that a reference is written into.
 *
 * @throws Failure for what is no file, cannot be read, is not in UTF-8, or does not have both markers.
 */
export function readPage(file: string, generated: Generated): PageFile {
  const { options } = generated;
  checkFile(file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unreadable(file, error);
    return { now: undefined, wanted: newPage(generated), options };
  }
  const now = decode(file, bytes);
  return { now, wanted: replacePart(file, now, generated), options };
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
 * @throws Failure for what is no file, and for a file that cannot be written.
 */
export function writePage(file: string, page: string): void {
  checkFile(file);
  try {
    writeFileSync(file, page);
  } catch (error) {
    const code = codeOf(error);
    fail(`${file}: ${code === 'ENOENT' ? 'no such folder' : `not writable (${code || 'unknown'})`}`);
  }
}

/**
 * Says from which line on a page is not as it should be, and with which options it was written, if with others.
 *
 * @returns nothing for a page that is up to date.
 */
export function staleness({
  now = '',
  wanted,
  options,
}: PageFile): { line: number; hint: string } | undefined {
  const [lines, others] = [now, wanted].map(comparedLines) as [readonly string[], readonly string[]];
  const at = others.findIndex((line, i) => line !== lines[i]);
  if (at < 0 && lines.length === others.length) return undefined;
  const written = optionsOf(now);
  const hint =
    written === undefined || written === options
      ? ''
      : `; it was written with ${written || 'no options'}${options && `, not with ${options}`}`;
  return { line: (at < 0 ? others.length : at) + 1, hint };
}
