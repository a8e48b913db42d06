/** As far as it is used here; the package has no declarations. */
declare module 'taskcluster-lib-scopes' {
  export type ScopeExpression =
    | string
    | { readonly AllOf: readonly string[] }
    | { readonly AnyOf: readonly string[] };
  export function satisfiesExpression(scopeset: readonly string[], expression: ScopeExpression): boolean;
}
