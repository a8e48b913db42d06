import { defineRoutes, open, RouteDefinitionError } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';

/** Scheme and host, where a client sends the whole address: RFC 9112 §3.2.2. */
const origin = /^[a-z][a-z\d+.-]*:\/\/[\w.:[\]-]*/i;

/** The path of a request target as it stood in the request: not decoded, not normalised, without the query. */
export const pathOf = (target: string): string => {
  const rest = target.startsWith('/') ? target : target.replace(origin, '');
  const query = rest.indexOf('?');
  return query === -1 ? rest : rest.slice(0, query);
};

const dotSegment = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The path of a `Request`. URL has resolved its dot segments: where the server still has what the client sent, as
 * `@hono/node-server` does, and that has any, it is the path that counts.
 */
export const pathOfRequest = (request: { readonly url: string }, server: unknown): string => {
  const sent = pathOf(targetIn(server) ?? '');
  return dotSegment.test(sent) ? sent : pathOf(request.url);
};

const targetIn = (server: unknown): string | undefined => {
  const incoming = (server as { readonly incoming?: { readonly url?: unknown } } | null | undefined)
    ?.incoming;
  return typeof incoming?.url === 'string' ? incoming.url : undefined;
};

// Routers differ in what they take for a literal segment: Express compares letters in any case, Hono and Fastify
// decode some or all of what the path has encoded and a literal can hold.
const lenient = (path: string): string =>
  path.replace(/%(?:2[146-9a-c]|3[bd]|40)/gi, decodeURIComponent).toLowerCase();

/** What is the same however it is read: ASCII, and in it nothing encoded and no capital letter. */
const plain = /^[!-$&-@[-~]*$/;

/** A route as {@link lenient} reads paths, its parameters numbered. */
const lenientRoute = (route: string): string => {
  const [method, path = ''] = route.split(' ');
  let parameters = 0;
  return `${method} ${path.toLowerCase().replace(/:[^/]+/g, () => `:p${parameters++}`)}`;
};

/**
 * Whether a path leads to the same route when it is read as the most lenient of routers does. Where it does not, the
 * handler of another route might answer it.
 *
 * @throws RouteDefinitionError for two routes that such a router could not tell apart.
 */
export const readAlike = (
  vocabulary: AnyVocabulary,
  routes: readonly string[],
): ((method: string, path: string, route: string) => boolean) => {
  const read = new Map<string | undefined, string>();
  for (const route of routes) {
    const twin = read.get(lenientRoute(route));
    if (twin) throw new RouteDefinitionError(route, `differs in nothing but its case from ${twin}`);
    read.set(lenientRoute(route), route);
  }
  const table = defineRoutes(
    vocabulary,
    Object.fromEntries(routes.map((route) => [lenientRoute(route), open])),
  );
  const literalsToo = routes.every((route) => plain.test(route.replace(/^\w+ |:[^/]+/g, '')));
  return (method, path, route) =>
    (literalsToo && plain.test(path)) || read.get(table.match(method, lenient(path))?.route) === route;
};
