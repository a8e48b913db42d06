import * as source from '../../src/index.js';

/** A vocabulary whose scopes the compiler does not know. */
interface DrawnVocabulary {
  readonly scopes: readonly string[];
  isScope(name: string): boolean;
  parse(stored: string | readonly string[]): {
    readonly grant: { readonly held: readonly string[] };
    readonly unknown: readonly string[];
    readonly deprecated: readonly string[];
  };
  key(name: string, declaration: { readonly scopes: readonly string[] }): object;
  allOf(...scopes: readonly string[]): object;
  anyOf(...alternatives: readonly object[]): object;
}

/** The route table of one. */
interface DrawnRoutes {
  readonly vocabulary: DrawnVocabulary;
  readonly routes: readonly string[];
  needs(route: string): unknown;
  match(method: string, path: string): { readonly route: string } | undefined;
}

interface Library {
  defineScopes(name: string, definition: object): DrawnVocabulary;
  defineRoutes(vocabulary: DrawnVocabulary, table: object): DrawnRoutes;
  audit(
    api: DrawnRoutes,
    key: object,
    routes: readonly string[],
  ): Readonly<Record<'missing' | 'excess' | 'redundant', readonly string[]>>;
}

/** The library of src/ as a caller without types sees it: its tables are those that src/fleet knows. */
export const library = source as unknown as Library;
