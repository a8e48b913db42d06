import { type ClosedScopes, closureOf, namesOf } from './implication.js';
import { type Bits, members } from './internal/bits.js';
import { onlyInside, type Secret, sealed, secret } from './internal/secret.js';

/**
 * A static declaration of the scopes that an API key is issued with: `Name` is the vocabulary's name, `Scopes` the
 * closure of what is declared.
 *
 * A key is a claim and no proof: it is not assignable to a grant. `vocabulary.parse(key.scopes)` gives the grant of
 * the key that is issued with it.
 */
export class Key<Name extends string, Scopes extends string> {
  declare protected readonly vocabulary: Name;
  declare protected readonly claimed: { readonly [Scope in Scopes]: true };
  readonly #vocabulary: ClosedScopes;
  readonly #declared: Bits;
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

  /** @internal */
  constructor(
    vocabulary: ClosedScopes,
    name: string,
    listed: readonly string[],
    bundle: string | undefined,
    declared: Bits,
    routes: readonly string[],
  ) {
    this.#vocabulary = vocabulary;
    this.#declared = declared;
    this.name = name;
    this.scopes = Object.freeze([...new Set([...listed, ...namesOf(vocabulary, declared)])]);
    this.held = Object.freeze(namesOf(vocabulary, closureOf(vocabulary, members(declared))));
    this.bundle = bundle;
    this.routes = Object.freeze([...routes]);
    Object.freeze(this);
  }

  /** @internal */
  static declaredBy(key: unknown, scopes: ClosedScopes, by: Secret): Bits {
    onlyInside(by);
    if (typeof key !== 'object' || !key || !(#vocabulary in key)) throw new TypeError('not a key');
    if (key.#vocabulary !== scopes) throw new TypeError('a key of another vocabulary');
    return key.#declared;
  }
}

const SealedKey = /* @__PURE__ */ sealed(Key);

/** The bits of what a key of this vocabulary declares, or a refusal of whatever is none. */
export const declaredBy = (scopes: ClosedScopes, key: unknown): Bits =>
  SealedKey.declaredBy(key, scopes, secret);

/** The closure of a key's scopes. */
export type KeyScopes<K> = K extends Key<string, infer Scopes> ? Scopes : never;
