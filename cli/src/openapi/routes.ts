import { counted } from '../words.js';
import type { OpenApiDocument, Operation, Server } from './document.js';
import { type DocumentFinding, findingAt } from './findings.js';
import { mixedSchemes } from './mixed-schemes.js';
import {
  type Companions,
  type Needs,
  type NeedsReading,
  only,
  type ReadNeeds,
  readNeeds,
  type ScopeList,
  withRequirement,
} from './needs.js';
import { childOf, failureAt, type Node, pointerOf, positionOf } from './node.js';
import { findOpenings, type OperationNeeds, type RoutedOperation } from './openings.js';
import { readRequirement } from './requirement.js';
import { isRouteMethod, type RoutePath, routePathOf } from './route-path.js';
import { isAsStrict } from './strictness.js';

type RouteNeeds = Exclude<Needs, { readonly kind: 'nobody' }>;
type SpelledPath = Exclude<RoutePath, { readonly refused: string }>;

/** The routes of a document, as a table has them. */
export interface ImportedRoutes {
  readonly routes: ReadonlyMap<string, RouteNeeds>;
  /** The operation of each route. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** The routes that are left out, since other operations match the same requests. */
  readonly leftOut: ReadonlySet<string>;
  /** The routes with lists of scopes that are read as alternatives. */
  readonly loosened: ReadonlySet<string>;
  /** What every operation requires, also of those that are left out. */
  readonly needs: readonly Needs[];
  readonly findings: readonly DocumentFinding[];
}

export interface RoutesReading extends Omit<NeedsReading, 'isAnyOf'> {
  /** What stands before every path, in place of the paths of the servers. */
  readonly prefix?: string | undefined;
  /** Gives how the lists of an operation are read, out of a few ways; all scopes of a list are needed by default. */
  readonly wayOf?: (method: string, route: string) => ListWay;
  /** Gives the scope of an operation that has none by itself. */
  readonly scopeOf?: (operation: Operation) => string | undefined;
}

/** How lists of several scopes are read. */
export interface ListWay {
  /** Tells whether one of the scopes is enough. */
  readonly isAnyOf: (scopes: readonly string[]) => boolean;
  /** Tells whether it is doubtful that all of them are needed. */
  readonly isDoubtful: (scopes: readonly string[]) => boolean;
}

const strict: ListWay = { isAnyOf: () => false, isDoubtful: () => false };

/** Reads the operations of a document as routes, in the order of the document. */
export function importRoutes(document: OpenApiDocument, reading: RoutesReading): ImportedRoutes {
  const findings: DocumentFinding[] = [];
  const candidates: Candidate[] = [];
  const leftOut: OperationNeeds[] = [];
  const needs: Needs[] = [];
  const readOperation = operationReader(reading);
  const seenServers = new Set<string>();
  for (const operation of document.operations) {
    findings.push(...serverFindings(operation.servers, reading.prefix, seenServers));
    const template = (reading.prefix ?? operation.servers[0]?.path ?? '') + operation.path;
    const path = routePathOf(template);
    const route = 'refused' in path ? '' : `${operation.method} ${path.path}`;
    const about = readOperation(operation, route);
    const { read } = about;
    needs.push(read.needs);
    const leaveOut = (reason: string) => {
      leftOut.push({ operation, template, needs: read.needs });
      findings.push(refused(operation, reason));
    };
    if (!isRouteMethod(operation.method)) leaveOut(`no route has the method ${operation.method}`);
    else if ('refused' in path) leaveOut(path.refused);
    else if (read.needs.kind === 'nobody') leaveOut(nobodyReason(reading, read.strangers));
    else candidates.push({ operation, template, needs: read.needs, route, path, reading: about });
  }
  const kept = keepSafe(candidates, leftOut, findings);
  const routes = new Map(kept.map((candidate) => [candidate.route, candidate.needs]));
  const loosened = new Set<string>();
  const unscoped = new Map<string, number>();
  const together = createTogether();
  const listFindings = listFinder();
  for (const candidate of kept) {
    const { operation, route } = candidate;
    const { read, doubts } = candidate.reading;
    if (read.lists.some(({ isAnyOf }) => isAnyOf)) loosened.add(route);
    for (const scheme of new Set(read.unscoped)) unscoped.set(scheme, (unscoped.get(scheme) ?? 0) + 1);
    findings.push(...aboutRoute(candidate), ...listFindings(operation, route, doubts));
    together.add(labelOf(operation), read.together);
  }
  return {
    routes,
    operations: new Map(kept.map(({ route, operation }) => [route, operation])),
    leftOut: new Set(candidates.map(({ route }) => route).filter((route) => !routes.has(route))),
    loosened,
    needs,
    findings: [
      ...findings,
      ...together.findings(),
      ...strangerFindings(document),
      ...unscopedFindings(document, unscoped),
      ...(reading.scheme === undefined
        ? mixedSchemes(document, kept).filter(({ scopes: [name = ''] = [] }) => !unscoped.has(name))
        : []),
    ],
  };
}

