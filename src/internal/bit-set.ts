/** A set of small whole numbers, 32 to a machine word. Scopes are numbered in declaration order. */
export type Bits = readonly number[];

/** Makes a set with room for `size` members. */
export const bitsFrom = (size: number, members: Iterable<number> = []): number[] => {
  const bits = new Array<number>((size + 31) >>> 5).fill(0);
  for (const member of members) bits[member >>> 5] = (bits[member >>> 5] as number) | (1 << (member & 31));
  return bits;
};

export const hasBit = (bits: Bits, member: number): boolean =>
  ((bits[member >>> 5] as number) & (1 << (member & 31))) !== 0;

export const union = (left: Bits, right: Bits): number[] =>
  left.map((word, i) => word | (right[i] as number));

export const intersection = (left: Bits, right: Bits): number[] =>
  left.map((word, i) => word & (right[i] as number));

export const without = (left: Bits, right: Bits): number[] =>
  left.map((word, i) => word & ~(right[i] as number));

/** Tells whether `left` has every member of `right`. */
export const coversBits = (left: Bits, right: Bits): boolean =>
  right.every((word, i) => ((left[i] as number) & word) === word);

export const sameBits = (left: Bits, right: Bits): boolean => right.every((word, i) => left[i] === word);

/** The words of a set that have members, as [word, mask, word, mask, …]. */
export type Mask = readonly number[];

export const maskOf = (bits: Bits): Mask => bits.flatMap((mask, word) => (mask ? [word, mask] : []));

export const addMask = (bits: number[], mask: Mask): void => {
  for (let i = 0; i < mask.length; i += 2)
    bits[mask[i] as number] = (bits[mask[i] as number] as number) | (mask[i + 1] as number);
};

export const coversMask = (bits: Bits, mask: Mask): boolean => {
  for (let i = 0; i < mask.length; i += 2)
    if (((mask[i + 1] as number) & ~(bits[mask[i] as number] as number)) !== 0) return false;
  return true;
};

export const hasInMask = (mask: Mask, member: number): boolean => {
  for (let i = 0; i < mask.length; i += 2)
    if (mask[i] === member >>> 5) return ((mask[i + 1] as number) & (1 << (member & 31))) !== 0;
  return false;
};

/** Lists the members in ascending order. */
export const members = (bits: Bits): number[] => {
  const found: number[] = [];
  bits.forEach((word, i) => {
    // Each round clears the lowest set bit, so only members cost time.
    for (let rest = word; rest !== 0; rest &= rest - 1) found.push((i << 5) + 31 - Math.clz32(rest & -rest));
  });
  return found;
};

export const countBits = (bits: Bits): number => members(bits).length;
