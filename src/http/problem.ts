import type { InsufficientScopeError } from '../index.js';

/** The body of a refusal: RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The alternatives of the requirement. Each lists scopes that are all required. */
  readonly required?: readonly (readonly string[])[];
  /** The scopes missing for the nearest alternative. */
  readonly missing?: readonly string[];
  /** All scopes that the grant holds. */
  readonly held?: readonly string[];
}

/** Makes a problem that says no more than its status. */
export const plainProblem = (status: number, title: string, detail: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  detail,
});

/** The definition of insufficient_scope. */
const insufficientScope = 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1';

export const scopeProblem = (error: InsufficientScopeError, disclose: boolean): Problem => {
  const { required, missing, held } = error;
  const common = { type: insufficientScope, title: 'Insufficient scope', status: 403 };
  return disclose
    ? { ...common, detail: `The key lacks ${missing.join(', ')}.`, required, missing, held }
    : { ...common, detail: 'The key lacks a scope that this needs.' };
};
