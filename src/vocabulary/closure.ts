import { chainTooLong, cycle, throwTypeError, unknownAction, unknownScope } from '../errors.js';
import { type Bits, bitsFrom, intersection, members, without } from '../internal/bit-set.js';
import type { Entry, InferredEntry, NonUnion } from '../internal/type-utils.js';
import {
  type DefaultFormat,
  type Expand,
  failDefinition,
  type Pair,
  readList,
  readTable,
  type ScopeList,
  type Spell,
  type Spelled,
} from './spelling.js';

// A table is closed by squaring it: each name stands in its own entry, and looking every entry up in the table again
// doubles the length of the chains that it covers. Four rounds cover 16 links, without recursion.

type DirectActions<Implies extends Pair> = { [P in Implies as P['name']]: P['name'] | P['listed'] };
type SquareActions<Table> = {
  [Action in keyof Table]: Table[Action] | InferredEntry<Table, Table[Action]>;
};
type ClosedActions<Implies extends Pair> = SquareActions<
  SquareActions<SquareActions<SquareActions<DirectActions<Implies>>>>
>;

/** The actions that start a chain of more than 16 links. */
export type ActionsWithLongChain<Implies extends Pair> = NotClosed<ClosedActions<Implies>>;
type NotClosed<Table> = {
  [Action in keyof Table]: [InferredEntry<Table, Table[Action]>] extends [Table[Action]] ? never : Action;
}[keyof Table];

/** A table that answers for any name, whether it has an entry or not. */
type Lookup = { readonly [name: string]: string };
interface NoOtherEntry {
  readonly [name: string]: never;
  // Every object has these members, and a scope may have the name of one.
  readonly constructor: never;
  readonly hasOwnProperty: never;
  readonly isPrototypeOf: never;
  readonly propertyIsEnumerable: never;
  readonly toLocaleString: never;
  readonly toString: never;
  readonly valueOf: never;
}

/** scope → what it implies by its action, where one action implies others, as write does read */
type ImpliedByOne<
  Surfaces extends Pair,
  Format extends string,
  Action extends string,
  Implied extends string,
> = Format extends DefaultFormat // first, as in `Spelled`
  ? {
      [P in Surfaces as `${P['name']}:${`${P['listed']}` & Action}`]: `${P['name']}:${`${P['listed']}` & Implied}`;
    }
  : Format extends `${infer Left}{surface}${infer Middle}{action}${infer Right}`
    ? {
        [P in Surfaces as `${Left}${P['name']}${Middle}${`${P['listed']}` & Action}${Right}`]: `${Left}${P['name']}${Middle}${`${P['listed']}` & Implied}${Right}`;
      }
    : Format extends `${infer Left}{action}${infer Middle}{surface}${infer Right}`
      ? {
          [P in Surfaces as `${Left}${`${P['listed']}` & Action}${Middle}${P['name']}${Right}`]: `${Left}${`${P['listed']}` & Implied}${Middle}${P['name']}${Right}`;
        }
      : never;

/** The same where several actions do. A table per action would cost each scope a look-up in every table. */
// A scope is parsed for its action only. The table knows its surface, so a separator inside a name does no harm.
type ImpliedBySeveral<Format extends string, SurfaceOf, Actions> = {
  [S in keyof SurfaceOf]: SurfaceOf[S] extends Pair<infer Surface, infer Listed>
    ? S extends Spell<Format, Surface, infer Action>
      ? Spelled<Pair<Surface, InferredEntry<Actions, Action> & `${Listed}`>, Format>
      : never
    : never;
};

type CloseByAction<Scope extends string, Implied extends Lookup> = {
  readonly [S in Scope]: S | Implied[S];
};

