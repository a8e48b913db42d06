import { chainTooLong, circle, refuse, unknownAction, unknownScope } from './errors.js';
import { type Bits, bitsFrom, hasBit, intersection, without } from './internal/bits.js';
import { type Expand, fail, listIn, type Pair, type ScopeList, type Spelled, tableIn } from './scope.js';

// A table of n names is closed by squaring it: with every name in its own entry, looking each entry up in the
// table again doubles the length of the chains it covers. Four rounds cover 16 links without any recursion.

type Direct<Implies extends Pair> = { [P in Implies as P['name']]: P['name'] | P['listed'] };
type Square<Table> = {
  [Name in keyof Table]: Table[Name] | Table[Table[Name] & keyof Table];
};
type SixteenLinks<Table> = Square<Square<Square<Square<Table>>>>;

/** The actions that start a chain of more than 16 links. */
export type TooLong<Implies extends Pair> = TooFar<SixteenLinks<Direct<Implies>>>;
type TooFar<Table> = {
  [Name in keyof Table]: [Table[Table[Name] & keyof Table]] extends [Table[Name]] ? never : Name;
}[keyof Table];

/** A table of scopes, for looking up by a scope that need not be in it. */
type Lookup = { readonly [scope: string]: string };
interface NothingElse {
  readonly [scope: string]: never;
  // Every object has these, and a scope may be called like one of them.
  readonly constructor: never;
  readonly hasOwnProperty: never;
  readonly isPrototypeOf: never;
  readonly propertyIsEnumerable: never;
  readonly toLocaleString: never;
  readonly toString: never;
  readonly valueOf: never;
}

/**
 * What each scope brings along by its action: only the actions are closed, the scopes are then spelled from
 * them. One table per action, so that no scope has to be taken apart to find its surface.
 */
type BroughtByAction<
  Surfaces extends Pair,
  Format extends string,
  Closed,
> = Format extends `${infer Left}{surface}${infer Middle}{action}${infer Right}`
  ? {
      [A in keyof Closed & string]: {
        [P in Surfaces as `${Left}${P['name']}${Middle}${A & P['listed']}${Right}`]: `${Left}${P['name']}${Middle}${Closed[A] &
          P['listed']}${Right}`;
      };
    }[keyof Closed & string]
  : Format extends `${infer Left}{action}${infer Middle}{surface}${infer Right}`
    ? {
        [A in keyof Closed & string]: {
          [P in Surfaces as `${Left}${A & P['listed']}${Middle}${P['name']}${Right}`]: `${Left}${Closed[A] &
            P['listed']}${Middle}${P['name']}${Right}`;
        };
      }[keyof Closed & string]
    : never;

type Merged<Tables> = (Tables extends unknown ? (table: Tables) => void : never) extends (
  table: infer Merge,
) => void
  ? Merge
  : never;

type ByAction<Scope extends string, Brought extends Lookup> = { readonly [S in Scope]: S | Brought[S] };

type ByInclusion<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Including, // the keys of Includes, which would be computed anew for each scope
  Includes,
  Table,
> = {
  readonly [S in keyof Table]:
    | Table[S]
    | (S extends Including ? Expand<Surfaces, Format, Bare, EntryOf<Includes, S>> : never);
};

type EntryOf<Table, Name> = Table extends { readonly [N in Name & string]: infer Entry } ? Entry : never;

// Inferred, so that the compiler does not look into the table where the scope is a type parameter: it would search all
// that each scope could bring along, four tables deep.
type SquareScopes<Table> = {
  readonly [S in keyof Table]: [Table[S]] extends [infer Names] ? EntriesOf<Table, Names> : never;
};
// A scope at a time, for the compiler would take the intersection of two unions of scopes member by member.
type EntriesOf<Table, Scope> = Scope extends keyof Table ? Table[Scope] : never;

/** Whether all of some names are literals. */
// GuardedRequest of all at once. An object type of optional entries alone is weak, and takes nothing that has only others; a key
// that is no literal makes it strong.
type AreLiterals<Names extends string> = { readonly '': 1 } extends { readonly [N in Names]?: 1 }
  ? false
  : true;

/**
 * scope → all that it brings along, itself included: the closure, of which each entry is computed when asked. Of scopes
 * that are only known when the program runs there is no table, for one entry would stand for all of them.
 */
export type Closures<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Implies extends Pair,
  Includes extends Pair,
> =
  AreLiterals<Spelled<Surfaces, Format> | Bare> extends false
    ? {}
    : [Includes] extends [never]
      ? ClosedByAction<Surfaces, Format, Bare, Implies>
      : SquareScopes<
          SquareScopes<
            SquareScopes<
              SquareScopes<
                ByInclusion<
                  Surfaces,
                  Format,
                  Bare,
                  Includes['name'],
                  { [P in Includes as P['name']]: P['listed'] },
                  ClosedByAction<Surfaces, Format, Bare, Implies>
                >
              >
            >
          >
        >;

