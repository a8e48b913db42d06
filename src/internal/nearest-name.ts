/** A longer name is no slip of a finger, and comparing it would take long. */
const longestName = 100;

/** Gives `; did you mean x?` where one of the names is near enough to a wrong one to be meant, else nothing. */
export const didYouMean = (wrong: string, names: Iterable<string>): string => {
  const name = nearestName(wrong, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
};

function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  if (wrong.length > longestName) return undefined;
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

/** Counts the letters to add, remove or replace between two texts: Levenshtein. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (above[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    above = row;
  }
  return above[other.length] as number;
}
