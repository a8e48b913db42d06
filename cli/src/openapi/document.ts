import { didYouMean } from '../../../src/internal/nearest-name.js';
import { fail } from '../failure.js';
import { createFiles, type DocumentFiles } from './files.js';
import { elementsOf, failureAt, fieldsOf, type Node, textOf } from './node.js';
import { type ServerPath, type ServerVariable, serverPathOf } from './servers.js';

/** An OpenAPI document: OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0, of one file or of several. */
export interface OpenApiDocument {
  /** The file that was asked for. */
  readonly file: string;
  /** The version of the standard, as the document says it: `3.1.0`. */
  readonly version: string;
  /** The title of the API, and its version; empty where the document has none. */
  readonly title: string;
  readonly apiVersion: string;
  /** What ways there are to authenticate, in the order of the document. */
  readonly schemes: readonly Scheme[];
  /** The operations, in the order of the document. Webhooks and callbacks are not among them. */
  readonly operations: readonly Operation[];
  /** The fields of `paths` and of its items that are neither operations nor anything else that the standard knows. */
  readonly strangers: readonly Stranger[];
  /** The value of the whole document. */
  readonly root: Node;
}

/** A Security Scheme Object. */
export interface Scheme {
  readonly name: string;
  /** `oauth2`, `openIdConnect`, `http`, `apiKey`, `mutualTLS` or `basic`. */
  readonly type: string;
  /** The scopes that it declares, over all its flows. */
  readonly scopes: readonly DeclaredScope[];
  readonly node: Node;
}

export interface DeclaredScope {
  readonly name: string;
  readonly description: string;
  readonly node: Node;
}

/** An Operation Object. */
export interface Operation {
  /** As it is sent: `GET`. */
  readonly method: string;
  /** The template, as the document has it: `/contacts/{id}`. */
  readonly path: string;
  /** The servers that it is at, in the order of the document; one with an empty path where none is declared. */
  readonly servers: readonly Server[];
  /** Its own security, else that of the document; nothing where neither says anything. */
  readonly security: Security | undefined;
  /** The field of the path item. */
  readonly node: Node;
  /** The Operation Object; it is in another place where the field is a reference. */
  readonly object: Node;
}

export interface Server extends ServerPath {
  readonly node: Node;
}

/** A list of Security Requirement Objects: one of them is enough. */
export interface Security {
  readonly alternatives: readonly Alternative[];
  readonly node: Node;
}

/** A Security Requirement Object: all of its schemes are needed. An empty one asks for nothing. */
export interface Alternative {
  readonly schemes: readonly NeededScheme[];
  readonly node: Node;
}

/** A scheme of a Security Requirement Object, with all the scopes that are needed. */
export interface NeededScheme {
  readonly name: string;
  readonly scopes: readonly { readonly name: string; readonly node: Node }[];
  readonly node: Node;
}

/** A field that the standard does not know. */
export interface Stranger {
  readonly name: string;
  readonly reason: string;
  readonly node: Node;
}

/** The most elements of all security requirements and lists of servers: aliases of YAML make many of a few lines. */
const mostElements = 1_000_000;

/** Counts an element, and fails at it where there are too many. */
type Count = (node: Node) => void;

function createCount(): Count {
  let count = 0;
  return (node) => {
    if (++count > mostElements)
      throw failureAt(
        node,
        `more than ${mostElements.toLocaleString('en-US')} security requirements and servers`,
      );
  };
}

/** The methods that a Path Item Object has fields for, in the version that first has them. */
const methodFields = new Map([
  ['get', 2],
  ['put', 2],
  ['post', 2],
  ['delete', 2],
  ['options', 2],
  ['head', 2],
  ['patch', 2],
  ['trace', 3],
  ['query', 3.2],
]);
const otherFields = new Set(['$ref', 'summary', 'description', 'parameters', 'additionalOperations']);

/**
 * Reads a document, in JSON or YAML, and the files that its path items, operations and security schemes refer to.
 *
 * @param file its path from the current folder.
 * @param text stands in the place of what the file holds.
 * @throws Failure with the place, for what is no such document, and for a reference that leads nowhere.
 */
