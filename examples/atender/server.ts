/** The API over HTTP: which route, who asks, may they, and only then the handler. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Grant, InsufficientScopeError, open } from 'scopeproof';
import { Body } from './body.js';
import { handlersFor } from './handlers.js';
import { isCanonical } from './path.js';
import { Problem } from './problem.js';
import { api } from './routes.js';
import { atender } from './scopes.js';
import type { KeyStore } from './store.js';

interface Answer {
  readonly status: number;
  readonly body: object;
  /** RFC 6750 §3: which credentials would help. */
  readonly challenge?: string;
}

/** Any handler, as the server calls it: with the grant that `authorize` gave for its route. */
interface AnyHandler {
  readonly route: string;
  handle(context: {
    readonly grant: Grant<'atender', never>;
    readonly params: Readonly<Record<string, string>>;
  }): object;
}

export function createApi(keys: KeyStore): Server {
  return createServer(async (request, response) => {
    const { status, body, challenge } = await answer(request, keys).catch(failure);
    response.statusCode = status;
    response.setHeader('x-content-type-options', 'nosniff');
    // The rest of the body is not read, so that the connection has no use any more.
    if (status === 413) response.setHeader('connection', 'close');
    response.setHeader('content-type', status === 200 ? 'application/json' : 'application/problem+json');
    if (challenge !== undefined) response.setHeader('www-authenticate', challenge);
    response.end(JSON.stringify(body));
  });
}

const longestAddress = 2_000;
const largestBody = 64 * 1024;

async function answer(request: IncomingMessage, keys: KeyStore): Promise<Answer> {
  if ((request.url ?? '').length > longestAddress)
    throw new Problem(414, `The address is longer than ${longestAddress} characters.`);
  const [path = '/', query] = (request.url ?? '/').split('?', 2);
  const match = api.match(request.method ?? 'GET', path);
  if (match === undefined || !isCanonical(path)) return problem(404, 'There is no such route.');

  // Without a key one holds nothing, which is enough for an open route and for no other.
  const key = keys.find(secretIn(request));
  if (key === undefined && match.needs !== open) {
    return { ...problem(401, 'A valid API key is needed.'), challenge: 'Bearer' };
  }
  const grant = api.authorize(atender.parse(key?.scopes ?? '').grant, match.route);

  // Only now, for a stranger's body is not worth reading.
  const input = { body: new Body(await bytesOf(request)), query: new URLSearchParams(query) };
  const handlers: readonly AnyHandler[] = handlersFor(input);
  const handler = handlers.find(({ route }) => route === match.route);
  // The table may list what nobody has built yet.
  if (handler === undefined) return problem(501, 'This route is not built yet.');
  return { status: 200, body: handler.handle({ grant, params: match.params }) };
}

/** The body, of which no more is read than may be sent. */
async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > largestBody) throw new Problem(413, `The body is larger than ${largestBody} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function secretIn(request: IncomingMessage): string {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function failure(error: unknown): Answer {
  if (error instanceof InsufficientScopeError) {
    const { message, missing, required } = error;
    const scope = required[0]?.join(' ');
    return {
      ...problem(403, message, { missing }),
      challenge: `Bearer error="insufficient_scope", scope="${scope}"`,
    };
  }
  if (error instanceof Problem) return problem(error.status, error.message);
  console.error(error);
  return problem(500, 'Something is broken on our side.');
}

/** RFC 9457: what is wrong, for people and for programs. */
function problem(status: number, title: string, more: object = {}): Answer {
  return { status, body: { status, title, ...more } };
}
