/** Texts: what is safe to print. */

// Controls would move the cursor or colour the terminal, bidirectional marks would reorder what one reads.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

// A runner of GitHub Actions obeys a line that begins with `::`, and `##[` wherever it is.
const workflowCommand = /^(\s*):(?=:)|#(?=#\[)/g;

/** Replaces what a terminal or a runner of CI would obey with its code point, such as `\u{1b}`. */
export const printable = (text: string): string =>
  text
    .replace(unprintable, escaped)
    .replace(
      workflowCommand,
      (match, blanks: string = '') => `${blanks}${escaped(match.slice(blanks.length))}`,
    );

const escaped = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** Gives `1 key` or `2 keys`, with thousands apart. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;
