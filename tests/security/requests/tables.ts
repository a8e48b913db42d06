/** Random route tables over few words, so that the routes of a table often have paths in common. */
import { authenticated, defineRoutes, defineScopes, open, type Requirement, type ScopeOf } from 'scopeproof';
import { isRest, type Part, partsOf, pathOf, shapeOf } from './paths.js';
import type { Random } from './random.js';

/** One surface for each route that a table can have. */
export const vocabulary = defineScopes('fuzz', {
  surfaces: {
    r0: ['use'],
    r1: ['use'],
    r2: ['use'],
    r3: ['use'],
    r4: ['use'],
    r5: ['use'],
    r6: ['use'],
    r7: ['use'],
    r8: ['use'],
    r9: ['use'],
    r10: ['use'],
    r11: ['use'],
    r12: ['use'],
    r13: ['use'],
    r14: ['use'],
    r15: ['use'],
  },
});
export type Scope = ScopeOf<typeof vocabulary>;
export const scopes: readonly Scope[] = vocabulary.scopes;

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
/** Methods that a table of the fuzzer can list. */
export const methods: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
export type RouteText = `${Method} /${string}`;

/** What a route requires: nothing, a valid key, all of some scopes, or one of two. */
export type Needs =
  | 'open'
  | 'authenticated'
  | { readonly allOf: readonly [Scope, ...Scope[]] }
  | { readonly anyOf: readonly [Scope, Scope] };

/** A route as the fuzzer has it. */
export interface Listed {
  readonly route: RouteText;
  readonly method: Method;
  readonly path: string;
  readonly parts: readonly Part[];
  readonly needs: Needs;
}

const routeText = (method: Method, path: string): RouteText => `${method} /${path.slice(1)}`;

const requirementOf = (needs: Needs): Requirement<'fuzz', Scope> => {
  if (needs === 'open') return open;
  if (needs === 'authenticated') return authenticated;
  return 'allOf' in needs ? vocabulary.allOf(...needs.allOf) : vocabulary.anyOf(...needs.anyOf);
};

export const declare = (table: readonly Listed[]) =>
  defineRoutes(
    vocabulary,
    Object.fromEntries(table.map(({ route, needs }) => [route, requirementOf(needs)])) as Record<
      RouteText,
      Requirement<'fuzz', Scope>
    >,
  );
export type Api = ReturnType<typeof declare>;

/** Texts that segments are made of. */
export const words = ['a', 'all', 'me', 'page', 'v1'] as const;
const rareWords = ['books:batchGet', '(all)', 'a.json', 'x:purge', 'a+b', 'a;b', 'Big'] as const;
const around = [
  ['', '.json'],
  ['', ':purge'],
  ['@', ''],
  ['', '!'],
] as const;

const text = (word: string): Part => ({ before: word, name: undefined, after: '' });
const parameter = (before = '', after = ''): Part => ({ before, name: 'p', after });
const rest: Part = { before: '', name: '*', after: '' };

const randomPart = (random: Random): Part => {
  const kind = random.below(20);
  if (kind < 10) return text(random.pick(words));
  if (kind < 11) return text(random.pick(rareWords));
  if (kind < 17) return parameter();
  return parameter(...random.pick(around));
};

/** Draws a path, one time in two by changing one that is there: its neighbours are what guards get wrong. */
export const randomPath = (random: Random, known: readonly string[]): string => {
  const isNew = known.length === 0 || random.chance(0.3);
  let parts = isNew
    ? Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 2, 3]) }, () => randomPart(random))
    : [...partsOf(random.pick(known))];
  if (!isNew) {
    const at = random.below(parts.length + 1);
    const change = random.below(5);
    if (change === 0) parts = [...parts.slice(0, at), randomPart(random)];
    else if (change === 1) parts = parts.slice(0, at);
    else if (at < parts.length) parts[at] = randomPart(random);
    else parts.push(randomPart(random));
  }
  parts = parts.filter((part) => !isRest(part) && pathOf([part]) !== '/').slice(0, 4);
  const end = random.below(10);
  if (end < 2) parts.push(rest);
  else if (end === 2 && parts.length > 0) parts.push(text(''));
  // Names count within a route.
  return pathOf(
    parts.map((part, i) =>
      part.name === 'p' || part.name?.startsWith('p') ? { ...part, name: `p${i}` } : part,
    ),
  );
};

const randomNeeds = (random: Random, own: Scope): Needs => {
  const kind = random.below(20);
  if (kind === 0) return 'authenticated';
  if (kind < 4) return 'open';
  if (kind === 4) return { allOf: [own, random.pick(scopes)] };
  if (kind === 5) return { anyOf: [own, random.pick(scopes)] };
  return { allOf: [own] };
};

/** Tells a route from every other one that a table cannot list beside it. */
const identity = (method: Method, path: string): string => `${method} ${shapeOf(path)}`.toLowerCase();

export const randomTable = (random: Random): Listed[] => {
  const table: Listed[] = [];
  const seen = new Set<string>();
  const add = (method: Method, path: string) => {
    if (seen.has(identity(method, path)) || table.length === scopes.length) return;
    seen.add(identity(method, path));
    table.push({
      route: routeText(method, path),
      method,
      path,
      parts: partsOf(path),
      needs: randomNeeds(random, scopes[table.length] as Scope),
    });
  };
  const size = 3 + random.below(10);
  while (table.length < size) {
    const path = randomPath(
      random,
      table.map((listed) => listed.path),
    );
    add(random.chance(0.8) ? 'GET' : random.pick(['POST', 'PUT', 'DELETE'] as const), path);
    if (random.chance(0.2)) add('HEAD', path);
    if (random.chance(0.1)) add('POST', path);
  }
  return table;
};
