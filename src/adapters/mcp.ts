import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { McpServer, RegisteredTool, ToolCallback } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { AnySchema, ZodRawShapeCompat } from '@modelcontextprotocol/sdk/server/zod-compat.js';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { AuthenticateResult, KeyOptions, StoredScopes } from '../http/authenticate.js';
import { authorizationOf, bearerChallenge, type Challenge } from '../http/bearer.js';
import type { Refused } from '../http/decision.js';
import { assertRequirement, guardScopes, type ScopeGuard } from '../http/guard.js';
import { offlineAccess } from '../http/metadata.js';
import { type CommonOptions, deciderOptions, type RefusalEvent } from '../http/options.js';
import { compareRoutes, type ParityOptions } from '../http/parity.js';
import { areListable, type Problem } from '../http/problem.js';
import { bodyText, type CustomRefusal, type Refusal, type RefusalOptions } from '../http/refusal.js';
import {
  authenticated,
  type Grant,
  type GrantOf,
  type InsufficientScopeError,
  open,
  type Requirement,
  type ScopeOf,
} from '../index.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** tool → its requirement */
export type ToolTable<V extends AnyVocabulary> = {
  readonly [tool: string]: Requirement<V['name'], ScopeOf<V>>;
};

/** A call that a guard refused. */
export interface ToolRefusalEvent extends Pick<RefusalEvent, 'refusal' | 'error'> {
  /** The tool that was called, whether or not the table lists it. */
  readonly tool: string;
}

/** The options of a guard. `Form` is what `refusal` returns. */
export interface ToolGuardOptions<Form extends CustomRefusal = CustomRefusal>
  extends Omit<RefusalOptions, 'scheme'>,
    KeyOptions<[authInfo: AuthInfo | undefined]> {
  /**
   * Gives the stored scopes of the key that a request came with, or nothing; by default, the scopes of the request's
   * `AuthInfo`.
   */
  readonly authenticate?:
    | ((authInfo: AuthInfo | undefined) => StoredScopes | PromiseLike<StoredScopes>)
    | undefined;
  /**
   * Gives a refusal over HTTP, which `stepUp` answers with, the form of your API's errors. By default, its body is a
   * problem of RFC 9457. The errors of the server are those of JSON-RPC.
   */
  readonly refusal?: CommonOptions<[authInfo: AuthInfo | undefined], Form>['refusal'];
  /** Learns of each refused call. A tool that a list leaves out is not refused. */
  readonly onRefusal?: ((event: ToolRefusalEvent, authInfo: AuthInfo | undefined) => void) | undefined;
}

/** The callback of a tool, with a grant in its `extra`. */
export type GuardedCallback<Callback, G> = Callback extends (
  ...all: [...infer Args, infer Extra]
) => infer Result
  ? (...all: [...args: Args, extra: Extra & { readonly grant: G }]) => Result
  : never;

/** A server whose tools are guarded. */
export interface GuardedServer<in out V extends AnyVocabulary, in out Table> {
  /** Does what `McpServer.registerTool` does, for a tool of the table. `extra.grant` is proof of what the tool requires. */
  registerTool<
    const Name extends keyof Table & string,
    Output extends ZodRawShapeCompat | AnySchema,
    Input extends ZodRawShapeCompat | AnySchema | undefined = undefined,
  >(
    name: Name,
    config: {
      title?: string;
      description?: string;
      inputSchema?: Input;
      outputSchema?: Output;
      annotations?: ToolAnnotations;
      _meta?: Record<string, unknown>;
    },
    callback: GuardedCallback<ToolCallback<Input>, GrantOf<V, Table[Name]>>,
  ): RegisteredTool;

  /**
   * Checks that the server and the table have the same tools. Call it when all tools are registered. Disabled tools
   * count.
   *
   * @throws ParityError with the tools that either side lacks, unless `onMismatch` takes it.
   */
  assertParity(options?: ParityOptions): void;
}

/** A request that may call a tool. */
export interface ToolRequest {
  /** The JSON-RPC message or messages, parsed. */
  readonly body: unknown;
  readonly authInfo: AuthInfo | undefined;
  /** The value of the `Authorization` header. It tells an invalid key from none. */
  readonly authorization?: string | null | undefined;
}