/** scope → all that it implies by its action, itself included */
type ClosuresByAction<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Implies extends Pair,
> = [NonUnion<Implies>] extends [never]
  ? CloseByAction<
      Spelled<Surfaces, Format> | Bare,
      NoOtherEntry &
        ImpliedBySeveral<
          Format,
          { [P in Surfaces as Spelled<Pair<P['name'], Implies['name'] & `${P['listed']}`>, Format>]: P },
          ClosedActions<Implies>
        >
    >
  : CloseByAction<
      Spelled<Surfaces, Format> | Bare,
      NoOtherEntry & ImpliedByOne<Surfaces, Format, Implies['name'], Implies['listed']>
    >;

/** The same table with what `includes` adds to each scope directly. */
type AddIncluded<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Including, // the keys of Includes, or TypeScript would compute them for every scope
  Includes,
  Table,
> = {
  readonly [S in keyof Table]:
    | Table[S]
    | (S extends Including ? Expand<Surfaces, Format, Bare, IncludedBy<Includes, S>> : never);
};
type IncludedBy<Table, Name> = Table extends { readonly [N in Name & string]: infer Listed } ? Listed : never;

// Inferred, so TypeScript does not look into the table where the scope is a type parameter: it would search all
// scopes, four tables deep.
export type SquareScopes<Table> = {
  readonly [S in keyof Table]: [Table[S]] extends [infer Names] ? Entry<Table, Names> : never;
};

/** Whether all of some names are literals. */
// One test for all names. An object type with only optional entries is weak and refuses objects that share none of
// them; the entry '' makes it strong.
type AreLiterals<Names extends string> = { readonly '': 1 } extends { readonly [N in Names]?: 1 }
  ? false
  : true;

/**
 * scope → all that it implies, itself included. TypeScript computes an entry when it is read.
 *
 * The table is empty where scopes are known only at run time: one entry would then stand for all of them.
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
      ? ClosuresByAction<Surfaces, Format, Bare, Implies>
      : SquareScopes<HalfClosures<Surfaces, Format, Bare, Implies, Includes>>;

/** The same by at most 8 links. */
export type HalfClosures<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Implies extends Pair,
  Includes extends Pair,
> = SquareScopes<
  SquareScopes<
    SquareScopes<
      AddIncluded<
        Surfaces,
        Format,
        Bare,
        Includes['name'],
        { [P in Includes as P['name']]: P['listed'] },
        ClosuresByAction<Surfaces, Format, Bare, Implies>
      >
    >
  >
>;

type Links = ReadonlyMap<string, readonly string[]>;

/**
 * Closes a table at run time: gives all that each name leads to, itself first.
 *
 * @throws ScopeDefinitionError at `pathOf` the names reached, for a cycle and for a chain of more than 16 links.
 */
const closeLinks = (links: Links, pathOf: (reached: readonly string[]) => string): Links =>
  new Map(
    [...links.keys()].map((start) => {
      const reached = new Set([start]);
      let front = [start];
      for (let length = 0; front.length > 0; length++) {
        if (length > 16) failDefinition(pathOf([...reached]), chainTooLong);
        front = front
          .flatMap((name) => links.get(name) as readonly string[])
          .filter((next) => {
            if (next === start) failDefinition(pathOf([...reached]), cycle);
            return !reached.has(next) && reached.add(next);
          });
      }
      return [start, [...reached]];
    }),
  );

/**
 * Which vocabulary a grant, a requirement or a key is of. They have it as properties, and so are unequal to those of
 * another vocabulary for tools that compare properties, assertions of tests for example.
 */
export interface VocabularyId {
  /** The name. */
  readonly vocabulary: string;
  /** Its place among all vocabularies of the process: two of one name are two all the same. */
  readonly serial: number;
}

/** The scopes of a vocabulary at run time, closed. Its functions throw for an unknown scope. */
export interface ClosedScopes extends ScopeList {
  /** Gives all that a scope implies, the scope itself first, in no other order. Gives an unknown scope back alone, to be refused later. */
  readonly closureOf: (scope: unknown) => readonly unknown[];
  readonly bitsOf: (scopes: readonly unknown[]) => number[];
  /** Gives the names of a set of scopes, in declaration order. */
  readonly namesOf: (bits: Bits) => readonly string[];
  /** Gives some scopes and all that they imply, in declaration order. */
  readonly close: (scopes: readonly unknown[]) => readonly string[];
  /** Gives those of some scopes that no other of them implies, in declaration order. */
  readonly minimal: (scopes: readonly unknown[]) => readonly string[];
  /** Gives the rest of them, in declaration order. */
  readonly redundant: (scopes: readonly unknown[]) => readonly string[];
}

