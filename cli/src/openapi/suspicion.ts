/** Which lists of scopes look as if they were published as alternatives, although they mean that all are needed. */
import { type Implication, isNamedUnder, partsOf } from './implications.js';
import { isReading } from './route-path.js';
import type { NeededList } from './scopes.js';
import type { Parts, Spelling } from './spelling.js';

export interface Suspicion {
  /** Tells whether a list of an operation looks like alternatives. */
  readonly isSuspected: (names: readonly string[], method: string) => boolean;
  /** Tells whether one of the scopes gives another: all of them are then the same as fewer. */
  readonly isSettled: (names: readonly string[]) => boolean;
}

/** Longer lists are nobody's alternatives. */
const mostSuspected = 200;

/**
 * Makes a suspicion: of a scope beside one that gives it by their names, or beside others of which it is always one of
 * several. An operation that changes something may well need scopes of several surfaces, or all that one of them gives.
 *
 * @param implications the implications that hold.
 */
export function createSuspicion(
  lists: readonly NeededList[],
  spelling: Spelling,
  implications: readonly Implication[],
): Suspicion {
  const isCompanion = companions(lists);
  const reached = closures(implications);
  const known = new Map<string, boolean>();
  const looksLoose = (names: readonly string[]) => {
    const key = JSON.stringify(names);
    const looks =
      known.get(key) ??
      (names.some(isCompanion) || hasPair(names, (one, other) => isBelow(one, other, spelling)));
    known.set(key, looks);
    return looks;
  };
  const isSettled = (names: readonly string[]) =>
    names.length <= mostSuspected && hasPair(names, (one, other) => reached(other).has(one));
  return {
    isSettled,
    isSuspected: (names, method) =>
      names.length > 1 &&
      names.length <= mostSuspected &&
      (isReading(method) || (areOfOneSurface(names, spelling) && !isSettled(names))) &&
      looksLoose(names),
  };
}

const hasPair = (names: readonly string[], test: (one: string, other: string) => boolean): boolean =>
  names.some((one) => names.some((other) => one !== other && test(one, other)));

/** Finds the scopes that are never needed alone, and often beside others. */
function companions(lists: readonly NeededList[]): (name: string) => boolean {
  const alone = new Set<string>();
  const counts = new Map<string, { lists: number; operations: number }>();
  for (const { names, count } of lists)
    for (const name of names) {
      if (names.length === 1) alone.add(name);
      const known = counts.get(name) ?? { lists: 0, operations: 0 };
      counts.set(name, { lists: known.lists + 1, operations: known.operations + count });
    }
  return (name) => {
    const { lists: several = 0, operations = 0 } = counts.get(name) ?? {};
    return !alone.has(name) && several >= 2 && operations >= 3;
  };
}

/** Makes what gives all that a scope implies, itself included. */
export function closures(implications: readonly Implication[]): (scope: string) => ReadonlySet<string> {
  const links = new Map<string, string[]>();
  for (const { scope, implied } of implications) {
    const listed = links.get(scope);
    if (listed) listed.push(implied);
    else links.set(scope, [implied]);
  }
  const known = new Map<string, ReadonlySet<string>>();
  return (scope) => {
    const before = known.get(scope);
    if (before) return before;
    const reached = new Set([scope]);
    for (const each of reached) for (const next of links.get(each) ?? []) reached.add(next);
    known.set(scope, reached);
    return reached;
  };
}

/** Tells whether one scope is named as a part of another: `reports.tax.read` of `reports.read`. */
function isBelow(one: string, other: string, spelling: Spelling): boolean {
  if (isNamedUnder(one, other, spelling)) return true;
  const [lower, upper] = [partsOf(one, spelling), partsOf(other, spelling)];
  return lower.action === upper.action && lower.surface !== upper.surface && isWithin(lower, upper);
}

/** Tells whether all scopes are of one surface, or of parts of it. */
function areOfOneSurface(names: readonly string[], spelling: Spelling): boolean {
  const [first, ...others] = names
    .map((name) => partsOf(name, spelling))
    .sort((a, b) => a.surface.length - b.surface.length);
  return first !== undefined && others.every((each) => isWithin(each, first));
}

const isWithin = ({ surface }: Pick<Parts, 'surface'>, outer: Pick<Parts, 'surface'>): boolean =>
  surface === outer.surface ||
  (surface.startsWith(outer.surface) && /^[.:/_-]/.test(surface.slice(outer.surface.length)));
