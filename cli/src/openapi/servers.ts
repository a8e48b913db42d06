/** The path that a server puts before the paths of a document. */

/** What the URL of a server comes to. */
export interface ServerPath {
  /** It has no slash at its end; a server without a path has an empty one. Names in braces are parameters. */
  readonly path: string;
  /** Why it may be another path than the one that was meant. */
  readonly doubt?: string;
}

/**
 * Reads the path of a server's URL, which may be relative and may have variables in braces.
 *
 * @param defaults the value of each variable that has a default.
 */
export function serverPathOf(url: string, defaults: ReadonlyMap<string, string>): ServerPath {
  const filled = url.trim().replace(/\{([^{}]*)\}/g, (whole, name: string) => defaults.get(name) ?? whole);
  // RFC 3986: a scheme, an authority, a path; a variable may stand in the place of the first two.
  const [, origin = '', rest = ''] =
    /^((?:[a-z][a-z\d+.-]*:|\{[^{}]*\}:)?\/\/[^/?#]*|\{[^{}]*\}(?=\/|$))?([^?#]*)/i.exec(filled) ?? [];
  const path = rest.replace(/\/$/, '');
  if (path === '' || path === '.') return { path: '' };
  if (/(^|\/)\.\.?(\/|$)/.test(path.replace(/^\.\//, '')))
    return { path: '', doubt: `the path of the server ${url} is relative to an address that is not known` };
  if (path.startsWith('/')) return { path, ...variableDoubt(path, url) };
  if (origin === '' && /^(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d+)?(?:\/|$)/i.test(path))
    return {
      path: path.includes('/') ? path.slice(path.indexOf('/')) : '',
      doubt: `the server ${url} has no scheme, so that it is a path by the standard; it was read as a host`,
    };
  return { path: `/${path.replace(/^\.\//, '')}`, ...variableDoubt(path, url) };
}

const variableDoubt = (path: string, url: string): { readonly doubt?: string } => {
  const [, name] = /\{([^{}]*)\}/.exec(path) ?? [];
  return name === undefined
    ? {}
    : { doubt: `the server ${url} has a variable without a default in its path: ${name} is a parameter now` };
};
