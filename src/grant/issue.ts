import { notAGrant, throwTypeError } from '../errors.js';
import { type Bits, hasBit } from '../internal/bit-set.js';
import { isObject } from '../internal/input.js';
import { sealClass } from '../internal/seal.js';
import type { ClosedScopes, VocabularyId } from '../vocabulary/closure.js';

/** Makes the grants of one vocabulary and reads them. */
export interface GrantIssuer {
  /** Makes a grant of some scopes, which are closed. */
  readonly issue: (held: Bits) => object;
  /** Gives what a grant of this vocabulary holds. Throws for any other value. */
  readonly heldBy: (grant: unknown) => Bits;
}

/** What Node, Deno and Bun call to print an object. */
const inspect = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/** Makes the issuer of one vocabulary's grants, with a class of their own. Its private field tells them from all objects. */
export const createGrantIssuer = (
  { vocabulary, serial }: VocabularyId,
  { numbers, namesOf, minimal }: ClosedScopes,
): GrantIssuer => {
  class IssuedGrant {
    readonly #held: Bits;
    // What tools compare that see no private field, assertions of tests for example. Guards list what is held by `bits`.
    readonly vocabulary = vocabulary;
    readonly serial = serial;
    readonly bits: Bits;

    constructor(held: Bits) {
      this.#held = held;
      this.bits = Object.freeze(held.slice());
      Object.freeze(this);
    }

    static heldBy(value: unknown): Bits {
      return isObject(value) && #held in value ? value.#held : throwTypeError(notAGrant);
    }

    has(scope: string): boolean {
      const number = numbers.get(scope);
      return number !== undefined && hasBit(this.#held, number);
    }

    get held(): readonly string[] {
      return namesOf(this.#held);
    }

    get minimal(): readonly string[] {
      return minimal(this.held);
    }

    toString(): string {
      return this.minimal.join(' ');
    }

    toJSON(): readonly string[] {
      return this.minimal;
    }

    [inspect](): string {
      return `Grant<${vocabulary}>(${this})`;
    }
  }
  sealClass(IssuedGrant);
  return { issue: (held) => new IssuedGrant(held), heldBy: IssuedGrant.heldBy };
};
