import { badFormat, empty, notAScopeToken, ScopeDefinitionError, unknownScope } from './errors.js';

/** Each surface with its actions: `{ contacts: ['read', 'write'] }`. */
export type SurfaceTable = { readonly [surface: string]: readonly [string, ...string[]] };

/**
 * A table of lists as a union of pairs, each name with the union of what its list holds. A vocabulary is made of
 * these: an object type among its arguments would be instantiated anew wherever the vocabulary is mentioned.
 */
export type Pairs<Table extends { readonly [name: string]: readonly string[] }> = {
  readonly [Name in keyof Table & string]: Pair<Name, Table[Name][number]>;
}[keyof Table & string];
export interface Pair<out Name extends string = string, out Listed extends string = string> {
  readonly name: Name;
  readonly listed: Listed;
}

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
export type Expand<
  Surfaces extends Pair,
  Format extends string,
  Bare extends string,
  Item,
> = Item extends '*'
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

/** What the run time knows of the same: every scope by its number, in declaration order. */
export interface ScopeList {
  readonly names: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** action → surface → number */
  readonly pairs: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The scopes that a scope or a pattern names, or a refusal at `path`. */
  expand(item: unknown, path: string): readonly number[];
}

/** A value that claims to be a definition's list of names: refused at `path` unless it is one. */
export const listIn = (list: unknown, path: string, mayNotBeEmpty?: string): readonly string[] => {
  if (!Array.isArray(list)) throw new ScopeDefinitionError(path, 'not an array');
  if (mayNotBeEmpty && list.length === 0) throw new ScopeDefinitionError(path, empty(mayNotBeEmpty));
  return [...list]; // a hole becomes an element, to be refused as one
};

const scopeToken = /^[\x21\x23-\x29\x2b-\x5b\x5d-\x7e]+$/;

export const checkName = (name: unknown, path: string, what: string): void => {
  if (name === '') throw new ScopeDefinitionError(path, empty(what));
  if (typeof name !== 'string' || !scopeToken.test(name))
    throw new ScopeDefinitionError(path, notAScopeToken);
};

export const spellScopes = (
  surfaces: Readonly<Record<string, unknown>>,
  bare: readonly string[],
  format: unknown = defaultFormat,
): ScopeList => {
  if (
    typeof format !== 'string' ||
    !/^(?=.*\{surface\})(?=.*\{action\})/.test(format) ||
    format.split(/\{surface\}|\{action\}/).length !== 3
  )
    throw new ScopeDefinitionError('format', badFormat);
  const spell = (surface: string, action: string) =>
    format.replace(/\{(surface|action)\}/g, (_, name) => (name === 'surface' ? surface : action));

  const names: string[] = [];
  const numbers = new Map<string, number>();
  const pairs = new Map<string, Map<string, number>>();
  const patterns = new Map<string, number[]>([['*', []]]);

  const add = (scope: string, path: string, ...matching: string[]): number => {
    checkName(scope, path, 'name');
    if (numbers.has(scope)) throw new ScopeDefinitionError(path, `${scope} is spelled twice`);
    const number = names.push(scope) - 1;
    numbers.set(scope, number);
    for (const pattern of ['*', ...matching]) {
      const matched = patterns.get(pattern);
      if (matched) matched.push(number);
      else patterns.set(pattern, [number]);
    }
    return number;
  };

  for (const [surface, actions] of Object.entries(surfaces)) {
    const path = `surfaces.${surface}`;
    checkName(surface, path, 'name');
    listIn(actions, path, 'surface').forEach((action, i) => {
      checkName(action, `${path}[${i}]`, 'name');
      const number = add(spell(surface, action), `${path}[${i}]`, spell('*', action), spell(surface, '*'));
      pairs.set(action, (pairs.get(action) ?? new Map<string, number>()).set(surface, number));
    });
  }
  for (const [i, scope] of bare.entries()) add(scope, `scopes[${i}]`);
  if (names.length === 0) throw new ScopeDefinitionError('surfaces', empty('vocabulary'));

  return {
    names,
    numbers,
    pairs,
    expand(item, path) {
      const number = numbers.get(item as string);
      if (number !== undefined) return [number];
      const matched = patterns.get(item as string);
      if (!matched) throw new ScopeDefinitionError(path, unknownScope(String(item)));
      return matched;
    },
  };
};
