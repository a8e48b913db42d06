/**
 * What the types and the run time are both held to: the documented rules, done the slow and obvious
 * way. Everything here walks over strings; nothing is shared with `src/`, so that a mistake there
 * cannot be made here as well.
 */

/** A vocabulary as plain data. Options that are left out in a real declaration are empty here. */
export interface Declaration {
  readonly name: string;
  readonly surfaces: Table;
  readonly scopes: readonly string[];
  readonly format: string;
  readonly implies: Table;
  readonly includes: Table;
  readonly bundles: Table;
  readonly deprecated: Table;
}

/** Name → names. */
export type Table = Readonly<Record<string, readonly string[]>>;

/** What a route asks: one of the two constants, or alternatives that are each a list of scopes. */
export type Needs = 'open' | 'authenticated' | readonly (readonly string[])[];

/** A key as it is declared. */
export interface KeyDeclaration {
  readonly scopes: readonly string[];
  readonly bundle: string | undefined;
  readonly routes: readonly string[];
}

/** The most links that a chain of implications may have. */
export const LONGEST_CHAIN = 16;

const DEFAULT_FORMAT = '{surface}:{action}';

/** The format that a declaration without one has. */
export const isDefaultFormat = (format: string): boolean => format === DEFAULT_FORMAT;

/** Spells a scope, or a pattern when one of the two is `*`. */
export function spell(format: string, surface: string, action: string): string {
  return format.replace(/\{(surface|action)\}/g, (_, part) => (part === 'surface' ? surface : action));
}

/** Every surface with each of its actions, in declaration order. */
export function pairsOf(declaration: Declaration): { surface: string; action: string; scope: string }[] {
  return Object.entries(declaration.surfaces).flatMap(([surface, actions]) =>
    actions.map((action) => ({ surface, action, scope: spell(declaration.format, surface, action) })),
  );
}

/** Every scope, in declaration order: the surfaces' first, then those that have no surface. */
export function scopesOf(declaration: Declaration): string[] {
  return [...pairsOf(declaration).map((pair) => pair.scope), ...declaration.scopes];
}

/** Every action that some surface has. */
export function actionsOf(declaration: Declaration): string[] {
  return [...new Set(Object.values(declaration.surfaces).flat())];
}

/** What a scope or a pattern stands for: itself, or all that it matches; nothing when it is unknown. */
export function expand(declaration: Declaration, entry: string): string[] {
  const { format } = declaration;
  if (entry === '*') return scopesOf(declaration);
  if (scopesOf(declaration).includes(entry)) return [entry];
  return pairsOf(declaration)
    .filter(
      ({ surface, action }) => entry === spell(format, '*', action) || entry === spell(format, surface, '*'),
    )
    .map((pair) => pair.scope);
}

/** The entries of a list expanded, without what they bring along. */
export function select(declaration: Declaration, entries: readonly string[]): string[] {
  const chosen = new Set(entries.flatMap((entry) => expand(declaration, entry)));
  return scopesOf(declaration).filter((scope) => chosen.has(scope));
}

/** A bundle's scopes as listed. */
export function bundleScopes(declaration: Declaration, bundle: string): string[] {
  return select(declaration, declaration.bundles[bundle] ?? []);
}

/** Everything that can be reached from the given starts, these included. */
function reachable(starts: readonly string[], next: (node: string) => readonly string[]): Set<string> {
  const seen = new Set(starts);
  for (const node of seen) for (const neighbour of next(node)) seen.add(neighbour);
  return seen;
}

const listed = (table: Table, name: string): readonly string[] =>
  Object.hasOwn(table, name) ? (table[name] ?? []) : [];

/**
 * The scopes one step away. `implies` is followed to its end among the actions first, so that
 * `admin` brings `read` on a surface that lacks the `write` between them.
 */
function oneStep(declaration: Declaration, scope: string): string[] {
  const { format, implies, includes, surfaces } = declaration;
  const implied = pairsOf(declaration)
    .filter((pair) => pair.scope === scope)
    .flatMap(({ surface, action }) =>
      [...reachable([action], (from) => listed(implies, from))]
        .filter((brought) => listed(surfaces, surface).includes(brought))
        .map((brought) => spell(format, surface, brought)),
    );
  return [...implied, ...listed(includes, scope).flatMap((entry) => expand(declaration, entry))];
}

const steps = new WeakMap<Declaration, ReadonlyMap<string, readonly string[]>>();

/** Every scope with those one step away, worked out once per declaration. */
function stepsOf(declaration: Declaration): ReadonlyMap<string, readonly string[]> {
  const known = steps.get(declaration);
  if (known !== undefined) return known;
  const found = new Map(scopesOf(declaration).map((scope) => [scope, oneStep(declaration, scope)]));
  steps.set(declaration, found);
  return found;
}

/** Some scopes and all that they bring along, in declaration order. */
export function closure(declaration: Declaration, scopes: readonly string[]): string[] {
  const next = stepsOf(declaration);
  const reached = reachable(scopes, (scope) => next.get(scope) ?? []);
  return scopesOf(declaration).filter((scope) => reached.has(scope));
}

/** The required scopes that the held ones do not bring along. */
export function missing(
  declaration: Declaration,
  held: readonly string[],
  required: readonly string[],
): string[] {
  const brought = closure(declaration, held);
  return required.filter((scope) => !brought.includes(scope));
}

/** Those that another one of the same list already brings along. */
export function redundant(declaration: Declaration, scopes: readonly string[]): string[] {
  return scopes.filter((scope) =>
    scopes.some((other) => other !== scope && closure(declaration, [other]).includes(scope)),
  );
}

/** Those that no other one of the same list brings along. */
export function minimal(declaration: Declaration, scopes: readonly string[]): string[] {
  const superfluous = redundant(declaration, scopes);
  return scopes.filter((scope) => !superfluous.includes(scope));
}

