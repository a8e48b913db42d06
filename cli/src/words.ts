/** Texts: what is safe to print, and which name was probably meant. */

// Controls would move the cursor or colour the terminal, bidirectional marks would reorder what one reads.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Replaces what a terminal would obey with its code point, such as `\u{1b}`. */
export const printable = (text: string): string =>
  text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

/** Gives `1 key` or `2 keys`, with thousands apart. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;

/** Gives the name nearest to a wrong one, if one is near enough to be a slip. */
function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(wrong.length / 3));
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) > most) continue;
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance <= most && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { name, distance };
  }
  return nearest?.name;
}

/** Gives `; did you mean x?`, or nothing. */
export const hint = (wrong: string, names: Iterable<string>): string => {
  const name = nearestName(wrong, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
};

/** Counts the letters to add, remove or replace between two texts: Levenshtein. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[other.length] ?? 0;
}
