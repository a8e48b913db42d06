import { InsufficientScopeError, throwForeign } from '../errors.js';
import { createGrantIssuer, type GrantIssuer } from '../grant/issue.js';
import { sealClass } from '../internal/seal.js';
import { createRequirements, fewestMissing, type Requirements } from '../requirement.js';
import type { ClosedScopes, VocabularyId } from './closure.js';
import type { ReadDefinition } from './definition.js';

interface UntypedCheckResult {
  readonly ok: boolean;
  readonly grant?: unknown;
  readonly error?: InsufficientScopeError;
}

/** The result of a check that failed. Makes its error when it is asked for: most callers only look at `ok`. */
const RefusedCheck = /* @__PURE__ */ sealClass(
  class implements UntypedCheckResult {
    readonly ok = false;
    // What assertions of tests compare and tools print. Nothing else reads them.
    readonly by: unknown;
    readonly requirement: unknown;
    #makeError: () => InsufficientScopeError;

    constructor(by: unknown, requirement: unknown, makeError: () => InsufficientScopeError) {
      this.by = by;
      this.requirement = requirement;
      this.#makeError = makeError;
    }

    get error(): InsufficientScopeError {
      const error = this.#makeError();
      this.#makeError = () => error;
      return error;
    }
  },
);

/** A vocabulary as the rest of the library uses it at run time. */
export interface VocabularyInternals
  extends ClosedScopes,
    Requirements,
    GrantIssuer,
    Pick<ReadDefinition, 'bundles' | 'renamed' | 'storedPatterns'> {
  readonly id: VocabularyId;
  readonly authorize: (grant: unknown, requirement: unknown) => unknown;
  readonly check: (grant: unknown, requirement: unknown) => UntypedCheckResult;
}

/** The number of vocabularies made so far. */
let made = 0;

export const createInternals = (vocabulary: string, read: ReadDefinition): VocabularyInternals => {
  const { closed } = read;
  const id: VocabularyId = { vocabulary, serial: ++made };
  const requirements = createRequirements(id, closed);
  const issuer = createGrantIssuer(id, closed);
  const check = (grant: unknown, requirement: unknown): UntypedCheckResult => {
    const held = issuer.heldBy(grant);
    return requirements.isMet(requirement, held)
      ? { ok: true, grant }
      : new RefusedCheck(
          grant,
          requirement,
          () =>
            new InsufficientScopeError(
              requirements.alternativesOf(requirement),
              fewestMissing(requirements.missingByAlternative(requirement, held)),
              closed.namesOf(held),
            ),
        );
  };
  return {
    id,
    ...read,
    ...closed,
    ...requirements,
    ...issuer,
    check,
    authorize(grant, requirement) {
      if (!requirements.isMet(requirement, issuer.heldBy(grant))) throw check(grant, requirement).error;
      return grant;
    },
  };
};

/** vocabulary → its internals */
export const internalsByVocabulary = /* @__PURE__ */ new WeakMap<object, VocabularyInternals>();

/** Gives the internals of a vocabulary. Throws for any other value. */
export const vocabularyInternals = (vocabulary: unknown): VocabularyInternals =>
  internalsByVocabulary.get(vocabulary as object) ?? throwForeign(vocabulary, 'parse', 'not a vocabulary');
