/** Keys that are made with a known fault, or with none, so that what is to be found is known before anything looks. */
import type { Random } from './random.js';
import {
  bundles,
  changes,
  freeRoutes,
  held,
  importing,
  isEnough,
  lackFor,
  oldNames,
  opening,
  plainRoutes,
  type Route,
  type StoredName,
  storedEarly,
  storedOldName,
  storedScope,
  storedUnknown,
  surfaces,
  tagging,
  withoutImplied,
} from './rules.js';

/** What is to be found about a key. */
export interface Planted {
  readonly kind: string;
  readonly route?: string;
  readonly scopes?: readonly string[];
}

/** A key of the fleet, with the truth about it. */
export interface FleetKey {
  readonly id: string;
  /** The fault that it was made with. */
  readonly made: Made;
  readonly stored: readonly StoredName[];
  /** The routes that it calls with success. */
  readonly called: readonly Route[];
  /** The routes that it is refused, each time. */
  readonly refused: readonly Route[];
  /** Whether it calls paths that no route answers, which a server may have answered. */
  readonly strays: boolean;
  /** Whether it was made after the log begins. */
  readonly young: boolean;
  readonly findings: readonly Planted[];
}

type Plan = Pick<FleetKey, 'stored' | 'called' | 'findings'> &
  Partial<Pick<FleetKey, 'refused' | 'strays' | 'young'>>;

const surfaceOf = (scope: string): string => scope.slice(0, scope.indexOf(':'));
const scopesOf = (routes: readonly Route[]): string[] => routes.flatMap(({ needs }) => needs.flat());
const missing = (called: readonly Route[], scopes: Iterable<string>): Planted[] => {
  const holds = held(scopes);
  return called
    .filter(({ needs }) => !isEnough(needs, holds))
    .map(({ name, needs }) => ({ kind: 'missing', route: name, scopes: lackFor(needs, holds) }));
};
const found = (kind: string, ...names: readonly string[]): Planted[] =>
  names.map((name) => ({ kind, scopes: [name] }));

/** The narrowest scopes for some routes. An attachment is opened by either of two scopes: the one opens less. */
export function narrowest(routes: readonly Route[]): string[] {
  const needed = new Set(scopesOf(routes.filter((route) => route !== opening)));
  const holds = held(needed);
  if (routes.includes(opening) && !isEnough(opening.needs, holds)) needed.add('attachments:read');
  return withoutImplied(needed);
}

/** scope → the routes that need it alone */
const routesOf = new Map<string, readonly Route[]>();
for (const route of plainRoutes)
  for (const scope of route.needs.flat()) routesOf.set(scope, [...(routesOf.get(scope) ?? []), route]);

const callable = surfaces.filter((surface) => routesOf.has(`${surface}:read`));

/** Chooses routes that somebody would make a key for. */
function jobOf(random: Random, among = callable, actions = ['read', 'write']): Route[] {
  const routes = random.some(among, 1 + random.below(3)).flatMap((surface) => {
    const action = random.one(actions);
    const reading = routesOf.get(`${surface}:read`) ?? [];
    const own = action === 'read' ? reading : [...reading, ...(routesOf.get(`${surface}:write`) ?? [])];
    return random.some(own, 1 + random.below(3));
  });
  if (actions.includes('write')) {
    if (random.chance(0.05)) routes.push(tagging);
    if (random.chance(0.03)) routes.push(importing);
  }
  if (random.chance(0.1)) routes.push(opening);
  if (random.chance(0.2)) routes.push(random.one(freeRoutes));
  return routes;
}

/** Chooses a scope of a surface that no route of a list names. */
function otherScope(random: Random, routes: readonly Route[]): string {
  const touched = new Set(scopesOf(routes).map(surfaceOf));
  const surface = random.one(callable.filter((each) => !touched.has(each)));
  return `${surface}:${random.one(['read', 'write'])}`;
}

/** Swaps two letters that stand side by side and differ. */
function misspelt(random: Random, scope: string): string {
  const places = [...scope.slice(1)].flatMap((letter, i) => (letter === scope[i] ? [] : [i]));
  const at = random.one(places);
  return scope.slice(0, at) + scope.charAt(at + 1) + scope.charAt(at) + scope.slice(at + 2);
}

