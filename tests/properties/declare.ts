/** The library, asked about what was drawn. */
import type { Declaration, Needs } from '../support/reference.js';
import { optionsOf, requirementOf, type Untyped, type UntypedApi, untyped } from '../support/untyped.js';

export const declare = (declaration: Declaration): Untyped =>
  untyped.defineScopes(declaration.name, optionsOf(declaration));

export const declareRoutes = (vocabulary: Untyped, routes: Readonly<Record<string, Needs>>): UntypedApi =>
  untyped.defineRoutes(
    vocabulary,
    Object.fromEntries(
      Object.entries(routes).map(([route, needs]) => [route, requirementOf(vocabulary, needs)]),
    ),
  );
