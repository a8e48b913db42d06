import { RouteDefinitionError, unknownSurface } from '../errors.js';
import { ownProperties } from '../internal/input.js';
import { vocabularyInternals } from '../vocabulary/internals.js';
import type { Spell } from '../vocabulary/spelling.js';
import type { ActionsOf, AnyVocabulary, FormatOf, SurfaceOf } from '../vocabulary/vocabulary.js';
import type { Method } from './router.js';

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

/** The routes of a surface, for the methods whose action the surface has. */
export type Mounted<V extends AnyVocabulary, Prefix extends string, Surface extends SurfaceOf<V>, Methods> = {
  readonly [M in keyof Methods & string as Methods[M] extends ActionsOf<V, Surface>
    ? `${M} ${Prefix extends '/' ? '' : Prefix}/*`
    : never]: Spell<FormatOf<V>, Surface, Methods[M] & string>;
};

/**
 * Gives the routes of a whole surface below a path: GET and HEAD require its `read`, POST, PUT, PATCH and DELETE its
 * `write`. A method whose action the surface lacks is skipped.
 *
 * @param prefix the path above. `mount` adds `/*`, which matches the prefix itself as well.
 * @param methods method → action, in place of the default.
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
  const { surfaces, spell } = vocabularyInternals(vocabulary);
  const path = `${prefix === '/' ? '' : prefix}/*`;
  const actions = surfaces.get(surface);
  if (!actions) throw new RouteDefinitionError(path, unknownSurface(surface));
  const routes = Object.entries(ownProperties(methods, 'method → action'))
    .filter(([, action]) => actions.includes(action as string))
    .map(([method, action]) => [`${method} ${path}`, spell(surface, action as string)]);
  if (routes.length === 0) throw new RouteDefinitionError(path, `no method needs an action of ${surface}`);
  return Object.fromEntries(routes);
}
