/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: handlers are written as texts */
import { beforeAll, describe, expect, test } from 'vitest';
import { makeProject, type Verdict, verdicts } from './project.js';

/** Functions that ask for a scope, and those that a grant gets lost in. */
const helpers = `import { api } from './api.js';
import { type Can, type Desk, desk } from './scopes.js';
import type { Grant } from 'scopeproof';
import type { FetchContext } from 'scopeproof/fetch';
export const read = (_grant: Can<'contacts:read'>, id = '') => [id];
export function write(_grant: Can<'contacts:write'>, name = '') { return { name }; }
export const readTags = (_grant: Can<'tags:read'>) => ['vip'];
export const writeTags = (_grant: Can<'tags:write'>) => ['vip'];
export const both = (_grant: Can<'contacts:write'> & Can<'tags:read'>) => 0;
export const readIndirectly = (grant: Can<'contacts:read'>) => read(grant);
export const asksAtRunTime = (grant: Grant<'desk', never>) => grant.has('contacts:write');
export const same = <T,>(value: T): T => value;
export const generic = <G extends Can<'contacts:read'>>(grant: G) => { read(grant); return grant; };
export const whole = (context: { readonly grant: Can<'contacts:read'> }) => read(context.grant);
export const logged: unknown[] = [];
export function log(value: unknown) { logged.push(value); }
export const withCallback = <R,>(grant: Can<'contacts:read'>, act: (grant: Can<'contacts:read'>) => R) => act(grant);
export function overloaded(grant: Can<'contacts:read'>): string;
export function overloaded(grant: Can<'contacts:write'>, name: string): string;
export function overloaded(grant: Can<'contacts:read'>, name = '') { return name + read(grant).length; }
export class Contacts {
  list(grant: Can<'contacts:read'>) { return this.find(grant, ''); }
  find(grant: Can<'contacts:read'>, id: string) { return read(grant, id); }
  readonly create = (grant: Can<'contacts:write'>) => write(grant);
}
export class Audited extends Contacts {
  override find(grant: Can<'contacts:read'>, id: string) { return grant.has('contacts:write') ? [id] : []; }
}
export interface Store { save(grant: Can<'contacts:write'>): void; load(grant: Can<'contacts:read'>): void; peek(grant: Can<'contacts:read'>): void }
export const store: Store = {
  save(grant) { write(grant); },
  load(grant) { read(grant); },
  peek(grant: Can<'contacts:read'>) { grant.has('contacts:write'); },
};
declare const untyped: any;
export { api, desk, untyped };
export type Routes = (typeof api)['routes'][number];
export type Context<Route extends Routes> = FetchContext<typeof api, Route>;
export type { Can, Desk };
`;

interface Case {
  readonly name: string;
  readonly needs?: string;
  /** What the handler's module says before it. */
  readonly before?: string;
  /** The handler, or the statements that register it. */
  readonly handler: string;
  readonly says: Verdict;
}
const enough = 'enough: contacts:read';

