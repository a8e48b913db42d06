/** The example as a caller without types declares it, with routes that take whatever is below a path. */
import {
  type Atender,
  declareAtender as declare,
  definition,
  type Library,
  routesOf,
} from '../../support/atender.js';
import { type Untyped, type UntypedApi, type UntypedExports, untyped } from '../../support/untyped.js';

export { definition };

type Parts = Pick<UntypedExports, 'mount' | 'open' | 'authenticated'>;

export const tableOf = (library: Parts, vocabulary: Untyped): Readonly<Record<string, unknown>> => ({
  ...routesOf(library as unknown as Library, vocabulary as unknown as Atender),
  'DELETE /contacts/*': 'contacts:admin',
  'GET /files/*': 'tags:read',
});

export interface World {
  readonly vocabulary: Untyped;
  readonly api: UntypedApi;
}

/** As one copy of the library declares it: the one under test, unless another is given. */
export function declareAtender(library: UntypedExports = untyped): World {
  const vocabulary = declare(library as unknown as Library).atender as unknown as Untyped;
  return { vocabulary, api: library.defineRoutes(vocabulary, tableOf(library, vocabulary)) };
}
