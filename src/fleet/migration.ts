import {
  type Bits,
  bitsFrom,
  countBits,
  coversBits,
  coversMask,
  type Mask,
  union,
} from '../internal/bit-set.js';
import { ownProperties } from '../internal/input.js';
import type { VocabularyInternals } from '../vocabulary/internals.js';
import { type Comparison, compare } from './comparison.js';
import type { Source } from './diff.js';
import { rememberByNames } from './fleet-key.js';
import { isLetIn, type Needs, type StoredNames } from './names.js';

/** What {@link migrationOf} gives. */
export interface Migration {
  /**
   * Rewrites stored scopes for the later version, as live scopes of it or as names that it reads as they are. Gives
   * `'none'` where no scopes give the same access, and `'undecided'` where none were found in about a second.
   *
   * Scopes that mean the same as before stay as they stand. Else an old name becomes its new ones, and a name that the
   * later version does not know any more is left out. If that does not do, it gives the scopes with the fewest rights; of
   * several, those listed first. A name that neither version knows stays: it grants nothing, and others may read it.
   *
   * @throws TypeError for anything but strings.
   */
  rewrite(scopes: string | Iterable<string>): Rewritten;
}
/** The new scopes, or why there are none. */
export type Rewritten = readonly string[] | 'none' | 'undecided';

/**
 * Makes the rewrite of stored scopes after which no key has gained or lost a route that both versions have. Of several
 * it gives those that open the fewest routes that are new.
 *
 * @throws TypeError for a value that is no route table of this copy of the library.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { migrationOf } from 'scopeproof/fleet';
 *
 * const people = defineScopes('atender', { surfaces: { people: ['read', 'write'] } });
 * const contacts = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'] },
 *   deprecated: { 'people:read': 'contacts:read' },
 * });
 * const migration = migrationOf(
 *   { api: defineRoutes(people, { 'GET /people': 'people:read', 'POST /people': 'people:write' }) },
 *   { api: defineRoutes(contacts, { 'GET /people': 'contacts:read', 'POST /people': 'contacts:write' }) },
 * );
 *
 * migration.rewrite('people:read'); // ['contacts:read']
 * migration.rewrite('people:write'); // ['contacts:write']
 * ```
 */
export function migrationOf(before: Source, after: Source): Migration {
  const [one, other] = [before, after].map((source) => ownProperties(source, 'a version').api);
  const comparison = compare(one, other);
  const rules = rulesOf(comparison);
  const rewritten = rememberByNames((names) => ({ names: rewrite(comparison, rules, names) }));
  return Object.freeze({ rewrite: (scopes: string | Iterable<string>) => rewritten(scopes).names });
}

/** What a rewrite keeps as it is, and what it opens as little of as it can. */
interface Rules {
  readonly kept: readonly Kept[];
  /** Those of new routes, with the number of the routes. */
  readonly opened: readonly { readonly needs: Needs; readonly routes: number }[];
}
/** What routes that both versions have require in either. */
interface Kept {
  readonly before: Needs;
  readonly after: Needs;
  /** The alternatives of the later version, closed. */
  readonly choice: readonly Bits[];
}

const rulesOf = ({ after, questions }: Comparison): Rules => {
  const { names, bitsOf, close } = after.stored.vocabulary;
  const closed = (scopes: readonly number[]): Bits =>
    bitsOf(close(scopes.map((scope) => names[scope] as string)));
  return {
    kept: questions.flatMap(({ before: old, after: now }) =>
      old && now ? [{ before: old, after: now, choice: now.alternatives.map(closed) }] : [],
    ),
    opened: questions.flatMap(({ before: old, after: now, regions }) =>
      !old && now ? [{ needs: now, routes: regions.length }] : [],
    ),
  };
};

const countOpen = ({ opened }: Rules, held: Bits): number =>
  opened.reduce((sum, { needs, routes }) => (isLetIn(needs, held) ? sum + routes : sum), 0);

