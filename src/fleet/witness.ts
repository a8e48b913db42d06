import {
  type Bits,
  bitsFrom,
  countBits,
  coversBits,
  hasBit,
  intersection,
  members,
  union,
} from '../internal/bit-set.js';
import type { Comparison, Given, Question } from './comparison.js';
import { isLetIn } from './names.js';

/** The greatest number of comparisons that one search makes: less than a second. */
const mostWork = 10_000_000;

/**
 * Finds the narrowest stored key whose access changes: the list of names that the earlier version knows with the fewest
 * rights there, then the fewest names, then those that come first.
 *
 * Gives nothing where no list changes, and `undecided` where the search was given up.
 */
export const narrowestKey = (
  comparison: Comparison,
  question: Question,
  change: 'gain' | 'loss',
): readonly string[] | 'undecided' | undefined => {
  if (!(change === 'gain' ? question.mayGain : question.mayLose)) return undefined;
  const search = new WitnessSearch(comparison, question, change);
  const needs = change === 'gain' ? question.after : question.before;
  for (const alternative of needs?.alternatives ?? []) search.try(alternative);
  return search.result();
};

/** A list of names, as numbers, with the number of its rights. */
interface Witness {
  readonly rights: number;
  readonly chosen: readonly number[];
}

const isNarrower = (one: Witness, other: Witness): boolean => {
  const rankOf = ({ rights, chosen }: Witness) => [rights, chosen.length, ...chosen];
  const [own, theirs] = [rankOf(one), rankOf(other)];
  const at = own.findIndex((number, i) => number !== theirs[i]);
  return at >= 0 && (own[at] as number) < (theirs[at] as number);
};

/** What a list of names holds in both versions. */
interface Held {
  readonly before: Bits;
  readonly after: Bits;
}

/** A branch-and-bound search: for each scope that has to be held, every name that may be the one that gives it. */
class WitnessSearch {
  readonly #names: Comparison['names'];
  readonly #question: Question;
  readonly #change: 'gain' | 'loss';
  /** What names give in the version that lets the key in. */
  readonly #given: Given;
  readonly #nothing: Held;
  /** The number of alternatives that must not be held. */
  readonly #refusals: number;
  #workLeft = mostWork;
  #best: Witness | undefined;

  constructor({ before, after, names }: Comparison, question: Question, change: 'gain' | 'loss') {
    this.#names = names;
    this.#question = question;
    this.#change = change;
    this.#refusals = (change === 'gain' ? question.before : question.after)?.alternatives.length ?? 0;
    this.#given = change === 'gain' ? names.after : names.before;
    this.#nothing = {
      before: bitsFrom(before.stored.vocabulary.names.length),
      after: bitsFrom(after.stored.vocabulary.names.length),
    };
  }

  /** Looks for the narrowest list that holds all scopes of one alternative. */
  try(alternative: readonly number[]): void {
    const candidates = new Map(alternative.map((scope) => [scope, this.#candidates(scope, alternative)]));
    this.#explore(this.#nothing, [], alternative, candidates);
  }

  result(): readonly string[] | 'undecided' | undefined {
    if (this.#best) return this.#best.chosen.map((number) => this.#names.names[number] as string);
    return this.#workLeft < 0 ? 'undecided' : undefined;
  }

  #explore(
    held: Held,
    chosen: readonly number[],
    open: readonly number[],
    candidates: ReadonlyMap<number, readonly number[]>,
  ): void {
    this.#workLeft -= held.before.length + held.after.length + this.#refusals;
    if (this.#workLeft < 0 || this.#isRefusedNoMore(held)) return;
    const own = this.#change === 'gain' ? held.after : held.before;
    const left = open.filter((scope) => !hasBit(own, scope));
    const [next] = left;
    const atBest = { rights: countBits(held.before), chosen: [...chosen].sort((one, other) => one - other) };
    if (next === undefined) {
      if (!this.#best || isNarrower(atBest, this.#best)) this.#best = atBest;
    } else if (!this.#best || atBest.rights <= this.#best.rights)
      for (const number of candidates.get(next) as readonly number[])
        this.#explore(this.#with(held, number), [...chosen, number], left, candidates);
  }

  /** Tells whether a list is past hope: the version that has to refuse it lets it in. More names never change that. */
  #isRefusedNoMore(held: Held): boolean {
    return this.#change === 'gain'
      ? isLetIn(this.#question.before, held.before)
      : isLetIn(this.#question.after, held.after);
  }

  #with({ before, after }: Held, number: number): Held {
    return {
      before: union(before, this.#names.before.closures[number] as Bits),
      after: union(after, this.#names.after.closures[number] as Bits),
    };
  }

  /** Gives the names for one scope, the narrowest first, without those that another one can stand in for. */
  #candidates(scope: number, alternative: readonly number[]): readonly number[] {
    const { before, after, known } = this.#names;
    const wanted = bitsFrom(
      this.#nothing[this.#change === 'gain' ? 'after' : 'before'].length * 32,
      alternative,
    );
    const rights = new Map<number, number>();
    for (const number of members(this.#given.givers[scope] as Bits))
      if (number < known && !this.#isRefusedNoMore(this.#with(this.#nothing, number)))
        rights.set(number, countBits(before.closures[number] as Bits));
    const gives = (number: number): Bits => intersection(this.#given.closures[number] as Bits, wanted);
    const kept: number[] = [];
    for (const [number] of [...rights].sort((one, other) => one[1] - other[1] || one[0] - other[0])) {
      const standsIn = (other: number): boolean =>
        coversBits(before.closures[number] as Bits, before.closures[other] as Bits) &&
        (this.#change === 'gain' ||
          coversBits(after.closures[number] as Bits, after.closures[other] as Bits)) &&
        coversBits(gives(other), gives(number));
      if (!kept.some(standsIn)) kept.push(number);
    }
    return kept;
  }
}