/** Drops repeats: a list from outside may name one scope a million times, and that scope may imply a thousand. */
// Spread first, so a missing list throws: `new Set(undefined)` would be empty.
const distinct = (scopes: readonly unknown[]): readonly unknown[] => [...new Set([...scopes])];

/** Closes the scopes of a definition over its `implies` and `includes`. */
export const closeScopes = (list: ScopeList, implies: unknown, includes: unknown): ClosedScopes => {
  const { names, numbers } = list;
  const closures: ReadonlyMap<unknown, readonly string[]> = readClosures(list, implies, includes);
  const bitsOf = (scopes: readonly unknown[]): number[] =>
    bitsFrom(
      names.length,
      scopes.map((scope) => numbers.get(scope) ?? throwTypeError(unknownScope(scope))),
    );
  const closureOf = (scope: unknown): readonly unknown[] => closures.get(scope) ?? [scope];
  const namesOf = (bits: Bits): readonly string[] =>
    Object.freeze(members(bits).map((n) => names[n] as string));
  /** Gives the names of some scopes, without or only those that another of them implies. */
  const byImplied =
    (combine: typeof without) =>
    (input: readonly unknown[]): readonly string[] => {
      const scopes = distinct(input);
      const implied = bitsOf(scopes.flatMap((scope) => closureOf(scope).slice(1)));
      return namesOf(combine(bitsOf(scopes), implied));
    };
  return {
    ...list,
    closureOf,
    bitsOf,
    namesOf,
    close: (scopes) => namesOf(bitsOf(distinct(scopes).flatMap(closureOf))),
    minimal: byImplied(without),
    redundant: byImplied(intersection),
  };
};

const readClosures = (list: ScopeList, implies: unknown, includes: unknown): Links => {
  const links = linksByAction(list, readImplies(list, implies));
  /** scope → the key that it stands under, which may be a pattern */
  const keys = new Map<string, string>();
  readTable(includes, 'includes', (key, items, path) => {
    const scopes = list.expand(key, path);
    const readIncluded = (item: unknown, at: string): readonly string[] =>
      item === key ? failDefinition(at, cycle) : list.expand(item, at);
    const included = readList(items, path, readIncluded).flat();
    for (const scope of scopes) {
      keys.set(scope, key);
      for (const name of included) if (name !== scope) (links.get(scope) as string[]).push(name);
    }
  });
  // A cycle or a long chain may begin before the scope that declares a part of it: report the declaration.
  return closeLinks(links, (reached) => `includes.${reached.flatMap((scope) => keys.get(scope) ?? [])[0]}`);
};

/** Reads `implies`, closed: action → all actions that it implies. */
const readImplies = ({ surfaces }: ScopeList, implies: unknown): Links => {
  const actions = new Map([...surfaces.values()].flat().map((action) => [action, [] as string[]]));
  const readAction = (action: unknown, path: string): string =>
    actions.has(action as string) ? (action as string) : failDefinition(path, unknownAction(action));
  readTable(implies, 'implies', (action, list, path) => {
    actions.set(readAction(action, path), readList(list, path, readAction));
  });
  return closeLinks(actions, ([action]) => `implies.${action}`);
};

/** Links each scope to those that it implies by its action, on the same surface. */
const linksByAction = ({ names, surfaces, spell }: ScopeList, actions: Links): Map<string, string[]> => {
  const links = new Map(names.map((name) => [name, [] as string[]]));
  for (const [surface, list] of surfaces)
    for (const action of list)
      for (const implied of actions.get(action) as readonly string[])
        if (implied !== action && list.includes(implied))
          (links.get(spell(surface, action)) as string[]).push(spell(surface, implied));
  return links;
};
