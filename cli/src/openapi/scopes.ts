import { didYouMean } from '../../../src/internal/nearest-name.js';
import type { DeclaredScope, OpenApiDocument, Scheme } from './document.js';
import { type DocumentFinding, findingAt } from './findings.js';
import { childOf, type Node } from './node.js';
import { extensionName, requiredScopes } from './requirement.js';

/** The scopes that a document declares and uses, with those that some schemes need together. */
export interface UsedScopes {
  /** The names that a vocabulary can have: the declared ones in their order, then the others. */
  readonly names: readonly string[];
  readonly descriptions: ReadonlyMap<string, string>;
  /** Where each is declared, or used for the first time. */
  readonly nodes: ReadonlyMap<string, Node>;
  readonly lists: readonly NeededList[];
  readonly findings: readonly DocumentFinding[];
}

/** One list of scopes that operations have. */
export interface NeededList {
  readonly names: readonly string[];
  /** How many operations have it. */
  readonly count: number;
}

interface Use {
  readonly node: Node;
  readonly mayDeclare: boolean;
  count: number;
}

/** Tells whether a name is a scope-token of RFC 6749 §3.3. */
export const isScopeToken = (name: string): boolean => /^[!#-[\]-~]+$/.test(name) && name !== '*';

/** Collects the scopes of a document, of one scheme or of all. */
export function collectScopes(document: OpenApiDocument, scheme: string | undefined): UsedScopes {
  const schemes = document.schemes.filter(({ name }) => scheme === undefined || name === scheme);
  const declared = new Map<string, DeclaredScope>();
  for (const each of schemes)
    for (const scope of each.scopes) {
      const known = declared.get(scope.name);
      if (known === undefined || (known.description === '' && scope.description !== ''))
        declared.set(scope.name, { ...scope, node: known?.node ?? scope.node });
    }
  const { uses, lists, strangers } = collectUses(document, scheme);
  const all = new Map<string, Node>([
    ...Array.from(declared.values(), ({ name, node }) => [name, node] as const),
    ...Array.from(uses, ([name, { node }]) => [name, declared.get(name)?.node ?? node] as const),
  ]);
  const names = [...all.keys()].filter(isScopeToken);
  return {
    names,
    descriptions: new Map(
      names.flatMap((name) => {
        const description = (declared.get(name)?.description ?? '').trim().replace(/\s+/g, ' ');
        return description === '' ? [] : [[name, description]];
      }),
    ),
    nodes: all,
    lists,
    findings: [
      ...strangers,
      ...Array.from(all).flatMap(([name, node]) => (isScopeToken(name) ? [] : [noToken(name, node)])),
      ...undeclared(uses, declared),
      ...unused(uses, declared),
      ...otherSchemes(schemes),
    ],
  };
}

function collectUses(document: OpenApiDocument, scheme: string | undefined) {
  const types = new Map(document.schemes.map((each) => [each.name, each.type]));
  const uses = new Map<string, Use>();
  const lists = new Map<string, NeededList>();
  const unknown = new Map<string, Node>();
  const add = (name: string, node: Node, mayDeclare: boolean) => {
    const use = uses.get(name);
    if (use) use.count++;
    else uses.set(name, { node, mayDeclare, count: 1 });
  };
  const isDeclared = childOf(document.root, extensionName) !== undefined;
  for (const operation of document.operations) {
    const { alternatives = [] } = operation.security ?? {};
    // The extension of an operation counts where its security has no scopes.
    const isScoped = alternatives.some(({ schemes }) =>
      schemes.some(({ name, scopes }) => scopes.length > 0 && (scheme === undefined || name === scheme)),
    );
    if (!isScoped) for (const { name, node } of requiredScopes(operation)) add(name, node, !isDeclared);
    for (const { schemes } of alternatives)
      for (const { name, scopes, node } of schemes) {
        const type = types.get(name);
        if (type === undefined && !unknown.has(name)) unknown.set(name, node);
        if (scheme !== undefined && name !== scheme) continue;
        // Scopes of other schemes are declared nowhere.
        for (const each of scopes) add(each.name, each.node, type === 'oauth2');
        const names = [...new Set(scopes.map((each) => each.name))];
        const key = JSON.stringify(names);
        if (names.length > 0) lists.set(key, { names, count: (lists.get(key)?.count ?? 0) + 1 });
      }
  }
  const strangers = Array.from(unknown, ([name, node]) =>
    findingAt(node, {
      kind: 'undeclared',
      scopes: [name],
      message: `no security scheme ${name} is declared${didYouMean(name, types.keys())}`,
    }),
  );
  return { uses, lists: [...lists.values()], strangers };
}

const noToken = (name: string, node: Node): DocumentFinding =>
  findingAt(node, {
    kind: 'refused',
    scopes: [name],
    message: `${JSON.stringify(name)} is no scope (RFC 6749 §3.3), so that nothing can have it`,
  });

function undeclared(
  uses: ReadonlyMap<string, Use>,
  declared: ReadonlyMap<string, DeclaredScope>,
): readonly DocumentFinding[] {
  const found = [...uses].filter(([name, { mayDeclare }]) => mayDeclare && !declared.has(name));
  // To look for the nearest name takes long where there are many.
  const names = found.length * declared.size > 1_000_000 ? [] : [...declared.keys()];
  return found.map(([name, { node, count }]) =>
    findingAt(node, {
      kind: 'undeclared',
      scopes: [name],
      message: `${name} is used ${count === 1 ? 'once' : `${count} times`} and not declared${didYouMean(name, names)}`,
    }),
  );
}

const unused = (
  uses: ReadonlyMap<string, Use>,
  declared: ReadonlyMap<string, DeclaredScope>,
): readonly DocumentFinding[] =>
  Array.from(declared.values())
    .filter(({ name }) => !uses.has(name))
    .map(({ name, node }) =>
      findingAt(node, {
        kind: 'unused',
        scopes: [name],
        message: `${name} is declared, and no operation uses it`,
      }),
    );

/** Finds OAuth schemes that declare other scopes than the first one. */
function otherSchemes(schemes: readonly Scheme[]): readonly DocumentFinding[] {
  const keyOf = ({ scopes }: Scheme) => JSON.stringify(scopes.map(({ name }) => name).sort());
  const [first, ...others] = schemes.filter(({ type, scopes }) => type === 'oauth2' && scopes.length > 0);
  if (first === undefined) return [];
  return others
    .filter((other) => keyOf(other) !== keyOf(first))
    .map((other) =>
      findingAt(other.node, {
        kind: 'scheme',
        scopes: [other.name],
        message: `${other.name} declares other scopes than ${first.name}: one vocabulary has both; --scheme picks one`,
      }),
    );
}

/** Says which schemes have scopes, for a scheme that has none. */
export function schemesWithScopes({ schemes, operations }: OpenApiDocument): ReadonlyMap<string, number> {
  const found = new Map(schemes.map(({ name, scopes }) => [name, new Set(scopes.map((each) => each.name))]));
  for (const { security } of operations)
    for (const alternative of security?.alternatives ?? [])
      for (const { name, scopes } of alternative.schemes)
        for (const scope of scopes) found.get(name)?.add(scope.name);
  return new Map(
    [...found].filter(([, scopes]) => scopes.size > 0).map(([name, scopes]) => [name, scopes.size]),
  );
}