/** The guard of a tool table. {@link guardTools} makes it. `Form` is what a refusal over HTTP looks like. */
export interface ToolGuard<in out V extends AnyVocabulary, in out Table, out Form = Refusal> {
  /**
   * Guards all tools of a server that has none yet. The server then lists only the tools that the grant allows, and
   * refuses calls of the others. A tool that is not in the table is neither listed nor found.
   */
  on(server: McpServer): GuardedServer<V, Table>;

  /**
   * Gives the response to send in place of passing a request to the transport, where it calls a tool that its key does
   * not cover. The challenge names all that the key holds and what the tool requires, so a client can step up.
   */
  refusal(request: ToolRequest): Promise<Form | undefined>;

  /** Does the same as middleware. It stands after the middleware that parses the body and the one that sets `auth`. */
  readonly stepUp: (
    req: IncomingMessage & { readonly body?: unknown; readonly auth?: AuthInfo },
    res: ServerResponse,
    next: (error?: unknown) => void,
  ) => void;
}

/**
 * Guards the tools of an MCP server: each has its requirement.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
 * import { defineScopes } from 'scopeproof';
 * import { guardTools } from 'scopeproof/mcp';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const guard = guardTools(atender, { list_tags: 'tags:read' });
 *
 * const server = new McpServer({ name: 'atender', version: '1.0.0' });
 * guard.on(server).registerTool('list_tags', { description: 'All tags' }, ({ grant }) => ({
 *   content: [{ type: 'text', text: `what ${grant} may see` }],
 * }));
 * ```
 */
export function guardTools<
  V extends AnyVocabulary,
  const Table extends ToolTable<V>,
  Form extends CustomRefusal = Refusal,
>(vocabulary: V, tools: Table, options?: ToolGuardOptions<Form>): ToolGuard<V, Table, Form>;
export function guardTools(
  vocabulary: UntypedVocabulary,
  tools: ToolTable<AnyVocabulary>,
  options: ToolGuardOptions = {},
): object {
  const { authenticate = (authInfo) => authInfo && { scopes: authInfo.scopes } } = options;
  // Own properties only: a polluted prototype is no option.
  const own: ToolGuardOptions = Object.assign(Object.create(null), options);
  const table: NeedsByTool = new Map(Object.entries(tools));
  for (const needs of table.values()) assertRequirement(vocabulary, needs);
  const guard = guardScopes<UntypedVocabulary, CallerInfo, AuthenticateResult, Refusal>(vocabulary, {
    ...deciderOptions<[AuthInfo | undefined], CallerInfo>(
      { ...own, authenticate, onRefusal: undefined },
      ({ authInfo }) => [authInfo],
      () => ({ headers: {} }),
    ),
    refusal: undefined, // a response gets its form once its challenge is whole
  });
  const refusal = createStepUpRefusal(vocabulary, table, guard, own);
  return {
    on(server: McpServer): object {
      const untyped = server as unknown as UntypedServer;
      guardHandlers(untyped.server, (handle) => guardedHandle(vocabulary, table, guard, own, handle));
      return {
        registerTool: guardedRegistration(vocabulary, table, guard, untyped),
        assertParity: (parityOptions?: ParityOptions) => assertToolParity(table, untyped, parityOptions),
      };
    },
    refusal,
    stepUp: createStepUp(refusal),
  };
}

