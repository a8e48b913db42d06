import { ScopeEscalationError, throwTypeError, unknownBundle } from '../errors.js';
import { createParser } from '../grant/parse.js';
import { intersection, without } from '../internal/bit-set.js';
import { copyStringList, ownProperties } from '../internal/input.js';
import { createKey } from '../keys/key.js';
import { fewestMissing } from '../requirement.js';
import type { ReadDefinition } from './definition.js';
import { createInternals, internalsByVocabulary, type VocabularyInternals } from './internals.js';

/** Makes the object of a vocabulary. Its type, with what each method does, is `Vocabulary`. */
export const createVocabulary = (name: string, read: ReadDefinition): object => {
  const internals = createInternals(name, read);
  const parse = createParser(internals, read, internals.issue);
  const vocabulary = Object.freeze({
    name,
    ...read.shown,
    parse,
    ...scopeMethods(internals, parse),
    ...grantMethods(internals),
  });
  internalsByVocabulary.set(vocabulary, internals);
  return vocabulary;
};

/** Makes the methods that compare scopes and make requirements. */
const scopeMethods = (internals: VocabularyInternals, parse: ReturnType<typeof createParser>) => {
  const { bitsOf, namesOf, minimal, redundant, allOf, anyOf } = internals;
  return {
    isScope: (value: unknown) => internals.numbers.has(value),
    implied: (scope: unknown) => internals.close([scope]),
    bundle: (bundle: string) => internals.bundles.get(bundle) ?? throwTypeError(unknownBundle(bundle)),
    select: (...items: readonly unknown[]) =>
      namesOf(bitsOf(items.flatMap((item, i) => internals.expand(item, `select[${i}]`)))),
    minimal,
    redundant,
    missing(held: unknown, required: unknown) {
      const bits = internals.heldBy(Array.isArray(held) ? parse(held).grant : held);
      return Array.isArray(required)
        ? namesOf(without(bitsOf([...required]), bits))
        : fewestMissing(internals.missingByAlternative(required, bits));
    },
    allOf,
    anyOf,
  };
};

interface UntypedGrant {
  has(scope: string): boolean;
}

/** Makes the methods that take a grant or give a key. */
const grantMethods = (internals: VocabularyInternals) => {
  const { bitsOf, heldBy, authorize, check } = internals;
  return {
    has(grant: UntypedGrant, scope: string) {
      heldBy(grant); // throws for a grant of another vocabulary
      return grant.has(scope);
    },
    authorize,
    check,
    attenuate(grant: UntypedGrant, scopes: readonly unknown[]) {
      const wanted = copyStringList(scopes, 'scopes');
      heldBy(grant); // throws for a grant of another vocabulary
      const missing = new Set(wanted.filter((scope) => !grant.has(scope)));
      if (missing.size > 0)
        throw new ScopeEscalationError(
          [...internals.names, ...missing].filter((scope) => missing.delete(scope)).map(String),
        );
      return internals.issue(bitsOf(internals.close(wanted)));
    },
    intersect: (one: unknown, other: unknown) => internals.issue(intersection(heldBy(one), heldBy(other))),
    without(grant: unknown, scopes: readonly unknown[]) {
      const removed = new Set<unknown>(copyStringList(scopes, 'scopes'));
      bitsOf([...removed]); // throws for an unknown scope
      const stays = (scope: unknown) => !internals.closureOf(scope).some((each) => removed.has(each));
      return internals.issue(bitsOf(internals.namesOf(heldBy(grant)).filter(stays)));
    },
    key: (keyName: string, declaration: object) =>
      createKey(internals, keyName, copyStringList(ownProperties(declaration, 'a key').scopes, 'scopes')),
  };
};
