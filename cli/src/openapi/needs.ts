import type { ManifestRequirement } from '../../../src/manifest/index.js';
import type { Alternative, Security } from './document.js';
import { failureAt, type Node } from './node.js';
import { isAsStrict } from './strictness.js';

/** What an operation requires: an OR of ANDs of scopes, or what needs no scope; nothing where no key can meet it. */
export type Needs =
  | { readonly kind: 'open' | 'optional' | 'authenticated' | 'nobody' }
  | { readonly kind: 'scopes'; readonly alternatives: readonly (readonly string[])[] };

/** How security requirements are read. */
export interface NeedsReading {
  /** The scheme whose keys the API has; without it, those of all schemes. */
  readonly scheme?: string | undefined;
  /** Whether an operation takes any key where one of other schemes needs no scope; by default it does not. */
  readonly takesOthers?: boolean | undefined;
  /** Tells whether one list of scopes is read as alternatives; by default none is. */
  readonly isAnyOf?: (scopes: readonly string[]) => boolean;
  /** Tells whether a name can be a scope. */
  readonly isScope: (name: string) => boolean;
}

/** What a list of security requirements comes to. */
export interface ReadNeeds {
  readonly needs: Needs;
  /** The schemes that need no scope where others need some. Their keys are held to the scopes of the others. */
  readonly unscoped: readonly string[];
  /** The schemes that are needed together, where the needs say nothing of some of them. */
  readonly together: readonly Companions[];
  /** The lists of several scopes, each once. */
  readonly lists: readonly ScopeList[];
  /** The names that are no scopes, where they are why no key can meet the needs. */
  readonly strangers: readonly string[];
}

/** Schemes that one Security Requirement Object needs together. */
export interface Companions {
  /** The scheme whose keys the needs are about. */
  readonly scheme: string;
  /** The schemes that the needs say nothing of. */
  readonly others: readonly string[];
  readonly node: Node;
}

/** Scopes that one scheme needs. */
export interface ScopeList {
  readonly names: readonly string[];
  /** Whether they are read as alternatives. */
  readonly isAnyOf: boolean;
  /** The first place of the list. */
  readonly node: Node;
}

/** The most alternatives that one operation may come to. */
const mostAlternatives = 1_000;

interface Option {
  readonly schemes: readonly string[];
  readonly terms: readonly (readonly string[])[];
}

/** Reads a list of security requirements. Nothing, and an empty list, need no key. */
export function readNeeds(security: Security | undefined, reading: NeedsReading): ReadNeeds {
  const { scheme, isScope, takesOthers = false } = reading;
  const listed = security?.alternatives ?? [];
  const asking = listed.filter(({ schemes }) => schemes.length > 0);
  if (asking.length === 0) return only({ kind: 'open' });
  if (asking.length < listed.length) return only({ kind: 'optional' });
  if (takesOthers && scheme !== undefined) {
    const read = readNeeds(security, { ...reading, scheme: undefined });
    if (read.needs.kind === 'authenticated') return read;
  }
  const own = asking.filter(
    ({ schemes }) => scheme === undefined || schemes.some(({ name }) => name === scheme),
  );
  const lists = new Map<string, ScopeList>();
  const options = own
    .map((alternative) => optionOf(alternative, reading, lists))
    .filter(({ terms }) => terms.length > 0);
  const unscoped = options.filter(({ terms }) => terms.some((term) => term.length === 0));
  const scoped = options.filter(
    (option) => !unscoped.some((other) => other.schemes.every((name) => option.schemes.includes(name))),
  );
  const terms = scoped.flatMap((option) => option.terms);
  const alternatives = narrowest(
    terms.filter((term) => term.every(isScope)),
    security,
  );
  const read = { together: companionsOf(own, scheme), lists: [...lists.values()], strangers: [] };
  if (alternatives.length > 0) {
    const needs: Needs = { kind: 'scopes', alternatives };
    return { ...read, needs, unscoped: unscoped.flatMap(({ schemes }) => schemes) };
  }
  // Where all that is left of the scoped ones are names that no scope has, a key of another scheme is not enough.
  if (unscoped.length > 0 && scoped.length === 0)
    return { ...read, needs: { kind: 'authenticated' }, unscoped: [], lists: [] };
  const strangers = [...new Set(terms.flat().filter((name) => !isScope(name)))];
  return { ...only({ kind: 'nobody' }), strangers };
}

