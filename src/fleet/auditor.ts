import { throwTypeError, unknownScope } from '../errors.js';
import {
  addMask,
  type Bits,
  bitsFrom,
  coversBits,
  coversMask,
  hasBit,
  hasInMask,
  intersection,
  type Mask,
  maskOf,
  members,
  union,
  without,
} from '../internal/bit-set.js';
import { ownProperties } from '../internal/input.js';
import { type AnyRouteTable, type RouteTableInternals, routeTableInternals } from '../routes/route-table.js';
import type { Docs } from '../vocabulary/definition.js';
import { type CalledRoutes, calledNumbers } from './call-log.js';
import { type Finding, type StoredFound, storedFinding } from './finding.js';
import { type FleetKey, idOf, ofKey, rememberByNames } from './fleet-key.js';
import { inWords, isLetIn, lackOf, type Needs, needsFor, type StoredNames, storedNames } from './names.js';

/** What {@link createAuditor} takes. */
export interface AuditorOptions {
  /** The beginning of the log. A key that was made later may not have called all that it is for: it has no `excess`. */
  readonly since?: Date | undefined;
  /** Scopes and patterns that are never `excess`, nor is what they imply. */
  readonly neverNarrowed?: Iterable<string> | undefined;
}

/** Compares stored keys with the routes that they called. */
export interface Auditor {
  /**
   * Gives what there is to say about one key:
   *
   * - `missing`: a route that it called, with what it lacks for it now
   * - `excess`: a scope that no called route names, and no other justified scope implies
   * - `redundant`: a name that gives nothing beyond another one
   * - `unknown`: a name that grants nothing
   * - `deprecated`: an old name, with its new ones
   * - `restricted`: a scope that it holds and that `docs` restricts
   *
   * @param routes the routes that it called with success: names, or what a call log gives.
   * @throws TypeError for a key whose id or scopes are no strings, and for a route that the table does not list.
   */
  findings(key: FleetKey, routes: Iterable<string> | CalledRoutes): readonly Finding[];
}

/**
 * Makes an auditor of stored keys. It says of a key what `audit` of the core says, and what its names are worth.
 *
 * @throws TypeError for a value that is no route table of this copy of the library, for an unknown scope and for a date
 * that is none.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { createAuditor } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 *
 * const auditor = createAuditor(api);
 * const [finding] = auditor.findings({ key: 'k_17', scopes: 'tags:read tags:write' }, ['GET /tags']);
 * finding?.fingerprint; // 'excess/stored/k_17/tags:write'
 * ```
 */
export function createAuditor(api: AnyRouteTable, options: AuditorOptions = {}): Auditor {
  const table = routeTableInternals(api);
  return Object.freeze({
    findings: auditorFor(api, options, (routes: Iterable<string>) => calledNumbers(table, routes)),
  });
}

/**
 * Does the same as {@link createAuditor} for called routes in another form.
 *
 * @param numbersOf gives their numbers in the table, each once.
 */
export const auditorFor = <Routes>(
  api: AnyRouteTable,
  options: AuditorOptions,
  numbersOf: (routes: Routes) => readonly number[],
): ((row: FleetKey, routes: Routes) => readonly Finding[]) => {
  const table = routeTableInternals(api);
  const { since, neverNarrowed = [] } = ownProperties(options, 'options');
  if (since !== undefined && !(since instanceof Date && !Number.isNaN(since.getTime())))
    throwTypeError('since is a valid Date');
  const judge = createJudge(table, api as unknown as Documented, neverNarrowed as Iterable<string>);
  return (row, routes) => {
    const key = idOf(row);
    const { createdAt } = row;
    const isYoung = since !== undefined && createdAt !== undefined && createdAt > (since as Date);
    const found = ofKey(key, () => judge(row.scopes, numbersOf(routes), isYoung));
    return found.length === 0 ? nothingFound : Object.freeze(found.map((find) => find(key)));
  };
};

const nothingFound: readonly Finding[] = /* @__PURE__ */ Object.freeze([]);

interface Documented {
  readonly vocabulary: { readonly docs: Docs<string, string, string> };
}

/** What can be said of stored names whatever the key calls. */
interface StoredList {
  readonly held: Bits;
  /** The scopes that the names name. */
  readonly listed: Bits;
  /** The names that the vocabulary knows. */
  readonly names: readonly string[];
  readonly found: readonly Find[];
}
/** Makes a finding for a key. */
type Find = (key: string) => Finding;

