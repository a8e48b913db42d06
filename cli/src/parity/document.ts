import { didYouMean } from '../../../src/internal/nearest-name.js';
import type { RestoredApi } from '../../../src/manifest/index.js';
import { toManifest } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { parseRoute } from '../../../src/routes/router.js';
import { type OpenApiDocument, schemeNamed } from '../openapi/document.js';
import type { DocumentFinding } from '../openapi/findings.js';
import { type Position, positionOf } from '../openapi/node.js';
import { routePathOf } from '../openapi/route-path.js';
import { importRoutes } from '../openapi/routes.js';
import { isScopeToken } from '../openapi/scopes.js';
import { canonicalNeeds, type Requirement } from '../openapi/wanted-security.js';
import { type AgreementFinding, agreementFinding } from './findings.js';
import { addedPrefix } from './prefix.js';

export interface DocumentOptions {
  /** The security scheme whose scopes the API has; all by default. */
  readonly scheme?: string | undefined;
  /** What stands before every path, in place of the paths of the servers, as `prefixOf` reads it. */
  readonly prefix?: string | undefined;
}

/** What an OpenAPI document and a route table do not have in common. */
export interface DocumentParity {
  readonly findings: readonly (AgreementFinding | DocumentFinding)[];
  /** What is to say besides: that one prefix explains all. */
  readonly sentences: readonly string[];
}

/**
 * Compares the operations of an OpenAPI document with a route table: which there are, and what each needs.
 *
 * @throws Failure for a scheme that the document does not have.
 */
export function documentParity(
  document: OpenApiDocument,
  api: RestoredApi['api'],
  { scheme, prefix }: DocumentOptions,
): DocumentParity {
  if (scheme !== undefined) schemeNamed(document, scheme);
  const reading = { scheme, prefix, isScope: isScopeToken };
  const { routes, findings } = importRoutes(document, reading);
  const places = placesOf(document, reading.prefix);
  const requirements = toManifest(api).routes;
  const canonical = canonicalNeeds(api);
  const listed = new Map(api.routes.map((route) => [shapeOf(route), route]));
  const documented = new Set<string>();
  const found: AgreementFinding[] = [];
  const unlisted: string[] = [];
  for (const [operation, needs] of routes) {
    const route = listed.get(shapeOf(operation)) ?? wildcardFor(operation, api);
    const position = places.get(operation);
    const at = position && { position };
    if (route === undefined) {
      unlisted.push(operation);
      const message = `the document has ${operation}, which the table does not list`;
      found.push(agreementFinding({ kind: 'unlisted', ...at, message }, 'openapi', operation));
      continue;
    }
    documented.add(route);
    const [here, there] = [requirements[route], needs.kind === 'scopes' ? needs.alternatives : needs.kind];
    if (here === undefined || canonical(here) === canonical(there)) continue;
    const message = `${operation} needs ${inWords(here)} in the table, and ${inWords(there)} in the document${unknownIn(there, api)}`;
    found.push(agreementFinding({ kind: 'mismatch', route, ...at, message }, 'openapi', operation));
  }
  const undocumented = api.routes.filter(
    (route) => !documented.has(route) && !isImpliedHead(route, documented),
  );
  return {
    findings: [
      ...findings.filter(({ kind }) => kind === 'refused' || kind === 'twice'),
      ...found,
      ...undocumented.map((route) =>
        agreementFinding(
          { kind: 'undocumented', route, message: `the document does not have ${route}` },
          'openapi',
          route,
        ),
      ),
    ],
    sentences: prefixSentences(unlisted, undocumented, prefix ?? serverPathOf(document)),
  };
}

/** Gives the path that the servers of all operations have; nothing where they differ. */
function serverPathOf({ operations }: OpenApiDocument): string | undefined {
  const paths = new Set(operations.map(({ servers }) => servers[0]?.path ?? ''));
  return paths.size === 1 ? [...paths][0] : undefined;
}

/** Says which `--prefix` makes paths the same, where that is all that differs. */
function prefixSentences(
  unlisted: readonly string[],
  undocumented: readonly string[],
  now: string | undefined,
): readonly string[] {
  if (now === undefined) return [];
  const [more, less] = [addedPrefix(unlisted, undocumented), addedPrefix(undocumented, unlisted)];
  const wanted = less === undefined ? withoutStart(now, more) : less + now;
  if (wanted === undefined) return [];
  const has = less === undefined ? 'has' : 'does not have';
  return [
    `unlisted and undocumented routes differ by ${less ?? more} alone, which the document ${has}: --prefix ${wanted || '/'}`,
  ];
}

const withoutStart = (prefix: string, start: string | undefined): string | undefined =>
  start !== undefined && prefix.startsWith(start) ? prefix.slice(start.length) : undefined;

/** Finds where the document has each route: the first operation, as `importRoutes` takes it. */
function placesOf(document: OpenApiDocument, prefix: string | undefined): ReadonlyMap<string, Position> {
  const places = new Map<string, Position>();
  for (const { method, path, servers, node } of document.operations) {
    const read = routePathOf((prefix ?? servers[0]?.path ?? '') + path);
    const route = 'path' in read ? `${method} ${read.path}` : undefined;
    if (route !== undefined && !places.has(route)) places.set(route, positionOf(node));
  }
  return places;
}

/** Gives the same text for routes that match the same requests. */
function shapeOf(route: string): string {
  const { method, segments } = parseRoute(route);
  const texts = segments.map(({ before, name, after }) =>
    name === '*' ? '*' : name === undefined ? after : `${before}:${after}`,
  );
  return `${method} /${texts.join('/')}`;
}

/** Gives the route of the table with a `*` that answers an operation. */
function wildcardFor(operation: string, api: RestoredApi['api']): string | undefined {
  const { method, segments } = parseRoute(operation);
  const texts = segments.map(({ before, name, after }) =>
    name === undefined ? after : `${before}x${after}`,
  );
  const found = api.match(method, `/${texts.join('/')}`)?.route;
  return found?.endsWith('*') ? found : undefined;
}

/** Tells whether a route is the `HEAD` of a `GET` that is documented: documents leave it out. */
const isImpliedHead = (route: string, documented: ReadonlySet<string>): boolean =>
  route.startsWith('HEAD ') && documented.has(route.replace('HEAD', 'GET'));

const inWords = (needs: Requirement): string => {
  if (needs === 'open') return 'no key';
  if (needs === 'optional') return 'no key, or a valid one';
  if (needs === 'authenticated') return 'any valid key';
  if (typeof needs === 'string') return 'what no key has';
  return needs.map((scopes) => scopes.join(' and ')).join(', or ');
};

/** Names the scopes of a requirement that are none of the API. */
function unknownIn(needs: Requirement, api: RestoredApi['api']): string {
  if (typeof needs === 'string') return '';
  const { vocabulary } = api;
  const { renamed } = routeTableInternals(api).vocabulary;
  const unknown = [...new Set(needs.flat())].filter(
    (scope) => !vocabulary.isScope(scope) && !renamed.has(scope),
  );
  return unknown.map((scope) => `; unknown scope ${scope}${didYouMean(scope, vocabulary.scopes)}`).join('');
}
