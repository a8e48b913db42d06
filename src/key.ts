import { refuse } from './errors.js';
import type { Grant } from './grant.js';
import type { Closed } from './implication.js';

/**
 * A static declaration of the scopes that an API key is issued with: `Name` is the vocabulary's name, `Scopes` the
 * closure of what is declared.
 *
 * A key is a claim and no proof: it is not assignable to a grant. `vocabulary.parse(key.scopes)` gives the grant of
 * the key that is issued with it.
 */
export declare class Key<Name extends string, Scopes extends string> {
  private constructor();
  protected readonly vocabulary: Name;
  // `-?` as in Grant.
  protected readonly claimed: { readonly [Scope in Scopes]-?: true };
  /** The name of the key. */
  readonly name: string;
  /** The scopes as declared, those of the bundle after those listed. */
  readonly scopes: readonly string[];
  /** The closure of the scopes, in declaration order of the vocabulary. */
  readonly held: readonly string[];
  /** The name of the bundle, where one is declared. */
  readonly bundle: string | undefined;
  /** The routes that the key is for. */
  readonly routes: readonly string[];
}

/** The closure of what a key or a grant holds; of several, of all of them. */
export type HeldOf<KeyOrGrant> = KeyOrGrant extends Key<string, infer Scopes> | Grant<string, infer Scopes>
  ? Scopes
  : never;

/** The key of some scopes; behind a property, as with the grant of some. */
export interface Claiming<Name extends string, Held> {
  readonly key: Key<Name, Held & string>;
}

/** What the run time knows of a key. */
interface Declared {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly held: readonly string[];
  readonly bundle: unknown;
  readonly routes: readonly string[];
}

/** key → the names of its vocabulary, which nothing else has */
const keys = /* @__PURE__ */ new WeakMap<Declared, readonly string[]>();

/** A key; its scopes, routes and bundle were looked at before. */
export const declareKey = (
  { names, close }: Closed,
  name: string,
  scopes: readonly string[],
  routes: readonly string[] = [],
  bundle?: unknown,
): object => {
  if (typeof name !== 'string' || name === '') refuse('the name of a key is a string that is not empty');
  const key = Object.freeze({
    name,
    scopes: Object.freeze([...new Set(scopes)]),
    held: close(scopes),
    bundle,
    routes: Object.freeze([...routes]),
  });
  keys.set(key, names);
  return key;
};

/** A key of this vocabulary, or a refusal of whatever is none. */
export const keyOf = ({ names }: Closed, key: unknown): Declared =>
  keys.get(key as Declared) === names ? (key as Declared) : refuse('not a key of this vocabulary');
