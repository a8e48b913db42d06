import {
  type Bits,
  bitsFrom,
  countBits,
  coversBits,
  hasBit,
  intersection,
  members,
  union,
  without,
} from '../internal/bit-set.js';
import type { ClosedScopes } from '../vocabulary/closure.js';

// Each requirement is a choice between alternatives, of which one must be held. The smallest set that satisfies every
// choice is a hitting set. No fast algorithm is known for it, so the search is exact within a bound on its work.

/** The alternatives of a requirement, each closed. */
export type Choice = readonly Bits[];

/** A requirement that need not be met, and the number of routes that are open to whoever meets it. */
export interface Opening {
  readonly choice: Choice;
  readonly routes: number;
}

/** A search whose estimated work exceeds this, about a second, ends with the best that it has found. */
const mostWork = 200_000_000;

/** The work that a search may still do, in estimated comparisons of a machine word. */
interface Budget {
  left: number;
}

/**
 * Finds the smallest closed set that satisfies every choice; of several, the one that opens the fewest routes. `exact`
 * says whether nothing smaller can exist.
 *
 * @param openings is called only where there is something to choose.
 */
export const smallestSet = (
  closed: ClosedScopes,
  choices: readonly Choice[],
  openings: () => readonly Opening[],
): { readonly held: readonly string[]; readonly exact: boolean } => {
  const { names, namesOf } = closed;
  const { forced, open } = takeForced(choices, bitsFrom(names.length));
  if (open.length === 0) return { held: namesOf(forced), exact: true };

  const problem = renumbered(closed, open, forced, openings());
  const budget: Budget = { left: mostWork };
  const searchEach = (parts: readonly (readonly Choice[])[], searched: Problem, best?: Bits): Bits =>
    parts.reduce<Bits>(
      (held, part) => union(held, new Search({ ...searched, choices: part }, budget, best).run()),
      bitsFrom(problem.numbers.length),
    );
  // First without the openings, which make parts depend on one another: the second search then begins at the best size.
  let found = searchEach(independentParts(problem.choices, []), { ...problem, openings: [] });
  if (problem.openings.length > 0)
    found = searchEach(independentParts(problem.choices, problem.openings), problem, found);
  const chosen = members(found).map((n) => problem.numbers[n] as number);
  return { held: namesOf(union(forced, bitsFrom(names.length, chosen))), exact: budget.left > 0 };
};

const isSatisfied = (choice: Choice, held: Bits): boolean => choice.some((one) => coversBits(held, one));

/** Tells whether another alternative needs less, or needs the same and comes first. */
const isDominated = (one: Bits, at: number, choice: Choice, forced: Bits): boolean =>
  choice.some(
    (other, i) => coversBits(union(one, forced), other) && (i < at || !coversBits(union(other, forced), one)),
  );

/** Takes every choice that has one alternative left, again and again. Gives what that holds, and the open choices. */
const takeForced = (choices: readonly Choice[], nothing: Bits) => {
  let forced = nothing;
  let open = choices;
  for (;;) {
    open = open.filter((choice) => !isSatisfied(choice, forced));
    open = open.map((choice) => choice.filter((one, i) => !isDominated(one, i, choice, forced)));
    const decided = open.filter((choice) => choice.length === 1);
    if (decided.length === 0) return { forced, open };
    for (const [only] of decided) forced = union(forced, only as Bits);
  }
};

/** Choices over only the scopes that they touch. */
interface Problem {
  /** The number in the vocabulary of each scope, in declaration order. */
  readonly numbers: readonly number[];
  readonly choices: readonly Choice[];
  /** Those that only some of the choices open. */
  readonly openings: readonly Opening[];
  /** The scopes that are held whatever is chosen. */
  readonly forced: Bits;
  /** scope → the other scopes that it implies, where there are any */
  readonly implied: ReadonlyMap<number, Bits>;
}

/**
 * Numbers the scopes of the open choices anew and drops repeated choices. Keeps the minimal forced scopes: a chosen scope
 * may imply one.
 */