const cases: readonly Case[] = [
  // What the code takes by its types.
  { name: 'takes all', handler: '({ grant }) => Response.json(write(grant))', says: 'fine' },
  { name: 'takes less', handler: '({ grant }) => Response.json(read(grant))', says: enough },
  {
    name: 'a helper that calls another',
    handler: '({ grant }) => Response.json(readIndirectly(grant))',
    says: enough,
  },
  { name: 'the context', handler: '(context) => Response.json(read(context.grant))', says: enough },
  {
    name: 'the context, destructured later',
    handler:
      '(context) => { const { grant: g, params } = context; return Response.json([params, read(g)]); }',
    says: enough,
  },
  {
    name: 'an alias',
    handler: '({ grant }) => { const g = grant; const h = g; return Response.json(write(h)); }',
    says: 'fine',
  },
  {
    name: 'a variable that is assigned',
    handler: `({ grant }) => { let g: Can<'contacts:read'> | undefined; g = grant; return Response.json(read(g)); }`,
    says: enough,
  },
  {
    name: 'the whole context, passed on',
    handler: '(context) => Response.json(whole(context))',
    says: enough,
  },
  {
    name: 'the whole context, by a type of the route',
    before: `const inner = ({ grant }: Context<'ROUTE'>) => read(grant);`,
    handler: '(context) => Response.json(inner(context))',
    says: enough,
  },
  {
    name: 'the whole context, by a type of the route, which takes all',
    before: `const inner = ({ grant }: Context<'ROUTE'>) => write(grant);`,
    handler: '(context) => Response.json(inner(context))',
    says: 'fine',
  },
  {
    name: 'the whole context, by a generic',
    before: `const inner = <C extends { grant: Can<'contacts:read'> }>(c: C) => read(c.grant);`,
    handler: '(context) => Response.json(inner(context))',
    says: enough,
  },
  {
    name: 'a spread',
    handler: '(context) => { const more = { ...context, at: 1 }; return Response.json(read(more.grant)); }',
    says: enough,
  },
  {
    name: 'a rest',
    handler: '({ request, ...rest }) => Response.json([request.url, write(rest.grant)])',
    says: 'fine',
  },
  {
    name: 'an object',
    handler: '({ grant }) => { const by = { deep: { grant } }; return Response.json(write(by.deep.grant)); }',
    says: 'fine',
  },
  {
    name: 'a default of a parameter',
    handler:
      '(context) => { const inner = (grant = context.grant) => read(grant); return Response.json(inner()); }',
    says: enough,
  },
  {
    name: 'a closure',
    handler: '({ grant }) => { const act = () => write(grant); return Response.json(act()); }',
    says: 'fine',
  },
  {
    name: 'a closure that gives it',
    handler: '({ grant }) => { const get = () => grant; return Response.json(write(get())); }',
    says: 'fine',
  },
  {
    name: 'a function that gives it',
    handler: '({ grant }) => { function get() { return grant; } return Response.json(read(get())); }',
    says: enough,
  },
  {
    name: 'callbacks of lists',
    handler: `({ grant }) => Response.json(['a', 'b'].map((id) => read(grant, id)))`,
    says: enough,
  },
  {
    name: 'async code',
    handler:
      'async ({ grant }) => { const g = await grant; return Response.json(await Promise.all([read(g)])); }',
    says: enough,
  },
  {
    name: 'an async helper that gives it',
    before: 'const later = async <T,>(value: T) => value;',
    handler: 'async ({ grant }) => Response.json(write(await later(grant)))',
    says: 'fine',
  },
  {
    name: 'then',
    before: 'const later = async <T,>(value: T) => value;',
    handler: '({ grant }) => later(grant).then((g) => Response.json(write(g)))',
    says: 'fine',
  },
  {
    name: 'a generic that gives it',
    handler: '({ grant }) => Response.json(write(same(grant)))',
    says: 'fine',
  },
  {
    name: 'a generic that gives it and takes less',
    handler: '({ grant }) => Response.json(read(generic(grant)))',
    says: enough,
  },
  {
    name: 'a generic that gives it to more',
    handler: '({ grant }) => Response.json(write(generic(grant)))',
    says: 'fine',
  },
  {
    name: 'a helper that calls back',
    handler: '({ grant }) => Response.json(withCallback(grant, (g) => read(g)))',
    says: enough,
  },
  {
    name: 'a helper that calls back with more',
    before: `const given = <G, R>(grant: G, act: (grant: G) => R) => act(grant);`,
    handler: '({ grant }) => Response.json(given(grant, (g) => write(g)))',
    says: 'fine',
  },
  {
    name: 'an overload that takes less',
    handler: '({ grant }) => Response.json(overloaded(grant))',
    says: enough,
  },
  {
    name: 'an overload that takes all',
    handler: `({ grant }) => Response.json(overloaded(grant, 'Ada'))`,
    says: 'fine',
  },
  {
    name: 'two scopes',
    needs: `desk.allOf('contacts:write', 'tags:read')`,
    handler: '({ grant }) => Response.json(both(grant))',
    says: 'fine',
  },
  {
    name: 'one of two scopes',
    needs: `desk.allOf('contacts:write', 'tags:read')`,
    handler: '({ grant }) => Response.json(write(grant))',
    says: 'enough: contacts:write',
  },
  {
    name: 'two scopes, both in part',
    needs: `desk.allOf('contacts:write', 'tags:write')`,
    handler: '({ grant }) => Response.json([read(grant), readTags(grant)])',
    says: 'enough: contacts:read and tags:read',
  },
  {
    name: 'another scope alone',
    needs: `'tags:write'`,
    handler: `({ grant }) => Response.json(desk.has(grant, 'contacts:read'))`,
    says: 'enough: nothing',
  },
  {
    name: 'alternatives that prove a scope',
    needs: `desk.anyOf('contacts:write', desk.allOf('contacts:write', 'tags:read'))`,
    handler: '({ grant }) => Response.json(read(grant))',
    says: enough,
  },
  {
    name: 'alternatives that prove none',
    needs: `desk.anyOf('contacts:write', 'tags:write')`,
    handler: `({ grant }) => Response.json(grant.has('contacts:read'))`,
    says: 'fine',
  },
  {
    name: 'alternatives of one surface',
    needs: `desk.anyOf('contacts:write', 'contacts:read')`,
    handler: '({ grant }) => Response.json(read(grant))',
    says: 'fine',
  },
  { name: 'a branch', handler: `({ grant }) => Response.json(grant ? read(grant) : [])`, says: enough },
  {
    name: 'logic',
    handler: '({ grant }) => { const g = grant ?? grant; return Response.json(g && write(g)); }',
    says: 'fine',
  },
  {
    name: 'a comparison',
    handler: '({ grant }) => Response.json([grant === grant, read(grant)])',
    says: enough,
  },
  {
    name: 'a method',
    before: 'const contacts = new Contacts();',
    handler: '({ grant }) => Response.json(contacts.create(grant))',
    says: 'fine',
  },
  {
    name: 'a method of a subclass asks at run time',
    before: 'const contacts = new Contacts();',
    handler: '({ grant }) => Response.json(contacts.list(grant))',
    says: 'fine',
  },
  {
    name: 'an interface',
    handler: '({ grant }) => { store.load(grant); return new Response(); }',
    says: enough,
  },
  {
    name: 'an interface that takes all',
    handler: '({ grant }) => { store.save(grant); return new Response(); }',
    says: 'fine',
  },
  {
    name: 'an interface whose code asks at run time',
    handler: '({ grant }) => { store.peek(grant); return new Response(); }',
    says: 'fine',
  },
  {
    name: 'a function that calls itself',
    before: `const down = (grant: Can<'contacts:read'>, n: number): number => (n === 0 ? read(grant).length : down(grant, n - 1));`,
    handler: '({ grant }) => Response.json(down(grant, 3))',
    says: enough,
  },
  {
    name: 'functions that call each other',
    before: `function even(grant: Can<'contacts:read'>, n: number): boolean { return n === 0 || odd(grant, n - 1); }\nfunction odd(grant: Can<'contacts:read'>, n: number): boolean { return n !== 0 && even(grant, n - 1); }`,
    handler: '({ grant }) => Response.json(even(grant, 3))',
    says: enough,
  },
  { name: 'no grant', handler: '() => new Response()', says: 'untaken' },
  { name: 'a grant that is not touched', handler: '({ params }) => Response.json(params)', says: 'untaken' },
  {
    name: 'a grant that nothing is asked of',
    before: `const any = (_grant: Grant<'desk', never>) => 0;`,
    handler: '({ grant }) => Response.json(any(grant))',
    says: 'untaken',
  },

  // What it asks for at run time.
  {
    name: 'has of the grant',
    handler: `({ grant }) => Response.json(grant.has('contacts:write'))`,
    says: 'fine',
  },
  {
    name: 'has of the grant, for less',
    handler: `({ grant }) => Response.json(grant.has('contacts:read') ? read(grant) : [])`,
    says: enough,
  },
  {
    name: 'has of the vocabulary',
    handler: `({ grant }) => { if (desk.has(grant, 'contacts:write')) write(grant); return new Response(); }`,
    says: 'fine',
  },
  {
    name: 'authorize',
    handler: `({ grant }) => Response.json(read(desk.authorize(grant, 'contacts:write')))`,
    says: 'fine',
  },
  {
    name: 'authorize of a requirement',
    needs: `desk.allOf('contacts:write', 'tags:read')`,
    handler: `({ grant }) => Response.json(read(desk.authorize(grant, desk.allOf('contacts:write', 'tags:read'))))`,
    says: 'fine',
  },
  {
    name: 'check',
    handler: `({ grant }) => { const { ok, grant: g } = desk.check(grant, 'contacts:read'); return Response.json(ok ? read(g) : []); }`,
    says: enough,
  },
  {
    name: 'check, and its whole result',
    handler: `({ grant }) => { const result = desk.check(grant, 'tags:write'); return Response.json(result.ok ? write(desk.authorize(result.grant, 'contacts:write')) : []); }`,
    says: 'fine',
  },
  {
    name: 'attenuate',
    handler: `({ grant }) => Response.json(read(desk.attenuate(grant, ['contacts:read'])))`,
    says: enough,
  },
  {
    name: 'without',
    handler: `({ grant }) => Response.json(read(desk.without(grant, ['contacts:write'])))`,
    says: enough,
  },
  {
    name: 'intersect',
    handler: `({ grant }) => Response.json(write(desk.intersect(grant, grant)))`,
    says: 'fine',
  },
  {
    name: 'missing',
    handler: `({ grant }) => Response.json(desk.missing(grant, ['contacts:write']))`,
    says: 'fine',
  },
  {
    name: 'the check of the route',
    handler: `({ grant }) => Response.json(read(api.authorize(grant, 'ROUTE')))`,
    says: 'fine',
  },
  {
    name: 'a helper that asks for no type and asks at run time',
    handler: '({ grant }) => Response.json([asksAtRunTime(grant), read(grant)])',
    says: 'fine',
  },

  {
    name: 'a helper that is given the scope',
    before: `const need = (grant: Grant<'desk', never>, scope: 'contacts:read' | 'contacts:write') => desk.has(grant, scope);`,
    handler: `({ grant }) => Response.json(need(grant, 'contacts:read'))`,
    says: enough,
  },
  {
    name: 'a helper that is given the scope, of all',
    before: `const need = (grant: Grant<'desk', never>, scope: 'contacts:read' | 'contacts:write') => desk.has(grant, scope);`,
    handler: `({ grant }) => Response.json(need(grant, 'contacts:write'))`,
    says: 'fine',
  },
  {
    name: 'a hook, which may ask for what the program asks for',
    before: `export const hooks: ((grant: Can<'contacts:read'>) => void)[] = [];`,
    handler: '({ grant }) => { hooks[0]?.(grant); return new Response(); }',
    says: 'fine',
  },
  {
    name: 'a recursion by another parameter',
    before: `function swap(a: Can<'contacts:read'> | undefined, b: Grant<'desk', never> | undefined): void { if (b?.has('contacts:write')) return; if (a) swap(undefined, a); }`,
    handler: '({ grant }) => { swap(grant, undefined); return new Response(); }',
    says: 'fine',
  },
  {
    name: 'a method that takes more than its interface',
    before: `interface Loader { loadAll(grant: Can<'contacts:read'>): void }\nclass Wide implements Loader { loadAll(grant: Can<'contacts:write'>) { write(grant); } }\nexport const loader: Loader = new Wide() as Loader;`,
    handler: '({ grant }) => { loader.loadAll(grant); return new Response(); }',
    says: 'fine',
  },
  {
    name: 'a property of a subclass',
    before: `class One { readonly act = (grant: Can<'contacts:read'>) => read(grant); }\nexport class Two extends One { override readonly act = (grant: Can<'contacts:read'>) => (grant.has('contacts:write') ? [] : []); }\nexport const make = (): One => new Two();`,
    handler: '({ grant }) => Response.json(make().act(grant))',
    says: 'fine',
  },

  // What cannot be told.
  {
    name: 'any',
    handler: '({ grant }) => { untyped(grant); return Response.json(read(grant)); }',
    says: 'unclear',
  },
  {
    name: 'unknown',
    handler: '({ grant }) => { log(grant); return Response.json(read(grant)); }',
    says: 'unclear',
  },
  {
    name: 'the context in unknown',
    handler: '(context) => { log(context); return Response.json(read(context.grant)); }',
    says: 'unclear',
  },
  { name: 'JSON', handler: '({ grant }) => Response.json({ grant, of: read(grant) })', says: 'unclear' },
  { name: 'a text', handler: '({ grant }) => Response.json(`${grant} ${read(grant)}`)', says: 'unclear' },
  {
    name: 'what it holds',
    handler: `({ grant }) => Response.json(grant.held.includes('contacts:write') ? 1 : read(grant))`,
    says: 'unclear',
  },
  {
    name: 'what it holds, destructured',
    handler: '({ grant }) => { const { minimal } = grant; return Response.json([minimal, read(grant)]); }',
    says: 'unclear',
  },
  {
    name: 'what it holds, in a helper',
    before: `const shown = (grant: Can<'contacts:read'>) => grant.held;`,
    handler: '({ grant }) => Response.json(shown(grant))',
    says: 'unclear',
  },
  {
    name: 'a scope that is worked out',
    handler: '({ grant, request }) => Response.json([grant.has(request.url), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a requirement that is worked out',
    before: `const wanted: readonly ('contacts:read' | 'contacts:write')[] = [];`,
    handler: '({ grant }) => Response.json([desk.attenuate(grant, wanted).held, read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a list',
    handler: '({ grant }) => { const all = [grant]; return Response.json(all.map((g) => read(g))); }',
    says: 'unclear',
  },
  {
    name: 'a map',
    handler: `({ grant }) => { const all = new Map([['a', grant]]); return Response.json([all.size, read(grant)]); }`,
    says: 'unclear',
  },
  {
    name: 'a set',
    before: `const seen = new Set<Can<'contacts:read'>>();`,
    handler: '({ grant }) => { seen.add(grant); return Response.json(read(grant)); }',
    says: 'unclear',
  },
  {
    name: 'a field of an object',
    before: `class Job { grant?: Can<'contacts:write'>; run() { return this.grant && write(this.grant); } }\nconst job = new Job();`,
    handler: '({ grant }) => { job.grant = grant; return Response.json(read(grant)); }',
    says: 'unclear',
  },
  {
    name: 'an object that is made with it',
    before: `class Job { constructor(readonly grant: Can<'contacts:read'>) {} }`,
    handler: '({ grant }) => Response.json([new Job(grant), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a variable of the module',
    before: `let last: Can<'contacts:write'> | undefined;\nexport const lastOne = () => last && write(last);`,
    handler: '({ grant }) => { last = grant; return Response.json(read(grant)); }',
    says: 'unclear',
  },
  { name: 'what is thrown', handler: '({ grant }) => { read(grant); throw grant; }', says: 'unclear' },
  {
    name: 'what is thrown in an object',
    handler: '({ grant }) => { read(grant); throw { grant }; }',
    says: 'unclear',
  },
  {
    name: 'a cast',
    handler: '({ grant }) => Response.json([write(grant as unknown as Can<"contacts:write">), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a rest of arguments',
    before: 'const all = (...values: readonly object[]) => values.length;',
    handler: '({ grant }) => Response.json([all(grant), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a spread of arguments',
    handler: '({ grant }) => { const list = [grant] as const; return Response.json(read(...list)); }',
    says: 'unclear',
  },
  {
    name: 'arguments',
    before: `function all(_grant: Can<'contacts:read'>) { return arguments[0]; }`,
    handler: '({ grant }) => Response.json(all(grant))',
    says: 'unclear',
  },
  { name: 'bind', handler: '({ grant }) => Response.json(read.bind(undefined, grant)())', says: 'unclear' },
  {
    name: 'a name that is worked out',
    handler: `(context) => { const key = context.request.url as 'grant'; return Response.json(read(context[key])); }`,
    says: 'unclear',
  },
  {
    name: 'a generator',
    before: `function* each<T>(value: T) { yield value; }`,
    handler: '({ grant }) => { for (const g of each(grant)) read(g); return new Response(); }',
    says: 'unclear',
  },
  {
    name: 'a function that may be another',
    before: `let act = (grant: { has(scope: string): boolean }) => grant.has('a');\nexport const change = () => { act = (grant) => grant.has('contacts:write'); };`,
    handler: '({ grant }) => Response.json([act(grant), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a function of a library',
    handler: '({ grant }) => Response.json([structuredClone(grant), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a recursion that gives it',
    before: `const down = <G,>(grant: G, n: number): G => (n === 0 ? grant : down(grant, n - 1));`,
    handler: '({ grant }) => Response.json([read(down(grant, 3)), read(grant)])',
    says: 'unclear',
  },
  {
    name: 'a handler that cannot be followed',
    before: `const made: (context: Context<'ROUTE'>) => Response = untyped;`,
    handler: 'made',
    says: 'unclear',
  },
  {
    name: 'a setter',
    before: `const box = { set grant(value: Can<'contacts:read'>) { log(value.has('contacts:write')); } };`,
    handler: '({ grant }) => { box.grant = grant; return Response.json(read(grant)); }',
    says: 'unclear',
  },
  {
    name: 'a template tag',
    before:
      'const tag = (parts: TemplateStringsArray, ...values: readonly unknown[]) => parts.length + values.length;',
    handler: '({ grant }) => Response.json([tag`${grant}`, read(grant)])',
    says: 'unclear',
  },

  {
    name: 'a recursion with another function',
    before: `function walk(grant: Can<'contacts:write'>, act: (grant: Can<'contacts:read'>) => void, again: boolean): void { act(grant); if (again) walk(grant, (g) => read(g), false); }\nconst start = (grant: Can<'contacts:read'>) => { const inner = (g: Can<'contacts:read'>, act: (g: Grant<'desk', never>) => void): void => { act(g); inner(g, (h) => h.has('contacts:write')); }; inner(grant, () => {}); };\nexport { walk };`,
    handler: '({ grant }) => { start(grant); return new Response(); }',
    says: 'unclear',
  },
  {
    name: 'a function of a map, which takes no scope by its type',
    before: `const acts = new Map<string, (of: { grant: Grant<'desk', never> }) => Response>([['a', ({ grant }) => Response.json(write(desk.authorize(grant, 'contacts:write')))]]);`,
    handler: `(context) => { read(context.grant); const act = acts.get('a'); return act ? act(context) : new Response(); }`,
    says: 'unclear',
  },

  // Where a handler stands.
  {
    name: 'a named function',
    before: `function show({ grant }: { readonly grant: Can<'contacts:read'> }) { return Response.json(read(grant)); }`,
    handler: 'show',
    says: enough,
  },
  {
    name: 'a handler of its own type',
    before: `const show = ({ grant }: Context<'ROUTE'>) => Response.json(write(grant));`,
    handler: 'show',
    says: 'fine',
  },
  {
    name: 'a method that is a handler',
    before: `const areas = { show({ grant }: Context<'ROUTE'>) { return Response.json(read(grant)); } };`,
    handler: 'areas.show',
    says: enough,
  },
  {
    name: 'a wrapper around the handler',
    before: `const timed = <C, R>(act: (context: C) => R) => (context: C): R => { const at = Date.now(); try { return act(context); } finally { log(at); } };`,
    handler: 'timed(({ grant }) => Response.json(read(grant)))',
    says: enough,
  },
  {
    name: 'a wrapper that asks at run time',
    before: `const checked = <C extends { grant: Grant<'desk', never> }, R>(act: (context: C) => R) => (context: C): R => { desk.authorize(context.grant, 'contacts:write'); return act(context); };`,
    handler: 'checked(({ grant }) => Response.json(read(grant)))',
    says: 'fine',
  },
  {
    name: 'api.handler',
    handler: `export const one = api.handler('ROUTE', ({ grant }) => read(grant));`,
    says: enough,
  },
  {
    name: 'api.handler, without a grant',
    handler: `export const one = api.handler('ROUTE', () => 0);`,
    says: 'untaken',
  },
  {
    name: 'the handle of api.handler',
    before: `const shown = api.handler('ROUTE', ({ grant }) => Response.json(write(grant)));`,
    handler: 'shown.handle',
    says: 'fine',
  },
  {
    name: 'a member named by the route',
    handler: `export const handlers = { 'ROUTE': ({ grant }) => Response.json(read(grant)) } satisfies Partial<FetchHandlers<typeof api>>;`,
    says: enough,
  },
  {
    name: 'a method named by the route',
    handler: `export const handlers: Partial<FetchHandlers<typeof api>> = { 'ROUTE'({ grant }) { return Response.json(read(grant)); } };`,
    says: enough,
  },
  {
    name: 'a wrapper of the guard',
    before: `const on = <const Route extends Routes>(route: Route, act: (context: Context<Route>) => Response) => guard.route(route, (context) => act(context));`,
    handler: `export const one = on('ROUTE', ({ grant }) => Response.json(read(grant)));`,
    says: enough,
  },
  {
    name: 'a wrapper of the guard that gets an object',
    before: `const on = <const Route extends Routes>({ route, act }: { route: Route; act: (context: Context<Route>) => Response }) => guard.route(route, (context) => act(context));`,
    handler: `export const one = on({ route: 'ROUTE', act: ({ grant }) => Response.json(read(grant)) });`,
    says: enough,
  },
  {
    name: 'a wrapper that is called twice',
    before: `const at = <const Route extends Routes>(route: Route) => (act: (context: Context<Route>) => Response) => guard.route(route, act);`,
    handler: `export const one = at('ROUTE')(({ grant }) => Response.json(read(grant)));`,
    says: enough,
  },
  {
    name: 'a constant route',
    before: `const route = 'ROUTE';`,
    handler: `export const one = guard.route(route, ({ grant }) => Response.json(read(grant)));`,
    says: enough,
  },
  {
    name: 'a typed handler that is registered elsewhere',
    handler: `export const one = ({ grant }: Context<'ROUTE'>) => Response.json(read(grant));`,
    says: enough,
  },
  {
    name: 'authorize of the table',
    handler: `export const one = (grant: Grant<'desk', never>) => { const proven = api.authorize(grant, 'ROUTE'); return read(proven); };`,
    says: enough,
  },
  {
    name: 'a decorator of yours',
    before: `const at = <const Route extends Routes>(_route: Route) => (_target: object, _key: string, descriptor: TypedPropertyDescriptor<(context: Context<Route>) => Response>) => descriptor;`,
    handler: `export class Area { @at('ROUTE') show({ grant }: Context<'ROUTE'>) { return Response.json(read(grant)); } }`,
    says: enough,
  },
  {
    name: 'a builder that keeps the route',
    before: `class Own<const Route extends 'ROUTE'> { constructor(readonly route: Route) {} handle(act: (context: Context<Route>) => Response) { return guard.route(this.route, act); } }`,
    handler: `export const one = new Own('ROUTE').handle(({ grant }) => Response.json(read(grant)));`,
    says: 'unclear',
  },
  {
    name: 'a cast function',
    handler: `({ grant }) => Response.json((write as (grant: Can<'contacts:read'>) => unknown)(grant as never))`,
    says: 'unclear',
  },
  { name: 'call', handler: '({ grant }) => Response.json(read.call(undefined, grant))', says: 'unclear' },
  {
    name: 'a context of yours',
    before: `const own = <const Route extends Routes>(route: Route, act: (of: { by: { proof: Context<Route>['grant'] }; grant: Grant<'desk', never> }) => Response) => guard.route(route, (context) => act({ by: { proof: context.grant }, grant: context.grant }));`,
    handler: `export const one = own('ROUTE', ({ by }) => Response.json(read(by.proof)));`,
    says: enough,
  },
  {
    name: 'a context of yours, with two grants',
    before: `const own = <const Route extends Routes>(route: Route, act: (of: { by: { proof: Context<Route>['grant'] }; grant: Grant<'desk', never> }) => Response) => guard.route(route, (context) => act({ by: { proof: context.grant }, grant: context.grant }));`,
    handler: `export const one = own('ROUTE', ({ by, grant }) => Response.json([grant.has('contacts:read'), write(by.proof)]));`,
    says: 'fine',
  },
  {
    name: 'two handlers',
    handler: `export const one = [guard.route('ROUTE', ({ grant }) => Response.json(read(grant))), guard.route('ROUTE', ({ grant }) => Response.json(write(grant)))];`,
    says: 'fine',
  },
  {
    name: 'a table that is built',
    handler: `const list = [{ route: 'ROUTE', act: ({ grant }: Context<'ROUTE'>) => Response.json(read(grant)) }] as const;\nexport const all = list.map(({ route, act }) => guard.route(route, act));`,
    says: 'unclear',
  },
  { name: 'no handler', handler: `export const one = 'ROUTE';`, says: 'no handler' },
];

