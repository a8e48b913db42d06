/**
 * The library as a caller without types sees it: the run time has to be right with no compiler in front of it.
 */
import * as scopeproof from 'scopeproof';
import { type Declaration, isDefaultFormat, type Needs } from './reference.js';

export interface Untyped {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly surfaces: readonly string[];
  readonly bundles: readonly string[];
  readonly docs: object;
  isScope(value: unknown): boolean;
  implied(scope: unknown): readonly string[];
  bundle(name: unknown): readonly string[];
  select(...entries: readonly unknown[]): readonly string[];
  missing(held: unknown, required: unknown): readonly string[];
  minimal(scopes: unknown): readonly string[];
  redundant(scopes: unknown): readonly string[];
  parse(stored: unknown): UntypedParsed;
  allOf(...scopes: readonly unknown[]): object;
  anyOf(...alternatives: readonly unknown[]): object;
  has(grant: unknown, scope: unknown): boolean;
  check(grant: unknown, needs: unknown): UntypedChecked;
  authorize(grant: unknown, needs: unknown): UntypedGrant;
  attenuate(grant: unknown, scopes: unknown): UntypedGrant;
  intersect(one: unknown, other: unknown): UntypedGrant;
  without(grant: unknown, scopes: unknown): UntypedGrant;
  key(name: unknown, declaration: unknown): UntypedKey;
}
export interface UntypedGrant {
  readonly held: readonly string[];
  readonly minimal: readonly string[];
  has(scope: unknown): boolean;
}
export interface UntypedParsed {
  readonly grant: UntypedGrant;
  readonly unknown: readonly string[];
  readonly deprecated: readonly string[];
}
export type UntypedChecked =
  | { readonly ok: true; readonly grant: UntypedGrant }
  | { readonly ok: false; readonly error: scopeproof.InsufficientScopeError };
export interface UntypedApi {
  readonly routes: readonly string[];
  needs(route: unknown): unknown;
  match(method: unknown, path: unknown): UntypedMatch | undefined;
  check(grant: unknown, route: unknown): UntypedChecked;
  authorize(grant: unknown, route: unknown): UntypedGrant;
  handler(route: unknown, handle: unknown): { handle(context: unknown, ...rest: unknown[]): unknown };
}
export interface UntypedMatch {
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly needs: unknown;
}
export interface UntypedKey {
  readonly name: string;
  readonly bundle: unknown;
  readonly scopes: readonly string[];
  readonly held: readonly string[];
  readonly routes: readonly string[];
}
export interface UntypedLeast {
  readonly scopes: readonly string[];
  readonly bundle: { readonly name: string; readonly excess: readonly string[] } | undefined;
  readonly exact: boolean;
}
export interface UntypedExports {
  readonly open: object;
  readonly authenticated: object;
  defineScopes(name: unknown, definition: unknown): Untyped;
  defineRoutes(vocabulary: unknown, table: unknown): UntypedApi;
  mount(vocabulary: unknown, prefix: unknown, surface: unknown, methods?: unknown): Record<string, string>;
  defineKey(api: unknown, name: unknown, declaration: unknown): UntypedKey;
  leastKey(api: unknown, name: unknown, declaration: unknown): UntypedKey;
  leastScopes(api: unknown, routes: unknown): UntypedLeast;
  audit(api: unknown, key: unknown, routes?: unknown): Record<string, readonly string[]>;
}

export const untyped = scopeproof as unknown as UntypedExports;

/** The options of `defineScopes` without what is empty or the default. */
export function optionsOf({ name: _, ...options }: Declaration): Readonly<Record<string, unknown>> {
  const given = Object.entries(options).filter(([option, value]) =>
    option === 'format' ? !isDefaultFormat(options.format) : Object.keys(value).length > 0,
  );
  return Object.fromEntries(given);
}

/** What a vocabulary makes of a requirement. */
export function requirementOf(vocabulary: Untyped, needs: Needs): unknown {
  if (needs === 'open') return untyped.open;
  if (needs === 'authenticated') return untyped.authenticated;
  const alternatives = needs.map((all) => (all.length === 1 ? all[0] : vocabulary.allOf(...all)));
  return alternatives.length === 1 ? alternatives[0] : vocabulary.anyOf(...alternatives);
}