const renumbered = (
  closed: ClosedScopes,
  open: readonly Choice[],
  forced: Bits,
  openings: readonly Opening[],
): Problem => {
  const minimal = closed.bitsOf(closed.minimal(closed.namesOf(forced)));
  const touched = open.flat().reduce(union);
  const reachable = union(touched, forced);
  const numbers = members(without(touched, without(forced, minimal)));
  const newNumbers = new Map(numbers.map((number, n) => [number, n]));
  const renumber = (bits: Bits): Bits =>
    bitsFrom(
      numbers.length,
      members(bits).flatMap((number) => newNumbers.get(number) ?? []),
    );
  const distinct = new Map(
    open
      .map((choice) => choice.map(renumber))
      // JSON.stringify would call any `toJSON` that somebody put on a prototype.
      .map((choice) => [choice.map(String).sort().join(';'), choice]),
  );
  const impliedBy = (number: number): Bits =>
    renumber(closed.bitsOf(closed.closureOf(closed.names[number]).slice(1)));
  return {
    numbers,
    choices: [...distinct.values()],
    openings: openings
      .filter(({ choice }) => !isSatisfied(choice, forced))
      .map(({ choice, routes }) => ({
        choice: choice.filter((one) => coversBits(reachable, one)).map(renumber),
        routes,
      }))
      .filter(({ choice }) => choice.length > 0),
    forced: renumber(forced),
    implied: new Map(
      numbers
        .map((number, n) => [n, impliedBy(number)] as const)
        .filter(([, implied]) => implied.some((word) => word !== 0)),
    ),
  };
};

/**
 * Splits the choices into parts that share no scope and no opening, so that each can be searched alone. In a part, each choice stands
 * after one that it shares a scope with: a search then has few open scopes at a time.
 */
const independentParts = (
  choices: readonly Choice[],
  openings: readonly Opening[],
): (readonly Choice[])[] => {
  const opened = openings.map(({ choice }) => choice.reduce(union));
  const touchedBy = (choice: Choice): Bits => {
    const own = choice.reduce(union);
    return opened.filter((theirs) => overlaps(own, theirs)).reduce(union, own);
  };
  const left = new Map(choices.map((choice) => [choice, touchedBy(choice)]));
  return choices.flatMap((start) => {
    const touched = left.get(start);
    if (!touched) return [];
    const part = new Map([[start, touched]]);
    for (const [choice, own] of part) {
      left.delete(choice);
      for (const [other, theirs] of left) if (overlaps(own, theirs)) part.set(other, theirs);
    }
    return [[...part.keys()]];
  });
};

const overlaps = (one: Bits, other: Bits): boolean =>
  one.some((word, i) => (word & (other[i] as number)) !== 0);

/**
 * The order of sets, from the left: fewer held scopes, then fewer minimal scopes, then fewer open routes, then the scopes
 * that are declared first.
 */
type Score = readonly [held: number, ...others: number[]];

const scoreOf = (held: Bits, minimal: Bits, routes: number): Score => [
  countBits(held),
  countBits(minimal),
  routes,
  ...members(minimal),
];

const isNarrower = (one: Score, other: Score): boolean => {
  const at = one.findIndex((count, i) => count !== other[i]);
  return at >= 0 && (one[at] as number) < (other[at] as number);
};

/** A branch-and-bound search over one part, for as long as the budget lasts. */
class Search {
  readonly #problem: Problem;
  readonly #budget: Budget;
  #best: Bits;
  #bestScore: Score;
  /** state → the best score with which the search came to it */
  readonly #visited = new Map<string, Score>();

  constructor(problem: Problem, budget: Budget, best: Bits | undefined) {
    this.#problem = problem;
    this.#budget = budget;
    this.#best = best ? ownPart(problem, best) : greedySet(problem, budget);
    this.#bestScore = scoreOf(this.#best, this.#minimal(this.#best), this.#openRoutes(this.#best));
  }

  run(): Bits {
    this.#explore(this.#problem.forced, this.#problem.choices);
    return this.#best;
  }

