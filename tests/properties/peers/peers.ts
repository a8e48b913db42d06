/**
 * The libraries that scopeproof is compared with, from the package beside this file. By `require`, so that the
 * types of these tests do not depend on whether that package is installed.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A scope expression of Taskcluster, as far as scopeproof has a requirement like it. */
export type Expression =
  | string
  | { readonly AllOf: readonly Expression[] }
  | { readonly AnyOf: readonly Expression[] };

interface Taskcluster {
  satisfiesExpression(held: readonly string[], expression: Expression): boolean;
  /** What of an expression some scopes leave unmet, or null. */
  removeGivenScopes(held: readonly string[], expression: Expression): Expression | null;
}
export const taskcluster: Taskcluster = require('taskcluster-lib-scopes');

interface AuthScopes {
  has(required: readonly string[]): boolean;
  toArray(): string[];
}
interface Shopify {
  readonly AuthScopes: new (held: readonly string[]) => AuthScopes;
}
export const { AuthScopes }: Shopify = require('@shopify/shopify-api');
