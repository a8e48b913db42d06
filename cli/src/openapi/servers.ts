/** The path that a server puts before the paths of a document. */

/** What the URL of a server comes to. */
export interface ServerPath {
  /** It has no slash at its end; a server without a path has an empty one. Names in braces are parameters. */
  readonly path: string;
  /** Why it may be another path than the one that was meant. */
  readonly doubt?: string;
}

/** A variable of a server's URL. */
export interface ServerVariable {
  readonly default?: string;
  /** The values that it may have. */
  readonly values: readonly string[];
}

/** Reads the path of a server's URL, which may be relative and may have variables in braces. */
export function serverPathOf(url: string, variables: ReadonlyMap<string, ServerVariable>): ServerPath {
  const read = readUrl(url, (name) => variables.get(name)?.default);
  if (read.doubt !== undefined) return read;
  const others = otherPaths(url, variables, read.path);
  if (others.length === 0) return read;
  const listed = others.slice(0, 3).join(', ') + (others.length > 3 ? ', …' : '');
  return {
    ...read,
    doubt: `the path of the server ${shownUrl(url)} may be ${listed} as well: ${read.path || '/'} counts; --prefix says what else`,
  };
}

function readUrl(url: string, fill: (name: string) => string | undefined): ServerPath {
  const filled = url.trim().replace(/\{([^{}]*)\}/g, (whole, name: string) => fill(name) ?? whole);
  // RFC 3986: a scheme, an authority, a path; a variable may stand in the place of the first two.
  const [, origin = '', rest = ''] =
    /^((?:[a-z][a-z\d+.-]*:|\{[^{}]*\}:)?\/\/[^/?#]*|\{[^{}]*\}(?=\/|$))?([^?#]*)/i.exec(filled) ?? [];
  const path = rest.replace(/\/$/, '');
  if (path === '' || path === '.') return { path: '' };
  if (/(^|\/)\.\.?(\/|$)/.test(path.replace(/^\.\//, '')))
    return {
      path: '',
      doubt: `the path of the server ${shownUrl(url)} is relative to an address that is not known`,
    };
  if (path.startsWith('/')) return { path, ...variableDoubt(path, url) };
  // A host may have a user and a password before it, which are no part of a path.
  if (origin === '' && /^(?:[^/]*@|(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d+)?(?:\/|$))/i.test(path))
    return {
      path: path.includes('/') ? path.slice(path.indexOf('/')) : '',
      doubt: `the server ${shownUrl(url)} has no scheme, so that it is a path by the standard; it was read as a host`,
    };
  return { path: `/${path.replace(/^\.\//, '')}`, ...variableDoubt(path, url) };
}

/** Gives the other paths that a URL has by the values of its variables. */
function otherPaths(
  url: string,
  variables: ReadonlyMap<string, ServerVariable>,
  path: string,
): readonly string[] {
  const others = new Set<string>();
  for (const [name, { values }] of variables) {
    if (!url.includes(`{${name}}`)) continue;
    for (const value of values)
      others.add(readUrl(url, (each) => (each === name ? value : variables.get(each)?.default)).path || '/');
  }
  others.delete(path || '/');
  return [...others];
}

/** Shows a URL without a user, a password, a query and a fragment: they may be secret. */
function shownUrl(url: string): string {
  const [bare = ''] = url.trim().split(/[?#]/, 1);
  return bare.includes('@') ? bare.replace(/^((?:[a-z][a-z\d+.-]*:)?\/\/)?[^/@]*(?::[^@]*)?@/i, '$1') : bare;
}

const variableDoubt = (path: string, url: string): { readonly doubt?: string } => {
  const [, name] = /\{([^{}]*)\}/.exec(path) ?? [];
  return name === undefined
    ? {}
    : {
        doubt: `the server ${shownUrl(url)} has a variable without a default in its path: ${name} is a parameter now`,
      };
};
