/**
 * Matches scheme, host and port, where a client sends the whole address (RFC 9112 §3.2.2). Routers disagree where the
 * path of any other address begins.
 */
const origin = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?=[/?]|$)/;

/**
 * Gives the path of a request target as it stood in the request: not decoded, not normalised, without the query. A
 * target that has no path stays as it is, without a slash at its start.
 */
export const requestTargetPath = (target: string): string =>
  withoutQuery(target.startsWith('/') ? target : target.replace(origin, ''));

const withoutQuery = (path: string): string => {
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
};

/** Gives the path of an address as `URL` writes it, of any scheme. An address that names a user has none. */
const urlPath = (url: string): string =>
  withoutQuery(url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#@]*(?=[/?#]|$)/, ''));

const dotSegment = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Gives the path of a `Request`. `URL` has resolved its dot segments. Where the server still has the target that the
 * client sent, as `@hono/node-server` does, and it has dot segments, that target counts.
 */
export const fetchRequestPath = (request: { readonly url: string }, server: unknown): string => {
  const sent = requestTargetPath(targetIn(server) ?? '');
  return dotSegment.test(sent) ? sent : urlPath(request.url);
};

const targetIn = (server: unknown): string | undefined => {
  const incoming = (server as { readonly incoming?: { readonly url?: unknown } } | null | undefined)
    ?.incoming;
  return typeof incoming?.url === 'string' ? incoming.url : undefined;
};
