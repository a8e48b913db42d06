import {
  noSuchRoute,
  RouteDefinitionError,
  ScopeDefinitionError,
  unknownBundle,
  unknownScope,
} from '../errors.js';
import { isObject, ownProperties } from '../internal/input.js';
import { createKey, type Key } from '../keys/key.js';
import { authenticated, open, optional, type Requirement } from '../requirement.js';
import { createRouteTable, type RouteTable, routeTableInternals } from '../routes/route-table.js';
import { parseRoute } from '../routes/router.js';
import { createVocabulary } from '../vocabulary/create-vocabulary.js';
import { readDefinition } from '../vocabulary/definition.js';
import { type VocabularyInternals, vocabularyInternals } from '../vocabulary/internals.js';
import { type Pair, spellScopes } from '../vocabulary/spelling.js';
import type { AnyVocabulary, Vocabulary } from '../vocabulary/vocabulary.js';
import { ManifestError } from './manifest.js';

/** A vocabulary whose scopes are known at run time only. */
export interface RestoredVocabulary extends Vocabulary<string, Pair, string, string, never, never, Pair> {}

/** The routes of a table that are known at run time only. */
export interface RestoredRoutes {
  readonly [route: string]: Requirement<string, string>;
}

/** What {@link fromManifest} gives. */
export interface RestoredApi {
  readonly api: RouteTable<RestoredVocabulary, RestoredRoutes>;
  readonly keys: readonly Key<string, never>[];
}

/**
 * Reads a manifest, as text or as the value that `JSON.parse` gives. It may come from somebody else: it is at most 64
 * million characters long, and work and memory are bounded.
 *
 * The compiler does not know the scopes and routes, so nothing that the restored table decides proves anything to it.
 *
 * @throws ManifestError with the `path` of the fault.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { fromManifest } from 'scopeproof/manifest';
 *
 * const { api } = fromManifest(readFileSync('manifest.json', 'utf8'));
 * const { grant } = api.vocabulary.parse('contacts:write');
 * const opened = api.routes.filter((route) => api.check(grant, route).ok);
 * ```
 */
export function fromManifest(json: unknown): RestoredApi;
export function fromManifest(json: unknown): { readonly api: object; readonly keys: readonly object[] } {
  const { $schema: _, version, vocabulary, routes, keys, ...others } = tableAt(plainJson(json), '');
  refuseOthers(others, '');
  if (version !== 1)
    fail('version', `not a version that this copy of scopeproof reads: ${JSON.stringify(version)}`);
  const budget = createBudget();
  const restored = restoreVocabulary(vocabulary, budget);
  const api = restoreRoutes(restored, routes, budget);
  return { api, keys: restoreKeys(vocabularyInternals(restored), api, keys, budget) };
}

const mostCharacters = 64_000_000;
const mostScopes = 20_000;
const mostRoutes = 50_000;
const mostAlternatives = 10_000;
/** How many texts around parameters the routes may have: the table looks at all that stand in one place. */
const mostSegments = 5_000;
/** About two seconds of work. */
const mostSteps = 50_000_000;

const fail = (path: string, message: string): never => {
  throw new ManifestError(path, message);
};

/** Writes a value as text and reads it again, so that no getter and no prototype is left. */
const plainJson = (json: unknown): unknown => {
  const text = asJson(() => (typeof json === 'string' ? json : JSON.stringify(json)) ?? '');
  if (text.length > mostCharacters) fail('', `more than ${mostCharacters} characters`);
  return asJson(() => JSON.parse(text));
};
const asJson = <Result>(run: () => Result): Result => {
  try {
    return run();
  } catch (error) {
    return fail(
      '',
      error instanceof RangeError ? 'nested too deeply' : `not JSON: ${(error as Error).message}`,
    );
  }
};

/** Counts what reading costs, and refuses what costs too much. */
type Budget = (path: string, steps: number) => void;
const createBudget = (): Budget => {
  let left = mostSteps;
  return (path, steps) => {
    left -= steps;
    if (left < 0) fail(path, 'too much to work out: more than 50 million steps');
  };
};

