import { type BadRoute, noSuchRoute, RouteDefinitionError, refuse, unknownSurface } from './errors.js';
import type { CheckResult, Grant } from './grant.js';
import { ownParts } from './internal/given.js';
import { type Method, routerOf } from './path.js';
import type { Requirement } from './requirement.js';
import type { Spell } from './scope.js';
import {
  type ActionsOf,
  type AnyVocabulary,
  type Core,
  coreOf,
  type FormatOf,
  type GrantOf,
  type ScopeOf,
  type SurfaceOf,
} from './vocabulary.js';

type RoutePattern = `${Method} /${string}`;

/** route → its requirement; a route is a method, a space and a path */
// Whatever else stands there is refused in its own place, and the rest of the table is what it is.
type RequirementTable<V extends AnyVocabulary> = {
  readonly [route: string]: Requirement<V['name'], ScopeOf<V>> | (string & {}) | object;
};

// GuardedRequest of all routes at once, and of each only when one of them is wrong.
type CheckedRoutes<Table, Needs> = keyof Table extends RoutePattern
  ? Table[keyof Table] extends Needs
    ? Table
    : CheckedOneByOne<Table, Needs>
  : CheckedOneByOne<Table, Needs>;
// As another name, so that the compiler does not infer the table from this branch as well.
type CheckedOneByOne<Table, Needs> = Table extends infer Given
  ? {
      readonly [Route in keyof Given]: Route extends RoutePattern | (string extends Route ? string : never)
        ? Given[Route] extends Needs
          ? Given[Route]
          : Needs
        : BadRoute;
    }
  : never;

/** The table that is left when a requirement that is none yields no grant at all. */
type KnownNeeds<Table, Needs> = Table[keyof Table] extends Needs
  ? Table
  : { readonly [Route in keyof Table]: Table[Route] extends Needs ? Table[Route] : never };

declare const table: unique symbol;

/** The parameters of a route's path, and `*` for the rest of it. */
export type Params<Route extends string> = string extends Route
  ? { readonly [name: string]: string }
  : Route extends unknown // of several routes, the parameters of one of them
    ? Texts<ParamIn<Route>>['texts']
    : never;
// Behind a property, as with Holding.
interface Texts<Names> {
  readonly texts: { readonly [Name in Names & string]: string };
}
type ParamIn<Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? ParamOf<Segment> | ParamIn<Rest>
  : ParamOf<Path>;
type ParamOf<Segment> = Segment extends `:${infer Name}` ? Name : Segment extends '*' ? '*' : never;

/** What a handler is given: proof of what its route needs, and the parameters of its path. */
export interface Context<Proven, Route> {
  readonly grant: Proven;
  readonly params: Params<Route & string>;
}

/** A route with what it needs and what answers it. */
export interface Handler<Route, Needs, Handle> {
  readonly route: Route;
  readonly needs: Needs;
  readonly handle: Handle;
}

/** What {@link RouteTable.match} found. */
export interface Match<Table> {
  readonly route: keyof Table & string;
  /** The decoded parameters; `*`, the rest of the path, as it stood there. Without a prototype. */
  readonly params: { readonly [name: string]: string };
  readonly needs: Table[keyof Table];
}

/** Method and path to requirement: what {@link defineRoutes} gives. */
export interface RouteTable<in out V extends AnyVocabulary, in out Table> {
  readonly [table]: Table;
  readonly vocabulary: V;
  /** The routes, in declaration order. */
  readonly routes: readonly (keyof Table & string)[];

  /** What a route asks. */
  needs<const Route extends keyof Table & string>(route: Route): Table[Route];

  /**
   * The most specific route for a request, compared segment by segment from the left: a literal comes before a
   * `:name`, a `:name` before `*`. What the table does not list is `undefined`, and so is what a server could read in
   * two ways: an empty or a dot segment, encoded or not, a trailing slash, a method in lower case.
   *
   * @param path the path alone, without a query, as it stood in the request.
   */
  match(method: string, path: string): Match<Table> | undefined;

  /**
   * Proves that a grant meets what a route asks.
   *
   * @throws InsufficientScopeError naming every missing scope.
   */
  authorize<const Route extends keyof Table & string>(
    grant: Grant<V['name'], never>,
    route: Route,
  ): NoInfer<GrantOf<V, Table[Route]>>;

  /** The same as `authorize`, as a result instead of a throw. */
  check<const Route extends keyof Table & string>(
    grant: Grant<V['name'], never>,
    route: Route,
  ): CheckResult<NoInfer<GrantOf<V, Table[Route]>>>;

  /**
   * Binds a function to a route: what it is given first is typed by the route's own declaration. What else it takes,
   * a request for example, is its own affair. The `handle` that comes back checks the grant once more before it calls
   * the function.
   */
  handler<
    Route extends keyof Table,
    Handle extends (context: Context<GrantOf<V, Table[Route]>, Route>, ...rest: never[]) => unknown,
  >(route: Route, handle: Handle): Handler<Route, Table[Route], Handle>;
}

/** Any route table: what a type parameter extends that stands for one. */
export interface AnyRouteTable {
  readonly [table]: object;
  readonly vocabulary: AnyVocabulary;
}

/** The table of a route table. */
export type TableOf<Api extends AnyRouteTable> = Api[typeof table];

/** The requirement of a route. */
export type NeedsOf<Api extends AnyRouteTable, Route extends string> = string extends Route | TableOf<Api>
  ? string
  : Route extends keyof Api[typeof table]
    ? Api[typeof table][Route]
    : never;

