/** A vocabulary as a schema that other libraries validate with. */

export type { ScopesInput, ScopesSchema, ScopesSchemaOptions } from './scopes-schema.js';
export { scopesSchema } from './scopes-schema.js';