const at = (path: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}${path && '.'}${name}` : `${path}[${JSON.stringify(name)}]`;

const refuseOthers = (others: object, path: string): void => {
  for (const name of Object.keys(others)) fail(at(path, name), 'not a part of a manifest');
};

const tableAt = (value: unknown, path: string): Readonly<Record<string, unknown>> =>
  ownProperties(isObject(value) ? value : undefined, path || 'a manifest', (_, message) =>
    fail(path, message),
  );
const listAt = (value: unknown, path: string): readonly unknown[] =>
  Array.isArray(value) ? value : fail(path, 'not an array');
const textAt = (value: unknown, path: string): string =>
  typeof value === 'string' ? value : fail(path, 'not a string');

/** Reads a list of names, each of which `isKnown`. */
const namesAt = (
  value: unknown,
  path: string,
  isKnown: (name: string) => boolean,
  unknown: (name: string) => string,
): readonly string[] =>
  listAt(value, path).map((item, i) => {
    const name = textAt(item, `${path}[${i}]`);
    return isKnown(name) ? name : fail(`${path}[${i}]`, unknown(name));
  });

/** Reads the entries of a table of lists of scopes. */
const listsAt = (
  value: unknown,
  path: string,
  isScope: (name: string) => boolean,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(tableAt(value, path)).map(([name, list]) => [
      name,
      namesAt(list, at(path, name), isScope, unknownScope),
    ]),
  );

const restoreVocabulary = (value: unknown, budget: Budget): AnyVocabulary => {
  const path = 'vocabulary';
  const { name, ...definition } = tableAt(value, path);
  const { format, surfaces, scopes, includes, bundles, deprecated, storedPatterns, docs, ...others } =
    definition;
  refuseOthers(others, path);
  if (textAt(name, `${path}.name`) === '') fail(`${path}.name`, 'an empty name');
  textAt(format, `${path}.format`);
  assertCount(surfaces, scopes);
  const { numbers } = located(() =>
    spellScopes(surfaces, scopes, format, storedPatterns === 'names' ? /^\*$/ : undefined),
  );
  const isScope = (scope: string) => numbers.has(scope);
  const links = listsAt(includes, `${path}.includes`, isScope);
  const reach = reachOf(links, budget);
  const reached = (listed: readonly string[]) =>
    listed.reduce((sum, scope) => sum + (reach.get(scope) ?? 1), 0);
  listsAt(bundles, `${path}.bundles`, isScope);
  for (const [old, now] of listsAt(deprecated, `${path}.deprecated`, isScope))
    budget(at(`${path}.deprecated`, old), reached(now));
  assertDocs(docs, `${path}.docs`);
  const read = located(() => readDefinition(definition));
  return createVocabulary(name as string, read) as AnyVocabulary;
};

/** Runs what throws for a wrong definition or route, and says where that stands in the manifest. */
const located = <Result>(run: () => Result): Result => {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScopeDefinitionError)
      fail(`vocabulary.${error.path}`, error.message.slice(error.path.length + 2));
    if (error instanceof RouteDefinitionError)
      fail(at('routes', error.route), error.message.slice(error.route.length + 2));
    throw error;
  }
};

const assertCount = (surfaces: unknown, scopes: unknown): void => {
  const path = 'vocabulary.surfaces';
  const lists = Object.entries(tableAt(surfaces, path)).map(([name, list]) => listAt(list, at(path, name)));
  const count = [...lists, listAt(scopes, 'vocabulary.scopes')].reduce((sum, { length }) => sum + length, 0);
  if (count > mostScopes) fail('vocabulary', `more than ${mostScopes} scopes`);
};

/** Counts what each scope with implications implies, as the vocabulary will work it out. */
const reachOf = (
  links: ReadonlyMap<string, readonly string[]>,
  budget: Budget,
): ReadonlyMap<string, number> =>
  new Map(
    Array.from(links.keys(), (start) => {
      const reached = new Set([start]);
      for (const scope of reached) {
        const listed = links.get(scope) ?? [];
        budget(at('vocabulary.includes', start), 1 + listed.length);
        for (const implied of listed) reached.add(implied);
      }
      return [start, reached.size];
    }),
  );

const assertDocs = (docs: unknown, path: string): void => {
  for (const [group, texts] of Object.entries(tableAt(docs, path)))
    for (const [name, text] of Object.entries(tableAt(texts, at(path, group)))) {
      const place = at(at(path, group), name);
      for (const [part, value] of Object.entries(tableAt(text, place))) {
        const type = docParts.get(part) ?? fail(at(place, part), 'not a part of a text');
        if (typeof value !== type) fail(at(place, part), `not a ${type}`);
      }
    }
};
const docParts = new Map([
  ['title', 'string'],
  ['description', 'string'],
  ['restricted', 'boolean'],
]);

const restoreRoutes = (vocabulary: AnyVocabulary, value: unknown, budget: Budget): object => {
  const entries = Object.entries(tableAt(value, 'routes'));
  if (entries.length > mostRoutes) fail('routes', `more than ${mostRoutes} routes`);
  const internals = vocabularyInternals(vocabulary);
  const around = new Set<string>();
  const table = entries.map(([route, needs]) => {
    const path = at('routes', route);
    return located(() => {
      for (const { before, name, after } of parseRoute(route).segments)
        if (name) around.add(`${before}:${after}`);
      if (around.size > mostSegments)
        fail('routes', `more than ${mostSegments} kinds of text around parameters`);
      return [route, requirementAt(internals, needs, path, budget)] as const;
    });
  });
  return located(() => createRouteTable(vocabulary, Object.fromEntries(table)));
};

const constants = new Map<unknown, object>([open, optional, authenticated].map((each) => [each.kind, each]));

const requirementAt = (
  { allOf, anyOf, numbers, names }: VocabularyInternals,
  needs: unknown,
  path: string,
  budget: Budget,
): unknown => {
  const constant = constants.get(needs);
  if (constant) return constant;
  if (typeof needs === 'string')
    fail(path, `neither alternatives nor one of ${[...constants.keys()].join(', ')}`);
  const alternatives = listAt(needs, path).map((scopes, i) => {
    const [first, ...more] = namesAt(scopes, `${path}[${i}]`, (name) => numbers.has(name), unknownScope);
    if (first === undefined) return fail(`${path}[${i}]`, 'an empty requirement');
    return more.length === 0 ? first : allOf(first, ...more);
  });
  if (alternatives.length === 0) fail(path, 'an empty requirement');
  if (alternatives.length > mostAlternatives) fail(path, `more than ${mostAlternatives} alternatives`);
  budget(path, alternatives.length * Math.ceil(names.length / 32));
  return alternatives.length === 1 ? alternatives[0] : anyOf(...alternatives);
};

const restoreKeys = (
  internals: VocabularyInternals,
  api: object,
  value: unknown,
  budget: Budget,
): readonly object[] => {
  const routes = new Set(routeTableInternals(api).routes);
  const known = new Set<string>();
  return listAt(value, 'keys').map((key, i) => {
    const path = `keys[${i}]`;
    const { name, scopes, bundle, routes: own, ...others } = tableAt(key, path);
    refuseOthers(others, path);
    if (textAt(name, `${path}.name`) === '') fail(`${path}.name`, 'an empty name');
    if (known.size === known.add(name as string).size) fail(`${path}.name`, `two keys are named ${name}`);
    const listed = namesAt(scopes, `${path}.scopes`, (scope) => internals.numbers.has(scope), unknownScope);
    for (const scope of listed) budget(path, internals.closureOf(scope).length);
    if (bundle !== undefined) {
      const ofBundle = internals.bundles.get(textAt(bundle, `${path}.bundle`));
      if (!ofBundle) fail(`${path}.bundle`, unknownBundle(bundle));
      const lacks = ofBundle?.find((scope) => !listed.includes(scope));
      if (lacks) fail(`${path}.scopes`, `lacks ${lacks} of its bundle`);
    }
    const ownRoutes = namesAt(own, `${path}.routes`, (route) => routes.has(route), noSuchRoute);
    return createKey(internals, name as string, listed, ownRoutes, bundle);
  });
};