/** An operation that a table can have. */
interface Candidate extends RoutedOperation {
  readonly needs: RouteNeeds;
  readonly path: SpelledPath;
  readonly reading: ReadOperation;
}

/** Leaves out what would open an operation that the document closes, and says so. */
function keepSafe(
  candidates: readonly Candidate[],
  leftOut: readonly OperationNeeds[],
  findings: DocumentFinding[],
): readonly Candidate[] {
  const { kept, twins } = chooseTwins(candidates);
  findings.push(...twins.map(twinFinding));
  const lost = twins.filter(({ isDecided }) => !isDecided).map(({ candidate }) => candidate);
  const openings = findOpenings(kept, [...leftOut, ...lost]);
  for (const { route, closed } of openings)
    findings.push(
      refused(
        route.operation,
        `it would answer requests for ${labelOf(closed.operation)} at ${placeOf(closed.operation)}, which is left out and requires something else; write both by hand`,
      ),
    );
  const opening = new Set(openings.map(({ route }) => route));
  return kept.filter((candidate) => !opening.has(candidate));
}

const labelOf = ({ method, path }: Operation): string => `${method} ${path}`;

const placeOf = ({ node }: Operation): string => {
  const { file, line, column } = positionOf(node);
  return `${file}:${line}:${column}`;
};

const refused = (operation: Operation, reason: string): DocumentFinding =>
  findingAt(operation.node, {
    kind: 'refused',
    operation: labelOf(operation),
    message: `${labelOf(operation)} is left out: ${reason}`,
  });

/** Says what a route has that its operation has not. */
function aboutRoute({ operation, path, reading }: Candidate): readonly DocumentFinding[] {
  const label = labelOf(operation);
  return [
    ...path.renamed.map(({ from, to }) =>
      findingAt(operation.node, {
        kind: 'renamed',
        operation: label,
        scopes: [from],
        message: `${label}: the parameter ${from} is ${to} now`,
      }),
    ),
    ...(operation.security === undefined && !reading.isNamed
      ? [
          findingAt(operation.node, {
            kind: 'unsecured',
            operation: label,
            message: `${label} has no security, and neither has the document, so that it is open`,
          }),
        ]
      : []),
  ];
}

/** An operation that matches the same requests as another one. */
interface Twin {
  readonly candidate: Candidate;
  readonly other: Candidate;
  /** Whether the other one is the route; else neither is. */
  readonly isDecided: boolean;
}