export async function readDocument(file: string, text?: string): Promise<OpenApiDocument> {
  const files = await createFiles();
  const root = files.read(file, text);
  const fields = fieldsOf(root, 'the document');
  const { version, edition } = readVersion(root, fields);
  const info = fields.get('info');
  const infoFields = info === undefined ? new Map<string, Node>() : fieldsOf(files.follow(info), 'info');
  const count = createCount();
  const readSecurity = securityReader(count);
  const security = readSecurity(fields.get('security'));
  const schemes = readSchemes(files, fields, edition);
  const { operations, strangers } = readPaths({
    files,
    edition,
    paths: fields.get('paths'),
    servers: edition === 2 ? basePathOf(root, fields) : readServers(fields.get('servers'), root, count),
    security,
    readSecurity,
    count,
  });
  return {
    file,
    version,
    title: stringOf(infoFields.get('title')),
    apiVersion: stringOf(infoFields.get('version')),
    schemes: edition >= 3.2 ? [...schemes, ...schemesByReference(files, schemes, operations)] : schemes,
    operations,
    strangers,
    root,
  };
}

/**
 * Finds a security scheme.
 *
 * @throws Failure for one that the document does not have.
 */
export function schemeNamed({ file, schemes }: OpenApiDocument, wanted: string): Scheme {
  const names = schemes.map(({ name }) => name);
  return (
    schemes.find(({ name }) => name === wanted) ??
    fail(`${file}: no security scheme ${wanted}${didYouMean(wanted, names)}`)
  );
}

const stringOf = (node: Node | undefined): string => (typeof node?.value === 'string' ? node.value : '');

function readVersion(root: Node, fields: ReadonlyMap<string, Node>) {
  const node = fields.get('openapi') ?? fields.get('swagger');
  if (node === undefined) throw failureAt(root, 'no OpenAPI document: it has neither openapi nor swagger');
  const version = String(node.value);
  // YAML takes a version without quotes for a number.
  const [, edition] = /^(3\.[012]|2\.0)(?:\.|$)/.exec(version === '2' ? '2.0' : version) ?? [];
  if (edition === undefined || (edition === '2.0') !== (node.key === 'swagger'))
    throw failureAt(node, 'a version that is not known: OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are');
  return { version, edition: Number(edition) };
}

/** Makes what reads lists of Security Requirement Objects. */
function securityReader(count: Count): (node: Node | undefined) => Security | undefined {
  const readScheme = (node: Node): NeededScheme => {
    count(node);
    const scopes = elementsOf(node, 'a list of scopes').map((scope) => {
      count(scope);
      return { name: textOf(scope, 'a scope'), node: scope };
    });
    return { name: node.key ?? '', scopes, node };
  };
  return (node) =>
    node && {
      node,
      alternatives: elementsOf(node, 'security').map((alternative) => {
        count(alternative);
        const schemes = fieldsOf(alternative, 'a security requirement').values();
        return { node: alternative, schemes: Array.from(schemes, readScheme) };
      }),
    };
}

function readSchemes(
  files: DocumentFiles,
  fields: ReadonlyMap<string, Node>,
  edition: number,
): readonly Scheme[] {
  const components = fields.get('components');
  const declared =
    edition === 2
      ? fields.get('securityDefinitions')
      : components && fieldsOf(files.follow(components), 'components').get('securitySchemes');
  if (declared === undefined) return [];
  return Array.from(fieldsOf(files.follow(declared), 'the security schemes'), ([name, node]) =>
    readScheme(files, name, node),
  );
}

function readScheme(files: DocumentFiles, name: string, from: Node): Scheme {
  const node = files.follow(from);
  const fields = fieldsOf(node, 'a security scheme');
  const flows = fields.get('flows');
  // Swagger 2.0 has one flow, whose fields are those of the scheme.
  const eachFlow =
    flows === undefined
      ? [fields]
      : Array.from(fieldsOf(files.follow(flows), 'flows'))
          .filter(([flow]) => !flow.startsWith('x-'))
          .map(([, flow]) => fieldsOf(files.follow(flow), 'a flow'));
  const scopes = new Map<string, DeclaredScope>();
  for (const flow of eachFlow) {
    const table = flow.get('scopes');
    if (table === undefined) continue;
    for (const [scope, about] of fieldsOf(files.follow(table), 'scopes')) {
      // Swagger 2.0 and OpenAPI allow extensions here.
      if (scope.startsWith('x-')) continue;
      const known = scopes.get(scope);
      if (known === undefined || known.description === '')
        scopes.set(scope, { name: scope, description: stringOf(about), node: known?.node ?? about });
    }
  }
  const type = fields.get('type');
  if (type === undefined) throw failureAt(node, 'a security scheme without a type');
  return { name, type: textOf(type, 'the type of a security scheme'), scopes: [...scopes.values()], node };
}

