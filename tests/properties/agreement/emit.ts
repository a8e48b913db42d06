/**
 * Writes cases as TypeScript, every expectation taken from the reference. A file that compiles
 * without an error is one in which the types agree with it.
 */
import {
  alternativesOf,
  bundleScopes,
  closure,
  covers,
  type Declaration,
  excessOf,
  grantFits,
  type KeyDeclaration,
  keyScopes,
  minimal,
  missing,
  type Needs,
  redundant,
  scopesOf,
  shortfalls,
  uncovered,
} from '../../support/reference.js';
import { optionsOf } from '../../support/untyped.js';
import type { Case } from './generate.js';

/** A file, and each line of it on which the compiler has to find an error, with words that the error has to contain. */
export interface Emitted {
  readonly text: string;
  readonly errors: ReadonlyMap<number, readonly string[]>;
}

const PRELUDE = `\
import {
  type ActionOf, authenticated, type BundleOf, type BundleScopes, defineKey, defineRoutes, defineScopes, type Grant, type GrantOf,
  type Implied, type HeldOf, type Minimal, type Missing, type NeedsOf, open, type Redundant, type RoutesAllowed, type ScopeOf,
  type SurfaceOf,
} from 'scopeproof';

type Equal<Left, Right> = (<Probe>() => Probe extends Left ? 1 : 2) extends <Probe>() => Probe extends Right ? 1 : 2 ? true : false;
type Expect<Truth extends true> = Truth;
`;

/**
 * Writes the cases as one file. With `lying`, each single expectation is turned into its opposite,
 * so that the compiler has to refuse every one of them: what it lets pass could not have failed.
 */
export function emit(cases: readonly Case[], { lying = false } = {}): Emitted {
  const file = new SourceFile(lying);
  file.write(PRELUDE);
  for (const one of cases) emitCase(file, one);
  return file;
}

/** Writes declarations of which none may compile. */
export function emitRefused(declarations: readonly Declaration[]): string {
  const file = new SourceFile(false);
  file.write("import { defineScopes } from 'scopeproof';");
  for (const declaration of declarations)
    file.expect(false, `defineScopes(${quote(declaration.name)}, ${sourceOf(declaration)});`);
  return file.text;
}

class SourceFile implements Emitted {
  readonly errors = new Map<number, readonly string[]>();
  readonly #lines: string[] = [];
  readonly #lying: boolean;