/**
 * Declares what each route of an API needs. What is not declared is refused.
 *
 * @throws RouteDefinitionError for an unknown method, a path that does not start with `/` or could be read two ways,
 * a route declared twice, and a requirement that is none of this vocabulary.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, mount, open } from 'scopeproof';
 *
 * const atender = defineScopes('atender', {
 *   surfaces: { contacts: ['read', 'write'], knowledge: ['read', 'write'] },
 *   implies: { write: ['read'] },
 * });
 *
 * export const api = defineRoutes(atender, {
 *   ...mount(atender, '/api/v1/kb', 'knowledge'),
 *   'GET /api/v1/contacts/:id': 'contacts:read',
 *   'GET /api/v1/search': atender.anyOf('contacts:read', 'knowledge:read'),
 *   'GET /health': open,
 * });
 * ```
 */
export function defineRoutes<V extends AnyVocabulary, const Table extends RequirementTable<V>>(
  vocabulary: V,
  table: CheckedRoutes<Table, Requirement<V['name'], ScopeOf<V>>>,
): RouteTable<V, KnownNeeds<Table, Requirement<V['name'], ScopeOf<V>>>>;
export function defineRoutes(vocabulary: AnyVocabulary, table: object): object {
  const core = coreOf(vocabulary);
  const router = routerOf();
  const routes = new Map<unknown, unknown>();
  for (const [route, needs] of Object.entries(ownParts(table, 'a route table'))) {
    router.add(route, needs);
    routes.set(route, needs);
    try {
      core.alternativesOf(needs);
    } catch (error) {
      throw new RouteDefinitionError(route, (error as TypeError).message);
    }
  }
  const needsOf = (route: unknown): unknown => routes.get(route) ?? refuse(noSuchRoute(route));

  const api = Object.freeze({
    vocabulary,
    routes: Object.freeze([...routes.keys()]),
    needs: needsOf,
    match: router.find,
    authorize: (grant: unknown, route: string) => core.authorize(grant, needsOf(route)),
    check: (grant: unknown, route: string) => core.check(grant, needsOf(route)),
    handler(route: string, handle: unknown) {
      if (typeof handle !== 'function') return refuse('a handler is a function');
      const needs = needsOf(route);
      // A dispatcher that lost the type of the grant on the way may have lost the check as well.
      const proven = (context: { readonly grant: unknown }, ...rest: readonly unknown[]): unknown => {
        // The grant that was checked, whatever the context says when it is asked again.
        return handle({ ...context, grant: core.authorize(context.grant, needs) }, ...rest);
      };
      return Object.freeze({ route, needs, handle: proven });
    },
  });
  apis.set(api, { core, needsOf });
  return api;
}

/** What the run time knows of a route table. */
export interface Behind {
  readonly core: Core;
  readonly needsOf: (route: unknown) => unknown;
}
const apis = /* @__PURE__ */ new WeakMap<object, Behind>();

export const behind = (api: unknown): Behind => apis.get(api as object) ?? refuse('not a route table');

/** method → action, unless {@link mount} is told otherwise */
export interface DefaultMethods {
  readonly GET: 'read';
  readonly HEAD: 'read';
  readonly POST: 'write';
  readonly PUT: 'write';
  readonly PATCH: 'write';
  readonly DELETE: 'write';
}
const defaultMethods: DefaultMethods = {
  GET: 'read',
  HEAD: 'read',
  POST: 'write',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'write',
};

/** The routes of a surface: those methods whose action it has. */
export type Mounted<V extends AnyVocabulary, Prefix extends string, Surface extends SurfaceOf<V>, Methods> = {
  readonly [M in keyof Methods & string as Methods[M] extends ActionsOf<V, Surface>
    ? `${M} ${Prefix extends '/' ? '' : Prefix}/*`
    : never]: Spell<FormatOf<V>, Surface, Methods[M] & string>;
};

/**
 * The routes of a whole surface below a path: GET and HEAD need its `read`, POST, PUT, PATCH and DELETE its `write`,
 * as far as the surface has them.
 *
 * @param prefix the path above; `/*` is added, which matches the prefix itself as well.
 * @param methods method → action, instead.
 * @throws RouteDefinitionError for an unknown surface, and where no method is left.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes, mount } from 'scopeproof';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 *
 * const api = defineRoutes(atender, mount(atender, '/api/v1/tags', 'tags'));
 * api.needs('PATCH /api/v1/tags/*'); // 'tags:write'
 * ```
 */
export function mount<
  V extends AnyVocabulary,
  const Prefix extends `/${string}`,
  const Surface extends SurfaceOf<V>,
  const Methods extends { readonly [M in Method]?: string } = DefaultMethods,
>(vocabulary: V, prefix: Prefix, surface: Surface, methods?: Methods): Mounted<V, Prefix, Surface, Methods>;
export function mount(
  vocabulary: AnyVocabulary,
  prefix: string,
  surface: string,
  methods: object = defaultMethods,
): Readonly<Record<string, string>> {
  const { surfaces, spell } = coreOf(vocabulary);
  const path = `${prefix === '/' ? '' : prefix}/*`;
  const own = surfaces.get(surface);
  if (!own) throw new RouteDefinitionError(path, unknownSurface(surface));
  const routes = Object.entries(ownParts(methods, 'method → action'))
    .filter(([, action]) => own.includes(action as string))
    .map(([method, action]) => [`${method} ${path}`, spell(surface, action as string)]);
  if (routes.length === 0) throw new RouteDefinitionError(path, `no method needs an action of ${surface}`);
  return Object.fromEntries(routes);
}