  #explore(held: Bits, choices: readonly Choice[]): void {
    const { forced, implied, openings } = this.#problem;
    const open = choices.filter((choice) => !isSatisfied(choice, held));
    this.#budget.left -= workFor(open) + (implied.size + 3 * openings.length) * forced.length;
    if (this.#budget.left <= 0 || countBits(held) + lowerBound(held, open) > this.#bestScore[0]) return;
    const [next, ...rest] = open;
    const minimal = this.#minimal(held);
    if (!next) this.#offer(held, minimal);
    else if (!this.#wasVisited(held, minimal, open.flat().reduce(union))) {
      const byCount = next
        .map((alternative) => union(held, alternative))
        .sort((one, other) => countBits(one) - countBits(other));
      for (const further of byCount) this.#explore(further, rest);
    }
  }

  #offer(held: Bits, minimal: Bits): void {
    const score = scoreOf(held, minimal, this.#openRoutes(held));
    if (isNarrower(score, this.#bestScore)) [this.#best, this.#bestScore] = [held, score];
  }

  /** Tells whether the search reached this state before with a score at least as good. */
  #wasVisited(held: Bits, minimal: Bits, touched: Bits): boolean {
    const undecided = this.#undecided(held, touched);
    const mattering = undecided
      .flatMap((i) => (this.#problem.openings[i] as Opening).choice)
      .reduce(union, touched);
    const state = [touched, intersection(held, mattering), intersection(minimal, touched), undecided].join(
      ';',
    );
    const score = scoreOf(held, without(minimal, touched), this.#openRoutes(held));
    const before = this.#visited.get(state);
    if (before && !isNarrower(score, before)) return true;
    this.#visited.set(state, score);
    return false;
  }

  #openRoutes(held: Bits): number {
    return this.#problem.openings.reduce(
      (sum, { choice, routes }) => (isSatisfied(choice, held) ? sum + routes : sum),
      0,
    );
  }

  /** Gives the places of the openings that are closed yet, and that some of the touched scopes may open. */
  #undecided(held: Bits, touched: Bits): readonly number[] {
    const within = union(held, touched);
    return this.#problem.openings.flatMap(({ choice }, i) =>
      isSatisfied(choice, within) && !isSatisfied(choice, held) ? [i] : [],
    );
  }

  /** Gives those held scopes that no other held scope implies. */
  #minimal(held: Bits): Bits {
    return [...this.#problem.implied].reduce<Bits>(
      (minimal, [scope, implied]) => (hasBit(held, scope) ? without(minimal, implied) : minimal),
      held,
    );
  }
}

/** Gives what a set for all parts holds of one part, with what is held whatever is chosen. */
const ownPart = ({ choices, forced }: Problem, found: Bits): Bits =>
  union(forced, intersection(found, choices.flat().reduce(union)));

/** Counts the scopes that must be added whatever is chosen: choices that share no scope each add their fewest. */
const lowerBound = (held: Bits, open: readonly Choice[]): number => {
  let counted: Bits = bitsFrom(held.length * 32);
  let fewest = 0;
  for (const choice of open) {
    const added = choice.map((alternative) => without(alternative, held));
    const touched = added.reduce(union);
    if (overlaps(touched, counted)) continue;
    counted = union(counted, touched);
    fewest += Math.min(...added.map(countBits));
  }
  return fewest;
};

/** Estimates the work of looking at some choices: each alternative is compared about ten times. */
const workFor = (choices: readonly Choice[]): number =>
  choices.reduce((sum, choice) => sum + 10 * choice.length * (choice[0] as Bits).length, 2500);

/** Finds a good set: takes, again and again, the alternative whose added scopes most choices use. */
const greedySet = ({ choices, forced }: Problem, budget: Budget): Bits => {
  let held = forced;
  for (;;) {
    const open = choices.filter((choice) => !isSatisfied(choice, held));
    if (open.length === 0) return held;
    budget.left -= workFor(open);
    const uses = new Map<number, number>();
    for (const choice of open)
      for (const scope of members(choice.reduce(union))) uses.set(scope, (uses.get(scope) ?? 0) + 1);
    let bestWorth = 0;
    let taken = held;
    for (const alternative of open.flat()) {
      const added = members(without(alternative, held));
      // The sum of uses, by the square of the number of added scopes: a short alternative wins over a long one.
      const worth = added.reduce((sum, scope) => sum + (uses.get(scope) as number), 0) / added.length ** 2;
      if (worth > bestWorth) [bestWorth, taken] = [worth, union(held, alternative)];
    }
    held = taken;
  }
};