/** Makes what finds something about stored scopes and called routes. */
const createJudge = (table: RouteTableInternals, api: Documented, neverNarrowed: Iterable<string>) => {
  const { vocabulary, routes } = table;
  const size = vocabulary.names.length;
  const never = bitsFrom(size);
  for (const item of neverNarrowed)
    addMask(never, maskOf(vocabulary.bitsOf(vocabulary.expand(item, 'neverNarrowed'))));
  const needs = routes.map((route) => needsFor(vocabulary, table.needsOf(route)));
  const named: readonly Mask[] = needs.map(({ alternatives }) => maskOf(bitsFrom(size, alternatives.flat())));
  const closures: readonly Mask[] = vocabulary.names.map((name) =>
    maskOf(vocabulary.bitsOf(vocabulary.close([name]))),
  );
  const excessBy = excessFinder(vocabulary.names);
  const stored = storedNames(vocabulary);
  const read = rememberByNames(storedListReader(stored, restrictedOf(vocabulary.names, api)));

  const missing = (held: Bits, called: readonly number[]): readonly Find[] =>
    called
      .filter((number) => !isLetIn(needs[number], held))
      .sort((one, other) => one - other)
      .map((number) => {
        const scopes = lackOf(needs[number] as Needs, held).map((scope) => vocabulary.names[scope] as string);
        return missingOf(routes[number] as string, scopes);
      });
  /** `justified` has the scopes that may be held. */
  const excess = ({ listed, names }: StoredList, justified: number[]): readonly Find[] => {
    for (const scope of members(intersection(listed, justified))) addMask(justified, closures[scope] as Mask);
    return members(without(listed, justified)).map((scope) => {
      const name = names.find((each) => hasInMask(stored.named.get(each) as Mask, scope));
      return excessBy(scope, name as string);
    });
  };
  return (scopes: unknown, called: readonly number[], isYoung: boolean): readonly Find[] => {
    const list = read(scopes);
    const asked = bitsFrom(size);
    for (const number of called) addMask(asked, named[number] as Mask);
    const found: Find[] = [];
    // A key that holds all that the routes name is let in, by whichever alternative.
    if (!coversBits(list.held, asked)) found.push(...missing(list.held, called));
    const justified = union(asked, never);
    if (!isYoung && !coversBits(justified, list.listed)) found.push(...excess(list, justified));
    found.push(...list.found);
    return found;
  };
};

const missingOf = (route: string, scopes: readonly string[]): Find => {
  const message = `it called ${route} and lacks ${scopes.join(', ')}`;
  return storedFinding({ kind: 'missing', route, scopes, message }, ': ');
};

/** Makes what finds `excess`, once for each scope and each name that names it: there are no more than are known. */
const excessFinder = (names: readonly string[]) => {
  const found = new Map<string, Map<number, Find>>();
  return (scope: number, name: string): Find => {
    const ofName = found.get(name) ?? new Map<number, Find>();
    found.set(name, ofName);
    const find = ofName.get(scope) ?? excessOf(names[scope] as string, name);
    ofName.set(scope, find);
    return find;
  };
};

const excessOf = (scope: string, name: string): Find => {
  const from = name === scope ? '' : `, which ${name} names`;
  return storedFinding(
    { kind: 'excess', scopes: [scope], message: `no called route needs ${scope}${from}` },
    ': ',
  );
};

const restrictedOf = (names: readonly string[], { vocabulary }: Documented): readonly number[] => {
  const docs = new Map(Object.entries(vocabulary.docs.scopes ?? {}));
  return names.flatMap((name, number) => (docs.get(name)?.restricted === true ? [number] : []));
};

/** Makes what reads stored names. */
const storedListReader =
  (stored: StoredNames, restricted: readonly number[]) =>
  (list: ReadonlySet<string>): StoredList => {
    const { masks, named, renamed } = stored;
    const { names } = stored.vocabulary;
    const held = bitsFrom(names.length);
    const listed = bitsFrom(names.length);
    /** The scopes that more than one name gives. */
    const repeated = bitsFrom(names.length);
    const known: string[] = [];
    const unknown: StoredFound[] = [];
    const deprecated: StoredFound[] = [];
    for (const name of list) {
      const mask = masks.get(name);
      if (mask === undefined) {
        unknown.push(nameFound('unknown', name, `${unknownScope(name)}, which grants nothing`));
        continue;
      }
      known.push(name);
      addRepeated(repeated, held, mask);
      addMask(held, mask);
      addMask(listed, named.get(name) as Mask);
      const now = renamed.get(name);
      if (now) deprecated.push({ ...nameFound('deprecated', name, inWords(name, now)), now });
    }
    const found: StoredFound[] = [
      ...redundantNames(known, repeated, stored).map(([name, by]) =>
        nameFound('redundant', name, `${by} gives all of ${name}`),
      ),
      ...unknown,
      ...deprecated,
      ...restricted
        .filter((number) => hasBit(held, number))
        .map((number) => names[number] as string)
        .map((name) => nameFound('restricted', name, `it holds ${name}, which is restricted`)),
    ];
    return {
      held,
      listed,
      names: known,
      found: found.map((each) => storedFinding(each, ': ')),
    };
  };

/** Adds what a mask and a set have in common. */
const addRepeated = (repeated: number[], held: Bits, mask: Mask): void => {
  for (let i = 0; i < mask.length; i += 2) {
    const word = mask[i] as number;
    repeated[word] = (repeated[word] as number) | ((held[word] as number) & (mask[i + 1] as number));
  }
};

const nameFound = (kind: StoredFound['kind'], name: string, message: string): StoredFound => ({
  kind,
  scopes: [name],
  message,
});

/**
 * Gives the names that another one of the list makes superfluous, with that one. Of equal names, the later ones are.
 *
 * @param repeated the scopes that more than one of the names gives. Such a name gives nothing else.
 */
const redundantNames = (
  names: readonly string[],
  repeated: Bits,
  { closures, masks }: StoredNames,
): readonly (readonly [name: string, by: string])[] => {
  const covers = (one: string, other: string) =>
    coversMask(closures.get(one) as Bits, masks.get(other) as Mask);
  const found: (readonly [string, string])[] = [];
  for (const [i, name] of names.entries()) {
    if (!coversMask(repeated, masks.get(name) as Mask)) continue;
    const by = names.find((other, j) => j !== i && covers(other, name) && (j < i || !covers(name, other)));
    if (by !== undefined) found.push([name, by]);
  }
  return found;
};
