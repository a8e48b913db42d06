import {
  type BadFormat,
  type ChainTooLong,
  type Empty,
  type NotAScopeToken,
  type StillLive,
  stillLive,
  type UnknownAction,
  type UnknownScope,
  unknownScope,
} from './errors.js';
import { type Closed, closeScopes, type TooLong } from './implication.js';
import { ownParts } from './internal/given.js';
import {
  type DefaultFormat,
  type Entries,
  fail,
  listIn,
  nameIn,
  type Pair,
  type Pattern,
  type Spelled,
  type SurfaceTable,
  spellScopes,
  tableIn,
} from './scope.js';

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
> {
  /** Each surface with its actions. */
  readonly surfaces?: Surfaces;
  /** Scopes that have no surface. */
  readonly scopes?: Bare;
  /** How surface and action spell a scope: `{surface}:{action}` unless given. */
  readonly format?: Format;
  /** action → the actions that it brings along on the same surface, where that surface has them; transitive */
  readonly implies?: Implies;
  /** scope → the scopes and patterns that it brings along, whatever their surface; transitive */
  readonly includes?: Includes;
  /** bundle → scopes and patterns */
  readonly bundles?: Bundles;
  /** old name → what it is called now */
  readonly deprecated?: Deprecated;
  /** Text for people. */
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

/** Text for people, by surface, scope and bundle. */
export interface Docs<Surface extends string, Scope extends string, Bundle extends string> {
  readonly surfaces?: { readonly [S in Surface]?: Doc };
  readonly scopes?: { readonly [S in Scope]?: ScopeDoc };
  readonly bundles?: { readonly [B in Bundle]?: Doc };
}

// Through conditional types, as with Pattern.
export type ScopeIn<Surfaces extends Pair, Format extends string, Bare extends string> = [
  Spelled<Surfaces, Format>,
] extends [infer Paired extends string]
  ? Paired | Bare
  : never;
export type ItemIn<Surfaces extends Pair, Format extends string, Bare extends string> = [
  Spelled<Surfaces, Format>,
  Pattern<Surfaces, Format>,
] extends [infer Paired extends string, infer Matching extends string]
  ? Paired | Bare | Matching
  : never;

// -- what does not compile

/**
 * What no scope-token holds (RFC 6749 §3.3), and the `*` of patterns: all of ASCII that somebody might write, and the
 * letters of Latin-1. To look for every other character, one by one, would cost a hundred instantiations a name.
 */
// biome-ignore format: a table
type Unspellable =
  | '"' | '\\' | '*' | ' ' | '\t' | '\n' | '\v' | '\f' | '\r' | '\0' | '\x1b' | '\x7f' | '\u00a0'
  | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Æ' | 'Ç' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ì' | 'Í' | 'Î' | 'Ï'
  | 'Ð' | 'Ñ' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' | 'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ý' | 'Þ' | 'ß' | 'à'
  | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'æ' | 'ç' | 'è' | 'é' | 'ê' | 'ë' | 'ì' | 'í' | 'î' | 'ï' | 'ð'
  | 'ñ' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ù' | 'ú' | 'û' | 'ü' | 'ý' | 'þ' | 'ÿ';
type BadName = '' | `${string}${Unspellable}${string}`;

type CheckedName<Name> = Name extends '' ? Empty<'name'> : Name extends BadName ? NotAScopeToken : Name;

export type CheckedNames<Names extends readonly string[]> = {
  readonly [I in keyof Names]: CheckedName<Names[I]>;
};

export type CheckedSurfaces<Surfaces extends SurfaceTable> = [
  Extract<keyof Surfaces | Surfaces[keyof Surfaces][number], BadName>,
] extends [never]
  ? Surfaces
  : // As another name, so that the compiler does not infer the surfaces from this branch as well.
    Surfaces extends infer Given extends SurfaceTable
    ? {
        readonly [S in keyof Given]: S extends BadName ? CheckedName<S> : CheckedNames<Given[S]>;
      }
    : never;

/** A vocabulary of nothing is refused where its surfaces would stand. */
export type NotEmpty<Name> = [Name] extends [never] ? { readonly surfaces: Empty<'vocabulary'> } : unknown;

export type CheckedBundles<Bundles> = {
  readonly [B in keyof Bundles as Bundles[B] extends readonly [] ? B : never]: Empty<'bundle'>;
} & ([Extract<keyof Bundles, BadName>] extends [never]
  ? unknown
  : { readonly [B in Extract<keyof Bundles, BadName>]: CheckedName<B> });

export type CheckedDeprecated<Deprecated, Scope> = [keyof Deprecated] extends [never]
  ? Deprecated
  : Deprecated extends infer Given
    ? {
        readonly [Old in keyof Given]: `${Old & (string | number)}` extends infer Name extends Scope & string
          ? StillLive<Name>
          : Old extends BadName
            ? CheckedName<Old>
            : Renamed<Given[Old], Scope>;
      }
    : never;
// With all there are in the place of what is none: the compiler then says which was meant, an editor offers them.
type Renamed<Now, Scope> = Now extends string
  ? Now extends Scope
    ? Now
    : Scope
  : { readonly [I in keyof Now]: Renamed<Now[I], Scope> };

export type CheckedFormat<Format extends string> = Format extends DefaultFormat
  ? Format
  : Format extends BadName
    ? NotAScopeToken
    : Format extends
          | `${string}{surface}${string}{action}${string}`
          | `${string}{action}${string}{surface}${string}`
      ? Format extends
          | `${string}{surface}${string}{surface}${string}`
          | `${string}{action}${string}{action}${string}`
        ? BadFormat
        : Format
      : BadFormat;

export type CheckedImplies<Implies extends Pair, Action extends string> = {
  readonly [A in Exclude<Implies['name'], Action>]: UnknownAction<A>;
} & ChainsTooLong<TooLong<Implies>>['here'];
// Behind a property, as with Holding.
interface ChainsTooLong<Names> {
  readonly here: { readonly [N in Names & string]: ChainTooLong };
}

export type CheckedIncludes<Including extends string, Scope extends string, Closed> = {
  readonly [S in Exclude<Including, Scope>]: UnknownScope<S>;
} & ([Including] extends [never]
  ? unknown
  : [Closed] extends [infer Table] // TypeScript 5.4 would look for a constraint in the closures of nothing yet
    ? ChainsTooLong<TooLongIn<Including, Table>>['here']
    : never);
// A chain may begin at a scope that only implies: then it is refused at the includes that it runs through.
type TooLongIn<Including extends string, Closed> = [TooFar<Closed, Including>] extends [never]
  ? Extract<Including, Entries<Closed, TooFar<Closed, keyof Closed>>>
  : TooFar<Closed, Including>;
type TooFar<Closed, Scope> = Scope extends keyof Closed
  ? [Closed[Closed[Scope] & keyof Closed]] extends [Closed[Scope]]
    ? never
    : Scope
  : never;

// -- what is refused at run time

/** What the run time reads of a definition. */
export interface Read {
  readonly closed: Closed;
  /** bundle → its scopes, in declaration order */
  readonly bundles: ReadonlyMap<string, readonly string[]>;
  /** old name → what it is called now */
  readonly renamed: ReadonlyMap<string, readonly string[]>;
  readonly docs: object;
}

export const readDefinition = (definition: unknown): Read => {
  const { surfaces, scopes, format, implies, includes, bundles, deprecated, docs } = ownParts(
    definition,
    'definition',
    fail,
  );
  const closed = closeScopes(spellScopes(surfaces, scopes, format), implies, includes);
  const { names, numbers, expand, bitsOf, namesOf } = closed;

  const packs = tableIn(bundles, 'bundles', (bundle, items, path) => {
    nameIn(bundle, path);
    return namesOf(bitsOf(listIn(items, path, expand, 'bundle').flat()));
  });
  const renamed = tableIn(deprecated, 'deprecated', (old, now, path) => {
    nameIn(old, path);
    if (numbers.has(old)) fail(path, stillLive(old));
    const scopeIn = (scope: unknown, at: string): string =>
      numbers.has(scope) ? (scope as string) : fail(at, unknownScope(scope));
    return typeof now === 'string' ? [scopeIn(now, path)] : listIn(now, path, scopeIn, 'list');
  });

  const known = {
    __proto__: null,
    surfaces: [...closed.surfaces.keys()],
    scopes: names,
    bundles: [...packs.keys()],
  };
  return { closed, bundles: packs, renamed, docs: docsIn(docs, known) };
};

/** The texts as they were declared, frozen, after a look whether each speaks of something that is there. */
const docsIn = (docs: unknown, known: Readonly<Record<string, readonly string[] | null>>): object =>
  mapped(docs, 'docs', (group, texts, path) =>
    mapped(texts, path, (name, text, at) =>
      known[group]?.includes(name)
        ? mapped(text, at, (_, value) => value)
        : fail(at, 'describes nothing that is declared'),
    ),
  );

const mapped = (...table: Parameters<typeof tableIn>): object =>
  Object.freeze(Object.fromEntries(tableIn(...table)));
