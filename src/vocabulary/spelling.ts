import { badFormat, empty, notAScopeToken, ScopeDefinitionError, unknownScope } from '../errors.js';
import { ownProperties } from '../internal/input.js';
import type { NamesOf } from '../internal/type-utils.js';

/** Each surface with its actions: `{ contacts: ['read', 'write'] }`. */
export type SurfaceTable = { readonly [surface: string]: readonly string[] };

/** A name with the union of what its list holds: a surface with its actions, a bundle with its scopes. */
// A vocabulary's type arguments are unions of pairs: TypeScript instantiates an object type anew at every mention.
export interface Pair<out Name extends string = string, out Listed extends string = string> {
  readonly name: Name;
  readonly listed: Listed;
}

/** A pair whose list may hold more than is known. */
export interface UncertainPair<out Name extends string = string, out Listed extends string = string>
  extends Pair<Name, Listed> {
  readonly certain: false;
}

/** A table of lists as a union of pairs. */
export type Pairs<Table extends { readonly [name: string]: readonly string[] }> = {
  readonly [Name in NamesOf<Table>]: Pair<`${Name}`, Table[Name][number]>;
}[NamesOf<Table>];

/** The spelling of a scope, unless the vocabulary gives another. */
export type DefaultFormat = '{surface}:{action}';
const defaultFormat: DefaultFormat = '{surface}:{action}';

/** One scope, or a pattern where `*` stands for the surface or the action. */
export type Spell<
  Format extends string,
  Surface extends string,
  Action extends string,
> = Format extends `${infer Left}{surface}${infer Middle}{action}${infer Right}`
  ? `${Left}${Surface}${Middle}${Action}${Right}`
  : Format extends `${infer Left}{action}${infer Middle}{surface}${infer Right}`
    ? `${Left}${Action}${Middle}${Surface}${Right}`
    : never;

/** Every scope that has a surface. */
// Spelled, never parsed, so a separator inside a name does no harm. One surface at a time, which keeps it linear. The
// default format first: its template has two holes, any other one five.
export type Spelled<Surfaces extends Pair, Format extends string> = Format extends DefaultFormat
  ? Surfaces extends unknown
    ? `${Surfaces['name']}:${Surfaces['listed']}`
    : never
  : Format extends `${infer Left}{surface}${infer Middle}{action}${infer Right}`
    ? Surfaces extends unknown
      ? `${Left}${Surfaces['name']}${Middle}${Surfaces['listed']}${Right}`
      : never
    : Format extends `${infer Left}{action}${infer Middle}{surface}${infer Right}`
      ? Surfaces extends unknown
        ? `${Left}${Surfaces['listed']}${Middle}${Surfaces['name']}${Right}`
        : never
      : never;

/** `*`, `*:read` and `contacts:*`, in the vocabulary's own format. */
export type Pattern<Surfaces extends Pair, Format extends string> = [
  '*' | Spelled<Pair<'*', Surfaces['listed']> | Pair<Surfaces['name'], '*'>, Format>,
] extends [infer Patterns extends string] // inferred, or TypeScript would print the name `Pattern` in errors
  ? Patterns
  : never;

/** The scopes that some scopes and patterns name. */
export type Expand<Surfaces extends Pair, Format extends string, Bare extends string, Item> = Item extends '*'
  ? Spelled<Surfaces, Format> | Bare
  : Item extends Bare // first: such a scope may be spelled as a pattern
    ? Item
    : Item extends Spell<Format, '*', infer Action>
      ? Surfaces extends unknown
        ? Spelled<Pair<Surfaces['name'], Action & `${Surfaces['listed']}`>, Format>
        : never
      : Item extends Spell<Format, infer Surface, '*'>
        ? Spelled<Extract<Surfaces, Pair<Surface, string>>, Format>
        : Item;

/** The scopes of a vocabulary at run time. */
export interface ScopeList {
  /** Every scope, in declaration order. */
  readonly names: readonly string[];
  /** Each scope with its place in that order. */
  readonly numbers: ReadonlyMap<unknown, number>;
  /** Each surface with its actions. */
  readonly surfaces: ReadonlyMap<string, readonly string[]>;
  readonly spell: (surface: string, action: string) => string;
  /** pattern → the scopes that it names */
  readonly patterns: ReadonlyMap<string, readonly string[]>;
  /** Gives the scopes that a scope or a pattern names. Throws at `path` for anything else. */
  readonly expand: (item: unknown, path: string) => readonly string[];
}

