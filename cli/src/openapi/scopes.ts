import { didYouMean } from '../../../src/internal/nearest-name.js';
import type { DeclaredScope, OpenApiDocument, Scheme } from './document.js';
import { type DocumentFinding, findingAt } from './findings.js';
import { isNamedUnder, partsOf } from './implications.js';
import type { Node } from './node.js';
import type { Spelling } from './spelling.js';

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
  /** The first of them. */
  readonly node: Node;
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
  for (const { security } of document.operations)
    for (const { schemes } of security?.alternatives ?? [])
      for (const { name, scopes, node } of schemes) {
        const type = types.get(name);
        if (type === undefined && !unknown.has(name)) unknown.set(name, node);
        if (scheme !== undefined && name !== scheme) continue;
        for (const each of scopes) {
          const use = uses.get(each.name);
          if (use) use.count++;
          // Those of other schemes are declared nowhere.
          else uses.set(each.name, { node: each.node, mayDeclare: type === 'oauth2', count: 1 });
        }
        const names = [...new Set(scopes.map((each) => each.name))];
        const key = JSON.stringify(names);
        if (names.length > 0)
          lists.set(key, {
            names,
            node: lists.get(key)?.node ?? node,
            count: (lists.get(key)?.count ?? 0) + 1,
          });
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

/** Longer lists are nobody's alternatives. */
const mostSuspected = 200;

/**
 * Makes what tells whether a list looks as if it was published as alternatives, although it means that all are needed:
 * a scope beside one that gives it by their names, or beside others of which it is always one of several.
 */
export function createSuspicion(
  lists: readonly NeededList[],
  spelling: Spelling,
): (names: readonly string[]) => boolean {
  const alone = new Set<string>();
  const counts = new Map<string, { lists: number; operations: number }>();
  for (const { names, count } of lists)
    for (const name of names) {
      if (names.length === 1) alone.add(name);
      const known = counts.get(name) ?? { lists: 0, operations: 0 };
      counts.set(name, { lists: known.lists + 1, operations: known.operations + count });
    }
  const isCompanion = (name: string) => {
    const { lists: several = 0, operations = 0 } = counts.get(name) ?? {};
    return !alone.has(name) && several >= 2 && operations >= 3;
  };
  return (names) =>
    names.length > 1 &&
    names.length <= mostSuspected &&
    (names.some(isCompanion) ||
      names.some((one) => names.some((other) => one !== other && isBelow(one, other, spelling))));
}

/** Tells whether one scope is named as a part of another: `reports.tax.read` of `reports.read`. */
function isBelow(one: string, other: string, spelling: Spelling): boolean {
  if (isNamedUnder(one, other, spelling)) return true;
  const [lower, upper] = [partsOf(one, spelling), partsOf(other, spelling)];
  return (
    lower.action === upper.action &&
    lower.surface.startsWith(upper.surface) &&
    /^[.:/_-]/.test(lower.surface.slice(upper.surface.length))
  );
}
