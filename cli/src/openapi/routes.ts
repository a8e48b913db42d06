import type { OpenApiDocument, Operation, Server } from './document.js';
import { readRequirement } from './extension.js';
import { type DocumentFinding, findingAt } from './findings.js';
import { type Needs, type NeedsReading, type ReadNeeds, readNeeds, withRequirement } from './needs.js';
import { pointerOf, positionOf } from './node.js';
import { isRouteMethod, routePathOf } from './route-path.js';

/** The routes of a document, as a table has them. */
export interface ImportedRoutes {
  readonly routes: ReadonlyMap<string, Exclude<Needs, { readonly kind: 'nobody' }>>;
  /** What every operation requires, also of those that are left out. */
  readonly needs: readonly Needs[];
  readonly findings: readonly DocumentFinding[];
}

export interface RoutesReading extends NeedsReading {
  /** What stands before every path, in place of the paths of the servers. */
  readonly prefix?: string | undefined;
}

/** Reads the operations of a document as routes, in the order of the document. */
export function importRoutes(document: OpenApiDocument, reading: RoutesReading): ImportedRoutes {
  const findings: DocumentFinding[] = [];
  const routes = new Map<string, Exclude<Needs, { readonly kind: 'nobody' }>>();
  const needs: Needs[] = [];
  const unscoped = new Map<string, number>();
  /** shape → the operation that has it */
  const shapes = new Map<string, { readonly operation: Operation; readonly needs: Needs }>();
  const readSecurity = remember(reading);
  const seenServers = new Set<string>();
  for (const operation of document.operations) {
    const label = `${operation.method} ${operation.path}`;
    const leaveOut = (reason: string) =>
      findings.push(
        findingAt(operation.node, {
          kind: 'refused',
          operation: label,
          message: `${label} is left out: ${reason}`,
        }),
      );
    const read = withRequirement(readSecurity(operation.security), readRequirement(operation), reading);
    needs.push(read.needs);
    findings.push(...serverFindings(operation.servers, reading.prefix, seenServers));
    const prefix = reading.prefix ?? operation.servers[0]?.path ?? '';
    const path = routePathOf(prefix + operation.path);
    if (!isRouteMethod(operation.method)) leaveOut(`no route has the method ${operation.method}`);
    else if ('refused' in path) leaveOut(path.refused);
    else if (read.needs.kind === 'nobody') leaveOut(nobodyReason(reading.scheme));
    else {
      const shape = `${operation.method} ${path.shape}`;
      const twin = shapes.get(shape);
      if (twin) {
        findings.push(twinFinding(operation, read.needs, twin));
        continue;
      }
      shapes.set(shape, { operation, needs: read.needs });
      routes.set(`${operation.method} ${path.path}`, read.needs);
      for (const scheme of new Set(read.unscoped)) unscoped.set(scheme, (unscoped.get(scheme) ?? 0) + 1);
      for (const { from, to } of path.renamed)
        findings.push(
          findingAt(operation.node, {
            kind: 'renamed',
            operation: label,
            scopes: [from],
            message: `${label}: the parameter ${from} is ${to} now`,
          }),
        );
      if (operation.security === undefined)
        findings.push(
          findingAt(operation.node, {
            kind: 'unsecured',
            operation: label,
            message: `${label} has no security, and neither has the document, so that it is open`,
          }),
        );
    }
  }
  return {
    routes,
    needs,
    findings: [...findings, ...strangerFindings(document), ...unscopedFindings(document, unscoped)],
  };
}

const nobodyReason = (scheme: string | undefined): string =>
  scheme === undefined ? 'what it needs is no scope' : `no key of ${scheme} is enough for it`;

/** Reads each list of security requirements once: that of the document stands for many operations. */
function remember(reading: NeedsReading): (security: Operation['security']) => ReadNeeds {
  const known = new Map<Operation['security'], ReadNeeds>();
  return (security) => {
    const read = known.get(security) ?? readNeeds(security, reading);
    known.set(security, read);
    return read;
  };
}

function twinFinding(
  operation: Operation,
  needs: Needs,
  twin: { readonly operation: Operation; readonly needs: Needs },
): DocumentFinding {
  const label = `${operation.method} ${operation.path}`;
  const { file, line, column } = positionOf(twin.operation.node);
  const other = JSON.stringify(needs) === JSON.stringify(twin.needs) ? '' : ', and requires something else';
  return findingAt(operation.node, {
    kind: 'twice',
    operation: label,
    message: `${label} is left out: ${twin.operation.path} at ${file}:${line}:${column} matches the same requests${other}`,
  });
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
