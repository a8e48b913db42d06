import { type Bits, bitsFrom, coversBits, members } from '../internal/bit-set.js';
import { type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import { isLetIn, type Needs, needsFor, type StoredNames, storedNames } from './names.js';
import { type Region, type Routed, regionsOf } from './regions.js';

/** One of two versions of an API. */
export interface Version extends Routed {
  readonly stored: StoredNames;
  readonly needsOf: (route: string | undefined) => Needs | undefined;
}

/** Reads a route table. Throws for any other value. */
const versionOf = (api: unknown): Version => {
  const table: RouteTableInternals = routeTableInternals(api);
  const needs = new Map(
    table.routes.map((route) => [route, needsFor(table.vocabulary, table.needsOf(route))]),
  );
  return {
    table,
    match: (api as Routed).match,
    stored: storedNames(table.vocabulary),
    needsOf: (route) => (route === undefined ? undefined : needs.get(route)),
  };
};

/** All names that either version knows, those of the earlier one first, with what each gives in both. */
export interface NameTable {
  readonly names: readonly string[];
  /** The number of names that the earlier version knows. */
  readonly known: number;
  readonly before: Given;
  readonly after: Given;
}

/** What names give in one version. */
export interface Given {
  /** By the number of a name: the scopes that it gives. */
  readonly closures: readonly Bits[];
  /** By the number of a scope: the names that give it. */
  readonly givers: readonly Bits[];
}

const tabulate = (before: StoredNames, after: StoredNames): NameTable => {
  const names = [...new Set([...before.closures.keys(), ...after.closures.keys()])];
  const givenIn = ({ vocabulary, closures }: StoredNames): Given => {
    const size = vocabulary.names.length;
    const nothing = bitsFrom(size);
    const givers = Array.from({ length: size }, () => [] as number[]);
    const own = names.map((name, number) => {
      const closure = closures.get(name) ?? nothing;
      for (const scope of members(closure)) givers[scope]?.push(number);
      return closure;
    });
    return { closures: own, givers: givers.map((list) => bitsFrom(names.length, list)) };
  };
  return { names, known: before.closures.size, before: givenIn(before), after: givenIn(after) };
};

/** Regions with the same pair of requirements: a key changes in all of them or in none. */
export interface Question {
  readonly before: Needs | undefined;
  readonly after: Needs | undefined;
  readonly regions: readonly Region[];
  /** Whether some stored key may gain; `false` is proven. */
  readonly mayGain: boolean;
  /** Whether some stored key may lose; `false` is proven. */
  readonly mayLose: boolean;
}

/** Two versions of an API, side by side. */
export interface Comparison {
  readonly before: Version;
  readonly after: Version;
  readonly names: NameTable;
  readonly questions: readonly Question[];
}

/** Compares two versions of an API. Throws for what is no route table. */
export const compare = (before: unknown, after: unknown): Comparison => {
  const [one, other] = [versionOf(before), versionOf(after)];
  const names = tabulate(one.stored, other.stored);
  const questions = new Map<string, Question & { readonly regions: Region[] }>();
  for (const region of regionsOf(one, other)) {
    const [old, now] = [one.needsOf(region.before), other.needsOf(region.after)];
    const id = [old, now].map((needs) => needs && `${needs.anyone} ${needs.text}`).join(' → ');
    const known = questions.get(id);
    if (known) known.regions.push(region);
    else
      questions.set(id, {
        before: old,
        after: now,
        regions: [region],
        mayGain: !followsFrom(now, names.after, old, names.before),
        mayLose: !followsFrom(old, names.before, now, names.after),
      });
  }
  return { before: one, after: other, names, questions: [...questions.values()] };
};

/**
 * Proves that every list of names that meets one requirement meets the other: for each alternative of the first, there is
 * one of the second whose every scope comes with a scope of the first, whatever name gives it. `false` proves nothing.
 */
const followsFrom = (one: Needs | undefined, given: Given, other: Needs | undefined, otherGiven: Given) =>
  one === undefined ||
  one.alternatives.every((scopes) =>
    other?.alternatives.some((others) =>
      others.every((needed) =>
        scopes.some((held) => coversBits(otherGiven.givers[needed] as Bits, given.givers[held] as Bits)),
      ),
    ),
  );

/** Tells how the access of a caller changes. */
export const changeOf = (
  { before, after }: Question,
  heldBefore: Bits,
  heldAfter: Bits,
): 'gain' | 'loss' | undefined => {
  const [was, is] = [isLetIn(before, heldBefore), isLetIn(after, heldAfter)];
  return was === is ? undefined : is ? 'gain' : 'loss';
};
