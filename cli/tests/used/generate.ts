/** Writes code bases of many handlers, each with what is true of it, by construction. */
import type { Route } from './files.js';
import type { Verdict } from './project.js';

/** A route that was written, and what has to be said of it. */
export interface WrittenRoute extends Route {
  readonly file: string;
  readonly text: string;
  readonly truth: Verdict;
}

export interface CodeBase {
  readonly routes: readonly WrittenRoute[];
  readonly files: Readonly<Record<string, string>>;
}

const surfaces = ['contacts', 'tags', 'notes', 'users', 'bills', 'files'] as const;
type Scope = `${(typeof surfaces)[number]}:${'read' | 'write'}`;
const allScopes = surfaces.flatMap((surface): readonly Scope[] => [`${surface}:read`, `${surface}:write`]);

/** All that a scope implies: write implies read. */
const implied = (scope: Scope): readonly Scope[] =>
  scope.endsWith(':write') ? [scope.replace(/:write$/, ':read') as Scope, scope] : [scope];
const closure = (scopes: readonly Scope[]): ReadonlySet<Scope> => new Set(scopes.flatMap(implied));
const minimal = (scopes: Iterable<Scope>): readonly Scope[] => {
  const all = new Set(scopes);
  return allScopes.filter(
    (scope) => all.has(scope) && ![...all].some((other) => other !== scope && implied(other).includes(scope)),
  );
};

/** Draws from a seed: mulberry32. */
function createDraw(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    chance: (probability: number): boolean => next() < probability,
    one: <Item>(items: readonly Item[]): Item => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to draw from');
      return item;
    },
  };
}
type Draw = ReturnType<typeof createDraw>;

const nameOf = (scope: Scope): string =>
  scope.replace(/:(.)(.*)/, (_, first: string, rest: string) => first.toUpperCase() + rest);
const can = (scope: Scope): string => `Can<'${scope}'>`;

/** Functions, methods and interfaces that ask for each scope, each in several forms. */
const areas = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    surfaces.map((surface) => [
      `areas/${surface}.ts`,
      [
        `import type { Grant } from 'scopeproof';`,
        `import { type Can, desk } from '../scopes.js';`,
        ...implied(`${surface}:write`).map(formsOf),
      ].join('\n'),
    ]),
  );

const formsOf = (scope: Scope): string => {
  const name = nameOf(scope);
  const read = nameOf(implied(scope)[0] ?? scope);
  return `
export const ${name} = (_grant: ${can(scope)}, id = '') => ({ id });
export async function ${name}Later(grant: ${can(scope)}) { return ${read}(grant); }
export const ${name}Whole = ({ grant }: { readonly grant: ${can(scope)} }) => ${name}(grant);
export const ${name}Any = <G extends ${can(scope)}>(grant: G): G => { ${name}(grant); return grant; };
export function ${name}Down(grant: ${can(scope)}, n: number): number { return n === 0 ? 0 : ${name}Down(grant, n - 1); }
export const ${name}Asked = (grant: Grant<'desk', never>) => desk.has(grant, '${scope}');
export const ${name}Followed = <G extends Grant<'desk', never>>(grant: G) => (grant.has('${scope}') ? [grant.has('${scope}')] : []);
export function ${name}Over(grant: ${can(scope)}): number;
export function ${name}Over(grant: ${can(scope)}, more: string): string;
export function ${name}Over(_grant: ${can(scope)}, more?: string): string | number { return more ?? 0; }
export interface ${name}Port { ${name}Of(grant: ${can(scope)}): unknown }
export class ${name}Service implements ${name}Port {
  ${name}Of(grant: ${can(scope)}) { return this.#of(grant); }
  #of(grant: ${can(scope)}) { return ${name}(grant); }
}
export const ${name}Port: ${name}Port = new ${name}Service();
`;
};

