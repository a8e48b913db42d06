import type { ManifestRequirement, ManifestVocabulary, RestoredApi } from '../../../src/manifest/index.js';
import { toManifest } from '../../../src/manifest/index.js';
import { fail } from '../failure.js';
import { type OpenApiDocument, type Scheme, schemeNamed } from './document.js';
import { editFields } from './edit-field.js';
import { type DescribedScopes, editScopes } from './edit-scopes.js';
import { extensionOf } from './extension.js';
import { type DocumentFinding, type ExportKind, findingAt } from './findings.js';
import { type Match, matchOperations } from './matches.js';
import { childOf, fieldsOf, type Node } from './node.js';
import { prefixOf } from './prefix.js';
import type { Value } from './render.js';
import { extensionName, readRequirement } from './requirement.js';
import { applySplices, type Splice } from './splice.js';
import { type Style, styleOf } from './style.js';
import { readSyntax, type Syntax } from './syntax.js';
import { isSwagger, takesScopes } from './takes-scopes.js';
import { askedOf, type Canonical, canonicalNeeds, wantedSecurity } from './wanted-security.js';

/** How a route table is written into a document. */
export interface ExportOptions {
  /** The security scheme that has the scopes; by default that of `x-scopeproof`, else the only one of OAuth, else the only one. */
  readonly scheme?: string | undefined;
  /** What stands before every path of the document, in place of the paths of its servers. */
  readonly prefix?: string | undefined;
  /** Whether the extension `x-scopeproof` is written; it is by default. */
  readonly extension?: boolean | undefined;
}

/** What a document becomes. */
export interface ExportedDocument {
  /** The text of the document, without a byte order mark. */
  readonly text: string;
  /** What the table and the document do not share, and what could not be changed. */
  readonly findings: readonly ExportFinding[];
  /** What is changed, each with its place in the document as it was. */
  readonly changes: readonly DocumentFinding[];
  /** How many operations require what the table says, those that are changed included. */
  readonly operations: number;
}

/** A finding about the document, or about a route that it does not have. */
export type ExportFinding =
  | DocumentFinding
  | (Omit<DocumentFinding, 'position'> & { readonly route: string });

/**
 * Writes the security of a route table into a document: the scopes of the scheme, and what each operation requires. All
 * else stays, byte for byte, and an operation that means the same already is not touched.
 *
 * @throws Failure for a document without a scheme that can have the scopes.
 */
export function exportOpenApi(
  api: RestoredApi['api'],
  document: OpenApiDocument,
  options: ExportOptions = {},
): ExportedDocument {
  const { vocabulary, routes } = toManifest(api);
  const scheme = chooseScheme(document, options.scheme);
  if (
    !takesScopes(document, scheme) &&
    options.extension === false &&
    Object.values(routes).some((needs) => typeof needs !== 'string')
  )
    fail(
      `${document.file}: ${scheme.name} is of type ${scheme.type}, whose requirements list no scopes before OpenAPI 3.1: they stand in ${extensionName}, so without --no-extension`,
    );
  const matches = matchOperations(api, document, prefixOf(options.prefix));
  const syntax = readSyntax(document.root.file.text);
  const style = styleOf(document, syntax);
  const canonical = canonicalNeeds(api);
  const work: Work = { document, scheme, canonical, syntax, style, splices: [], changes: [], findings: [] };
  const operations = matches.groups.reduce((sum, group) => sum + writeOperation(work, group), 0);
  for (const { operation, label, reason } of matches.unlisted)
    work.findings.push(
      findingIn(work, operation.node, 'unlisted', { operation: label, message: `${label}: ${reason}` }),
    );
  work.findings.push(...matches.undocumented.map(undocumentedFinding));
  const declares = writeScopes(work, vocabulary, api.vocabulary.scopes);
  if (options.extension !== false) writeExtension(work, vocabulary, declares);
  const { splices, changes, findings } = work;
  return { text: applySplices(syntax.text, splices), findings, changes, operations };
}

/** Counts the operations of a document that require what the table says. */
export function countSame(
  api: RestoredApi['api'],
  document: OpenApiDocument,
  options: ExportOptions = {},
): number {
  const about = { document, scheme: chooseScheme(document, options.scheme), canonical: canonicalNeeds(api) };
  return matchOperations(api, document, prefixOf(options.prefix))
    .groups.filter((matches) => areDone(about, matches))
    .reduce((sum, { length }) => sum + length, 0);
}

/** What operations are compared with. */
interface Comparison {
  readonly document: OpenApiDocument;
  readonly scheme: Scheme;
  readonly canonical: Canonical;
}

interface Work extends Comparison {
  readonly syntax: Syntax;
  readonly style: Style;
  readonly splices: Splice[];
  readonly changes: DocumentFinding[];
  readonly findings: ExportFinding[];
}

/** The types of schemes that API keys and tokens are sent by. */
const keyTypes = new Set(['oauth2', 'openIdConnect', 'http', 'apiKey']);

