/** What a page tells its reader to paste, and to type. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/compile.js';

export interface Command {
  readonly line: string;
  /** What the page says comes back: a status, and words of the answer. */
  readonly status: string;
  readonly words: readonly string[];
}

export interface Page {
  /** The first block of TypeScript: a whole program. */
  readonly program: string;
  /** Functions that the commands call. */
  readonly functions: string;
  readonly commands: readonly Command[];
}

/** Reads a page, or one section of it: what stands from its heading on. */
export function readPage(name: string, section = ''): Page {
  const page = readFileSync(join(root, 'docs', name), 'utf8');
  if (!page.includes(section)) throw new Error(`no section ${section} in docs/${name}`);
  const text = page.slice(page.indexOf(section));
  const [, program] = /```ts\n(.*?)```/s.exec(text) ?? [];
  if (program === undefined) throw new Error(`no program in docs/${name}`);
  const [, shell = ''] = /```sh\n(.*?)```/s.exec(text) ?? [];
  const [functions = ''] = /^\w+\(\) \{\n.*?^\}\n/ms.exec(shell) ?? [];
  return { program, functions, commands: commandsIn(shell.replace(functions, '')) };
}

/** Commands, each with a comment behind it or on the next line. */
function commandsIn(shell: string): Command[] {
  return Array.from(
    shell.matchAll(/^([^#\n].*?)\s*(?:\n)?# (\d{3})(.*)$/gm),
    ([, line = '', status = '', said = '']) => ({
      line,
      status,
      words: wordsIn(said),
    }),
  );
}

/** Of `, WWW-Authenticate: Bearer realm="x", …` one piece, up to the dots; of `, NAME: words` two. */
function wordsIn(said: string): string[] {
  const text = said.replace(/^, /, '').replace(/, …$/, '');
  return text.startsWith('WWW-Authenticate')
    ? [text]
    : text
        .split(': ')
        .filter((word) => word !== '')
        .map((word) => word.replace(/^error (-\d+)$/, '"code":$1'));
}