/** The lists of scopes of which one has to be held; one empty list when none has to. */
export function alternativesOf(needs: Needs): readonly (readonly string[])[] {
  return typeof needs === 'string' ? [[]] : needs;
}

/** Whether the held scopes satisfy a requirement. */
export function covers(declaration: Declaration, held: readonly string[], needs: Needs): boolean {
  return alternativesOf(needs).some((all) => missing(declaration, held, all).length === 0);
}

/** What is missing for each alternative of a requirement, the shortest list first. */
export function shortfalls(declaration: Declaration, held: readonly string[], needs: Needs): string[][] {
  return alternativesOf(needs)
    .map((all) => missing(declaration, held, all))
    .sort((one, other) => one.length - other.length);
}

/**
 * Whether a grant made for one requirement may stand where another asks for its own: whichever
 * alternative was proven, it has to satisfy the other one.
 */
export function grantFits(declaration: Declaration, from: Needs, to: Needs): boolean {
  return alternativesOf(from).every((all) => covers(declaration, all, to));
}

/** The scopes that a key was issued with, those of its bundle among them. */
export function keyScopes(declaration: Declaration, key: KeyDeclaration): string[] {
  const bundled = key.bundle === undefined ? [] : bundleScopes(declaration, key.bundle);
  return select(declaration, [...key.scopes, ...bundled]);
}

/** The listed scopes that no listed route names and that no justified scope brings along. */
export function excessOf(
  declaration: Declaration,
  routes: Readonly<Record<string, Needs>>,
  key: KeyDeclaration,
): string[] {
  const named = new Set(key.routes.flatMap((route) => alternativesOf(routes[route] ?? []).flat()));
  const justified = closure(
    declaration,
    key.scopes.filter((scope) => named.has(scope)),
  );
  return key.scopes.filter((scope) => !justified.includes(scope));
}

/** The listed routes that the key does not cover. */
export function uncovered(
  declaration: Declaration,
  routes: Readonly<Record<string, Needs>>,
  key: KeyDeclaration,
): string[] {
  const held = keyScopes(declaration, key);
  return key.routes.filter((route) => !covers(declaration, held, routes[route] ?? []));
}

/**
 * The narrowest scopes that satisfy every requirement, by trying all sets of scopes: fewest rights
 * in the closure, then fewest scopes, then declaration order. For small vocabularies only.
 */
export function leastScopes(
  declaration: Declaration,
  needs: readonly Needs[],
  table: readonly Needs[] = needs,
): string[] {
  const all = scopesOf(declaration);
  const bits = new Map(all.map((scope, index) => [scope, 1 << index]));
  const bitsOf = (scopes: readonly string[]): number =>
    scopes.reduce((sum, scope) => sum | (bits.get(scope) ?? 0), 0);
  const closures = all.map((scope) => bitsOf(closure(declaration, [scope])));
  const wanted = needs.map((need) => alternativesOf(need).map(bitsOf));
  const routes = table.map((need) => alternativesOf(need).map(bitsOf));
  const isOpen = (alternatives: readonly number[], held: number): boolean =>
    alternatives.some((alternative) => (held & alternative) === alternative);

  let best: { rank: readonly number[]; scopes: string[] } | undefined;
  for (let set = 0; set < 1 << all.length; set++) {
    const members = all.flatMap((_, index) => (set & (1 << index) ? [index] : []));
    const held = members.reduce((sum, index) => sum | (closures[index] ?? 0), 0);
    if (!wanted.every((alternatives) => isOpen(alternatives, held))) continue;
    const rights = all.filter((_, index) => held & (1 << index)).length;
    const opened = routes.filter((alternatives) => isOpen(alternatives, held)).length;
    const rank = [rights, members.length, opened, ...members];
    if (best === undefined || precedes(rank, best.rank))
      best = { rank, scopes: members.map((index) => all[index] ?? '') };
  }
  return best?.scopes ?? [];
}

function precedes(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/**
 * The links of the longest chain of implications; `Infinity` when there is a cycle. Actions that a
 * surface lacks count as links too, which is the most that anybody could count. A pattern that
 * matches the very scope that includes it adds nothing and is no link.
 */
export function longestChain(declaration: Declaration): number {
  // A pair is a node even where no scope spells it, hence a name of its own, apart from any scope's.
  const node = (surface: string, action: string): string => `${surface} ${action}`;
  const nodes = new Map(declaration.scopes.map((scope) => [scope, scope]));
  for (const { surface, action, scope } of pairsOf(declaration)) nodes.set(scope, node(surface, action));

  const next = new Map<string, string[]>(declaration.scopes.map((scope) => [scope, []]));
  for (const surface of Object.keys(declaration.surfaces))
    for (const action of actionsOf(declaration))
      next.set(
        node(surface, action),
        listed(declaration.implies, action).map((brought) => node(surface, brought)),
      );
  for (const [scope, entries] of Object.entries(declaration.includes)) {
    const brought = select(declaration, entries).filter((other) => other !== scope);
    next.get(nodes.get(scope) ?? '')?.push(...brought.map((other) => nodes.get(other) ?? ''));
  }

  const lengths = new Map<string, number>();
  const lengthFrom = (from: string): number => {
    const known = lengths.get(from);
    if (known !== undefined) return known;
    lengths.set(from, Number.POSITIVE_INFINITY); // being walked: whoever comes back here has found a cycle
    const length = Math.max(0, ...(next.get(from) ?? []).map((neighbour) => 1 + lengthFrom(neighbour)));
    lengths.set(from, length);
    return length;
  };
  return Math.max(0, ...[...next.keys()].map(lengthFrom));
}