const storedScopes = (scopes: readonly string[]): StoredName[] => scopes.map(storedScope);

/** How a key may be made, with how often it is. */
const makers = {
  exact: (random) => {
    const called = jobOf(random);
    return { stored: storedScopes(narrowest(called)), called, findings: [] };
  },
  'with one scope too many': (random) => {
    const called = jobOf(random);
    const more = otherScope(random, called);
    return { stored: storedScopes([...narrowest(called), more]), called, findings: found('excess', more) };
  },
  'with write where read is enough': (random) => {
    const called = jobOf(random, callable, ['read']);
    const needed = narrowest(called);
    const read = random.one(needed);
    const write = read.replace(/read$/, 'write');
    const scopes = needed.map((scope) => (scope === read ? write : scope));
    return { stored: storedScopes(scopes), called, findings: found('excess', write) };
  },
  'with a misspelt scope beside': (random) => {
    const called = jobOf(random);
    const wrong = misspelt(random, otherScope(random, called));
    const stored = [...storedScopes(narrowest(called)), storedUnknown(wrong)];
    return { stored, called, findings: found('unknown', wrong) };
  },
  'with a misspelt scope in place of a needed one': (random) => {
    const called = jobOf(random);
    const needed = narrowest(called);
    const lost = random.one(needed);
    const kept = needed.filter((scope) => scope !== lost);
    const wrong = misspelt(random, lost);
    const stored = [...storedScopes(kept), storedUnknown(wrong)];
    return { stored, called, findings: [...found('unknown', wrong), ...missing(called, kept)] };
  },
  'with old names': (random) => {
    const called = jobOf(random, ['tags', 'knowledge']);
    const names = new Map(Object.entries(oldNames).map(([name, scopes]) => [scopes.join(' '), name]));
    const stored = narrowest(called).map((scope) => {
      const old = names.get(scope);
      return old === undefined ? storedScope(scope) : storedOldName(old);
    });
    const old = stored.map(({ text }) => text).filter((text) => text in oldNames);
    return { stored, called, findings: found('deprecated', ...old) };
  },
  'with an old name of two scopes': (random) => {
    const called = plainRoutes.filter(({ name }) =>
      ['POST /api/v1/contacts', 'GET /api/v1/tags'].includes(name),
    );
    const part = random.chance(0.5) ? called : called.filter(({ name }) => name.startsWith('POST'));
    const more = part.length === called.length ? [] : ['tags:read'];
    return {
      stored: [storedOldName('crm')],
      called: part,
      findings: [...found('deprecated', 'crm'), ...found('excess', ...more)],
    };
  },
  'with read beside write': (random) => {
    const called = jobOf(random, callable, ['write']).concat(
      plainRoutes.filter(({ name }) => name === 'POST /api/v1/contacts'),
    );
    const needed = narrowest(called);
    const write = random.one(needed.filter((scope) => scope.endsWith(':write')));
    const read = write.replace(/write$/, 'read');
    return { stored: storedScopes([read, ...needed]), called, findings: found('redundant', read) };
  },
  'without one of its scopes': (random) => {
    const called = jobOf(random);
    const needed = narrowest(called);
    const lost = random.one(needed);
    const kept = needed.filter((scope) => scope !== lost);
    return { stored: storedScopes(kept), called, findings: missing(called, kept) };
  },
  'with one scope too many, and young': (random) => {
    const called = jobOf(random);
    const scopes = [...narrowest(called), otherScope(random, called)];
    return { stored: storedScopes(scopes), called, findings: [], young: true };
  },
  'with a scope for which it is only refused': (random) => {
    const called = jobOf(random);
    const more = otherScope(random, called);
    const refused = routesOf.get(more) ?? [];
    const stored = storedScopes([...narrowest(called), more]);
    return { stored, called, refused, findings: found('excess', more) };
  },
  'with one scope too many, and calls of no route': (random) => {
    const called = jobOf(random);
    const more = otherScope(random, called);
    const stored = storedScopes([...narrowest(called), more]);
    return { stored, called, strays: true, findings: found('excess', more) };
  },
  'without calls': (random) => {
    const scopes = random.some(surfaces, 1 + random.below(4)).map((surface) => `${surface}:read`);
    return { stored: storedScopes(scopes), called: [], findings: found('excess', ...scopes) };
  },
  'with calls that need nothing': (random) => {
    const scopes = random.some(surfaces, 1 + random.below(2)).map((surface) => `${surface}:write`);
    return { stored: storedScopes(scopes), called: freeRoutes, findings: found('excess', ...scopes) };
  },
  'of a bundle': (random) => {
    const listed: readonly string[] = random.one(Object.values(bundles));
    const routes = listed.flatMap((scope) => routesOf.get(scope) ?? []);
    const used = random.some(routes, 1 + random.below(4));
    const justified = held(scopesOf(used));
    const implied = listed.filter((scope) => listed.includes(scope.replace(/:read$/, ':write')));
    return {
      stored: storedScopes(listed),
      called: used,
      findings: [
        ...found('excess', ...listed.filter((scope) => !justified.has(scope))),
        ...found('redundant', ...implied.filter((scope) => scope.endsWith(':read'))),
      ],
    };
  },
  'with a stored pattern': (random) => {
    const called = jobOf(random);
    const pattern = random.one(['*', '*:read', 'contacts:*', 'full_access', 'read_all']);
    const stored = [...storedScopes(narrowest(called)), storedUnknown(pattern)];
    return { stored, called, findings: found('unknown', pattern) };
  },
  'for attachments, by either scope': (random) => {
    const scope = random.one(['attachments:read', 'conversations:read']);
    return { stored: storedScopes([scope]), called: [opening], findings: [] };
  },
  'for attachments, by neither scope': (random) => {
    const other = otherScope(random, [opening]);
    return {
      stored: storedScopes([other]),
      called: [opening],
      findings: [...missing([opening], [other]), ...found('excess', other)],
    };
  },
  'with a scope that is not there yet': (random) => {
    const called = jobOf(random);
    const early = random.one(['promises:read', 'promises:write']);
    const stored = [...storedScopes(narrowest(called)), storedEarly(early)];
    return { stored, called, findings: found('unknown', early) };
  },
  'with several faults': (random) => {
    const called = jobOf(random);
    const needed = narrowest(called);
    const lost = random.one(needed);
    const kept = needed.filter((scope) => scope !== lost);
    const more = otherScope(random, called);
    const wrong = misspelt(random, lost);
    return {
      stored: [...storedScopes([...kept, more]), storedUnknown(wrong)],
      called,
      findings: [...found('excess', more), ...found('unknown', wrong), ...missing(called, kept)],
    };
  },
} satisfies Record<string, (random: Random) => Plan>;

