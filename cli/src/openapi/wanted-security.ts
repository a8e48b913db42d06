/** What the security of an operation has to be for its route. */
import type { ManifestRequirement, RestoredApi } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import type { Security } from './document.js';
import { type Needs, readNeeds } from './needs.js';
import type { Value } from './render.js';
import { isScopeToken } from './scopes.js';

/** What a route needs, as a table or a document says it: an OR of ANDs, or what needs no scope. */
export type Requirement = Needs['kind'] | readonly (readonly string[])[];

/** Gives the same text for requirements that the same keys meet. */
export type Canonical = (needs: Requirement) => string;

/** Makes what compares requirements by the implications of a vocabulary. */
export function canonicalNeeds(api: RestoredApi['api']): Canonical {
  const { numbers, close } = routeTableInternals(api).vocabulary;
  const closed = (scopes: readonly string[]) =>
    scopes.flatMap((scope) => (numbers.has(scope) ? close([scope]) : [scope]));
  return (needs) => (typeof needs === 'string' ? needs : keyOf(needs.map(closed)));
}

/** Gives what security requirements of a document ask a key of a scheme for. */
export function askedOf(security: Security | undefined, scheme: string, takesOthers = false): Requirement {
  const reading = { scheme, takesOthers, isScope: isScopeToken };
  const { needs } = readNeeds(security, reading);
  return needs.kind === 'scopes' ? needs.alternatives : needs.kind;
}

/** Leaves out the alternatives that need all that another one needs. */
function narrowest(alternatives: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const sets = alternatives.map((each) => new Set(each));
  const isMore = (set: ReadonlySet<string>, i: number) =>
    sets.some(
      (other, j) =>
        (other.size < set.size || (other.size === set.size && j < i)) &&
        [...other].every((name) => set.has(name)),
    );
  return sets.filter((set, i) => !isMore(set, i)).map((set) => [...set]);
}

/** Gives the same text for the same alternatives, in whatever order they are. */
const keyOf = (alternatives: readonly (readonly string[])[]): string =>
  JSON.stringify(
    narrowest(alternatives)
      .map((each) => JSON.stringify([...each].sort()))
      .sort(),
  );

/**
 * Makes the security of an operation. What the document has beside the scheme stays: schemes that are needed with it,
 * and alternatives of other schemes. A text is the reason why that is not possible.
 */
export function wantedSecurity(
  security: Security | undefined,
  scheme: string,
  wanted: ManifestRequirement,
): readonly Value[] | string {
  if (wanted === 'open') return [];
  const listed = (security?.alternatives ?? []).map(({ schemes }) =>
    schemes.map(({ name, scopes }) => [name, scopes.map((scope) => scope.name)] as const),
  );
  const isOwn = (alternative: (typeof listed)[number]) => alternative.some(([name]) => name === scheme);
  const beside = listed.filter(isOwn).map((each) => each.filter(([name]) => name !== scheme));
  const [companions = []] = beside;
  if (beside.some((each) => JSON.stringify(each) !== JSON.stringify(companions)))
    return `its alternatives need different schemes beside ${scheme}`;
  const alternatives = typeof wanted === 'string' ? [[]] : narrowest(wanted);
  const own = alternatives.map((scopes) => new Map<string, Value>([[scheme, scopes], ...companions]));
  const others = listed
    .filter((each) => each.length > 0 && !isOwn(each))
    .map((each) => new Map<string, Value>(each));
  // They stand where the first of them stood.
  const at = Math.max(0, listed.filter((each) => each.length > 0).findIndex(isOwn));
  const list = [...others.slice(0, at), ...own, ...others.slice(at)];
  return wanted === 'optional' ? [new Map<string, Value>(), ...list] : list;
}