/** Reads the schemes that requirements name by a URI reference, as OpenAPI 3.2 allows. */
function schemesByReference(
  files: DocumentFiles,
  schemes: readonly Scheme[],
  operations: readonly Operation[],
): readonly Scheme[] {
  const found = new Map(schemes.map((scheme) => [scheme.name, scheme]));
  for (const { security } of operations)
    for (const { schemes: needed } of security?.alternatives ?? [])
      for (const { name, node } of needed)
        if (!found.has(name) && /[#/]/.test(name))
          found.set(name, readScheme(files, name, files.resolve(name, node)));
  return [...found.values()].slice(schemes.length);
}

function basePathOf(root: Node, fields: ReadonlyMap<string, Node>): readonly Server[] {
  const node = fields.get('basePath');
  if (node === undefined) return [{ path: '', node: root }];
  const path = textOf(node, 'basePath');
  return [{ ...serverPathOf(path.startsWith('/') ? path : `/${path}`, new Map()), node }];
}

function readServers(servers: Node | undefined, owner: Node, count: Count): readonly Server[] {
  const listed = servers === undefined ? [] : elementsOf(servers, 'servers');
  // An empty list is one server at the root.
  if (listed.length === 0) return [{ path: '', node: servers ?? owner }];
  return listed.map((node) => {
    count(node);
    const fields = fieldsOf(node, 'a server');
    const url = fields.get('url');
    if (url === undefined) throw failureAt(node, 'a server without a url');
    const variables = fields.get('variables');
    const read = new Map<string, ServerVariable>();
    for (const [name, variable] of variables === undefined ? [] : fieldsOf(variables, 'variables'))
      read.set(name, readVariable(variable, count));
    return { ...serverPathOf(textOf(url, 'the url of a server'), read), node };
  });
}

function readVariable(node: Node, count: Count): ServerVariable {
  const fields = fieldsOf(node, 'a variable');
  const value = fields.get('default')?.value;
  const values = fields.get('enum');
  return {
    ...(value !== undefined && { default: String(value) }),
    values: (values === undefined ? [] : elementsOf(values, 'the enum of a variable')).map((each) => {
      count(each);
      return String(each.value);
    }),
  };
}

interface PathsReading {
  readonly files: DocumentFiles;
  readonly edition: number;
  readonly paths: Node | undefined;
  readonly servers: readonly Server[];
  readonly security: Security | undefined;
  readonly readSecurity: (node: Node | undefined) => Security | undefined;
  readonly count: Count;
}

function readPaths(reading: PathsReading): Pick<OpenApiDocument, 'operations' | 'strangers'> {
  const { files, paths, count } = reading;
  const operations: Operation[] = [];
  const strangers: Stranger[] = [];
  for (const [path, node] of paths === undefined ? [] : fieldsOf(files.follow(paths), 'paths')) {
    if (path.startsWith('x-')) continue;
    if (!path.startsWith('/')) {
      strangers.push({ name: path, reason: 'a path does not begin with /', node });
      continue;
    }
    const item = pathItemFields(files, node);
    const servers =
      hasServers(reading) && item.has('servers')
        ? readServers(item.get('servers'), node, count)
        : reading.servers;
    for (const [field, value] of item) {
      const since = methodFields.get(field);
      if (since !== undefined && since <= reading.edition)
        operations.push(readOperation(reading, field.toUpperCase(), path, value, servers));
      else if (field === 'additionalOperations' && reading.edition >= 3.2)
        for (const [method, operation] of fieldsOf(value, 'additionalOperations'))
          operations.push(readOperation(reading, method, path, operation, servers));
      else if (!isOtherField(field, reading))
        strangers.push({
          name: `${field} ${path}`,
          reason: `${field} is no field of a path item`,
          node: value,
        });
    }
  }
  return { operations, strangers };
}

/** Tells whether path items and operations have servers of their own. */
const hasServers = ({ edition }: PathsReading): boolean => edition > 2;

const isOtherField = (field: string, reading: PathsReading): boolean =>
  field === 'servers' ? hasServers(reading) : otherFields.has(field) || field.startsWith('x-');

/** Gives the fields of a path item. Those beside a reference come before those that it refers to. */
function pathItemFields(files: DocumentFiles, node: Node): ReadonlyMap<string, Node> {
  const own = fieldsOf(node, 'a path item');
  const referred = files.follow(node);
  return referred === node ? own : new Map([...fieldsOf(referred, 'a path item'), ...own]);
}

function readOperation(
  reading: PathsReading,
  method: string,
  path: string,
  from: Node,
  servers: readonly Server[],
): Operation {
  const { files, security, readSecurity, count } = reading;
  const node = files.follow(from);
  const fields = fieldsOf(node, 'an operation');
  return {
    method,
    path,
    servers:
      hasServers(reading) && fields.has('servers')
        ? readServers(fields.get('servers'), node, count)
        : servers,
    security: readSecurity(fields.get('security')) ?? security,
    node: from,
    object: node,
  };
}
