import { didYouMean } from '../../../src/internal/nearest-name.js';
import type { RestoredApi } from '../../../src/manifest/index.js';
import { toManifest } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { parseRoute } from '../../../src/routes/router.js';
import { type OpenApiDocument, type Operation, schemeNamed } from '../openapi/document.js';
import type { DocumentFinding } from '../openapi/findings.js';
import { type Needs, readNeeds } from '../openapi/needs.js';
import { positionOf } from '../openapi/node.js';
import { extensionName, readRequirement } from '../openapi/requirement.js';
import { importRoutes } from '../openapi/routes.js';
import { isScopeToken } from '../openapi/scopes.js';
import { takesScopes } from '../openapi/takes-scopes.js';
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
  const { routes, operations, leftOut, findings } = importRoutes(document, reading);
  const bareNeeds = createBareNeeds(document, scheme);
  const requirements = toManifest(api).routes;
  const canonical = canonicalNeeds(api);
  const listed = new Map(api.routes.map((route) => [shapeOf(route), route]));
  const routeFor = (operation: string) => listed.get(shapeOf(operation)) ?? wildcardFor(operation, api);
  const documented = new Set(Array.from(leftOut, routeFor).filter((route) => route !== undefined));
  const found: AgreementFinding[] = [];
  const unlisted: string[] = [];
  for (const [name, needs] of routes) {
    const route = routeFor(name);
    const operation = operations.get(name);
    const at = operation && { position: positionOf(operation.node) };
    if (route === undefined) {
      unlisted.push(name);
      const message = `the document has ${name}, which the table does not list`;
      found.push(agreementFinding({ kind: 'unlisted', ...at, message }, 'openapi', name));
      continue;
    }
    documented.add(route);
    const [here, there] = [requirements[route], requirementOf(needs)];
    if (here === undefined) continue;
    const mismatch = (other: Requirement, more = '') => {
      const message = `${name} needs ${inWords(here)} in the table, and ${inWords(other)} in the document${more}`;
      found.push(agreementFinding({ kind: 'mismatch', route, ...at, message }, 'openapi', name));
    };
    const bare = operation && bareNeeds(operation);
    if (canonical(here) !== canonical(there)) mismatch(there, unknownIn(there, api));
    else if (bare !== undefined && canonical(here) !== canonical(bare))
      mismatch(bare, ` for whoever does not read its ${extensionName}`);
  }
  const undocumented = api.routes.filter(
    (route) => !documented.has(route) && !isImpliedHead(route, documented),
  );
  return {
    findings: [
      ...findings.filter(({ kind }) => comparedKinds.has(kind)),
      ...found,
      ...undocumented.map((route) =>
        agreementFinding(
          { kind: 'undocumented', route, message: `the document does not have ${route}` },
          'openapi',
          route,
        ),
      ),
    ],
    sentences: prefixSentences(unlisted, undocumented, prefix ?? commonServerPath(document)),
  };
}

/** Gives the path that the servers of all operations have; nothing where they differ. */
function commonServerPath({ operations }: OpenApiDocument): string | undefined {
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

/** What import finds about a document that lets in others than a table can say, or at other paths. */
const comparedKinds: ReadonlySet<string> = new Set(['refused', 'twice', 'scheme', 'server', 'together']);

const requirementOf = (needs: Needs): Requirement =>
  needs.kind === 'scopes' ? needs.alternatives : needs.kind;

/**
 * Makes what reads an operation as others do, without its extension; nothing where that has to say what its security
 * cannot: schemes whose requirements list no scopes.
 */
function createBareNeeds(document: OpenApiDocument, scheme: string | undefined) {
  const silent = new Set(
    document.schemes.filter((each) => !takesScopes(document, each)).map(({ name }) => name),
  );
  return (operation: Operation): Requirement | undefined => {
    const extension = readRequirement(operation);
    if (extension === undefined) return undefined;
    const { security } = operation;
    const { needs } = readNeeds(security, { scheme, isScope: isScopeToken });
    const isSilent = security?.alternatives.every(({ schemes }) =>
      schemes.some(({ name }) => silent.has(name) && (scheme === undefined || name === scheme)),
    );
    return needs.kind === 'authenticated' && isSilent && typeof extension !== 'string'
      ? undefined
      : requirementOf(needs);
  };
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
