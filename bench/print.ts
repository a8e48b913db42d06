/** How the figures look. */
import color from 'picocolors';

export function heading(title: string, about: string): void {
  console.log(`\n${color.bold(title)}\n${color.dim(about)}\n`);
}

/** The first column is words, the others are figures. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const spaced = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('   ')
      .trimEnd();
  console.log(color.dim(`  ${spaced(heads)}`));
  for (const row of rows) console.log(`  ${spaced(row)}`);
}
