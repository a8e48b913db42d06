import type { Needs } from './needs.js';
import type { Parts, Spelling } from './spelling.js';

/** That one scope gives another: proposed, and only a person can say so. */
export interface Implication {
  readonly scope: string;
  readonly implied: string;
}

export interface Proposal extends Implication {
  /** Why it is proposed, for people. */
  readonly why: string;
}

/** Actions that change things, and by custom let one see them too. */
const changing = new Set([
  'write',
  'manage',
  'admin',
  'readwrite',
  'modify',
  'edit',
  'full',
  'all',
  'update',
]);
/** Actions that let one see things. */
const seeing = new Set(['read', 'readonly', 'view']);

const plain = (action: string): string => action.toLowerCase().replace(/[_-]/g, '');

/** Gives the surface and the action of a scope; for one without a surface, what stands around its last separator. */
export function partsOf(scope: string, { parts }: Pick<Spelling, 'parts'>): Parts {
  const [, surface = scope, action = ''] = /^(.+)[.:/_-]([^.:/_-]+)$/.exec(scope) ?? [];
  return parts.get(scope) ?? { surface, action };
}

/**
 * Tells whether names say that a scope gives another: `contacts:write` gives `contacts:read`, `drive` gives
 * `drive.readonly`.
 */
export function isNamedUnder(implied: string, scope: string, spelling: Pick<Spelling, 'parts'>): boolean {
  const [lower, upper] = [partsOf(implied, spelling), partsOf(scope, spelling)];
  if (lower.surface === upper.surface && upper.action !== '')
    return seeing.has(plain(lower.action)) && changing.has(plain(upper.action));
  const rest = implied.startsWith(scope) ? implied.slice(scope.length) : '';
  return /^[.:/_-]/.test(rest) && seeing.has(plain(rest.slice(1)));
}

/**
 * Proposes what the names of the scopes and the operations suggest. A chain is proposed by its links alone.
 *
 * @param scopes all scopes, in the order of the vocabulary.
 * @param operations what each operation requires.
 */
export function proposeImplications(
  scopes: readonly string[],
  spelling: Spelling,
  operations: readonly Needs[],
): readonly Proposal[] {
  const proposals = [...byName(scopes, spelling), ...byCoverage(operations)];
  const known = new Map<string, Set<string>>();
  const order = new Map(scopes.map((scope, i) => [scope, i]));
  return proposals
    .filter(({ scope, implied }) => {
      if (gives(known, scope, implied) || gives(known, implied, scope)) return false;
      known.set(scope, (known.get(scope) ?? new Set()).add(implied));
      return true;
    })
    .sort(
      (a, b) =>
        (order.get(a.scope) ?? 0) - (order.get(b.scope) ?? 0) ||
        (order.get(a.implied) ?? 0) - (order.get(b.implied) ?? 0),
    );
}

/** Tells whether a scope gives another by a chain of implications. */
function gives(known: ReadonlyMap<string, ReadonlySet<string>>, scope: string, implied: string): boolean {
  const reached = new Set([scope]);
  for (const each of reached) for (const next of known.get(each) ?? []) reached.add(next);
  return reached.has(implied);
}

function byName(scopes: readonly string[], spelling: Spelling): readonly Proposal[] {
  // Only names that begin alike can be under one another.
  const groups = new Map<string, string[]>();
  const add = (key: string, scope: string) => {
    const group = groups.get(key);
    if (group) group.push(scope);
    else groups.set(key, [scope]);
  };
  for (const scope of scopes) {
    add(partsOf(scope, spelling).surface, scope);
    const [, front] = /^(.+)[.:/_-](?:read[_-]only|[^.:/_-]+)$/.exec(scope) ?? [];
    if (front !== undefined && front !== partsOf(scope, spelling).surface) add(front, scope);
  }
  return scopes.flatMap((scope) => {
    const beside = new Set([
      ...(groups.get(partsOf(scope, spelling).surface) ?? []),
      ...(groups.get(scope) ?? []),
    ]);
    return [...beside]
      .filter((implied) => implied !== scope && isNamedUnder(implied, scope, spelling))
      .map((implied) => ({ scope, implied, why: 'by their names' }));
  });
}

/**
 * Finds scopes that open all that others open, and more. To let them imply the others then changes no decision about
 * the operations of the document.
 */
function byCoverage(operations: readonly Needs[]): readonly Proposal[] {
  const uses = new Map<string, Use[]>();
  const alone = new Map<string, number>();
  for (const needs of operations) {
    if (needs.kind !== 'scopes') continue;
    const all = needs.alternatives;
    const single = new Set(all.flatMap((each) => (each.length === 1 ? each : [])));
    for (const scope of single) alone.set(scope, (alone.get(scope) ?? 0) + 1);
    for (const alternative of all)
      for (const scope of alternative) {
        const listed = uses.get(scope);
        if (listed) listed.push({ alternative, all, single });
        else uses.set(scope, [{ alternative, all, single }]);
      }
  }
  const found: (Implication & { readonly count: number; readonly more: number })[] = [];
  const covered = new Map<string, number>();
  for (const [implied, places] of uses)
    for (const scope of places[0]?.single ?? []) {
      const more = (alone.get(scope) ?? 0) - places.length;
      if (scope === implied || more <= 0) continue;
      if (!places.every((place) => place.single.has(scope) && opens(scope, implied, place))) continue;
      // So many are no help to anybody, and take long to sort out.
      if (found.push({ scope, implied, count: places.length, more }) > mostCovered) return [];
      covered.set(scope, (covered.get(scope) ?? 0) + 1);
    }
  return found
    .filter(({ scope, count }) => count >= enough || (covered.get(scope) ?? 0) >= enough)
    .map(({ scope, implied, count, more }) => ({
      scope,
      implied,
      why: `it opens ${count === 1 ? 'the operation' : `all ${count} operations`} of the other, and ${more} more`,
    }));
}

/** The most pairs that are looked at further. */
const mostCovered = 2_000;

/** So many operations of a scope, or scopes that another one covers, are no coincidence. */
const enough = 3;

/** An alternative that names a scope, beside the others of its operation. */
interface Use {
  readonly alternative: readonly string[];
  readonly all: readonly (readonly string[])[];
  /** The scopes that are alternatives by themselves. */
  readonly single: ReadonlySet<string>;
}

/** Tells whether an operation opens to a scope in the place of another one. */
const opens = (scope: string, implied: string, { alternative, all }: Use): boolean => {
  const held = new Set(alternative.map((each) => (each === implied ? scope : each)));
  return all.some((each) => each.every((name) => held.has(name)));
};
