import type { ManifestRequirement } from '../../../src/manifest/index.js';
import type { Alternative, Security } from './document.js';
import { failureAt } from './node.js';

/** What an operation requires: an OR of ANDs of scopes, or what needs no scope; nothing where no key can meet it. */
export type Needs =
  | { readonly kind: 'open' | 'optional' | 'authenticated' | 'nobody' }
  | { readonly kind: 'scopes'; readonly alternatives: readonly (readonly string[])[] };

/** How security requirements are read. */
export interface NeedsReading {
  /** The scheme whose keys the API has; without it, those of all schemes. */
  readonly scheme?: string | undefined;
  /** Tells whether one list of scopes is read as alternatives. */
  readonly isAnyOf: (scopes: readonly string[]) => boolean;
  /** Tells whether a name can be a scope. */
  readonly isScope: (name: string) => boolean;
}

/** What a list of security requirements comes to. */
export interface ReadNeeds {
  readonly needs: Needs;
  /** The schemes that need no scope where others need some. Their keys are held to the scopes of the others. */
  readonly unscoped: readonly string[];
}

/** The most alternatives that one operation may come to. */
const mostAlternatives = 1_000;

interface Option {
  readonly schemes: readonly string[];
  readonly terms: readonly (readonly string[])[];
}

/** Reads a list of security requirements. Nothing, and an empty list, need no key. */
export function readNeeds(security: Security | undefined, reading: NeedsReading): ReadNeeds {
  const { scheme, isScope } = reading;
  const listed = security?.alternatives ?? [];
  const asking = listed.filter(({ schemes }) => schemes.length > 0);
  if (asking.length === 0) return { needs: { kind: 'open' }, unscoped: [] };
  if (asking.length < listed.length) return { needs: { kind: 'optional' }, unscoped: [] };
  const options = asking
    .filter(({ schemes }) => scheme === undefined || schemes.some(({ name }) => name === scheme))
    .map((alternative) => optionOf(alternative, reading))
    .filter(({ terms }) => terms.length > 0);
  const unscoped = options.filter(({ terms }) => terms.some((term) => term.length === 0));
  const scoped = options.filter(
    (option) => !unscoped.some((other) => other.schemes.every((name) => option.schemes.includes(name))),
  );
  const alternatives = narrowest(
    scoped.flatMap(({ terms }) => terms).filter((term) => term.every(isScope)),
    security,
  );
  if (alternatives.length > 0)
    return { needs: { kind: 'scopes', alternatives }, unscoped: unscoped.flatMap(({ schemes }) => schemes) };
  // Where all that is left of the scoped ones are names that no scope has, a key of another scheme is not enough.
  const kind = unscoped.length > 0 && scoped.length === 0 ? 'authenticated' : 'nobody';
  return { needs: { kind }, unscoped: [] };
}

/**
 * Reads a requirement that an operation has beside its security. It counts where it has scopes and the security has none,
 * so that it only ever asks for more. A name that is no scope can be met by nobody.
 */
export function withRequirement(
  read: ReadNeeds,
  requirement: ManifestRequirement | undefined,
  { isScope }: NeedsReading,
): ReadNeeds {
  const { kind } = read.needs;
  if (typeof requirement !== 'object' || kind === 'scopes' || kind === 'nobody') return read;
  const alternatives = requirement.filter((scopes) => scopes.every(isScope));
  const needs: Needs = alternatives.length === 0 ? { kind: 'nobody' } : { kind: 'scopes', alternatives };
  return { needs, unscoped: [] };
}

/** Reads one Security Requirement Object: its schemes are an AND, and so are the scopes of each. */
function optionOf(alternative: Alternative, { scheme, isAnyOf }: NeedsReading): Option {
  const schemes = alternative.schemes.filter(({ name }) => scheme === undefined || name === scheme);
  let terms: readonly (readonly string[])[] = [[]];
  for (const { scopes } of schemes) {
    const names = [...new Set(scopes.map(({ name }) => name))];
    const each = names.length > 1 && isAnyOf(names) ? names.map((name) => [name]) : [names];
    terms = terms.flatMap((term) => each.map((more) => [...new Set([...term, ...more])]));
    if (terms.length > mostAlternatives)
      throw failureAt(alternative.node, `more than ${mostAlternatives} alternatives`);
  }
  return { schemes: schemes.map(({ name }) => name), terms };
}

/** Leaves out the alternatives that need all that another one needs. */
function narrowest(
  terms: readonly (readonly string[])[],
  security: Security | undefined,
): readonly (readonly string[])[] {
  const distinct = [...new Map(terms.map((term) => [JSON.stringify([...term].sort()), term])).values()];
  if (distinct.length > mostAlternatives && security)
    throw failureAt(security.node, `more than ${mostAlternatives} alternatives`);
  const sets = distinct.map((term) => new Set(term));
  return distinct.filter(
    (term, i) =>
      term.length === 1 ||
      !sets.some(
        (other, j) => j !== i && other.size < term.length && [...other].every((name) => sets[i]?.has(name)),
      ),
  );
}
