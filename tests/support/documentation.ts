/**
 * Reads the TypeScript of a page, or of a file's doc comments, as programs that a compiler can check.
 *
 * On a page, a block continues the blocks above it, up to the last one that begins with an import. What a
 * reader need not see stands in an HTML comment, which counts as a block: `<!-- ts`, the code, `-->`. One that begins with
 * an import goes on in the block below it, even if that has imports of its own.
 * In a doc comment, each block is a program of its own.
 *
 * A block shows an error on the lines right below the wrong one, held to the compiler's squiggle and words:
 *
 *     insertContact(grant, body);
 *     //            ~~~~~ Argument of type 'Grant<"atender", never>' is not assignable
 *     //                  to parameter of type 'Grant<"atender", "contacts:write">'.
 *
 * A squiggle that begins left of where a comment can show it starts right behind the slashes: `//~~~`.
 */
import { type Diagnostic, inOneOrder } from './compile.js';

export interface Program {
  /** The page or source file. */
  readonly page: string;
  /** Where its first block begins, 1-based. */
  readonly line: number;
  /** The code, at the lines and columns where the page has it: what lies between is blank. */
  readonly text: string;
}

interface Block {
  /** 0-based number of the first line. */
  readonly start: number;
  readonly lines: readonly string[];
  readonly hidden: boolean;
}

export function programsOfPage(page: string, markdown: string): Program[] {
  const programs: Block[][] = [];
  for (const block of blocksOf(markdown)) {
    const current = programs.at(-1);
    const above = current?.at(-1);
    const begins = beginsWithImport(block) && !(above?.hidden && beginsWithImport(above));
    if (current === undefined || begins) programs.push([block]);
    else current.push(block);
  }
  return programs.map((blocks) => program(page, blocks));
}

export function programsOfSource(page: string, source: string): Program[] {
  // The star that begins a line of a doc comment becomes blank, and code is what no block may hold.
  const inComment = /^\s*\*(?!\/)/;
  const code = '\0';
  const comments = source
    .split('\n')
    .map((line) => (inComment.test(line) ? line.replace('*', ' ') : code))
    .join('\n');
  return blocksOf(comments).map((block) => {
    const at = block.lines.indexOf(code);
    if (at >= 0) throw new Error(`Line ${block.start + at + 1} stands in a doc comment without its star.`);
    return program(page, [block]);
  });
}

function blocksOf(text: string): Block[] {
  const blocks: { start: number; lines: string[]; hidden: boolean }[] = [];
  let end: RegExp | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (end === undefined) {
      if (/^\s*```(ts|typescript)\b/.test(line)) end = /^\s*```\s*$/;
      else if (/^\s*<!-- ts$/.test(line)) end = /^\s*-->\s*$/;
      if (end !== undefined) blocks.push({ start: index + 1, lines: [], hidden: !line.includes('`') });
    } else if (end.test(line)) {
      end = undefined;
    } else {
      blocks.at(-1)?.lines.push(line);
    }
  }
  if (end !== undefined) throw new Error(`The block at line ${blocks.at(-1)?.start} has no end.`);
  return blocks;
}

function beginsWithImport({ lines }: Block): boolean {
  const first = lines.find((line) => line.trim() !== '' && !line.trim().startsWith('//'));
  return first?.trim().startsWith('import ') ?? false;
}

function program(page: string, blocks: readonly Block[]): Program {
  const lines: string[] = [];
  for (const block of blocks) {
    while (lines.length < block.start) lines.push('');
    lines.push(...block.lines);
  }
  return { page, line: (blocks[0]?.start ?? 0) + 1, text: `${lines.join('\n')}\n` };
}

interface Shown {
  /** Of the wrong line, 1-based. */
  readonly line: number;
  /** 1-based; undefined where the squiggle begins left of the comment. */
  readonly column: number | undefined;
  /** The column behind the squiggle. */
  readonly end: number;
  readonly words: string;
}

/** The errors that a program shows in its comments. */
export function shownErrors({ text }: Program): Shown[] {
  const shown: Shown[] = [];
  let code = 0;
  let last: Shown | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, before, tildes, words] = /^(\s*\/\/\s*)(~+)(.*)$/.exec(line) ?? [];
    if (before !== undefined && tildes !== undefined && words !== undefined) {
      const start = before.length + 1;
      const column = before.endsWith('//') ? undefined : start;
      last = { line: code, column, end: start + tildes.length, words: words.trim() };
      shown.push(last);
      continue;
    }
    const [, indent, more] = /^(\s*\/\/\s*)(.*)$/.exec(line) ?? [];
    // More words stand below the words; a comment further to the left is the author's own.
    if (last !== undefined && indent !== undefined && indent.length >= last.end) {
      last = { ...last, words: `${last.words} ${more}`.trim() };
      shown[shown.length - 1] = last;
      continue;
    }
    last = undefined;
    code = index + 1;
  }
  return shown;
}

/** Where a program and the compiler differ, each difference as a line to read; none when they agree. */
export function disagreements(program: Program, diagnostics: readonly Diagnostic[]): string[] {
  const unmet = shownErrors(program);
  const differences: string[] = [];
  for (const { line, column, marked, message } of diagnostics) {
    const words = plain(message);
    const met = unmet.findIndex(
      (shown) =>
        shown.line === line &&
        (shown.column ?? column) === column &&
        shown.end === column + marked.length &&
        shown.words !== '' &&
        words.includes(plain(shown.words)),
    );
    if (met >= 0) unmet.splice(met, 1);
    else differences.push(`${program.page}:${line}:${column} not shown, for ${marked}: ${words}`);
  }
  for (const { line, column = '', words } of unmet) {
    differences.push(`${program.page}:${line}:${column} shown, but not what the compiler says: ${words}`);
  }
  return differences;
}

/** Words without their line breaks, and unions in one order. */
function plain(text: string): string {
  return inOneOrder(text.replace(/\s+/g, ' ').trim());
}
