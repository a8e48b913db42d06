import { defineRoutes, open, RouteDefinitionError } from '../index.js';
import { parseRoute } from '../routes/router.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

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

// Routers differ in how they match the text of a route: Express ignores case, Hono and Fastify decode some or all encoded
// characters that a text can have.
const lenient = (path: string): string =>
  path
    .replace(/%(?:2[146-9a-e]|3[\dabd]|4[\da-f]|6[1-9a-f]|[57][\da]|5f|7e)/gi, decodeURIComponent)
    .toLowerCase();

/** Matches a path that every router reads in the same way: ASCII without encoded characters and capital letters. */
const plain = /^[!-$&-@[-~]*$/;

/** Gives a route with numbers for the names of its parameters. */
const numbered = (route: string, spell = (text: string) => text): string => {
  const { method, segments } = parseRoute(route);
  const spelled = segments.map(({ before, name, after }, place) =>
    name === '*' ? name : spell(before) + (name ? `:p${place}` : '') + spell(after),
  );
  return `${method} /${spelled.join('/')}`;
};

/** Makes a look-up by routes that are spelled differently: spelling → the route of the table. */
const createReader = (
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

/** Spells a route as {@link lenient} spells paths. */
const lenientRoute = (route: string): string => numbered(route, lenient);

/** The text of a route without its method and the names of its parameters. */
const textOf = (route: string): string =>
  parseRoute(route)
    .segments.map(({ before, after }) => before + after)
    .join('');

/**
 * Makes the test whether the most lenient router finds the same route for a path. Where it does not, the handler of
 * another route might answer.
 *
 * @throws RouteDefinitionError for two routes that such a router cannot tell apart.
 */
export const lenientMatcher = (
  vocabulary: AnyVocabulary,
  routes: readonly string[],
): ((method: string, path: string, route: string) => boolean) => {
  const read = new Map<string, string>();
  for (const route of routes) {
    const twin = read.get(lenientRoute(route));
    if (twin) throw new RouteDefinitionError(route, `differs in nothing but its case from ${twin}`);
    read.set(lenientRoute(route), route);
  }
  const readLeniently = createReader(vocabulary, read);
  const literalsToo = routes.every((route) => plain.test(textOf(route)));
  return (method, path, route) =>
    (literalsToo && plain.test(path)) || readLeniently(method, lenient(path)) === route;
};

/** The route that a table finds for a request. */
interface Reading {
  readonly route: string;
  readonly params: object;
}

/**
 * Makes the look-up of the other routes that a framework may pick for a request. It may answer `HEAD` by the handler of
 * `GET`, may not count the path before a `/*` as part of it, and may ignore a slash at the end.
 */
export const alternativeReadings = (
  vocabulary: AnyVocabulary,
  routes: readonly string[],
  match: (method: string, path: string) => Reading | undefined,
): ((method: string, path: string, reading: Reading) => readonly string[]) => {
  const spelled = routes.map((route) => [numbered(route), route] as const);
  // A parameter and `*` in the place of `*`: then the rest has at least one segment.
  const filled = spelled.map(([text, route]) => [text.replace(/\*$/, ':rest/*'), route] as const);
  const readFilled = createReader(vocabulary, new Map(filled));
  // The table answers `HEAD` as `GET`; this reader knows the routes for `HEAD` alone.
  const heads = [...filled, ...spelled].filter(([text]) => text.startsWith('HEAD '));
  const readHead = createReader(vocabulary, new Map(heads));
  const slashesCount = routes.some((route) => /[^ ]\/$/.test(route));
  return (method, path, { route, params }) => {
    const maybeRest = (params as { '*'?: string })['*'] === '';
    if (method !== 'HEAD' && !maybeRest && !slashesCount) return none;
    const read = [path, slashToggled(path)].flatMap((each) =>
      method === 'HEAD'
        ? [match('GET', each)?.route, readFilled('GET', each), readHead('HEAD', each)]
        : [match(method, each)?.route, readFilled(method, each)],
    );
    return [...new Set(read)].filter((other) => other !== undefined && other !== route) as string[];
  };
};

/** A path without the slash at its end, or with one where it has none. */
const slashToggled = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : `${path}/`);

const none: readonly string[] = [];