function chooseScheme(document: OpenApiDocument, wanted: string | undefined): Scheme {
  if (wanted !== undefined) return schemeNamed(document, wanted);
  const { file, schemes, root } = document;
  const extension = childOf(root, extensionName);
  const declared = extension && childOf(extension, 'scheme')?.value;
  if (typeof declared === 'string') return schemeNamed(document, declared);
  const possible = schemes.filter(({ type }) => keyTypes.has(type));
  const oauth = possible.filter(({ type }) => type === 'oauth2');
  const [only, ...others] = oauth.length === 0 ? possible : oauth;
  if (only === undefined) return fail(`${file}: no security scheme that keys or tokens are sent by`);
  const listed = [only, ...others].map(({ name }) => name).join(', ');
  return others.length === 0
    ? only
    : fail(`${file}: several security schemes: --scheme names one of ${listed}`);
}

/** What a finding is about, besides its place. */
type About = Pick<DocumentFinding, 'operation' | 'scopes' | 'message'>;

/** Makes a finding, with its place from the text that is read anyway. */
const findingIn = (
  { document, syntax }: Work,
  node: Node,
  kind: ExportKind,
  about: About,
): DocumentFinding =>
  node.file === document.root.file
    ? findingAt(node, { kind, ...about }, syntax.positionOf(node))
    : findingAt(node, { kind, ...about });

const undocumentedFinding = (route: string): ExportFinding => ({
  kind: 'undocumented',
  operation: route,
  route,
  message: `${route}: no operation of the document`,
  fingerprint: `undocumented ${route}`,
});

/** What a route requires, as an operation says it. */
interface Wanted {
  readonly security: ManifestRequirement;
  /** What the extension of the operation says, where it has one or needs one. */
  readonly extension: ManifestRequirement | undefined;
}

/** Divides a requirement: where `security` can list no scopes, it asks for any key, and the extension says the rest. */
function wantedOf(document: OpenApiDocument, { operation, wanted }: Match, scheme: Scheme): Wanted {
  const isListed = takesScopes(document, scheme) || typeof wanted === 'string';
  const hasExtension = childOf(operation.object, extensionName) !== undefined;
  return {
    security: isListed ? wanted : 'authenticated',
    extension: isListed && !hasExtension ? undefined : wanted,
  };
}

/** Tells which parts of an operation say what is wanted. */
function doneOf({ document, scheme, canonical }: Comparison, match: Match) {
  const { operation, wanted } = match;
  const { security, extension } = wantedOf(document, match, scheme);
  const own = readRequirement(operation);
  const hasSame = own !== undefined && canonical(own) === canonical(wanted);
  // An operation that takes any key of other schemes says so already, also where the extension names the scopes.
  const takesOthers = wanted === 'authenticated' || hasSame;
  return {
    security: canonical(askedOf(operation.security, scheme.name, takesOthers)) === canonical(security),
    extension: extension === undefined || hasSame,
  };
}

/** Tells whether all operations of one object require what their routes do. */
const areDone = (about: Comparison, matches: readonly Match[]): boolean =>
  matches.every((match) => {
    const { security, extension } = doneOf(about, match);
    return security && extension;
  });

/** Writes an Operation Object, and gives how many operations require what the table says then. */
function writeOperation(work: Work, matches: readonly Match[]): number {
  const { splices, changes, findings } = work;
  const [first] = matches;
  if (first === undefined) return 0;
  if (areDone(work, matches)) return matches.length;
  const edits = editOperation(work, matches, first);
  for (const { operation, label, wanted } of matches)
    if (typeof edits === 'string')
      findings.push(
        findingIn(work, operation.node, 'unchanged', {
          operation: label,
          message: `${label} is not changed: ${edits}`,
        }),
      );
    else
      changes.push(
        findingIn(work, operation.node, 'stale', {
          operation: label,
          message: `${label}: the table requires ${requirementText(wanted)}`,
        }),
      );
  if (typeof edits === 'string') return 0;
  splices.push(...edits);
  return matches.length;
}

function editOperation(work: Work, matches: readonly Match[], first: Match): readonly Splice[] | string {
  const { document, scheme, syntax, style } = work;
  const { object, security } = first.operation;
  if (object.file !== document.root.file) return `it is in another file, ${object.file.name}`;
  if (matches.some((match) => JSON.stringify(match.wanted) !== JSON.stringify(first.wanted)))
    return 'other paths refer to it, and their routes require something else';
  const token = syntax.find(object);
  if (typeof token === 'string') return token;
  const wanted = wantedOf(document, first, scheme);
  const done = doneOf(work, first);
  const fields = new Map<string, Value>();
  if (!done.security) {
    const value = wantedSecurity(security, scheme.name, wanted.security);
    if (typeof value === 'string') return value;
    fields.set('security', value);
  }
  if (wanted.extension !== undefined && !done.extension) fields.set(extensionName, wanted.extension);
  for (const name of fields.keys())
    if (childOf(object, name) !== undefined && syntax.fieldOf(token, name) === undefined)
      return `its ${name} comes from a merge key`;
  const edits = editFields(syntax, style, token, fields, ['responses', 'callbacks', 'deprecated', 'servers']);
  return typeof edits === 'string' ? `its security: ${edits}` : edits;
}

