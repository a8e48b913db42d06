/** Writes words as a shell reads them, on one line, and so that none of them ends a comment of HTML. */
export const shellWords = (...words: readonly string[]): string =>
  words.map((word) => (/^(?:--)?[\w./,:=@+]+(?:-[\w./,:=@+]+)*$/.test(word) ? word : quoted(word))).join(' ');

const quoted = (word: string): string =>
  // Two quotes side by side are nothing to a shell.
  `'${word
    .replaceAll("'", "'\\''")
    .replace(/-(?=-)/g, "-''")
    .replace(/\s+/g, ' ')}'`;
