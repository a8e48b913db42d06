import { didYouMean } from '../../../src/internal/nearest-name.js';
import { fromManifest, ManifestError, type RestoredApi } from '../../../src/manifest/index.js';
import { fail } from '../failure.js';
import { scopesByTag, spellingOfTags, withTagScopes } from './by-tag.js';
import { type OpenApiDocument, schemeNamed } from './document.js';
import { readExtension, withDeclared } from './extension.js';
import { type DocumentFinding, findingAt } from './findings.js';
import { type Implication, type Proposal, proposeImplications } from './implications.js';
import { type ModuleContent, moduleText, scopeTexts, vocabularyName } from './module-text.js';
import type { Needs } from './needs.js';
import { prefixOf } from './prefix.js';
import type { Layout } from './printer.js';
import { extensionName } from './requirement.js';
import { isReading } from './route-path.js';
import { type ImportedRoutes, importRoutes, type ListWay, type RoutesReading } from './routes.js';
import { collectScopes, isScopeToken, schemesWithScopes, type UsedScopes } from './scopes.js';
import { chooseSpelling } from './spelling.js';
import { closures, createSuspicion, type Suspicion } from './suspicion.js';

/** How a document is read, and how its module is written. */
export interface ImportOptions {
  /** The name of the vocabulary; from the title of the document by default. */
  readonly name?: string | undefined;
  /** The security scheme whose scopes the API has; all of them by default. */
  readonly scheme?: string | undefined;
  /** Whose lists of scopes are read as alternatives: those that look so, or all of these routes; none by default. */
  readonly anyOf?: 'all' | readonly string[] | undefined;
  /** Whether operations without a scope have one named after their tag and method; they have none by default. */
  readonly byTag?: boolean | undefined;
  /** The implications to write: all that are proposed, or these, as `contacts:write->contacts:read`. */
  readonly accept?: 'all' | readonly string[] | undefined;
  /** What stands before every path, in place of the paths of the servers. */
  readonly prefix?: string | undefined;
  readonly layout: Layout;
}

/** What a document comes to. */
export interface ImportedDocument {
  /** A TypeScript module: the same document and options give the same text. */
  readonly text: string;
  /** What the module declares. */
  readonly api: RestoredApi['api'];
  /** What is wrong, doubtful or left out, in the order of the document, then the proposals. */
  readonly findings: readonly DocumentFinding[];
  /** The implications that are proposed, and not written. */
  readonly proposals: readonly Proposal[];
  readonly scopes: number;
  readonly routes: number;
}

/**
 * Makes the module of a document: its vocabulary and its route table.
 *
 * Where the document is in doubt, the module grants less: a list of scopes means that all are needed, and what a table
 * cannot express is left out.
 *
 * @throws Failure for a document without scopes, and for options that name what the document does not have.
 */
