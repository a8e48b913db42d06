import { areListable, listable } from './problem.js';
import type { Refusal, RefusalParts } from './refusal.js';
import type { UntypedGrant, UntypedVocabulary } from './untyped.js';

/** What a guard remembers about the refusals of one requirement. */
interface KnownRequirement {
  /** The alternatives, where a response may list them. */
  readonly required: Alternatives | undefined;
  /** What is known of each alternative that was the nearest to a key. */
  readonly nearest: Map<readonly string[], KnownAlternative>;
}
type Alternatives = readonly (readonly string[])[];
interface KnownAlternative {
  /** Its scopes in declaration order. */
  readonly ordered: readonly string[];
  readonly challenge: string | undefined;
}

/**
 * Makes the 403 of a guard, for a grant that does not meet a requirement. Its work depends on the requirement and on
 * what a response lists, and not on the size of the vocabulary.
 */
export const createScopeRefusal = (
  vocabulary: UntypedVocabulary,
  { disclose, scopeChallenge, refuseScopes }: RefusalParts,
): ((grant: UntypedGrant, needs: unknown) => Refusal) => {
  const undisclosed = scopeChallenge([]);
  const noScopes = vocabulary.parse('').grant;
  const singles = new Map<string, Alternatives>();
  const known = new WeakMap<Alternatives, KnownRequirement>();

  /** Gives the alternatives of a requirement: the same list each time. */
  const alternativesOf = (needs: unknown): Alternatives => {
    if (typeof needs !== 'string') return (needs as { readonly alternatives: Alternatives }).alternatives;
    const found = singles.get(needs) ?? Object.freeze([Object.freeze([needs])]);
    singles.set(needs, found);
    return found;
  };
  const knownRequirement = (alternatives: Alternatives): KnownRequirement => {
    const found = known.get(alternatives);
    if (found) return found;
    const required = areListable(alternatives.flat()) ? alternatives : undefined;
    const made = { required, nearest: new Map() };
    known.set(alternatives, made);
    return made;
  };
  const knownAlternative = ({ nearest }: KnownRequirement, scopes: readonly string[]): KnownAlternative => {
    const found = nearest.get(scopes);
    if (found) return found;
    const made = { ordered: vocabulary.missing(noScopes, scopes), challenge: scopeChallenge(scopes) };
    nearest.set(scopes, made);
    return made;
  };

  /** Gives the names of what a grant holds, in declaration order. */
  function* heldBy({ bits }: UntypedGrant): Iterable<string> {
    for (let word = 0; word < bits.length; word++)
      for (let rest = bits[word] as number; rest !== 0; rest &= rest - 1)
        yield vocabulary.scopes[word * 32 + 31 - Math.clz32(rest & -rest)] as string;
  }

  return (grant, needs) => {
    if (!disclose) return refuseScopes({}, undisclosed);
    const alternatives = alternativesOf(needs);
    const requirement = knownRequirement(alternatives);
    const { ordered, challenge } = knownAlternative(requirement, nearestAlternative(alternatives, grant));
    const missing = listable(missingOf(ordered, grant));
    return refuseScopes(
      { required: requirement.required, missing, held: listable(heldBy(grant)) },
      challenge,
    );
  };
};

const missingOf = (scopes: readonly string[], grant: UntypedGrant): readonly string[] =>
  scopes.filter((scope) => !grant.has(scope));

/** Picks the alternative of which the fewest scopes are missing; of several, the first. */
const nearestAlternative = (alternatives: Alternatives, grant: UntypedGrant): readonly string[] => {
  let nearest = alternatives[0] as readonly string[];
  let fewest = Infinity;
  for (const scopes of alternatives) {
    const count = missingOf(scopes, grant).length;
    if (count < fewest) [nearest, fewest] = [scopes, count];
    // No alternative is met, so each misses one scope at least.
    if (fewest === 1) break;
  }
  return nearest;
};