/** Of operations that match the same requests, keeps the strictest; none, where each lets in others. */
function chooseTwins(candidates: readonly Candidate[]) {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const shape = `${candidate.operation.method} ${candidate.path.shape}`;
    const group = groups.get(shape);
    if (group) group.push(candidate);
    else groups.set(shape, [candidate]);
  }
  const kept = new Set<Candidate>();
  const twins: Twin[] = [];
  for (const [first, ...more] of groups.values()) {
    if (first === undefined) continue;
    const group = [first, ...more];
    const strictest = more.reduce(
      (best, each) =>
        isAsStrict(best.needs, each.needs) || !isAsStrict(each.needs, best.needs) ? best : each,
      first,
    );
    const isDecided = group.every((each) => isAsStrict(strictest.needs, each.needs));
    if (isDecided) kept.add(strictest);
    for (const candidate of group)
      if (!isDecided)
        twins.push({ candidate, other: (candidate === first ? more[0] : first) ?? first, isDecided });
      else if (candidate !== strictest) twins.push({ candidate, other: strictest, isDecided });
  }
  return { kept: candidates.filter((candidate) => kept.has(candidate)), twins };
}

function twinFinding({ candidate, other, isDecided }: Twin): DocumentFinding {
  const { operation } = candidate;
  const isSame = isAsStrict(candidate.needs, other.needs);
  const more = isDecided
    ? isSame
      ? ''
      : ', and requires more'
    : ', and requires something else, so that neither is a route; write one by hand';
  return findingAt(operation.node, {
    kind: 'twice',
    operation: labelOf(operation),
    message: `${labelOf(operation)} is left out: ${other.operation.path} at ${placeOf(other.operation)} matches the same requests${more}`,
  });
}

