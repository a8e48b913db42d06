import {
  type BadPrefix,
  type NoSuchMethod,
  type NotOne,
  type NotOneSurface,
  noSuchMethod,
  RouteDefinitionError,
  type UnknownAction,
  type UnknownSurface,
  unknownAction,
  unknownSurface,
} from '../errors.js';
import { ownProperties } from '../internal/input.js';
import type { SingleLiteral, UnionMark } from '../internal/type-utils.js';
import { vocabularyInternals } from '../vocabulary/internals.js';
import type { Pair, Spelled } from '../vocabulary/spelling.js';
import type { ActionOf, ActionsOf, AnyVocabulary, FormatOf, SurfaceOf } from '../vocabulary/vocabulary.js';
import { type Method, methods as methodNames } from './router.js';

/** method → action, unless {@link mount} gets another table */
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

/** A prefix, or the message that refuses it. */
type CheckedPrefix<Prefix extends string> = [Prefix] extends [`/${string}`]
  ? [SingleLiteral<Prefix>] extends [never]
    ? NotOne<'prefix', 'prefixes'>
    : Prefix
  : BadPrefix;

/**
 * A surface, or the message that refuses it; for an empty name, which editors complete with, every surface. One of
 * several surfaces needs the same actions as the others, or it would have other routes.
 */
type CheckedSurface<V extends AnyVocabulary, Surface extends string> = [Surface] extends ['']
  ? SurfaceOf<V>
  : [Surface] extends [SurfaceOf<V>]
    ? UnionMark<V> extends never
      ? Differing<V, Surface, Surface> extends never
        ? Surface
        : NotOneSurface
      : NotOne<'vocabulary', 'vocabularies'>
    : UnknownSurface<Surface>;
/** Those of some surfaces that lack an action of another one. */
type Differing<V extends AnyVocabulary, Surface, All extends string> = Surface extends string
  ? [ActionsOf<V, All>] extends [ActionsOf<V, Surface>]
    ? never
    : Surface
  : never;

/** method → action, with a message in the place of each entry that is wrong */
type CheckedMethods<Methods, Action> = {
  readonly [M in keyof Methods]-?: CheckedMethod<M, Methods[M], Action>;
};
type CheckedMethod<M, GivenAction, Action> = M extends Method
  ? [SingleLiteral<GivenAction & string>] extends [never]
    ? NotOne<'action'>
    : GivenAction extends Action
      ? GivenAction
      : GivenAction extends '' // which editors complete
        ? Action
        : UnknownAction<GivenAction & string>
  : NoSuchMethod<M & string>;

/** The routes of a surface, for the methods whose action the surface has. */
export type Mounted<V extends AnyVocabulary, Prefix extends string, Surface extends string, Methods> = {
  readonly [M in keyof Methods & string as Methods[M] extends ActionsOf<V, Surface>
    ? `${M} ${Prefix extends '/' ? '' : Prefix}/*`
    : never]: Spelled<Pair<Surface, Methods[M] & string>, FormatOf<V>>;
};

/**
 * Gives the routes of a whole surface below a path: GET and HEAD require its `read`, POST, PUT, PATCH and DELETE its
 * `write`. A method whose action the surface lacks is skipped.
 *
 * @param prefix the path above. `mount` adds `/*`, which matches the prefix itself as well.
 * @param methods method → action, in place of the default.
 * @throws RouteDefinitionError for an unknown surface or method, for an action that no surface has, and where no method
 * is left.
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
export function mount<V extends AnyVocabulary, const Prefix extends string, const Surface extends string>(
  vocabulary: V,
  prefix: CheckedPrefix<Prefix>,
  surface: CheckedSurface<V, Surface>,
): Mounted<V, Prefix, Surface, DefaultMethods>;
// A signature of its own: the compiler does not see that an optional argument may be absent.
export function mount<
  V extends AnyVocabulary,
  const Prefix extends string,
  const Surface extends string,
  const Methods extends { readonly [method: string]: string },
>(
  vocabulary: V,
  prefix: CheckedPrefix<Prefix>,
  surface: CheckedSurface<V, Surface>,
  methods: CheckedMethods<Methods, ActionOf<V>>,
): Mounted<V, Prefix, Surface, Methods>;
export function mount(
  vocabulary: AnyVocabulary,
  prefix: string,
  surface: string,
  methods: object = defaultMethods,
): Readonly<Record<string, string>> {
  const { surfaces, spell } = vocabularyInternals(vocabulary);
  const path = `${prefix === '/' ? '' : prefix}/*`;
  const actions = surfaces.get(surface);
  if (!actions) throw new RouteDefinitionError(path, unknownSurface(surface));
  const entries = Object.entries(ownProperties(methods, 'method → action'));
  if (methods !== defaultMethods) {
    const known = new Set<unknown>([...surfaces.values()].flat());
    for (const [method, action] of entries) {
      const route = `${method} ${path}`;
      if (!methodNames.includes(method)) throw new RouteDefinitionError(route, noSuchMethod(method));
      if (!known.has(action)) throw new RouteDefinitionError(route, unknownAction(action));
    }
  }
  const routes = entries
    .filter(([, action]) => actions.includes(action as string))
    .map(([method, action]) => [`${method} ${path}`, spell(surface, action as string)]);
  if (routes.length === 0) throw new RouteDefinitionError(path, `no method needs an action of ${surface}`);
  return Object.fromEntries(routes);
}
