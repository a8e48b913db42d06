import { chainTooLong, ScopeDefinitionError, unknownAction, unknownScope } from './errors.js';
import { addBit, addBits, type Bits, bitsFrom, hasBit, members, noBits } from './internal/bits.js';
import { type Expand, listIn, type Pair, type ScopeList, type Spelled } from './scope.js';

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

// A scope at a time, for the compiler would take the intersection of two unions of scopes member by member.
type SquareScopes<Table> = { readonly [S in keyof Table]: EntriesOf<Table, Table[S]> };
type EntriesOf<Table, Scope> = Scope extends keyof Table ? Table[Scope] : never;

/** scope → all that it brings along, itself included: the closure, of which each entry is computed when asked. */
export type Closures<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Implies extends Pair,
  Includes extends Pair,
> = [Includes] extends [never]
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
  Merged<BroughtByAction<Surfaces, Format, SixteenLinks<Direct<Implies>>>> & NothingElse
>;

/**
 * The same closure at run time, by the same squaring: with what each of `size` names brings along by itself in
 * `links`, gives what it brings along in all.
 *
 * @throws ScopeDefinitionError at `path(name)` for a circle and for a chain of more than 16 links.
 */
const close = (links: readonly Bits[], path: (name: number, closure: Bits) => string): readonly Bits[] => {
  const square = (table: readonly Bits[]): { squared: number[][]; grown: number } => {
    let grown = -1;
    const squared = table.map((reached, name) => {
      const further = [...reached];
      for (const step of members(reached))
        if (addBits(further, table[step] as Bits)) grown = grown < 0 ? name : grown;
      return further;
    });
    return { squared, grown };
  };
  let table = links;
  for (let round = 0; round < 4; round++) table = square(table).squared;
  table.forEach((reached, name) => {
    for (const other of members(reached))
      if (other !== name && hasBit(table[other] as Bits, name))
        throw new ScopeDefinitionError(path(name, reached), 'a circle of implications');
  });
  const { grown } = square(table);
  if (grown >= 0) throw new ScopeDefinitionError(path(grown, table[grown] as Bits), chainTooLong);
  return table;
};

/** The scopes of a vocabulary with what each brings along, by its number. The identity of it is the vocabulary's. */
export interface ClosedScopes extends ScopeList {
  readonly closures: readonly Bits[];
}

export const closeScopes = (
  scopes: ScopeList,
  implies: Readonly<Record<string, unknown>>,
  includes: Readonly<Record<string, unknown>>,
): ClosedScopes => ({ ...scopes, closures: closuresOf(scopes, implies, includes) });

const closuresOf = (
  scopes: ScopeList,
  implies: Readonly<Record<string, unknown>>,
  includes: Readonly<Record<string, unknown>>,
): readonly Bits[] => {
  const actions = [...scopes.pairs.keys()];
  const numberOf = new Map(actions.map((action, number) => [action, number]));
  const links = actions.map((_, action) => bitsFrom(actions.length, [action]));
  for (const [action, list] of Object.entries(implies)) {
    const from = numberOf.get(action);
    if (from === undefined) throw new ScopeDefinitionError(`implies.${action}`, unknownAction(action));
    listIn(list, `implies.${action}`).forEach((implied, i) => {
      const path = `implies.${action}[${i}]`;
      const to = numberOf.get(implied);
      if (to === undefined) throw new ScopeDefinitionError(path, unknownAction(String(implied)));
      if (to === from) throw new ScopeDefinitionError(path, 'a circle of implications');
      addBit(links[from] as number[], to);
    });
  }
  const closedActions = close(links, (action) => `implies.${actions[action]}`);

  const size = scopes.names.length;
  const byAction = scopes.names.map((_, scope) => bitsFrom(size, [scope]));
  closedActions.forEach((along, action) => {
    for (const [surface, scope] of scopes.pairs.get(actions[action] as string) as ReadonlyMap<string, number>)
      for (const implied of members(along)) {
        const other = scopes.pairs.get(actions[implied] as string)?.get(surface);
        if (other !== undefined) addBit(byAction[scope] as number[], other);
      }
  });

  const including = Object.entries(includes);
  if (including.length === 0) return byAction;
  for (const [scope, list] of including) {
    const from = scopes.numbers.get(scope);
    if (from === undefined) throw new ScopeDefinitionError(`includes.${scope}`, unknownScope(scope));
    listIn(list, `includes.${scope}`).forEach((item, i) => {
      const path = `includes.${scope}[${i}]`;
      if (item === scope) throw new ScopeDefinitionError(path, 'a circle of implications');
      for (const to of scopes.expand(item, path)) addBit(byAction[from] as number[], to);
    });
  }
  // A circle or a chain runs through a scope that the declaration has, though it may begin before it.
  const declared = new Set(including.map(([scope]) => scopes.numbers.get(scope)));
  return close(byAction, (scope, closure) => {
    const at = declared.has(scope) ? scope : members(closure).find((other) => declared.has(other));
    return `includes.${scopes.names[at ?? scope]}`;
  });
};

/** The closure of several scopes. */
export const closureOf = (scopes: ClosedScopes, numbers: Iterable<number>): number[] => {
  const held = noBits(scopes.names.length);
  for (const number of numbers) addBits(held, scopes.closures[number] as Bits);
  return held;
};

/** Those of some scopes that no other of them brings along. */
export const minimalIn = (scopes: ClosedScopes, bits: Bits): Bits => {
  const named = members(bits);
  const least = named.filter(
    (scope) => !named.some((other) => other !== scope && hasBit(scopes.closures[other] as Bits, scope)),
  );
  return bitsFrom(scopes.names.length, least);
};

/** The names of some scopes, in declaration order. */
export const namesOf = (scopes: ClosedScopes, bits: Bits): string[] =>
  members(bits).map((number) => scopes.names[number] as string);
