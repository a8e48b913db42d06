import { hasBit } from '../internal/bit-set.js';
import { ownProperties } from '../internal/input.js';
import { type Key, readKey } from '../keys/key.js';
import type { AnyRouteTable } from '../routes/route-table.js';
import { type Comparison, changeOf, compare } from './comparison.js';
import { type Finding, type Found, type StoredFound, storedFinding, toFinding } from './finding.js';
import { type FleetKey, idOf, ofKey, rememberByNames } from './fleet-key.js';
import { inWords, isLetIn, lackOf, type Needs, type StoredNames } from './names.js';
import type { Region } from './regions.js';
import { narrowestKey } from './witness.js';

/** A version of an API. */
export interface Source {
  readonly api: AnyRouteTable;
  /** The declared keys. */
  readonly keys?: Iterable<Key<string, never>> | undefined;
}

/** What {@link createDiff} gives. */
export interface AccessDiff {
  /** What changes for the API as a whole, for callers without a key, for bundles and for declared keys. */
  readonly findings: readonly Finding[];
  /**
   * Gives what changes for one stored key.
   *
   * @throws TypeError for a key whose id or scopes are no strings.
   */
  findingsOf(key: FleetKey): readonly Finding[];
}

/**
 * Compares the access of keys in two versions of an API. It looks at requests, not at texts: another order of
 * declarations or alternatives, or another name of a parameter, is no change.
 *
 * Each version says who gets in for every kind of request, with a key as stored: the same text is read under both. A
 * bundle and a declared key have the list that each version gives them.
 *
 * @throws TypeError for a value that is no route table of this copy of the library, and for a key of another vocabulary.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { createDiff } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read' });
 * const next = defineRoutes(atender, { 'GET /tags': 'tags:write' });
 *
 * const { findings, findingsOf } = createDiff({ api }, { api: next });
 * findings.map(({ message }) => message);
 * // ['a key with tags:write can now call GET /tags', 'a key with tags:read can no longer call GET /tags']
 * findingsOf({ key: 'k_17', scopes: 'tags:read tags:write' }); // []
 * ```
 */
export function createDiff(before: Source, after: Source): AccessDiff {
  const [one, other] = [before, after].map((source) => ownProperties(source, 'a version'));
  const comparison = compare(one?.api, other?.api);
  const findings = [
    ...renames(comparison),
    ...ofApi(comparison),
    ...ofAnyone(comparison),
    ...ofBundles(comparison),
    ...ofKeys(comparison, one?.keys, other?.keys),
  ];
  const found = rememberByNames((names) =>
    Array.from(changesOf(comparison, names, names, 'stored'), (each) => storedFinding(each, ' ')),
  );
  return Object.freeze({
    findings: Object.freeze(findings.map(toFinding)),
    findingsOf(row: FleetKey) {
      const key = idOf(row);
      return Object.freeze(ofKey(key, () => found(row.scopes)).map((find) => find(key)));
    },
  });
}

/**
 * Gives the findings of {@link createDiff}: those of the API, then those of each stored key, which it reads one by one.
 *
 * @throws TypeError as {@link createDiff}; for a wrong stored key, when it is read.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { diffAccess } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read' });
 * const next = defineRoutes(atender, {});
 *
 * for (const { fingerprint } of diffAccess({ api }, { api: next }, [{ key: 'k_17', scopes: 'tags:read' }]))
 *   console.log(fingerprint); // removed/api/GET \/tags, then removed/stored/k_17/GET \/tags
 * ```
 */
export function diffAccess(
  before: Source,
  after: Source,
  stored: Iterable<FleetKey> = [],
): IterableIterator<Finding> {
  return eachFinding(createDiff(before, after), stored);
}

function* eachFinding(diff: AccessDiff, stored: Iterable<FleetKey>): IterableIterator<Finding> {
  yield* diff.findings;
  for (const key of stored) yield* diff.findingsOf(key);
}

/** Gives the names that are deprecated now and were not, or that stood for others. */
const renames = ({ before, after }: Comparison): readonly Found[] => {
  const earlier = before.stored.vocabulary.renamed;
  return [...after.stored.vocabulary.renamed]
    .filter(([old, now]) => {
      const was = earlier.get(old);
      return was === undefined || [...was].sort().join(' ') !== [...now].sort().join(' ');
    })
    .map(([old, now]) => ({
      kind: 'rename',
      subject: 'api',
      scopes: [old],
      now,
      message: inWords(old, now),
    }));
};

const ofApi = (comparison: Comparison): readonly Found[] =>
  comparison.questions.flatMap((question) =>
    (['gain', 'loss'] as const).flatMap((change) => {
      const scopes = narrowestKey(comparison, question, change);
      return scopes === undefined
        ? []
        : question.regions.map((region) =>
            scopes === 'undecided' ? undecided(region, change) : accessFound(region, change, 'api', scopes),
          );
    }),
  );

const undecided = (region: Region, change: 'gain' | 'loss'): Found => ({
  kind: 'undecided',
  subject: 'api',
  ...placeOf(region),
  message: `too many ways to combine scopes: some key may ${change === 'gain' ? 'gain' : 'lose'} ${routeOf(region)}`,
});

