import type { InsufficientScopeError } from '../index.js';

/** The body of a refusal: RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The alternatives of the requirement, each a list of scopes that are all needed. */
  readonly required?: readonly (readonly string[])[];
  /** All that is missing for the nearest alternative. */
  readonly missing?: readonly string[];
  /** All that the grant holds. */
  readonly held?: readonly string[];
}

/** A problem that its status says all about. */
export const plainProblem = (status: number, title: string, detail: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  detail,
});

/** Where RFC 6750 says what insufficient_scope is. */
const insufficientScope = 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1';

export const scopeProblem = (error: InsufficientScopeError, disclose: boolean): Problem => {
  const { required, missing, held } = error;
  const said = { type: insufficientScope, title: 'Insufficient scope', status: 403 };
  return disclose
    ? { ...said, detail: `The key lacks ${missing.join(', ')}.`, required, missing, held }
    : { ...said, detail: 'The key lacks a scope that this needs.' };
};
