import { noSuchOption, stillLive, unknownScope } from '../errors.js';
import { ownProperties } from '../internal/input.js';
import { type ClosedScopes, closeScopes } from './closure.js';
import { failDefinition, readList, readName, readTable, spellScopes } from './spelling.js';

/** What a vocabulary is declared with. */
export interface Definition<
  Surfaces,
  Bare,
  Format,
  Implies,
  Includes,
  Bundles,
  Deprecated,
  SurfaceName extends string,
  Scope extends string,
  BundleName extends string,
  StoredPatterns,
> {
  /** Each surface with its actions. */
  readonly surfaces?: Surfaces;
  /** Scopes without a surface. */
  readonly scopes?: Bare;
  /** The spelling of a scope; `{surface}:{action}` by default. */
  readonly format?: Format;
  /** action → the actions that it implies on the same surface, where the surface has them; transitive */
  readonly implies?: Implies;
  /** scope or pattern → the scopes and patterns that it implies, on any surface; transitive */
  readonly includes?: Includes;
  /** bundle → scopes and patterns */
  readonly bundles?: Bundles;
  /** old name → its new name or names */
  readonly deprecated?: Deprecated;
  /**
   * What a `*` in a stored scope is. `'expand'`: a pattern, which names what it names today. `'names'`: a character of
   * some `scopes`. Unless given, no scope has a `*`, and a stored pattern is an unknown scope.
   */
  readonly storedPatterns?: StoredPatterns;
  /** Texts for people. */
  readonly docs?: Docs<SurfaceName, Scope, BundleName>;
}

/** Text for people. */
export interface Doc {
  readonly title?: string;
  readonly description?: string;
}

/** Text for people about a scope. */
export interface ScopeDoc extends Doc {
  /** Not meant for outside integrations. */
  readonly restricted?: boolean;
}

/** Texts for people, by surface, scope and bundle. */
export interface Docs<Surface extends string, Scope extends string, Bundle extends string> {
  readonly surfaces?: { readonly [S in Surface]?: Doc };
  readonly scopes?: { readonly [S in Scope]?: ScopeDoc };
  readonly bundles?: { readonly [B in Bundle]?: Doc };
}

/** A definition as the run time reads it. */
export interface ReadDefinition {
  readonly closed: ClosedScopes;
  /** bundle → its scopes, in declaration order */
  readonly bundles: ReadonlyMap<string, readonly string[]>;
  /** old name → its new names */
  readonly renamed: ReadonlyMap<string, readonly string[]>;
  /** What the vocabulary shows of it as it stands. */
  readonly shown: object;
  /** The patterns that `parse` expands, with the scopes that they name. */
  readonly storedPatterns: Iterable<readonly [pattern: string, scopes: readonly string[]]>;
}

/**
 * Reads a definition.
 *
 * @throws ScopeDefinitionError with the path of the first fault.
 */
export const readDefinition = (definition: unknown): ReadDefinition => {
  // All in one pattern: what a rest pattern makes has a prototype, which somebody may have polluted.
  const {
    surfaces,
    scopes,
    format,
    implies,
    includes,
    bundles: listed,
    deprecated,
    docs,
    storedPatterns,
    ...others
  } = ownProperties(definition, 'definition', failDefinition);
  for (const option of Object.keys(others)) failDefinition(option, noSuchOption(option));
  if (![undefined, 'expand', 'names'].includes(storedPatterns as undefined))
    failDefinition('storedPatterns', noSuchOption(storedPatterns));
  const list = spellScopes(surfaces, scopes, format, storedPatterns === 'names' ? /^\*$/ : undefined);
  const closed = closeScopes(list, implies, includes);
  const bundles = readTable(listed, 'bundles', (bundle, items, path) => {
    readName(bundle, path);
    return closed.namesOf(closed.bitsOf(readList(items, path, closed.expand, 'bundle').flat()));
  });
  const renamed = readTable(deprecated, 'deprecated', (old, now, path) => {
    readName(old, path);
    if (closed.numbers.has(old)) failDefinition(path, stillLive(old));
    const readScope = (scope: unknown, at: string): string =>
      closed.numbers.has(scope) ? (scope as string) : failDefinition(at, unknownScope(scope));
    return typeof now === 'string' ? [readScope(now, path)] : readList(now, path, readScope, 'list');
  });
  const lists = {
    __proto__: null,
    scopes: Object.freeze(closed.names),
    surfaces: Object.freeze([...closed.surfaces.keys()]),
    bundles: Object.freeze([...bundles.keys()]),
  };
  return {
    closed,
    bundles,
    renamed,
    shown: { ...lists, docs: readDocs(docs, lists) },
    storedPatterns: storedPatterns === 'expand' ? list.patterns : [],
  };
};

/** Copies and freezes the texts. Throws for a text about what none of the lists has. */
const readDocs = (docs: unknown, lists: Readonly<Record<string, readonly string[] | null>>): object =>
  readFrozen(docs, 'docs', (group, texts, path) =>
    readFrozen(texts, path, (name, text, at) =>
      lists[group]?.includes(name)
        ? readFrozen(text, at, (_, value) => value)
        : failDefinition(at, 'not declared'),
    ),
  );

const readFrozen = (...table: Parameters<typeof readTable>): object =>
  Object.freeze(Object.fromEntries(readTable(...table)));
