import { defineRoutes, open, RouteDefinitionError } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';

/**
 * Scheme, host and port, where a client sends the whole address: RFC 9112 §3.2.2. Of anything else, routers disagree
 * where its path begins.
 */
const origin = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?=[/?]|$)/;

/**
 * The path of a request target as it stood in the request: not decoded, not normalised, without the query. What does
 * not begin with a slash is none.
 */
export const pathOf = (target: string): string =>
  withoutQuery(target.startsWith('/') ? target : target.replace(origin, ''));

const withoutQuery = (path: string): string => {
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
};

/** The same of an address as `URL` writes it, of whatever scheme; none of one that names a user. */
const pathOfUrl = (url: string): string =>
  withoutQuery(url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#@]*(?=[/?#]|$)/, ''));

const dotSegment = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The path of a `Request`. URL has resolved its dot segments: where the server still has what the client sent, as
 * `@hono/node-server` does, and that has any, it is the path that counts.
 */
export const pathOfRequest = (request: { readonly url: string }, server: unknown): string => {
  const sent = pathOf(targetIn(server) ?? '');
  return dotSegment.test(sent) ? sent : pathOfUrl(request.url);
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

/** A route with its parameters numbered, whatever they are called. */
const numbered = (route: string): string => {
  let parameters = 0;
  return route.replace(/:[^/]+/g, () => `:p${parameters++}`);
};

/** Finds the routes of a table as somebody else spells them: spelling → the route of the table. */
const readerOf = (
  vocabulary: AnyVocabulary,
  spelled: ReadonlyMap<string, string>,
): ((method: string, path: string) => string | undefined) => {
  const table = defineRoutes(
    vocabulary,
    Object.fromEntries([...spelled.keys()].map((route) => [route, open])),
  );
  return (method, path) => {
    const found = table.match(method, path);
    return found && spelled.get(found.route);
  };
};

/** A route as {@link lenient} reads paths. */
const lenientRoute = (route: string): string => {
  const [method, path = ''] = route.split(' ');
  return `${method} ${numbered(path.toLowerCase())}`;
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
  const read = new Map<string, string>();
  for (const route of routes) {
    const twin = read.get(lenientRoute(route));
    if (twin) throw new RouteDefinitionError(route, `differs in nothing but its case from ${twin}`);
    read.set(lenientRoute(route), route);
  }
  const readLeniently = readerOf(vocabulary, read);
  const literalsToo = routes.every((route) => plain.test(route.replace(/^\w+ |:[^/]+/g, '')));
  return (method, path, route) =>
    (literalsToo && plain.test(path)) || readLeniently(method, lenient(path)) === route;
};

/** What a table reads of a request. */
interface Reading {
  readonly route: string;
  readonly params: object;
}

/**
 * The other routes by which a framework may answer what a table reads as one: it may answer `HEAD` by what answers
 * `GET`, and may not take the beginning of a `/*` for a part of it.
 */
export const readBeside = (
  vocabulary: AnyVocabulary,
  routes: readonly string[],
  match: (method: string, path: string) => Reading | undefined,
): ((method: string, path: string, reading: Reading) => readonly string[]) => {
  // With something in the place of each `*`.
  const filled = routes.map((route) => [numbered(route.replace(/\*$/, ':rest/*')), route] as const);
  const readFilled = readerOf(vocabulary, new Map(filled));
  return (method, path, { route, params }) => {
    if (method !== 'HEAD' && (params as { '*'?: string })['*'] !== '') return none;
    const read = (method === 'HEAD' ? ['HEAD', 'GET'] : [method]).flatMap((each) => [
      match(each, path)?.route,
      readFilled(each, path),
    ]);
    return [...new Set(read)].filter((other) => other !== undefined && other !== route) as string[];
  };
};

const none: readonly string[] = [];