function nobodyReason(
  { scheme, takesOthers = false }: RoutesReading,
  [stranger, ...more]: readonly string[],
): string {
  if (stranger === undefined)
    return `no key of ${scheme}${takesOthers ? ', nor one without scopes of another scheme,' : ''} is enough for it`;
  const name = /^[!#-[\]-~]+$/.test(stranger) ? stranger : JSON.stringify(stranger);
  return more.length === 0
    ? `${name} is no scope`
    : `${name} and ${counted(more.length, 'other name')} are no scopes`;
}

/** What an operation comes to. */
interface ReadOperation {
  readonly read: ReadNeeds;
  /** The lists of scopes that are read as alternatives, and those that are not and may be. */
  readonly doubts: readonly ScopeList[];
  /** Whether it has a scope that the document does not name. */
  readonly isNamed: boolean;
}

/** Reads each list of security requirements once in each way: that of the document stands for many operations. */
function operationReader(reading: RoutesReading): (operation: Operation, route: string) => ReadOperation {
  const { wayOf = () => strict, scopeOf = () => undefined } = reading;
  const ways = new Map<ListWay, Map<Operation['security'], ReadOperation>>();
  const readSecurity = (security: Operation['security'], way: ListWay): ReadOperation => {
    const known = ways.get(way) ?? new Map<Operation['security'], ReadOperation>();
    ways.set(way, known);
    const before = known.get(security);
    if (before !== undefined) return before;
    const read = readNeeds(security, { ...reading, isAnyOf: way.isAnyOf });
    const doubts = read.lists.filter(({ names, isAnyOf }) => isAnyOf || way.isDoubtful(names));
    const result = { read, doubts, isNamed: false };
    known.set(security, result);
    return result;
  };
  return (operation, route) => {
    const result = readSecurity(operation.security, wayOf(operation.method, route));
    const scope = scopeOf(operation);
    if (scope !== undefined) {
      const { needs } = only({ kind: 'scopes', alternatives: [[scope]] });
      return { ...result, read: { ...result.read, needs }, isNamed: true };
    }
    const requirement = readRequirement(operation);
    if (requirement === undefined) return result;
    return { ...result, read: withRequirement(result.read, requirement, reading) };
  };
}

/** The most names in all findings about lists: one list of the document may stand for many operations. */
const mostDoubted = 1_000_000;

/** Makes what says which lists of an operation look like alternatives, and which are read so. */
function listFinder() {
  let count = 0;
  return (operation: Operation, route: string, doubts: readonly ScopeList[]): readonly DocumentFinding[] => {
    const { method, path, object, node } = operation;
    const isOwn = childOf(object, 'security') !== undefined;
    return ([true, false] as const).flatMap((isAnyOf) => {
      const lists = doubts.filter((each) => each.isAnyOf === isAnyOf);
      const [first, ...more] = lists;
      if (first === undefined) return [];
      const scopes = [...new Set(lists.flatMap(({ names }) => names))];
      count += scopes.length;
      if (count > mostDoubted) throw failureAt(node, 'too many scopes in lists that may be alternatives');
      const names = `${first.names.join(', ')}${more.length === 0 ? '' : ` (and ${counted(more.length, 'other list')})`}`;
      const message = isAnyOf
        ? `${route}: one of ${names} is enough, as --any-of says`
        : `${route}: all of ${names} are needed; if one of them is enough: --any-of '${route}'`;
      return findingAt(isOwn ? first.node : node, {
        kind: isAnyOf ? 'loosened' : 'alternatives',
        operation: `${method} ${path}`,
        scopes,
        message,
      });
    });
  };
}

/** Says, once for each list, what of the servers is not certain. */
function serverFindings(
  servers: readonly Server[],
  prefix: string | undefined,
  seen: Set<string>,
): readonly DocumentFinding[] {
  const [first] = servers;
  if (first === undefined || prefix !== undefined) return [];
  const id = `${first.node.file.path} ${pointerOf(first.node)}`;
  if (seen.has(id)) return [];
  seen.add(id);
  const others = [...new Set(servers.map(({ path }) => path))].filter((path) => path !== first.path);
  const shown = (path: string) => (path === '' ? '/' : path);
  return [
    ...(first.doubt === undefined
      ? []
      : [findingAt(first.node, { kind: 'server', scopes: [first.path], message: first.doubt })]),
    ...(others.length === 0
      ? []
      : [
          findingAt(first.node, {
            kind: 'server',
            scopes: [first.path, ...others],
            message: `paths begin with ${shown(first.path)}, not with ${others.map(shown).join(' or ')} of the other servers; --prefix says what else`,
          }),
        ]),
  ];
}

const strangerFindings = ({ strangers }: OpenApiDocument): readonly DocumentFinding[] =>
  strangers.map(({ name, reason, node }) =>
    findingAt(node, { kind: 'refused', operation: name, message: `${name} is left out: ${reason}` }),
  );

function unscopedFindings(
  { schemes, operations }: OpenApiDocument,
  unscoped: ReadonlyMap<string, number>,
): readonly DocumentFinding[] {
  return Array.from(unscoped, ([name, count]) => {
    const node = schemes.find((scheme) => scheme.name === name)?.node ?? operations[0]?.node;
    if (node === undefined) return undefined;
    const where = count === 1 ? 'one operation' : `${count} operations`;
    return findingAt(node, {
      kind: 'scheme',
      scopes: [name],
      message: `${name} needs no scope on ${where} where another scheme does: there its keys need the scopes, too; --scheme picks one`,
    });
  }).filter((finding) => finding !== undefined);
}

/** Collects the schemes that are needed together, with how many operations a requirement stands for. */
function createTogether() {
  const found = new Map<Node, { readonly label: string; readonly companions: Companions; count: number }>();
  return {
    add: (label: string, together: readonly Companions[]) => {
      for (const companions of together) {
        const known = found.get(companions.node);
        if (known) known.count++;
        else found.set(companions.node, { label, companions, count: 1 });
      }
    },
    findings: (): readonly DocumentFinding[] =>
      Array.from(found.values(), ({ label, companions: { scheme, others, node }, count }) =>
        findingAt(node, {
          kind: 'together',
          ...(count === 1 && { operation: label }),
          scopes: [scheme, ...others],
          message: `${count === 1 ? `${label} needs` : `${counted(count, 'operation')} need`} ${others.join(', ')} beside ${scheme}, which a route table cannot say: authenticate has to ask for it`,
        }),
      ),
  };
}
