/** Random choices that come out the same for the same seed. */
export interface Random {
  /** Gives a whole number from 0, below `end`. */
  readonly below: (end: number) => number;
  /** Says yes so often: `chance(0.1)` once in ten times. */
  readonly chance: (share: number) => boolean;
  /** Takes one of a list that is not empty. */
  readonly one: <Item>(items: readonly Item[]) => Item;
  /** Takes some of a list, in random order; all of it where it has no more. */
  readonly some: <Item>(items: readonly Item[], count: number) => Item[];
}

/** Makes random choices from a seed, with the generator mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  const one = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
  return {
    below,
    chance: (share) => next() < share,
    one,
    some: (items, count) => {
      const left = [...items];
      return Array.from({ length: Math.min(count, left.length) }, () =>
        left.splice(below(left.length), 1),
      ).flat();
    },
  };
}
