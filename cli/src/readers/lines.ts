import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { databaseOf } from '../databases/address.js';
import { fail, unreadable } from '../failure.js';

/** Lines that follow one another, without their line ends. */
export interface Lines {
  /** The number of the first, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Those that ended with a carriage return before the newline, by their place in `lines`. */
  readonly returned: ReadonlySet<number>;
}

/** The longest line or row of a table, in characters. */
export const longestLine = 1_000_000;

const newline = 0x0a;

/**
 * Reads the lines of a file in UTF-8, as many at a time as its blocks hold: memory does not grow with the file. A file
 * that ends in `.gz` is decompressed.
 *
 * @param file a path, or `-` for standard input.
 * @param longest the longest line that is read, in characters.
 * @throws Failure for a file that cannot be read, another encoding, and a longer line.
 */
async function* readLines(file: string, longest = longestLine): AsyncGenerator<Lines> {
  const name = nameOf(file);
  const failAt = (line: number) => fail(`${name}:${line}: a line longer than ${longest} characters`);
  let rest: Buffer[] = [];
  let restLength = 0;
  let first = 1;
  let atStart = true;

  const linesOf = (block: Buffer): Omit<Lines, 'first'> => {
    const body = atStart ? withoutMark(name, block) : block;
    atStart = false;
    const lines = textOf(name, body, first).split('\n');
    const returned = new Set<number>();
    for (const [at, line] of lines.entries()) {
      if (line.length > longest) failAt(first + at);
      if (!line.endsWith('\r')) continue;
      lines[at] = line.slice(0, -1);
      returned.add(at);
    }
    return { lines, returned };
  };

  try {
    for await (const chunk of open(file)) {
      const bytes: Buffer = chunk;
      const end = bytes.lastIndexOf(newline);
      if (end >= 0) {
        const read = linesOf(Buffer.concat([...rest, bytes.subarray(0, end)]));
        yield { first, ...read };
        first += read.lines.length;
        rest = [];
        restLength = 0;
      }
      rest.push(bytes.subarray(end + 1));
      restLength += bytes.length - end - 1;
      // A character is at most three bytes for each of its units in a string.
      if (restLength > 3 * longest) failAt(first);
    }
    if (restLength > 0) yield { first, ...linesOf(Buffer.concat(rest)) };
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** A text that is being read. */
export interface TextSource {
  /** The file, for messages. */
  readonly name: string;
  /** Its first line that is not blank; empty where there is none. */
  readonly start: string;
  readonly lines: AsyncIterable<Lines>;
}

/** Opens a text and looks at its start, which tells its format. It is read once: it may be a pipe. */
export async function openText(file: string, longest?: number): Promise<TextSource> {
  const blocks = readLines(file, longest);
  const seen: Lines[] = [];
  let start = '';
  for (let next = await blocks.next(); !next.done; next = await blocks.next()) {
    seen.push(next.value);
    start = next.value.lines.find((line) => line.trim() !== '') ?? '';
    if (start !== '') break;
  }
  const lines = async function* () {
    yield* seen;
    seen.length = 0;
    yield* blocks;
  };
  return { name: nameOf(file), start, lines: lines() };
}

/** Names a file or a database in messages, without the password that an address may hold. */
export const nameOf = (file: string): string => (file === '-' ? 'stdin' : (databaseOf(file)?.name ?? file));

function open(file: string): Readable {
  if (file === '-') return process.stdin;
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  // The error of either stream reaches who reads the last one.
  return file.endsWith('.gz') ? pipeline(stream, createGunzip(), () => {}) : stream;
}

/** Takes away a byte order mark of UTF-8. */
function withoutMark(name: string, block: Buffer): Buffer {
  const [one, two, three] = block;
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff))
    fail(`${name}: UTF-16, where UTF-8 is read`);
  return one === 0xef && two === 0xbb && three === 0xbf ? block.subarray(3) : block;
}

function textOf(name: string, block: Buffer, first: number): string {
  if (block.includes(0))
    fail(`${name}:${lineOf(block, first, block.indexOf(0))}: a null character: not text in UTF-8`);
  if (isUtf8(block)) return block.toString('utf8');
  let line = first;
  for (let start = 0; start <= block.length; line++) {
    const end = block.indexOf(newline, start);
    if (!isUtf8(block.subarray(start, end < 0 ? block.length : end))) break;
    start = end + 1;
  }
  return fail(`${name}:${line}: not UTF-8`);
}

function lineOf(block: Buffer, first: number, place: number): number {
  let line = first;
  for (let at = block.indexOf(newline); at >= 0 && at < place; at = block.indexOf(newline, at + 1)) line++;
  return line;
}