const shared = `import type { Grant } from 'scopeproof';
import type { FetchContext } from 'scopeproof/fetch';
import type { api } from './api.js';
import { guard } from './guard.js';
export type Routes = (typeof api)['routes'][number];
export type Context<Route extends Routes> = FetchContext<typeof api, Route>;
export const flag = Math.random() > 0.5;
export const same = <T,>(value: T): T => value;
export const later = async <T,>(value: T): Promise<T> => value;
export const inObject = <G,>(grant: G) => ({ of: { grant } });
export const given = <G, R>(grant: G, act: (grant: G) => R): R => act(grant);
export const timed = <C, R>(act: (context: C) => Promise<R>) => async (context: C) => { const at = Date.now(); const done = await act(context); return at > 0 ? done : done; };
export const on = <const Route extends Routes>(route: Route, act: (context: Context<Route>) => Promise<Response>) => guard.route(route, (context) => act(context));
export const at = <const Route extends Routes>(route: Route) => (act: (context: Context<Route>) => Promise<Response>) => guard.route(route, act);
export const defined = <const Route extends Routes>(of: { readonly route: Route; readonly act: (context: Context<Route>) => Promise<Response> }) => guard.route(of.route, of.act);
export const kept: unknown[] = [];
export const keep = (value: unknown) => kept.push(value);
export const named = new Map<string, Grant<'desk', never>>();
export const box: { grant?: Grant<'desk', never> } = {};
declare const untyped: any;
export { untyped };
`;

/** What a handler does, one statement after the other. `expression` is the grant. */
class Body {
  readonly statements: string[] = [];
  #names = 0;
  constructor(public expression: string) {}
  name(): string {
    return `v${this.#names++}`;
  }
}

/** Hands the grant on, so that it has another name. */
const carriers: readonly ((body: Body) => void)[] = [
  (body) => assign(body, (name, e) => `const ${name} = ${e};`),
  (body) => assign(body, (name, e) => `const { g: ${name} } = { g: ${e} };`),
  (body) => assign(body, (name, e) => `let ${name} = ${e}; ${name} = ${e};`),
  (body) => assign(body, (name, e) => `const ${name} = flag ? ${e} : (${e})!;`),
  (body) => assign(body, (name, e) => `const ${name} = same(${e});`),
  (body) => assign(body, (name, e) => `const ${name} = await later(${e});`),
  (body) => assign(body, (name, e) => `const ${name}Get = () => ${e}; const ${name} = ${name}Get();`),
  (body) => assign(body, (name, e) => `const ${name} = inObject(${e}).of.grant;`),
  (body) =>
    assign(
      body,
      (name, e) =>
        `const ${name}All = { x: 1, deep: { grant: ${e} } }; const ${name} = { ...${name}All }.deep.grant;`,
    ),
  (body) => assign(body, (name, e) => `const ${name} = ${e} ?? ${e};`),
];
/** The last of them takes the grant of one alternative alone. */
const carriersOfOne: typeof carriers = [
  ...carriers,
  (body) => assign(body, (name, e) => `const ${name} = desk.intersect(${e}, ${e});`),
];
const assign = (body: Body, text: (name: string, expression: string) => string): void => {
  const name = body.name();
  body.statements.push(text(name, body.expression));
  body.expression = name;
};

