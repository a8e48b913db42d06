/** The library as a caller without types sees it. */
import type { CheckResult } from '../../src/grant/grant.js';
import type { ParseResult } from '../../src/grant/parse.js';

/** Hands a value over as if it had a type. */
export const untyped = <Claimed>(value: unknown): Claimed => value as Claimed;

export interface UntypedVocabulary {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly surfaces: readonly string[];
  readonly bundles: readonly string[];
  readonly docs: object;
  isScope(value: unknown): boolean;
  implied(scope: string): readonly unknown[];
  bundle(name: string): readonly unknown[];
  select(...items: readonly string[]): readonly unknown[];
  minimal(scopes: readonly string[]): readonly string[];
  redundant(scopes: readonly string[]): readonly string[];
  missing(held: unknown, required: unknown): readonly string[];
  allOf(...scopes: readonly unknown[]): object;
  anyOf(...alternatives: readonly unknown[]): object;
  parse(stored: unknown): ParseResult<string>;
  has(grant: unknown, scope: string): boolean;
  authorize(grant: unknown, requirement: unknown): unknown;
  check(grant: unknown, requirement: unknown): CheckResult<unknown>;
  attenuate(grant: unknown, scopes: readonly unknown[]): unknown;
  intersect(one: unknown, other: unknown): unknown;
  without(grant: unknown, scopes: readonly unknown[]): unknown;
  key(name: string, declaration: { readonly scopes: readonly string[] }): unknown;
}

export interface UntypedTable {
  readonly vocabulary: object;
  readonly routes: readonly string[];
  needs(route: string): unknown;
  match(method: string, path: string): object | undefined;
  authorize(grant: unknown, route: string): unknown;
  check(grant: unknown, route: string): CheckResult<unknown>;
  handler(route: unknown, handle: unknown): unknown;
}
