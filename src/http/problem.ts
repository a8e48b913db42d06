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

/** Lists some scopes where a response may. Stops at the first too many: there may be thousands. */
export const listable = (scopes: Iterable<string>): readonly string[] | undefined => {
  const listed: string[] = [];
  let length = 0;
  for (const scope of scopes) {
    length += scope.length + 1;
    if (length > maxLength) return undefined;
    listed.push(scope);
  }
  return listed;
};

/** Tells whether a response may list some scopes. */
export const areListable = (scopes: Iterable<string>): boolean => listable(scopes) !== undefined;

/** What a 403 lists. A list is absent where it is too long, and where scopes are not disclosed. */
export interface ScopeLists {
  readonly required?: readonly (readonly string[])[] | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly held?: readonly string[] | undefined;
}

export const scopeProblem = ({ required, missing, held }: ScopeLists): Problem => ({
  type: insufficientScope,
  title: 'Insufficient scope',
  status: 403,
  detail: `The key lacks ${missing?.join(', ') ?? 'a scope that this needs'}.`,
  ...(required && { required }),
  ...(missing && { missing }),
  ...(held && { held }),
});