// A vocabulary and a server as a guard uses them, without the types of their scopes and schemas.
interface UntypedVocabulary extends AnyVocabulary {
  readonly scopes: readonly string[];
  parse(stored: string): { readonly grant: unknown };
  check(
    grant: unknown,
    requirement: unknown,
  ): { readonly ok: boolean; readonly error?: InsufficientScopeError };
}
interface CallerInfo {
  readonly authInfo: AuthInfo | undefined;
}
type NeedsByTool = ReadonlyMap<string, Requirement<string, string>>;
type UntypedGuard = ScopeGuard<UntypedVocabulary, CallerInfo>;
type Asked = Parameters<UntypedGuard['check']>[0];
interface Extra {
  readonly authInfo?: AuthInfo;
  readonly requestInfo?: { readonly headers: { readonly authorization?: string } };
  readonly grant?: Grant<string, never>;
}
interface Tool {
  readonly name: string;
}
type Handle = (request: { readonly method: string; readonly params?: unknown }, extra: Extra) => unknown;
type Callback = (...all: readonly unknown[]) => unknown;
type RegisterTool = (name: string, config: unknown, callback: Callback) => unknown;
interface RequestHandlers {
  assertCanSetRequestHandler(method: string): void;
  setRequestHandler(schema: unknown, handle: Handle): void;
}
interface UntypedServer {
  readonly server: RequestHandlers;
  registerTool: RegisterTool;
  /** All tools by their names, which the SDK keeps to itself and tells nobody but clients, without those disabled. */
  readonly _registeredTools: object;
}

/** Puts a guard around every handler that a server gets from now on. The guard decides at each request. */
const guardHandlers = (server: RequestHandlers, guarded: (handle: Handle) => Handle): void => {
  try {
    for (const method of ['tools/list', 'tools/call']) server.assertCanSetRequestHandler(method);
  } catch (cause) {
    throw new TypeError('a server is guarded before it has tools, and declares none in its capabilities', {
      cause,
    });
  }
  const set = server.setRequestHandler.bind(server);
  server.setRequestHandler = (schema, handle) => set(schema, guarded(handle));
};

/** Wraps a server's handler: refuses calls that the grant does not allow, and lists only the tools that it allows. */
const guardedHandle =
  (
    vocabulary: UntypedVocabulary,
    table: NeedsByTool,
    guard: UntypedGuard,
    { onRefusal }: ToolGuardOptions,
    handle: Handle,
  ): Handle =>
  async (request, extra) => {
    const { authInfo, requestInfo } = extra;
    const caller = { request: { authInfo }, authorization: requestInfo && authorizationOf(requestInfo) };
    if (request.method === 'tools/call') {
      const { name: tool } = request.params as { name: string };
      const needs = table.get(tool);
      if (needs === undefined) {
        await onRefusal?.({ tool, refusal: guard.refuse.notFound, error: undefined }, authInfo);
        throw rpcError(invalidParams, `Tool ${tool} not found`);
      }
      const decision = await guard.check(caller, needs);
      if (decision.ok) return handle(request, { ...extra, grant: decision.grant });
      const { refusal, error } = decision;
      await onRefusal?.({ tool, refusal, error }, authInfo);
      throw rpcError(forbidden, refusal.body.detail, refusal.body);
    }
    const result = await handle(request, extra);
    if (request.method !== 'tools/list') return result;
    const isAllowed = createToolFilter(vocabulary, guard, caller);
    const listed: Tool[] = [];
    for (const tool of (result as { tools: readonly Tool[] }).tools) {
      const needs = table.get(tool.name);
      if (needs !== undefined && (await isAllowed(needs))) listed.push(tool);
    }
    return { ...(result as object), tools: listed };
  };

/** Makes what tells whether a caller may call a tool. It makes no refusals: a list may leave out a thousand tools. */
const createToolFilter = (vocabulary: UntypedVocabulary, guard: UntypedGuard, caller: Asked) => {
  let known: Promise<Awaited<ReturnType<UntypedGuard['check']>>> | undefined;
  return async (needs: Requirement<string, string>): Promise<boolean> => {
    if (needs === open) return true;
    known ??= guard.check(caller, authenticated);
    const decision = await known;
    return decision.ok ? vocabulary.check(decision.grant, needs).ok : (await guard.check(caller, needs)).ok;
  };
};

const guardedRegistration =
  (
    vocabulary: UntypedVocabulary,
    table: NeedsByTool,
    guard: UntypedGuard,
    server: UntypedServer,
  ): RegisterTool =>
  (name, config, callback) => {
    const needs = table.get(name);
    if (needs === undefined) throw new TypeError(`no such tool: ${name}`);
    return server.registerTool(name, config, (...all) => {
      // Checked again: a dispatcher that lost the grant may have lost the check as well.
      const { error } = vocabulary.check((all.at(-1) as Extra).grant, needs);
      if (error) throw new Error(guard.refuse.insufficientScope(error).body.detail, { cause: error });
      return callback(...all);
    });
  };