type ClosedByAction<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Implies extends Pair,
> = ByAction<
  Spelled<Surfaces, Format> | Bare,
  NothingElse & Merged<BroughtByAction<Surfaces, Format, SixteenLinks<Direct<Implies>>>>
>;

/**
 * The same closure at run time: with what each name brings along by itself in `links`, gives what it brings along in
 * all, itself first.
 *
 * @throws ScopeDefinitionError at `path` for a circle and for a chain of more than 16 links.
 */
const walk = (
  links: ReadonlyMap<string, readonly string[]>,
  path: (reached: readonly string[]) => string,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...links.keys()].map((start) => {
      const reached = new Set([start]);
      let front = [start];
      for (let length = 0; front.length > 0; length++) {
        if (length > 16) fail(path([...reached]), chainTooLong);
        front = front
          .flatMap((name) => links.get(name) as readonly string[])
          .filter((next) => {
            if (next === start) fail(path([...reached]), circle);
            return !reached.has(next) && reached.add(next);
          });
      }
      return [start, [...reached]];
    }),
  );

/** What the run time knows of the scopes of one vocabulary. Whatever is none of them is refused. */
export interface Closed extends ScopeList {
  /** All that a scope brings along, itself first; of what is no scope, itself, which will be refused for what it is. */
  readonly closureOf: (scope: unknown) => readonly unknown[];
  readonly bitsOf: (scopes: readonly unknown[]) => number[];
  /** The names of a set of scopes, in declaration order. */
  readonly namesOf: (bits: Bits) => readonly string[];
  /** All that some scopes bring along, themselves included, in declaration order. */
  readonly close: (scopes: readonly unknown[]) => readonly string[];
  /** Those of some scopes that no other of them brings along, in declaration order. */
  readonly minimal: (scopes: readonly unknown[]) => readonly string[];
  /** The rest of them, in declaration order. */
  readonly redundant: (scopes: readonly unknown[]) => readonly string[];
}

/** Each once: a list that comes from outside may name one scope a million times, which may bring along a thousand. */
// Copied before, for a set of nothing is one, where a copy of nothing throws.
const distinct = (scopes: readonly unknown[]): readonly unknown[] => [...new Set([...scopes])];

export const closeScopes = (list: ScopeList, implies: unknown, includes: unknown): Closed => {
  const { names, numbers } = list;
  const closures: ReadonlyMap<unknown, readonly string[]> = closuresOf(list, implies, includes);
  const bitsOf = (scopes: readonly unknown[]): number[] =>
    bitsFrom(
      names.length,
      scopes.map((scope) => numbers.get(scope) ?? refuse(unknownScope(scope))),
    );
  const closureOf = (scope: unknown): readonly unknown[] => closures.get(scope) ?? [scope];
  const namesOf = (bits: Bits): readonly string[] => Object.freeze(names.filter((_, n) => hasBit(bits, n)));
  const beneath = (scopes: readonly unknown[]): number[] =>
    bitsOf(scopes.flatMap((scope) => closureOf(scope).slice(1)));
  return {
    ...list,
    closureOf,
    bitsOf,
    namesOf,
    close: (scopes) => namesOf(bitsOf(distinct(scopes).flatMap(closureOf))),
    minimal: (given) => {
      const scopes = distinct(given);
      return namesOf(without(bitsOf(scopes), beneath(scopes)));
    },
    redundant: (given) => {
      const scopes = distinct(given);
      return namesOf(intersection(bitsOf(scopes), beneath(scopes)));
    },
  };
};

const closuresOf = (
  { names, surfaces, spell, expand }: ScopeList,
  implies: unknown,
  includes: unknown,
): ReadonlyMap<string, readonly string[]> => {
  const actions = new Map([...surfaces.values()].flat().map((action) => [action, [] as string[]]));
  const actionIn = (action: unknown, path: string): string =>
    actions.has(action as string) ? (action as string) : fail(path, unknownAction(action));
  tableIn(implies, 'implies', (action, list, path) => {
    const implied = (item: unknown, at: string): string =>
      item === action ? fail(at, circle) : actionIn(item, at);
    actions.set(actionIn(action, path), listIn(list, path, implied));
  });
  const closedActions = walk(actions, ([action]) => `implies.${action}`);

  const links = new Map(names.map((name) => [name, [] as string[]]));
  for (const [surface, list] of surfaces)
    for (const action of list)
      for (const implied of closedActions.get(action) as readonly string[])
        if (implied !== action && list.includes(implied))
          (links.get(spell(surface, action)) as string[]).push(spell(surface, implied));

  const declared = tableIn(includes, 'includes', (scope, list, path) => {
    const included = (item: unknown, at: string): readonly string[] =>
      item === scope ? fail(at, circle) : expand(item, at);
    const own = links.get(scope) ?? fail(path, unknownScope(scope));
    for (const name of listIn(list, path, included).flat()) if (name !== scope) own.push(name);
  });
  // A circle or a chain runs through a scope that the declaration has, though it may begin before it.
  return walk(links, (reached) => `includes.${reached.find((scope) => declared.has(scope))}`);
};
