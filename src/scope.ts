import { badFormat, empty, notAScopeToken, ScopeDefinitionError, unknownScope } from './errors.js';
import { ownParts } from './internal/given.js';

/** Each surface with its actions: `{ contacts: ['read', 'write'] }`. */
export type SurfaceTable = { readonly [surface: string]: readonly [string, ...string[]] };

/**
 * A table of lists as a union of pairs, each name with the union of what its list holds. A vocabulary is made of
 * these: an object type among its arguments would be instantiated anew wherever the vocabulary is mentioned.
 */
export type Pairs<Table extends { readonly [name: string]: readonly string[] }> = {
  readonly [Name in KeyIn<Table>]: Pair<`${Name}`, Table[Name][number]>;
}[KeyIn<Table>];
/** The keys of a table, some of which may be written as numbers; but of a wide table no more than `string`. */
export type KeyIn<Table> = number extends keyof Table
  ? keyof Table & string
  : keyof Table & (string | number);
/** A name with what its list holds: a surface with its actions, a bundle with its scopes. */
export interface Pair<out Name extends string = string, out Listed extends string = string> {
  readonly name: Name;
  readonly listed: Listed;
}

/**
 * The entries of some names; of a table without any, the names themselves. Of no type, so that no compiler checks what
 * names a use of it could come to.
 */
export type Entries<Table, Names> = [keyof Table] extends [never] ? Names : Table[Names & keyof Table];

/** How surface and action spell a scope, unless the vocabulary says otherwise. */
export type DefaultFormat = '{surface}:{action}';
const defaultFormat: DefaultFormat = '{surface}:{action}';

/** One scope, or with `*` in place of either name a pattern. */
export type Spell<
  Format extends string,
  Surface extends string,
  Action extends string,
> = Format extends `${infer Left}{surface}${infer Middle}{action}${infer Right}`
  ? `${Left}${Surface}${Middle}${Action}${Right}`
  : Format extends `${infer Left}{action}${infer Middle}{surface}${infer Right}`
    ? `${Left}${Action}${Middle}${Surface}${Right}`
    : never;

/**
 * Every scope that has a surface. Scopes are only ever spelled, never taken apart, so that a separator inside
 * a name cannot be misread; and they are spelled a surface at a time, which is what keeps this linear.
 */
export type Spelled<
  Surfaces extends Pair,
  Format extends string,
> = Format extends `${infer Left}{surface}${infer Middle}{action}${infer Right}`
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
  '*' | Spell<Format, '*', Surfaces['listed']> | Spell<Format, Surfaces['name'], '*'>,
] extends [infer Patterns extends string] // or else the compiler would print the union by its name here
  ? Patterns
  : never;

/** The scopes that a list of scopes and patterns names. */
export type Expand<Surfaces extends Pair, Format extends string, Bare extends string, Item> = Item extends '*'
  ? Spelled<Surfaces, Format> | Bare
  : Item extends Bare
    ? Item
    : Item extends Spell<Format, '*', infer Action>
      ? Surfaces extends unknown
        ? Spell<Format, Surfaces['name'], Action & Surfaces['listed']>
        : never
      : Item extends Spell<Format, infer Surface, '*'>
        ? Spell<Format, Surface, Extract<Surfaces, Pair<Surface, string>>['listed']>
        : Item;

/** What the run time knows of the same. */
export interface ScopeList {
  /** Every scope, in declaration order. */
  readonly names: readonly string[];
  /** The number of each scope: its place in that order. */
  readonly numbers: ReadonlyMap<unknown, number>;
  /** Each surface with its actions. */
  readonly surfaces: ReadonlyMap<string, readonly string[]>;
  readonly spell: (surface: string, action: string) => string;
  /** The scopes that a scope or a pattern names, or a refusal at `path`. */
  readonly expand: (item: unknown, path: string) => readonly string[];
}

export const fail = (path: string, message: string): never => {
  throw new ScopeDefinitionError(path, message);
};

/** What claims to be a table, each entry as `read` gives it, or a refusal at `path`. */
export const tableIn = <Entry>(
  table: unknown,
  path: string,
  read: (name: string, value: unknown, path: string) => Entry,
): Map<string, Entry> =>
  new Map(
    Object.entries(ownParts(table === undefined ? {} : table, path, fail)).map(([name, value]) => [
      name,
      read(name, value, `${path}.${name}`),
    ]),
  );

/** What claims to be a list, each element as `read` gives it, or a refusal at `path`. */
export const listIn = <Element>(
  list: unknown,
  path: string,
  read: (item: unknown, path: string) => Element,
  mayNotBeEmpty?: string,
): Element[] => {
  if (!Array.isArray(list)) return fail(path, 'not an array');
  if (mayNotBeEmpty && list.length === 0) fail(path, empty(mayNotBeEmpty));
  // Not `map`, which would pass over a hole.
  return Array.from(list, (item, i) => read(item, `${path}[${i}]`));
};

export const nameIn = (name: unknown, path: string): string =>
  typeof name === 'string' && /^[\x21\x23-\x29\x2b-\x5b\x5d-\x7e]+$/.test(name)
    ? name
    : fail(path, name === '' ? empty('name') : notAScopeToken);

/**
 * The same text, as the engine keeps those of a program's source: a key of an object. What is asked for by a literal is
 * then found by its identity, and not character by character; and no part of a longer text keeps the whole.
 */
export const asLiteral = (text: string): string => Object.keys({ [text]: true })[0] as string;

export const spellScopes = (
  table: unknown,
  bare: unknown = [],
  format: unknown = defaultFormat,
): ScopeList => {
  const [left, first, middle, second, right, more] =
    typeof format === 'string' ? format.split(/\{(surface|action)\}/) : [];
  if (!second || first === second || more !== undefined) fail('format', badFormat);
  const spell = (surface: string, action: string): string =>
    first === 'surface'
      ? `${left}${surface}${middle}${action}${right}`
      : `${left}${action}${middle}${surface}${right}`;

  const names: string[] = [];
  const numbers = new Map<unknown, number>();
  /** scope or pattern → the scopes that it names */
  const named = new Map<unknown, string[]>();
  const add = (scope: unknown, path: string, ...patterns: readonly string[]): void => {
    const name = asLiteral(nameIn(scope, path));
    if (numbers.has(name)) fail(path, `${name} is spelled twice`);
    numbers.set(name, names.push(name) - 1);
    for (const item of [name, '*', ...patterns]) {
      const scopes = named.get(item);
      if (scopes) scopes.push(name);
      else named.set(item, [name]);
    }
  };
  const surfaces = tableIn(table, 'surfaces', (surface, list, path) => {
    nameIn(surface, path);
    const actionIn = (item: unknown, at: string): string => {
      const action = nameIn(item, at);
      add(spell(surface, action), at, spell('*', action), spell(surface, '*'));
      return action;
    };
    return listIn(list, path, actionIn, 'surface');
  });
  listIn(bare, 'scopes', (scope, path) => add(scope, path));
  if (names.length === 0) fail('surfaces', empty('vocabulary'));

  return {
    names,
    numbers,
    surfaces,
    spell,
    expand: (item, path) => named.get(item) ?? fail(path, unknownScope(item)),
  };
};