/** Compares the tools of a server with those of a table. */
const assertToolParity = (table: NeedsByTool, server: UntypedServer, options?: ParityOptions): void => {
  const tools = Object.keys(server._registeredTools).map((tool) => ({
    text: tool,
    covers: table.has(tool) ? [tool] : [],
  }));
  compareRoutes(table.keys(), tools, options, { app: 'server', routes: 'tools' });
};

type RefusalFor = (request: ToolRequest) => Promise<CustomRefusal | undefined>;

/** Makes the `refusal` of a guard. */
const createStepUpRefusal = (
  vocabulary: UntypedVocabulary,
  table: NeedsByTool,
  guard: UntypedGuard,
  { realm, resourceMetadata, disclose = true, onRefusal, refusal: formed }: ToolGuardOptions,
): RefusalFor => {
  const refusalOf = (decision: Refused, needs: unknown): Refusal => {
    if (!disclose) return decision.refusal;
    const isInvalid = decision.refusal === guard.refuse.invalidToken;
    const error = decision.error ? 'insufficient_scope' : isInvalid ? 'invalid_token' : undefined;
    return withStepUpChallenge(vocabulary, decision, needs, { realm, resourceMetadata, error });
  };
  return async ({ body, authInfo, authorization }) => {
    const caller = { request: { authInfo }, authorization };
    for (const tool of toolsCalledBy(body)) {
      const needs = table.get(tool);
      if (needs === undefined) continue; // the server will not find it
      const decision = await guard.check(caller, needs);
      if (decision.ok) continue;
      const refusal = refusalOf(decision, needs);
      await onRefusal?.({ tool, refusal, error: decision.error }, authInfo);
      return formed ? formed(refusal, authInfo) : refusal;
    }
    return undefined;
  };
};

/**
 * Makes the challenge name the scopes that the tool requires, and the held ones too: a token with only the missing ones
 * would lack them.
 */
const withStepUpChallenge = (
  vocabulary: UntypedVocabulary,
  { refusal, error }: Refused,
  needs: unknown,
  challenge: Challenge,
): Refusal => {
  const lacking = error ?? vocabulary.check(vocabulary.parse('').grant, needs).error;
  const union = new Set([...(lacking?.held ?? []), ...(lacking?.missing ?? [])]);
  const scope = vocabulary.scopes.filter((name) => union.has(name) && name !== offlineAccess);
  if (!areListable(scope)) return refusal;
  const value = bearerChallenge({ ...challenge, scope });
  return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': value } };
};

const createStepUp =
  (refusalFor: RefusalFor): ToolGuard<AnyVocabulary, object>['stepUp'] =>
  async (req, res, next) => {
    const { method, body, auth: authInfo, headers } = req;
    if (method === 'POST' && body === undefined)
      return next(new TypeError('stepUp belongs after the middleware that parses the body'));
    try {
      const refused = await refusalFor({ body, authInfo, authorization: headers.authorization });
      if (refused) res.writeHead(refused.status, refused.headers).end(bodyText(refused));
      else next();
    } catch (error) {
      next(error);
    }
  };

/** Gives the names of the tools that some JSON-RPC messages call. */
const toolsCalledBy = (body: unknown): string[] =>
  [body].flat().flatMap((message) => {
    const { method, params } = new Object(message) as { method?: unknown; params?: unknown };
    const { name } = new Object(params) as { name?: unknown };
    return method === 'tools/call' && typeof name === 'string' ? [name] : [];
  });

/** Codes of JSON-RPC 2.0 §5.1: the first is its own, the second is one of those that it leaves to servers. */
const invalidParams = -32602;
const forbidden = -32003;

/** Makes an error that the server answers with its code and data. */
const rpcError = (code: number, message: string, data?: Problem): Error =>
  Object.assign(new Error(message), { code, data });
