// A vocabulary and a route table as a guard uses them, without the types of their scopes and routes.

import type { Grant, InsufficientScopeError } from '../index.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** A grant, with the numbers of its scopes as bits, 32 to a word. They show what it holds without its names. */
export type UntypedGrant = Grant<string, never> & { readonly bits: readonly number[] };
type UntypedCheckResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: InsufficientScopeError };
export interface UntypedVocabulary {
  readonly scopes: readonly string[];
  parse(stored: string | Iterable<string>): {
    readonly grant: UntypedGrant;
    readonly unknown: readonly string[];
    readonly deprecated: readonly string[];
  };
  check(grant: UntypedGrant, requirement: unknown): UntypedCheckResult;
  missing(held: UntypedGrant, required: readonly string[]): readonly string[];
}
export interface UntypedRouteTable {
  readonly vocabulary: UntypedVocabulary & AnyVocabulary;
  readonly routes: readonly string[];
  needs(route: string): unknown;
  match(method: string, path: string): UntypedMatch | undefined;
}
export interface UntypedMatch {
  readonly route: string;
  readonly needs: unknown;
  readonly params: object;
}