export type Made = keyof typeof makers;
const kinds = Object.keys(makers) as Made[];

/** Makes a key. Two in five are as they should be. */
export function makeKey(number: number, random: Random): FleetKey {
  const made = random.chance(0.4) ? 'exact' : random.one(kinds);
  const plan: Plan = makers[made](random);
  const restricted = held(plan.stored.flatMap(({ now }) => now)).has('analytics:write')
    ? found('restricted', 'analytics:write')
    : [];
  return {
    id: `k_${String(number).padStart(6, '0')}`,
    made,
    refused: [],
    strays: false,
    young: false,
    ...plan,
    stored: random.some(plan.stored, plan.stored.length),
    called: [...new Set(plan.called)],
    findings: [...plan.findings, ...restricted],
  };
}

/** What the next version changes for a key. */
export function changesFor({ stored }: FleetKey): Planted[] {
  const before = held(stored.flatMap(({ now }) => now));
  const after = held(stored.flatMap(({ next }) => next));
  return changes.flatMap((change) => {
    const [could, can] = [isEnough(change.before, before), isEnough(change.after, after)];
    if (could === can) return [];
    if (can) return [{ kind: change.before ? 'gain' : 'new', route: change.route }];
    return [{ kind: change.after ? 'loss' : 'removed', route: change.route }];
  });
}
