/** What the compiler says: nothing about the Atender program, and the right thing about every mistake. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import color from 'picocolors';
import {
  type Compilation,
  compile,
  type Diagnostic,
  describeDiagnostic,
  root,
} from '../../tests/support/compile.js';
import { block, line, missed, tick } from './print.js';

const compiler = '6.0';

export interface Compiled extends Compilation {
  readonly files: readonly string[];
}

export async function compileFolder(folder: string): Promise<Compiled> {
  const names = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const files = names.map((name) => join(root, folder, name));
  // Node's own declarations are not in question here, and would take most of the time.
  return { files, ...(await compile(compiler, files, { types: ['node'], skipLibCheck: true })) };
}

export function reportProgram({ files, diagnostics, cost }: Compiled): void {
  const passed = diagnostics.length === 0;
  const objection = passed ? 'finds nothing wrong' : `finds ${diagnostics.length} errors`;
  line(
    `${tick(passed)} TypeScript ${compiler} ${objection} in ${files.length} files`,
    `${cost.totalSeconds} s`,
  );
  for (const diagnostic of diagnostics) missed(describeDiagnostic(diagnostic));
}

export function reportMistakes({ files, diagnostics }: Compiled): void {
  for (const file of files) {
    reportMistake(
      file,
      diagnostics.filter((diagnostic) => diagnostic.file === file),
    );
  }
  const elsewhere = diagnostics.filter((diagnostic) => !files.includes(diagnostic.file));
  if (elsewhere.length > 0) line(`${tick(false)} errors outside of the mistakes`);
  for (const diagnostic of elsewhere) missed(describeDiagnostic(diagnostic));
}

/** A mistake says in its first comment what it is, and which words are to stand under which text. */
const firstComment = /^\/\/ (?<what>.+)\n\/\/ Expected under `(?<marked>.+)`: (?<words>.+)\n/;

function reportMistake(file: string, diagnostics: readonly Diagnostic[]): void {
  const { what = '', marked = '', words = '' } = firstComment.exec(readFileSync(file, 'utf8'))?.groups ?? {};
  const [diagnostic] = diagnostics;
  const asExpected =
    words !== '' &&
    diagnostics.length === 1 &&
    diagnostic?.marked === marked &&
    diagnostic.message.includes(words);

  line(`${tick(asExpected)} ${color.bold(what)}`, basename(file));
  if (!asExpected) missed(`one error under \`${marked}\`: ${words}`);
  for (const found of diagnostics) reportDiagnostic(found, words);
}

function reportDiagnostic(
  { source, marked, column, line: number, code, message }: Diagnostic,
  words: string,
): void {
  const gutter = `${number} │ `;
  const indent = source.length - source.trimStart().length;
  const before = source.slice(indent, column - 1);
  const after = source.slice(column - 1 + marked.length);
  line();
  line(`  ${color.dim(gutter)}${before}${color.red(marked)}${after}`);
  line(
    `  ${color.dim(gutter.replace(/\d/g, ' '))}${' '.repeat(before.length)}${color.red('~'.repeat(marked.length))}`,
  );
  block(`${code}: ${message}`, words);
  line();
}