const ofAnyone = ({ questions }: Comparison): readonly Found[] =>
  questions.flatMap(({ before, after, regions }) => {
    const [was, is] = [before?.anyone ?? false, after?.anyone ?? false];
    return was === is
      ? []
      : regions.map((region) => ({
          ...placeOf(region),
          kind: kindOf(region, is ? 'gain' : 'loss'),
          subject: 'anyone' as const,
          message: `a caller without a key ${changeInWords(region, is ? 'gain' : 'loss')}`,
        }));
  });

const ofBundles = (comparison: Comparison): readonly Found[] => {
  const { before, after } = comparison;
  return [...after.stored.vocabulary.bundles].flatMap(([bundle, now]) => {
    const was = before.stored.vocabulary.bundles.get(bundle);
    return was === undefined
      ? []
      : [...changesOf(comparison, was, now, 'bundle')].map(({ message, ...found }) => ({
          ...found,
          subject: 'bundle' as const,
          bundle,
          message: `the bundle ${bundle} ${message}`,
        }));
  });
};

const ofKeys = (comparison: Comparison, before: unknown, after: unknown): readonly Found[] => {
  const { before: one, after: other } = comparison;
  const read = ({ vocabulary }: StoredNames, keys: unknown) =>
    new Map(
      Array.from((keys ?? []) as Iterable<unknown>, (key) => readKey(vocabulary, key)).map((key) => [
        key.name,
        key,
      ]),
    );
  const earlier = read(one.stored, before);
  return [...read(other.stored, after)].flatMap(([key, { scopes }]) => {
    const was = earlier.get(key);
    return was === undefined
      ? []
      : [...changesOf(comparison, was.scopes, scopes, 'key')].map(({ message, ...found }) => ({
          ...found,
          subject: 'key' as const,
          key,
          message: `the key ${key} ${message}`,
        }));
  });
};

/** Gives the changes of one caller, whose names may differ between the versions. */
function* changesOf(
  { before, after, questions }: Comparison,
  namesBefore: Iterable<string>,
  namesAfter: Iterable<string>,
  subject: 'bundle' | 'key' | 'stored',
): Iterable<StoredFound> {
  const [heldBefore, heldAfter] = [before.stored.heldBy(namesBefore), after.stored.heldBy(namesAfter)];
  for (const question of questions) {
    // A stored key has one list under both versions: where no list can change, skip it.
    if (subject === 'stored' && !question.mayGain && !question.mayLose) continue;
    const change = changeOf(question, heldBefore, heldAfter);
    if (!change) continue;
    const scopes =
      change === 'gain'
        ? responsible(after.stored, namesAfter, question.after as Needs)
        : responsible(before.stored, namesBefore, question.before as Needs);
    const lack = change === 'loss' && question.after ? lackOf(question.after, heldAfter) : [];
    const lacking = lack.map((scope) => after.stored.vocabulary.names[scope]).join(', ');
    const why = lacking ? `: it lacks ${lacking}` : scopes.length > 0 ? `, by ${scopes.join(' ')}` : '';
    for (const region of question.regions)
      yield {
        kind: kindOf(region, change),
        ...placeOf(region),
        scopes,
        message: changeInWords(region, change) + why,
      };
  }
}

/** Gives names that are enough for a requirement, none of which can be left out. */
const responsible = (
  { closures, heldBy }: StoredNames,
  names: Iterable<string>,
  needs: Needs,
): readonly string[] => {
  const all = [...names];
  const held = heldBy(all);
  const met = needs.alternatives.find((scopes) => scopes.every((scope) => hasBit(held, scope))) ?? [];
  let kept = all.filter((name) => {
    const closure = closures.get(name);
    return closure !== undefined && met.some((scope) => hasBit(closure, scope));
  });
  for (const name of [...kept].reverse()) {
    const others = kept.filter((other) => other !== name);
    if (isLetIn(needs, heldBy(others))) kept = others;
  }
  return kept;
};

const accessFound = (
  region: Region,
  change: 'gain' | 'loss',
  subject: Finding['subject'],
  scopes: readonly string[],
): Found => ({
  kind: kindOf(region, change),
  subject,
  ...placeOf(region),
  scopes,
  message: `${scopes.length > 0 ? `a key with ${scopes.join(' ')}` : 'any key'} ${changeInWords(region, change)}`,
});

const kindOf = ({ before, after }: Region, change: 'gain' | 'loss'): 'gain' | 'new' | 'loss' | 'removed' =>
  change === 'gain' ? (before === undefined ? 'new' : 'gain') : after === undefined ? 'removed' : 'loss';

const routeOf = ({ before, after }: Region): string => (after ?? before) as string;

const placeOf = (region: Region): Pick<Finding, 'route' | 'was' | 'request'> => {
  const { before, after, sameShape, request } = region;
  return {
    route: routeOf(region),
    ...(before !== undefined && after !== undefined && !sameShape && { was: before }),
    request,
  };
};

const changeInWords = (region: Region, change: 'gain' | 'loss'): string => {
  const { was } = placeOf(region);
  const route = `${routeOf(region)}${was === undefined ? '' : `, where ${was} was`}`;
  if (change === 'gain') return `can now call ${route}`;
  return `can no longer call ${route}${region.after === undefined ? ', which is removed' : ''}`;
};
