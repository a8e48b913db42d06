import { didYouMean } from '../../../src/internal/nearest-name.js';
import { fromManifest, ManifestError, type RestoredApi } from '../../../src/manifest/index.js';
import { fail } from '../failure.js';
import { counted } from '../words.js';
import { type OpenApiDocument, schemeNamed } from './document.js';
import { readExtension, withDeclared } from './extension.js';
import { type DocumentFinding, findingAt } from './findings.js';
import { type Implication, type Proposal, proposeImplications } from './implications.js';
import { type ModuleContent, moduleText, scopeTexts, vocabularyName } from './module-text.js';
import { prefixOf } from './prefix.js';
import type { Layout } from './printer.js';
import { importRoutes } from './routes.js';
import { collectScopes, createSuspicion, isScopeToken, type NeededList, type UsedScopes } from './scopes.js';
import { chooseSpelling } from './spelling.js';

/** How a document is read, and how its module is written. */
export interface ImportOptions {
  /** The name of the vocabulary; from the title of the document by default. */
  readonly name?: string | undefined;
  /** The security scheme whose scopes the API has; all of them by default. */
  readonly scheme?: string | undefined;
  /** Which lists of scopes are read as alternatives: those that are suspected to be, or all; none by default. */
  readonly anyOf?: 'suspected' | 'all' | undefined;
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
  const { scheme = declared?.scheme, layout } = options;
  if (scheme !== undefined) schemeNamed(document, scheme);
  const used = withDeclared(collectScopes(document, scheme), declared);
  if (used.names.length === 0)
    fail(`${document.file}: no scope is declared or used, so that there is no vocabulary`);
  if (used.names.length > mostScopes)
    fail(`${document.file}: more than ${mostScopes.toLocaleString('en-US')} scopes`);
  const spelling = declared?.spelling ?? chooseSpelling(used.names);
  const isSuspected = createSuspicion(used.lists, spelling);
  const isAnyOf = (names: readonly string[]) =>
    options.anyOf === 'all' || (options.anyOf === 'suspected' && isSuspected(names));
  const { routes, needs, findings } = importRoutes(document, {
    scheme,
    prefix: prefixOf(options.prefix),
    isAnyOf,
    isScope: (name) => (known === undefined ? isScopeToken(name) : known.has(name)),
  });
  const proposed = declared === undefined ? proposeImplications(used.names, spelling, needs) : [];
  const accepted = acceptedOf(options.accept, proposed, used.names);
  const implications = [...(declared?.implications ?? []), ...accepted];
  const proposals = proposed.filter(({ scope, implied }) => !reaches(implications, scope, implied));
  const content: ModuleContent = {
    heading: headingOf(document),
    name: options.name ?? declared?.vocabulary.name ?? vocabularyName(document.title),
    spelling,
    descriptions: used.descriptions,
    implications,
    routes,
    declared: declared?.vocabulary,
  };
  const api = verify(content, document.file);
  const suspected = used.lists.filter(({ names }) => isSuspected(names) && !isAnyOf(names));
  return {
    text: moduleText(content, layout),
    api,
    findings: [
      ...inOrder([...used.findings, ...findings, ...suspected.map(alternativesFinding)], document.file),
      ...proposals.flatMap((proposal) => proposalFinding(proposal, used)),
    ],
    proposals,
    scopes: used.names.length,
    routes: routes.size,
  };
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

/** Tells whether implications give one scope by another. */
function reaches(implications: readonly Implication[], scope: string, implied: string): boolean {
  const reached = new Set([scope]);
  for (const each of reached)
    for (const link of implications) if (link.scope === each) reached.add(link.implied);
  return reached.has(implied);
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

const alternativesFinding = ({ names, count, node }: NeededList): DocumentFinding =>
  findingAt(node, {
    kind: 'alternatives',
    scopes: names,
    message: `all of ${names.join(', ')} are needed ${count === 1 ? 'here' : `on ${counted(count, 'operation')}`}; if one of them is enough: --any-of`,
  });

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
