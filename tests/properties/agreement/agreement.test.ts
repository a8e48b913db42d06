/**
 * The types and the run time have to give the same answers. Both are held to a third, naive opinion
 * on random vocabularies: the types by compiling a file of expectations, the run time by asking it.
 *
 * `AGREEMENT_SEED=7 vitest run tests/properties/agreement` draws other vocabularies.
 */
import { InsufficientScopeError, KeyScopeError, ScopeDefinitionError } from 'scopeproof';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Compilation,
  type Compiler,
  compileSources,
  type Diagnostic,
  describeDiagnostic,
} from '../../support/compile.js';
import * as reference from '../../support/reference.js';
import { thrownBy } from '../../support/thrown.js';
import {
  optionsOf,
  requirementOf,
  type Untyped,
  type UntypedApi,
  type UntypedGrant,
  type UntypedKey,
  untyped,
} from '../../support/untyped.js';
import { emit, emitRefused } from './emit.js';
import { type Case, chains, generate } from './generate.js';

const CASES = 200;
const CASES_PER_FILE = 20;
/** Exhaustive search doubles with every scope; this keeps it to some hundred sets. */
const MOST_SCOPES_TO_SEARCH = 9;

const seed = Number(process.env.AGREEMENT_SEED ?? 1);
const cases = Array.from({ length: CASES }, (_, at) => generate(seed * CASES + at, `v${at}`));
const longest = chains(reference.LONGEST_CHAIN);
const tooLong = chains(reference.LONGEST_CHAIN + 1);
console.info(`${CASES} vocabularies from AGREEMENT_SEED=${seed}`);

describe('the types', () => {
  const compilers = ['6.0', '7.0'] as const satisfies Compiler[];
  const lies = emit(cases.slice(0, CASES_PER_FILE), { lying: true });
  let compilations: ReadonlyMap<Compiler, Compilation>;

  beforeAll(async () => {
    const sources: Record<string, string> = {
      'lies.ts': lies.text,
      'chains.ts': emit(longest.map(caseOf)).text,
      'too-long.ts': emitRefused(tooLong),
    };
    for (let at = 0; at < CASES; at += CASES_PER_FILE)
      sources[`cases-${at}.ts`] = emit(cases.slice(at, at + CASES_PER_FILE)).text;
    const compiling = compilers.map(
      async (compiler) => [compiler, await compileSources(compiler, sources)] as const,
    );
    compilations = new Map(await Promise.all(compiling));
  }, 300_000);

  const found = (compiler: Compiler, inLies: boolean): Diagnostic[] =>
    (compilations.get(compiler)?.diagnostics ?? []).filter(({ file }) => (file === 'lies.ts') === inLies);

  test.each(compilers)(`agree with the reference on ${CASES} vocabularies, in TypeScript %s`, (compiler) => {
    const errors = found(compiler, false).map((error) => `${describeDiagnostic(error)}\n${error.source}`);
    // The first few say enough: one fault shows in every vocabulary that has it.
    expect(errors.slice(0, 10)).toEqual([]);
  });

  test.each(compilers)(
    'are told from the opposite of each single expectation, in TypeScript %s',
    (compiler) => {
      const errors = found(compiler, true);
      const lines = new Set(errors.map(({ line }) => line));
      const source = lies.text.split('\n');
      const believed = [...lies.errors.keys()].filter((line) => !lines.has(line));
      expect(believed.map((line) => source[line - 1])).toEqual([]);
      expect(errors.filter(({ line }) => !lies.errors.has(line)).map(describeDiagnostic)).toEqual([]);
    },
  );

  test.each(compilers)('name what a key lacks, in TypeScript %s', (compiler) => {
    for (const { line, message } of found(compiler, true))
      for (const word of lies.errors.get(line) ?? []) expect(message).toContain(word);
  });
});