/** Code that a member or a variable is replaced by, each alone in its program: what one asks for counts for all. */
interface Replaced {
  readonly name: string;
  readonly before: string;
  readonly handler: string;
  readonly says?: Verdict;
}
const base = `class Base { list(g: Can<'contacts:read'>): unknown { return read(g); } }`;
const operation = `let op: (g: Can<'contacts:read'>) => unknown = read;`;
const ops = `const ops = { run: (g: Can<'contacts:read'>): unknown => read(g) };`;
const method = `const ops = { run(g: Can<'contacts:read'>): unknown { return read(g); } };`;
const own = `const own: Base = { list(g) { return read(g); } };`;
const replacements: readonly Replaced[] = [
  { name: 'nothing', before: ops, handler: 'ops.run(grant)', says: enough },
  { name: 'nothing of a method', before: method, handler: 'ops.run(grant)', says: enough },
  { name: 'nothing of a class', before: base, handler: 'new Base().list(grant)', says: enough },
  { name: 'nothing of an interface', before: `${base}\n${own}`, handler: 'own.list(grant)', says: enough },
  {
    name: 'a namesake that does not fit',
    before: `${base}\nexport class Other { list(g: Can<'contacts:write'>, id: string) { return write(g, id); } }`,
    handler: 'new Base().list(grant)',
    says: enough,
  },
  {
    name: 'a namesake in another object',
    before: `${ops}\nexport const others = { run: (g: Can<'contacts:write'>) => write(g) };`,
    handler: 'ops.run(grant)',
    says: enough,
  },
  {
    name: 'a property',
    before: `${ops}\nops.run = (g) => g.has('contacts:write');`,
    handler: 'ops.run(grant)',
    says: 'fine',
  },
  { name: 'a method', before: `${method}\nops.run = write;`, handler: 'ops.run(grant)', says: 'fine' },
  {
    name: 'a method, by its text',
    before: `${method}\nops['run'] = write;`,
    handler: 'ops.run(grant)',
    says: 'fine',
  },
  {
    name: 'a method that is read by its text',
    before: `${method}\nops.run = write;`,
    handler: `ops['run'](grant)`,
    says: 'fine',
  },
  {
    name: 'a method in a pattern',
    before: `${method}\n({ run: ops.run } = { run: write });`,
    handler: 'ops.run(grant)',
  },
  {
    name: 'a method by a name that is worked out',
    before: `${method}\nexport const set = (key: keyof typeof ops) => { ops[key] = write; };`,
    handler: 'ops.run(grant)',
    says: 'fine',
  },
  {
    name: 'a method by a name that is not known',
    before: `const table: Record<string, unknown> & { run(g: Can<'contacts:read'>): unknown } = { run(g) { return read(g); } };\nexport const set = (key: string) => { table[key] = write; };`,
    handler: 'table.run(grant)',
    says: 'fine',
  },
  {
    name: 'a nested property',
    before: `const h = { a: { b: { c: (g: Can<'contacts:read'>): unknown => read(g) } } };\nh.a.b.c = (g) => g.has('contacts:write');`,
    handler: 'h.a.b.c(grant)',
    says: 'fine',
  },
  {
    name: 'the object of a nested property',
    before: `const h = { a: { run(g: Can<'contacts:read'>): unknown { return read(g); } } };\nh.a = { run: write };`,
    handler: 'h.a.run(grant)',
    says: 'fine',
  },
  { name: 'Object.assign', before: `${ops}\nObject.assign(ops, { run: write });`, handler: 'ops.run(grant)' },
  {
    name: 'Object.assign of a variable',
    before: `${ops}\nconst more: object = { run: write };\nObject.assign(ops, more as Record<string, unknown>);`,
    handler: 'ops.run(grant)',
  },
  {
    name: 'Object.defineProperty',
    before: `${ops}\nObject.defineProperty(ops, 'run', { value: write });`,
    handler: 'ops.run(grant)',
  },
  { name: 'Reflect.set', before: `${ops}\nReflect.set(ops, 'run', write);`, handler: 'ops.run(grant)' },
  {
    name: 'a property, read into a variable',
    before: `${ops}\nObject.assign(ops, { run: write });\nconst act = ops.run;`,
    handler: 'act(grant)',
  },
  {
    name: 'a prototype',
    before: `${base}\nBase.prototype.list = write;`,
    handler: 'new Base().list(grant)',
    says: 'fine',
  },
  {
    name: 'a member of an instance',
    before: `${base}\nconst b = new Base();\nb.list = write;`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'an object for a class',
    before: `${base}\nconst b: Base = { list: write };`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'an object for a class, of what is not known',
    before: `${base}\nexport const make = (list: Base['list']): Base => ({ list });\nconst b: Base = make(write);`,
    handler: 'b.list(grant)',
  },
  {
    name: 'an object that is spread',
    before: `class Base { list(g: Can<'contacts:read'>): unknown { return read(g); } id = 1; }\nconst part = { list: write };\nconst b: Base = { ...new Base(), ...part };`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'a method in a variable',
    before: `${base}\nconst b: Base = { list: write };`,
    handler: '(() => { const { list } = b; return list(grant); })()',
  },
  {
    name: 'a class that implements a class',
    before: `${base}\nclass Fake implements Base { list(g: Can<'contacts:write'>) { return write(g); } }\nconst b: Base = new Fake();`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'a class whose method is inherited',
    before: `class Base { list(g: Can<'contacts:read'>): unknown { return read(g); } id = 1; }\nclass Part { list(g: Can<'contacts:write'>): unknown { return write(g); } }\nclass Whole extends Part { id = 1; }\nconst b: Base = new Whole();`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'a subclass with a property',
    before: `class Base { list: (g: Can<'contacts:read'>) => unknown = read; }\nclass D extends Base { override list = (g: Can<'contacts:read'>): unknown => g.has('contacts:write'); }\nconst b: Base = new D();`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'a generic subclass',
    before: `class Base<T> { list(g: Can<'contacts:read'>, of: T): unknown { return [of, read(g)]; } }\nclass D<T> extends Base<T> { override list(g: Can<'contacts:write'>, of: T): unknown { return [of, write(g)]; } }\nconst b: Base<string> = new D<string>();`,
    handler: `b.list(grant, '')`,
    says: 'fine',
  },
  {
    name: 'a getter',
    before: `class Base { get list(): (g: Can<'contacts:read'>) => unknown { return read; } }\nclass D extends Base { override get list() { return (g: Can<'contacts:read'>): unknown => g.has('contacts:write'); } }\nconst b: Base = new D();`,
    handler: 'b.list(grant)',
  },
  {
    name: 'a mixin',
    before: `${base}\nconst mix = <X extends new (...args: any[]) => Base>(X: X) => class extends X { override list(g: Can<'contacts:write'>): unknown { return write(g); } };\nconst b: Base = new (mix(Base))();`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'a mixin of any class',
    before: `${base}\nconst mix = <X extends new (...args: any[]) => object>(X: X) => class extends X { list(g: Can<'contacts:write'>): unknown { return write(g); } };\nconst b: Base = new (mix(Base))();`,
    handler: 'b.list(grant)',
    says: 'fine',
  },
  {
    name: 'a decorator of a method',
    before: `const wider = (_of: object, _key: string, d: TypedPropertyDescriptor<(g: Can<'contacts:read'>) => unknown>) => { d.value = (g) => g.has('contacts:write'); };\nclass Base { @wider list(g: Can<'contacts:read'>): unknown { return read(g); } }`,
    handler: 'new Base().list(grant)',
  },
  {
    name: 'a decorator of a class',
    before: `const wider = <C extends new (...args: any[]) => object>(of: C) => { Reflect.set(of.prototype, String(of), write); };\n@wider class Base { list(g: Can<'contacts:read'>): unknown { return read(g); } }`,
    handler: 'new Base().list(grant)',
  },
  {
    name: 'a function that is a member by its name',
    before: `function save(_g: Can<'contacts:write'>) { return 1; }\ninterface Store { save(g: Can<'contacts:read'>): unknown }\nconst store: Store = { save };`,
    handler: 'store.save(grant)',
    says: 'fine',
  },
  {
    name: 'a method of which no code is found',
    before: `interface Store { save(g: Can<'contacts:read'>): unknown }\ndeclare const stores: Map<string, Store>;`,
    handler: `stores.get('a')?.save(grant)`,
  },
  {
    name: 'a variable',
    before: `${operation}\nop = (g) => g.has('contacts:write');`,
    handler: 'op(grant)',
    says: 'fine',
  },
  {
    name: 'a variable, for nothing else',
    before: `${operation}\nop = (g) => g.has('contacts:read');`,
    handler: 'op(grant)',
    says: enough,
  },
  {
    name: 'a variable, by a text',
    before: `${operation}\nop = (g) => desk['check'](g, 'contacts:write');`,
    handler: 'op(grant)',
    says: 'fine',
  },
  {
    name: 'a variable, by a member that is taken out',
    before: `${operation}\nconst { check } = desk;\nop = (g) => check(g, 'contacts:write');`,
    handler: 'op(grant)',
  },
  {
    name: 'a variable, by a member that is passed on',
    before: `${operation}\nconst has = desk.has.bind(desk);\nop = (g) => has(g, 'contacts:write');`,
    handler: 'op(grant)',
  },
  {
    name: 'a variable, by a generic helper',
    before: `const holds = <S extends ScopeOf<Desk>>(g: Can<'contacts:read'>, s: S) => g.has(s);\n${operation}\nop = (g) => holds(g, 'contacts:write');`,
    handler: 'op(grant)',
  },
  {
    name: 'a variable, by what a grant holds',
    before: `${operation}\nop = (g) => g.held.some((scope) => scope === 'contacts:write');`,
    handler: 'op(grant)',
  },
  {
    name: 'a variable, by a route',
    before: `${operation}\nop = (g) => api.check(g, 'POST /replaced');`,
    handler: 'op(grant)',
    says: 'fine',
  },
];

