import { createReadStream } from 'node:fs';
import { fail, unreadable } from '../failure.js';
import { checkReadable } from './kind.js';
import { nameOf } from './lines.js';

const megabyte = 1024 * 1024;
const most = 256;

/**
 * Reads a document that has to fit into memory.
 *
 * @param file a path, or `-` for standard input.
 * @throws Failure for a file that cannot be read, for what is no file, and for more than 256 MB.
 */
export async function readWhole(file: string): Promise<string> {
  checkReadable(file);
  const blocks: Buffer[] = [];
  let length = 0;
  try {
    for await (const block of file === '-' ? process.stdin : createReadStream(file)) {
      length += block.length;
      if (length > most * megabyte) fail(`${nameOf(file)}: larger than ${most} MB`);
      blocks.push(block);
    }
  } catch (error) {
    throw unreadable(nameOf(file), error);
  }
  return Buffer.concat(blocks)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}