/** Says what is required: `no key`, or `contacts:write with tags:read, or contacts:admin`. */
function requirementText(needs: ManifestRequirement): string {
  if (needs === 'open') return 'no key';
  if (needs === 'optional') return 'no key, and takes one';
  if (needs === 'authenticated') return 'any key';
  return needs.map((scopes) => scopes.join(' with ')).join(', or ');
}

/** Writes the scopes that the scheme declares, and tells whether it declares any. */
function writeScopes(work: Work, { docs }: ManifestVocabulary, names: readonly string[]): boolean {
  const { document, scheme, findings } = work;
  if (scheme.type !== 'oauth2') return false;
  const texts = new Map(Object.entries(docs.scopes ?? {}));
  const scopes: DescribedScopes = new Map(
    names.map((scope) => {
      const { title = '', description = title } = texts.get(scope) ?? {};
      return [scope, description];
    }),
  );
  const refuse = (node: Node, reason: string) =>
    findings.push(
      findingIn(work, node, 'unchanged', {
        scopes: [scheme.name],
        message: `the scopes of ${scheme.name} are not changed: ${reason}`,
      }),
    );
  if (scheme.node.file !== document.root.file) {
    if (!declaresAll(scheme, scopes))
      refuse(scheme.node, `they are in another file, ${scheme.node.file.name}`);
    return true;
  }
  for (const flow of flowsOf(scheme.node, document)) {
    const reason = writeFlow(work, flow, scopes);
    if (reason !== undefined) refuse(flow, reason);
  }
  return true;
}

const declaresAll = ({ scopes: declared }: Scheme, scopes: DescribedScopes): boolean =>
  declared.length === scopes.size && declared.every(({ name }) => scopes.has(name));

/** Gives the flows of a scheme; Swagger 2.0 has one, whose fields are those of the scheme. */
function flowsOf(scheme: Node, { version }: OpenApiDocument): readonly Node[] {
  if (isSwagger(version)) return [scheme];
  const flows = childOf(scheme, 'flows');
  return flows === undefined
    ? []
    : Array.from(fieldsOf(flows, 'flows'))
        .filter(([name]) => !name.startsWith('x-') && name !== '$ref')
        .map(([, flow]) => flow);
}

/** Writes the scopes of a flow. Gives the reason where that is not possible. */
function writeFlow(work: Work, flow: Node, scopes: DescribedScopes): string | undefined {
  const { scheme, syntax, style, splices, changes } = work;
  const node = childOf(flow, 'scopes');
  if ([flow, node].some((each) => each && childOf(each, '$ref'))) return 'they are behind a reference';
  if (node === undefined) {
    const token = syntax.find(flow);
    if (typeof token === 'string') return token;
    const edits = editFields(syntax, style, token, new Map([['scopes', scopes]]), []);
    if (typeof edits === 'string') return edits;
    splices.push(...edits);
    const message = `${scheme.name} declares no scopes`;
    changes.push(findingIn(work, flow, 'stale', { scopes: [scheme.name], message }));
    return undefined;
  }
  const edit = editScopes(syntax, style, node, scopes);
  if (typeof edit === 'string') return edit;
  splices.push(...edit.splices);
  const say = (names: readonly string[], text: string) =>
    changes.push(
      ...names.map((name) =>
        findingIn(work, childOf(node, name) ?? node, 'stale', {
          scopes: [name],
          message: `${scheme.name}: ${name} ${text}`,
        }),
      ),
    );
  say(edit.added, 'is not declared');
  say(edit.removed, 'is no scope of the vocabulary');
  say(edit.described, 'has another description');
  return undefined;
}

function writeExtension(work: Work, vocabulary: ManifestVocabulary, declares: boolean): void {
  const { document, scheme, syntax, style, splices, changes, findings } = work;
  const { root } = document;
  const value = extensionOf(vocabulary, scheme.name, declares);
  const old = childOf(root, extensionName);
  if (canonical(old?.value) === canonical(value)) return;
  const before = ['paths', 'components', 'securityDefinitions'];
  const edits = editFields(syntax, style, syntax.root, new Map([[extensionName, value]]), before);
  const say = (kind: ExportKind, message: string) =>
    findingIn(work, old ?? root, kind, { scopes: [extensionName], message });
  if (typeof edits === 'string') findings.push(say('unchanged', `${extensionName} is not changed: ${edits}`));
  else {
    splices.push(...edits);
    changes.push(say('stale', `${extensionName} ${old === undefined ? 'is missing' : 'is another'}`));
  }
}

/** Gives the same text for the same value, in whatever order its fields are. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value));
  const entries: readonly (readonly [unknown, unknown])[] =
    value instanceof Map ? [...value] : Object.entries(value);
  const fields = entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`);
  return `{${fields.sort().join()}}`;
}