/** Takes a scope that the grant proves. */
const takers: readonly ((expression: string, name: string, scope: Scope, fresh: string) => string)[] = [
  (e, name) => `${name}(${e});`,
  (e, name) => `${name}(${e}, params.id);`,
  (e, name) => `await ${name}Later(${e});`,
  (e, name) => `${name}Whole({ grant: ${e} });`,
  (e, name) => `${name}(${name}Any(${e}));`,
  (e, name) => `${name}Down(${e}, 2);`,
  (e, name) => `${name}Over(${e}, 'more');`,
  (e, name) => `${name}Port.${name}Of(${e});`,
  (e, name) => `new ${name}Service().${name}Of(${e});`,
  (e, name) => `given(${e}, (g) => ${name}(g));`,
  (e, name, _, fresh) => `const ${fresh} = () => ${name}(${e}); ${fresh}();`,
  (e, name, _, fresh) => `function ${fresh}() { return ${name}(${e}); } ${fresh}();`,
  (e, name) => `['a', 'b'].map((id) => ${name}(${e}, id));`,
  (e, name) => `await Promise.all([${name}Later(${e})]);`,
  (e, name) => `await later(${e}).then((g) => ${name}(g));`,
  (e, name, scope) => `if (${e} && ${e}.has('${scope}')) ${name}(${e});`,
  (e, _, scope) => `desk.authorize(${e}, '${scope}');`,
];
/** The last of them takes the grant of one alternative alone. */
const takersOfOne: typeof takers = [
  ...takers,
  (e, name, scope) => `${name}(desk.attenuate(${e}, ['${scope}']));`,
];
/** Asks for a scope that the grant may not prove. */
const askers: readonly ((expression: string, name: string, scope: Scope, fresh: string) => string)[] = [
  (e, _, scope) => `${e}.has('${scope}');`,
  (e, name, scope, fresh) => `const ${fresh} = ${e}; if (desk.has(${fresh}, '${scope}')) ${name}(${fresh});`,
  (e, name, scope, fresh) =>
    `const ${fresh} = desk.check(${e}, '${scope}'); if (${fresh}.ok) ${name}(${fresh}.grant);`,
  (e, name) => `${name}Asked(${e});`,
  (e, name) => `${name}Followed(${e});`,
  (e, _, scope) => `desk.missing(${e}, ['${scope}']);`,
];
/** Loses the grant. */
const losers: readonly ((expression: string) => string)[] = [
  (e) => `keep(${e});`,
  (e) => `untyped(${e});`,
  (e) => `kept.push([${e}]);`,
  (e) => `named.set('a', ${e});`,
  (e) => `box.grant = ${e};`,
  (e) => `String(${e});`,
  (e) => `if (\`\${${e}}\` === '') return new Response();`,
  (e) => `JSON.stringify({ by: ${e} });`,
  (e) => `if (${e}.held.length === 0) return new Response();`,
  (e) => `if (${e} === undefined) throw ${e};`,
  (e) => `keep({ ...{ by: ${e} } });`,
];

/** Begins a handler, with its parameter and the expression of its grant. */
const openings: readonly (readonly [parameter: string, first: string, expression: string])[] = [
  ['{ grant, params }', '', 'grant'],
  ['{ grant: proven, params }', '', 'proven'],
  ['context', 'const { params } = context;', 'context.grant'],
  ['context', 'const { grant: g, params } = context;', 'g'],
  ['{ params, ...rest }', '', 'rest.grant'],
  ['context', 'const { params } = context; const more = { ...context, at: 1 };', 'more.grant'],
];

/** Registers a handler. */
const registrations: readonly ((route: string, parameter: string, body: string) => string)[] = [
  (route, parameter, body) =>
    `export const one = guard.route('${route}', async (${parameter}) => {${body}});`,
  (route, parameter, body) => `export const one = on('${route}', async (${parameter}) => {${body}});`,
  (route, parameter, body) => `export const one = at('${route}')(async (${parameter}) => {${body}});`,
  (route, parameter, body) =>
    `export const one = defined({ route: '${route}', act: async (${parameter}) => {${body}} });`,
  (route, parameter, body) =>
    `export const one = guard.route('${route}', timed(async (${parameter}) => {${body}}));`,
  (route, parameter, body) =>
    `export const one = { '${route}': async (${parameter}) => {${body}} } satisfies Partial<FetchHandlers<typeof api>>;`,
  (route, parameter, body) =>
    `export const one = api.handler('${route}', async (${parameter}) => {${body}});`,
  (route, parameter, body) =>
    `async function show(${parameter}: Context<'${route}'>) {${body}}\nexport const one = guard.route('${route}', show);`,
  (route, parameter, body) =>
    `const inner = async (${parameter}: Context<'${route}'>) => {${body}};\nexport const one = guard.route('${route}', (context) => inner(context));`,
  (route, parameter, body) =>
    `class Area { async show(${parameter}: Context<'${route}'>) {${body}} }\nconst area = new Area();\nexport const one = guard.route('${route}', (context) => area.show(context));`,
];

interface Needs {
  readonly text: string;
  /** What every alternative proves. */
  readonly proven: ReadonlySet<Scope>;
}

