import { empty, throwTypeError } from '../errors.js';
import type { Grant } from '../grant/grant.js';
import type { ClosedScopes, VocabularyId } from '../vocabulary/closure.js';

/**
 * A static declaration of the scopes that an API key is issued with. `Name` is the name of the vocabulary, `Scopes` the
 * declared scopes with all that they imply.
 *
 * A key is a claim and no proof, so it is not assignable to a grant. `vocabulary.parse(key.scopes)` gives the grant of
 * a caller with this key.
 */
export declare class Key<Name extends string, Scopes extends string> {
  private constructor();
  protected readonly vocabulary: Name;
  // `-?` as in Grant.
  protected readonly claimed: { readonly [Scope in Scopes]-?: true };
  /** The name of the key. */
  readonly name: string;
  /**
   * The declared scopes: the listed ones, then those of the bundle.
   *
   * A key of more scopes is assignable to one of fewer, so its type cannot say which scopes the list has.
   * `key.scopes.filter(vocabulary.isScope)` is a list of the vocabulary's scopes.
   */
  readonly scopes: readonly string[];
  /** All scopes that the key holds, implied ones included, in declaration order of the vocabulary. */
  readonly held: readonly string[];
  /** The name of the bundle, where one is declared. */
  readonly bundle: string | undefined;
  /** The routes that the key is for. */
  readonly routes: readonly string[];
}

/** The scopes that a key or a grant holds, implied ones included; of a union, those of all its members. */
export type HeldOf<KeyOrGrant> =
  KeyOrGrant extends Key<string, infer Scopes>
    ? Scopes
    : KeyOrGrant extends Grant<string, infer Scopes>
      ? Scopes
      : never;

// A member is evaluated when it is read, as in `DeferredGrant`.
export interface DeferredKey<Name extends string, Held> {
  readonly key: Key<Name, Held & string>;
}

/** A key at run time. */
interface UntypedKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly held: readonly string[];
  readonly bundle: unknown;
  readonly routes: readonly string[];
}

/** key → the scopes of its vocabulary, a list that no other vocabulary has */
const vocabularies = /* @__PURE__ */ new WeakMap<UntypedKey, readonly string[]>();

/** Makes a key. The caller has checked its scopes, routes and bundle. */
export const createKey = (
  { id, names, close }: ClosedScopes & { readonly id: VocabularyId },
  name: string,
  scopes: readonly string[],
  routes: readonly string[] = [],
  bundle?: unknown,
): object => {
  if (typeof name !== 'string' || name === '') throwTypeError(empty('name'));
  const key = Object.freeze({
    ...id,
    name,
    scopes: Object.freeze([...new Set(scopes)]),
    held: close(scopes),
    bundle,
    routes: Object.freeze([...routes]),
  });
  vocabularies.set(key, names);
  return key;
};

/** Reads a key of this vocabulary. Throws for any other value. */
export const readKey = ({ names }: ClosedScopes, key: unknown): UntypedKey =>
  vocabularies.get(key as UntypedKey) === names
    ? (key as UntypedKey)
    : throwTypeError('not a key of this vocabulary in this copy of scopeproof');