describe.each(cases.map((one) => [label(one), one] as const))(
  'the run time on %s',
  (_, { declaration, sets, requirements, routes, keys }) => {
    let vocabulary: Untyped;
    beforeAll(() => {
      vocabulary = untyped.defineScopes(declaration.name, optionsOf(declaration));
    });
    const scopes = reference.scopesOf(declaration);
    const grantOf = (held: readonly string[]): UntypedGrant => vocabulary.parse(held).grant;
    const closure = (held: readonly string[]): string[] => reference.closure(declaration, held);

    test('closure', () => {
      expect(vocabulary.scopes).toEqual(scopes);
      for (const scope of scopes) expect(vocabulary.implied(scope)).toEqual(closure([scope]));
      for (const { held } of sets) {
        const grant = grantOf(held);
        expect(grant.held).toEqual(closure(held));
        expect(scopes.filter((scope) => grant.has(scope))).toEqual(closure(held));
        expect(grant.minimal).toEqual(inOrder(reference.minimal(declaration, held)));
        expect(String(grant)).toBe(grant.minimal.join(' '));
      }
    });

    test('patterns, bundles and deprecated names', () => {
      for (const [bundle, entries] of Object.entries(declaration.bundles)) {
        expect(vocabulary.bundle(bundle)).toEqual(reference.bundleScopes(declaration, bundle));
        expect(vocabulary.select(...entries)).toEqual(reference.select(declaration, entries));
      }
      for (const [old, renamed] of Object.entries(declaration.deprecated)) {
        const { grant, deprecated, unknown } = vocabulary.parse(old);
        expect({ scopes: grant.held, deprecated, unknown }).toEqual({
          scopes: closure(renamed),
          deprecated: [old],
          unknown: [],
        });
      }
      // Patterns and bundle names are for declarations; in a stored string they are unknown.
      const unknown = ['*', ...Object.keys(declaration.bundles)].filter(
        (name) => !scopes.includes(name) && !(name in declaration.deprecated),
      );
      expect(vocabulary.parse(unknown.join(' '))).toMatchObject({ grant: { held: [] }, unknown });
    });

    test('missing, minimal, redundant', () => {
      for (const { held, required } of sets) {
        expect(inOrder(vocabulary.missing(held, required))).toEqual(
          inOrder(reference.missing(declaration, held, required)),
        );
        for (const set of [held, required]) {
          expect(inOrder(vocabulary.minimal(set))).toEqual(inOrder(reference.minimal(declaration, set)));
          expect(inOrder(vocabulary.redundant(set))).toEqual(inOrder(reference.redundant(declaration, set)));
        }
      }
    });

    test('requirements', () => {
      for (const needs of requirements)
        for (const { held } of sets) {
          const grant = grantOf(held);
          const asked = requirementOf(vocabulary, needs);
          const covered = reference.covers(declaration, held, needs);
          const result = vocabulary.check(grant, asked);
          expect(result.ok).toBe(covered);
          if (result.ok) {
            expect(result.grant.held).toEqual(closure(held));
            expect(vocabulary.authorize(grant, asked).held).toEqual(closure(held));
          } else {
            expectShortfall(result.error, needs, held);
            expect(() => vocabulary.authorize(grant, asked)).toThrow(InsufficientScopeError);
          }
        }
    });

    const withKeys = keys.length > 0;
    if (withKeys)
      test('routes and keys', () => {
        const api = defineApi();
        for (const { held } of sets)
          for (const [route, needs] of Object.entries(routes)) {
            const authorize = (): unknown => api.authorize(grantOf(held), route);
            if (reference.covers(declaration, held, needs)) expect(authorize).not.toThrow();
            else expectShortfall(thrownBy(authorize), needs, held);
          }
        for (const key of keys) {
          const declared = {
            routes: key.routes,
            ...(key.scopes.length > 0 && { scopes: key.scopes }),
            ...(key.bundle && { bundle: key.bundle }),
          };
          const define = (): UntypedKey => untyped.defineKey(api, 'key', declared);
          const held = reference.keyScopes(declaration, key);
          const excess = reference.excessOf(declaration, routes, key);
          const short = reference.uncovered(declaration, routes, key);
          if (excess.length + short.length === 0) {
            expect(define().held).toEqual(closure(held));
            continue;
          }
          const error = thrownBy(define);
          if (!(error instanceof KeyScopeError)) throw error;
          expect(inOrder(error.excess)).toEqual(inOrder(excess));
          const shortest = short.map(
            (route) => reference.shortfalls(declaration, held, routes[route] ?? [])[0] ?? [],
          );
          expect(error.missing.length > 0).toBe(short.length > 0);
          // Where a route leaves a choice, the error may name either; where none does, it has to name everything.
          if (short.every((route) => reference.alternativesOf(routes[route] ?? []).length === 1))
            expect(inOrder(error.missing)).toEqual(inOrder(shortest.flat()));
        }
      });

    if (withKeys && scopes.length <= MOST_SCOPES_TO_SEARCH)
      test('least privilege', () => {
        const api = defineApi();
        for (const listed of [Object.keys(routes), ...keys.map((key) => key.routes)]) {
          const needs = listed.map((route) => routes[route] ?? []);
          const best = reference.leastScopes(declaration, needs);
          const found = untyped.leastScopes(api, listed);
          expect(found).toMatchObject({ scopes: best, exact: true });
          expect(untyped.leastKey(api, 'least', { routes: listed }).held).toEqual(closure(best));

          const [narrowest] = Object.keys(declaration.bundles)
            .map((name) => ({ name, held: closure(reference.bundleScopes(declaration, name)) }))
            .filter((bundle) => needs.every((need) => reference.covers(declaration, bundle.held, need)))
            .sort((one, other) => one.held.length - other.held.length);
          const excess = narrowest?.held.filter((scope) => !closure(best).includes(scope));
          expect(found.bundle).toEqual(narrowest && { name: narrowest.name, excess });
        }
      });

    function defineApi(): UntypedApi {
      const table = Object.entries(routes).map(([route, needs]) => [route, requirementOf(vocabulary, needs)]);
      return untyped.defineRoutes(vocabulary, Object.fromEntries(table));
    }

    /** An insufficient grant: told with every alternative, and with all that the nearest one lacks. */
    function expectShortfall(error: unknown, needs: reference.Needs, held: readonly string[]): void {
      if (!(error instanceof InsufficientScopeError)) throw error;
      const shortfalls = reference.shortfalls(declaration, held, needs);
      const nearest = shortfalls.filter((shortfall) => shortfall.length === shortfalls[0]?.length);
      expect(nearest.map(inOrder)).toContainEqual(inOrder(error.missing));
      for (const scope of error.missing) expect(error.message).toContain(scope);
      expect(new Set(error.required.map((all) => inOrder(all).join(' ')))).toEqual(
        new Set(reference.alternativesOf(needs).map((all) => inOrder(all).join(' '))),
      );
    }

    function inOrder(some: readonly string[]): string[] {
      return scopes.filter((scope) => some.includes(scope));
    }
  },
);

describe('a chain of implications', () => {
  test.each(longest)('of as many links as allowed is followed: $name', (declaration) => {
    const vocabulary = untyped.defineScopes(declaration.name, optionsOf(declaration));
    for (const scope of reference.scopesOf(declaration))
      expect(vocabulary.implied(scope)).toEqual(reference.closure(declaration, [scope]));
  });

  test.each(tooLong)('of one more is refused: $name', (declaration) => {
    const define = (): unknown => untyped.defineScopes(declaration.name, optionsOf(declaration));
    expect(define).toThrow(ScopeDefinitionError);
  });
});

/** A vocabulary of which nothing is asked but what it brings along. */
function caseOf(declaration: reference.Declaration): Case {
  return { declaration, sets: [], requirements: [], routes: {}, keys: [] };
}

function label({ declaration }: Case): string {
  const { name, format } = declaration;
  return `${name} (${reference.scopesOf(declaration).length} scopes, ${format})`;
}