function drawNeeds({ one, below }: Draw): Needs {
  const first = one(allScopes);
  const [second = first, third = first] = [0, 1].map(() => one(allScopes));
  const [, surface = ''] = /^(.+):/.exec(first) ?? [];
  const list = (scopes: readonly Scope[]) => scopes.map((scope) => `'${scope}'`).join(', ');
  switch (below(5)) {
    case 0:
      return { text: `desk.allOf(${list([first, second])})`, proven: closure([first, second]) };
    case 1: {
      const wide = closure([first, third]);
      const narrow = closure([first, second]);
      return {
        text: `desk.anyOf(desk.allOf(${list([first, second])}), desk.allOf(${list([first, third])}))`,
        proven: new Set([...wide].filter((scope) => narrow.has(scope))),
      };
    }
    default:
      return { text: `'${surface}:write'`, proven: closure([`${surface}:write` as Scope]) };
  }
}

/** Says what is true of a route. */
function truthOf(proven: ReadonlySet<Scope>, asked: readonly Scope[], isLost: boolean): Verdict {
  const declared = minimal(proven);
  const taken = closure(asked);
  if (declared.every((scope) => taken.has(scope))) return 'fine';
  if (isLost) return 'unclear';
  if (asked.length === 0) return 'untaken';
  const rest = minimal([...proven].filter((scope) => taken.has(scope)));
  return `enough: ${rest.length === 0 ? 'nothing' : rest.join(' and ')}`;
}

function writeRoute(n: number, draw: Draw): WrittenRoute {
  const { below, chance, one } = draw;
  const route = `POST /r${n}/:id`;
  const needs = drawNeeds(draw);
  const [parameter, first, expression] = one(openings);
  const body = new Body(expression);
  const asked: Scope[] = [];
  const isLost = chance(0.2);
  const isOne = !needs.text.includes('anyOf');
  const own = isOne ? carriersOfOne : carriers;
  const taken = [...needs.proven];
  const steps = chance(0.1) ? 0 : 1 + below(4);
  for (let step = 0; step < steps; step++) {
    if (chance(0.6)) one(own)(body);
    const isTaken = taken.length > 0 && chance(0.8);
    const scope = one(isTaken ? taken : allScopes);
    const take = one(isTaken ? (isOne ? takersOfOne : takers) : askers);
    body.statements.push(take(body.expression, nameOf(scope), scope, body.name()));
    asked.push(scope);
    if (chance(0.3)) one(own)(body);
  }
  if (isLost) body.statements.splice(below(2) * body.statements.length, 0, one(losers)(expression));
  const code = [first, ...body.statements, `return Response.json(params);`].join('\n  ');
  const text = [
    `import type { FetchHandlers } from 'scopeproof/fetch';`,
    `import { api } from './api.js';`,
    ...surfaces.map((surface) => `import { ${namesIn(surface, code)} } from './areas/${surface}.js';`),
    `import { guard } from './guard.js';`,
    `import { desk } from './scopes.js';`,
    `import { at, box, type Context, defined, flag, given, inObject, keep, kept, later, named, on, same, timed, untyped } from './shared.js';`,
    one(registrations)(route, parameter, `\n  ${code}\n`),
  ].join('\n');
  return { route, needs: needs.text, file: `r${n}.ts`, text, truth: truthOf(needs.proven, asked, isLost) };
}
const namesIn = (surface: (typeof surfaces)[number], code: string): string => {
  const names = implied(`${surface}:write`).flatMap((scope) => formNames.map((form) => nameOf(scope) + form));
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(code)).join(', ');
};
const formNames = ['', 'Later', 'Whole', 'Any', 'Down', 'Asked', 'Followed', 'Over', 'Port', 'Service'];

/** Writes a code base of some routes. */
export function generate(seed: number, count: number): CodeBase {
  const draw = createDraw(seed);
  const routes = Array.from({ length: count }, (_, n) => writeRoute(n, draw));
  return {
    routes,
    files: {
      'scopes.ts': scopesText,
      'shared.ts': shared,
      ...areas(),
      ...Object.fromEntries(routes.map(({ file, text }) => [file, text])),
    },
  };
}

const scopesText = `import { defineScopes, type GrantOf, type ScopeOf } from 'scopeproof';
export const desk = defineScopes('desk', {
  surfaces: { ${surfaces.map((surface) => `${surface}: ['read', 'write']`).join(', ')} },
  implies: { write: ['read'] },
});
export type Desk = typeof desk;
export type Can<Scope extends ScopeOf<Desk>> = GrantOf<Desk, Scope>;
`;