const rewrite = ({ before, after }: Comparison, rules: Rules, names: ReadonlySet<string>): Rewritten => {
  const held = before.stored.heldBy(names);
  const wanted = rules.kept.map(({ before: old }) => isLetIn(old, held));
  const isSame = (list: readonly string[]): boolean => {
    const now = after.stored.heldBy(list);
    return rules.kept.every(({ after: needs }, i) => isLetIn(needs, now) === wanted[i]);
  };
  const current = currentNames(before.stored, after.stored, names);
  const opened = isSame(current) ? countOpen(rules, after.stored.heldBy(current)) : undefined;
  if (opened === countOpen(rules, after.stored.heldBy([]))) return current;
  const { vocabulary } = after.stored;
  const { found, isComplete } = new RewriteSearch(vocabulary, rules, wanted).run();
  if (opened !== undefined && !(found && found.opened < opened)) return current;
  if (!found) return isComplete ? 'none' : 'undecided';
  const strangers = [...names].filter(
    (name) => !before.stored.masks.has(name) && !after.stored.masks.has(name),
  );
  return Object.freeze([...vocabulary.minimal(vocabulary.namesOf(found.held)), ...strangers]);
};

/** Gives the names as they are now: new ones in the place of old ones, without those that are gone. */
const currentNames = (
  before: StoredNames,
  { masks, renamed }: StoredNames,
  names: ReadonlySet<string>,
): readonly string[] => {
  const left = [...names].filter((name) => masks.has(name) || !before.masks.has(name));
  return Object.freeze([...new Set(left.flatMap((name) => renamed.get(name) ?? [name]))]);
};

/** The greatest number of comparisons that one search makes: less than a second. */
const mostWork = 10_000_000;

interface Found {
  readonly opened: number;
  readonly rights: number;
  readonly held: Bits;
}

/**
 * A branch-and-bound search for the scopes that let a key in where it was let in, and nowhere else: for each requirement
 * that has to be met, every alternative. More scopes never undo a wrong access, so such a set is past hope.
 */
class RewriteSearch {
  readonly #vocabulary: VocabularyInternals;
  readonly #rules: Rules;
  /** The alternatives that must not be held, as far as the search may come to hold them. */
  readonly #refused: readonly Mask[];
  readonly #choices: readonly (readonly Bits[])[];
  #workLeft = mostWork;
  #best: Found | undefined;

  constructor(vocabulary: VocabularyInternals, rules: Rules, wanted: readonly boolean[]) {
    this.#vocabulary = vocabulary;
    this.#rules = rules;
    this.#choices = rules.kept.flatMap(({ choice }, i) => (wanted[i] ? [choice] : []));
    const reach = this.#choices.flat().reduce<Bits>(union, bitsFrom(vocabulary.names.length));
    this.#refused = rules.kept
      .flatMap(({ after }, i) => (wanted[i] ? [] : after.masks))
      .filter((mask) => coversMask(reach, mask));
  }

  run(): { readonly found: Found | undefined; readonly isComplete: boolean } {
    this.#explore(bitsFrom(this.#vocabulary.names.length), this.#choices);
    return { found: this.#best, isComplete: this.#workLeft >= 0 };
  }

  #explore(start: Bits, choices: readonly (readonly Bits[])[]): void {
    if (this.#workLeft < 0) return;
    let held = start;
    let open = choices;
    for (;;) {
      if (this.#isPastHope(held)) return;
      const soFar = held;
      open = open
        .filter((choice) => !choice.some((one) => coversBits(soFar, one)))
        .map((choice) => choice.filter((one) => !this.#isPastHope(union(soFar, one))));
      const forced = open.filter((choice) => choice.length < 2);
      if (forced.length === 0) break;
      if (forced.some((choice) => choice.length === 0)) return;
      held = forced.reduce<Bits>((all, [only]) => union(all, only as Bits), held);
    }
    const [opened, rights] = [countOpen(this.#rules, held), countBits(held)];
    const best = this.#best;
    if (best && (opened > best.opened || (opened === best.opened && rights >= best.rights))) return;
    const [next, ...rest] = [...open].sort((one, other) => one.length - other.length);
    if (next) for (const one of next) this.#explore(union(held, one), rest);
    else this.#best = { opened, rights, held };
  }

  #isPastHope(held: Bits): boolean {
    this.#workLeft -= held.length + this.#refused.length;
    return this.#refused.some((mask) => coversMask(held, mask));
  }
}