describe('what replaces code', () => {
  test.concurrent.each(replacements)('$name', async ({ name, before, handler, says = 'unclear' }) => {
    const text = `import type { ScopeOf } from 'scopeproof';
import { api } from './api.js';
import { guard } from './guard.js';
import { type Can, type Desk, desk } from './scopes.js';
function read(_grant: Can<'contacts:read'>): unknown { return []; }
function write(_grant: Can<'contacts:write'>, name = ''): unknown { return { name }; }
${before}
export const one = guard.route('POST /replaced', ({ grant }) => Response.json(${handler}));
export const kept = [api, desk, write];
export type Kept = [ScopeOf<Desk>];
`;
    const routes = [{ route: 'POST /replaced', needs: `'contacts:write'` }];
    const folder = makeProject(`replaced-${name.replaceAll(/\W/g, '-')}`, routes, { 'handlers.ts': text });
    expect((await verdicts(folder)).get('POST /replaced') ?? 'fine').toBe(says);
  });
});

const routeOf = (n: number) => `POST /case-${n}`;
let found: ReadonlyMap<string, Verdict>;
beforeAll(async () => {
  const files = cases.map(({ before = '', handler }, n) => {
    const statement = /^(export|const) /.test(handler)
      ? handler
      : `export const one = guard.route('ROUTE', ${handler});`;
    const text = [
      `import type { Grant } from 'scopeproof';`,
      `import type { FetchHandlers } from 'scopeproof/fetch';`,
      `import { guard } from './guard.js';`,
      `import { api, asksAtRunTime, both, type Can, type Routes, Contacts, type Context, desk, generic, log, overloaded, read, readIndirectly, readTags, same, store, untyped, whole, withCallback, write, writeTags } from './helpers.js';`,
      before,
      statement,
    ].join('\n');
    return [`case-${n}.ts`, text.replaceAll('ROUTE', routeOf(n))];
  });
  const routes = cases.map(({ needs = `'contacts:write'` }, n) => ({ route: routeOf(n), needs }));
  const folder = makeProject('flows', routes, { 'helpers.ts': helpers, ...Object.fromEntries(files) });
  found = await verdicts(folder);
}, 60_000);

describe('used', () => {
  test.each(cases.map((each, n) => ({ ...each, n })))('$name: $says', ({ n, says }) => {
    expect(found.get(routeOf(n)) ?? 'fine').toBe(says === 'no handler' ? 'fine' : says);
  });
});