/** Makes needs of which there is no more to say. */
export const only = (needs: Needs): ReadNeeds => ({
  needs,
  unscoped: [],
  together: [],
  lists: [],
  strangers: [],
});

/**
 * Reads a requirement that an operation has beside its security. It counts where it asks for more and the security has no
 * scopes. A name that is no scope can be met by nobody.
 */
export function withRequirement(
  read: ReadNeeds,
  requirement: ManifestRequirement | undefined,
  { isScope }: Pick<NeedsReading, 'isScope'>,
): ReadNeeds {
  const { kind } = read.needs;
  if (requirement === undefined || kind === 'scopes' || kind === 'nobody') return read;
  if (typeof requirement === 'string') {
    const asked: Needs = { kind: requirement };
    return isAsStrict(read.needs, asked) ? read : { ...only(asked), together: read.together };
  }
  const alternatives = requirement.filter((scopes) => scopes.every(isScope));
  if (alternatives.length > 0) return { ...only({ kind: 'scopes', alternatives }), together: read.together };
  const strangers = [...new Set(requirement.flat().filter((name) => !isScope(name)))];
  return { ...only({ kind: 'nobody' }), strangers };
}

/** Reads one Security Requirement Object: its schemes are an AND, and so are the scopes of each. */
function optionOf(
  alternative: Alternative,
  { scheme, isAnyOf = () => false }: NeedsReading,
  lists: Map<string, ScopeList>,
): Option {
  const schemes = alternative.schemes.filter(({ name }) => scheme === undefined || name === scheme);
  let terms: readonly (readonly string[])[] = [[]];
  for (const { scopes, node } of schemes) {
    const names = [...new Set(scopes.map(({ name }) => name))];
    const isLoose = names.length > 1 && isAnyOf(names);
    const key = JSON.stringify(names);
    if (names.length > 1 && !lists.has(key)) lists.set(key, { names, isAnyOf: isLoose, node });
    const each = isLoose ? names.map((name) => [name]) : [names];
    terms = terms.flatMap((term) => each.map((more) => [...new Set([...term, ...more])]));
    if (terms.length > mostAlternatives)
      throw failureAt(alternative.node, `more than ${mostAlternatives} alternatives`);
  }
  return { schemes: schemes.map(({ name }) => name), terms };
}

/**
 * Finds the schemes that are needed together. A requirement is left out where another one needs a part of it: then that
 * part is enough.
 */
function companionsOf(
  alternatives: readonly Alternative[],
  scheme: string | undefined,
): readonly Companions[] {
  const found = new Map<string, Companions>();
  // More are hardly ever there, and would take long to compare.
  const parts = alternatives.length > mostCompared ? [] : alternatives;
  for (const alternative of alternatives) {
    const { schemes, node } = alternative;
    if (schemes.length < 2) continue;
    const said = schemes.filter(({ name, scopes }) =>
      scheme === undefined ? scopes.length > 0 : name === scheme,
    );
    const [first = schemes[0]] = said;
    const others = schemes.filter((each) => each !== first && !said.includes(each)).map(({ name }) => name);
    const key = JSON.stringify([first?.name, ...others]);
    if (first === undefined || others.length === 0 || found.has(key)) continue;
    if (!parts.some((other) => isPartOf(other, alternative)))
      found.set(key, { scheme: first.name, others, node });
  }
  return [...found.values()];
}

const mostCompared = 100;

/** Tells whether whoever meets one requirement meets another, which needs fewer schemes. */
const isPartOf = (part: Alternative, whole: Alternative): boolean =>
  part.schemes.length < whole.schemes.length &&
  part.schemes.every(({ name, scopes }) => {
    const there = whole.schemes.find((each) => each.name === name)?.scopes.map((each) => each.name);
    return there !== undefined && scopes.every((scope) => there.includes(scope.name));
  });

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
