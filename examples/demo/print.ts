/** How the demo looks, and whether everything went as expected. */
import color from 'picocolors';

const margin = '   ';
// A terminal may say that it has no columns at all.
const width = Math.max(60, Math.min(process.stdout.columns || 110, 110));
let surprises = 0;

export function heading(number: number, text: string, why: string): void {
  console.log(`\n${color.bold(color.cyan(`${number}  ${text}`))}\n${margin}${color.dim(why)}\n`);
}

export function line(text = '', remark = ''): void {
  console.log(`${margin}${text}${remark && color.dim(`  ${remark}`)}`.trimEnd());
}

/** A green tick or a red cross; one cross, and the demo fails. */
export function tick(asExpected: boolean): string {
  if (!asExpected) surprises += 1;
  return asExpected ? color.green('✓') : color.red('✗');
}

/** Says what should have been there, or should not. */
export function missed(what: string): void {
  line(`  ${color.red(`not as expected: ${what}`)}`);
}

/** The compiler's words, wrapped, with those that matter brought out. */
export function block(message: string, words: string): void {
  // No line ends inside of them.
  const whole = words.replaceAll(' ', '\u00a0');
  for (const sentence of message.split('\n')) {
    const text = sentence.trimStart();
    const indent = ' '.repeat(sentence.length - text.length + 2);
    for (const piece of wrap(text.replaceAll(words, whole), width - margin.length - indent.length)) {
      const [before = '', ...rest] = piece.split(whole);
      line(
        indent + [color.dim(before), ...rest.map((after) => color.yellow(words) + color.dim(after))].join(''),
      );
    }
  }
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > room) {
      lines.push(current);
      current = '';
    }
    current += current === '' ? word : ` ${word}`;
  }
  return [...lines, current];
}

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Aligned columns. A cell is padded before it is painted, for a colour takes no room. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  const print = (cells: readonly Cell[]) =>
    line(cells.map(({ text, paint = String }, column) => paint(text.padEnd(widths[column] ?? 0))).join('  '));
  print(heads.map((text) => ({ text, paint: color.dim })));
  rows.forEach(print);
}

/** The last line, and the exit code. */
export function conclude(): void {
  const happy = surprises === 0;
  const words = happy ? 'Everything was as expected.' : `${surprises} not as expected.`;
  console.log(`\n${margin}${color.bold(happy ? color.green(words) : color.red(words))}\n`);
  process.exitCode = happy ? 0 : 1;
}