  constructor(lying: boolean) {
    this.#lying = lying;
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  write(text: string): void {
    this.#lines.push(...text.split('\n'));
  }

  /** A line that has to compile, or not to; `words` are what the compiler should say if it does not. */
  expect(compiles: boolean, line: string, words: readonly string[] = []): void {
    if (compiles === this.#lying) this.write(`${/^ */.exec(line)?.[0]}// @ts-expect-error`);
    this.write(line);
    // A lie about a right line is found at the directive, which is unused then.
    if (this.#lying)
      this.errors.set(this.#lines.length - (compiles ? 1 : 0), compiles ? ['@ts-expect-error'] : words);
  }

  /** A type that has to be exactly this union of literals. A lie is one member off. */
  expectUnion(type: string, members: readonly string[], other: string): void {
    const lie = members.includes(other) ? members.filter((member) => member !== other) : [...members, other];
    this.write(`  Expect<Equal<${type}, ${union(this.#lying ? lie : members)}>>,`);
    if (this.#lying) this.errors.set(this.#lines.length, []);
  }
}

const quote = (text: string): string => JSON.stringify(text);
const list = (items: readonly string[]): string => items.map(quote).join(', ');
const union = (members: readonly string[]): string => members.map(quote).join(' | ') || 'never';

function emitCase(file: SourceFile, { declaration, sets, requirements, routes, keys }: Case): void {
  const { name } = declaration;
  file.write(`\nconst ${name} = defineScopes(${quote(name)}, ${sourceOf(declaration)});`);
  emitUnions(file, declaration, sets);
  emitGrants(file, declaration, requirements);
  if (Object.keys(routes).length === 0) return;
  emitRoutes(file, declaration, routes);
  for (const [at, key] of keys.entries()) emitKey(file, declaration, routes, key, at);
}

/** The options of `defineScopes` as a person would write them: without what is empty or the default. */
function sourceOf(declaration: Declaration): string {
  return `{ ${Object.entries(optionsOf(declaration))
    .map(([option, value]) => `${option}: ${JSON.stringify(value)}`)
    .join(', ')} }`;
}

function emitUnions(file: SourceFile, declaration: Declaration, sets: Case['sets']): void {
  const vocabulary = `typeof ${declaration.name}`;
  const scopes = scopesOf(declaration);
  // A lie is told about the last scope: some are in it and some are not.
  const other = scopes.at(-1) ?? '';
  const surfaces = Object.keys(declaration.surfaces);
  const actions = [...new Set(Object.values(declaration.surfaces).flat())];

  file.write(`export type ${declaration.name}_unions = [`);
  file.expectUnion(`ScopeOf<${vocabulary}>`, scopes, other);
  file.expectUnion(`SurfaceOf<${vocabulary}>`, surfaces, 'nowhere');
  file.expectUnion(`ActionOf<${vocabulary}>`, actions, 'nothing');
  file.expectUnion(`BundleOf<${vocabulary}>`, Object.keys(declaration.bundles), 'none');
  for (const scope of scopes)
    file.expectUnion(`Implied<${vocabulary}, ${quote(scope)}>`, closure(declaration, [scope]), other);
  for (const bundle of Object.keys(declaration.bundles))
    file.expectUnion(
      `BundleScopes<${vocabulary}, ${quote(bundle)}>`,
      bundleScopes(declaration, bundle),
      other,
    );
  for (const { held, required } of sets) {
    file.expectUnion(`Implied<${vocabulary}, ${union(held)}>`, closure(declaration, held), other);
    file.expectUnion(
      `Missing<${vocabulary}, ${union(held)}, ${union(required)}>`,
      missing(declaration, held, required),
      other,
    );
    for (const set of [held, required]) {
      file.expectUnion(`Minimal<${vocabulary}, ${union(set)}>`, minimal(declaration, set), other);
      file.expectUnion(`Redundant<${vocabulary}, ${union(set)}>`, redundant(declaration, set), other);
    }
  }
  file.write('];');
}

function requirementSource(name: string, needs: Needs): string {
  if (typeof needs === 'string') return needs;
  const [first = '', ...others] = needs.map((all) =>
    all.length === 1 ? list(all) : `${name}.allOf(${list(all)})`,
  );
  return others.length === 0 ? first : `${name}.anyOf(${[first, ...others].join(', ')})`;
}

/** Each requirement's grant where each other one is asked for: by its type, from `authorize`, and from `has`. */
function emitGrants(file: SourceFile, declaration: Declaration, requirements: readonly Needs[]): void {
  const { name } = declaration;
  const nothing = `Grant<${quote(name)}, never>`;
  const needs = (at: number): string => `${name}_needs${at}`;
  for (const [at, from] of requirements.entries())
    file.write(`const ${needs(at)} = ${requirementSource(name, from)};`);
  for (const [at, from] of requirements.entries())
    for (const [other, to] of requirements.entries()) {
      const target = `GrantOf<typeof ${name}, typeof ${needs(other)}>`;
      const given = `${name}_grant${at}_${other}`;
      const typed = `GrantOf<typeof ${name}, typeof ${needs(at)}>`;
      const fits = grantFits(declaration, from, to);
      file.expect(fits, `export const ${given} = (grant: ${typed}): ${target} => grant;`);
      // Calls cost the compiler more than types; one other requirement is enough for them.
      if (other !== (at + 1) % requirements.length) continue;
      const proven = `${name}.authorize(grant, ${needs(at)})`;
      file.expect(fits, `export const ${given}_proven = (grant: ${nothing}): ${target} => ${proven};`);
      const [asked = []] = alternativesOf(from);
      if (asked.length === 0) continue;
      const held = asked.map((scope) => `grant.has(${quote(scope)})`).join(' && ');
      // A grant does not know its vocabulary's implications: it narrows to the scopes asked, and to no more.
      const narrowed = alternativesOf(to).some((all) =>
        closure(declaration, all).every((scope) => asked.includes(scope)),
      );
      file.expect(
        narrowed,
        `export const ${given}_has = (grant: ${nothing}): ${target} | undefined => ${held} ? grant : undefined;`,
      );
    }
}

function emitRoutes(file: SourceFile, declaration: Declaration, routes: Case['routes']): void {
  const { name } = declaration;
  const lines = Object.entries(routes).map(
    ([route, needs]) => `  ${quote(route)}: ${requirementSource(name, needs)},`,
  );
  file.write(`const ${name}_api = defineRoutes(${name}, {\n${lines.join('\n')}\n});`);
  for (const [at, [route, needs]] of Object.entries(routes).entries()) {
    const [all = []] = alternativesOf(needs);
    const asked = `GrantOf<typeof ${name}, NeedsOf<typeof ${name}_api, ${quote(route)}>>`;
    const proof =
      all.length === 0
        ? `Grant<${quote(name)}, never>`
        : `Grant<${quote(name)}, ${union(closure(declaration, all))}>`;
    file.expect(true, `export const ${name}_route${at} = (grant: ${proof}): ${asked} => grant;`);
    // What `authorize` gives is what `GrantOf` says.
    file.expect(
      true,
      `export const ${name}_called${at} = (grant: Grant<${quote(name)}, never>): ${asked} => ${name}_api.authorize(grant, ${quote(route)});`,
    );
    const weaker = closure(declaration, all).filter((scope) => !minimal(declaration, all).includes(scope));
    file.expect(
      covers(declaration, weaker, needs),
      `export const ${name}_weaker${at} = (grant: Grant<${quote(name)}, ${union(weaker)}>): ${asked} => grant;`,
    );
  }
}

function emitKey(
  file: SourceFile,
  declaration: Declaration,
  routes: Case['routes'],
  key: KeyDeclaration,
  at: number,
): void {
  const { name } = declaration;
  const identifier = `${name}_key${at}`;
  const bundle = key.bundle === undefined ? [] : [`bundle: ${quote(key.bundle)}`];
  const excess = excessOf(declaration, routes, key);
  const short = uncovered(declaration, routes, key);
  const held = keyScopes(declaration, key);

  file.write(`export const ${identifier} = defineKey(${name}_api, ${quote(identifier)}, {`);
  if (key.scopes.length > 0) {
    file.write('  scopes: [');
    for (const scope of key.scopes) file.expect(!excess.includes(scope), `    ${quote(scope)},`);
    file.write('  ],');
  }
  file.write([...bundle, 'routes: ['].map((line) => `  ${line}`).join(',\n'));
  for (const route of key.routes) {
    const lists = shortfalls(declaration, held, routes[route] ?? []);
    // Of several alternatives the message may choose one; of a single one it has to name everything.
    file.expect(
      !short.includes(route),
      `    ${quote(route)},`,
      lists.length === 1 ? ['key lacks', ...(lists[0] ?? [])] : ['key lacks'],
    );
  }
  file.write('  ],\n});');

  const allowed = Object.keys(routes).filter((route) => covers(declaration, held, routes[route] ?? []));
  const forms = excess.length + short.length === 0 ? [`typeof ${identifier}`] : [];
  if (key.bundle === undefined) {
    const alone = `${identifier}_alone`;
    file.write(`export const ${alone} = ${name}.key(${quote(alone)}, { scopes: [${list(key.scopes)}] });`);
    forms.push(`typeof ${alone}`);
  }
  file.write(`export type ${identifier}_types = [`);
  for (const form of forms) {
    file.expectUnion(`HeldOf<${form}>`, closure(declaration, held), scopesOf(declaration).at(-1) ?? '');
    file.expectUnion(`RoutesAllowed<typeof ${name}_api, ${form}>`, allowed, Object.keys(routes)[0] ?? '');
  }
  file.write('];');
}