export function importOpenApi(document: OpenApiDocument, options: ImportOptions): ImportedDocument {
  const declared = readExtension(document);
  const known = declared && new Set(declared.scopes);
  const { scheme = declared?.scheme, layout, byTag = false } = options;
  if (scheme !== undefined) schemeNamed(document, scheme);
  if (byTag && declared) fail(`${document.file}: --by-tag: ${extensionName} names the scopes already`);
  const reading = {
    scheme,
    takesOthers: options.scheme === undefined,
    isScope: (name: string) => (known === undefined ? isScopeToken(name) : known.has(name)),
  };
  const tags = byTag ? scopesByTag(document, reading) : undefined;
  const own = withDeclared(collectScopes(document, scheme), declared);
  const used = tags === undefined ? own : withTagScopes(own, tags);
  checkCount(document, used, { scheme, byTag });
  const spelling =
    declared?.spelling ??
    (tags !== undefined && own.names.length === 0 ? spellingOfTags(tags) : chooseSpelling(used.names));
  const byName = declared === undefined ? proposeImplications(used.names, spelling, []) : [];
  const settled = [...(declared?.implications ?? []), ...acceptedOf(options.accept, byName, used.names)];
  const { routes, needs, findings } = readRoutes(
    document,
    { ...reading, prefix: prefixOf(options.prefix), ...(tags && { scopeOf: tags.scopeOf }) },
    options.anyOf,
    createSuspicion(used.lists, spelling, settled),
  );
  const proposed = declared === undefined ? proposeImplications(used.names, spelling, needs) : [];
  const accepted = acceptedOf(options.accept, proposed, used.names);
  const implications = [...(declared?.implications ?? []), ...accepted];
  const reached = closures(implications);
  const proposals = proposed.filter(({ scope, implied }) => !reached(scope).has(implied));
  const content: ModuleContent = {
    heading: headingOf(document),
    name: options.name ?? declared?.vocabulary.name ?? vocabularyName(document.title),
    spelling,
    descriptions: used.descriptions,
    implications,
    routes: new Map(Array.from(routes, ([route, each]) => [route, fewest(each, reached)])),
    declared: declared?.vocabulary,
  };
  const api = verify(content, document.file);
  return {
    text: moduleText(content, layout),
    api,
    findings: [
      ...inOrder(oncePerScheme([...used.findings, ...findings]), document.file),
      ...proposals.flatMap((proposal) => proposalFinding(proposal, used)),
    ],
    proposals,
    scopes: used.names.length,
    routes: routes.size,
  };
}

/** Reads the routes, with the lists as alternatives that the option names. */
function readRoutes(
  document: OpenApiDocument,
  reading: Omit<RoutesReading, 'wayOf'>,
  anyOf: ImportOptions['anyOf'],
  { isSuspected, isSettled }: Suspicion,
): ImportedRoutes {
  const named = new Set(anyOf === 'all' ? [] : anyOf);
  const wayFor = (method: string): ListWay => ({
    isAnyOf: (names) => anyOf === 'all' && isSuspected(names, method),
    isDoubtful: (names) => isSuspected(names, method) && !isSettled(names),
  });
  const loose: ListWay = { isAnyOf: () => true, isDoubtful: () => false };
  const [reads, writes] = [wayFor('GET'), wayFor('POST')];
  const read = importRoutes(document, {
    ...reading,
    wayOf: (method, route) => (named.has(route) ? loose : isReading(method) ? reads : writes),
  });
  for (const route of named)
    if (!read.routes.has(route))
      fail(`--any-of ${route}: no such route${didYouMean(route, read.routes.keys())}`);
    else if (!read.loosened.has(route)) fail(`--any-of ${route}: it has no list of several scopes`);
  return read;
}

/** Leaves out an alternative where another one is enough for whoever meets it. */
function fewest<Each extends Needs>(needs: Each, reached: (scope: string) => ReadonlySet<string>): Each {
  if (needs.kind !== 'scopes' || needs.alternatives.length < 2) return needs;
  const held = needs.alternatives.map((scopes) => new Set(scopes.flatMap((scope) => [...reached(scope)])));
  const covers = (i: number, j: number) =>
    (needs.alternatives[i] ?? []).every((scope) => held[j]?.has(scope));
  const alternatives = needs.alternatives.filter(
    (_, i) => !needs.alternatives.some((_, j) => j !== i && covers(j, i) && !(covers(i, j) && i < j)),
  );
  return { ...needs, alternatives };
}

/** Makes sure that there are scopes, and not too many. */
function checkCount(
  document: OpenApiDocument,
  { names }: UsedScopes,
  { scheme, byTag }: { readonly scheme: string | undefined; readonly byTag: boolean },
): void {
  const { file, operations } = document;
  if (names.length > mostScopes) fail(`${file}: more than ${mostScopes.toLocaleString('en-US')} scopes`);
  if (names.length > 0) return;
  const others = Array.from(schemesWithScopes(document), ([name, count]) => `${name} has ${count}`);
  if (scheme !== undefined && others.length > 0)
    fail(`${file}: no scope of ${scheme} is declared or used; ${others.slice(0, 3).join(', ')}`);
  const hint = byTag || operations.length === 0 ? '' : ': --by-tag names scopes after tags and methods';
  fail(`${file}: no scope is declared or used, so that there is no vocabulary${hint}`);
}