/** Throws for a fault in a definition. */
export const failDefinition = (path: string, message: string): never => {
  throw new ScopeDefinitionError(path, message);
};

/** Reads the entries of a table, or throws at `path`. An absent table has none. */
export const readTable = <Value>(
  table: unknown = {},
  path: string,
  readEntry: (name: string, value: unknown, path: string) => Value,
): Map<string, Value> =>
  new Map(
    Object.entries(ownProperties(table, path, failDefinition)).map(([name, value]) => [
      name,
      readEntry(name, value, `${path}.${name}`),
    ]),
  );

/** Reads the elements of a list, or throws at `path`; also for an empty list where `nonEmpty` names what must not be. */
export const readList = <Element>(
  list: unknown,
  path: string,
  readElement: (item: unknown, path: string) => Element,
  nonEmpty?: string,
): Element[] => {
  if (!Array.isArray(list)) return failDefinition(path, 'not an array');
  if (nonEmpty && list.length === 0) failDefinition(path, empty(nonEmpty));
  // `map` would skip holes.
  return Array.from(list, (item, i) => readElement(item, `${path}[${i}]`));
};

/** Reads a name of the characters of a scope-token (RFC 6749 §3.3), or throws at `path`. */
export const readName = (name: unknown, path: string, forbidden = /\*/): string =>
  typeof name === 'string' && /^[!#-[\]-~]+$/.test(name) && !forbidden.test(name)
    ? name
    : failDefinition(path, name === '' ? empty('name') : notAScopeToken);

/**
 * Interns a string, as the engine interns the literals of a program. A look-up by a literal then compares identities
 * instead of characters, and a part of a longer string does not keep the whole string in memory.
 */
export const intern = (text: string): string => Object.keys({ [text]: 0 })[0] as string;

/** Reads how surface and action spell a scope. */
const readFormat = (format: unknown): ScopeList['spell'] => {
  const [left, first, middle, second, right, more] =
    typeof format === 'string' ? format.split(/\{(surface|action)\}/) : [];
  if (!second || first === second || more !== undefined) failDefinition('format', badFormat);
  return first === 'surface'
    ? (surface, action) => `${left}${surface}${middle}${action}${right}`
    : (surface, action) => `${left}${action}${middle}${surface}${right}`;
};

/** Spells every scope of a definition, and knows what each pattern matches. */
export const spellScopes = (
  table: unknown,
  bare: unknown = [],
  format: unknown = defaultFormat,
  forbidden?: RegExp,
): ScopeList => {
  const spell = readFormat(format);
  const names: string[] = [];
  const numbers = new Map<unknown, number>();
  const patterns = new Map<string, string[]>();
  const add = (scope: string, path: string, ...matching: readonly string[]): void => {
    const name = intern(scope);
    if (numbers.has(name)) failDefinition(path, `${name} is spelled twice`);
    numbers.set(name, names.push(name) - 1);
    for (const pattern of ['*', ...matching]) {
      const scopes = patterns.get(pattern);
      if (scopes) scopes.push(name);
      else patterns.set(pattern, [name]);
    }
  };
  const surfaces = readTable(table, 'surfaces', (surface, list, path) => {
    readName(surface, path);
    const readAction = (item: unknown, at: string): string => {
      const action = readName(item, at);
      add(readName(spell(surface, action), at), at, spell('*', action), spell(surface, '*'));
      return action;
    };
    return readList(list, path, readAction, 'surface');
  });
  readList(bare, 'scopes', (scope, path) => add(readName(scope, path, forbidden), path));
  if (names.length === 0) failDefinition('surfaces', empty('vocabulary'));

  return {
    names,
    numbers,
    surfaces,
    spell,
    patterns,
    expand: (item, path) =>
      numbers.has(item)
        ? [item as string]
        : (patterns.get(item as string) ?? failDefinition(path, unknownScope(item))),
  };
};
