import type { InsufficientScopeError } from '../index.js';

/** The body of a refusal: RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  // Left out where they are longer than 2,048 characters, as are those below.
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

/** The length of a list of scopes in a response, in characters. Proxies take 4 kB of headers, Node's client 16 kB. */
const maxLength = 2048;

/** Tells whether a response may list some scopes. */
export const areListable = (scopes: readonly string[]): boolean => {
  let length = 0;
  return scopes.every((scope) => {
    length += scope.length + 1;
    return length <= maxLength;
  });
};

export const scopeProblem = (error: InsufficientScopeError, disclose: boolean): Problem => {
  const { required, missing, held } = error;
  const lacks = disclose && areListable(missing) ? missing.join(', ') : 'a scope that this needs';
  return {
    type: insufficientScope,
    title: 'Insufficient scope',
    status: 403,
    detail: `The key lacks ${lacks}.`,
    ...(disclose && areListable(required.flat()) && { required }),
    ...(disclose && areListable(missing) && { missing }),
    ...(disclose && areListable(held) && { held }),
  };
};