/** Leaves out what else is found about a scheme: one finding is enough. */
function oncePerScheme(findings: readonly DocumentFinding[]): readonly DocumentFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ kind, scopes: [name = ''] = [] }) => {
    if (kind !== 'scheme') return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** As many as a manifest may have. */
const mostScopes = 20_000;

function headingOf({ file, title, apiVersion }: OpenApiDocument): string {
  const about = [title, apiVersion].filter((each) => each !== '').join(' ');
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return `From ${name}${about === '' ? '' : `: ${about}`}`.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
}

/** Reads which implications are to be written. */
function acceptedOf(
  accept: ImportOptions['accept'],
  proposed: readonly Implication[],
  names: readonly string[],
): readonly Implication[] {
  if (accept === undefined) return [];
  if (accept === 'all') return proposed;
  const known = new Set(names);
  const read = (item: string): Implication => {
    for (const { index } of item.matchAll(/->/g)) {
      const [scope, implied] = [item.slice(0, index).trim(), item.slice(index + 2).trim()];
      if (known.has(scope) && known.has(implied)) return { scope, implied };
    }
    const [scope = '', implied] = item.split('->').map((part) => part.trim());
    if (implied === undefined) return fail(`--accept ${item}: write <scope>-><scope>, or all`);
    const wrong = known.has(scope) ? implied : scope;
    return fail(`--accept ${item}: no scope ${wrong}${didYouMean(wrong, names)}`);
  };
  const accepted = new Map(
    accept.map(read).map((each) => [JSON.stringify([each.scope, each.implied]), each]),
  );
  return [...accepted.values()];
}

/** Makes what the module declares, as a program that imports it would. */
function verify(content: ModuleContent, file: string): RestoredApi['api'] {
  const { name, spelling, implications, descriptions, routes, declared } = content;
  const includes = new Map<string, string[]>();
  for (const { scope, implied } of implications)
    includes.set(scope, [...(includes.get(scope) ?? []), implied]);
  const names = spelling.bare.some((scope) => scope.includes('*')) ? { storedPatterns: 'names' } : {};
  const manifest = {
    version: 1,
    vocabulary: {
      bundles: {},
      deprecated: {},
      ...names,
      ...declared,
      name,
      format: spelling.format,
      surfaces: Object.fromEntries(spelling.surfaces),
      scopes: spelling.bare,
      includes: Object.fromEntries(includes),
      docs: { ...declared?.docs, scopes: Object.fromEntries(scopeTexts(descriptions, declared)) },
    },
    routes: Object.fromEntries(
      Array.from(routes, ([route, needs]) => [
        route,
        needs.kind === 'scopes' ? needs.alternatives : needs.kind,
      ]),
    ),
    keys: [],
  };
  try {
    return fromManifest(JSON.stringify(manifest)).api;
  } catch (error) {
    if (error instanceof ManifestError) return fail(`${file}: ${error.message.replace(/^vocabulary\./, '')}`);
    throw error;
  }
}

function proposalFinding(
  { scope, implied, why }: Proposal,
  { nodes }: UsedScopes,
): readonly DocumentFinding[] {
  const node = nodes.get(scope);
  if (node === undefined) return [];
  return [
    findingAt(node, { kind: 'proposal', scopes: [scope, implied], message: `${scope}->${implied}: ${why}` }),
  ];
}

/** Sorts findings by their place, the file that was asked for first. */
function inOrder(findings: readonly DocumentFinding[], file: string): readonly DocumentFinding[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...findings].sort(
    ({ position: a }, { position: b }) =>
      Number(b.file === file) - Number(a.file === file) ||
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}
