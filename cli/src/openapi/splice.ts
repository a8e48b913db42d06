/** A range of a text, and what stands there afterwards. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Replaces ranges of a text. All else stays as it is, byte for byte.
 *
 * @throws RangeError for ranges that overlap.
 */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text: now } of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at || end < start) throw new RangeError(`two changes of the text at ${start} overlap`);
    pieces.push(text.slice(at, start), now);
    at = end;
  }
  return pieces.join('') + text.slice(at);
}
