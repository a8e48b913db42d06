import { once } from 'node:events';
import { stdout } from 'node:process';

/** Where a command prints what it finds. */
export interface Output {
  /** Prints a text; it may wait until the reader takes more. */
  readonly write: (text: string) => Promise<void>;
  /** Prints what is still held back. */
  readonly end: () => Promise<void>;
}

const blockLength = 64 * 1024;

/** Prints one text to standard output. */
export async function print(text: string): Promise<void> {
  const output = createOutput();
  await output.write(text);
  await output.end();
}

/** Prints in blocks, as fast as the reader takes them; to standard output by default. */
export function createOutput(stream: NodeJS.WriteStream = stdout): Output {
  let held: string[] = [];
  let length = 0;
  const flush = async () => {
    const block = held.join('');
    held = [];
    length = 0;
    if (block !== '' && !stream.write(block)) await once(stream, 'drain');
  };
  return {
    write: async (text) => {
      held.push(text);
      length += text.length;
      if (length > blockLength) await flush();
    },
    end: async () => {
      await flush();
      // The last block has left the process when the callback of an empty one is called.
      await new Promise<void>((done) => {
        stream.write('', () => done());
      });
    },
  };
}
