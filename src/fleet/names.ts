import {
  addMask,
  type Bits,
  bitsFrom,
  coversMask,
  hasBit,
  type Mask,
  maskOf,
  members,
} from '../internal/bit-set.js';
import type { VocabularyInternals } from '../vocabulary/internals.js';

/** A vocabulary as a reader of stored names. */
export interface StoredNames {
  readonly vocabulary: VocabularyInternals;
  /** name → what it gives, closed; for live scopes, old names and, where they are read, patterns */
  readonly closures: ReadonlyMap<string, Bits>;
  /** The same as masks. */
  readonly masks: ReadonlyMap<string, Mask>;
  /** name → the scopes that it names, not closed */
  readonly named: ReadonlyMap<string, Mask>;
  /** old name → the scopes that it stands for */
  readonly renamed: ReadonlyMap<string, readonly string[]>;
  /** Gives what some names hold together. An unknown name counts for nothing. */
  readonly heldBy: (names: Iterable<string>) => Bits;
}

/** Reads which names a vocabulary knows, and what each gives: live scopes first, then old names, then patterns. */
export const storedNames = (vocabulary: VocabularyInternals): StoredNames => {
  const { names, renamed, storedPatterns, bitsOf, close } = vocabulary;
  // Where patterns are read, no live scope and no old name has a `*`.
  const lists = new Map<string, readonly string[]>([
    ...names.map((name) => [name, [name]] as const),
    ...renamed,
    ...storedPatterns,
  ]);
  const closures = new Map(Array.from(lists, ([name, scopes]) => [name, bitsOf(close(scopes))]));
  const masks = new Map(Array.from(closures, ([name, bits]) => [name, maskOf(bits)]));
  const named = new Map(Array.from(lists, ([name, scopes]) => [name, maskOf(bitsOf(scopes))]));
  return {
    vocabulary,
    closures,
    masks,
    named,
    renamed,
    heldBy: (list) => heldBy(names.length, masks, list),
  };
};

const heldBy = (size: number, masks: ReadonlyMap<string, Mask>, names: Iterable<string>): Bits => {
  const held = bitsFrom(size);
  for (const name of names) {
    const mask = masks.get(name);
    if (mask) addMask(held, mask);
  }
  return held;
};

/** The requirement of a route for a caller with a key, as sets of scope numbers of which one has to be held. */
export interface Needs {
  readonly alternatives: readonly (readonly number[])[];
  readonly masks: readonly Mask[];
  /** Whether callers without a key are let in. */
  readonly anyone: boolean;
  /** The same text for requirements that the same keys meet. */
  readonly text: string;
}

/** Reads the requirement of a route. */
export const needsFor = (vocabulary: VocabularyInternals, requirement: unknown): Needs => {
  const bits = vocabulary.alternativesOf(requirement).map((scopes) => vocabulary.bitsOf(scopes));
  const kind = (requirement as { readonly kind?: string }).kind;
  const alternatives = bits.map((each) => members(each));
  return {
    alternatives,
    masks: bits.map(maskOf),
    anyone: kind === 'open' || kind === 'optional',
    text: alternatives.map(String).sort().join(';'),
  };
};

/** Tells whether a key that holds these scopes gets in. Without a route, nobody does. */
export const isLetIn = (needs: Needs | undefined, held: Bits): boolean => {
  const masks = needs?.masks ?? [];
  for (let i = 0; i < masks.length; i++) if (coversMask(held, masks[i] as Mask)) return true;
  return false;
};

/** Gives the scopes that are missing for the nearest alternative, as `fewestMissing` picks it. */
export const lackOf = ({ alternatives }: Needs, held: Bits): readonly number[] =>
  alternatives
    .map((scopes) => scopes.filter((scope) => !hasBit(held, scope)))
    .reduce((fewest, other) => (other.length < fewest.length ? other : fewest));

/** Says what an old name is now. */
export const inWords = (old: string, now: readonly string[]): string => `${old} is now ${now.join(' ')}`;
